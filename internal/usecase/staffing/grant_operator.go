package staffing

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
)

// GrantOperator gives somebody with a verified address a place at the desk, on the word of somebody who sits there.
// Everybody there is told. Nothing can be done at the desk before the second factor is set up.
func GrantOperator(ctx context.Context, d *db.DB, a people.Actor, email string) (err error) {
	defer fault.Wrap(&err, "grant operator")
	var f fault.Form
	_, key, err := people.ParseEmail(email)
	f.Check("email", err)
	if err := f.Err(); err != nil {
		return err
	}
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		if err := peopledb.Operating(ctx, tx, a); err != nil {
			return "", err
		}
		p, err := peopledb.PersonByEmail(ctx, tx, key)
		if fault.Is(err, fault.NotFound) || err == nil && p.MayTrade(tx.Now) != nil {
			f.Add("email", "このメールアドレスで登録と確認を終えた人が見つかりません")
			return "", f.Err()
		}
		if err != nil {
			return "", err
		}
		seated, err := seat(ctx, tx, p, a.Person, "")
		if err == nil && !seated {
			err = fault.New(fault.Conflict, "この人は、もう運営の机にいます")
		}
		return "", err
	})
	return err
}
