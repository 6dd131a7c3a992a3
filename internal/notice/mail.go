package notice

import (
	"strings"
	"unicode"

	"nariwai/internal/clock"
	"nariwai/internal/id"
	"nariwai/internal/phrase"
)

// A Letter is a mail as a use case writes it. To may differ from the person's present address:
// a changed address is announced to the old one.
type Letter struct {
	Person  id.Person
	To      string
	Lang    phrase.Lang
	Kind    Kind
	Subject string // one line
	Text    string // paragraphs, without greeting, link and signature
	Link    string // a path of the site, or ""
	About   string // as in Message
	Secret  bool   // Text and Link hold a key to an account: they are wiped once the mail is sent
}

// MailState is where a mail stands.
type MailState string

const (
	Queued MailState = "queued" // waits for NextAt, or is being sent until LeaseUntil
	Sent   MailState = "sent"
	Failed MailState = "failed" // given up; the desk sees why
)

// A Mail is a letter in the queue.
type Mail struct {
	ID id.Mail
	Letter
	State      MailState
	Attempts   int64         // how often a server has been handed this mail
	NextAt     clock.Instant // not to be tried before
	LeaseUntil clock.Instant // a sender holds it until then
	LastError  string
	At         clock.Instant // when it was written
	SentAt     clock.Instant
}

const (
	// MostAttempts is how often a server may put a mail off before we give up: about three days in all.
	MostAttempts = 20
	// Lease is how long a sender holds a mail; one that dies in between is replaced after it.
	Lease     = 3 * clock.Minute
	firstWait = clock.Minute
	mostWait  = 6 * clock.Hour
)

// Answer is what became of an attempt to send.
type Answer uint8

const (
	Taken       Answer = iota // the server has taken the mail
	Unreachable               // no server: not this mail's fault, so it is not counted
	Later                     // the server asks to try again (4xx)
	Refused                   // the server will never take it (5xx)
	Gone                      // there is no such mailbox: it will take no mail at all
)

// Answered is the mail after an attempt to send it.
func (m Mail) Answered(a Answer, why string, now clock.Instant) Mail {
	m.LeaseUntil = 0
	m.LastError = Reason(why)
	if a == Unreachable {
		m.NextAt = now.Add(firstWait)
		return m
	}
	m.Attempts++
	switch {
	case a == Taken:
		m.State, m.SentAt, m.LastError = Sent, now, ""
		if m.Secret {
			m.Text, m.Link = "", ""
		}
	case a == Refused || a == Gone || m.Attempts >= MostAttempts:
		m.State = Failed
	default:
		wait := mostWait
		if n := m.Attempts - 1; n < 9 {
			wait = min(firstWait<<n, mostWait)
		}
		m.NextAt = now.Add(wait)
	}
	return m
}

// Again puts a mail that was given up back into the queue.
func (m Mail) Again(now clock.Instant) Mail {
	m.State, m.Attempts, m.NextAt, m.LeaseUntil = Queued, 0, now, 0
	return m
}

// Subject makes s fit for a header: one line of at most 120 characters, no control characters.
func Subject(s string) string { return line(s, 120) }

// Reason makes what a server said fit for the desk's list.
func Reason(s string) string { return line(s, 500) }

func line(s string, most int) string {
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsControl(r) }), " ")
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

// Mailbox is an address as bounces are noted of it.
func Mailbox(address string) string { return strings.ToLower(strings.TrimSpace(address)) }
