package market

import (
	"strings"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/yen"
)

// ItemState is where an item stands. The whole machine is in this file; docs/states.md draws it.
//
//	agreed ──Fund──▶ funded ──Deliver──▶ delivered ──Accept / AcceptOverdue──▶ accepted
//	  │ │              │  ▲                 │  │
//	  │ └─Lapse        │  └────Deliver──┐   │  └─Revise──▶ revising ──Deliver──▶ delivered
//	  └─CancelUnfunded │                └───┼──────────────┘
//	                   ├─CancelLate / CancelSilent──▶ refunded  (from funded and revising)
//	                   ├─Settle (both signed)──▶ accepted / split / refunded
//	                   └─Freeze──▶ disputed ──Settle (decided)──▶ accepted / split / refunded
//	                                  └─Thaw──▶ the state before
type ItemState string

const (
	ItemAgreed    ItemState = "agreed"    // promised, not yet secured: work can't begin
	ItemFunded    ItemState = "funded"    // the money is in escrow
	ItemDelivered ItemState = "delivered" // waiting for the client's acceptance
	ItemRevising  ItemState = "revising"  // sent back with a reason
	ItemDisputed  ItemState = "disputed"  // frozen until the desk decides
	ItemAccepted  ItemState = "accepted"  // settled in full
	ItemSplit     ItemState = "split"     // settled in part, the rest returned
	ItemRefunded  ItemState = "refunded"  // all of it returned to the client
	ItemCancelled ItemState = "cancelled" // ended before it was funded
	ItemLapsed    ItemState = "lapsed"    // not funded in time
)

// Ended reports whether the state is final.
func (s ItemState) Ended() bool {
	switch s {
	case ItemAccepted, ItemSplit, ItemRefunded, ItemCancelled, ItemLapsed:
		return true
	}
	return false
}

// HoldsMoney reports whether an item in this state has its money in escrow.
func (s ItemState) HoldsMoney() bool {
	switch s {
	case ItemFunded, ItemDelivered, ItemRevising, ItemDisputed:
		return true
	}
	return false
}

// Security is what stands behind an item before work begins.
type Security string

// Either way the whole amount stands in escrow: cash is the client's money, credit the operator's, which the client pays later.
const (
	SecuredByCash   Security = "cash"
	SecuredByCredit Security = "credit"
)

// Ending is why an item was settled.
type Ending string

const (
	ByAcceptance Ending = "acceptance"
	ByTime       Ending = "time" // automatic acceptance
	ByAgreement  Ending = "agreement"
	ByDecision   Ending = "decision" // of the desk
	ByLateness   Ending = "lateness"
	BySilence    Ending = "silence"
)

// Blame is whose fault a revision or an early end was.
type Blame string

const (
	NoFault     Blame = "none"
	ClientFault Blame = "client"
	WorkerFault Blame = "worker"
)

func (b Blame) valid() bool { return b == NoFault || b == ClientFault || b == WorkerFault }

// Payee is who is paid for an item, by weight.
type Payee struct {
	N     int64
	Party id.Party
	Share int64
	// Withholding is billing.Withholding of this payee: "" for the contract's own.
	Withholding string
}

// Item is the smallest thing that is secured, delivered, accepted and settled.
type Item struct {
	ID          id.Item
	Contract    id.Contract
	N           int64
	Title       string
	Pay         yen.Yen // tax included
	DueOn       calendar.Date
	State       ItemState
	Before      ItemState // where a disputed item came from
	Security    Security
	Secured     yen.Yen       // what is in escrow for it
	ReceivedOn  calendar.Date // receipt: the first delivery, or the first after a revision for the worker's fault
	DeliveredAt clock.Instant // the newest delivery
	AcceptBy    clock.Instant // automatic acceptance
	AcceptedAt  clock.Instant
	SettledOn   calendar.Date // the day that decides the closing
	Ending      Ending
	Revisions   int64
	Reminded    int64 // days after delivery for which the client was reminded
	EscalatedAt clock.Instant
	Version     int64
	Payees      []Payee
}

func wrongState(say string, args ...any) error { return fault.New(fault.Conflict, say, args...) }

// Fund records that amount stands in escrow, and lets the work begin.
func (it *Item) Fund(amount yen.Yen) error {
	if it.State != ItemAgreed {
		return wrongState("この区切りは、仮払いを待っていません")
	}
	it.State, it.Secured = ItemFunded, amount
	return nil
}

