package query

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/policy"
	"nariwai/internal/trust"
)

// Lure is a sentence that a rule points at, with the rule and what happens because of it.
type Lure struct {
	trust.Finding
	Rule   trust.Rule
	Action trust.Action
}

// Label is the name of the field, a key of package phrase.
func (l Lure) Label() string { return market.Edit{Field: l.Field}.Label() }

// lure says of a finding which rule it is; false when this program doesn't know it any more.
func lure(s trust.Settings, f trust.Finding) (Lure, bool) {
	r, ok := trust.Lures.Rule(f.Rule)
	return Lure{f, r, s.Of(r)}, ok
}

// luresIn reads what is written of a job against the rules of today.
func luresIn(s trust.Settings, spec market.Spec) (out []Lure) {
	for _, f := range s.Find(trust.Posting{Title: spec.Title, Body: spec.Body, Deliverable: spec.Deliverable, Place: spec.Place, LowReason: spec.LowReason}) {
		if l, ok := lure(s, f); ok {
			out = append(out, l)
		}
	}
	return out
}

// Holds reports whether a sentence keeps the job from being shown before the desk has looked.
func (f JobForm) Holds() bool {
	for _, l := range f.Lures {
		if l.Action == trust.Hold {
			return true
		}
	}
	return false
}

// JobTrust is what a job's page says of its safety.
type JobTrust struct {
	Held     bool   // it waits for the desk because of what is written in it
	Asked    bool   // the desk has asked its client to mend a sentence
	Cautions []Lure // what its readers should mind: what the desk agrees with, and of what nobody has looked at only where they can protect themselves
	Seen     bool   // the desk agrees with some of them
	Reported bool   // the viewer has reported it
}

var marks = db.Table[trust.Mark]{
	Name:    "trust_mark",
	Columns: "id, job, rule, list, field, sentence, mark_from, mark_to, found_at, state, decided_by, decided_at, note, version",
	Fields: func(m *trust.Mark) []any {
		return []any{&m.ID, &m.Job, &m.Rule, &m.List, &m.Field, &m.Sentence, &m.MarkFrom, &m.MarkTo, &m.FoundAt, &m.State, &m.DecidedBy, &m.DecidedAt, &m.Note, &m.Version}
	},
}

// jobTrust reads it for a job that stands before a viewer.
func jobTrust(ctx context.Context, s *db.Snapshot, j market.Job, viewer id.Party) (t JobTrust, err error) {
	defer fault.Wrap(&err, "safety of %s", j.ID)
	all, err := marks.All(ctx, s, "WHERE job = $1 ORDER BY id", j.ID)
	if err != nil {
		return t, err
	}
	if len(all) > 0 {
		rules, err := ruleOn[trust.Settings](ctx, s, policy.Lures, j.Mall, calendar.On(s.Now))
		if err != nil {
			return t, err
		}
		for _, m := range all {
			agreed := m.State == trust.MarkRight
			l, ok := lure(rules, m.Finding())
			if !ok || !agreed && m.State != trust.MarkOpen {
				continue
			}
			t.Held = t.Held || j.State == market.JobReview && l.Action == trust.Hold
			t.Asked, t.Seen = t.Asked || agreed, t.Seen || agreed
			if agreed || rules.Tells(m.Rule) {
				t.Cautions = append(t.Cautions, l)
			}
		}
	}
	if viewer == "" {
		return t, nil
	}
	var n int64
	err = db.One(ctx, s, []any{&n}, "SELECT COUNT(*) FROM trust_report WHERE job = $1 AND party = $2", j.ID, viewer)
	t.Reported = n > 0
	return t, err
}
