package account

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
)

// ChangePassword sets a new password, ends all other sessions and tells the person by mail. For 72 hours afterwards
// a new bank account waits for a second person's check.
func ChangePassword(ctx context.Context, d *db.DB, h *people.Hasher, a people.Actor, old, password string) (err error) {
	defer fault.Wrap(&err, "change password")
	was, err := proves(ctx, d, h, a, old)
	if err != nil {
		return err
	}
	var f fault.Form
	f.Check("new_password", people.CheckPassword(password, was.Email))
	if err := f.Err(); err != nil {
		return err
	}
	hash, err := h.Hash(ctx, password)
	if err != nil {
		return err
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		p, err := unchanged(ctx, tx, was)
		if err != nil {
			return err
		}
		if err := peopledb.Forgive(ctx, tx, people.SignInByAccount, p.EmailKey); err != nil {
			return err
		}
		p.Password, p.ChangedAt = hash, tx.Now
		if p, err = peopledb.Persons.Update(ctx, tx, p); err != nil {
			return err
		}
		return passwordChanged(ctx, tx, p, a.Session)
	})
}
