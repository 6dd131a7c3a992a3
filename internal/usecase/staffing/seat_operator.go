// Package staffing decides who works at the desk.
package staffing

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/inform"
)

// SeatOperator puts somebody who has signed up and verified their address at the desk, on the word of whoever
// runs the machine: the first operator comes this way. It reports whether it changed anything.
func SeatOperator(ctx context.Context, d *db.DB, email string) (seated bool, err error) {
	defer fault.Wrap(&err, "seat operator")
	_, key, err := people.ParseEmail(email)
	if err != nil {
		return false, err
	}
	err = d.Write(ctx, func(tx *db.Tx) error {
		p, err := peopledb.PersonByEmail(ctx, tx, key)
		if err != nil {
			return err
		}
		if err := p.MayTrade(tx.Now); err != nil {
			return err
		}
		seated, err = seat(ctx, tx, p, "", "command line")
		return err
	})
	return seated, err
}

// seat gives p a place at the desk and tells everybody there; false when p has one already.
func seat(ctx context.Context, tx *db.Tx, p people.Person, by id.Person, how string) (bool, error) {
	there, err := peopledb.Operators(ctx, tx)
	if err != nil {
		return false, err
	}
	for _, o := range there {
		if o.ID == p.ID {
			return false, nil
		}
	}
	g := people.Grant{Person: p.ID, Role: people.Operator, Scope: people.SiteScope, ScopeID: string(id.Site), By: by}
	if err := peopledb.AddGrant(ctx, tx, g); err != nil {
		return false, err
	}
	if err := inform.Desk(ctx, tx, "operator_granted", notice.Message{
		Say: "%sさんが運営の机に加わりました", Args: []any{p.Email}, Link: "/desk",
		More: []notice.Sentence{{Say: "運営の手続きには、2段階目の確認コードが必要です。まだの場合は、設定のページで用意してください。"}}}); err != nil {
		return false, err
	}
	return true, tx.Audit(ctx, by, "", "grant_operator", string(p.ID), how)
}
