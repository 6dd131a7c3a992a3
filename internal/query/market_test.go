package query_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/query"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/hiring"
	"nariwai/internal/usecase/posting"
	"nariwai/internal/usecase/proposing"
	"nariwai/internal/yen"
)

var background = context.Background()

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func openJob(t *testing.T, d *db.DB, client people.Actor, change func(*market.Spec)) id.Job {
	t.Helper()
	s := market.Spec{
		Category: "writing/travel", Title: "道の駅の記事を10本", Body: "1本**1,500字**です。", Deliverable: "原稿10本",
		Rights: market.RightsTransfer, AIPolicy: market.AIAssist, Unit: market.PerCharacter, Quantity: 15_000, Pay: yen.Of(40_000), Hires: 1,
		ClosesOn: calendar.Of(2026, 4, 20), DueOn: calendar.Of(2026, 5, 10), Unregistered: true,
	}
	if change != nil {
		change(&s)
	}
	jid := must[id.Job](t)(posting.SaveDraft(background, d, client, "", s))
	must[market.JobState](t)(posting.PublishJob(background, d, client, jid))
	return jid
}

func send(t *testing.T, d *db.DB, worker people.Actor, jid id.Job, price int64) id.Proposal {
	t.Helper()
	return must[id.Proposal](t)(proposing.SubmitProposal(background, d, worker, jid,
		market.Offer{Price: yen.Of(price), Message: "書きます。", DueOn: calendar.Of(2026, 5, 9)}))
}

func TestQuote(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		company, person := cast.Client(t, d, "kitamichi"), cast.NewClient(t, d, "kojin")
		cast.Change(t, d, person, func(_ *people.Person, p *people.Party) { p.FirstAccept, p.ReviewedAt = 1, 1 })
		writer, firm := cast.Worker(t, d, "sato"), cast.Client(t, d, "honya")
		abroad := cast.Worker(t, d, "kaigai")
		cast.Change(t, d, abroad, func(_ *people.Person, p *people.Party) { p.Resident = false })
		entry := func(s *market.Spec) { s.Category = "data/entry" }
		for _, c := range []struct {
			name     string
			client   people.Actor
			change   func(*market.Spec)
			worker   id.Party
			prices   []int64
			withheld int64
			net      int64
		}{
			{"a company hires a writer", company, nil, writer.Party, []int64{40_000}, 3_712, 28_288},
			{"somebody who is not signed in", company, nil, "", []int64{40_000}, 3_712, 28_288},
			{"a company hires a company", company, nil, firm.Party, []int64{40_000}, 0, 32_000},
			{"a company hires a writer abroad", company, nil, abroad.Party, []int64{40_000}, 7_425, 24_575},
			{"a company has data entered", company, entry, writer.Party, []int64{40_000}, 0, 32_000},
			{"a person hires a writer", person, nil, writer.Party, []int64{40_000}, 0, 32_000},
			{"in milestones, each with its own tax", company, nil, writer.Party, []int64{13_333, 13_333, 13_334}, 1237 + 1237 + 1237, 28_289},
		} {
			jid := openJob(t, d, c.client, c.change)
			var prices []yen.Yen
			for _, p := range c.prices {
				prices = append(prices, yen.Of(p))
			}
			q, err := query.QuoteOf(background, d, jid, c.worker, prices, calendar.Of(2026, 4, 28))
			if err != nil || q.Withheld != yen.Of(c.withheld) || q.Net != yen.Of(c.net) || q.Pay != yen.Of(40_000) || q.Fee != yen.Of(8_000) {
				t.Errorf("%s: %+v, %v", c.name, q.Quote, err)
			}
			if q.Tenths != 26 || q.Payday != calendar.Of(2026, 6, 15) { // accepted by 5 May at the latest
				t.Errorf("%s: %d, %s", c.name, q.Tenths, q.Payday)
			}
		}
		draft := must[id.Job](t)(posting.SaveDraft(background, d, company, "", market.Spec{Title: "下書き"}))
		for _, jid := range []id.Job{draft, "nowhere"} {
			if _, err := query.QuoteOf(background, d, jid, writer.Party, nil, 0); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", jid, err)
			}
		}
	})
}

