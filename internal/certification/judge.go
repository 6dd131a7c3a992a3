package certification

import (
	"cmp"
	"encoding/json"
	"slices"

	"nariwai/internal/id"
	"nariwai/internal/yen"
)

// Result is what a screening has found of one party in one field, as it is kept.
type Result struct {
	Run     id.Screening
	Party   id.Party
	Field   string
	Outcome Outcome
	Tier    string // that is passed; "" for none
	Figures string // JSON: the Bars
	State   string // JSON: the State
}

// Bars reads the figures back.
func (r Result) Bars() (bars []Bar, err error) { return bars, json.Unmarshal([]byte(r.Figures), &bars) }

// Saw reads back what the screening saw.
func (r Result) Saw() (s State, err error) { return s, json.Unmarshal([]byte(r.State), &s) }

// Field is what a screening has found of one field: the line and how many stand where.
type Field struct {
	Run    id.Screening
	Field  string
	Active int64 // workers who earned in it
	Top    int64 // so many of them are the first percent
	Line   int64 // yen; 0 where nobody is active or the programme looks at no earnings
	Passed int64
	Tally  Tally
}

// Tally counts outcomes.
type Tally struct{ Granted, Kept, AtRisk, Ended, Held, Refused, Capped, Paused, None int64 }

// Pointers are the counts in the order of Outcomes.
func (t *Tally) Pointers() []any {
	return []any{&t.Granted, &t.Kept, &t.AtRisk, &t.Ended, &t.Held, &t.Refused, &t.Capped, &t.Paused, &t.None}
}

// Count adds one outcome.
func (t *Tally) Count(o Outcome) {
	if i := slices.Index(Outcomes, o); i >= 0 {
		*t.Pointers()[i].(*int64)++
	}
}

// Add adds another count.
func (t *Tally) Add(u Tally) {
	for i, n := range t.Pointers() {
		*n.(*int64) += *u.Pointers()[i].(*int64)
	}
}

// Sealed is how many have the seal after the screening; a paused seal is not known from this, and not among them.
func (t Tally) Sealed() int64 { return t.Granted + t.Kept + t.AtRisk }

// Court judges all candidates of one field.
type Court struct {
	Programme Programme
	Run       id.Screening
	Ladder    Ladder
	capped    map[id.Party]bool
}

// NewCourt sits over the candidates of one field: among them everybody who is active in it.
func NewCourt(p Programme, run id.Screening, all []Facts) *Court {
	pays := make([]yen.Yen, len(all))
	for i, f := range all {
		pays[i] = f.Counts.Pay
	}
	return &Court{Programme: p, Run: run, Ladder: NewLadder(pays)}
}

// Passes reports whether a candidate meets all that some tier asks.
func (c *Court) Passes(f Facts) bool {
	_, passed, _ := c.weigh(f)
	return passed
}

// Limit finds those for whom there is no room below the cap, if there is one: seals that are there take their room first, and then who earned most.
func (c *Court) Limit(all []Facts) {
	if c.Programme.CapPercent == 0 {
		return
	}
	room := int64(len(c.Ladder)) * c.Programme.CapPercent / 100
	var fresh []Facts
	for _, f := range all {
		o := c.without(f)
		switch {
		case o == OutGranted:
			fresh = append(fresh, f)
		case f.State.Before.Shown() && o != OutEnded:
			room--
		}
	}
	slices.SortFunc(fresh, func(a, b Facts) int {
		return cmp.Or(b.Counts.Pay.Cmp(a.Counts.Pay), cmp.Compare(a.Party, b.Party))
	})
	c.capped = map[id.Party]bool{}
	for _, f := range fresh[min(len(fresh), int(max(0, room))):] {
		c.capped[f.Party] = true
	}
}

// without is the outcome as if there were no cap.
func (c *Court) without(f Facts) Outcome {
	_, passed, _ := c.weigh(f)
	return f.State.outcome(passed, f.Paused, false)
}

// weigh looks for the highest tier that is passed; the bars are those of that, or of the tier that would be the next.
func (c *Court) weigh(f Facts) (bars []Bar, passed bool, tier string) {
	for _, t := range c.Programme.Tiers {
		b, ok := t.Evaluate(f, c.Ladder)
		if !ok && passed {
			continue
		}
		if bars == nil || ok {
			bars = b
		}
		if ok {
			passed, tier = true, t.Key
		}
	}
	return bars, passed, tier
}

// Judge says what comes of one candidate.
func (c *Court) Judge(f Facts) (r Result, err error) {
	bars, passed, tier := c.weigh(f)
	r = Result{Run: c.Run, Party: f.Party, Field: f.Field, Tier: tier, Outcome: f.State.outcome(passed, f.Paused, c.capped[f.Party])}
	figures, err := json.Marshal(bars)
	if err != nil {
		return r, err
	}
	state, err := json.Marshal(f.State)
	r.Figures, r.State = string(figures), string(state)
	return r, err
}
