// Package recurring has the life of an order that comes again every month: so many pieces at such a price, each month a contract of
// its own. It says when a month's contract is made, how the order is renewed, paused and ended, and which notice that takes.
//
// It is a domain of its own because none of it is about a single contract. The notice of 30 days is article 16 of the Freelance
// Act; see Notice.
package recurring

import (
	"slices"
	"strings"
	"unicode/utf8"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/yen"
)

// State is where an order stands. A pause is no state: the order goes on behind it.
type State string

const (
	Offered   State = "offered"
	Declined  State = "declined"
	Withdrawn State = "withdrawn"
	Expired   State = "expired" // nobody answered in time
	Active    State = "active"
	Ending    State = "ending" // somebody has said that it ends
	Ended     State = "ended"
)

const (
	MadeBefore = 5  // days before a month at which its contract is made
	LongMonths = 6  // from so many months on an end needs notice
	NoticeDays = 30 // of so many days
	LookAhead  = 35 // days before its last day at which both sides are told that an order ends
	AnswerDays = 7

	MostQuantity = 50
	MostMonths   = 12 // that an order may be agreed or renewed for at a time
	MostPause    = 3  // months at a time
	MostTitle    = 60 // leaves room for the month
	MostText     = 10_000
	MostLine     = 200
	MostMessage  = 2_000
)

// Plan is what comes again.
type Plan struct {
	Category, Title string
	Body            string // Markdown
	Deliverable     string
	Rights          string
	AIPolicy        string
	Quantity        int64   // pieces a month
	UnitPay         yen.Yen // for each, consumption tax included
	DueDay          int64   // of the month; one that a month does not have is its last
	First, Last     calendar.Month
}

// Check finds what is missing or cannot be. Which categories, rights and AI policies there are, the market knows.
func (p Plan) Check(today calendar.Date) error {
	var f fault.Form
	line := func(field, text string, most int, none, long string) {
		switch n := utf8.RuneCountInString(text); {
		case strings.TrimSpace(text) == "":
			f.Add(field, none)
		case n > most:
			f.Add(field, long, most, n)
		}
	}
	line("title", p.Title, MostTitle, "仕事の名前を書いてください", "仕事の名前は%d字までです（いま%d字）")
	line("body", p.Body, MostText, "仕事の内容を書いてください", "仕事の内容は%d字までです（いま%d字）")
	line("deliverable", p.Deliverable, MostLine, "納めてもらうものを書いてください", "納めてもらうものは%d字までです（いま%d字）")
	if p.Quantity < 1 || p.Quantity > MostQuantity {
		f.Add("quantity", "毎月の数は1から%dまでです", MostQuantity)
	}
	if p.UnitPay.Sign() <= 0 || yen.Of(10_000_000).Less(p.UnitPay) {
		f.Add("unit_pay", "1つの報酬を入れてください")
	}
	if p.DueDay < 1 || p.DueDay > 31 {
		f.Add("due_day", "毎月の納期は1日から31日までです")
	}
	switch this := calendar.MonthOf(today); {
	case p.First.Before(this) || p.First.After(add(this, 3)):
		f.Add("first", "はじめの月は、今月から3か月先までにしてください")
	case p.DueDay >= 1 && p.Last >= p.First && !p.DueOn(p.Last).After(today.AddDays(AnswerDays)):
		f.Add("first", "答えを待つあいだに納期が過ぎます。はじめの月をおそくしてください")
	}
	if n := Months(p.First, p.Last); n < 1 || n > MostMonths {
		f.Add("last", "続ける月は1か月から%dか月までです", MostMonths)
	}
	return f.Err()
}

// Pay is what a month costs.
func (p Plan) Pay() yen.Yen { return p.UnitPay.Times(p.Quantity) }

// DueOn is the delivery date of a month.
func (p Plan) DueOn(m calendar.Month) calendar.Date {
	return min(m.First().AddDays(int(p.DueDay)-1), m.Last())
}

// Months is how many months lie between two, both included.
func Months(first, last calendar.Month) int {
	if first.IsZero() || last.IsZero() {
		return 0
	}
	return (int(last)/100-int(first)/100)*12 + int(last)%100 - int(first)%100 + 1
}

func add(m calendar.Month, n int) calendar.Month {
	for range n {
		m = m.Next()
	}
	return m
}

// Order is a plan between two parties.
type Order struct {
	ID             id.Recurring
	Client, Worker id.Party
	By             id.Person
	Department     string
	Trial          id.Contract // the trial that it grew from; "" for none
	State          State
	Plan
	Withhold           bool           // the client's own word: is tax withheld from such work?
	Made               calendar.Month // the last one that was made a contract of, or left out
	PauseFrom, PauseTo calendar.Month // 0 without a pause
	RenewTo            calendar.Month // asked by the client and not answered; 0 for none
	Message            string
	OfferedAt          clock.Instant
	AnswerBy           clock.Instant
	AnsweredAt         clock.Instant
	Notice
	EndedAt clock.Instant
	NextOn  calendar.Date // the day on which the clock looks again; 0 when there is nothing to wait for
	Version int64
}

