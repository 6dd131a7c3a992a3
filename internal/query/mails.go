package query

import (
	"context"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
)

// MailLine is a mail in the queue as the desk sees it: that it exists, and how it went. What it says is between
// the site and its reader.
type MailLine struct {
	ID        id.Mail
	Person    id.Person
	To        string
	Kind      string
	Subject   string
	State     notice.MailState
	Attempts  int64
	NextAt    clock.Instant
	LastError string
	At        clock.Instant
	SentAt    clock.Instant
}

const mailsOnAPage = 30

// MailList is a page of mails in one state, the latest first.
type MailList struct {
	Mails                []MailLine
	Queued, Sent, Failed int64
	Older                MailLine // the page behind begins after it; its ID is "" on the last page
}

// Mails returns the page of mails in a state that begins after one of them, which is named by its NextAt and ID.
func Mails(ctx context.Context, r db.Reader, state notice.MailState, nextAt clock.Instant, after id.Mail) (l MailList, err error) {
	defer fault.Wrap(&err, "mails")
	older, args := "", []any{state, mailsOnAPage + 1}
	if after != "" {
		older, args = " AND (next_at < $3 OR next_at = $3 AND id < $4)", append(args, nextAt, after)
	}
	l.Mails, err = db.All(ctx, r, func(m *MailLine) []any {
		return []any{&m.ID, &m.Person, &m.To, &m.Kind, &m.Subject, &m.State, &m.Attempts, &m.NextAt, &m.LastError, &m.At, &m.SentAt}
	}, `SELECT id, person, to_address, kind, subject, state, attempts, next_at, last_error, at, sent_at FROM notice_mail
		WHERE state = $1`+older+" ORDER BY next_at DESC, id DESC LIMIT $2", args...)
	if err != nil {
		return l, err
	}
	if len(l.Mails) > mailsOnAPage {
		l.Mails = l.Mails[:mailsOnAPage]
		l.Older = l.Mails[mailsOnAPage-1]
	}
	err = db.One(ctx, r, []any{&l.Queued, &l.Sent, &l.Failed}, `SELECT (SELECT COUNT(*) FROM notice_mail WHERE state = 'queued'),
		(SELECT COUNT(*) FROM notice_mail WHERE state = 'sent'), (SELECT COUNT(*) FROM notice_mail WHERE state = 'failed')`)
	return l, err
}

// LetterList is a page of whole letters, which only a demonstration shows: its people are invented.
type LetterList struct {
	Letters   []notice.Mail
	Addresses []string // to which there are letters, those with the latest first
	Older     id.Mail
}

const lettersOnAPage, addressesMost = 20, 60

// Letters returns the letters to an address ("" for all), newest first. Only a demonstration may ask.
func Letters(ctx context.Context, r db.Reader, to string, after id.Mail) (l LetterList, err error) {
	defer fault.Wrap(&err, "letters")
	l.Letters, err = db.All(ctx, r, func(m *notice.Mail) []any {
		return []any{&m.ID, &m.To, &m.Lang, &m.Kind, &m.Subject, &m.Text, &m.Link, &m.State, &m.At}
	}, `SELECT id, to_address, lang, kind, subject, text, link, state, at FROM notice_mail
		WHERE ($1 = '' OR to_address = $1) AND ($2 = '' OR id < $2) ORDER BY id DESC LIMIT $3`, to, after, lettersOnAPage+1)
	if err != nil {
		return l, err
	}
	if len(l.Letters) > lettersOnAPage {
		l.Letters = l.Letters[:lettersOnAPage]
		l.Older = l.Letters[lettersOnAPage-1].ID
	}
	l.Addresses, err = db.All(ctx, r, func(s *string) []any { return []any{s} },
		"SELECT to_address FROM notice_mail GROUP BY to_address ORDER BY MAX(id) DESC LIMIT $1", addressesMost)
	return l, err
}
