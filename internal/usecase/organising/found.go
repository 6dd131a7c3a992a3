package organising

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	entity "nariwai/internal/organisation"
	"nariwai/internal/organisation/organisationdb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/place"
)

// Form is what a person says of a company at first. The rest stands in its settings.
type Form struct {
	Name       string
	Prefecture place.Prefecture // may be ""
}

// Found makes a company with the actor as its owner, for which their session acts from now on. It begins as a client.
func Found(ctx context.Context, d *db.DB, a people.Actor, in Form) (pid id.Party, err error) {
	defer fault.Wrap(&err, "found an organisation")
	answer, err := d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		if _, err := peopledb.Trading(ctx, tx, a, people.Any); err != nil {
			return "", err
		}
		var f fault.Form
		name, err := people.ParseName(in.Name)
		f.Check("name", err)
		if in.Prefecture != "" && !in.Prefecture.Valid() {
			f.Add("prefecture", "都道府県を一覧から選んでください")
		}
		if err := f.Err(); err != nil {
			return "", err
		}
		p := people.Party{ID: id.Party(tx.NewID()), Kind: people.Organisation, DisplayName: name, Prefecture: in.Prefecture, Orders: true,
			Form: people.Company, Resident: true, CreatedAt: tx.Now}
		p.Handle = people.FirstHandle(p.ID)
		if err := peopledb.AddParty(ctx, tx, p); err != nil {
			return "", err
		}
		if err := peopledb.AddGrant(ctx, tx, people.Grant{Person: a.Person, Role: people.Owner, Scope: people.PartyScope, ScopeID: string(p.ID), By: a.Person}); err != nil {
			return "", err
		}
		if err := organisationdb.InsertSetting(ctx, tx, entity.Setting{Party: p.ID}); err != nil {
			return "", err
		}
		if a.Session != "" {
			if err := peopledb.Switch(ctx, tx, a.Person, a.Session, p.ID); err != nil {
				return "", err
			}
		}
		return string(p.ID), tx.Audit(ctx, a.Person, p.ID, "found_organisation", string(p.ID), name)
	})
	return id.Party(answer), err
}
