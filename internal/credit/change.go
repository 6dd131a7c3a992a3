package credit

import (
	"strings"

	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/yen"
)

// ChangeKind is what the desk decides about a line.
type ChangeKind string

const (
	ToLimit  ChangeKind = "limit"
	ToRefuse ChangeKind = "refuse"
	ToStop   ChangeKind = "stop"
	ToResume ChangeKind = "resume"
	ToEnd    ChangeKind = "end"
)

// ChangeState is whether a decision holds.
type ChangeState string

const (
	Proposed ChangeState = "proposed" // waits for a second person
	Made     ChangeState = "made"
	Dropped  ChangeState = "dropped" // the second person said no
)

// Change is a decision of the desk about a line.
type Change struct {
	ID            id.Limit
	Party         id.Party
	Kind          ChangeKind
	State         ChangeState
	Before, After yen.Yen
	DueMonths     int64
	Reason        string
	By            id.Person
	At            clock.Instant
	DecidedBy     id.Person // the second person; "" when one was enough
	DecidedAt     clock.Instant
	Version       int64
}

// Rules are the operator's, dated data.
type Rules struct {
	DueMonths     int64   `json:"due_months"`      // an invoice is due at the end of so many months after its own
	RemindOn      []int   `json:"remind_on"`       // days from the due day, before it as negative numbers
	TwoPeopleOver yen.Yen `json:"two_people_over"` // a limit above it needs two people
}

// DefaultRules: due at the end of the next month, reminders a week before, on the day, and 3 and 7 days after.
func DefaultRules() Rules {
	return Rules{DueMonths: 1, RemindOn: []int{-7, 0, 3, 7}, TwoPeopleOver: yen.Of(1_000_000)}
}

// Validate refuses rules that cannot be kept.
func (r Rules) Validate() error {
	var f fault.Form
	if r.DueMonths < 1 || r.DueMonths > mostDueMonths {
		f.Add("due_months", "支払いの期限は、1か月から%dか月あとの月末までにしてください", mostDueMonths)
	}
	for i, day := range r.RemindOn {
		if day < -27 || day > 60 || i > 0 && day <= r.RemindOn[i-1] {
			f.Add("remind_on", "お知らせの日は、期限の27日前から60日後までを、早い順に入れてください")
			break
		}
	}
	if r.TwoPeopleOver.Sign() < 0 {
		f.Add("two_people_over", "金額は0円以上にしてください")
	}
	return f.Err()
}

// mostDueMonths keeps the time between an order and its payment short; docs/decisions/0029 says what the law has to do with it.
const mostDueMonths = 2

// Decide begins a decision. A limit above the rules' amount waits for a second person, unless it only lowers what there is.
// atStake is what of the limit is used.
func (l Line) Decide(cid id.Limit, kind ChangeKind, after yen.Yen, dueMonths int64, reason string, r Rules, atStake yen.Yen, by id.Person, now clock.Instant) (Change, error) {
	c := Change{ID: cid, Party: l.Party, Kind: kind, State: Made, Before: l.Amount, After: l.Amount, DueMonths: l.DueMonths, Reason: strings.TrimSpace(reason), By: by, At: now}
	var f fault.Form
	if c.Reason == "" {
		f.Add("reason", "理由を書いてください")
	}
	ok := true
	switch kind {
	case ToLimit:
		if after.Sign() <= 0 || MostWanted.Less(after) {
			f.Add("amount", "金額は1円から%sまでにしてください", MostWanted)
		}
		if after.Less(atStake) {
			f.Add("amount", "もう%sを使っています。それより少ない枠にはできません。新しい利用を止めるときは、停止を使います", atStake)
		}
		if dueMonths < 1 || dueMonths > mostDueMonths {
			f.Add("due_months", "支払いの期限は、1か月から%dか月あとの月末までにしてください", mostDueMonths)
		}
		c.After, c.DueMonths = after, dueMonths
		if r.TwoPeopleOver.Less(after) && l.Amount.Less(after) {
			c.State = Proposed
		}
	case ToRefuse:
		ok = l.Wanted.Sign() > 0
	case ToStop:
		ok = l.State == Open
	case ToResume:
		ok = l.State == Stopped
	case ToEnd:
		ok = l.InForce()
		c.After = yen.Yen{}
		if ok && atStake.Sign() > 0 {
			return c, fault.New(fault.Conflict, "まだ%sが使われています。すべて支払われてから、終えられます", atStake)
		}
	default:
		return c, fault.New(fault.Invalid, "どうするかを選んでください")
	}
	if err := f.Err(); err != nil {
		return c, err
	}
	if !ok {
		return c, fault.New(fault.Conflict, "この枠は、もう変わっています。いまの状態を確かめてください")
	}
	return c, nil
}

// Confirm is the second person's yes.
func (c *Change) Confirm(by id.Person, now clock.Instant) error { return c.decide(Made, by, now) }

// Drop is the second person's no, or the first one's own.
func (c *Change) Drop(by id.Person, now clock.Instant) error { return c.decide(Dropped, by, now) }

func (c *Change) decide(s ChangeState, by id.Person, now clock.Instant) error {
	if c.State != Proposed {
		return fault.New(fault.Conflict, "この変更は、もう決まっています")
	}
	if s == Made && by == c.By {
		return fault.New(fault.Forbidden, "入れた人とは別の人が確かめます")
	}
	c.State, c.DecidedBy, c.DecidedAt = s, by, now
	return nil
}

// Apply brings a decision that is made into force on its line.
func (l *Line) Apply(c Change) {
	l.Reason = c.Reason
	switch c.Kind {
	case ToLimit:
		if l.State != Stopped {
			l.State = Open
		}
		l.Amount, l.DueMonths, l.Wanted = c.After, c.DueMonths, yen.Yen{}
	case ToRefuse:
		l.Wanted = yen.Yen{}
		if l.State == Asked {
			l.State = Refused
		}
	case ToStop:
		l.State = Stopped
	case ToResume:
		l.State = Open
	case ToEnd:
		l.State, l.Amount, l.Wanted = Ended, yen.Yen{}, yen.Yen{}
	}
}
