// Package reviewing is how the two sides of a contract that was paid for say how it was: each writes without seeing the
// other's words, both are revealed together or when the time is over, and the reviewed side may answer once.
package reviewing

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/review"
	"nariwai/internal/review/reviewdb"
)

// WriteReview keeps what one side says of the other. When it is the second of the two, both are revealed.
func WriteReview(ctx context.Context, d *db.DB, a people.Actor, cid id.Contract, c review.Content) (err error) {
	defer fault.Wrap(&err, "write review of %s", cid)
	return command(ctx, d, a, func(tx *db.Tx) error {
		w, err := reviewdb.Window(ctx, tx, cid)
		if err != nil {
			return err
		}
		r, err := w.Write(id.Review(tx.NewID()), a.Party, a.Person, c, tx.Now)
		if err != nil {
			return err
		}
		if err := reviewdb.Insert(ctx, tx, r); err != nil {
			return err
		}
		if w.Reveal(tx.Now) {
			return reveal(ctx, tx, &w)
		}
		return reviewdb.SaveWindow(ctx, tx, &w)
	})
}

// command runs what a person asks for in the name of a party, once however often it is sent. For everybody but its two sides a
// window does not exist: Write, Change and Answer say so.
func command(ctx context.Context, d *db.DB, a people.Actor, f func(*db.Tx) error) error {
	_, err := d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		if err := peopledb.Entitled(ctx, tx, a, people.Accept); err != nil {
			return "", err
		}
		return "", f(tx)
	})
	return err
}
