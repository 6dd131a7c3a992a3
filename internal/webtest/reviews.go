package webtest

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/review"
	"nariwai/internal/review/reviewdb"
	"nariwai/internal/usecase/reviewing"
)

// reviews lets the client and the worker review each other's last paid contract, of which both are public, and other two begin:
// the words of one side are hidden from everybody but itself.
func (s *Stage) reviews() {
	s.t.Helper()
	ctx := context.Background()
	window := func(client, worker Role) id.Contract {
		c, w := s.actors[client].Party, s.actors[worker].Party
		cid := id.Contract(s.text("SELECT MAX(id) FROM market_contract WHERE client = $1 AND worker = $2 AND id NOT IN (SELECT contract FROM review_window)", c, w))
		s.ok(s.DB.Write(ctx, func(tx *db.Tx) error {
			return reviewdb.Open(ctx, tx, review.NewWindow(cid, c, w, "writing", review.DefaultRules(), tx.Now))
		}))
		return cid
	}
	say := func(words string) review.Content {
		return review.Content{Satisfied: review.Satisfied, Aspects: [5]int64{5, 4, 5, 5, 4}, Words: words, Private: 9}
	}
	both := window(Client, Worker)
	s.ok(reviewing.WriteReview(ctx, s.DB, s.actors[Client], both, say("季節の見どころを先に教えてくださいました。")))
	s.ok(reviewing.WriteReview(ctx, s.DB, s.actors[Worker], both, say("頼みたいことがはっきりしていました。")))
	s.name("contract.reviewed", string(both), Worker, Client)
	s.name("review.worker", s.text("SELECT id FROM review_review WHERE contract = $1 AND side = 'worker'", both), Worker)
	one := window(OtherClient, OtherWorker)
	s.ok(reviewing.WriteReview(ctx, s.DB, s.actors[OtherClient], one, say(s.hide("a review that waits for the other side", "写真の撮り直しが多かった話", OtherClient))))
	s.name("contract.half", string(one), OtherWorker, OtherClient)
}
