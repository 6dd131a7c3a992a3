package posting_test

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
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/posting"
	"nariwai/internal/usecase/proposing"
	"nariwai/internal/yen"
)

var ctx = context.Background()

func spec() market.Spec {
	return market.Spec{
		Category: "writing/travel", Title: "道の駅の記事を10本", Body: "1本1,500字です。", Deliverable: "原稿10本",
		Rights: market.RightsTransfer, AIPolicy: market.AIAssist, Unit: market.LumpSum, Quantity: 1, Pay: yen.Of(40_000), Hires: 1,
		ClosesOn: calendar.Of(2026, 4, 10), DueOn: calendar.Of(2026, 5, 10), Beginners: true, Unregistered: true,
	}
}

func job(t *testing.T, d *db.DB, jid id.Job) market.Job {
	t.Helper()
	j, err := marketdb.Job(ctx, d.Snapshot(), jid)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func published(t *testing.T, d *db.DB, a people.Actor, s market.Spec) id.Job {
	t.Helper()
	jid, err := posting.SaveDraft(ctx, d, a, "", s)
	if err != nil {
		t.Fatal(err)
	}
	if s, err := posting.PublishJob(ctx, d, a, jid); err != nil || s != market.JobOpen {
		t.Fatal(s, err)
	}
	return jid
}

func propose(t *testing.T, d *db.DB, a people.Actor, jid id.Job) id.Proposal {
	t.Helper()
	pid, err := proposing.SubmitProposal(ctx, d, a, jid, market.Offer{Price: yen.Of(40_000), Message: "書きます", DueOn: calendar.Of(2026, 5, 9)})
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

func wantField(t *testing.T, err error, field string) {
	t.Helper()
	e := fault.Of(err)
	if e == nil || e.Kind != fault.Invalid || !slices.ContainsFunc(e.Fields, func(f fault.Error) bool { return f.Field == field }) {
		t.Errorf("got %v, want trouble with %s", err, field)
	}
}

func TestDraft(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		client, other := cast.Client(t, d, "kitamichi"), cast.Client(t, d, "minatoya")
		client.Key, client.Body = "k1", "b1"
		jid, err := posting.SaveDraft(ctx, d, client, "", market.Spec{Title: "題だけ"})
		if err != nil {
			t.Fatal(err)
		}
		if again, err := posting.SaveDraft(ctx, d, client, "", market.Spec{Title: "題だけ"}); err != nil || again != jid {
			t.Errorf("a double click made %s after %s (%v)", again, jid, err)
		}
		client.Key = ""

		_, err = posting.SaveDraft(ctx, d, client, "", market.Spec{})
		wantField(t, err, "title")
		_, err = posting.SaveDraft(ctx, d, other, jid, spec())
		want(t, err, fault.NotFound)
		_, err = posting.SaveDraft(ctx, d, people.Actor{}, "", spec())
		want(t, err, fault.Unsigned)
		_, err = posting.PublishJob(ctx, d, client, jid)
		for _, f := range []string{"category", "body", "deliverable", "unit", "pay", "hires", "due_on", "rights", "ai_policy"} {
			wantField(t, err, f)
		}
		want(t, posting.ReviseJob(ctx, d, client, jid, spec()), fault.Conflict)
		want(t, posting.CloseJob(ctx, d, client, jid), fault.Conflict)

		if _, err := posting.SaveDraft(ctx, d, client, jid, spec()); err != nil {
			t.Fatal(err)
		}
		_, err = posting.PublishJob(ctx, d, other, jid)
		want(t, err, fault.NotFound)
		cast.Change(t, d, client, func(_ *people.Person, p *people.Party) { p.Contact = "" })
		_, err = posting.PublishJob(ctx, d, client, jid)
		wantField(t, err, "contact")
		cast.Change(t, d, client, func(p *people.Person, q *people.Party) { q.Contact, p.State = "011-000-0000", people.Suspended })
		_, err = posting.PublishJob(ctx, d, client, jid)
		want(t, err, fault.Forbidden)
		cast.Change(t, d, client, func(p *people.Person, _ *people.Party) { p.State = people.Active })
		if s, err := posting.PublishJob(ctx, d, client, jid); err != nil || s != market.JobOpen {
			t.Fatal(s, err)
		}
		j := job(t, d, jid)
		if j.State != market.JobOpen || j.PublishedAt != dbtest.Start || j.Recruiter != (market.Recruiter{Name: "kitamichi", Address: "北海道夕張市本町4丁目", Contact: "011-000-0000"}) {
			t.Errorf("%+v", j)
		}
		_, err = posting.PublishJob(ctx, d, client, jid)
		want(t, err, fault.Conflict)
		_, err = posting.SaveDraft(ctx, d, client, jid, spec())
		want(t, err, fault.Conflict)
	})
}

