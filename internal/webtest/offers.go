package webtest

import (
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/recurring"
	"nariwai/internal/usecase/offering"
	"nariwai/internal/usecase/renewing"
	"nariwai/internal/usecase/working"
	"nariwai/internal/yen"
)

// offers are work that the client has asked of the worker alone: an offer that waits, a trial that is done, and recurring orders that
// wait, go on, are to be renewed, rest and end.
func (s *Stage) offers() {
	s.t.Helper()
	s.at(2026, 4, 6)
	client, worker := s.actors[Client], s.actors[Worker]
	sides := []Role{Worker, Client}
	order := func(title string, trial bool) offering.Order {
		return offering.Order{To: worker.Party, Trial: trial, Message: s.hide("the words of an offer", title+"をお願いしたい訳", Worker, Client), Spec: market.Spec{
			Category: "writing/travel", Title: title, Body: s.hide("the body of an offer", title+"の中身", Worker, Client, Desk), Deliverable: "原稿1本", Rights: market.RightsTransfer, AIPolicy: market.AIAssist,
			Unit: market.LumpSum, Quantity: 1, Pay: yen.Of(12_000), Unregistered: true, DueOn: s.today().AddDays(12)}}
	}
	open, err := offering.SendOffer(ctx, s.DB, client, order("灯台めぐり", false))
	s.ok(err)
	s.name("offer.open", string(open), sides...)
	s.name("job.offered", s.text("SELECT job FROM market_offer WHERE id = $1", open), append(sides, Desk)...)
	oid, err := offering.SendOffer(ctx, s.DB, client, order("朝市だより", true))
	s.ok(err)
	trial, err := offering.AcceptOffer(ctx, s.DB, worker, oid)
	s.ok(err)
	s.payIn(trial, "ｶ)ｷﾀﾉﾐﾁｷｶｸ")
	items, err := marketdb.Items(ctx, s.DB.Snapshot(), trial)
	s.ok(err)
	_, err = working.DeliverItem(ctx, s.DB, worker, items[0].ID, working.Work{Body: "書けました。"})
	s.ok(err)
	_, err = working.AcceptItem(ctx, s.DB, client, items[0].ID)
	s.ok(err)
	s.name("contract.trial", string(trial), sides...)

	again := func(name string) id.Recurring {
		rid, err := renewing.OfferOrder(ctx, s.DB, client, renewing.Terms{To: worker.Party, Message: "続けてお願いします。", Plan: recurring.Plan{
			Category: "writing/travel", Title: "港の便り", Body: s.hide("the body of a recurring order", "毎月の港の話（"+name+"）", Worker, Client), Deliverable: "原稿2本", Rights: "transfer", AIPolicy: "assist",
			Quantity: 2, UnitPay: yen.Of(6_000), DueDay: 28, First: 202604, Last: 202610}})
		s.ok(err)
		s.name("recurring."+name, string(rid), sides...)
		return rid
	}
	again("offered")
	for _, name := range []string{"active", "renewing", "resting", "ending", "asked"} {
		rid := again(name)
		s.ok(renewing.AcceptOrder(ctx, s.DB, worker, rid))
		switch name {
		case "renewing":
			s.ok(renewing.RenewOrder(ctx, s.DB, client, rid, 3))
		case "resting":
			s.ok(renewing.PauseOrder(ctx, s.DB, worker, rid, 202606, 2))
		case "ending":
			s.ok(renewing.EndOrder(ctx, s.DB, client, rid, recurring.Wish, ""))
		case "asked":
			s.ok(renewing.EndOrder(ctx, s.DB, client, rid, recurring.Wish, ""))
			s.ok(renewing.AskReason(ctx, s.DB, worker, rid))
		}
	}
}
