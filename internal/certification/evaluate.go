package certification

import (
	"nariwai/internal/calendar"
	"nariwai/internal/id"
	"nariwai/internal/yen"
)

// Counts is what the record of a party in one field counts within the window, and its answers in all fields.
type Counts struct {
	Pay                yen.Yen // from secured, accepted work
	Done, Failed       int64
	Reviews, Satisfied int64
	Scouts             int64
	Answered, Missed   int64
	BestPlace          int64 // the best place in a month; 0 for none
}

// State is what the screening saw of a worker that can't be counted again later: it is kept with the result.
type State struct {
	Seen     calendar.Date `json:"seen"` // when one who acts for the party was last here
	Profile  bool          `json:"profile"`
	Identity bool          `json:"identity"`
	Pledge   bool          `json:"pledge"`
	Gone     bool          `json:"gone,omitempty"` // has closed the account or takes no work any more
	Before   SealState     `json:"before,omitempty"`
	Tier     string        `json:"tier,omitempty"` // of the seal before
	Weak     int64         `json:"weak,omitempty"`
	Reasons  []Reason      `json:"reasons,omitempty"` // for a person's look
	Case     CaseState     `json:"case,omitempty"`    // what a person has said of the same reasons
}

// Facts is everything that one party's screening in one field looks at.
type Facts struct {
	Party  id.Party
	Field  string
	AsOf   calendar.Date
	Counts Counts
	State  State
	Paused bool // on the day as of which it is screened
}

// Bar is one criterion as it came out. A share's Value is in per mille.
type Bar struct {
	Figure Figure `json:"figure"`
	Value  int64  `json:"value"`
	Bound  int64  `json:"bound"`           // in the unit of Value; of earnings the line in yen
	Away   int64  `json:"away"`            // how much is missing; negative: how much there is to spare
	Hits   int64  `json:"hits,omitempty"`  // of a share: how many of N
	N      int64  `json:"n,omitempty"`     // … and of earnings how many are active
	Place  int64  `json:"place,omitempty"` // … and the place among them
	OK     bool   `json:"ok"`
}

// Evaluate holds the facts against the criteria of a tier.
func (t Tier) Evaluate(f Facts, ladder Ladder) (bars []Bar, passed bool) {
	passed = true
	for _, c := range t.Criteria {
		b := c.bar(f, ladder)
		bars, passed = append(bars, b), passed && b.OK
	}
	return bars, passed
}

func (c Criterion) bar(f Facts, ladder Ladder) Bar {
	n, s := f.Counts, f.State
	switch c.Figure {
	case Reply:
		return c.share(n.Answered, n.Answered+n.Missed)
	case Completion:
		return c.share(n.Done, n.Done+n.Failed)
	case Satisfaction:
		return c.share(n.Satisfied, n.Reviews)
	case Earnings:
		line := ladder.Line(c.Bound)
		away := line.Sub(n.Pay).Int64()
		return Bar{Figure: c.Figure, Value: n.Pay.Int64(), Bound: line.Int64(), Away: away, N: int64(len(ladder)), Place: ladder.Place(n.Pay), OK: away <= 0}
	case Seen:
		if s.Seen.IsZero() {
			return Bar{Figure: c.Figure, Value: -1, Bound: c.Bound, Away: 1}
		}
		days := max(0, int64(f.AsOf.Sub(s.Seen)))
		return Bar{Figure: c.Figure, Value: days, Bound: c.Bound, Away: days - c.Bound, OK: days <= c.Bound}
	case BestMonth:
		if n.BestPlace == 0 {
			return Bar{Figure: c.Figure, Bound: c.Bound, Away: 1}
		}
		return Bar{Figure: c.Figure, Value: n.BestPlace, Bound: c.Bound, Away: n.BestPlace - c.Bound, OK: n.BestPlace <= c.Bound}
	case Scouts:
		return Bar{Figure: c.Figure, Value: n.Scouts, Bound: c.Bound, Away: c.Bound - n.Scouts, OK: n.Scouts >= c.Bound}
	}
	yes := map[Figure]bool{Profile: s.Profile, Identity: s.Identity, Pledge: s.Pledge}[c.Figure]
	b := Bar{Figure: c.Figure, Bound: 1, Away: 1, OK: yes}
	if yes {
		b.Value, b.Away = 1, 0
	}
	return b
}

// share is a bar for hits of n. Nothing of nothing is as good as everything, unless there must be a fewest: who was never asked
// has left nobody without an answer. Away says how many hits in a row are missing, or how many misses there are to spare.
func (c Criterion) share(hits, n int64) Bar {
	b := Bar{Figure: c.Figure, Value: -1, Bound: c.Bound * 10, Hits: hits, N: n, OK: n >= c.Fewest && hits*100 >= c.Bound*n}
	if n > 0 {
		b.Value = hits * 1000 / n
	}
	switch short := c.Bound*n - hits*100; {
	case b.OK:
		b.Away = -(hits*100/c.Bound - n)
	case short > 0 && c.Bound == 100:
		b.Away = n // a miss leaves only with its month
	case short > 0:
		b.Away = max((short+99-c.Bound)/(100-c.Bound), c.Fewest-n)
	default:
		b.Away = c.Fewest - n
	}
	return b
}

// Short is how many criteria are not met.
func Short(bars []Bar) (n int) {
	for _, b := range bars {
		if !b.OK {
			n++
		}
	}
	return n
}
