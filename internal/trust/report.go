package trust

import (
	"slices"
	"strings"
	"unicode/utf8"

	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// Reason is why somebody reports a job.
type Reason string

const (
	ReasonRules   Reason = "rules"   // it seems to break the rules: what one click says
	ReasonPay     Reason = "pay"     // money or a purchase is asked for
	ReasonUnpaid  Reason = "unpaid"  // work without pay
	ReasonOutside Reason = "outside" // contact outside
	ReasonCrime   Reason = "crime"   // it may serve a crime
	ReasonFalse   Reason = "false"   // what is written isn't so
)

// Reasons are all of them, in the order in which they are offered.
var Reasons = []Reason{ReasonRules, ReasonPay, ReasonUnpaid, ReasonOutside, ReasonCrime, ReasonFalse}

// Word says it to people, as a key of package phrase.
func (r Reason) Word() string {
	switch r {
	case ReasonRules:
		return "決まりに合わないと思う"
	case ReasonPay:
		return "お金や買い物を先に求めている"
	case ReasonUnpaid:
		return "報酬のない作業を求めている"
	case ReasonOutside:
		return "外での連絡を求めている"
	case ReasonCrime:
		return "犯罪に使われるおそれがある"
	case ReasonFalse:
		return "書いてあることが事実とちがう"
	case ReasonSpam:
		return "仕事と関係のない売り込み"
	case ReasonThreat:
		return "おどし・いやがらせ"
	}
	return ""
}

// ReportState is what became of a report.
type ReportState string

const (
	ReportOpen      ReportState = "open"
	ReportUpheld    ReportState = "upheld"    // the desk did something about it
	ReportDismissed ReportState = "dismissed" // the desk found nothing wrong
)

// Report is what a person tells the desk of a job, once. The client never learns who it was.
type Report struct {
	ID        id.Report
	Job       id.Job
	Person    id.Person
	Party     id.Party
	Reason    Reason
	Words     string
	At        clock.Instant
	State     ReportState
	DecidedBy id.Person
	DecidedAt clock.Instant
	Note      string
	Version   int64
}

// MostWords is how long a report may be, in characters.
const MostWords = 1_000

// NewReport is a report of a job by somebody who is not its client.
func NewReport(rid id.Report, job id.Job, by id.Person, party id.Party, reason Reason, words string, now clock.Instant) (Report, error) {
	var f fault.Form
	words = strings.TrimSpace(words)
	if !slices.Contains(Reasons, reason) {
		f.Add("reason", "通報の理由を選んでください")
	}
	if n := utf8.RuneCountInString(words); n > MostWords {
		f.Add("words", "くわしい内容は%d字までです（いま%d字）", MostWords, n)
	}
	return Report{ID: rid, Job: job, Person: by, Party: party, Reason: reason, Words: words, At: now, State: ReportOpen}, f.Err()
}

// Decide is the desk's word on a report.
func (r *Report) Decide(v Verdict, by id.Person, note string, now clock.Instant) error {
	if r.State != ReportOpen {
		return fault.New(fault.Conflict, "この通報は、もう片づいています")
	}
	if err := v.check(note); err != nil {
		return err
	}
	r.State = ReportUpheld
	if v == Dismiss {
		r.State = ReportDismissed
	}
	r.DecidedBy, r.DecidedAt, r.Note = by, now, strings.TrimSpace(note)
	return nil
}
