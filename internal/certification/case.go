package certification

import (
	"slices"
	"strings"
	"unicode/utf8"

	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// Reason is why a person looks before a seal is given.
type Reason struct {
	Kind  string     `json:"kind"`
	With  []id.Party `json:"with,omitempty"`
	Share int64      `json:"share,omitempty"` // of the pay, in per mille
	Marks []string   `json:"marks,omitempty"` // what they have in common
}

// CaseState is where a case stands.
type CaseState string

const (
	CaseOpen    CaseState = "open"
	CaseCleared CaseState = "cleared" // there is nothing to it
	CaseRefused CaseState = "refused"
)

// CaseHolds is for how long what a person said of the same reasons stands.
const CaseHolds = 365 * clock.Day

// Most characters of what is written to a case and an appeal.
const (
	MostNote  = 500
	MostWords = 2000
)

// Case is one party's screening that a person looks at.
type Case struct {
	ID        id.Case
	Party     id.Party
	Programme string
	Field     string
	Run       id.Screening
	Reasons   []Reason
	State     CaseState
	OpenedAt  clock.Instant
	DecidedBy id.Person
	DecidedAt clock.Instant
	Note      string
	Version   int64
}

// Kinds are the kinds of reasons, sorted, each once: they say whether the reasons are the same as last time.
func Kinds(list []Reason) string {
	var kinds []string
	for _, r := range list {
		kinds = append(kinds, r.Kind)
	}
	slices.Sort(kinds)
	return strings.Join(slices.Compact(kinds), " ")
}

// Says is what the case says of the reasons of a new screening: nothing when it is about other ones, or too old.
func (c Case) Says(reasons []Reason, now clock.Instant) CaseState {
	switch {
	case c.State == CaseOpen:
		return CaseOpen
	case c.ID == "" || c.DecidedAt.Add(CaseHolds) < now || !covers(c.Reasons, reasons):
		return ""
	}
	return c.State
}

// covers reports whether a person has seen everything that is new: for each kind the same clients, or some of them, and nothing
// more in common. What was said of one client says nothing of another.
func covers(old, fresh []Reason) bool {
	for _, r := range fresh {
		known := slices.ContainsFunc(old, func(o Reason) bool { return o.Kind == r.Kind && within(r.With, o.With) && within(r.Marks, o.Marks) })
		if !known {
			return false
		}
	}
	return true
}

func within[T comparable](part, whole []T) bool {
	return !slices.ContainsFunc(part, func(x T) bool { return !slices.Contains(whole, x) })
}

// Decide is a person's word on a case.
func (c *Case) Decide(clear bool, by id.Person, note string, now clock.Instant) error {
	if c.State != CaseOpen {
		return fault.New(fault.Conflict, "この件は、もう決まっています")
	}
	note, err := said("note", note, MostNote, "理由を書いてください")
	if err != nil {
		return err
	}
	c.State = CaseRefused
	if clear {
		c.State = CaseCleared
	}
	c.DecidedBy, c.DecidedAt, c.Note = by, now, note
	return nil
}

func said(field, text string, most int, empty string) (string, error) {
	text = strings.TrimSpace(text)
	var f fault.Form
	switch n := utf8.RuneCountInString(text); {
	case text == "":
		f.Add(field, empty)
	case n > most:
		f.Add(field, "%d字までです（いま%d字）", most, n)
	}
	return text, f.Err()
}

// AppealState is where an appeal stands.
type AppealState string

const (
	AppealOpen     AppealState = "open"
	AppealUpheld   AppealState = "upheld"
	AppealRejected AppealState = "rejected"
)

// Appeals may be made within so many days of a screening, and are answered within so many.
const (
	AppealWithin = 30 * clock.Day
	AnswerWithin = 7 * clock.Day
)

// Appeal is a worker's word against the outcome of a screening.
type Appeal struct {
	ID        id.Appeal
	Party     id.Party
	Programme string
	Field     string
	Run       id.Screening
	Words     string
	State     AppealState
	Person    id.Person
	At        clock.Instant
	DecidedBy id.Person
	DecidedAt clock.Instant
	Note      string
	Version   int64
}

// Appealable reports whether a worker may be of another mind about an outcome.
func (o Outcome) Appealable() bool {
	return o == OutNone || o == OutAtRisk || o == OutEnded || o == OutRefused || o == OutCapped
}

// NewAppeal is an appeal against a result of a run that has ended at done.
func NewAppeal(a Appeal, o Outcome, done, now clock.Instant) (Appeal, error) {
	if !o.Appealable() || done.IsZero() {
		return a, fault.New(fault.Conflict, "この審査の結果には、申し立てはできません")
	}
	if now > done.Add(AppealWithin) {
		return a, fault.New(fault.Conflict, "申し立てができるのは、審査から30日までです")
	}
	words, err := said("words", a.Words, MostWords, "どこが違うと思うかを書いてください")
	a.Words, a.State, a.At = words, AppealOpen, now
	return a, err
}

// Decide answers an appeal. Whoever has decided on the same party before is asked no second time.
func (a *Appeal) Decide(uphold bool, by id.Person, note string, before []id.Person, now clock.Instant) error {
	if a.State != AppealOpen {
		return fault.New(fault.Conflict, "この申し立ては、もう決まっています")
	}
	if by == a.Person || slices.Contains(before, by) {
		return fault.New(fault.Forbidden, "前に決めた人とは別の人が、申し立てに答えます")
	}
	note, err := said("note", note, MostNote, "申し立てた人に伝える理由を書いてください")
	if err != nil {
		return err
	}
	a.State = AppealRejected
	if uphold {
		a.State = AppealUpheld
	}
	a.DecidedBy, a.DecidedAt, a.Note = by, now, note
	return nil
}
