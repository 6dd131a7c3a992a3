package web

import (
	"fmt"

	"nariwai/internal/calendar"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/query"
)

// turns says what waits, and for whom: one's own first.
func (p roomPage) turns(q *Request) (out []roomTurn) {
	var theirs []roomTurn
	mine := func(href, label, text string) { out = append(out, roomTurn{true, text, href, label}) }
	wait := func(text string) { theirs = append(theirs, roomTurn{Text: text}) }
	what := p.what(q)
	for _, d := range p.Disputes {
		p.disputeTurn(q, d, what(d.Item), mine, wait)
	}
	for _, ca := range p.Cancels {
		if ca.ByParty == p.Me().ID {
			wait(q.T("%sを終える申し出に、%sさんの答えを待っています。", what(ca.Item), p.Other().Name))
		} else {
			mine("/cancels/"+string(ca.ID), q.T("内容を見て答える"), q.T("%sさんから、%sを終える申し出が届いています。", p.Other().Name, what(ca.Item)))
		}
	}
	for _, ch := range p.Changes {
		switch {
		case ch.State == market.Signed:
			wait(q.T("%sの変更は、差額の仮払いが済むと始まります。", what(ch.Item)))
		case ch.ByParty == p.Me().ID:
			wait(q.T("%sの内容を変える申し出に、%sさんの答えを待っています。", what(ch.Item), p.Other().Name))
		default:
			mine("/changes/"+string(ch.ID), q.T("内容を見て答える"), q.T("%sさんから、%sの内容を変える申し出が届いています。", p.Other().Name, what(ch.Item)))
		}
	}
	for _, r := range p.Requests {
		if p.Ordering() {
			mine("#fund", q.T("払い方を見る"), q.T("%sまでに、%s の仮払いをしてください。", lastDayOf(r.PayBy), r.Amount))
		}
	}
	next := p.nextDue()
	for _, it := range p.Items {
		if p.Working() {
			if it.State != market.ItemFunded || it.ID == next {
				p.workerTurn(q, it, what(it.ID), mine, wait)
			}
		} else {
			p.clientTurn(q, it, what(it.ID), mine, wait)
		}
	}
	return append(out, theirs...)
}

// nextDue is the item that the worker delivers next: the funded one with the nearest date.
func (p roomPage) nextDue() (next id.Item) {
	var due calendar.Date
	for _, it := range p.Items {
		if it.State == market.ItemFunded && (next == "" || it.DueOn.Before(due)) {
			next, due = it.ID, it.DueOn
		}
	}
	return next
}

func (p roomPage) disputeTurn(q *Request, d market.Dispute, what string, mine func(href, label, text string), wait func(string)) {
	href := "/disputes/" + string(d.ID)
	silent, content := d.ClientSays == "", d.ClientContent
	if p.Working() {
		silent, content = d.WorkerSays == "", d.WorkerContent
	}
	switch {
	case d.State == market.DisputeOpen && silent:
		mine(href, q.T("言い分を書く"), q.T("%sについて、もめごと相談が始まっています。あなたの言い分を書いてください。", what))
	case d.State == market.DisputeDecided && !content:
		mine(href, q.T("決定を見る"), q.T("%sのもめごと相談が決まりました。受け入れるか、%sまでに不服を申し立てられます。", what, lastDayOf(d.AppealBy)))
	case d.State == market.DisputeDecided:
		wait(q.T("%sの決定は、%sさんも受け入れるか、%sを過ぎると、そのとおりになります。", what, p.Other().Name, lastDayOf(d.AppealBy)))
	case d.State != market.DisputeEnded:
		wait(q.T("%sのもめごと相談を、運営が調べています。", what))
	}
}

func (p roomPage) workerTurn(q *Request, it query.RoomItem, what string, mine func(href, label, text string), wait func(string)) {
	href := fmt.Sprintf("/items/%s/deliver", it.ID)
	switch it.State {
	case market.ItemFunded:
		if it.DueOn.Before(q.Today) {
			mine(href, q.T("納品する"), q.T("%sの納期（%s）を過ぎています。納品するか、新しい納期を申し出てください。", what, it.DueOn))
		} else {
			mine(href, q.T("納品する"), q.T("%sを、%sまでに納品してください。%s。", what, it.DueOn, left(q.Lang, q.Today, it.DueOn)))
		}
	case market.ItemRevising:
		mine(href, q.T("納品する"), q.T("%sに、直しのお願いが届いています。直したものを納品してください。", what))
	case market.ItemDelivered:
		wait(q.T("%sの検収を待っています。%sまでに返事がないと、自動で成立します。", what, lastDayOf(it.AcceptBy)))
	}
}

func (p roomPage) clientTurn(q *Request, it query.RoomItem, what string, mine func(href, label, text string), wait func(string)) {
	late, silent := it.LateFrom(p.Terms), it.SilentFrom(p.Contract)
	switch {
	case it.State == market.ItemDelivered:
		mine(fmt.Sprintf("/items/%s/accept", it.ID), q.T("確かめて検収する"), q.T("%sが納品されています。%sまでに確かめてください。過ぎると、自動で検収が成立します。", what, lastDayOf(it.AcceptBy)))
	case !late.IsZero() && q.Now >= late:
		mine(fmt.Sprintf("/items/%s/late", it.ID), q.T("取り消しを考える"), q.T("%sは、納期（%s）を%d日より長く過ぎています。取り消して、返金を受けられます。", what, it.DueOn, p.LateDays))
	case !silent.IsZero() && q.Now >= silent:
		mine(fmt.Sprintf("/items/%s/silent", it.ID), q.T("取り消しを考える"), q.T("%sさんから、%d日のあいだ返事がありません。%sを取り消して、返金を受けられます。", p.Worker.Name, p.SilentDays, what))
	case it.State == market.ItemFunded && it.ID == p.nextDue():
		wait(q.T("%sの納品を待っています。納期は%sです。", what, it.DueOn))
	case it.State == market.ItemRevising:
		wait(q.T("%sの直しを待っています。", what))
	case it.Refunded == "waiting":
		mine("/settings/bank", q.T("口座を登録する"), q.T("%s をお返しします。返金先の口座を登録してください。", it.Refund))
	}
}

// acts lists what the reader may do to an item, the rare things too.
func (p roomPage) acts(q *Request, it query.RoomItem) (out []Link) {
	add := func(verb, ja string) {
		out = append(out, Link{Href: fmt.Sprintf("/items/%s/%s", it.ID, verb), Label: q.T(ja)})
	}
	pending := func(iid id.Item) bool {
		for _, ch := range p.Changes {
			if ch.Item == iid {
				return true
			}
		}
		return false
	}
	switch {
	case p.Working() && (it.State == market.ItemFunded || it.State == market.ItemRevising):
		add("deliver", "納品する")
	case p.Ordering() && it.State == market.ItemDelivered:
		add("accept", "検収する")
		if it.Revisions < p.Revisions {
			add("revise", "直しをお願いする")
		}
	}
	if !it.State.Ended() && it.State != market.ItemDisputed && !pending(it.ID) {
		add("change", "内容の変更を申し出る")
	}
	switch {
	case it.State == market.ItemAgreed:
		out = append(out, Link{Href: fmt.Sprintf("/contracts/%s/cancel?item=%s", p.ID, it.ID), Label: q.T("仮払いの前に取り消す")})
	case it.State.HoldsMoney() && len(p.Cancels) == 0:
		add("end", "途中で終える申し出をする")
	}
	if it.State.HoldsMoney() && it.State != market.ItemDisputed {
		add("dispute", "もめごと相談をする")
	}
	return out
}
