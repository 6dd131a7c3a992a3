package trust

import (
	"slices"
	"strings"
	"unicode/utf8"

	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// More reasons, for what was said in a talk.
const (
	ReasonSpam   Reason = "spam"   // not about the work at all
	ReasonThreat Reason = "threat" // threats, insults, harassment
)

// TalkReasons are those for a talk, in the order in which they are offered: the first is what one click says.
var TalkReasons = []Reason{ReasonSpam, ReasonOutside, ReasonPay, ReasonUnpaid, ReasonThreat, ReasonCrime, ReasonRules}

// TalkReport is what one side of a talk tells the desk of it, or of one message. The other side never learns who it was, but
// learns that the desk has read.
type TalkReport struct {
	ID        id.Report
	Thread    id.Thread
	Message   id.Message // "" for the talk as a whole
	Person    id.Person
	Party     id.Party
	Other     id.Party // who is reported
	Reason    Reason
	Words     string
	At        clock.Instant
	State     ReportState
	DecidedBy id.Person
	DecidedAt clock.Instant
	Note      string
	Version   int64
}

// Check refuses a report that can't be understood.
func (r *TalkReport) Check() error {
	var f fault.Form
	r.Words = strings.TrimSpace(r.Words)
	if !slices.Contains(TalkReasons, r.Reason) {
		f.Add("reason", "通報の理由を選んでください")
	}
	if n := utf8.RuneCountInString(r.Words); n > MostWords {
		f.Add("words", "くわしい内容は%d字までです（いま%d字）", MostWords, n)
	}
	return f.Err()
}

// Decide is the desk's word on a report: whether something was wrong. What the desk does about it is done with the person.
func (r *TalkReport) Decide(upheld bool, by id.Person, note string, now clock.Instant) error {
	var f fault.Form
	note = strings.TrimSpace(note)
	switch n := utf8.RuneCountInString(note); {
	case r.State != ReportOpen:
		return fault.New(fault.Conflict, "この通報は、もう片づいています")
	case note == "":
		f.Add("note", "通報した人に伝える言葉を書いてください")
	case n > MostNote:
		f.Add("note", "理由は%d字までです（いま%d字）", MostNote, n)
	}
	if err := f.Err(); err != nil {
		return err
	}
	r.State = ReportDismissed
	if upheld {
		r.State = ReportUpheld
	}
	r.DecidedBy, r.DecidedAt, r.Note = by, now, note
	return nil
}

// A Look is that somebody at the desk has opened a talk because of a report, and why.
type Look struct {
	ID     string
	Report id.Report
	Person id.Person
	Reason string
	At     clock.Instant
}

// LookFor is how long a talk stays open to who has opened it.
const LookFor = clock.Day

// MostLookReason is how long the reason may be, in characters.
const MostLookReason = 500

// OpenTalk is the decision to read a talk: only while its report waits, and with a reason.
func (r TalkReport) OpenTalk(look string, by id.Person, reason string, now clock.Instant) (Look, error) {
	reason = strings.TrimSpace(reason)
	var f fault.Form
	switch n := utf8.RuneCountInString(reason); {
	case r.State != ReportOpen:
		return Look{}, fault.New(fault.Conflict, "この通報は、もう片づいています")
	case reason == "":
		f.Add("why", "読む理由を書いてください。両方に伝わります")
	case n > MostLookReason:
		f.Add("why", "理由は%d字までです（いま%d字）", MostLookReason, n)
	}
	return Look{ID: look, Report: r.ID, Person: by, Reason: reason, At: now}, f.Err()
}
