// Package noticedb keeps what people are told: their notices and the queue of mails.
package noticedb

import (
	"context"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
)

var notices = db.Table[notice.Notice]{
	Name:    "notice_notice",
	Columns: "id, person, kind, text, link, about, at, read_at",
	Fields: func(n *notice.Notice) []any {
		return []any{&n.ID, &n.Person, &n.Kind, &n.Text, &n.Link, &n.About, &n.At, &n.ReadAt}
	},
}

// Tell shows n to its person in the application, whatever they have chosen. It sets n's ID and At.
func Tell(ctx context.Context, tx *db.Tx, n notice.Notice) error {
	n.ID, n.At, n.ReadAt = id.Notice(tx.NewID()), tx.Now, 0
	return notices.Insert(ctx, tx, n)
}

// Inform tells to what has happened: in the application and by mail, as the person has chosen for the kind.
func Inform(ctx context.Context, tx *db.Tx, to notice.To, kind notice.Kind, m notice.Message) error {
	return InformAll(ctx, tx, []Told{{To: to, Kind: kind, Message: m}})
}

// Read marks one notice of person as read, and returns how many it was: reading it again changes nothing.
func Read(ctx context.Context, tx *db.Tx, person id.Person, n id.Notice) (read int64, err error) {
	defer fault.Wrap(&err, "read notice %s", n)
	if _, err := notices.One(ctx, tx, "WHERE id = $1 AND person = $2", n, person); err != nil {
		return 0, err
	}
	return tx.Do(ctx, "UPDATE notice_notice SET read_at = $1 WHERE id = $2 AND person = $3 AND read_at = 0", tx.Now, n, person)
}

// ReadAll marks all notices of person as read, and returns how many.
func ReadAll(ctx context.Context, tx *db.Tx, person id.Person) (read int64, err error) {
	defer fault.Wrap(&err, "read notices of %s", person)
	return tx.Do(ctx, "UPDATE notice_notice SET read_at = $1 WHERE person = $2 AND read_at = 0", tx.Now, person)
}

// Forget removes what person was told. Mails that still wait (the one that confirms the closing of the account
// among them) go out without the person's id; Prune removes them right after.
func Forget(ctx context.Context, tx *db.Tx, person id.Person) (err error) {
	defer fault.Wrap(&err, "forget notices of %s", person)
	if _, err := tx.Do(ctx, "DELETE FROM notice_notice WHERE person = $1", person); err != nil {
		return err
	}
	for _, q := range []string{"DELETE FROM notice_mail WHERE person = $1 AND state <> 'queued'", "DELETE FROM notice_line WHERE person = $1",
		"DELETE FROM notice_digest WHERE person = $1", "DELETE FROM notice_choice WHERE person = $1", "DELETE FROM notice_hours WHERE person = $1"} {
		if _, err := tx.Do(ctx, q, person); err != nil {
			return err
		}
	}
	_, err = tx.Do(ctx, "UPDATE notice_mail SET person = '' WHERE person = $1", person)
	return err
}

// Kept is how long notices and finished mails are kept.
const Kept = 400 * clock.Day

// Prune removes notices and finished mails that are older than Kept, and finished mails of people who have left.
func Prune(ctx context.Context, tx *db.Tx) (err error) {
	defer fault.Wrap(&err, "prune notices")
	before := tx.Now.Add(-Kept)
	if _, err := tx.Do(ctx, "DELETE FROM notice_notice WHERE id < $1", id.Floor(before.Time())); err != nil {
		return err
	}
	if _, err := tx.Do(ctx, "DELETE FROM notice_mail WHERE id < $1 AND state <> 'queued'", id.Floor(before.Time())); err != nil {
		return err
	}
	_, err = tx.Do(ctx, "DELETE FROM notice_mail WHERE person = '' AND state <> 'queued'")
	return err
}
