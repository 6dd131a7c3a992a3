package reply

import (
	_ "embed"
	"fmt"
	"strings"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/id"
	"nariwai/internal/phrase"
)

// What happens in an example.
type What string

const (
	Message  What = "message"
	Question What = "question" // a message whose sender wants an answer
	Propose  What = "propose"
	Act      What = "act"
	End      What = "end"
	Withdraw What = "withdraw"
	Block    What = "block"
	Report   What = "report"
	Now      What = "now" // as it stands then
)

// You and They are the two sides of an example, as it is told to You.
const (
	You  id.Party = "you"
	They id.Party = "they"
)

// A Step is a line of an example.
type Step struct {
	At   clock.Instant
	Who  id.Party // "both" for nobody
	What What
}

// An Outcome is what becomes of something that You are asked.
type Outcome struct {
	Due   clock.Instant
	State State
}

// An Example is a short history and what the rules make of it.
type Example struct {
	Ja, En string
	Steps  []Step
	Asks   []Outcome
}

// Says is the rule that it shows, in a language.
func (x Example) Says(lang phrase.Lang) string {
	if lang == phrase.En {
		return x.En
	}
	return x.Ja
}

// FirstDay is day 1 of all examples.
const FirstDay calendar.Date = 20260601

//go:embed examples.tsv
var examples string

// Examples are the published ones.
func Examples() ([]Example, error) { return readExamples(examples) }

func readExamples(text string) (all []Example, err error) {
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if line == "" || line[0] == '#' {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 4 {
			return nil, fmt.Errorf("%q has %d columns", line, len(f))
		}
		x := Example{Ja: f[0], En: f[1]}
		for s := range strings.SplitSeq(f[2], ", ") {
			var st Step
			w := strings.Fields(s)
			if len(w) != 4 {
				return nil, fmt.Errorf("%q is no step", s)
			}
			if st.At, err = moment(w[0], w[1]); err != nil {
				return nil, err
			}
			st.Who, st.What = id.Party(w[2]), What(w[3])
			x.Steps = append(x.Steps, st)
		}
		for s := range strings.SplitSeq(f[3], ", ") {
			if s == "-" {
				continue
			}
			w := strings.Fields(s)
			if len(w) != 3 {
				return nil, fmt.Errorf("%q is no outcome", s)
			}
			o := Outcome{State: State(w[2])}
			if o.Due, err = moment(w[0], w[1]); err != nil {
				return nil, err
			}
			x.Asks = append(x.Asks, o)
		}
		all = append(all, x)
	}
	return all, nil
}

func moment(day, at string) (clock.Instant, error) {
	var d, h, m int
	if _, err := fmt.Sscanf(day+" "+at, "%d %d:%d", &d, &h, &m); err != nil {
		return 0, fmt.Errorf("%q is no moment: %w", day+" "+at, err)
	}
	return FirstDay.AddDays(d - 1).Start().Add(clock.Duration(h)*clock.Hour + clock.Duration(m)*clock.Minute), nil
}

// Run makes the asks of an example by the rules.
func (x Example) Run() []Ask {
	h := history{said: map[id.Party]bool{}}
	now := x.Steps[len(x.Steps)-1].At.Add(14 * clock.Day)
	for _, s := range x.Steps {
		if s.What == Now {
			now = s.At
			continue
		}
		h.add(s)
	}
	return Replay(h.events, now)
}

// history is what an example's steps come to as events.
type history struct {
	events []Event
	n      int64
	said   map[id.Party]bool // who has written a message
}

func (h *history) add(s Step) {
	other := map[id.Party]id.Party{You: They, They: You}
	e := Event{N: h.n, By: s.Who, To: other[s.Who], At: s.At}
	switch s.What {
	case Message, Question, Propose:
		h.n++
		e.N, e.Message = h.n, id.Message(fmt.Sprint("m", h.n))
		if s.What != Propose {
			e.Asks = Asks(s.What == Question, !h.said[s.Who], h.asked(s.Who, s.At))
			h.said[s.Who] = true
		}
	case Act:
		e.How = ByAct
	case Block:
		e.How = Blocked
	case Report:
		e.How = Reported
	case Withdraw: // it answers what they were asked, and takes back what they asked
		h.events = append(h.events, Event{N: h.n, By: s.Who, To: e.To, At: s.At, How: ByAct})
		e.By, e.To, e.How = e.To, e.By, Withdrawn
	case End:
		h.events = append(h.events, Event{N: h.n, By: You, To: They, At: s.At, How: Ended})
		e.By, e.To, e.How = They, You, Ended
	}
	h.events = append(h.events, e)
}

// asked reports whether something that a party was asked waits at a moment, in time or not.
func (h *history) asked(p id.Party, at clock.Instant) bool {
	for _, a := range Replay(append([]Event(nil), h.events...), at) {
		if a.Asked == p && a.ClosedAt.IsZero() {
			return true
		}
	}
	return false
}