func TestJobs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		client, other, worker := cast.Client(t, d, "kitamichi"), cast.Client(t, d, "minatoya"), cast.Worker(t, d, "sato")
		var all []id.Job // newest last
		old := must[id.Job](t)(posting.SaveDraft(background, d, client, "", market.Spec{Title: "古い下書き"}))
		for i := range 45 {
			c.Advance(clock.Minute)
			all = append(all, openJob(t, d, client, func(s *market.Spec) {
				s.Title = fmt.Sprint("仕事", i)
				switch i {
				case 3:
					s.Category, s.Unit, s.Quantity = "data/entry", market.PerPiece, 10
				case 4:
					s.Category, s.Beginners = "design/logo", true
				case 5:
					s.ClosesOn, s.Unregistered = calendar.Of(2026, 4, 8), false
				}
			}))
		}
		c.Advance(clock.Minute)
		j := market.Spec{Category: "writing/seo", Title: "古い下書き", Body: "本文", Deliverable: "原稿", Rights: market.RightsNone, AIPolicy: market.AINone,
			Unit: market.LumpSum, Quantity: 1, Pay: yen.Of(5_000), Hires: 3, ClosesOn: calendar.Of(2026, 4, 20), DueOn: calendar.Of(2026, 5, 1)}
		must[id.Job](t)(posting.SaveDraft(background, d, client, old, j))
		must[market.JobState](t)(posting.PublishJob(background, d, client, old))
		all = append(all, old) // the draft was old, the job is new
		elsewhere := openJob(t, d, other, nil)
		if err := posting.CloseJob(background, d, other, elsewhere); err != nil {
			t.Fatal(err)
		}
		send(t, d, worker, all[44], 38_000)
		slices.Reverse(all)

		var got []id.Job
		f, pages := query.JobFilter{}, 0
		for {
			l := must[query.JobList](t)(query.Jobs(background, d, f, worker.Party))
			if l.Count != 46 || l.More {
				t.Errorf("counted %d", l.Count)
			}
			for _, x := range l.Lines {
				got = append(got, x.ID)
			}
			if (l.Prev != "") != (pages > 0) {
				t.Errorf("page %d has prev %q", pages, l.Prev)
			}
			if pages++; l.Next == "" {
				back := must[query.JobList](t)(query.Jobs(background, d, query.JobFilter{Before: l.Prev}, worker.Party))
				if len(back.Lines) != 20 || back.Lines[0].ID != all[20] || back.Lines[19].ID != all[39] || back.Prev == "" || back.Next == "" {
					t.Errorf("back: %d lines, prev %q, next %q", len(back.Lines), back.Prev, back.Next)
				}
				if first := must[query.JobList](t)(query.Jobs(background, d, query.JobFilter{Before: back.Prev}, "")); first.Prev != "" || first.Lines[0].ID != all[0] {
					t.Errorf("the first page has something before it: %q", first.Prev)
				}
				break
			}
			f.After = l.Next
		}
		if !slices.Equal(got, all) || pages != 3 {
			t.Errorf("%d pages with %d jobs", pages, len(got))
		}
		first := must[query.JobList](t)(query.Jobs(background, d, query.JobFilter{}, worker.Party)).Lines
		if l := first[1]; !l.Proposed || l.Proposals != 1 || l.Net != yen.Of(28_288) || !l.Withheld || l.Tenths != 26 || l.Client != "kitamichi" || l.Mine || first[2].Proposed {
			t.Errorf("%+v", l)
		}
		if l := must[query.JobList](t)(query.Jobs(background, d, query.JobFilter{}, client.Party)).Lines[0]; !l.Mine {
			t.Errorf("%+v", l)
		}
		for name, c := range map[string]struct {
			f    query.JobFilter
			want int64
		}{
			"leaf":          {query.JobFilter{Category: "data/entry"}, 1},
			"first level":   {query.JobFilter{Category: "writing"}, 44},
			"unknown":       {query.JobFilter{Category: "nothing"}, 46},
			"unit":          {query.JobFilter{Unit: market.LumpSum}, 1},
			"beginners":     {query.JobFilter{Beginners: true}, 1},
			"without T":     {query.JobFilter{Unregistered: true}, 44},
			"closing soon":  {query.JobFilter{ClosingSoon: true}, 1},
			"one client":    {query.JobFilter{Client: other.Party}, 0},
			"several":       {query.JobFilter{Category: "design", Beginners: true, Unregistered: true}, 1},
			"contradictory": {query.JobFilter{Category: "design", Unit: market.LumpSum}, 0},
		} {
			l := must[query.JobList](t)(query.Jobs(background, d, c.f, ""))
			if l.Count != c.want || int64(len(l.Lines)) != min(c.want, 20) {
				t.Errorf("%s: %d, %d lines; want %d", name, l.Count, len(l.Lines), c.want)
			}
		}
		c.Set(clock.At(2026, 4, 21, 0, 0)) // the calls are over, though no task has run
		if l := must[query.JobList](t)(query.Jobs(background, d, query.JobFilter{}, "")); l.Count != 0 || len(l.Lines) != 0 {
			t.Errorf("%d jobs after their last day", l.Count)
		}
	})
}

