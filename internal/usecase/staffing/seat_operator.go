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
// runs the machine: the first operator comes this way. Everybody at the desk is told. It reports whether it changed anything.
func SeatOperator(ctx context.Context, d *db.DB, email string) (seated bool, err error) {
	defer fault.Wrap(&err, "seat operator")
	_, key, err := people.ParseEmail(email)
	if err != nil {
		return false, err
	}
	err = d.Write(ctx, func(tx *db.Tx) error {
		seated = false
		p, err := peopledb.PersonByEmail(ctx, tx, key)
		if err != nil {
			return err
		}
		if err := p.MayTrade(tx.Now); err != nil {
			return err
		}
		there, err := peopledb.Operators(ctx, tx)
		if err != nil {
			return err
		}
		for _, o := range there {
			if o.ID == p.ID {
				return nil
			}
		}
		err = peopledb.AddGrant(ctx, tx, people.Grant{Person: p.ID, Role: people.Operator, Scope: people.SiteScope, ScopeID: string(id.Site)})
		if err != nil {
			return err
		}
		err = inform.Desk(ctx, tx, "operator_granted", notice.Message{
			Say: "%sさんが運営の机に加わりました", Args: []any{p.Email}, Link: "/desk",
			More: []notice.Sentence{{Say: "運営の手続きには、2段階目の確認コードが必要です。まだの場合は、設定のページで用意してください。"}}})
		if err != nil {
			return err
		}
		seated = true
		return tx.Audit(ctx, "", "", "grant_operator", string(p.ID), "command line")
	})
	return seated, err
}
