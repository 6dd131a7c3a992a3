package messagedb

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/message"
)

// unread is where somebody goes on to read in a thread.
type unread struct {
	person id.Person
	thread id.Thread
	n      int64
}

var unreads = db.Table[unread]{
	Name:    "message_unread",
	Columns: "person, thread, n",
	Fields:  func(u *unread) []any { return []any{&u.person, &u.thread, &u.n} },
}

// Seat returns a party's place in a thread, or NotFound.
func Seat(ctx context.Context, r db.Reader, t id.Thread, p id.Party) (message.Seat, error) {
	return seats.One(ctx, r, "WHERE thread = $1 AND party = $2", t, p)
}

// Read notes that a person of a side has seen a thread up to a message. It reports whether the other side sees more read than before.
func Read(ctx context.Context, tx *db.Tx, s message.Seat, person id.Person, upTo int64) (more bool, err error) {
	defer fault.Wrap(&err, "read %s", s.Thread)
	if upTo >= s.TheirsN {
		_, err = tx.Do(ctx, "DELETE FROM message_unread WHERE person = $1 AND thread = $2", person, s.Thread)
	} else {
		_, err = tx.Do(ctx, "UPDATE message_unread SET n = $3 WHERE person = $1 AND thread = $2 AND n < $3", person, s.Thread, upTo+1)
	}
	if err != nil || upTo <= s.ReadN {
		return false, err
	}
	n, err := tx.Do(ctx, "UPDATE message_seat SET read_n = $3, read_at = $4 WHERE thread = $1 AND party = $2 AND read_n < $3", s.Thread, s.Party, upTo, tx.Now)
	return n > 0, err
}

// HasUnread reports whether there is something in a thread that a person has not seen.
func HasUnread(ctx context.Context, r db.Reader, t id.Thread, person id.Person) (has bool, err error) {
	err = db.One(ctx, r, []any{&has}, "SELECT EXISTS (SELECT 1 FROM message_unread WHERE person = $1 AND thread = $2)", person, t)
	return has, err
}
