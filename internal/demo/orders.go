package demo

import (
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/recurring"
	"nariwai/internal/usecase/offering"
	"nariwai/internal/usecase/renewing"
	"nariwai/internal/yen"
)

// orders plans what is asked of one person alone: a trial that becomes an order every month, an order that comes again from somebody
// who was content, and one that the visitor may answer.
func (s *stage) orders() {
	s.plan(s.at(-40, 10, 20), "trial of yuri", func() error {
		return s.asks("kitamichi", "yuri", true, job{key: "tameshi", in: "writing/travel", title: "路線バスの旅を案内する記事",
			body:  "路線バスで一日まわる旅の記事を、1本お願いします。1,500字で、乗り換えの時刻を一つの表にしてください。\n\n停留所の名前は、乗る方が声に出して読めるように、読みがなを添えてください。",
			gives: "記事1本（1,500字）", pay: 9_000, due: -28},
			"取材した方への気くばりが伝わる文で、旅の欄を続けて書いていただけないかと思いました。",
			[]beat{pay(-39), hand(-34, "txt", "1本お送りします。時刻は、営業所に電話で確かめました。"), accept(-32)})
	})
	s.plan(s.at(-31, 10, 5), "more of yuri", func() error {
		trial, err := find[id.Contract](s, "SELECT id FROM market_contract WHERE client = $1 AND arrangement = 'trial' AND state = 'ended'", s.actors["kitamichi"].Party)
		if err != nil || trial == "" { // the money may come late at the turn of the year
			return err
		}
		rid, err := renewing.FollowTrial(s.ctx, s.d, s.actors["kitamichi"], trial)
		if err != nil {
			return err
		}
		return s.agrees(rid, "kitamichi", "yuri")
	})
	s.plan(s.at(-50, 11, 10), "letters of michiru", func() error {
		m := calendar.MonthOf(s.on(-42)).Next()
		o := recurring.Plan{Category: "writing/local", Title: "野菜の箱に入れる便り", Deliverable: "便り2回分（各500字）", Rights: string(market.RightsTransfer), AIPolicy: string(market.AINone),
			Body:     "月に2回、箱に入れる便りをお願いします。1回500字ほどで、その月の野菜を作った農家の話を一つ入れてください。\n\n農家への電話は、こちらで日を決めます。",
			Quantity: 2, UnitPay: yen.Of(4_000), DueDay: 20, First: m.Prev(), Last: m.Next().Next().Next().Next()}
		rid, err := renewing.OfferOrder(s.ctx, s.d, s.actors["unetosora"], renewing.Terms{To: s.actors["michiru"].Party, Plan: o, Withhold: true,
			Message: "りんごを切った音から始まる文が、いまも皆の話題です。毎月の便りを、お願いできませんか。"})
		if err != nil {
			return err
		}
		return s.agrees(rid, "unetosora", "michiru")
	})
	s.plan(s.at(-1, 15, 40), "offer to michiru", func() error {
		_, err := s.offer("kitamichi", "michiru", false, job{in: "writing/travel", title: "雪の夜に乗る列車の記事（2本）",
			body: "夜に走る列車の、車窓と乗り合わせた方の話を、2本お願いします。1本2,000字です。\n\n切符と宿は、こちらで用意します。写真は要りません。", gives: "記事2本（各2,000字）", pay: 24_000, due: 24},
			"道の駅の記事で、待つ時間のお話がとても心に残りました。夜の列車も、みちるさんの文で読みたいと思っています。")
		return err
	})
}

func (s *stage) offer(client, worker string, trial bool, j job, words string) (id.Offer, error) {
	j.unit, j.n = market.LumpSum, 1
	return offering.SendOffer(s.ctx, s.d, s.actors[client], offering.Order{To: s.actors[worker].Party, Trial: trial, Spec: j.spec(s), Message: words, Withhold: true})
}

// asks offers work that is accepted the same evening, and plays its course.
func (s *stage) asks(client, worker string, trial bool, j job, words string, course []beat) error {
	oid, err := s.offer(client, worker, trial, j, words)
	if err != nil {
		return err
	}
	s.plan(s.clock().Add(7*clock.Hour), "answer of "+worker, func() error {
		cid, err := offering.AcceptOffer(s.ctx, s.d, s.actors[worker], oid)
		if err != nil {
			return err
		}
		j.client = client
		s.next(&thread{posted: &posted{job: j}, hire: hire{worker, 0, course}, contract: cid, dice: dice("course " + j.key + worker)})
		return nil
	})
	return nil
}

// agrees lets the worker accept an order that comes again, and both do each month's work.
func (s *stage) agrees(rid id.Recurring, client, worker string) error {
	s.plan(s.clock().Add(26*clock.Hour), "agreement of "+worker, func() error { return renewing.AcceptOrder(s.ctx, s.d, s.actors[worker], rid) })
	seen := map[id.Contract]bool{}
	for day := -History; day <= 0; day++ {
		if s.at(day, 8, 30) <= s.clock() {
			continue
		}
		s.plan(s.at(day, 8, 30), "months of "+worker, func() error {
			cid, err := find[id.Contract](s, "SELECT contract FROM recurring_month WHERE recurring = $1 AND contract <> '' ORDER BY month DESC LIMIT 1", rid)
			if err != nil || cid == "" || seen[cid] {
				return err
			}
			seen[cid] = true
			items, err := s.items(cid)
			if err != nil {
				return err
			}
			due := items[0].DueOn.Sub(s.today)
			course := []beat{pay(day + 1)}
			for i := range items {
				course = append(course, hand(due-6+i, "", ""), accept(due-4+i))
			}
			s.next(&thread{posted: &posted{job: job{key: "month" + string(cid), client: client, in: "writing/local"}}, hire: hire{worker, day, course}, contract: cid, dice: dice("months of " + worker)})
			return nil
		})
	}
	return nil
}