func TestJobShown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		client, worker := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato")
		draft := must[id.Job](t)(posting.SaveDraft(background, d, client, "", market.Spec{Title: "下書き"}))
		for _, viewer := range []id.Party{"", worker.Party} {
			if _, err := query.JobShown(background, d, draft, viewer, false); !fault.Is(err, fault.NotFound) {
				t.Errorf("%q sees a draft: %v", viewer, err)
			}
			if _, err := query.JobEdited(background, d, draft, viewer); !fault.Is(err, fault.NotFound) {
				t.Errorf("%q edits a draft: %v", viewer, err)
			}
		}
		if _, err := query.JobShown(background, d, draft, "", true); !fault.Is(err, fault.NotFound) {
			t.Errorf("the desk sees a draft: %v", err)
		}
		must[query.JobPage](t)(query.JobShown(background, d, draft, client.Party, false))
		if f := must[query.JobForm](t)(query.JobEdited(background, d, draft, client.Party)); f.NewClient || !f.Reviewed || f.Recruiter.Name != "kitamichi" || !f.Quote.Pay.IsZero() {
			t.Errorf("%+v", f)
		}
		fresh := cast.NewClient(t, d, "hatsu")
		if f := must[query.JobForm](t)(query.JobBlank(background, d, fresh.Party)); !f.NewClient || f.Reviewed || f.Caps.NewClientJob != yen.Of(100_000) {
			t.Errorf("%+v", f)
		}

		jid := openJob(t, d, client, nil)
		registeredOnly := openJob(t, d, client, func(s *market.Spec) { s.Unregistered = false })
		show := func(viewer id.Party) query.JobPage {
			t.Helper()
			return must[query.JobPage](t)(query.JobShown(background, d, jid, viewer, false))
		}
		if p := show(""); p.Mine || p.Proposed || !p.Welcome || p.Quote.Net != yen.Of(28_288) || p.Card.Name != "kitamichi" || p.Card.Open != 2 || p.Card.HireRate() != -1 || p.Card.AcceptTenths() != -1 {
			t.Errorf("%+v", p)
		}
		if p := must[query.JobPage](t)(query.JobShown(background, d, registeredOnly, worker.Party, false)); p.Welcome || !p.NeedsT {
			t.Errorf("%+v", p)
		}
		for i := range 4 {
			send(t, d, cast.Worker(t, d, fmt.Sprint("w", i)), jid, 30_000+int64(i)*1_000)
		}
		if p := show(client.Party); !p.Mine || p.Welcome || p.Spread.Count != 4 || p.Spread.Prices != nil {
			t.Errorf("four prices are shown: %+v", p.Spread)
		}
		send(t, d, worker, jid, 50_000)
		if p := show(worker.Party); !p.Proposed || p.Welcome || len(p.Spread.Prices) != 5 || p.Spread.Middle != yen.Of(32_000) {
			t.Errorf("%+v", p.Spread)
		}
		if p := show(""); p.Spread.Count != 5 || p.Spread.Prices != nil {
			t.Errorf("somebody who has not proposed sees the prices: %+v", p.Spread)
		}
		c.Advance(clock.Hour)
		s := show(client.Party).Spec
		s.Pay = yen.Of(45_000)
		if err := posting.ReviseJob(background, d, client, jid, s); err != nil {
			t.Fatal(err)
		}
		if p := show(worker.Party); len(p.Edits) != 1 || p.Edits[0].Field != "pay" {
			t.Errorf("%+v", p.Edits)
		}
	})
}

func TestProposalPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		client, other := cast.Client(t, d, "kitamichi"), cast.Client(t, d, "minatoya")
		sato, sora := cast.Worker(t, d, "sato"), cast.Worker(t, d, "sora")
		jid := openJob(t, d, client, nil)
		a := must[id.Proposal](t)(proposing.SubmitProposal(background, d, sato, jid, market.Offer{Price: yen.Of(40_000), Message: "二回に分けます。", DueOn: calendar.Of(2026, 5, 9),
			Parts: []market.Part{{Title: "前半", Price: yen.Of(20_000), DueOn: calendar.Of(2026, 4, 22)}, {Title: "後半", Price: yen.Of(20_000), DueOn: calendar.Of(2026, 5, 9)}}}))
		b := send(t, d, sora, jid, 30_000)
		if err := cast.Ask(t, d, client, a, "写真もありますか。"); err != nil {
			t.Fatal(err)
		}
		must[id.Job](t)(hiring.ShortlistProposal(background, d, client, a, true))

		for _, stranger := range []people.Actor{other, sato} {
			if _, err := query.ProposalsFor(background, d, jid, stranger.Party, ""); !fault.Is(err, fault.NotFound) {
				t.Errorf("a stranger compares: %v", err)
			}
			if _, err := query.AwardOf(background, d, a, stranger.Party); !fault.Is(err, fault.NotFound) {
				t.Errorf("a stranger awards: %v", err)
			}
		}
		for _, stranger := range []id.Party{"", other.Party, sora.Party} {
			if _, err := query.ProposalShown(background, d, a, stranger); !fault.Is(err, fault.NotFound) {
				t.Errorf("%q reads a proposal: %v", stranger, err)
			}
		}
		p := must[query.JobProposals](t)(query.ProposalsFor(background, d, jid, client.Party, query.CheapestFirst))
		if len(p.Lines) != 2 || p.Lines[0].ID != b || len(p.Shortlist) != 1 || p.Shortlist[0].ID != a || p.Newcomers != 2 || len(p.Decided) != 0 {
			t.Errorf("%+v", p)
		}
		if l := p.Lines[1]; l.Parts != 2 || l.Net != yen.Of(28_288) || !l.Asked || l.Name != "sato" || l.Message != "二回に分けます。" {
			t.Errorf("%+v", l)
		}
		w := must[query.ProposalPage](t)(query.ProposalShown(background, d, a, sato.Party))
		if w.Side != market.WorkerSide || w.ClientName != "kitamichi" || len(w.Parts) != 2 || w.Quote.Net != yen.Of(28_288) || w.Thread.Said() != 1 || !w.Thread.Needs || !w.Takes || !w.Newcomer {
			t.Errorf("%+v", w)
		}
		award := must[query.AwardPage](t)(query.AwardOf(background, d, a, client.Party))
		if !award.Asks || !award.InScope || award.Withheld.Net != yen.Of(28_288) || award.Withheld.Escrow != yen.Of(36_288) || award.Plain.Net != yen.Of(32_000) || award.Plain.Escrow != yen.Of(40_000) {
			t.Errorf("%+v", award)
		}
		if len(award.Items) != 2 || award.Items[0].Payday != calendar.Of(2026, 5, 15) || award.Items[1].Payday != calendar.Of(2026, 6, 15) || award.FundBy != calendar.Of(2026, 4, 8) || !award.Last || award.Others != 1 || award.Late {
			t.Errorf("%+v", award)
		}
		mine := must[query.MyProposals](t)(query.ProposalsBy(background, d, sato.Party, "", ""))
		if len(mine.Lines) != 1 || mine.Waiting != 1 || mine.Turns != 1 || !mine.Lines[0].Waits || mine.Lines[0].Net != yen.Of(28_288) || mine.Next != "" || mine.Prev != "" {
			t.Errorf("%+v", mine)
		}
		cid, err := hiring.AwardProposal(background, d, client, a, true)
		if err != nil {
			t.Fatal(err)
		}
		p = must[query.JobProposals](t)(query.ProposalsFor(background, d, jid, client.Party, ""))
		if len(p.Lines) != 0 || len(p.Decided) != 2 || p.Decided[0].Contract != cid || p.Decided[1].State != market.Unchosen {
			t.Errorf("%+v", p)
		}
		if w := must[query.ProposalPage](t)(query.ProposalShown(background, d, a, client.Party)); w.Side != market.ClientSide || w.Contract != cid {
			t.Errorf("%+v", w)
		}
		if m := must[query.MyProposals](t)(query.ProposalsBy(background, d, sato.Party, "", "")); m.Lines[0].Contract != cid || m.Waiting != 0 {
			t.Errorf("%+v", m)
		}
	})
}