// What nobody else has seen can be removed, once, by its own client.
func TestDropDraft(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		client, other := cast.Client(t, d, "kitamichi"), cast.Client(t, d, "minatoya")
		drafts := make([]id.Job, 2)
		for i := range drafts {
			var err error
			if drafts[i], err = posting.SaveDraft(ctx, d, client, "", spec()); err != nil {
				t.Fatal(err)
			}
		}
		want(t, posting.DropDraft(ctx, d, other, drafts[0]), fault.NotFound)
		client.Key, client.Body = "k", "b"
		for range 2 {
			if err := posting.DropDraft(ctx, d, client, drafts[0]); err != nil {
				t.Error(err)
			}
		}
		client.Key = ""
		want(t, posting.DropDraft(ctx, d, client, drafts[0]), fault.NotFound)
		if _, err := posting.PublishJob(ctx, d, client, drafts[1]); err != nil {
			t.Fatal(err)
		}
		want(t, posting.DropDraft(ctx, d, client, drafts[1]), fault.Conflict)
	})
}

func TestPayBelowTheFloor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		client, today := cast.Client(t, d, "kitamichi"), calendar.On(c.Now())
		set := func(from calendar.Date, action market.FloorAction, least yen.Sen) {
			t.Helper()
			if err := d.Write(ctx, func(tx *db.Tx) error {
				return policydb.Set(ctx, tx, policy.Floor, id.Site, from, market.Floors{Action: action, Rows: []market.Floor{{Category: "writing", Unit: market.LumpSum, Least: least}}}, "hana")
			}); err != nil {
				t.Fatal(err)
			}
		}
		set(today.AddDays(1), market.RequireReason, 50_000_00)
		set(today.AddDays(2), market.Block, 50_000_00)
		early, late := published(t, d, client, spec()), spec()
		jid, err := posting.SaveDraft(ctx, d, client, "", late)
		if err != nil {
			t.Fatal(err)
		}
		c.Advance(clock.Day)
		_, err = posting.PublishJob(ctx, d, client, jid)
		wantField(t, err, "low_reason")
		late.LowReason = "下書きがあるため"
		if _, err := posting.SaveDraft(ctx, d, client, jid, late); err != nil {
			t.Fatal(err)
		}
		c.Advance(clock.Day)
		_, err = posting.PublishJob(ctx, d, client, jid)
		wantField(t, err, "pay")

		// What was published before the floor stands, until its price is touched.
		s := job(t, d, early).Spec
		s.Title = "題を直しました"
		if err := posting.ReviseJob(ctx, d, client, early, s); err != nil {
			t.Error(err)
		}
		s.Pay = yen.Of(45_000)
		wantField(t, posting.ReviseJob(ctx, d, client, early, s), "pay")
		s.Pay = yen.Of(50_000)
		if err := posting.ReviseJob(ctx, d, client, early, s); err != nil {
			t.Error(err)
		}
	})
}

func TestCapsOfANewClient(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		client := cast.NewClient(t, d, "hatsu")
		cast.Change(t, d, client, func(_ *people.Person, p *people.Party) { p.ReviewedAt = 1 })
		with := func(pay, hires int64) market.Spec {
			s := spec()
			s.Pay, s.Hires = yen.Of(pay), hires
			return s
		}
		dear, err := posting.SaveDraft(ctx, d, client, "", with(50_001, 2)) // 100,002
		if err != nil {
			t.Fatal(err)
		}
		_, err = posting.PublishJob(ctx, d, client, dear)
		wantField(t, err, "pay")
		if job(t, d, dear).State != market.JobDraft {
			t.Error("the refused job was kept as published")
		}
		published(t, d, client, with(50_000, 2))
		second := published(t, d, client, with(100_000, 1)) // 200,000 in all
		third, err := posting.SaveDraft(ctx, d, client, "", with(1_000, 1))
		if err != nil {
			t.Fatal(err)
		}
		_, err = posting.PublishJob(ctx, d, client, third)
		wantField(t, err, "pay")
		wantField(t, posting.ReviseJob(ctx, d, client, second, with(100_001, 1)), "pay")
		if err := posting.EndJob(ctx, d, client, second); err != nil {
			t.Fatal(err)
		}
		if _, err := posting.PublishJob(ctx, d, client, third); err != nil {
			t.Errorf("after another job has ended: %v", err)
		}
		cast.Change(t, d, client, func(_ *people.Person, p *people.Party) { p.FirstAccept = 1 })
		if _, err := posting.PublishJob(ctx, d, client, dear); err != nil {
			t.Errorf("after the first acceptance: %v", err)
		}
	})
}

