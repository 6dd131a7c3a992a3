package webtest

import (
	"fmt"

	"nariwai/internal/bulk"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/sheet"
	"nariwai/internal/usecase/bulking"
	"nariwai/internal/usecase/directing"
	"nariwai/internal/usecase/working"
	"nariwai/internal/yen"
)

// bulk makes a bulk order in each state: a draft with a table that waits, one that is not paid in, and one of which the worker has taken lines.
func (s *Stage) bulk() {
	s.t.Helper()
	client, worker, other := s.actors[Client], s.actors[Worker], s.actors[OtherWorker]
	make := func(title string, a bulk.Audience) id.Bulk {
		s.t.Helper()
		bid, err := bulking.CreateOrder(ctx, s.DB, client, bulk.Brief{Title: title, Category: "writing/travel", Guide: "400字で、です・ます調です。", Deliverable: "原稿を1本ずつ",
			Rights: "transfer", AIPolicy: "assist", Audience: a, Cap: 3, Direction: bulk.OwnDirection, Withhold: true})
		s.ok(err)
		var rows []bulk.Ask
		for i := range 5 {
			rows = append(rows, bulk.Ask{Title: fmt.Sprintf("%s %d", title, i+1), Keywords: "散歩", Chars: 400, Price: yen.Of(4_800), DueOn: s.today().AddDays(20)})
		}
		s.ok(bulking.AddLines(ctx, s.DB, client, bid, rows))
		return bid
	}
	draft := make(s.hide("a draft of a bulk order", "まだ見せない商店街の企画", Client), bulk.Invited)
	due := s.today().AddDays(9).String()
	s.ok(bulking.ReadRows(ctx, s.DB, client, draft, "kiji.csv", sheet.Table{Rows: [][]string{{"題", "報酬", "納期"}, {"一番街", "4800", due}, {"", "4800", due}}}))
	s.name("bulk.draft", string(draft), Client)
	good := make("読み込みを確かめる商店街", bulk.Invited)
	s.ok(bulking.ReadRows(ctx, s.DB, client, good, "kiji.csv", sheet.Table{Rows: [][]string{{"題", "報酬", "納期"}, {"七日町", "4800", due}}}))
	s.name("bulk.good", string(good), Client)

	unpaid := make("入金を待つ商店街", bulk.Invited)
	s.ok(bulking.PublishOrder(ctx, s.DB, client, unpaid))
	s.ok(bulking.InviteWorker(ctx, s.DB, client, unpaid, other.Party, 0))
	s.name("funding.bulk", s.text("SELECT id FROM billing_funding WHERE bulk_order = $1", unpaid), Client)
	s.name("bulk.unpaid", string(unpaid), Client, OtherWorker)

	directed := make("進行役のいる商店街", bulk.Invited)
	s.ok(bulking.PublishOrder(ctx, s.DB, client, directed))
	s.ok(directing.EntrustOrder(ctx, s.DB, client, directed, s.text("SELECT handle FROM people_party WHERE id = $1", other.Party)))
	s.name("bulk.directed", string(directed), Client, OtherWorker)

	open := make("坂のある商店街", bulk.All)
	s.ok(bulking.PublishOrder(ctx, s.DB, client, open))
	s.bring(line{s.number("SELECT amount FROM billing_funding WHERE bulk_order = $1", open), s.text("SELECT reference FROM billing_funding WHERE bulk_order = $1", open) + " ｷﾀﾐﾁ"})
	for _, a := range []people.Actor{worker} {
		s.ok(bulking.InviteWorker(ctx, s.DB, client, open, a.Party, 0))
		s.ok(bulking.AnswerInvitation(ctx, s.DB, a, open, true))
	}
	s.ok(bulking.AskForSeat(ctx, s.DB, other, open))
	seat := func(a people.Actor) string {
		return s.text("SELECT id FROM bulk_seat WHERE bulk = $1 AND worker = $2", open, a.Party)
	}
	s.name("seat.in", seat(worker), Client, Worker)
	s.name("seat.asked", seat(other), Client, OtherWorker)
	line := func(n int) id.Item {
		return id.Item(s.text("SELECT id FROM bulk_line WHERE bulk = $1 AND n = $2", open, n))
	}
	_, err := bulking.TakeLines(ctx, s.DB, worker, open, []id.Item{line(1), line(2), line(3)})
	s.ok(err)
	for _, n := range []int{2, 3} {
		_, err := working.DeliverItem(ctx, s.DB, worker, line(n), working.Work{Body: "坂を上がると、古い看板の並ぶ通りに出ます。"})
		s.ok(err)
	}
	s.ok(directing.PassItems(ctx, s.DB, client, open, []id.Item{line(3)}))
	s.name("bulk.open", string(open))
	s.name("line.n2", "2", Client)
	s.name("line.taken", string(line(1)), Client, Worker)
	s.name("line.free", string(line(4)))
}
