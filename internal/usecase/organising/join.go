package organising

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/inform"
)

// Join accepts an invitation to a company by its link. The session acts for the company from now on.
func Join(ctx context.Context, d *db.DB, a people.Actor, secret string) (err error) {
	defer fault.Wrap(&err, "join")
	return command(ctx, d, a, func(tx *db.Tx) error {
		if _, err := peopledb.Trading(ctx, tx, a, people.Any); err != nil {
			return err
		}
		v, err := peopledb.InvitationByToken(ctx, tx, secret)
		if err != nil {
			return err
		}
		p, err := peopledb.Party(ctx, tx, v.Party)
		if err != nil {
			return err
		}
		if p.Kind != people.Organisation || p.ClosedAt != 0 {
			return people.BadLink()
		}
		if _, err := peopledb.GrantOf(ctx, tx, a.Person, p.ID); !fault.Is(err, fault.NotFound) {
			if err == nil {
				err = fault.New(fault.Conflict, "もう、この会社の一員です")
			}
			return err
		}
		if err := v.Accept(a.Person, tx.Now); err != nil {
			return err
		}
		if err := peopledb.SaveInvitation(ctx, tx, &v); err != nil {
			return err
		}
		if err := peopledb.AddGrant(ctx, tx, people.Grant{Person: a.Person, Role: v.Role, Scope: people.PartyScope, ScopeID: string(p.ID), By: v.By}); err != nil {
			return err
		}
		own, err := peopledb.OwnParty(ctx, tx, a.Person)
		if err != nil {
			return err
		}
		by, err := peopledb.Person(ctx, tx, v.By)
		if err != nil {
			return err
		}
		if err := inform.Person(ctx, tx, notice.To{Person: by.ID, Email: by.Email, Lang: by.Lang}, "member_joined", notice.Message{
			Say: "%sさんが、%sに加わりました", Args: []any{own.DisplayName, p.DisplayName}, Link: "/org"}); err != nil {
			return err
		}
		if a.Session != "" {
			if err := peopledb.Switch(ctx, tx, a.Person, a.Session, p.ID); err != nil {
				return err
			}
		}
		return tx.Audit(ctx, a.Person, p.ID, "join", string(v.ID), string(v.Role))
	})
}
