package web

import (
	"nariwai/internal/calendar"
	"nariwai/internal/query"
)

// monthPage is a month of one's deadlines and expected money.
type monthPage struct {
	This       calendar.Month // the present one
	Month      calendar.Month // the one that is shown
	Weeks      [][7]monthDay  // from Sunday to Saturday
	Days       []eventDay     // those of the month on which something is, in order
	Prev, Next string         // addresses; "" beyond what is known
	Later      int            // events after this month
}

type monthDay struct {
	Date    calendar.Date // 0 outside of the month
	Holiday string
	Today   bool
	Marks   []mark
}

type eventDay struct {
	Date   calendar.Date
	Events []dayLine
}

type dayLine struct {
	query.DayEvent
	Mark mark
}

// mark is a kind of event: a letter in the month, a word in the list.
type mark struct{ Letter, Word, Class string }

var dayMarks = map[query.DayKind]mark{
	query.DueEvent:    {"納", "納品の期日", "m"},
	query.AcceptEvent: {"検", "検収の期限", "k"},
	query.FundEvent:   {"払", "仮払いの期限", "g"},
	query.CloseEvent:  {"締", "募集の締切", "g"},
	query.DecideEvent: {"選", "選ぶ期限", "m"},
	query.MoneyEvent:  {"振", "振込", "k"},
}

// monthPage lays the events of the asked-for month out in weeks.
func (q *Request) monthPage(events []query.DayEvent) monthPage {
	this := calendar.MonthOf(q.Today)
	p := monthPage{This: this, Month: this}
	if m, err := calendar.ParseMonth(q.Form("month")); err == nil && !m.Before(this) && m <= furthest(events, this) {
		p.Month = m
	}
	marks := map[calendar.Date][]mark{}
	for _, e := range events {
		m := dayMarks[e.Kind]
		m = mark{q.T(m.Letter), q.T(m.Word), m.Class}
		switch month := calendar.MonthOf(e.On); {
		case month.After(p.Month):
			p.Later++
			continue
		case month.Before(p.Month), e.On.Before(q.Today): // what is overdue stands among the to-dos
			continue
		}
		if n := len(p.Days); n == 0 || p.Days[n-1].Date != e.On {
			p.Days = append(p.Days, eventDay{Date: e.On})
		}
		day := &p.Days[len(p.Days)-1]
		day.Events = append(day.Events, dayLine{e, m})
		if !hasMark(marks[e.On], m) {
			marks[e.On] = append(marks[e.On], m)
		}
	}
	day := p.Month.First().AddDays(-int(p.Month.First().Weekday()))
	for !day.After(p.Month.Last()) {
		var week [7]monthDay
		for i := range week {
			if calendar.MonthOf(day) == p.Month {
				holiday, _ := calendar.Holiday(day)
				week[i] = monthDay{Date: day, Holiday: holiday, Today: day == q.Today, Marks: marks[day]}
			}
			day = day.AddDays(1)
		}
		p.Weeks = append(p.Weeks, week)
	}
	if this.Before(p.Month) {
		p.Prev = "/home?month=" + p.Month.Prev().String()
	}
	if p.Month < furthest(events, this) {
		p.Next = "/home?month=" + p.Month.Next().String()
	}
	return p
}

// furthest is the last month that may be looked at: that of the last event, and the next one in any case.
func furthest(events []query.DayEvent, this calendar.Month) calendar.Month {
	last := this.Next()
	if n := len(events); n > 0 {
		last = max(last, min(calendar.MonthOf(events[n-1].On), calendar.MonthOf(this.First().AddDays(366))))
	}
	return last
}

func hasMark(list []mark, m mark) bool {
	for _, x := range list {
		if x == m {
			return true
		}
	}
	return false
}
