package webtest

import (
	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/organisation"
	"nariwai/internal/organisation/organisationdb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/organising"
	"nariwai/internal/yen"
)

// organisation gives the client's company a member who orders, a department, something that waits for approval, and an invitation.
func (s *Stage) organisation() {
	s.t.Helper()
	client := s.actors[Client]
	orderer := cast.Worker(s.t, s.DB, "hacchu")
	s.ok(organising.AddDepartment(ctx, s.DB, client, "110", s.hide("a department", "秘書広報の課", Client, Desk)))
	s.name("department.main", s.text("SELECT id FROM organisation_department WHERE party = $1", client.Party), Client)
	s.name("member.orderer", string(orderer.Person), Client)
	s.ok(s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := peopledb.AddGrant(ctx, tx, people.Grant{Person: orderer.Person, Role: people.Orderer, Scope: people.PartyScope, ScopeID: string(client.Party), By: client.Person}); err != nil {
			return err
		}
		v := organisation.Approval{ID: id.Approval(tx.NewID()), Party: client.Party, Kind: organisation.Award, Subject: s.ID("proposal.main"),
			Title: s.hide("a request for approval", "承認を待つ広報誌の記事", Client), Amount: yen.Of(300_000), AskedBy: orderer.Person, AskedAt: tx.Now, State: organisation.Open}
		if err := organisationdb.InsertApproval(ctx, tx, v); err != nil {
			return err
		}
		s.name("approval.open", string(v.ID), Client)
		in, secret, err := peopledb.InsertInvitation(ctx, tx, people.Invitation{Party: client.Party, Email: s.hide("an invitation", "maneki@example.jp", Client),
			EmailKey: "maneki@example.jp", Role: people.Director, By: client.Person})
		s.name("invitation.open", string(in.ID), Client)
		s.name("invitation.secret", secret)
		return err
	}))
}
