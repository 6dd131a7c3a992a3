// Package profile is what a party says of itself: to others, to the law, and to the bank.
package profile

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/phrase"
	"nariwai/internal/usecase/listing"
	"nariwai/internal/yen"
)

// change reads the actor's party, lets f change it, and writes it, with what searches find of it.
func change(ctx context.Context, d *db.DB, a people.Actor, f func(*db.Tx, people.Party) (people.Party, error)) (p people.Party, err error) {
	err = d.Write(ctx, func(tx *db.Tx) error {
		if p, err = peopledb.Acting(ctx, tx, a, people.Manage); err != nil {
			return err
		}
		if p, err = f(tx, p); err != nil {
			return err
		}
		if p, err = peopledb.Parties.Update(ctx, tx, p); err != nil {
			return err
		}
		return listing.Workers(ctx, tx, p.ID)
	})
	return p, err
}

// EditProfile changes what the party's public page says.
func EditProfile(ctx context.Context, d *db.DB, a people.Actor, in people.Profile) (p people.Party, err error) {
	defer fault.Wrap(&err, "edit profile")
	return change(ctx, d, a, func(tx *db.Tx, p people.Party) (people.Party, error) {
		p, err := p.WithProfile(in)
		if err != nil {
			return p, err
		}
		if err := knownFields(p.Fields); err != nil {
			return p, err
		}
		taken, err := peopledb.HandleTaken(ctx, tx, p.Handle, p.ID)
		if err == nil && taken {
			var f fault.Form
			f.Add("handle", "このIDは、もう使われています。ほかのものにしてください")
			err = f.Err()
		}
		return p, err
	})
}

// knownFields refuses fields of work that there are not.
func knownFields(codes people.Tags) error {
	var f fault.Form
	for _, code := range codes {
		if _, ok := market.Categories.Find(code); !ok {
			f.Add("fields", "分野を一覧から選んでください")
			break
		}
	}
	return f.Err()
}

// EditTaxFacts changes what tax and the Freelance Act ask of the party. They count for what is agreed from now on: every
// contract keeps those of its day. The warning is a sentence for the person; the facts are written all the same.
func EditTaxFacts(ctx context.Context, d *db.DB, a people.Actor, in people.LegalFacts) (p people.Party, warning string, err error) {
	defer fault.Wrap(&err, "edit tax facts")
	p, err = change(ctx, d, a, func(tx *db.Tx, p people.Party) (people.Party, error) {
		p, w, err := p.WithLegalFacts(in)
		if err != nil {
			return p, err
		}
		warning = w
		return p, tx.Audit(ctx, a.Person, p.ID, "edit_tax_facts", string(p.ID), string(p.Form)+" "+string(p.TNumber))
	})
	return p, warning, err
}

// SetCarryOver lets payouts wait at the party's own request, or takes the request back. What waits never expires.
func SetCarryOver(ctx context.Context, d *db.DB, a people.Actor, on bool) (err error) {
	defer fault.Wrap(&err, "set carry over")
	_, err = change(ctx, d, a, func(tx *db.Tx, p people.Party) (people.Party, error) {
		if p.CarryOver == on {
			return p, nil
		}
		p.CarryOver = on
		verb := "carry_over_off"
		if on {
			verb = "carry_over_on"
		}
		return p, tx.Audit(ctx, a.Person, p.ID, verb, string(p.ID), "")
	})
	return err
}

// SetGoal sets what the person wants to earn in a month; 0 is no goal.
func SetGoal(ctx context.Context, d *db.DB, a people.Actor, goal yen.Yen) (err error) {
	defer fault.Wrap(&err, "set goal")
	if goal.Sign() < 0 {
		var f fault.Form
		f.Add("goal", "目標は0円以上にしてください")
		return f.Err()
	}
	return person(ctx, d, a, func(p *people.Person) { p.MonthlyGoal = goal })
}

// SetLang sets the language of the person's mails and notices.
func SetLang(ctx context.Context, d *db.DB, a people.Actor, lang phrase.Lang) (err error) {
	defer fault.Wrap(&err, "set language")
	if lang != phrase.En {
		lang = phrase.Ja
	}
	return person(ctx, d, a, func(p *people.Person) { p.Lang = lang })
}

func person(ctx context.Context, d *db.DB, a people.Actor, f func(*people.Person)) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		if _, err := peopledb.Acting(ctx, tx, a, people.Any); err != nil {
			return err
		}
		p, err := peopledb.Person(ctx, tx, a.Person)
		if err != nil {
			return err
		}
		f(&p)
		_, err = peopledb.Persons.Update(ctx, tx, p)
		return err
	})
}
