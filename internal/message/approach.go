package message

import (
	"nariwai/internal/fault"
)

// Limits is how many first messages and proposals a party may have on their way (dated data). It costs nothing to write, so that nobody
// pays for a chance of work; what is limited is how many people wait for the words of one.
type Limits struct {
	Open int64 `json:"open"` // that nobody has answered yet
	Day  int64 `json:"day"`  // sent in one day in Japan; those that were answered don't count
}

// DefaultLimits is what a new site begins with.
func DefaultLimits() Limits { return Limits{Open: 20, Day: 10} }

// Validate refuses limits with which nobody could look for work, or that limit nothing.
func (l Limits) Validate() error {
	var f fault.Form
	for _, x := range []struct {
		field string
		n     int64
	}{{"open", l.Open}, {"day", l.Day}} {
		if x.n < 3 || x.n > 1_000 {
			f.Add(x.field, "3件から1,000件までにしてください")
		}
	}
	return f.Err()
}

// Approaches is what a party has sent to people who had not heard of it in a matter, and what it may send yet.
type Approaches struct {
	Limits
	Waiting int64 // that wait for an answer
	Today   int64 // sent today and not answered
}

// Left is how many the party may send now.
func (a Approaches) Left() int64 { return max(0, min(a.Open-a.Waiting, a.Day-a.Today)) }

// Full reports whether it is the answers that are missing, and not the day that is over.
func (a Approaches) Full() bool { return a.Waiting >= a.Open }

// MayApproach refuses one more than the limits have room for, and says when there is room again.
func (a Approaches) MayApproach() error {
	switch {
	case a.Left() > 0:
		return nil
	case a.Full():
		return fault.New(fault.Conflict, "返事を待っている提案と質問が%d件あります。返事が届くか募集が終わると、その分また送れます", a.Waiting)
	}
	return fault.New(fault.Conflict, "きょうの新しい提案と質問は、返事を待っているものが%d件になりました。返事が届くか明日になると、また送れます", a.Today)
}

// Back is how the place that a first message takes is given back.
type Back string

const (
	Replied   Back = "answered"  // by a message or an act of who was approached
	Withdrawn Back = "withdrawn" // by who approached: it still counts for its day
	Over      Back = "ended"     // the job ended without an answer; likewise
)
