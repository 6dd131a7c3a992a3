package webtest

import (
	"fmt"

	"nariwai/internal/calendar"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/policy"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/desk"
	"nariwai/internal/usecase/hiring"
	"nariwai/internal/usecase/posting"
	"nariwai/internal/usecase/proposing"
	"nariwai/internal/yen"
)

// Spec is a job as a client would write it today.
func (s *Stage) Spec(title string) market.Spec {
	return market.Spec{Category: "writing/travel", Title: title, Body: "道の駅を**10か所**紹介する記事です。\n\n- 1本1,500字\n- 写真はこちらで用意します",
		Deliverable: "原稿10本", Rights: market.RightsTransfer, AIPolicy: market.AIAssist, Unit: market.PerPiece, Quantity: 10, Pay: yen.Of(40_000), Hires: 1,
		ClosesOn: s.today().AddDays(20), DueOn: s.today().AddDays(40), Beginners: true, Unregistered: true}
}

func (s *Stage) draft(a people.Actor, title string) id.Job {
	s.t.Helper()
	jid, err := posting.SaveDraft(ctx, s.DB, a, "", s.Spec(title))
	s.ok(err)
	return jid
}

func (s *Stage) publish(a people.Actor, title string) id.Job {
	s.t.Helper()
	jid := s.draft(a, title)
	_, err := posting.PublishJob(ctx, s.DB, a, jid)
	s.ok(err)
	return jid
}

func (s *Stage) propose(a people.Actor, jid id.Job, price int64, message string, parts ...market.Part) id.Proposal {
	s.t.Helper()
	o := market.Offer{Price: yen.Of(price), Message: message, DueOn: s.today().AddDays(30), Parts: parts}
	pid, err := proposing.SubmitProposal(ctx, s.DB, a, jid, o)
	s.ok(err)
	return pid
}

// floors lets the jobs of the stage pay a little less than what is held to be fair.
func (s *Stage) floors() {
	s.t.Helper()
	f := market.Floors{Action: market.Inform, Rows: []market.Floor{{Category: "writing", Unit: market.PerPiece, Least: 4_610_00}, {Category: "design/logo", Unit: market.LumpSum, Least: 20_000_00}}}
	s.ok(desk.SetRule(ctx, s.DB, s.actors[Desk], policy.Floor, s.today().AddDays(1), f))
}

// jobs makes jobs in all states and the proposals on the one that is open.
func (s *Stage) jobs() {
	s.t.Helper()
	s.at(2026, 4, 1)
	client, other := s.actors[Client], s.actors[OtherClient]

	open := s.publish(client, "道の駅の記事を10本")
	s.name("job.open", string(open), Client)
	price := func(n int) int64 { return 41_300 + int64(n)*700 }
	main := s.propose(s.actors[Worker], open, price(1), s.hide("a proposal's words", "みちるの提案文：峠の道をすべて歩きました", Worker, Client),
		market.Part{N: 1, Title: "前半の5本", Price: yen.Of(20_000), DueOn: s.today().AddDays(15)}, market.Part{N: 2, Title: "後半の5本", Price: yen.Of(price(1) - 20_000), DueOn: s.today().AddDays(30)})
	s.name("proposal.main", string(main), Worker, Client)
	second := s.propose(s.actors[OtherWorker], open, price(2), s.hide("a proposal's words", "けんとの提案文：写真も撮れます", OtherWorker, Client))
	s.name("proposal.other", string(second), OtherWorker, Client)
	stopped := s.propose(s.actors[Suspended], open, price(3), s.hide("a proposal's words", "あやの提案文：急ぎもできます", Suspended, Client))
	s.name("proposal.suspended", string(stopped), Suspended, Client)
	for i := range 3 {
		a := cast.Worker(s.t, s.DB, fmt.Sprintf("hoka%d", i))
		pid := s.propose(a, open, price(4+i), s.hide("a proposal's words", fmt.Sprintf("ほかの提案文その%d", i), Client))
		if i == 0 {
			_, err := hiring.DeclineProposal(ctx, s.DB, client, pid, "ほかの方にお願いします")
			s.ok(err)
			s.name("proposal.declined", string(pid), Client)
		}
	}
	for name, pid := range map[string]id.Proposal{"main": main, "suspended": stopped} {
		s.ok(cast.Ask(s.t, s.DB, client, pid, s.hide("a question", "写真の枚数は何枚ですか、"+name, s.objects["proposal."+name].sides...)))
		s.name("thread."+name, string(cast.ThreadAbout(s.t, s.DB, pid)), s.objects["proposal."+name].sides...)
	}
	edited := s.Spec("道の駅の記事を10本")
	edited.DueOn = s.today().AddDays(45)
	s.ok(posting.ReviseJob(ctx, s.DB, client, open, edited))

	s.name("job.draft", string(s.draft(client, s.hide("a draft", "まだ見せない下書きの依頼", Client))), Client)
	s.name("job.free", string(s.publish(client, "だれも提案していない依頼")), Client)
	closed := s.publish(client, "募集を終えた依頼")
	s.name("proposal.closed", string(s.propose(s.actors[Worker], closed, 38_000, "こちらも書けます。")), Worker, Client)
	s.ok(posting.CloseJob(ctx, s.DB, client, closed))
	s.name("job.closed", string(closed), Client)
	s.name("job.other", string(s.publish(other, "商店街の紹介文")), OtherClient)
	s.trust(other)

	fresh := cast.NewClient(s.t, s.DB, "hajimete")
	s.name("job.review", string(s.publish(fresh, "はじめての依頼")), Desk)
}

// Later is a day so many days after today.
func (s *Stage) Later(days int) calendar.Date { return s.today().AddDays(days) }
