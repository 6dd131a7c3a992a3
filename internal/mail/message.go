package mail

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	gomail "github.com/wneessen/go-mail"

	"nariwai/internal/notice"
	"nariwai/internal/phrase"
)

const why = "このメールは、Nariwaiから自動でお送りしています。心当たりのない場合は、何もせずに削除してください。"

// message is m as it goes over the wire. It is the same at every attempt, but for the time in its signature.
func (s *Sender) message(m notice.Mail, key []byte) (*gomail.Msg, error) {
	msg := gomail.NewMsg(gomail.WithEncoding(gomail.EncodingB64), gomail.WithNoDefaultUserAgent())
	if err := msg.FromFormat(s.from.Name, s.from.Address); err != nil {
		return nil, err
	}
	if s.bounces != "" {
		if err := msg.EnvelopeFrom(s.bounces); err != nil {
			return nil, err
		}
	}
	if err := msg.To(m.To); err != nil {
		return nil, err
	}
	msg.Subject(m.Subject)
	msg.SetDateWithValue(m.At.Time())
	msg.SetMessageIDWithValue(string(m.ID) + "@" + s.domain) // the same at every attempt, so that a reader can tell a repeat
	msg.SetBoundary("nariwai-" + string(m.ID))
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader("Content-Language", string(m.Lang))
	l := s.sheet(m, key)
	if l.Stop != "" {
		msg.SetGenHeader("List-Unsubscribe", "<"+l.Stop+">")
		msg.SetGenHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
	msg.SetBodyString(gomail.TypeTextPlain, l.plain())
	if err := msg.AddAlternativeHTMLTemplate(page, l); err != nil || s.dkim == nil {
		return msg, err
	}
	return msg, sign(msg, s.dkim)
}

// sheet is a mail ready to be written out, as text or as a page.
type sheet struct {
	Lang       phrase.Lang
	Subject    string
	Preview    string // what a list of mails shows behind the subject
	Paragraphs []paragraph
	Link       string // where the reader goes on
	Base, Name string
	Why        string
	Settings   string // where one chooses how mails come; "" where one can't
	Stop       string // the link that stops the kind of this mail; "" where one can't
}

type paragraph struct {
	Heading bool
	Link    string // of what the paragraph is about, where its last line is a path: HTML puts it on the first
	Lines   []line
}

// Shown are the lines that a page shows.
func (p paragraph) Shown() []line {
	if p.Link == "" {
		return p.Lines
	}
	shown := slices.Clone(p.Lines[:len(p.Lines)-1])
	shown[0].Link = p.Link
	return shown
}

// line is one line of a mail; Link is set where it is a path of the site.
type line struct{ Text, Link string }

func (s *Sender) sheet(m notice.Mail, key []byte) sheet {
	l := sheet{Lang: m.Lang, Subject: m.Subject, Base: s.base + tree(m.Lang), Name: s.from.Name, Why: phrase.T(m.Lang, why)}
	if m.Link != "" {
		l.Link = l.Base + m.Link
	}
	if m.Person != "" && m.Kind.Stoppable() {
		l.Settings = l.Base + "/settings/notices"
		if len(key) > 0 {
			l.Stop = l.Base + "/stop-mails?t=" + url.QueryEscape(notice.Stop{Person: m.Person, Kind: m.Kind}.Token(key))
		}
	}
	for p := range strings.SplitSeq(m.Text, "\n\n") {
		var out paragraph
		p, out.Heading = strings.CutPrefix(p, notice.Heading)
		for text := range strings.SplitSeq(p, "\n") {
			link := linked(l.Base, text)
			out.Lines = append(out.Lines, line{cmp.Or(link, text), link})
		}
		if n := len(out.Lines); n > 1 {
			out.Link = out.Lines[n-1].Link
		}
		l.Paragraphs = append(l.Paragraphs, out)
	}
	// The first paragraph says what the subject says: a list of mails is to show the next.
	for _, p := range l.Paragraphs {
		if text := p.Lines[0].Text; text != m.Subject && !p.Heading && text != "" {
			l.Preview = text
			break
		}
	}
	return l
}

// linked is the whole address of a line that is a path of the site; "" for other lines.
func linked(base, line string) string {
	if !strings.HasPrefix(line, "/") || strings.ContainsAny(line, " \t\r") {
		return ""
	}
	return base + line
}

// tree is where the pages of a language begin; Japanese ones stand at the root.
func tree(l phrase.Lang) string {
	if l == phrase.Ja {
		return ""
	}
	return "/" + string(l)
}

// What stands in mails beside what they say.
func (l sheet) GoOn() string { return phrase.T(l.Lang, "ページを開く") }
func (l sheet) CantPress() string {
	return phrase.T(l.Lang, "押せないときは、このアドレスを開いてください。")
}
func (l sheet) SettingsText() string {
	return phrase.T(l.Lang, "お知らせの受け取り方を変える")
}
func (l sheet) StopText() string { return phrase.T(l.Lang, "このメールを止める") }

func (l sheet) plain() string {
	var b strings.Builder
	for _, p := range l.Paragraphs {
		for i, x := range p.Lines {
			if i == 0 && p.Heading {
				b.WriteString(notice.Heading)
			}
			b.WriteString(x.Text + "\n")
		}
		b.WriteString("\n")
	}
	if l.Link != "" {
		b.WriteString(l.Link + "\n\n")
	}
	b.WriteString("-- \n" + l.Name + "\n" + l.Base + "\n" + l.Why + "\n")
	if l.Settings != "" {
		b.WriteString("\n" + l.SettingsText() + "\n" + l.Settings + "\n")
	}
	if l.Stop != "" {
		b.WriteString(l.StopText() + "\n" + l.Stop + "\n")
	}
	return b.String()
}
