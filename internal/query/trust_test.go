package query_test

import (
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
	"nariwai/internal/policy"
	"nariwai/internal/query"
	"nariwai/internal/trust"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/desk"
	"nariwai/internal/usecase/posting"
	"nariwai/internal/usecase/reporting"
	"nariwai/internal/usecase/working"
	"nariwai/internal/yen"
)

// What a client did with their contracts stands on their card: how long they took, what was disputed, what they never paid for.
func TestClientCard(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		client, worker, other := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato"), cast.Client(t, d, "minatoya")
		card := func() query.ClientCard {
			t.Helper()
			return must[query.PartyPage](t)(query.Party(background, d.Snapshot(), "kitamichi")).Client
		}
		if got := card(); got.DecideTenths() != -1 || got.Contracts != 0 {
			t.Errorf("before there are any: %+v", got)
		}
		quick := contract(t, d, client, worker, "すぐ決めた仕事")
		if err := d.Write(background, func(tx *db.Tx) error { // as if the proposal had come three days before
			return tx.Exec(background, 1, "UPDATE market_proposal SET sent_at = sent_at - $1 WHERE id = (SELECT proposal FROM market_contract WHERE id = $2)", 3*clock.Day, quick)
		}); err != nil {
			t.Fatal(err)
		}
		contract(t, d, other, worker, "ほかの人の仕事")
		unpaid := contract(t, d, client, worker, "払わなかった仕事")
		fund(t, d, quick)
		iid := must[id.Item](t)(first(d, quick))
		must[id.Dispute](t)(working.OpenDispute(background, d, worker, iid, "約束とちがいます"))
		item(t, d, unpaid, func(c *market.Contract, it *market.Item, _ clock.Instant) error {
			return it.Lapse(*c, c.FundBy)
		})
		// The second was hired in the instant of the proposal: that is an offer taken, which nobody has chosen.
		if got := card(); got.Contracts != 2 || got.DecideTenths() != 30 || got.Disputed != 1 || got.Unfunded != 1 {
			t.Errorf("%+v, %d tenths of a day", got, got.DecideTenths())
		}
	})
}

func first(d *db.DB, cid id.Contract) (iid id.Item, err error) {
	return iid, db.One(background, d.Snapshot(), []any{&iid}, "SELECT id FROM market_item WHERE contract = $1", cid)
}

func TestSafetyOfPostings(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		client, worker, op := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato"), cast.Operator(t, d, "yama")
		body := func(text string) func(*market.Spec) { return func(s *market.Spec) { s.Body = text } }
		shown := func(jid id.Job, viewer id.Party, desk bool) query.JobTrust {
			t.Helper()
			return must[query.JobPage](t)(query.JobShown(background, d, jid, viewer, desk)).Trust
		}
		draft := must[id.Job](t)(posting.SaveDraft(background, d, client, "", market.Spec{Title: "下書き", Body: "受け子を募集します。LINEを追加してください。"}))
		if f := must[query.JobForm](t)(query.JobEdited(background, d, draft, client.Party)); len(f.Lures) != 2 || !f.Holds() || f.Lures[0].Sentence != "受け子を募集します。" || f.Lures[1].Rule.ID != "contact" || f.Lures[1].Label() != "仕事の内容" {
			t.Errorf("while it is written: %+v", f.Lures)
		} else if f = f.With(market.Spec{Title: "直した", Body: "原稿を10本"}); len(f.Lures) != 0 || f.Holds() {
			t.Errorf("as if it were mended: %+v", f.Lures)
		}

		told := openJob(t, d, client, body("LINEを追加してください。"))  // of which workers are told at once
		quiet := openJob(t, d, client, body("報酬は応相談です。"))      // of which they aren't
		held := openJob(t, d, client, body("身分証の写真を送ってください。")) // which nobody sees
		if tr := shown(told, worker.Party, false); len(tr.Cautions) != 1 || tr.Seen || tr.Asked || tr.Held || tr.Reported || tr.Cautions[0].Rule.ID != "contact" {
			t.Errorf("%+v", tr)
		}
		if tr := shown(quiet, worker.Party, false); len(tr.Cautions) != 0 {
			t.Errorf("workers are told of what nobody has looked at: %+v", tr)
		}
		if _, err := query.JobShown(background, d, held, worker.Party, false); !fault.Is(err, fault.NotFound) {
			t.Errorf("a worker sees what is held back: %v", err)
		}
		if tr := shown(held, client.Party, false); !tr.Held {
			t.Errorf("its client isn't told that it is held: %+v", tr)
		}
		waiting := must[[]query.WaitingJob](t)(query.WaitingJobs(background, d.Snapshot()))
		if len(waiting) != 1 || waiting[0].ID != held || waiting[0].Held != 1 {
			t.Errorf("%+v", waiting)
		}

		marks, next, err := query.Marks(background, d.Snapshot(), "")
		if err != nil || next != "" || len(marks) != 3 || marks[0].Mark.Job != held || marks[2].Mark.Job != told || marks[2].Client != "kitamichi" || marks[2].Lure.Rule.ID != "contact" {
			t.Fatalf("%+v, %q, %v", marks, next, err)
		}
		if older, _, err := query.Marks(background, d.Snapshot(), marks[1].Mark.ID); err != nil || len(older) != 1 || older[0].Mark.ID != marks[2].Mark.ID {
			t.Errorf("the next page: %+v, %v", older, err)
		}
		if err := desk.DecideMark(background, d, op, marks[1].Mark.ID, trust.Ask, "金額を書いてください"); err != nil {
			t.Fatal(err)
		}
		if tr := shown(quiet, worker.Party, false); len(tr.Cautions) != 1 || !tr.Seen || !tr.Asked {
			t.Errorf("what the desk agrees with: %+v", tr)
		}
		if asked := must[[]query.MarkLine](t)(query.MarksAsked(background, d.Snapshot())); len(asked) != 1 || asked[0].Mark.Note != "金額を書いてください" {
			t.Errorf("%+v", asked)
		}

		if err := reporting.ReportJob(background, d, worker, told, trust.ReasonOutside, "外での連絡"); err != nil {
			t.Fatal(err)
		}
		if tr := shown(told, worker.Party, false); !tr.Reported {
			t.Error("the reporter isn't told that the report has come")
		}
		if tr := shown(told, client.Party, false); tr.Reported {
			t.Error("the client is told of a report")
		}
		reports, _, err := query.Reports(background, d.Snapshot(), "")
		if err != nil || len(reports) != 1 || reports[0].By != "sato" || reports[0].Words != "外での連絡" || reports[0].Others != 0 {
			t.Fatalf("%+v, %v", reports, err)
		}
		if p := must[query.DeskPosting](t)(query.PostingByReport(background, d, reports[0].ID)); p.Job.ID != told || len(p.Marks) != 1 || len(p.Reports) != 1 || p.Report.State != trust.ReportOpen {
			t.Errorf("%+v", p)
		}
		if p := must[query.DeskPosting](t)(query.PostingByMark(background, d, marks[0].Mark.ID)); p.Job.ID != held || p.Mark.Lure.Rule.ID != "crime" || p.Mark.Mark.State != trust.MarkOpen {
			t.Errorf("%+v", p.Mark)
		}
		if q := must[query.DeskQueues](t)(query.Queues(background, d.Snapshot())); q.Marks != 2 || q.Reports != 1 || q.Postings() != 3 || q.FirstJobs != 1 {
			t.Errorf("%+v", q)
		}
	})
}

