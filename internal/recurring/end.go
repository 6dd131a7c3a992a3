package recurring

import (
	"slices"
	"strings"
	"unicode/utf8"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// Notice says that an order ends, and when. Article 16 of the Freelance Act wants it from the client at least 30 days before, where
// the work has gone on or will go on for six months or longer, for an end as well as for not renewing, and the reason without delay
// when the worker asks for it before the end. The site holds every client to it, whether or not the Act does.
type Notice struct {
	NoticeOn      calendar.Date // 0: nobody has said so
	NoticeBy      id.Party      // "" when the term itself comes to its end
	EndsOn        calendar.Date
	Cause         Cause
	Reason        string
	ReasonAskedAt clock.Instant
}

// Cause is why a client ends an order; all but Wish are what the ministry's rule excepts from the 30 days.
type Cause string

const (
	Wish     Cause = ""         // the client's own wish
	Force    Cause = "force"    // a disaster or the like has made it impossible
	Upstream Cause = "upstream" // the client's own client has cancelled, and most of this work with it
	Fault    Cause = "fault"    // the worker's, and such that the client need not go on
	Mutual   Cause = "mutual"   // the worker has agreed to it; only the worker's own end says so
)

// Causes are those that a client may give.
var Causes = []Cause{Wish, Force, Upstream, Fault}

// Word says it to people, as a key of package phrase.
func (c Cause) Word() string {
	switch c {
	case Force:
		return "災害などの、やむを得ない事情で続けられなくなった"
	case Upstream:
		return "おおもとの契約がなくなり、この仕事の大部分が要らなくなった"
	case Fault:
		return "働く人に責任のある事情で、すぐに終えるほかない"
	}
	return "依頼主の都合"
}

// Needs reports whether an end by the client for a cause takes the notice of 30 days.
func (o *Order) Needs(c Cause) bool { return o.Long() && c == Wish }

// EarliestEnd is the first day on which an order may end when somebody says so today: always the last of a month, and not before the
// last month of which there is a contract, for contracts end by their own rules. The worker needs no notice.
func (o *Order) EarliestEnd(by id.Party, c Cause, today calendar.Date) calendar.Date {
	m := max(o.Made, calendar.MonthOf(today))
	if by == o.Client && o.Needs(c) {
		m = max(m, calendar.MonthOf(today.AddDays(NoticeDays)))
	}
	return min(m.Last(), o.Last.Last())
}

// End is the notice of one of the two. A client who gives no reason is asked for it by the worker, if the worker wants to know.
func (o *Order) End(by id.Party, c Cause, reason string, now clock.Instant) error {
	today := calendar.On(now)
	switch n := utf8.RuneCountInString(reason); {
	case o.State != Active:
		return fault.New(fault.Conflict, "この継続の依頼は、もう終わることになっています")
	case n > MostMessage:
		return fieldError("reason", "理由は%d字までです（いま%d字）", MostMessage, n)
	case by == o.Client && !slices.Contains(Causes, c):
		return fieldError("cause", "終える事情を選んでください")
	case by == o.Client && c != Wish && strings.TrimSpace(reason) == "":
		return fieldError("reason", "すぐに終える事情を書いてください")
	}
	if by == o.Worker {
		c = Mutual
	}
	o.Notice = Notice{NoticeOn: today, NoticeBy: by, EndsOn: o.EarliestEnd(by, c, today), Cause: c, Reason: reason}
	o.State, o.RenewTo = Ending, 0
	o.wait()
	return nil
}

// told reports whether both sides are told before the term ends: not of an order for one month.
func (o *Order) told() bool { return o.State == Active && Months(o.First, o.Last) > 1 }

// Near gives notice that the term comes to its end and reports whether it did: LookAhead days before, so that who wants to renew has
// time, and so that a worker of half a year and longer knows 30 days before that nobody has.
func (o *Order) Near(today calendar.Date) bool {
	if !o.told() || !o.NoticeOn.IsZero() || today < o.Last.Last().AddDays(-LookAhead) {
		return false
	}
	o.Notice = Notice{NoticeOn: today, EndsOn: o.Last.Last()}
	o.wait()
	return true
}

// Renew asks the worker to go on for some months behind the last.
func (o *Order) Renew(months int, now clock.Instant) error {
	switch {
	case o.State != Active || calendar.On(now).After(o.Last.Last()):
		return fault.New(fault.Conflict, "終わることになった継続の依頼は、のばせません")
	case !o.RenewTo.IsZero():
		return fault.New(fault.Conflict, "更新のお願いに、まだ答えがありません")
	case months < 1 || months > MostMonths:
		return fieldError("months", "のばす月は1か月から%dか月までです", MostMonths)
	}
	o.RenewTo = add(o.Last, months)
	return nil
}

// AnswerRenewal is the worker's answer.
func (o *Order) AnswerRenewal(yes bool) error {
	if o.State != Active || o.RenewTo.IsZero() {
		return fault.New(fault.Conflict, "答えを待つ更新のお願いはありません")
	}
	if yes {
		o.Last, o.Notice = o.RenewTo, Notice{}
	}
	o.RenewTo = 0
	o.wait()
	return nil
}

// PauseFirst is the first month that somebody may pause today: none of which there is a contract, and for a client of a long order
// none that begins within the 30 days, because to the worker a month without work is an end.
func (o *Order) PauseFirst(by id.Party, today calendar.Date) calendar.Month {
	m := max(o.Made, calendar.MonthOf(today)).Next()
	if o.Made < calendar.MonthOf(today) {
		m = o.Made.Next()
	}
	for by == o.Client && o.Long() && m.First() < today.AddDays(NoticeDays) {
		m = m.Next()
	}
	return m
}

// Pause leaves out some months from one on; the order goes on behind them.
func (o *Order) Pause(by id.Party, from calendar.Month, months int, now clock.Instant) error {
	first := o.PauseFirst(by, calendar.On(now))
	switch {
	case o.State != Active:
		return fault.New(fault.Conflict, "終わることになった継続の依頼は、休めません")
	case !o.PauseTo.IsZero():
		return fault.New(fault.Conflict, "もう休みの月が決まっています")
	case from < first:
		return fieldError("from", "休めるのは%sからです", first)
	case months < 1 || months > MostPause:
		return fieldError("pause", "休めるのは1度に%dか月までです", MostPause)
	case from > o.Last:
		return fieldError("from", "終わりの月よりあとです")
	}
	o.PauseFrom, o.PauseTo = from, min(add(from, months-1), o.Last)
	return nil
}

// Resume goes on with the next month that has not been left out.
func (o *Order) Resume() error {
	if o.PauseTo.IsZero() || !o.Goes() {
		return fault.New(fault.Conflict, "休みの月はありません")
	}
	o.PauseFrom, o.PauseTo = 0, 0
	return nil
}

// AskReason is the worker's right to know why, until the end.
func (o *Order) AskReason(now clock.Instant) error {
	switch {
	case !o.Goes() || o.NoticeOn.IsZero() || o.NoticeBy == o.Worker:
		return fault.New(fault.Conflict, "依頼主からの予告がありません")
	case o.Reason != "" || !o.ReasonAskedAt.IsZero():
		return fault.New(fault.Conflict, "理由は、もうたずねています")
	}
	o.ReasonAskedAt = now
	return nil
}

// GiveReason is the client's answer.
func (o *Order) GiveReason(reason string) error {
	switch n := utf8.RuneCountInString(reason); {
	case o.ReasonAskedAt.IsZero() || o.Reason != "":
		return fault.New(fault.Conflict, "理由はたずねられていません")
	case strings.TrimSpace(reason) == "":
		return fieldError("reason", "理由を書いてください")
	case n > MostMessage:
		return fieldError("reason", "理由は%d字までです（いま%d字）", MostMessage, n)
	}
	o.Reason = reason
	return nil
}
