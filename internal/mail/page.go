package mail

import (
	_ "embed"
	"html/template"
)

//go:embed page.html
var pageText string

// page is the mail for readers of HTML: the same words, and the link to be pressed. Its styles stand at each part, because
// mail programs throw others away; what follows the dark mode stands in a sheet, which those that know it read.
var page = template.Must(template.New("mail").Parse(pageText))
