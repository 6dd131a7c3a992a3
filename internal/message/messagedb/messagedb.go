// Package messagedb keeps the message_ tables.
package messagedb

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/message"
)

var threads = db.Table[message.Thread]{
	Name:    "message_thread",
	Columns: "id, job, contract, proposal, client, worker, opened_at, last_n, last_at, title, version",
	Fixed:   "job, contract, client, worker, opened_at, title",
	Fields: func(t *message.Thread) []any {
		return []any{&t.ID, &t.Job, &t.Contract, &t.Proposal, &t.Client, &t.Worker, &t.OpenedAt, &t.LastN, &t.LastAt, &t.Title, &t.Version}
	},
}

var seats = db.Table[message.Seat]{
	Name:    "message_seat",
	Columns: "thread, party, other, side, contract, last_at, theirs_n, read_n, read_at, needs, blocked_at",
	Fields: func(s *message.Seat) []any {
		return []any{&s.Thread, &s.Party, &s.Other, &s.Side, &s.Contract, &s.LastAt, &s.TheirsN, &s.ReadN, &s.ReadAt, &s.Needs, &s.BlockedAt}
	},
}

var messages = db.Table[message.Message]{
	Name:    "message_message",
	Columns: "id, thread, n, kind, from_party, by_person, quote, asks, at, edited_at, body",
	Fixed:   "thread, n, kind, from_party, by_person, quote, asks, at",
	Fields: func(m *message.Message) []any {
		return []any{&m.ID, &m.Thread, &m.N, &m.Kind, &m.From, &m.By, &m.Quote, &m.Asks, &m.At, &m.EditedAt, &m.Body}
	},
}

// Thread returns a thread, or NotFound.
func Thread(ctx context.Context, r db.Reader, t id.Thread) (message.Thread, error) {
	return threads.One(ctx, r, "WHERE id = $1", t)
}

// Between returns the thread of a worker about a job before there is a contract ("") or about a contract of theirs, or NotFound.
func Between(ctx context.Context, r db.Reader, job id.Job, worker id.Party, c id.Contract) (message.Thread, error) {
	return threads.One(ctx, r, "WHERE job = $1 AND worker = $2 AND contract = $3", job, worker, c)
}

// OfContract returns a contract's thread, or NotFound.
func OfContract(ctx context.Context, r db.Reader, c id.Contract) (message.Thread, error) {
	return threads.One(ctx, r, "WHERE contract = $1 AND contract <> ''", c)
}

// Open adds a thread with its two seats. A second one of the same worker about the same job or contract is a Conflict.
func Open(ctx context.Context, tx *db.Tx, t message.Thread) (err error) {
	defer fault.Wrap(&err, "open thread %s", t.ID)
	if err := threads.Insert(ctx, tx, t); err != nil {
		return err
	}
	return seats.InsertAll(ctx, tx, t.Seats())
}

// Standing returns what decides whether a party may write in a thread.
func Standing(ctx context.Context, tx *db.Tx, t message.Thread, writer id.Party) (s message.Standing, err error) {
	defer fault.Wrap(&err, "standing in %s", t.ID)
	err = db.One(ctx, tx, []any{&s.Moved, &s.Blocks, &s.Blocked}, `SELECT
		EXISTS (SELECT 1 FROM message_thread WHERE job = $1 AND worker = $2 AND contract <> ''),
		EXISTS (SELECT 1 FROM message_block WHERE party = $3 AND other = $4),
		EXISTS (SELECT 1 FROM message_block WHERE party = $4 AND other = $3)`, t.Job, t.Worker, writer, t.Other(writer))
	return s, err
}

// Add writes a message behind the others of its thread, in both inboxes, and as unread for the persons who act for the other side.
// It sets the message's place and time.
func Add(ctx context.Context, tx *db.Tx, t *message.Thread, m *message.Message, readers []id.Person) (err error) {
	defer fault.Wrap(&err, "add to thread %s", t.ID)
	t.Add(m, tx.Now)
	if *t, err = threads.Update(ctx, tx, *t); err != nil {
		return err
	}
	if err := messages.Insert(ctx, tx, *m); err != nil {
		return err
	}
	if err := tx.Exec(ctx, 1, "UPDATE message_seat SET last_at = $3, needs = needs AND $4 WHERE thread = $1 AND party = $2", t.ID, m.From, m.At, m.Kind == message.Proposal); err != nil {
		return err
	}
	if err := tx.Exec(ctx, 1, "UPDATE message_seat SET last_at = $3, theirs_n = $4, needs = needs OR $5 WHERE thread = $1 AND party = $2",
		t.ID, t.Other(m.From), m.At, m.N, m.Asks); err != nil {
		return err
	}
	var list []unread
	for _, p := range readers {
		list = append(list, unread{p, t.ID, m.N})
	}
	return unreads.InsertAllOr(ctx, tx, list, "ON CONFLICT (person, thread) DO UPDATE SET n = message_unread.n")
}

// First reports whether a party has said nothing in a thread yet; a proposal is not talk.
func First(ctx context.Context, tx *db.Tx, t id.Thread, p id.Party) (first bool, err error) {
	err = db.One(ctx, tx, []any{&first}, "SELECT NOT EXISTS (SELECT 1 FROM message_message WHERE thread = $1 AND from_party = $2 AND kind = '')", t, p)
	return first, err
}

// Message returns a message of a thread, or NotFound.
func Message(ctx context.Context, r db.Reader, t id.Thread, m id.Message) (message.Message, error) {
	return messages.One(ctx, r, "WHERE id = $1 AND thread = $2", m, t)
}

// Of returns a thread's messages in their order.
func Of(ctx context.Context, r db.Reader, t id.Thread) ([]message.Message, error) {
	return messages.All(ctx, r, "WHERE thread = $1 ORDER BY n", t)
}

// SaveEdit writes a message that was mended, and what it said before.
func SaveEdit(ctx context.Context, tx *db.Tx, m message.Message, before message.Edit) (err error) {
	defer fault.Wrap(&err, "edit message %s", m.ID)
	if _, err := messages.Update(ctx, tx, m); err != nil {
		return err
	}
	return tx.Exec(ctx, 1, "INSERT INTO message_edit (id, message, at, body) VALUES ($1, $2, $3, $4)", before.ID, before.Message, before.At, before.Body)
}

// Settled takes the mark from a side that it was waited for.
func Settled(ctx context.Context, tx *db.Tx, t id.Thread, p id.Party) error {
	_, err := tx.Do(ctx, "UPDATE message_seat SET needs = FALSE WHERE thread = $1 AND party = $2 AND needs", t, p)
	return err
}
