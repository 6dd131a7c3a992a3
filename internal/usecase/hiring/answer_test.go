package hiring_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/hiring"
	"nariwai/internal/usecase/posting"
	"nariwai/internal/usecase/proposing"
	"nariwai/internal/yen"
)

var ctx = context.Background()

func openJob(t *testing.T, d *db.DB, client people.Actor, hires int64) id.Job {
	t.Helper()
	jid, err := posting.SaveDraft(ctx, d, client, "", market.Spec{
		Category: "writing/travel", Title: "道の駅の記事を10本", Body: "1本1,500字です。", Deliverable: "原稿10本",
		Rights: market.RightsTransfer, AIPolicy: market.AIAssist, Unit: market.LumpSum, Quantity: 1, Pay: yen.Of(40_000), Hires: hires,
		ClosesOn: calendar.Of(2026, 4, 10), DueOn: calendar.Of(2026, 5, 10), Unregistered: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := posting.PublishJob(ctx, d, client, jid); err != nil {
		t.Fatal(err)
	}
	return jid
}

func propose(t *testing.T, d *db.DB, worker people.Actor, jid id.Job) id.Proposal {
	t.Helper()
	pid, err := proposing.SubmitProposal(ctx, d, worker, jid, market.Offer{Price: yen.Of(40_000), Message: "書きます。", DueOn: calendar.Of(2026, 5, 9)})
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

func want(t *testing.T, err error, k fault.Kind) {
	t.Helper()
	if !fault.Is(err, k) {
		t.Errorf("got %v, want kind %d", err, k)
	}
}

func TestAnswerAProposal(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		client, other, worker := cast.Client(t, d, "kitamichi"), cast.Client(t, d, "minatoya"), cast.Worker(t, d, "sato")
		jid := openJob(t, d, client, 1)
		pid := propose(t, d, worker, jid)
		state := func() market.Proposal {
			p, err := marketdb.Proposal(ctx, d.Snapshot(), pid)
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		for _, stranger := range []people.Actor{other, worker} {
			_, err := hiring.ShortlistProposal(ctx, d, stranger, pid, true)
			want(t, err, fault.NotFound)
			_, err = hiring.DeclineProposal(ctx, d, stranger, pid, "予算")
			want(t, err, fault.NotFound)
		}
		for _, on := range []bool{true, false, true} {
			if back, err := hiring.ShortlistProposal(ctx, d, client, pid, on); err != nil || back != jid || state().Shortlisted != on {
				t.Errorf("shortlist %v: %s, %v", on, back, err)
			}
		}
		_, err := hiring.DeclineProposal(ctx, d, client, pid, " ")
		want(t, err, fault.Invalid)
		_, err = hiring.DeclineProposal(ctx, d, client, pid, strings.Repeat("長", market.MostMessage+1))
		want(t, err, fault.Invalid)
		if _, err := hiring.DeclineProposal(ctx, d, client, pid, "日程が合いませんでした。"); err != nil {
			t.Fatal(err)
		}
		if p := state(); p.State != market.Declined || p.Shortlisted || p.Reason != "日程が合いませんでした。" {
			t.Errorf("%+v", p)
		}
		_, err = hiring.ShortlistProposal(ctx, d, client, pid, true)
		want(t, err, fault.Conflict)
		_, err = hiring.DeclineProposal(ctx, d, client, pid, "もう一度")
		want(t, err, fault.Conflict)
		if got := cast.Told(t, d, worker); !slices.Equal(got, []string{"declined"}) {
			t.Error(got)
		}
	})
}
