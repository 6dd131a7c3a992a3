package demo

import (
	"fmt"
	"math/rand/v2"

	"nariwai/internal/clock"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/usecase/talking"
	"nariwai/internal/usecase/working"
	"nariwai/internal/yen"
)

// thread is a contract on its course: one beat after the other.
type thread struct {
	*posted
	hire
	contract id.Contract
	done     int // beats that are played
	waited   int // days on which the beat could not be played yet
	dice     *rand.Rand
}

func (t *thread) of() string { return t.key + " with " + t.who }

// next plans the next beat, not before the hour at which its kind is done and never before what stands before it.
func (s *stage) next(t *thread) {
	if t.done >= len(t.course) {
		return
	}
	b := t.course[t.done]
	hour := 14
	switch b.verb {
	case paysLast:
		b.day = s.lastBankDay()
		hour = 11
	case delivers:
		hour = 16
	case writes:
		hour = 10
	case rules:
		hour = 11
	}
	at := max(s.at(b.day, hour, t.dice.IntN(55)), s.clock().Add(clock.Duration(20+t.dice.IntN(40))*clock.Minute))
	s.plan(at, fmt.Sprintf("%s %s", t.of(), b.verb), func() error { return s.play(t, b) })
}

// mostWait is how many days a beat may wait for money that banks don't move on holidays.
const mostWait = 12

// play does a beat and plans the next one. Work that is not paid in yet waits for another day.
func (s *stage) play(t *thread, b beat) error {
	items, err := s.items(t.contract)
	if err != nil {
		return err
	}
	it, ready := current(items, b.verb)
	if !ready {
		if t.waited++; t.waited > mostWait {
			return fmt.Errorf("waits in vain: %v", it.State)
		}
		s.plan(s.clock().Add(clock.Day), t.of(), func() error { return s.play(t, b) })
		return nil
	}
	if err := s.do(t, b, it); err != nil {
		return err
	}
	t.done++
	s.next(t)
	return nil
}

// current is the item that a verb is about: the first on which it can be done.
func current(items []market.Item, v verb) (it market.Item, ready bool) {
	fits := func(market.ItemState) bool { return true }
	switch v {
	case delivers:
		fits = func(s market.ItemState) bool { return s == market.ItemFunded || s == market.ItemRevising }
	case sendsBack, accepts:
		fits = func(s market.ItemState) bool { return s == market.ItemDelivered }
	case splits, complains, endsLate, endsMute:
		fits = market.ItemState.HoldsMoney
	case offers, signs, agrees:
		fits = func(s market.ItemState) bool { return !s.Ended() }
	}
	for _, it = range items {
		if fits(it.State) {
			return it, true
		}
	}
	return it, false
}

func (s *stage) do(t *thread, b beat, it market.Item) (err error) {
	client, worker := s.actors[t.client], s.actors[t.who]
	side := client
	if b.side == market.WorkerSide {
		side = worker
	}
	switch b.verb {
	case pays, paysShort, paysLast:
		return s.transfer(t, b.verb == paysShort)
	case delivers:
		return s.deliver(t, b, it, worker)
	case sendsBack:
		_, err = working.RequestRevision(s.ctx, s.d, client, it.ID, b.text, b.blame)
	case accepts:
		if _, err = working.AcceptItem(s.ctx, s.d, client, it.ID); err == nil {
			s.review(t, client, worker)
		}
	case writes:
		from, to := t.client, t.who
		if b.side == market.WorkerSide {
			from, to = to, from
		}
		var tid id.Thread
		if tid, err = s.thread(t.contract); err == nil {
			err = s.say(from, to, tid, talking.Words{Body: b.text, Asks: asking(b.text)})
		}
	case offers:
		_, err = working.ProposeChange(s.ctx, s.d, side, it.ID, working.NewTerms{Pay: yen.Of(b.pay), DueOn: s.on(b.due), Scope: b.scope, Reason: b.text})
	case signs:
		var offer id.Change
		if offer, err = find[id.Change](s, "SELECT id FROM market_change WHERE item = $1 AND state = 'offered'", it.ID); err == nil {
			_, err = working.SignChange(s.ctx, s.d, side, offer)
		}
	case splits:
		_, err = working.ProposeCancel(s.ctx, s.d, side, it.ID, working.Split{Pay: yen.Of(b.pay), Fault: b.blame, Reason: b.text})
	case agrees:
		var offer id.Cancel
		if offer, err = find[id.Cancel](s, "SELECT id FROM market_cancel WHERE item = $1 AND state = 'offered'", it.ID); err == nil {
			_, err = working.SignCancel(s.ctx, s.d, side, offer)
		}
	case callsOff:
		err = working.CancelUnfunded(s.ctx, s.d, side, t.contract, "", "はじめの予定が変わったため")
	case endsLate:
		_, err = working.CancelLate(s.ctx, s.d, client, it.ID)
	case endsMute:
		_, err = working.CancelSilent(s.ctx, s.d, client, it.ID)
	case complains:
		_, err = working.OpenDispute(s.ctx, s.d, side, it.ID, b.text)
	default:
		return s.quarrel(t, b, side)
	}
	return err
}

// quarrel is what is done in a dispute of the contract.
func (s *stage) quarrel(t *thread, b beat, side people.Actor) error {
	did, err := find[id.Dispute](s, "SELECT id FROM market_dispute WHERE contract = $1 ORDER BY id DESC", t.contract)
	if err != nil {
		return err
	}
	switch b.verb {
	case testifies:
		return working.SayInDispute(s.ctx, s.d, side, did, b.text)
	case rules:
		return working.DecideDispute(s.ctx, s.d, s.at0(), did, market.Ruling{Pay: yen.Of(b.pay), Fault: b.blame, Grounds: b.text})
	case contents:
		return working.ContentWithDecision(s.ctx, s.d, side, did)
	case objects:
		return working.AppealDecision(s.ctx, s.d, side, did, b.text)
	}
	return fmt.Errorf("nobody can %s", b.verb)
}

// transfer lets the client order a transfer of what the contract asks for now; short takes the bank's charge from it.
func (s *stage) transfer(t *thread, short bool) error {
	all, err := s.asked(t.contract)
	if err != nil {
		return err
	}
	if len(all) == 0 && t.client == borrower {
		return nil // its line of credit has done it
	}
	if len(all) == 0 {
		return fmt.Errorf("nothing is asked for")
	}
	amount := all[0].amount
	if short {
		amount = amount.Sub(yen.Of(330))
	}
	return s.bank.send(s.clock(), amount, all[0].reference, s.persons[t.client].kana)
}

func (s *stage) deliver(t *thread, b beat, it market.Item, worker people.Actor) error {
	// An hour comes to 500 to 1,400 yen after the fee of a fifth; what is sent back takes a little more.
	minutes := it.Pay.Int64() * 8 * 60 / 10 / int64(500+t.dice.IntN(900))
	if it.Revisions > 0 {
		minutes /= 6
	}
	w := working.Work{Body: b.text, Minutes: max(10, minutes/10*10)}
	if w.Body == "" {
		w.Body = handed[t.dice.IntN(len(handed))]
	}
	if b.file == "" && topOf(t.in) == "writing" {
		b.file = "txt"
	}
	if b.file != "" && s.files != nil {
		name, file := work(t, b.file, it.N)
		u, err := working.StoreFile(s.ctx, s.d, s.files, worker, t.contract, name, file)
		if err != nil {
			return err
		}
		w.Uploads = append(w.Uploads, u)
	}
	_, err := working.DeliverItem(s.ctx, s.d, worker, it.ID, w)
	return err
}
