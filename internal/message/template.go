package message

import (
	"strings"
	"unicode/utf8"

	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// Template is a text that a person writes often.
type Template struct {
	ID     id.Template
	Person id.Person
	Name   string
	At     clock.Instant
	Body   string
}

const (
	MostTemplates    = 30
	MostTemplateName = 40 // characters
)

// Check refuses a template without a name or a text.
func (t *Template) Check() error {
	var f fault.Form
	switch n := utf8.RuneCountInString(t.Name); {
	case strings.TrimSpace(t.Name) == "":
		f.Add("name", "定型文の名前を入れてください")
	case n > MostTemplateName:
		f.Add("name", "名前は%d字までです（いま%d字）", MostTemplateName, n)
	}
	switch n := utf8.RuneCountInString(t.Body); {
	case strings.TrimSpace(t.Body) == "":
		f.Add("body", "定型文を書いてください")
	case n > Most:
		f.Add("body", "定型文は%d字までです（いま%d字）", Most, n)
	}
	return f.Err()
}
