// Package message is what the two sides of a contract write to each other.
package message

import (
	"strings"
	"unicode/utf8"

	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// Message is one thing said in a contract's room.
type Message struct {
	ID       id.Message
	Contract id.Contract
	From     id.Party
	By       id.Person
	Body     string // Markdown
	At       clock.Instant
}

// Most is how many characters a message may have.
const Most = 5_000

// Check refuses an empty or endless message.
func (m *Message) Check() error {
	var f fault.Form
	if strings.TrimSpace(m.Body) == "" {
		f.Add("body", "メッセージを書いてください")
	} else if n := utf8.RuneCountInString(m.Body); n > Most {
		f.Add("body", "メッセージは%d字までです（いま%d字）", Most, n)
	}
	return f.Err()
}
