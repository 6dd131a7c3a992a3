package trust

import (
	"maps"
	"slices"

	"nariwai/internal/fault"
)

// Settings are what a mall does with each rule from a day on (dated data). A rule that is not named has the action that it
// ships with.
type Settings struct {
	Actions map[string]Action `json:"actions"`
}

// Of is what happens when a rule finds something.
func (s Settings) Of(r Rule) Action {
	if a, ok := s.Actions[r.ID]; ok {
		return a
	}
	return r.Action
}

// Find reads a posting against the rules that are on.
func (s Settings) Find(p Posting) []Finding {
	return Lures.Find(p.texts(), func(r Rule) bool { return s.Of(r) != Off })
}

// Holds reports whether a rule, by its id, keeps a job from being shown before the desk has looked at it.
func (s Settings) Holds(rule string) bool {
	r, ok := Lures.Rule(rule)
	return ok && s.Of(r) == Hold
}

// Tells reports whether workers read of a mark that nobody at the desk has looked at: where they can protect themselves
// and nothing keeps the job from them.
func (s Settings) Tells(rule string) bool {
	r, ok := Lures.Rule(rule)
	return ok && r.Worker.Ja != "" && s.Of(r) == Warn
}

// Validate refuses what is no rule or no action.
func (s Settings) Validate() error {
	var f fault.Form
	for _, rule := range slices.Sorted(maps.Keys(s.Actions)) {
		a := s.Actions[rule]
		if _, ok := Lures.Rule(rule); !ok || a != Off && a != Warn && a != Hold {
			f.Add("rule_"+rule, "使わない、知らせる、確かめてから公開する、のどれかを選んでください")
		}
	}
	return f.Err()
}

// Posting is what a client writes of a job, as far as it is read.
type Posting struct{ Title, Body, Deliverable, Place, LowReason string }

func (p Posting) texts() []Text {
	return []Text{{"title", p.Title}, {"body", p.Body}, {"deliverable", p.Deliverable}, {"place", p.Place}, {"low_reason", p.LowReason}}
}
