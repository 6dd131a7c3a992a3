package certification

import (
	"slices"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// Why is what a worker pauses for. Nobody asks for more than that.
type Why string

const (
	Illness Why = "illness"
	Care    Why = "care"
	Season  Why = "season"
	Other   Why = "other"
)

// Whys are all of them, in the order in which they are offered.
var Whys = []Why{Illness, Care, Season, Other}

// MostPauseDays is how many days of PauseWithin days may be paused: six months of twenty-four.
const (
	MostPauseDays = 184
	PauseWithin   = 730
	pauseAhead    = 60 // days from today on which a pause may begin
)

// Pause is a time in which a worker's clocks stand still, with its seal.
type Pause struct {
	ID      id.Pause
	Party   id.Party
	From    calendar.Date
	Until   calendar.Date // the last day
	Why     Why
	SetAt   clock.Instant
	EndedAt clock.Instant // when the worker came back, or the last day was over; 0 before
}

// Covers reports whether a day lies in the pause: that on which the worker came back no longer does.
func (p Pause) Covers(d calendar.Date) bool {
	return !d.Before(p.From) && !d.After(p.Until) && (p.EndedAt.IsZero() || d.Before(calendar.On(p.EndedAt)))
}

// AsOf are the pauses as they were known at a moment.
func AsOf(pauses []Pause, at clock.Instant) (known []Pause) {
	for _, p := range pauses {
		if p.SetAt >= at {
			continue
		}
		if p.EndedAt >= at {
			p.EndedAt = 0
		}
		known = append(known, p)
	}
	return known
}

// Days is how many days the pause takes or took.
func (p Pause) Days() int {
	until := p.Until.AddDays(1)
	if !p.EndedAt.IsZero() && calendar.On(p.EndedAt).Before(until) {
		until = calendar.On(p.EndedAt)
	}
	return max(0, until.Sub(p.From))
}

// NewPause is a pause that a worker asks for, beside those they had.
func NewPause(p Pause, had []Pause, now clock.Instant) (Pause, error) {
	today := calendar.On(now)
	var f fault.Form
	if p.From.Before(today) || p.From.After(today.AddDays(pauseAhead)) {
		f.Add("from", "休む最初の日は、今日から%d日のうちにしてください", pauseAhead)
	}
	if p.Until.Before(p.From) {
		f.Add("until", "休む最後の日は、最初の日かそのあとにしてください")
	}
	if !slices.Contains(Whys, p.Why) {
		f.Add("why", "休む理由を選んでください")
	}
	if err := f.Err(); err != nil {
		return p, err
	}
	p.SetAt = now
	days := p.Days()
	for _, q := range had {
		if q.EndedAt.IsZero() {
			return p, fault.New(fault.Conflict, "もう休みが決まっています。先に、いまの休みを終えてください")
		}
		if q.Until.After(p.Until.AddDays(-PauseWithin)) {
			days += q.Days()
		}
	}
	if days > MostPauseDays {
		f.Add("until", "休めるのは、2年のうちに合わせて%d日までです（これで%d日になります）", MostPauseDays, days)
	}
	return p, f.Err()
}

// End ends a pause before its last day.
func (p *Pause) End(now clock.Instant) error {
	if !p.EndedAt.IsZero() {
		return fault.New(fault.Conflict, "この休みは、もう終わっています")
	}
	p.EndedAt = now
	return nil
}

// Over reports whether the last day of a pause is over, and nobody has noted it.
func (p Pause) Over(now clock.Instant) bool {
	return p.EndedAt.IsZero() && calendar.On(now).After(p.Until)
}
