package proposing_test

import (
	"context"
	"slices"
	"testing"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/posting"
	"nariwai/internal/usecase/proposing"
	"nariwai/internal/yen"
)

var ctx = context.Background()

func open(t *testing.T, d *db.DB, a people.Actor, change func(*market.Spec)) id.Job {
	t.Helper()
	s := market.Spec{
		Category: "writing/travel", Title: "道の駅の記事を10本", Body: "1本1,500字です。", Deliverable: "原稿10本",
		Rights: market.RightsTransfer, AIPolicy: market.AIAssist, Unit: market.LumpSum, Quantity: 1, Pay: yen.Of(40_000), Hires: 2,
		ClosesOn: calendar.Of(2026, 4, 10), DueOn: calendar.Of(2026, 5, 10), Unregistered: true,
	}
	if change != nil {
		change(&s)
	}
	jid, err := posting.SaveDraft(ctx, d, a, "", s)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := posting.PublishJob(ctx, d, a, jid); err != nil {
		t.Fatal(err)
	}
	return jid
}

func offer() market.Offer {
	return market.Offer{Price: yen.Of(38_000), Message: "道の駅を84か所訪ねました。", DueOn: calendar.Of(2026, 5, 9), Parts: []market.Part{
		{Title: "前半の5本", Price: yen.Of(19_000), DueOn: calendar.Of(2026, 4, 25)},
		{Title: "後半の5本", Price: yen.Of(19_000), DueOn: calendar.Of(2026, 5, 9)},
	}}
}

func proposal(t *testing.T, d *db.DB, pid id.Proposal) market.Proposal {
	t.Helper()
	p, err := marketdb.Proposal(ctx, d.Snapshot(), pid)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func want(t *testing.T, err error, k fault.Kind) {
	t.Helper()
	if !fault.Is(err, k) {
		t.Errorf("got %v, want kind %d", err, k)
	}
}

func wantField(t *testing.T, err error, field string) {
	t.Helper()
	e := fault.Of(err)
	if e == nil || e.Kind != fault.Invalid || !slices.ContainsFunc(e.Fields, func(f fault.Error) bool { return f.Field == field }) {
		t.Errorf("got %v, want trouble with %s", err, field)
	}
}

func TestSubmit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		client, worker := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato")
		jid := open(t, d, client, nil)
		registeredOnly := open(t, d, client, func(s *market.Spec) { s.Unregistered = false })
		draft, err := posting.SaveDraft(ctx, d, client, "", market.Spec{Title: "下書き"})
		if err != nil {
			t.Fatal(err)
		}

		for field, change := range map[string]func(*market.Offer){
			"price":   func(o *market.Offer) { o.Price, o.Parts = yen.Of(0), nil },
			"message": func(o *market.Offer) { o.Message = "　" },
			"due_on":  func(o *market.Offer) { o.DueOn, o.Parts = calendar.Of(2026, 4, 1), nil },
			"parts":   func(o *market.Offer) { o.Price = yen.Of(38_001) },
		} {
			o := offer()
			change(&o)
			_, err := proposing.SubmitProposal(ctx, d, worker, jid, o)
			wantField(t, err, field)
		}
		_, err = proposing.SubmitProposal(ctx, d, client, jid, offer())
		want(t, err, fault.Forbidden)
		_, err = proposing.SubmitProposal(ctx, d, worker, draft, offer())
		want(t, err, fault.NotFound)
		_, err = proposing.SubmitProposal(ctx, d, worker, "nowhere", offer())
		want(t, err, fault.NotFound)
		_, err = proposing.SubmitProposal(ctx, d, worker, registeredOnly, offer())
		want(t, err, fault.Forbidden)
		cast.Change(t, d, worker, func(p *people.Person, q *people.Party) { q.TNumber, p.State = "T7000012050002", people.Pending })
		_, err = proposing.SubmitProposal(ctx, d, worker, registeredOnly, offer())
		want(t, err, fault.Forbidden)
		cast.Change(t, d, worker, func(p *people.Person, _ *people.Party) { p.State = people.Active })
		if _, err = proposing.SubmitProposal(ctx, d, worker, registeredOnly, offer()); err != nil {
			t.Error(err)
		}

		worker.Key, worker.Body = "k", "b"
		pid, err := proposing.SubmitProposal(ctx, d, worker, jid, offer())
		if err != nil {
			t.Fatal(err)
		}
		if again, err := proposing.SubmitProposal(ctx, d, worker, jid, offer()); err != nil || again != pid {
			t.Errorf("a double click: %s, %v", again, err)
		}
		worker.Key = ""
		_, err = proposing.SubmitProposal(ctx, d, worker, jid, offer())
		want(t, err, fault.Conflict)
		p := proposal(t, d, pid)
		if p.State != market.Sent || p.Worker != worker.Party || len(p.Parts) != 2 || p.Parts[1].N != 2 || p.SentAt != dbtest.Start {
			t.Errorf("%+v", p)
		}
		if j, err := marketdb.Job(ctx, d.Snapshot(), jid); err != nil || j.Proposals != 1 {
			t.Error(j.Proposals, err)
		}
		if got := cast.Told(t, d, client); !slices.Equal(got, []string{"proposed", "proposed"}) {
			t.Error(got)
		}
	})
}

func TestEditWithdrawSendAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		client, worker, other := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato"), cast.Worker(t, d, "sora")
		jid := open(t, d, client, nil)
		pid, err := proposing.SubmitProposal(ctx, d, worker, jid, offer())
		if err != nil {
			t.Fatal(err)
		}
		o := offer()
		o.Price, o.Parts = yen.Of(36_000), nil
		want(t, proposing.EditProposal(ctx, d, other, pid, o), fault.NotFound)
		want(t, proposing.EditProposal(ctx, d, client, pid, o), fault.NotFound)
		c.Advance(clock.Hour)
		if err := proposing.EditProposal(ctx, d, worker, pid, o); err != nil {
			t.Fatal(err)
		}
		if p := proposal(t, d, pid); p.Price != yen.Of(36_000) || len(p.Parts) != 0 || p.EditedAt == p.SentAt {
			t.Errorf("%+v", p)
		}
		o.Message = "文章だけ直しました。"
		if err := proposing.EditProposal(ctx, d, worker, pid, o); err != nil {
			t.Fatal(err)
		}
		if got := cast.Told(t, d, client); !slices.Equal(got, []string{"proposed", "proposal_changed"}) {
			t.Error(got)
		}

		want(t, proposing.WithdrawProposal(ctx, d, other, pid), fault.NotFound)
		cast.Change(t, d, worker, func(p *people.Person, _ *people.Party) { p.State = people.Suspended })
		want(t, proposing.EditProposal(ctx, d, worker, pid, o), fault.Forbidden)
		if err := proposing.WithdrawProposal(ctx, d, worker, pid); err != nil {
			t.Fatal(err)
		}
		cast.Change(t, d, worker, func(p *people.Person, _ *people.Party) { p.State = people.Active })
		want(t, proposing.WithdrawProposal(ctx, d, worker, pid), fault.Conflict)
		again, err := proposing.SubmitProposal(ctx, d, worker, jid, offer())
		if err != nil || again != pid {
			t.Fatalf("%s, %v: a withdrawn proposal is sent again", again, err)
		}
		if p := proposal(t, d, pid); p.State != market.Sent || len(p.Parts) != 2 {
			t.Errorf("%+v", p)
		}
		if err := posting.EndJob(ctx, d, client, jid); err != nil {
			t.Fatal(err)
		}
		want(t, proposing.EditProposal(ctx, d, worker, pid, o), fault.Conflict)
		want(t, proposing.WithdrawProposal(ctx, d, worker, pid), fault.Conflict)
	})
}

func TestSeeEdits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		client, worker, other := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato"), cast.Worker(t, d, "sora")
		jid := open(t, d, client, nil)
		pid, err := proposing.SubmitProposal(ctx, d, worker, jid, offer())
		if err != nil {
			t.Fatal(err)
		}
		revise := func(body string) clock.Instant {
			c.Advance(clock.Hour)
			j, err := marketdb.Job(ctx, d.Snapshot(), jid)
			if err != nil {
				t.Fatal(err)
			}
			j.Body = body
			if err := posting.ReviseJob(ctx, d, client, jid, j.Spec); err != nil {
				t.Fatal(err)
			}
			return d.Clock()
		}
		unseen := func() int {
			edits, err := marketdb.Edits(ctx, d.Snapshot(), jid, proposal(t, d, pid).SeenEditsAt)
			if err != nil {
				t.Fatal(err)
			}
			return len(edits)
		}
		first := revise("1本1,200字です。")
		revise("1本1,000字です。")
		if n := unseen(); n != 2 {
			t.Errorf("%d unseen, want 2", n)
		}
		want(t, proposing.SeeEdits(ctx, d, other, pid, first), fault.NotFound)
		if err := proposing.SeeEdits(ctx, d, worker, pid, first); err != nil {
			t.Fatal(err)
		}
		if n := unseen(); n != 1 {
			t.Errorf("%d unseen, want the one that was made meanwhile", n)
		}
		if err := proposing.SeeEdits(ctx, d, worker, pid, d.Clock().Add(clock.Day)); err != nil { // never into the future
			t.Fatal(err)
		}
		revise("1本900字です。")
		if n := unseen(); n != 1 {
			t.Errorf("%d unseen after a later edit", n)
		}
		if err := proposing.WithdrawProposal(ctx, d, worker, pid); err != nil {
			t.Fatal(err)
		}
		want(t, proposing.SeeEdits(ctx, d, worker, pid, d.Clock()), fault.Conflict)
	})
}

// Only who holds the seal proposes where the job asks for it. Who loses it keeps what they have sent.
func TestCertifiedOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		client, worker := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato")
		jid := open(t, d, client, func(s *market.Spec) { s.CertifiedOnly = true })
		seal := func(on bool) {
			cast.Change(t, d, worker, func(_ *people.Person, p *people.Party) { p.Certified = on })
		}
		_, err := proposing.SubmitProposal(ctx, d, worker, jid, offer())
		want(t, err, fault.Forbidden)
		if kinds := cast.Told(t, d, client); len(kinds) > 0 {
			t.Error("the client was told of a proposal that is none:", kinds)
		}
		if j, err := marketdb.Job(ctx, d.Snapshot(), jid); err != nil || j.Proposals != 0 {
			t.Error("it was counted:", j.Proposals, err)
		}
		seal(true)
		pid, err := proposing.SubmitProposal(ctx, d, worker, jid, offer())
		if err != nil {
			t.Fatal(err)
		}
		seal(false)
		o := offer()
		o.Message = "道の駅を90か所訪ねました。"
		if err := proposing.EditProposal(ctx, d, worker, pid, o); err != nil {
			t.Error("who has proposed before may not go on:", err)
		}
	})
}
