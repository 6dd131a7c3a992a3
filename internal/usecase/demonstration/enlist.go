package demonstration

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/phrase"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
	"nariwai/internal/usecase/listing"
	"nariwai/internal/yen"
)

// Invented is a person of the demonstration with what sign-up, the mailed link and the settings would have written of them.
type Invented struct {
	Email      string
	Hash       string // of the password: one for all, because hashing takes time
	TOTPSecret string // of the second factor; "" without one
	Goal       yen.Yen
	Party      people.Party
}

// Enlist lets an invented person in, as if they had signed up, opened the mailed link and filled in their settings.
func Enlist(ctx context.Context, d *db.DB, in Invented) (a people.Actor, err error) {
	defer fault.Wrap(&err, "enlist %s", in.Email)
	if err := Only(d); err != nil {
		return a, err
	}
	email, key, err := people.ParseEmail(in.Email)
	if err != nil {
		return a, err
	}
	err = d.Write(ctx, func(tx *db.Tx) error {
		p := people.Person{ID: id.Person(tx.NewID()), Email: email, EmailKey: key, Password: in.Hash, Lang: phrase.Ja, State: people.Active,
			CreatedAt: tx.Now, VerifiedAt: tx.Now.Add(2 * clock.Minute), LastSeen: tx.Now, MonthlyGoal: in.Goal}
		if in.TOTPSecret != "" {
			p.TOTPSecret, p.TOTPAt = in.TOTPSecret, tx.Now
		}
		party := in.Party
		party.ID, party.CreatedAt = id.Party(tx.NewID()), tx.Now
		if err := peopledb.Add(ctx, tx, p, party); err != nil {
			return err
		}
		if err := listing.Workers(ctx, tx, party.ID); err != nil {
			return err
		}
		a = people.Actor{Person: p.ID, Party: party.ID, Strong: p.SecondFactor()}
		return peopledb.Accept(ctx, tx, p.ID, people.TermsOn(calendar.On(tx.Now)))
	})
	return a, err
}

// NameOperator says who runs the demonstration, from today on.
func NameOperator(ctx context.Context, d *db.DB, by people.Actor, who policy.Identity) (err error) {
	defer fault.Wrap(&err, "name the operator")
	if err := Only(d); err != nil {
		return err
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		if err := peopledb.Operating(ctx, tx, by); err != nil {
			return err
		}
		return policydb.Set(ctx, tx, policy.Operator, id.Site, calendar.On(tx.Now), who, by.Person)
	})
}
