package trust

import (
	"slices"
	"strings"
	"unicode/utf8"

	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// MarkState is what became of a mark.
type MarkState string

const (
	MarkOpen   MarkState = "open"   // nobody at the desk has looked
	MarkRight  MarkState = "right"  // the desk agrees; the client was asked to mend it, or the job was stopped
	MarkWrong  MarkState = "wrong"  // the desk found nothing wrong: the same sentence is not marked again
	MarkMended MarkState = "mended" // the sentence is gone
)

// Mark is a finding that the desk looks at.
type Mark struct {
	ID               id.Mark
	Job              id.Job
	Rule             string
	List             int64 // the version of the list that found it
	Field            string
	Sentence         string
	MarkFrom, MarkTo int64 // its words within the sentence
	FoundAt          clock.Instant
	State            MarkState
	DecidedBy        id.Person
	DecidedAt        clock.Instant
	Note             string // what the client was told
	Version          int64
}

// Finding is the mark as it was found.
func (m Mark) Finding() Finding {
	return Finding{Rule: m.Rule, Field: m.Field, Sentence: m.Sentence, Mark: [2]int{int(m.MarkFrom), int(m.MarkTo)}}
}

// NewMark is a mark of what was found in a job.
func NewMark(mid id.Mark, job id.Job, f Finding, now clock.Instant) Mark {
	return Mark{ID: mid, Job: job, Rule: f.Rule, List: Lures.Version, Field: f.Field, Sentence: f.Sentence,
		MarkFrom: int64(f.Mark[0]), MarkTo: int64(f.Mark[1]), FoundAt: now, State: MarkOpen}
}

// Compare says what a new reading of a job means for its marks: what is found anew, and which marks stand for what is gone.
// What the desk has found harmless stays harmless as long as it is written the same.
func Compare(marks []Mark, found []Finding) (fresh []Finding, gone []Mark) {
	same := func(m Mark, f Finding) bool { return m.Rule == f.Rule && m.Sentence == f.Sentence }
	for _, f := range found {
		known := func(m Mark) bool { return m.State != MarkMended && same(m, f) }
		twice := func(g Finding) bool { return g.Rule == f.Rule && g.Sentence == f.Sentence }
		if !slices.ContainsFunc(marks, known) && !slices.ContainsFunc(fresh, twice) {
			fresh = append(fresh, f)
		}
	}
	for _, m := range marks {
		if (m.State == MarkOpen || m.State == MarkRight) && !slices.ContainsFunc(found, func(f Finding) bool { return same(m, f) }) {
			gone = append(gone, m)
		}
	}
	return fresh, gone
}

// Mend notes that the sentence is gone.
func (m *Mark) Mend(now clock.Instant) { m.State, m.DecidedAt = MarkMended, now }

// Verdict is what the desk makes of a mark or a report.
type Verdict string

const (
	Dismiss Verdict = "dismiss" // there is nothing wrong
	Ask     Verdict = "ask"     // the client is asked to mend it; the job goes on
	Stop    Verdict = "stop"    // the job ends
)

// MostNote is how long the desk's words to the client or the reporter may be, in characters.
const MostNote = 1_000

// check refuses a verdict that nobody would understand: a client who is asked for something is told why.
func (v Verdict) check(note string) error {
	var f fault.Form
	if v != Dismiss && v != Ask && v != Stop {
		f.Add("verdict", "どうするかを選んでください")
	}
	if v != Dismiss && strings.TrimSpace(note) == "" {
		f.Add("note", "理由を書いてください。依頼主に伝わります")
	}
	if n := utf8.RuneCountInString(note); n > MostNote {
		f.Add("note", "理由は%d字までです（いま%d字）", MostNote, n)
	}
	return f.Err()
}

// Decide is the desk's word on a mark. One on which the client was asked may be decided once more.
func (m *Mark) Decide(v Verdict, by id.Person, note string, now clock.Instant) error {
	if m.State != MarkOpen && m.State != MarkRight {
		return fault.New(fault.Conflict, "この印は、もう片づいています")
	}
	if err := v.check(note); err != nil {
		return err
	}
	m.State = MarkRight
	if v == Dismiss {
		m.State = MarkWrong
	}
	m.DecidedBy, m.DecidedAt, m.Note = by, now, strings.TrimSpace(note)
	return nil
}
