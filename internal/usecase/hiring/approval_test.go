package hiring_test

import (
	"testing"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/hiring"
	"nariwai/internal/usecase/organising"
	"nariwai/internal/yen"
)

// Above the company's amount an award waits for a second person, and a department never commits more than its budget.
func TestAwardIsApproved(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		ok := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		owner, hand := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "hand")
		join := func(name string, r people.Role) people.Actor {
			a := cast.Worker(t, d, name)
			ok(d.Write(ctx, func(tx *db.Tx) error {
				return peopledb.AddGrant(ctx, tx, people.Grant{Person: a.Person, Role: r, Scope: people.PartyScope, ScopeID: string(owner.Party), By: owner.Person})
			}))
			a.Party = owner.Party
			return a
		}
		orderer := join("orderer", people.Orderer)
		jid := openJob(t, d, owner, 2)
		pid := propose(t, d, hand, jid)
		ok(organising.SetApproval(ctx, d, owner, yen.Of(39_999)))
		ok(organising.AddDepartment(ctx, d, owner, "110", "広報課"))
		var did id.Department
		ok(db.One(ctx, d.Snapshot(), []any{&did}, "SELECT id FROM organisation_department WHERE party = $1", owner.Party))
		month := calendar.MonthOf(calendar.On(c.Now()))

		ok(organising.SetBudget(ctx, d, owner, did, month, yen.Of(39_000)))
		_, err := hiring.AwardFor(ctx, d, orderer, pid, true, did)
		want(t, err, fault.Conflict) // the budget
		_, err = hiring.AwardFor(ctx, d, orderer, pid, true, "nothing")
		want(t, err, fault.NotFound)
		ok(organising.SetBudget(ctx, d, owner, did, month, yen.Of(50_000)))
		asked := func(a people.Actor, pid id.Proposal) id.Approval {
			t.Helper()
			cid, err := hiring.AwardFor(ctx, d, a, pid, true, did)
			if err != nil || cid != "" {
				t.Fatal(cid, err)
			}
			var vid id.Approval
			ok(db.One(ctx, d.Snapshot(), []any{&vid}, "SELECT id FROM organisation_approval WHERE subject = $1 AND state = 'open'", pid))
			return vid
		}
		vid := asked(orderer, pid)
		_, err = hiring.AwardFor(ctx, d, orderer, pid, true, did)
		want(t, err, fault.Conflict) // asked already
		_, err = hiring.DecideAward(ctx, d, orderer, vid, true, "")
		want(t, err, fault.Forbidden)
		_, err = hiring.DecideAward(ctx, d, cast.Client(t, d, "yoso"), vid, true, "")
		want(t, err, fault.NotFound)
		_, err = hiring.DecideAward(ctx, d, owner, vid, false, "")
		want(t, err, fault.Invalid)
		_, err = hiring.DecideAward(ctx, d, owner, vid, false, "来月にしてください")
		ok(err)
		vid = asked(orderer, pid)
		cid, err := hiring.DecideAward(ctx, d, owner, vid, true, "")
		ok(err)
		con, err := marketdb.Contract(ctx, d.Snapshot(), cid)
		if err != nil || con.Department != did || con.Pay != yen.Of(40_000) {
			t.Errorf("%+v, %v", con, err)
		}

		second := propose(t, d, cast.Worker(t, d, "second"), jid)
		_, err = hiring.AwardFor(ctx, d, orderer, second, true, did)
		want(t, err, fault.Conflict) // 40,000 of 50,000 are committed
		ok(organising.SetBudget(ctx, d, owner, did, month, yen.Of(0)))
		_, err = hiring.AwardFor(ctx, d, owner, second, true, did)
		want(t, err, fault.Conflict) // nobody else can approve
		accountant := join("accountant", people.Accountant)
		vid = asked(owner, second)
		_, err = hiring.DecideAward(ctx, d, owner, vid, true, "")
		want(t, err, fault.Forbidden) // not one's own
		_, err = hiring.DecideAward(ctx, d, accountant, vid, true, "")
		ok(err)
	})
}
