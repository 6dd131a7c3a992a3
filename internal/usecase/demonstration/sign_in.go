package demonstration

import (
	"context"
	"slices"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
)

// Entered is a session that has begun without a password.
type Entered struct {
	Session people.Session
	Secret  string // for the browser's cookie
	Waiting bool   // the second factor is still asked for
}

// SignIn enters as one of the invented people whose mail addresses are open, without their password. The second factor
// is asked for as ever: a demonstration shows its code.
func SignIn(ctx context.Context, d *db.DB, open []string, email, agent string) (in Entered, err error) {
	defer fault.Wrap(&err, "sign in to the demonstration")
	if err := Only(d); err != nil {
		return in, err
	}
	_, key, err := people.ParseEmail(email)
	if err != nil || !slices.Contains(open, email) {
		return in, fault.New(fault.NotFound, "見つかりませんでした")
	}
	err = d.Write(ctx, func(tx *db.Tx) error {
		p, err := peopledb.PersonByEmail(ctx, tx, key)
		if err != nil {
			return err
		}
		party, err := peopledb.OwnParty(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		in.Waiting = p.SecondFactor()
		in.Session, in.Secret, err = peopledb.Begin(ctx, tx, p.ID, party.ID, people.Agent(agent))
		return err
	})
	return in, err
}
