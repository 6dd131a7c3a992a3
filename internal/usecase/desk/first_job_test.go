package desk_test

import (
	"context"
	"slices"
	"testing"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/desk"
	"nariwai/internal/usecase/posting"
	"nariwai/internal/yen"
)

func TestFirstJob(t *testing.T) {
	ctx := context.Background()
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		client, operator := cast.NewClient(t, d, "hatsu"), cast.Operator(t, d, "tsukue")
		want := func(err error, k fault.Kind) {
			t.Helper()
			if !fault.Is(err, k) {
				t.Errorf("got %v, want kind %d", err, k)
			}
		}
		write := func(a people.Actor) id.Job {
			t.Helper()
			jid, err := posting.SaveDraft(ctx, d, a, "", market.Spec{
				Category: "writing/travel", Title: "道の駅の記事を10本", Body: "1本1,500字です。", Deliverable: "原稿10本",
				Rights: market.RightsTransfer, AIPolicy: market.AIAssist, Unit: market.LumpSum, Quantity: 1, Pay: yen.Of(40_000), Hires: 1,
				ClosesOn: calendar.Of(2026, 4, 3), DueOn: calendar.Of(2026, 5, 10), Unregistered: true,
			})
			if err != nil {
				t.Fatal(err)
			}
			return jid
		}
		publish := func(a people.Actor, jid id.Job, wantState market.JobState) {
			t.Helper()
			if s, err := posting.PublishJob(ctx, d, a, jid); err != nil || s != wantState {
				t.Fatal(s, err)
			}
		}
		state := func(jid id.Job) market.Job {
			t.Helper()
			j, err := marketdb.Job(ctx, d.Snapshot(), jid)
			if err != nil {
				t.Fatal(err)
			}
			return j
		}
		jid := write(client)
		want(desk.ApproveJob(ctx, d, operator, jid), fault.Conflict) // a draft
		publish(client, jid, market.JobReview)

		weak := operator
		weak.Strong = false
		for _, a := range []people.Actor{client, weak} {
			want(desk.ApproveJob(ctx, d, a, jid), fault.Forbidden)
			want(desk.RefuseJob(ctx, d, a, jid, "内容"), fault.Forbidden)
		}
		own := write(operator)
		publish(operator, own, market.JobReview)
		want(desk.ApproveJob(ctx, d, operator, own), fault.Forbidden)

		want(desk.RefuseJob(ctx, d, operator, jid, ""), fault.Invalid)
		if err := desk.RefuseJob(ctx, d, operator, jid, "納めるものをくわしく書いてください。"); err != nil {
			t.Fatal(err)
		}
		if j := state(jid); j.State != market.JobRefused || j.Reason == "" {
			t.Errorf("%+v", j)
		}
		publish(client, jid, market.JobReview) // a refusal does not count as having looked
		c.Set(dbtest.Start.Add(5 * 24 * 3600 * 1000))
		if err := desk.ApproveJob(ctx, d, operator, jid); err != nil {
			t.Fatal(err)
		}
		if j := state(jid); j.State != market.JobOpen || j.PublishedAt != d.Clock() || j.ClosesOn != calendar.Of(2026, 4, 13) || j.Reason != "" {
			t.Errorf("approved after its call would have ended: %s, closes on %s", j.State, j.ClosesOn)
		}
		want(desk.ApproveJob(ctx, d, operator, jid), fault.Conflict)
		if p, err := peopledb.Party(ctx, d.Snapshot(), client.Party); err != nil || p.ReviewedAt != d.Clock() {
			t.Error(p.ReviewedAt, err)
		}
		if got := cast.Told(t, d, client); !slices.Equal(got, []string{"job_refused", "job_approved"}) {
			t.Error(got)
		}
		audits, err := db.Audits.All(ctx, d.Snapshot(), "WHERE subject = $1 ORDER BY id", jid)
		if err != nil || len(audits) != 2 || audits[0].Verb != "refuse_job" || audits[1].Verb != "approve_job" || audits[1].By != operator.Person {
			t.Errorf("%+v %v", audits, err)
		}
	})
}