func TestFirstJobIsReviewed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		client, operator, worker := cast.NewClient(t, d, "hatsu"), cast.Operator(t, d, "tsukue"), cast.Worker(t, d, "sato")
		jid, err := posting.SaveDraft(ctx, d, client, "", spec())
		if err != nil {
			t.Fatal(err)
		}
		if s, err := posting.PublishJob(ctx, d, client, jid); err != nil || s != market.JobReview {
			t.Fatal(s, err)
		}
		if got := cast.Told(t, d, operator); !slices.Equal(got, []string{"first_job"}) {
			t.Error(got)
		}
		_, err = proposing.SubmitProposal(ctx, d, worker, jid, market.Offer{})
		want(t, err, fault.NotFound)
	})
}

func TestRevise(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		client, worker, gone := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato"), cast.Worker(t, d, "sora")
		jid := published(t, d, client, spec())
		s := spec()
		s.Pay = yen.Of(30_000)
		if err := posting.ReviseJob(ctx, d, client, jid, s); err != nil {
			t.Fatal(err) // nobody has proposed: anything goes, and nothing is logged
		}
		propose(t, d, worker, jid)
		if err := proposing.WithdrawProposal(ctx, d, gone, propose(t, d, gone, jid)); err != nil {
			t.Fatal(err)
		}
		for field, change := range map[string]func(*market.Spec){
			"pay":       func(s *market.Spec) { s.Pay = yen.Of(29_999) },
			"category":  func(s *market.Spec) { s.Category = "writing/seo" },
			"quantity":  func(s *market.Spec) { s.Unit, s.Quantity = market.PerPiece, 10 },
			"closes_on": func(s *market.Spec) { s.ClosesOn = s.ClosesOn.AddDays(-1) },
			"title":     func(s *market.Spec) { s.Title = " " },
			"body":      func(s *market.Spec) { s.Body = "" },
		} {
			bad := s
			change(&bad)
			wantField(t, posting.ReviseJob(ctx, d, client, jid, bad), field)
		}
		s.Pay, s.Body = yen.Of(35_000), "1本1,200字に減らしました。"
		want(t, posting.ReviseJob(ctx, d, worker, jid, s), fault.NotFound)
		c.Advance(clock.Hour)
		if err := posting.ReviseJob(ctx, d, client, jid, s); err != nil {
			t.Fatal(err)
		}
		edits, err := marketdb.Edits(ctx, d.Snapshot(), jid, 0)
		if err != nil || len(edits) != 2 || edits[0].Field != "body" || edits[1].Before != "30,000円" || edits[1].After != "35,000円" || edits[0].By != client.Person {
			t.Errorf("%+v %v", edits, err)
		}
		if err := posting.ReviseJob(ctx, d, client, jid, s); err != nil { // the same once more
			t.Fatal(err)
		}
		if got := cast.Told(t, d, worker); !slices.Equal(got, []string{"job_changed"}) {
			t.Error(got)
		}
		if got := cast.Told(t, d, gone); got != nil {
			t.Error("who had withdrawn was told", got)
		}

		wantField(t, posting.ExtendJob(ctx, d, client, jid, s.ClosesOn), "closes_on")
		wantField(t, posting.ExtendJob(ctx, d, client, jid, s.DueOn), "due_on")
		want(t, posting.ExtendJob(ctx, d, worker, jid, s.ClosesOn.AddDays(3)), fault.NotFound)
		if err := posting.ExtendJob(ctx, d, client, jid, s.ClosesOn.AddDays(3)); err != nil {
			t.Fatal(err)
		}
		if j := job(t, d, jid); j.ClosesOn != s.ClosesOn.AddDays(3) {
			t.Error(j.ClosesOn)
		}
	})
}