// Deliver hands work in. Receipt is the first delivery: the days to pay count from it (Freelance Act, art. 4).
func (it *Item) Deliver(t Terms, now clock.Instant) error {
	switch it.State {
	case ItemAgreed:
		return wrongState("仮払いがまだです。作業を始めるのは、仮払いのあとにしてください")
	case ItemFunded, ItemRevising:
	case ItemDelivered:
		return wrongState("納品したものを、依頼主が確かめています")
	case ItemDisputed:
		return wrongState("もめごと相談のあいだは、納品できません")
	default:
		return wrongState("この区切りは、もう終わっています")
	}
	today := calendar.On(now)
	if it.ReceivedOn.IsZero() {
		it.ReceivedOn = today
	}
	it.State, it.DeliveredAt, it.Reminded = ItemDelivered, now, 0
	it.AcceptBy = today.AddDays(t.AcceptDays + 1).Start()
	return nil
}

// Revise sends a delivery back. For the worker's recorded fault, receipt begins anew with the next delivery.
func (it *Item) Revise(t Terms, reason string, blame Blame) error {
	if it.State != ItemDelivered {
		return wrongState("この区切りは、納品の確かめを待っていません")
	}
	if it.Revisions >= t.Revisions {
		return fault.New(fault.Conflict, "直しをお願いできるのは、1つの区切りに%d回までです", t.Revisions)
	}
	var f fault.Form
	if strings.TrimSpace(reason) == "" {
		f.Add("reason", "どこをどう直すか、理由を書いてください")
	}
	if !blame.valid() {
		f.Add("fault", "だれの都合による直しかを選んでください")
	}
	if err := f.Err(); err != nil {
		return err
	}
	it.State, it.AcceptBy = ItemRevising, 0
	it.Revisions++
	if blame == WorkerFault {
		it.ReceivedOn = 0
	}
	return nil
}

// Accept settles the item in full.
func (it *Item) Accept(now clock.Instant) error {
	if it.State != ItemDelivered {
		if it.State == ItemAccepted {
			return wrongState("この区切りは、もう検収されています")
		}
		return wrongState("この区切りは、検収を待っていません")
	}
	it.settle(ItemAccepted, ByAcceptance, now, calendar.On(now))
	return nil
}

// AcceptOverdue settles an item whose client stayed silent. It is dated by the instant at which the time was up,
// not by when the machine noticed; that instant, 00:00, ends the last day, so the closing counts it to that day.
func (it *Item) AcceptOverdue(now clock.Instant) error {
	if it.State != ItemDelivered || now < it.AcceptBy {
		return wrongState("この区切りの検収の期限は、まだ来ていません")
	}
	it.settle(ItemAccepted, ByTime, it.AcceptBy, calendar.On(it.AcceptBy).AddDays(-1))
	return nil
}

func (it *Item) settle(s ItemState, e Ending, at clock.Instant, on calendar.Date) {
	it.State, it.Ending, it.AcceptedAt, it.SettledOn, it.AcceptBy, it.Before = s, e, at, on, 0, ""
}

// CancelUnfunded ends an item before any money came.
func (it *Item) CancelUnfunded() error {
	if it.State != ItemAgreed {
		return wrongState("仮払いのあとは、ふたりの合意か、もめごと相談で終えます")
	}
	it.State = ItemCancelled
	return nil
}

// Lapse ends an item that was not funded in time; the worker is free.
func (it *Item) Lapse(c Contract, now clock.Instant) error {
	if it.State != ItemAgreed || now < c.FundBy {
		return wrongState("仮払いの期限は、まだ来ていません")
	}
	it.State = ItemLapsed
	return nil
}

// LateFrom is when the client may cancel an item that has not come; the zero Instant when it has.
func (it *Item) LateFrom(t Terms) clock.Instant {
	if it.State != ItemFunded {
		return 0
	}
	return it.DueOn.AddDays(t.LateDays + 1).Start()
}

// CancelLate returns the money of an item that is late and was never delivered.
func (it *Item) CancelLate(t Terms, now clock.Instant) error {
	from := it.LateFrom(t)
	if from.IsZero() || now < from {
		return wrongState("納期を%d日過ぎるまでは、取り消せません", t.LateDays)
	}
	it.settle(ItemRefunded, ByLateness, now, calendar.On(now))
	return nil
}