// The desk's list of breaches says of each open job what market.Floors says of it.
func TestBreaches(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		client, op := cast.Client(t, d, "kitamichi"), cast.Operator(t, d, "yama")
		breaches := func(before id.Job) ([]query.BreachLine, id.Job, int64) {
			t.Helper()
			lines, next, total, err := query.Breaches(background, d.Snapshot(), id.Site, before)
			if err != nil {
				t.Fatal(err)
			}
			return lines, next, total
		}
		if lines, _, total := breaches(""); len(lines) != 0 || total != 0 {
			t.Error("without floors:", lines, total)
		}
		floors := market.Floors{Action: market.Inform, Rows: []market.Floor{{Category: "writing", Unit: market.PerCharacter, Least: 250}, {Category: "writing/travel", Unit: market.PerPiece, Least: 333_33},
			{Category: "design/logo", Unit: market.LumpSum, Least: 20_000_00}, {Category: "data/entry", Unit: market.PerPiece, Least: 99_999_999_999_00}}}
		from := calendar.On(c.Now()).AddDays(1)
		if err := desk.SetRule(background, d, op, policy.Floor, from, floors); err != nil {
			t.Fatal(err)
		}
		c.Set(from.Start())
		var want []id.Job
		for i := range 130 { // around the floors, on both sides
			s := market.Spec{Category: []string{"writing/travel", "writing/seo", "design/logo", "data/entry"}[i%4], Unit: market.Units[i%3], Quantity: int64(1 + i*37%1000), Pay: yen.Of(int64(300 + i*20))}
			if s.Unit == market.LumpSum {
				s.Quantity = 1
			}
			jid := openJob(t, d, client, func(full *market.Spec) {
				full.Title, full.Category, full.Unit, full.Quantity, full.Pay = fmt.Sprint("仕事", i), s.Category, s.Unit, s.Quantity, s.Pay
			})
			if i%7 == 6 { // it is over
				if err := posting.CloseJob(background, d, client, jid); err != nil {
					t.Fatal(err)
				}
			} else if floors.Below(s) {
				want = append(want, jid)
			}
		}
		slices.Reverse(want)
		var got []id.Job
		pages := 0
		for before := id.Job(""); ; pages++ {
			lines, next, total := breaches(before)
			if total != int64(len(want)) {
				t.Errorf("%d breaches are counted, there are %d", total, len(want))
			}
			for _, l := range lines {
				if got = append(got, l.ID); !l.Floor.Below {
					t.Errorf("%+v is no breach", l)
				}
			}
			if before = next; next == "" {
				break
			}
		}
		if !slices.Equal(got, want) || pages == 0 || len(want) > 90 {
			t.Errorf("%d pages list %v, want %v", pages+1, got, want)
		}
	})
}
