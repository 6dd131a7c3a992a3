package account_test

import (
	"slices"
	"strings"
	"testing"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/account"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/posting"
	"nariwai/internal/usecase/profile"
	"nariwai/internal/usecase/proposing"
	"nariwai/internal/yen"
)

// Whoever leaves withdraws what waits for an answer, takes their drafts along, and leaves no words about themselves.
func TestLeaveTheMarket(t *testing.T) {
	each(t, func(w *world) {
		ctx, today := w.ctx(), calendar.On(w.d.Clock())
		client := cast.Client(t, w.d, "kitamichi")
		leaver := w.member("leaver@example.jp")
		post := func(title string) id.Job {
			t.Helper()
			jid, err := posting.SaveDraft(ctx, w.d, client, "", market.Spec{
				Category: "writing/travel", Title: title, Body: "1本1,500字です。", Deliverable: "原稿10本",
				Rights: market.RightsTransfer, AIPolicy: market.AIAssist, Unit: market.LumpSum, Quantity: 1, Pay: yen.Of(40000), Hires: 1,
				ClosesOn: today.AddDays(5), DueOn: today.AddDays(10), Beginners: true, Unregistered: true})
			w.must(err)
			return jid
		}
		jid, ended := post("道の駅の記事"), post("終わった依頼")
		for _, j := range []id.Job{jid, ended} {
			_, err := posting.PublishJob(ctx, w.d, client, j)
			w.must(err)
		}
		offer := market.Offer{Price: yen.Of(40000), Message: "夕張で生まれました。", DueOn: today.AddDays(10)}
		pid, err := proposing.SubmitProposal(ctx, w.d, leaver, jid, offer)
		w.must(err)
		answered, err := proposing.SubmitProposal(ctx, w.d, leaver, ended, offer)
		w.must(err)
		w.must(posting.EndJob(ctx, w.d, client, ended))
		draft, err := posting.SaveDraft(ctx, w.d, leaver, "", market.Spec{Title: "わたしの下書き"})
		w.must(err)
		_, err = profile.EditProfile(ctx, w.d, leaver, people.Profile{DisplayName: "みちる", Handle: "leaver", Works: true, TalentForm: people.TalentForm{Listed: true}})
		w.must(err)
		listed := func() (n int64) {
			t.Helper()
			w.must(db.One(ctx, w.d.Snapshot(), []any{&n}, "SELECT COUNT(*) FROM search_worker"))
			return n
		}
		if listed() != 1 {
			t.Fatal("who wants to be found is not")
		}

		w.must(account.CloseAccount(ctx, w.d, w.h, leaver, good))

		if listed() != 0 {
			t.Error("who has left is still found")
		}

		for p, state := range map[id.Proposal]market.ProposalState{pid: market.Withdrawn, answered: market.Unchosen} {
			if got, err := marketdb.Proposal(ctx, w.d.Snapshot(), p); err != nil || got.State != state || got.Message != "" {
				t.Errorf("%+v, %v", got, err)
			}
		}
		if _, err := marketdb.Job(ctx, w.d.Snapshot(), draft); !fault.Is(err, fault.NotFound) {
			t.Errorf("the draft stays: %v", err)
		}
		if told := cast.Told(t, w.d, client); !slices.Contains(told, "proposal_withdrawn") {
			t.Errorf("the client was told %v", told)
		}

		// A client who leaves leaves no name on what was called for.
		w.must(posting.EndJob(ctx, w.d, client, jid))
		gone := w.member("client@example.jp")
		w.write(func(tx *db.Tx) error {
			return tx.Exec(ctx, 1, "UPDATE market_job SET client = $1 WHERE id = $2", gone.Party, jid)
		})
		w.must(account.CloseAccount(ctx, w.d, w.h, gone, good))
		j, err := marketdb.Job(ctx, w.d.Snapshot(), jid)
		if err != nil || !strings.HasPrefix(j.Recruiter.Name, "退会した方 ") || j.Recruiter.Address+j.Recruiter.Contact != "" {
			t.Errorf("%+v, %v", j.Recruiter, err)
		}
	})
}

// The site is never left without anybody at its desk.
func TestLastOperatorStays(t *testing.T) {
	each(t, func(w *world) {
		first, second := w.member("first@example.jp"), w.member("second@example.jp")
		seat := func(a people.Actor) {
			w.write(func(tx *db.Tx) error {
				return peopledb.AddGrant(w.ctx(), tx, people.Grant{Person: a.Person, Role: people.Operator, Scope: people.SiteScope, ScopeID: string(id.Site)})
			})
		}
		seat(first)
		w.refused(account.CloseAccount(w.ctx(), w.d, w.h, first, good), fault.Conflict, "the only operator leaves")
		seat(second)
		w.must(account.CloseAccount(w.ctx(), w.d, w.h, first, good))
		w.refused(account.CloseAccount(w.ctx(), w.d, w.h, second, good), fault.Conflict, "the last operator leaves")
	})
}

// A company with people in it is never left without an owner.
func TestLastOwnerStays(t *testing.T) {
	each(t, func(w *world) {
		first, second := w.member("first@example.jp"), w.member("second@example.jp")
		company := id.Party("party-company")
		grant := func(a people.Actor, r people.Role) {
			w.write(func(tx *db.Tx) error {
				return peopledb.AddGrant(w.ctx(), tx, people.Grant{Person: a.Person, Role: r, Scope: people.PartyScope, ScopeID: string(company), By: first.Person})
			})
		}
		w.write(func(tx *db.Tx) error {
			return peopledb.AddParty(w.ctx(), tx, people.Party{ID: company, Kind: people.Organisation, DisplayName: "みさき水産", Handle: "misaki-suisan", Orders: true, CreatedAt: tx.Now})
		})
		grant(first, people.Owner)
		grant(second, people.Director)
		w.refused(account.CloseAccount(w.ctx(), w.d, w.h, first, good), fault.Conflict, "the only owner leaves a director behind")
		grant(second, people.Owner)
		w.must(account.CloseAccount(w.ctx(), w.d, w.h, first, good))
		w.must(account.CloseAccount(w.ctx(), w.d, w.h, second, good)) // nobody is left
	})
}
