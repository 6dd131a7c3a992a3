package market

import (
	"strings"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/yen"
)

// AnswerState is where an offer between the two sides stands: a change order, or an offer to end an item.
type AnswerState string

const (
	Offered   AnswerState = "offered"
	Signed    AnswerState = "signed"   // both agree; a raise waits for its money
	InForce   AnswerState = "in_force" // it binds
	Rejected  AnswerState = "rejected"
	TakenBack AnswerState = "taken_back"
	Void      AnswerState = "void" // the item ended first, or the money of a raise did not come in time
)

// Asked is what offers between the two sides have in common: who made one, and what became of it.
type Asked struct {
	State      AnswerState
	ByParty    id.Party
	By         id.Person
	AskedAt    clock.Instant
	AnsweredBy id.Person
	AnsweredAt clock.Instant
}

// Reject is the other side's no.
func (a *Asked) Reject(c Contract, party id.Party, by id.Person, now clock.Instant) error {
	if err := a.mayAnswer(c, party); err != nil {
		return err
	}
	a.answer(Rejected, by, now)
	return nil
}

// TakeBack withdraws what has not been answered.
func (a *Asked) TakeBack(party id.Party) error {
	if party != a.ByParty {
		return fault.New(fault.NotFound, "見つかりませんでした")
	}
	if a.State != Offered {
		return fault.New(fault.Conflict, "この申し出には、もう答えが出ています")
	}
	a.State = TakenBack
	return nil
}

// Lapse ends what can't come into force any more. It reports whether it was still waiting.
func (a *Asked) Lapse() bool {
	if a.State != Offered && a.State != Signed {
		return false
	}
	a.State = Void
	return true
}

func (a *Asked) mayAnswer(c Contract, party id.Party) error {
	if _, err := c.SideOf(party); err != nil {
		return err
	}
	if party == a.ByParty {
		return fault.New(fault.Forbidden, "自分の申し出には、相手の方が答えます")
	}
	if a.State != Offered {
		return fault.New(fault.Conflict, "この申し出には、もう答えが出ています")
	}
	return nil
}

func (a *Asked) answer(s AnswerState, by id.Person, now clock.Instant) {
	a.State, a.AnsweredBy, a.AnsweredAt = s, by, now
}

// Change is a change order: new terms of one item that both sides sign. Pay can't be lowered
// (Freelance Act, art. 5: no reduction). A raise on a funded item binds once the difference is in escrow.
type Change struct {
	ID       id.Change
	Contract id.Contract
	Item     id.Item
	Asked
	Pay     yen.Yen
	DueOn   calendar.Date
	Scope   string // what is to be done differently; "" when only the date or pay change
	Reason  string
	Version int64
}

// ProposeChange offers new terms for an item to the other side.
func (c *Contract) ProposeChange(ch Change, it Item, now clock.Instant) (Change, error) {
	if _, err := c.SideOf(ch.ByParty); err != nil {
		return Change{}, err
	}
	if it.State.Ended() || it.State == ItemDisputed {
		return Change{}, fault.New(fault.Conflict, "この区切りの内容は、いまは変えられません")
	}
	var f fault.Form
	if ch.Pay.Less(it.Pay) {
		f.Add("pay", "契約のあとで報酬を下げることはできません（いま%s）", it.Pay)
	}
	if ch.DueOn.Before(calendar.On(now)) {
		f.Add("due_on", "納期は今日からあとの日にしてください")
	}
	if strings.TrimSpace(ch.Reason) == "" {
		f.Add("reason", "理由を書いてください")
	}
	if ch.Pay == it.Pay && ch.DueOn == it.DueOn && strings.TrimSpace(ch.Scope) == "" {
		f.Add("scope", "変えるところを1つは書いてください")
	}
	if it.State == ItemDelivered && (ch.Pay != it.Pay || ch.Scope != "") {
		f.Add("scope", "納品を確かめているあいだに変えられるのは、納期だけです")
	}
	if err := f.Err(); err != nil {
		return Change{}, err
	}
	ch.State, ch.Contract, ch.Item, ch.AskedAt = Offered, c.ID, it.ID, now
	return ch, nil
}

// Sign is the other side's yes. It reports whether the change binds at once: a raise on funded work waits for its money.
func (ch *Change) Sign(c Contract, it *Item, party id.Party, by id.Person, now clock.Instant) (binds bool, err error) {
	if err := ch.mayAnswer(c, party); err != nil {
		return false, err
	}
	if it.State.Ended() || it.State == ItemDisputed || ch.Pay.Less(it.Pay) {
		return false, fault.New(fault.Conflict, "この区切りの内容は、いまは変えられません")
	}
	ch.answer(Signed, by, now)
	if it.State.HoldsMoney() && it.Pay.Less(ch.Pay) {
		return false, nil
	}
	return true, ch.Bind(it)
}

// Bind makes the item follow a signed change.
func (ch *Change) Bind(it *Item) error {
	if ch.State != Signed {
		return fault.New(fault.Conflict, "この変更は、まだふたりの署名がそろっていません")
	}
	ch.State = InForce
	it.Pay, it.DueOn = ch.Pay, ch.DueOn
	return nil
}

// Cancel is an offer to end a funded item with a split: Pay goes to the worker, the rest back to the client.
// Less than the full pay needs the worker's consent (their signature) or their recorded fault; both are kept.
type Cancel struct {
	ID       id.Cancel
	Contract id.Contract
	Item     id.Item
	Asked
	Pay     yen.Yen
	Fault   Blame
	Reason  string
	Version int64
}

// ProposeCancel offers a split to the other side.
func (c *Contract) ProposeCancel(ca Cancel, it Item, now clock.Instant) (Cancel, error) {
	if _, err := c.SideOf(ca.ByParty); err != nil {
		return Cancel{}, err
	}
	if !it.State.HoldsMoney() {
		return Cancel{}, fault.New(fault.Conflict, "この区切りのお金は、お預かりしていません")
	}
	var f fault.Form
	if ca.Pay.Sign() < 0 || it.Pay.Less(ca.Pay) {
		f.Add("pay", "払う金額は0円から%sまでです", it.Pay)
	}
	if !ca.Fault.valid() {
		f.Add("fault", "だれの都合による終了かを選んでください")
	}
	if strings.TrimSpace(ca.Reason) == "" {
		f.Add("reason", "理由を書いてください")
	}
	if err := f.Err(); err != nil {
		return Cancel{}, err
	}
	ca.State, ca.Contract, ca.Item, ca.AskedAt = Offered, c.ID, it.ID, now
	return ca, nil
}

// Sign is the other side's yes: the item is settled by the split.
func (ca *Cancel) Sign(c Contract, it *Item, party id.Party, by id.Person, now clock.Instant) error {
	if err := ca.mayAnswer(c, party); err != nil {
		return err
	}
	if err := it.Settle(ca.Pay, ByAgreement, now); err != nil {
		return err
	}
	ca.answer(InForce, by, now)
	return nil
}