func TestJobsOf(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		client, worker := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato")
		var all []id.Job
		for range 32 {
			all = append(all, must[id.Job](t)(posting.SaveDraft(background, d, client, "", market.Spec{Title: "下書き"})))
		}
		jid := openJob(t, d, client, nil)
		all = append(all, jid)
		slices.Reverse(all)
		send(t, d, worker, jid, 30_000)
		if err := posting.CloseJob(background, d, client, jid); err != nil {
			t.Fatal(err)
		}
		first := must[query.MyJobs](t)(query.JobsOf(background, d, client.Party, "", ""))
		if len(first.Lines) != 30 || first.Prev != "" || first.Next != all[29] || first.Turns != 1 {
			t.Errorf("%d lines, prev %q, next %q, %d turns", len(first.Lines), first.Prev, first.Next, first.Turns)
		}
		if l := first.Lines[0]; l.ID != jid || l.State != market.JobDeciding || l.Waiting != 1 || l.Fresh != 1 {
			t.Errorf("%+v", l)
		}
		last := must[query.MyJobs](t)(query.JobsOf(background, d, client.Party, first.Next, ""))
		if len(last.Lines) != 3 || last.Prev != all[30] || last.Next != "" {
			t.Errorf("%d lines, prev %q, next %q", len(last.Lines), last.Prev, last.Next)
		}
		if back := must[query.MyJobs](t)(query.JobsOf(background, d, client.Party, "", last.Prev)); len(back.Lines) != 30 || back.Lines[0].ID != jid || back.Prev != "" || back.Next != all[29] {
			t.Errorf("back: %d lines, prev %q, next %q", len(back.Lines), back.Prev, back.Next)
		}
		if none := must[query.MyJobs](t)(query.JobsOf(background, d, worker.Party, "", "")); len(none.Lines) != 0 || none.Turns != 0 {
			t.Errorf("%+v", none)
		}
	})
}
