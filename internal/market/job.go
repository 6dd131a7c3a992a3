// Package market is the heart: jobs, proposals, contracts and their items, and the rules by which one becomes the next.
//
// Every change of state is a method that can refuse. The life of a job stands in this file,
// of a proposal in proposal.go, of an item (and so of a contract) in item.go; docs/states.md draws them.
package market

import (
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/yen"
)

// Kind is what sort of work it is; Arrangement is how it was ordered. They are two axes.
type (
	Kind        string
	Arrangement string
)

const (
	Project Kind        = "project"
	Single  Arrangement = "single"
	Bulk    Arrangement = "bulk" // the lines of a bulk order that one worker has taken
)

// JobState is where a job stands.
type JobState string

const (
	JobDraft    JobState = "draft"
	JobReview   JobState = "review"   // a new client's first job, or one that is held back, before the desk has looked at it
	JobOpen     JobState = "open"     // proposals may come
	JobDeciding JobState = "deciding" // closed to proposals; the client decides
	JobEnded    JobState = "ended"
	JobRefused  JobState = "refused" // the desk said no, with a reason
)

// Outcome is how a job ended.
type Outcome string

const (
	Filled    Outcome = "filled"
	Unfilled  Outcome = "unfilled"  // closed by the client, with fewer hires than asked
	Undecided Outcome = "undecided" // nobody decided in time
)

// Recruiter is who asks, as article 12 of the Freelance Act wants it shown: name, address and contact.
type Recruiter struct{ Name, Address, Contact string }

// Job is work that a client offers to all.
type Job struct {
	ID          id.Job
	Mall        id.Mall
	Client      id.Party
	PostedBy    id.Person
	Kind        Kind
	Arrangement Arrangement
	State       JobState
	Outcome     Outcome
	Spec
	Recruiter
	Hired       int64
	Reason      string // why the desk refused it
	Proposals   int64
	CreatedAt   clock.Instant
	PublishedAt clock.Instant
	EndedAt     clock.Instant
	DecideBy    clock.Instant
	Reminded    int64
	Version     int64
}

// NewJob is a draft of a project for client.
func NewJob(jid id.Job, client id.Party, by id.Person, s Spec, now clock.Instant) (Job, error) {
	if err := s.CheckDraft(); err != nil {
		return Job{}, err
	}
	return Job{ID: jid, Mall: id.Site, Client: client, PostedBy: by, Kind: Project, Arrangement: Single,
		State: JobDraft, Spec: s, CreatedAt: now}, nil
}

// Publish shows a draft to all, or to the desk first when review is asked.
func (j *Job) Publish(r Recruiter, now clock.Instant, review bool) error {
	if j.State != JobDraft && j.State != JobRefused {
		return fault.New(fault.Conflict, "この依頼は、もう公開されています")
	}
	if err := j.Check(r, calendar.On(now)); err != nil {
		return err
	}
	j.Recruiter, j.Reason = r, ""
	if review {
		j.State = JobReview
		return nil
	}
	j.State, j.PublishedAt = JobOpen, now
	return nil
}

// Approve is the desk's yes to a job that waits for it.
func (j *Job) Approve(now clock.Instant) error {
	if j.State != JobReview {
		return fault.New(fault.Conflict, "この依頼は、確認を待っていません")
	}
	if j.State = JobOpen; !j.Shown() { // one that was held back keeps its place in the lists
		j.PublishedAt = now
	}
	if j.ClosesOn.Before(calendar.On(now)) { // the desk took longer than the call was to run
		j.ClosesOn = calendar.On(now).AddDays(7)
	}
	return nil
}

// Refuse is the desk's no, with the reason that the client is told.
func (j *Job) Refuse(reason string) error {
	if j.State != JobReview {
		return fault.New(fault.Conflict, "この依頼は、確認を待っていません")
	}
	if err := checkReason(reason); err != nil {
		return err
	}
	j.State, j.Reason = JobRefused, reason
	return nil
}

// Revise changes what is written. Once somebody has proposed, the pay may not fall, the category, unit and quantity stand,
// and the edits are shown to the proposers.
func (j *Job) Revise(s Spec, now clock.Instant) ([]Edit, error) {
	if err := s.CheckDraft(); err != nil {
		return nil, err
	}
	switch j.State {
	case JobDraft, JobRefused:
		j.Spec = s
		return nil, nil
	case JobReview, JobOpen:
	default:
		return nil, fault.New(fault.Conflict, "募集を締め切った依頼は、直せません")
	}
	if err := s.Check(j.Recruiter, calendar.On(now)); err != nil {
		return nil, err
	}
	if s.Hires < j.Hired {
		return nil, fieldError("hires", "もう採用した人数より少なくはできません")
	}
	if j.Proposals > 0 {
		var f fault.Form
		if s.Pay.Less(j.Pay) {
			f.Add("pay", "提案があったあとは、報酬を下げられません")
		}
		if s.Category != j.Category {
			f.Add("category", "提案があったあとは、分野を変えられません")
		}
		if s.Unit != j.Unit || s.Quantity > j.Quantity {
			f.Add("quantity", "提案があったあとは、決め方を変えたり数量を増やしたりできません")
		}
		if s.ClosesOn.Before(j.ClosesOn) {
			f.Add("closes_on", "提案があったあとは、締切を早められません。募集を終えるには「募集を締め切る」を使ってください")
		}
		if err := f.Err(); err != nil {
			return nil, err
		}
	}
	edits := compare(j.Spec, s)
	j.Spec = s
	return edits, nil
}

