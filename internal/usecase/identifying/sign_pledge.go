package identifying

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/identity"
	"nariwai/internal/identity/identitydb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
)

// SignPledge signs the pledge of confidentiality in force today. shown is the edition that was read.
func SignPledge(ctx context.Context, d *db.DB, a people.Actor, shown calendar.Date, name string, agreed bool) (err error) {
	defer fault.Wrap(&err, "sign pledge")
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		party, err := peopledb.Trading(ctx, tx, a, people.Manage)
		if err != nil {
			return "", err
		}
		legal := party.LegalName
		if party.Form == people.Company { // it is its person who signs
			legal = ""
		}
		p, err := identity.PledgeOn(calendar.On(tx.Now)).Sign(shown, name, legal, agreed)
		if err != nil {
			return "", err
		}
		p.ID, p.Party, p.Person, p.At = id.Pledge(tx.NewID()), party.ID, a.Person, tx.Now
		signed, err := identitydb.Sign(ctx, tx, p)
		if err != nil || !signed {
			return "", err
		}
		if err := peopledb.Pledged(ctx, tx, party.ID); err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, party.ID, "sign_pledge", string(p.ID), p.Edition.String()+" "+p.SHA256)
	})
	return err
}
