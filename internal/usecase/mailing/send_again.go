package mailing

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice/noticedb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
)

// SendAgain puts a mail that was given up back into the queue, for the desk.
func SendAgain(ctx context.Context, d *db.DB, a people.Actor, m id.Mail) (err error) {
	defer fault.Wrap(&err, "send mail %s again", m)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		if err := peopledb.Operating(ctx, tx, a); err != nil {
			return "", err
		}
		if err := noticedb.Again(ctx, tx, m); err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, a.Party, "send_mail_again", string(m), "")
	})
	return err
}