// Close ends the call for proposals; the client has days to decide.
func (j *Job) Close(now clock.Instant, decideDays int) error {
	if j.State != JobOpen {
		return fault.New(fault.Conflict, "この依頼は、募集中ではありません")
	}
	j.State = JobDeciding
	j.DecideBy = calendar.On(now).AddDays(decideDays + 1).Start()
	return nil
}

// CloseOverdue closes a call whose last day has passed; the days to decide count from that day's end.
func (j *Job) CloseOverdue(now clock.Instant, decideDays int) error {
	if j.State != JobOpen || now < j.ClosesOn.AddDays(1).Start() {
		return fault.New(fault.Conflict, "この依頼の締切は、まだ来ていません")
	}
	j.State = JobDeciding
	j.DecideBy = j.ClosesOn.AddDays(decideDays + 1).Start()
	return nil
}

// Reopen takes proposals again until closesOn, and returns what that changes for those who have proposed.
func (j *Job) Reopen(closesOn calendar.Date, now clock.Instant) ([]Edit, error) {
	if j.State != JobDeciding {
		return nil, fault.New(fault.Conflict, "もう一度募集できるのは、締め切って選んでいるあいだだけです")
	}
	s := j.Spec
	s.ClosesOn = closesOn
	if err := s.Check(j.Recruiter, calendar.On(now)); err != nil {
		return nil, err
	}
	edits := compare(j.Spec, s)
	j.Spec, j.State, j.DecideBy, j.Reminded = s, JobOpen, 0, 0
	return edits, nil
}

// Drop refuses to remove a job that others have seen.
func (j Job) Drop() error {
	if j.State != JobDraft && j.State != JobRefused {
		return fault.New(fault.Conflict, "公開された依頼は消せません。募集を終えることができます")
	}
	return nil
}

// End closes the job for good without further hires; everybody who still waits is answered by the caller.
func (j *Job) End(now clock.Instant) error {
	switch j.State {
	case JobOpen, JobDeciding, JobReview:
	default:
		return fault.New(fault.Conflict, "この依頼は、もう終わっています")
	}
	j.State, j.Outcome, j.EndedAt = JobEnded, Unfilled, now
	if j.Hired > 0 && j.Hired >= j.Hires {
		j.Outcome = Filled
	}
	return nil
}

// EndUndecided closes a job whose client did not decide in time.
func (j *Job) EndUndecided(now clock.Instant) error {
	if j.State != JobDeciding || now < j.DecideBy {
		return fault.New(fault.Conflict, "この依頼の選ぶ期限は、まだ来ていません")
	}
	j.State, j.Outcome, j.EndedAt = JobEnded, Undecided, j.DecideBy
	if j.Hired > 0 {
		j.Outcome = Unfilled
	}
	return nil
}

// Takes reports whether proposals may be sent: the last day counts to its end, whenever the closing task runs.
func (j *Job) Takes(now clock.Instant) bool {
	return j.State == JobOpen && now < j.ClosesOn.AddDays(1).Start()
}

// RemindBefore is how many days before the end of the time to decide its client is reminded.
var RemindBefore = []int{7, 2}

// Remind notes that the client is reminded to decide, and reports whether a reminder is due. Of several that fall due
// at once one is sent.
func (j *Job) Remind(now clock.Instant) (due bool) {
	if j.State != JobDeciding || now >= j.DecideBy {
		return false
	}
	for n, days := range RemindBefore {
		if int64(n) >= j.Reminded && now >= j.DecideBy.Add(-clock.Duration(days)*clock.Day) {
			j.Reminded, due = int64(n+1), true
		}
	}
	return due
}

// Shown reports whether the job was ever shown to all; until then it is its client's and the desk's alone.
func (j *Job) Shown() bool { return !j.PublishedAt.IsZero() }

// Total is what the client would owe if every place were filled at the budget.
func (j *Job) Total() yen.Yen { return j.Pay.Times(max(1, j.Hires)) }

func fieldError(field, say string, args ...any) error {
	var f fault.Form
	f.Add(field, say, args...)
	return f.Err()
}
