// Package notice says what people are told: a line in the application, and a mail.
// Both are written in the transaction of their cause, so nothing is told of what did not happen
// and nothing that happened goes untold.
package notice

import (
	"strings"

	"nariwai/internal/clock"
	"nariwai/internal/id"
	"nariwai/internal/phrase"
)

// A Notice is one line that a person sees in the application, in the language they had when it was written.
type Notice struct {
	ID     id.Notice
	Person id.Person
	Kind   Kind // the event, as "awarded"; pages choose an icon by it
	Text   string
	Link   string // a path of the site, or ""
	About  string // what it is about, where a later one about the same takes its place; or ""
	At     clock.Instant
	ReadAt clock.Instant // zero until read
}

// To is somebody who can be told something. People who have closed their account have no Email and get no mail.
type To struct {
	Person id.Person
	Email  string
	Lang   phrase.Lang
}

// A Message is what has happened, not yet in anybody's language. Say and More are Japanese sentences, keys of package phrase.
type Message struct {
	Say  string
	Args []any
	More []Sentence // what the mail says beyond Say
	Link string     // the path of the page where the person goes on
	// About names what it is about (a thread), where whoever has read that needs no mail of it any more: see noticedb.Seen.
	// What is told again of the same takes the place of what was told before and has not been read.
	About string
}

// Line is a line of the day's letter. Its ID is that of the notice, if the person gets one as well.
type Line struct {
	ID     id.Notice
	Person id.Person
	Kind   Kind
	Text   string
	Link   string
	About  string
	At     clock.Instant
}

// A Sentence is a Japanese sentence with %s verbs for Args.
type Sentence struct {
	Say  string
	Args []any
}

// Notice is the message as a line for the application.
func (m Message) Notice(to To, kind Kind) Notice {
	return Notice{Person: to.Person, Kind: kind, Text: phrase.T(to.Lang, m.Say, m.Args...), Link: m.Link, About: m.About}
}

// Letter is the message as a mail: its sentence is the subject and the first paragraph.
func (m Message) Letter(to To, kind Kind) Letter {
	first := phrase.T(to.Lang, m.Say, m.Args...)
	text := []string{first}
	for _, s := range m.More {
		text = append(text, phrase.T(to.Lang, s.Say, s.Args...))
	}
	return Letter{Person: to.Person, To: to.Email, Lang: to.Lang, Kind: kind,
		Subject: first, Text: strings.Join(text, "\n\n"), Link: m.Link, About: m.About}
}
