package query

import (
	"context"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/message"
)

// Said is what a line of a history is beside its words, if it is a message.
type Said struct {
	N        int64
	Kind     message.Kind
	Asks     bool
	EditedAt clock.Instant
	Quoted   Quoted
	Edits    []message.Edit // what it said before, oldest first

	quote id.Message
}

// Quoted is the message that another answers.
type Quoted struct {
	ID   id.Message // "" for none
	By   market.Side
	Body string // its beginning
}

const quotedBody = 120 // characters

// said completes the messages among the lines of a history.
func said(ctx context.Context, r db.Reader, c Sides, log []LogEntry) (err error) {
	defer fault.Wrap(&err, "messages of a history")
	at := map[string]*LogEntry{}
	var ids []string
	for i, e := range log {
		if e.Kind == LogMessage {
			at[e.ID] = &log[i]
			ids = append(ids, e.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	type row struct {
		id string
		Said
	}
	marks, args := db.In(1, ids)
	rows, err := db.All(ctx, r, func(x *row) []any { return []any{&x.id, &x.N, &x.Kind, &x.Asks, &x.EditedAt, &x.quote} },
		"SELECT id, n, kind, asks, edited_at, quote FROM message_message WHERE id IN ("+marks+")", args...)
	if err != nil {
		return err
	}
	if c.ID == "" { // those of a contract's messages are among its files
		sent, err := messageFiles.All(ctx, r, "WHERE f.message IN ("+marks+") ORDER BY f.message, f.id", args...)
		if err != nil {
			return err
		}
		for _, f := range sent {
			of := at[string(f.Message)]
			of.Files = append(of.Files, f)
		}
	}
	var edited, quotes []string
	for _, x := range rows {
		at[x.id].Said = x.Said
		if !x.EditedAt.IsZero() {
			edited = append(edited, x.id)
		}
		if x.quote != "" {
			quotes = append(quotes, string(x.quote))
		}
	}
	if len(edited) > 0 {
		marks, args = db.In(1, edited)
		edits, err := db.All(ctx, r, func(e *message.Edit) []any { return []any{&e.Message, &e.At, &e.Body} },
			"SELECT message, at, body FROM message_edit WHERE message IN ("+marks+") ORDER BY message, id", args...)
		if err != nil {
			return err
		}
		for _, e := range edits {
			of := &at[string(e.Message)].Said
			of.Edits = append(of.Edits, e)
		}
	}
	if len(quotes) == 0 {
		return nil
	}
	marks, args = db.In(2, quotes)
	type quoted struct {
		Quoted
		from id.Party
	}
	found, err := db.All(ctx, r, func(q *quoted) []any { return []any{&q.ID, &q.from, &q.Body} },
		"SELECT id, from_party, SUBSTR(body, 1, $1) FROM message_message WHERE id IN ("+marks+")", append([]any{int64(quotedBody)}, args...)...)
	for _, q := range found {
		q.By, _ = c.SideOf(q.from)
		for i := range log {
			if log[i].Said.quote == q.ID {
				log[i].Said.Quoted = q.Quoted
			}
		}
	}
	return err
}
