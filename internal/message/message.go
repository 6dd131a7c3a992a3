package message

import (
	"strings"
	"unicode/utf8"

	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// Kind is what a message is.
type Kind string

const (
	Talk     Kind = ""
	Proposal Kind = "proposal" // the words of a proposal, as it was sent
)

// Message is one thing said in a thread.
type Message struct {
	ID       id.Message
	Thread   id.Thread
	N        int64 // its place, from 1 without gaps
	Kind     Kind
	From     id.Party
	By       id.Person
	Quote    id.Message // of the thread, that it answers; "" for none
	Asks     bool       // it asks for an answer
	At       clock.Instant
	EditedAt clock.Instant
	Body     string // Markdown
}

const (
	Most    = 5_000            // characters of a message
	EditFor = 5 * clock.Minute // how long it may be mended
)

// Check refuses an empty or endless message; files can stand alone.
func (m *Message) Check(files int) error {
	if files > 0 && strings.TrimSpace(m.Body) == "" {
		m.Body = ""
		return nil
	}
	return checkBody("body", m.Body)
}

func checkBody(field, body string) error {
	var f fault.Form
	if strings.TrimSpace(body) == "" {
		f.Add(field, "メッセージを書いてください")
	} else if n := utf8.RuneCountInString(body); n > Most {
		f.Add(field, "メッセージは%d字までです（いま%d字）", Most, n)
	}
	return f.Err()
}

// Edit is what a message said before it was mended.
type Edit struct {
	ID      string
	Message id.Message
	At      clock.Instant
	Body    string
}

// Editable reports whether a person may still mend a message.
func (m *Message) Editable(by id.Person, now clock.Instant) bool {
	return m.Kind == Talk && m.By == by && now < m.At.Add(EditFor)
}

// Edit mends a message, and returns what it said before; ok is false where nothing changes.
func (m *Message) Edit(by id.Person, body string, now clock.Instant) (before Edit, ok bool, err error) {
	switch {
	case m.By != by || m.Kind != Talk:
		return before, false, fault.New(fault.NotFound, "見つかりませんでした")
	case !m.Editable(by, now):
		return before, false, fault.New(fault.Conflict, "送ってから5分を過ぎたメッセージは、直せません。新しく書いてください")
	}
	if err := checkBody("text", body); err != nil {
		return before, false, err
	}
	if body == m.Body {
		return before, false, nil
	}
	before = Edit{Message: m.ID, At: now, Body: m.Body}
	m.Body, m.EditedAt = body, now
	return before, true, nil
}
