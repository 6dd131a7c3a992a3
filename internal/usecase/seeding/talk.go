package seeding

import (
	"nariwai/internal/clock"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/message"
	"nariwai/internal/notice"
)

// talk is what two sides wrote to each other in a contract's thread, and what they were told.
func (m *maker) talk(p *pile, c market.Contract, client, worker member) {
	at := c.AwardedAt
	for i := range m.between(0, 6) {
		who, until := client, m.later(at, 0, 2)
		if i%2 == 1 {
			who, until = worker, at.Add(clock.Duration(m.between(5, 26*60))*clock.Minute) // most answer within a day
		}
		if at = until; at >= m.now {
			break
		}
		p.messages = append(p.messages, message.Message{ID: id.Message(m.id(at)), Thread: id.Thread(c.ID), From: who.ID, By: who.by, Body: m.text(60, offer, middle, nil), Asks: m.chance(25), At: at})
	}
	for _, e := range p.events[len(p.events)-min(len(p.events), 16):] {
		if e.Contract != c.ID {
			continue
		}
		kind, text, to := notice.Kind("accepted"), "「%s」が検収されました", worker
		switch e.Kind {
		case market.EventAwarded:
			kind, text = "awarded", "「%s」に採用されました"
		case market.EventFunded:
			kind, text = "funded", "「%s」の仮払いが済みました。作業を始められます"
		case market.EventDelivered:
			kind, text, to = "delivered", "「%s」が納品されました。%sまでに検収してください", client
		case market.EventAccepted, market.EventAuto:
		default:
			continue
		}
		args := []any{c.Title}
		if kind == "delivered" {
			args = append(args, day(e.At).AddDays(c.AcceptDays))
		}
		n := notice.Message{Say: text, Args: args, Link: "/contracts/" + string(c.ID)}.Notice(notice.To{Person: to.by, Lang: "ja"}, kind)
		n.ID, n.At = id.Notice(m.id(e.At)), e.At
		if m.chance(80) {
			n.ReadAt = min(m.now, e.At.Add(clock.Duration(m.between(1, 900))*clock.Minute))
		}
		p.notices = append(p.notices, n)
	}
}
