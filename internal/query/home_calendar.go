package query

import (
	"nariwai/internal/calendar"
	"nariwai/internal/market"
	"nariwai/internal/yen"
)

// DayKind is what a day of one's calendar brings.
type DayKind string

const (
	DueEvent    DayKind = "due"    // a delivery
	AcceptEvent DayKind = "accept" // automatic acceptance after this day
	FundEvent   DayKind = "fund"   // the last day to pay in
	CloseEvent  DayKind = "close"  // a call for proposals ends
	DecideEvent DayKind = "decide" // the last day to choose
	MoneyEvent  DayKind = "money"  // a payout arrives
)

// DayEvent is one entry of the calendar.
type DayEvent struct {
	On     calendar.Date
	Kind   DayKind
	Title  string
	Amount yen.Yen // 0 for none
	Link   string
}

// Calendar lists the deadlines and the expected money of the page, the nearest first.
func (h HomePage) Calendar() (out []DayEvent) {
	for _, list := range [][]OpenContract{h.Doing, h.Ordered} {
		for _, c := range list {
			out = append(out, c.days()...)
		}
	}
	for _, j := range h.Jobs {
		e := DayEvent{Title: j.Title, Link: "/jobs/" + string(j.ID) + "/proposals"}
		switch j.State {
		case market.JobOpen:
			e.On, e.Kind = j.ClosesOn, CloseEvent
		case market.JobDeciding:
			e.On, e.Kind = lastDay(j.DecideBy), DecideEvent
		default:
			continue
		}
		out = append(out, e)
	}
	for _, p := range h.Coming.Next {
		out = append(out, DayEvent{On: p.On, Kind: MoneyEvent, Amount: p.Amount, Link: "/earnings"})
	}
	sortByDate(out, func(e DayEvent) calendar.Date { return e.On })
	return out
}

func (c OpenContract) days() (out []DayEvent) {
	unfunded := yen.Yen{}
	for _, it := range c.Items {
		e := DayEvent{Title: c.Name(it), Link: c.link(), Amount: it.Net}
		if c.Side == market.ClientSide {
			e.Amount = it.Pay
		}
		switch it.State {
		case market.ItemFunded, market.ItemRevising:
			e.On, e.Kind = it.DueOn, DueEvent
		case market.ItemDelivered:
			e.On, e.Kind = lastDay(it.AcceptBy), AcceptEvent
		case market.ItemAgreed:
			unfunded = unfunded.Add(e.Amount)
			continue
		default:
			continue
		}
		out = append(out, e)
	}
	if unfunded.Sign() > 0 {
		out = append(out, DayEvent{On: lastDay(c.FundBy), Kind: FundEvent, Title: c.Title, Amount: unfunded, Link: c.link()})
	}
	return out
}
