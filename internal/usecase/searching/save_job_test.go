package searching_test

import (
	"testing"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/query"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/posting"
	"nariwai/internal/usecase/searching"
	"nariwai/internal/yen"
)

// What somebody keeps in mind or hides changes what they see, and nobody else.
func TestSaveAndHideJobs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ctx := t.Context()
		client, worker, other := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato"), cast.Worker(t, d, "kato")
		post := func(title string, publish bool) id.Job {
			today := calendar.On(dbtest.Start)
			jid, err := posting.SaveDraft(ctx, d, client, "", market.Spec{Category: "writing/travel", Title: title, Body: "記事を書きます。", Deliverable: "原稿",
				Rights: market.RightsTransfer, AIPolicy: market.AIAssist, Unit: market.LumpSum, Quantity: 1, Pay: yen.Of(10_000), Hires: 1,
				ClosesOn: today.AddDays(5), DueOn: today.AddDays(20), Unregistered: true})
			if err == nil && publish {
				_, err = posting.PublishJob(ctx, d, client, jid)
			}
			if err != nil {
				t.Fatal(err)
			}
			return jid
		}
		a, b, draft := post("道の駅", true), post("宿の紹介", true), post("下書き", false)
		list := func(viewer id.Party, f query.JobFilter) query.JobList {
			t.Helper()
			l, err := query.JobsAndFacets(ctx, d, f, viewer)
			if err != nil {
				t.Fatal(err)
			}
			return l
		}
		do := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}

		do(searching.SaveJob(ctx, d, worker, a, true))
		do(searching.SaveJob(ctx, d, worker, a, true)) // once is enough
		if l := list(worker.Party, query.JobFilter{}); l.Lines[0].Saved || !l.Lines[1].Saved {
			t.Errorf("%+v", l.Lines)
		}
		if p, err := query.JobShown(ctx, d, a, other.Party, false); err != nil || p.Savers != 1 || p.Saved {
			t.Errorf("%d savers, saved by somebody else: %v (%v)", p.Savers, p.Saved, err)
		}
		do(posting.CloseJob(ctx, d, client, a))
		if l, err := query.SavedJobs(ctx, d.Snapshot(), worker.Party, ""); err != nil || len(l.Jobs) != 1 || l.Jobs[0].ID != a || l.Jobs[0].Takes(calendar.On(dbtest.Start)) {
			t.Errorf("saved: %+v (%v)", l, err)
		}
		do(searching.SaveJob(ctx, d, worker, a, false))
		if l, err := query.SavedJobs(ctx, d.Snapshot(), worker.Party, ""); err != nil || len(l.Jobs) != 0 {
			t.Errorf("still saved: %+v (%v)", l, err)
		}

		count := func(viewer id.Party, want int64) {
			t.Helper()
			for _, words := range []string{"", "記事"} {
				if l := list(viewer, query.JobFilter{Words: words}); l.Count != want || l.Facets.Categories[0].Count != want || int64(len(l.Lines)) != want {
					t.Errorf("%q counts %d, its facet %d; want %d", words, l.Count, l.Facets.Categories[0].Count, want)
				}
			}
		}
		c := post("案内文", true)
		count(worker.Party, 2)
		do(searching.HideJob(ctx, d, worker, b, false, true))
		count(worker.Party, 1)
		do(searching.HideJob(ctx, d, worker, c, true, true))
		count(worker.Party, 0)
		count(other.Party, 2)
		things, err := query.HiddenThings(ctx, d.Snapshot(), worker.Party)
		if err != nil || len(things) != 2 {
			t.Fatalf("%+v (%v)", things, err)
		}
		for _, x := range things {
			do(searching.HideJob(ctx, d, worker, x.Job, x.Client, false))
		}
		count(worker.Party, 2)

		for name, c := range map[string]struct {
			err  error
			kind fault.Kind
		}{
			"a draft":      {searching.SaveJob(ctx, d, worker, draft, true), fault.NotFound},
			"hide a draft": {searching.HideJob(ctx, d, worker, draft, false, true), fault.NotFound},
			"nothing":      {searching.SaveJob(ctx, d, worker, "nothing", true), fault.NotFound},
			"one's own":    {searching.HideJob(ctx, d, client, b, true, true), fault.Conflict},
		} {
			if !fault.Is(c.err, c.kind) {
				t.Errorf("%s: %v", name, c.err)
			}
		}
	})
}