func TestCloseReopenEnd(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		client, other := cast.Client(t, d, "kitamichi"), cast.Client(t, d, "minatoya")
		workers := []people.Actor{cast.Worker(t, d, "sato"), cast.Worker(t, d, "sora")}
		jid := published(t, d, client, spec())
		for _, w := range workers {
			propose(t, d, w, jid)
		}
		want(t, posting.CloseJob(ctx, d, other, jid), fault.NotFound)
		want(t, posting.ReopenJob(ctx, d, client, jid, calendar.Of(2026, 4, 20)), fault.Conflict)
		cast.Change(t, d, client, func(p *people.Person, _ *people.Party) { p.State = people.Suspended })
		if err := posting.CloseJob(ctx, d, client, jid); err != nil {
			t.Fatal(err) // who is suspended may still bring things to an end
		}
		if j := job(t, d, jid); j.State != market.JobDeciding || j.DecideBy != clock.At(2026, 4, 16, 0, 0) {
			t.Errorf("%s %s", j.State, j.DecideBy)
		}
		want(t, posting.ReopenJob(ctx, d, client, jid, calendar.Of(2026, 4, 20)), fault.Forbidden)
		cast.Change(t, d, client, func(p *people.Person, _ *people.Party) { p.State = people.Active })
		want(t, posting.ReviseJob(ctx, d, client, jid, spec()), fault.Conflict)
		wantField(t, posting.ReopenJob(ctx, d, client, jid, calendar.Of(2026, 3, 31)), "closes_on")
		want(t, posting.ReopenJob(ctx, d, other, jid, calendar.Of(2026, 4, 20)), fault.NotFound)
		if err := posting.ReopenJob(ctx, d, client, jid, calendar.Of(2026, 4, 20)); err != nil {
			t.Fatal(err)
		}
		if es, err := marketdb.Edits(ctx, d.Snapshot(), jid, 0); err != nil || len(es) != 1 || es[0].Field != "closes_on" {
			t.Errorf("%+v, %v", es, err)
		}
		want(t, posting.EndJob(ctx, d, other, jid), fault.NotFound)
		if err := posting.EndJob(ctx, d, client, jid); err != nil {
			t.Fatal(err)
		}
		j := job(t, d, jid)
		if j.State != market.JobEnded || j.Outcome != market.Unfilled {
			t.Errorf("%s %s", j.State, j.Outcome)
		}
		for _, w := range workers {
			if got := cast.Told(t, d, w); !slices.Equal(got, []string{"job_changed", "unchosen"}) {
				t.Error(got)
			}
			if p, err := marketdb.ProposalOf(ctx, d.Snapshot(), jid, w.Party); err != nil || p.State != market.Unchosen {
				t.Error(p.State, err)
			}
		}
		want(t, posting.EndJob(ctx, d, client, jid), fault.Conflict)
	})
}

func TestClockEndsWhatNobodyDecides(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		client, worker := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato")
		jid, lonely := published(t, d, client, spec()), published(t, d, client, spec())
		propose(t, d, worker, jid)
		run := func(name string, f func(context.Context, *db.DB) (int, error), wantDone int) {
			t.Helper()
			if n, err := f(ctx, d); err != nil || n != wantDone {
				t.Errorf("%s at %s: %d, %v; want %d", name, d.Clock(), n, err, wantDone)
			}
		}
		all := func(closed, reminded, ended int) {
			t.Helper()
			run("close", posting.CloseOverdueJobs, closed)
			run("remind", posting.RemindUndecided, reminded)
			run("end", posting.EndUndecidedJobs, ended)
		}
		c.Set(clock.At(2026, 4, 10, 23, 59))
		all(0, 0, 0)
		c.Set(clock.At(2026, 4, 11, 0, 0))
		if _, err := proposing.SubmitProposal(ctx, d, cast.Worker(t, d, "late"), jid, market.Offer{Price: yen.Of(1), Message: "遅れました", DueOn: calendar.Of(2026, 5, 1)}); !fault.Is(err, fault.Conflict) {
			t.Errorf("a proposal after the last day, before the task ran: %v", err)
		}
		c.Set(clock.At(2026, 4, 12, 9, 0)) // the task is late: the days still count from the call's end
		all(2, 0, 0)
		if j := job(t, d, jid); j.DecideBy != clock.At(2026, 4, 25, 0, 0) {
			t.Error(j.DecideBy)
		}
		all(0, 0, 0)
		c.Set(clock.At(2026, 4, 18, 0, 0))
		all(0, 2, 0)
		all(0, 0, 0)
		c.Set(clock.At(2026, 4, 23, 0, 0))
		all(0, 2, 0)
		all(0, 0, 0)
		c.Set(clock.At(2026, 4, 24, 23, 59))
		all(0, 0, 0)
		c.Set(clock.At(2026, 4, 25, 0, 0))
		all(0, 0, 2)
		all(0, 0, 0)
		if j := job(t, d, jid); j.State != market.JobEnded || j.Outcome != market.Undecided {
			t.Errorf("%s %s", j.State, j.Outcome)
		}
		if j := job(t, d, lonely); j.State != market.JobEnded || j.Outcome != market.Unfilled {
			t.Errorf("%s %s: there was nothing to decide", j.State, j.Outcome)
		}
		got := cast.Told(t, d, client)
		slices.Sort(got)
		if w := []string{"call_closed", "call_closed", "decide_soon", "decide_soon", "proposed", "undecided", "undecided"}; !slices.Equal(got, w) {
			t.Errorf("the client heard %v, want %v", got, w)
		}
		if got := cast.Told(t, d, worker); !slices.Equal(got, []string{"unchosen"}) {
			t.Error(got)
		}
	})
}
