package market

import (
	"strings"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/yen"
)

// DisputeState is where a dispute stands.
type DisputeState string

const (
	DisputeOpen     DisputeState = "open"     // the desk hears both
	DisputeDecided  DisputeState = "decided"  // either side may appeal
	DisputeAppealed DisputeState = "appealed" // a second person decides
	DisputeEnded    DisputeState = "ended"    // settled, or withdrawn
)

// Dispute is a disagreement on one item before the desk.
type Dispute struct {
	ID       id.Dispute
	Contract id.Contract
	Item     id.Item
	State    DisputeState
	ByParty  id.Party // "" when the desk took it up
	By       id.Person
	Reason   string
	OpenedAt clock.Instant
	// What each side has said to the desk.
	ClientSays, WorkerSays string
	// The decision: what the worker gets, whose fault it was, and why.
	Pay        yen.Yen
	Fault      Blame
	Grounds    string
	DecidedBy  id.Person
	DecidedAt  clock.Instant
	AppealBy   clock.Instant // until then either side may appeal
	Appeal     string
	AppealedBy id.Person
	AppealedAt clock.Instant
	// Both sides content ends the wait for an appeal.
	ClientContent, WorkerContent bool
	EndedBy                      id.Person
	EndedAt                      clock.Instant
	Version                      int64
}

// OpenDispute freezes an item and puts it before the desk.
func (c *Contract) OpenDispute(did id.Dispute, it *Item, party id.Party, by id.Person, reason string, now clock.Instant) (Dispute, error) {
	side, err := c.SideOf(party)
	if err != nil {
		return Dispute{}, err
	}
	if strings.TrimSpace(reason) == "" {
		return Dispute{}, fieldError("reason", "何が起きたか、理由を書いてください")
	}
	if err := it.Freeze(); err != nil {
		return Dispute{}, err
	}
	d := Dispute{ID: did, Contract: c.ID, Item: it.ID, State: DisputeOpen, ByParty: party, By: by, Reason: reason, OpenedAt: now, Fault: NoFault}
	d.say(side, reason)
	return d, nil
}

// TakeUp freezes an item that was escalated and puts it before the desk without either side's asking.
func (c *Contract) TakeUp(did id.Dispute, it *Item, by id.Person, reason string, now clock.Instant) (Dispute, error) {
	if it.EscalatedAt.IsZero() {
		return Dispute{}, fault.New(fault.Conflict, "運営が取り上げられるのは、受け取りから日がたっても決まらない区切りだけです")
	}
	if strings.TrimSpace(reason) == "" {
		return Dispute{}, fieldError("reason", "理由を書いてください")
	}
	if err := it.Freeze(); err != nil {
		return Dispute{}, err
	}
	return Dispute{ID: did, Contract: c.ID, Item: it.ID, State: DisputeOpen, By: by, Reason: reason, OpenedAt: now, Fault: NoFault}, nil
}

// Say adds what a side tells the desk.
func (d *Dispute) Say(side Side, words string) error {
	if d.State != DisputeOpen && d.State != DisputeAppealed {
		return fault.New(fault.Conflict, "この相談は、いま言い分を受け付けていません")
	}
	if strings.TrimSpace(words) == "" {
		return fieldError("words", "言い分を書いてください")
	}
	d.say(side, words)
	return nil
}

func (d *Dispute) say(side Side, words string) {
	to := &d.ClientSays
	if side == WorkerSide {
		to = &d.WorkerSays
	}
	if *to != "" {
		*to += "\n\n"
	}
	*to += words
}

// Withdraw ends a dispute by the one who opened it; the item goes on.
func (d *Dispute) Withdraw(c Contract, it *Item, party id.Party, by id.Person, now clock.Instant) error {
	if party != d.ByParty {
		return fault.New(fault.Forbidden, "取り下げられるのは、相談を始めた方です")
	}
	if d.State != DisputeOpen {
		return fault.New(fault.Conflict, "決まったあとの相談は、取り下げられません")
	}
	if err := it.Thaw(c.Terms, now); err != nil {
		return err
	}
	d.State, d.EndedBy, d.EndedAt = DisputeEnded, by, now
	return nil
}

// Agree ends a dispute because both sides have signed how the item ends. It reports whether the dispute was still running.
func (d *Dispute) Agree(by id.Person, now clock.Instant) bool {
	if d.State == DisputeEnded {
		return false
	}
	d.State, d.EndedBy, d.EndedAt = DisputeEnded, by, now
	return true
}