// GiveBack ends an item that its worker has never delivered, as those agree on who share many (a bulk order): another may have it.
func (it *Item) GiveBack(now clock.Instant) error {
	if it.State != ItemFunded || !it.ReceivedOn.IsZero() {
		return wrongState("返せるのは、まだ一度も納品していない記事だけです")
	}
	it.settle(ItemRefunded, ByAgreement, now, calendar.On(now))
	return nil
}

// SilentFrom is when the client may cancel because the worker does not answer; zero while there is nothing to answer.
func (it *Item) SilentFrom(c Contract) clock.Instant {
	if c.AskedAt.IsZero() || it.State != ItemFunded && it.State != ItemRevising {
		return 0
	}
	return c.AskedAt.Add(clock.Duration(c.SilentDays) * clock.Day)
}

// CancelSilent returns the money of an item whose worker has fallen silent.
func (it *Item) CancelSilent(c Contract, now clock.Instant) error {
	from := it.SilentFrom(c)
	if from.IsZero() || now < from {
		return wrongState("連絡がないことを理由に取り消せるのは、メッセージに%d日返事がないときです", c.SilentDays)
	}
	it.settle(ItemRefunded, BySilence, now, calendar.On(now))
	return nil
}

// Settle ends an item with pay for the worker and the rest for the client: signed by both, or decided by the desk.
// Work that was never received is received with the settlement, as far as it is paid for.
func (it *Item) Settle(pay yen.Yen, e Ending, now clock.Instant) error {
	switch {
	case e == ByDecision && it.State != ItemDisputed:
		return wrongState("この区切りに、もめごと相談はありません")
	case !it.State.HoldsMoney():
		return wrongState("この区切りのお金は、もう動いています")
	case pay.Sign() < 0 || it.Pay.Less(pay):
		return fieldError("pay", "払う金額は0円から%sまでです", it.Pay)
	}
	s := ItemSplit
	switch {
	case pay.IsZero():
		s = ItemRefunded
	case pay == it.Pay:
		s = ItemAccepted
	}
	if it.ReceivedOn.IsZero() {
		it.ReceivedOn = calendar.On(now)
	}
	it.settle(s, e, now, calendar.On(now))
	return nil
}

// Freeze stops an item until the desk decides.
func (it *Item) Freeze() error {
	switch it.State {
	case ItemFunded, ItemDelivered, ItemRevising:
	default:
		return wrongState("もめごと相談ができるのは、お金をお預かりしている区切りです")
	}
	it.Before, it.State, it.AcceptBy = it.State, ItemDisputed, 0
	return nil
}

// Thaw lets a frozen item go on. A delivered one gets its days for acceptance anew.
func (it *Item) Thaw(t Terms, now clock.Instant) error {
	if it.State != ItemDisputed {
		return wrongState("この区切りに、もめごと相談はありません")
	}
	it.State, it.Before = it.Before, ""
	if it.State == ItemDelivered {
		it.AcceptBy, it.Reminded = calendar.On(now).AddDays(t.AcceptDays+1).Start(), 0
	}
	return nil
}

// Remind notes that the client is reminded to decide on a delivery, and returns how many days are left; false when no
// reminder is due. on lists the days after the delivery; of several that fall due at once only the last is sent.
func (it *Item) Remind(t Terms, on []int, now clock.Instant) (daysLeft int, due bool) {
	if it.State != ItemDelivered || now >= it.AcceptBy {
		return 0, false
	}
	today, last := calendar.On(now), calendar.On(it.AcceptBy).AddDays(-1)
	since := t.AcceptDays - last.Sub(today)
	for _, day := range on {
		if day <= since && int64(day) > it.Reminded {
			it.Reminded, due = int64(day), true
		}
	}
	return last.Sub(today), due
}

// EscalateOn is the day on which an undecided item goes to the desk; zero when nothing was received.
func (it *Item) EscalateOn(t Terms) calendar.Date {
	return it.ReceivedOn.AddDays(t.EscalateDays)
}

// Escalate marks an item that is undecided so long after receipt that the desk must look.
func (it *Item) Escalate(t Terms, now clock.Instant) bool {
	on := it.EscalateOn(t)
	if !it.State.HoldsMoney() || it.EscalatedAt != 0 || on.IsZero() || calendar.On(now).Before(on) {
		return false
	}
	it.EscalatedAt = now
	return true
}