// New offers a plan to worker.
func New(rid id.Recurring, client, worker id.Party, by id.Person, p Plan, message string, withhold bool, now clock.Instant) (Order, error) {
	today := calendar.On(now)
	if worker == client {
		return Order{}, fault.New(fault.Forbidden, "自分に仕事を頼むことはできません")
	}
	if err := p.Check(today); err != nil {
		return Order{}, err
	}
	if n := utf8.RuneCountInString(message); n > MostMessage {
		return Order{}, fieldError("message", "お願いのことばは%d字までです（いま%d字）", MostMessage, n)
	}
	o := Order{ID: rid, Client: client, Worker: worker, By: by, State: Offered, Plan: p, Withhold: withhold, Message: message,
		OfferedAt: now, AnswerBy: today.AddDays(AnswerDays + 1).Start()}
	o.wait()
	return o, nil
}

// Months for which the order was agreed, and whether they are so many that its end needs notice.
func (o Order) Long() bool { return Months(o.First, o.Last) >= LongMonths }

// Final is the last month of which a contract is made.
func (o *Order) Final() calendar.Month {
	if !o.EndsOn.IsZero() {
		return min(o.Last, calendar.MonthOf(o.EndsOn))
	}
	return o.Last
}

// Accept is the worker's yes. Months whose delivery date would come within three days are left out.
func (o *Order) Accept(now clock.Instant) error {
	if err := o.answer(Active, now); err != nil {
		return err
	}
	o.Made = o.First.Prev()
	for o.Made < o.Last && o.DueOn(o.Made.Next()).Before(calendar.On(now).AddDays(3)) {
		o.Made = o.Made.Next()
	}
	if o.Made >= o.Last {
		return fault.New(fault.Conflict, "納期の近い月しか残っていません。依頼主に、月を直してもらってください")
	}
	o.wait()
	return nil
}

// Decline is the worker's no.
func (o *Order) Decline(reason string, now clock.Instant) error {
	if n := utf8.RuneCountInString(reason); n > MostMessage {
		return fieldError("reason", "理由は%d字までです（いま%d字）", MostMessage, n)
	}
	o.Reason = reason
	return o.answer(Declined, now)
}

// Withdraw takes the offer back while nobody has answered; Expire ends one that nobody answered in time.
func (o *Order) Withdraw(now clock.Instant) error { return o.answer(Withdrawn, now) }

func (o *Order) Expire(now clock.Instant) error { return o.answer(Expired, now) }

func (o *Order) answer(s State, now clock.Instant) error {
	switch {
	case o.State != Offered:
		return fault.New(fault.Conflict, "このお願いには、もう答えが出ています")
	case now >= o.AnswerBy && s != Expired:
		return fault.New(fault.Conflict, "答える期限が過ぎました")
	case now < o.AnswerBy && s == Expired:
		return fault.New(fault.Conflict, "答える期限は、まだ来ていません")
	}
	o.State, o.AnsweredAt = s, now
	o.wait()
	return nil
}

// Goes reports whether months may still come.
func (o Order) Goes() bool { return o.State == Active || o.State == Ending }

// Paused reports whether a month lies in the pause.
func (o *Order) Paused(m calendar.Month) bool {
	return !o.PauseFrom.IsZero() && m >= o.PauseFrom && m <= o.PauseTo
}

// Next returns the month whose turn it is on a day, and whether a contract is made of it: not of one that lies in a pause,
// nor of one whose delivery date has come while the clock stood still. ok is false when it is no month's turn.
func (o *Order) Next(today calendar.Date) (m calendar.Month, make, ok bool) {
	if m = o.Made.Next(); !o.Goes() || m > o.Final() || today < m.First().AddDays(-MadeBefore) {
		return 0, false, false
	}
	return m, !o.Paused(m) && o.DueOn(m) > today, true
}

// Take notes that a month had its turn.
func (o *Order) Take(m calendar.Month) {
	o.Made = m
	if o.Made >= o.PauseTo {
		o.PauseFrom, o.PauseTo = 0, 0
	}
	o.wait()
}

// Finish ends an order whose last month is over, and reports whether it did.
func (o *Order) Finish(now clock.Instant) bool {
	if !o.Goes() || !calendar.On(now).After(o.overOn()) {
		return false
	}
	o.State, o.EndedAt, o.RenewTo = Ended, now, 0
	o.wait()
	return true
}

// overOn is the order's last day.
func (o *Order) overOn() calendar.Date {
	if !o.EndsOn.IsZero() {
		return o.EndsOn
	}
	return o.Last.Last()
}

// wait sets the day on which the clock looks at the order again.
func (o *Order) wait() {
	switch {
	case o.State == Offered:
		o.NextOn = calendar.On(o.AnswerBy)
	case !o.Goes():
		o.NextOn = 0
	default:
		days := []calendar.Date{o.overOn().AddDays(1)}
		if m := o.Made.Next(); m <= o.Final() {
			days = append(days, m.First().AddDays(-MadeBefore))
		}
		if o.NoticeOn.IsZero() && o.told() {
			days = append(days, o.Last.Last().AddDays(-LookAhead))
		}
		o.NextOn = slices.Min(days)
	}
}

func fieldError(field, say string, args ...any) error {
	var f fault.Form
	f.Add(field, say, args...)
	return f.Err()
}

// Other is the party on the other side.
func (o *Order) Other(p id.Party) id.Party {
	if p == o.Client {
		return o.Worker
	}
	return o.Client
}