// Ruling is what somebody at the desk decides.
type Ruling struct {
	Pay     yen.Yen
	Fault   Blame
	Grounds string
}

func (r Ruling) check(it Item) error {
	var f fault.Form
	if r.Pay.Sign() < 0 || it.Pay.Less(r.Pay) {
		f.Add("pay", "払う金額は0円から%sまでです", it.Pay)
	}
	if !r.Fault.valid() {
		f.Add("fault", "だれの都合によるものかを選んでください")
	} else if r.Pay.Less(it.Pay) && !it.ReceivedOn.IsZero() && r.Fault != WorkerFault {
		// Freelance Act, art. 5: received work may not be paid less without a cause on the worker's side.
		f.Add("fault", "受け取った仕事の報酬を全額より下げられるのは、ワーカーの責めに帰すべき理由があるときだけです")
	}
	if strings.TrimSpace(r.Grounds) == "" {
		f.Add("grounds", "決めた理由を書いてください")
	}
	return f.Err()
}

// Decide is the desk's first decision. It takes effect when both are content or the time for an appeal is over,
// which never reaches so far that the payment would come later than the law allows.
func (d *Dispute) Decide(c Contract, it Item, r Ruling, by id.Person, now clock.Instant) error {
	if d.State != DisputeOpen {
		return fault.New(fault.Conflict, "この相談は、もう決まっています")
	}
	if err := r.check(it); err != nil {
		return err
	}
	d.State, d.Pay, d.Fault, d.Grounds, d.DecidedBy, d.DecidedAt = DisputeDecided, r.Pay, r.Fault, r.Grounds, by, now
	today := calendar.On(now)
	d.AppealBy = today.AddDays(c.AppealDays + 1).Start()
	if !it.ReceivedOn.IsZero() {
		last := it.ReceivedOn.AddDays(c.LimitDays - appealReserve).Start()
		d.AppealBy = min(d.AppealBy, max(last, today.AddDays(1).Start()))
	}
	return nil
}

// appealReserve is how many days before the law's last day an appeal must be in:
// enough for a second decision, the bank's lead time and a run of holidays.
const appealReserve = 12

// Content records that a side takes the decision as it is.
func (d *Dispute) Content(side Side) error {
	if d.State != DisputeDecided {
		return fault.New(fault.Conflict, "この相談に、答えを待つ決定はありません")
	}
	if side == ClientSide {
		d.ClientContent = true
	} else {
		d.WorkerContent = true
	}
	return nil
}

// Final reports whether a decision takes effect now.
func (d *Dispute) Final(now clock.Instant) bool {
	return d.State == DisputeDecided && (now >= d.AppealBy || d.ClientContent && d.WorkerContent)
}

// AskAgain is the one appeal.
func (d *Dispute) AskAgain(by id.Person, reason string, now clock.Instant) error {
	if d.State != DisputeDecided || now >= d.AppealBy {
		return fault.New(fault.Conflict, "不服の申し立ての期限は過ぎています")
	}
	if strings.TrimSpace(reason) == "" {
		return fieldError("reason", "理由を書いてください")
	}
	d.State, d.Appeal, d.AppealedBy, d.AppealedAt = DisputeAppealed, reason, by, now
	return nil
}

// DecideAppeal is the last word, by somebody who did not give the first.
func (d *Dispute) DecideAppeal(it *Item, r Ruling, by id.Person, now clock.Instant) error {
	if d.State != DisputeAppealed {
		return fault.New(fault.Conflict, "この相談に、不服の申し立てはありません")
	}
	if by == d.DecidedBy {
		return fault.New(fault.Forbidden, "不服の申し立ては、最初に決めた人ではない人が決めます")
	}
	if err := r.check(*it); err != nil {
		return err
	}
	d.Pay, d.Fault, d.Grounds = r.Pay, r.Fault, r.Grounds
	return d.end(it, by, now)
}

// TakeEffect settles the item as decided.
func (d *Dispute) TakeEffect(it *Item, now clock.Instant) error {
	if !d.Final(now) {
		return fault.New(fault.Conflict, "この決定は、まだ不服の申し立てを待っています")
	}
	return d.end(it, d.DecidedBy, now)
}

func (d *Dispute) end(it *Item, by id.Person, now clock.Instant) error {
	if err := it.Settle(d.Pay, ByDecision, now); err != nil {
		return err
	}
	d.State, d.EndedBy, d.EndedAt = DisputeEnded, by, now
	return nil
}
