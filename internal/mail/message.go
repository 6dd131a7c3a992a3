package mail

import (
	"cmp"
	"html/template"
	"strings"

	gomail "github.com/wneessen/go-mail"

	"nariwai/internal/notice"
	"nariwai/internal/phrase"
)

// page is the mail for readers of HTML: the same words, and the link to be pressed.
var page = template.Must(template.New("mail").Parse(`<!doctype html>
<html lang="{{.Lang}}"><head><meta charset="utf-8"><title>{{.Subject}}</title></head>
<body>
{{range .Paragraphs}}<p>{{range $i, $line := .}}{{if $i}}<br>
{{end}}{{if $line.Link}}<a href="{{$line.Link}}">{{$line.Link}}</a>{{else}}{{$line.Text}}{{end}}{{end}}</p>
{{end}}{{if .Link}}<p><a href="{{.Link}}">{{.Link}}</a></p>
{{end}}<hr>
<p>{{.Name}}<br>
<a href="{{.Base}}">{{.Base}}</a><br>
<small>{{.Why}}</small></p>
</body></html>
`))

const why = "このメールは、Nariwaiから自動でお送りしています。心当たりのない場合は、何もせずに削除してください。"

// message is m as it goes over the wire.
func (s *Sender) message(m notice.Mail) (*gomail.Msg, error) {
	msg := gomail.NewMsg(gomail.WithEncoding(gomail.EncodingB64), gomail.WithNoDefaultUserAgent())
	if err := msg.FromFormat(s.from.Name, s.from.Address); err != nil {
		return nil, err
	}
	if err := msg.To(m.To); err != nil {
		return nil, err
	}
	msg.Subject(m.Subject)
	msg.SetDateWithValue(m.At.Time())
	msg.SetMessageIDWithValue(string(m.ID) + "@" + s.domain) // the same at every attempt, so that a reader can tell a repeat
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader("Content-Language", string(m.Lang))

	link := ""
	if m.Link != "" {
		link = s.base + tree(m.Lang) + m.Link
	}
	msg.SetBodyString(gomail.TypeTextPlain, s.plain(m, link))
	var paragraphs [][]line
	for p := range strings.SplitSeq(m.Text, "\n\n") {
		var lines []line
		for text := range strings.SplitSeq(p, "\n") {
			lines = append(lines, line{text, s.linked(m, text)})
		}
		paragraphs = append(paragraphs, lines)
	}
	return msg, msg.AddAlternativeHTMLTemplate(page, map[string]any{
		"Lang": m.Lang, "Subject": m.Subject, "Paragraphs": paragraphs, "Link": link,
		"Name": s.from.Name, "Base": s.base, "Why": phrase.T(m.Lang, why)})
}

// line is one line of a mail; Link is set where it is a path of the site.
type line struct{ Text, Link string }

// linked is the whole address of a line that is a path of the site; "" for other lines.
func (s *Sender) linked(m notice.Mail, line string) string {
	if !strings.HasPrefix(line, "/") || strings.ContainsAny(line, " \t\r") {
		return ""
	}
	return s.base + tree(m.Lang) + line
}

// tree is where the pages of a language begin; Japanese ones stand at the root.
func tree(l phrase.Lang) string {
	if l == phrase.Ja {
		return ""
	}
	return "/" + string(l)
}

func (s *Sender) plain(m notice.Mail, link string) string {
	var b strings.Builder
	for text := range strings.SplitSeq(m.Text, "\n") {
		b.WriteString(cmp.Or(s.linked(m, text), text) + "\n")
	}
	b.WriteString("\n")
	if link != "" {
		b.WriteString(link + "\n\n")
	}
	b.WriteString("-- \n" + s.from.Name + "\n" + s.base + "\n" + phrase.T(m.Lang, why) + "\n")
	return b.String()
}
