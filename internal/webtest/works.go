package webtest

import (
	"strings"

	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/portfolio"
	"nariwai/internal/usecase/showing"
)

// works makes a work in each state: two of contracts between the client and the worker, one that is ready to be asked about
// between the others, and the worker's own.
func (s *Stage) works() {
	s.t.Helper()
	client, worker, other := s.actors[Client], s.actors[Worker], s.actors[OtherWorker]
	between := func(c, w people.Actor, not string) id.Contract {
		return id.Contract(s.text(`SELECT MAX(id) FROM market_contract WHERE client = $1 AND worker = $2 AND state = 'ended' AND id <> $3
			AND EXISTS (SELECT 1 FROM market_item i WHERE i.contract = market_contract.id AND i.state = 'accepted')`, c.Party, w.Party, not))
	}
	text := func(title, what string) portfolio.Text {
		return portfolio.Text{Title: title, What: what, ForWhom: "旅の雑誌", Sample: "駅を出ると、雪の匂いがした。", ShowReview: true}
	}
	made := func(wid id.Work, err error) id.Work { s.t.Helper(); s.ok(err); return wid }

	public := made(showing.MakeOfContract(ctx, s.DB, worker, between(client, worker, s.ID("contract.paid")), text("湯けむりの町を歩く", "3つの町で話を聞いた。")))
	picture, err := showing.StoreFile(ctx, s.DB, s.Files, worker, public, "mihon.png", strings.NewReader(s.snow()))
	s.ok(err)
	s.ok(showing.AddFiles(ctx, s.DB, worker, public, []showing.Upload{picture}))
	s.ok(showing.Ask(ctx, s.DB, worker, public))
	s.ok(showing.Answer(ctx, s.DB, client, public, true, ""))
	s.name("work.public", string(public))
	s.name("workfile.public", s.text("SELECT id FROM portfolio_file WHERE work = $1", public))

	asked := made(showing.MakeOfContract(ctx, s.DB, worker, id.Contract(s.ID("contract.paid")), text("酒蔵の若い衆", s.hide("a work that waits for an answer", "米を洗う水の音の話", Worker, Client))))
	s.ok(showing.Ask(ctx, s.DB, worker, asked))
	s.name("work.asked", string(asked), Worker, Client)

	own := made(showing.MakeOwn(ctx, s.DB, worker, showing.Form{Field: "design", Month: 202601, Text: text("町の地図", "歩いて描いた。")}))
	s.ok(showing.Publish(ctx, s.DB, worker, own))
	s.name("work.own", string(own))
	draft := made(showing.MakeOwn(ctx, s.DB, worker, showing.Form{Field: "writing", Month: 202602, Text: text("下書き", s.hide("a draft of a work", "まだ見せない下書きの話", Worker))}))
	file, err := showing.StoreFile(ctx, s.DB, s.Files, worker, draft, "mihon.txt", strings.NewReader("見本です"))
	s.ok(err)
	s.ok(showing.AddFiles(ctx, s.DB, worker, draft, []showing.Upload{file}))
	s.name("work.draft", string(draft), Worker)
	s.name("workfile.draft", s.text("SELECT id FROM portfolio_file WHERE work = $1", draft), Worker)

	ready := between(s.actors[OtherClient], other, "")
	s.name("work.ready", string(made(showing.MakeOfContract(ctx, s.DB, other, ready, text("道の駅", "取材して書いた。")))), OtherWorker)
	s.name("contract.done", string(between(s.actors[OtherClient], other, string(ready))), OtherWorker, OtherClient)
}
