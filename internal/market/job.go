// Package market is the heart: jobs, proposals, contracts and their items, and the rules by which one becomes the next.
//
// Every change of state is a method that can refuse. The life of a job stands in this file,
// of a proposal in proposal.go, of an item (and so of a contract) in item.go; docs/states.md draws them.
package market

import (
	"strings"
	"unicode/utf8"

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
)

// JobState is where a job stands.
type JobState string

const (
	JobDraft    JobState = "draft"
	JobReview   JobState = "review"   // a new client's first job, before the desk has looked at it
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

// Unit is what the pay is counted by.
type Unit string

const (
	LumpSum      Unit = "lump"
	PerPiece     Unit = "piece"
	PerCharacter Unit = "character"
)

// AIPolicy says whether machines may help with the work.
type AIPolicy string

const (
	AINone   AIPolicy = "none"
	AIAssist AIPolicy = "assist"
	AIFree   AIPolicy = "free"
)

// Rights says what becomes of the copyright.
type Rights string

const (
	RightsTransfer Rights = "transfer" // passes to the client with the pay
	RightsLicence  Rights = "licence"  // stays with the worker, who licenses the use
	RightsNone     Rights = "none"     // nothing that copyright protects
)

// Spec is what a client writes of a job.
type Spec struct {
	Category     string
	Title        string
	Body         string // Markdown
	Deliverable  string
	Place        string // where the work is done; "" is anywhere (online)
	Rights       Rights
	AIPolicy     AIPolicy
	Unit         Unit
	Quantity     int64   // pieces or characters; 1 for a lump sum
	Pay          yen.Yen // total, consumption tax included
	Hires        int64
	ClosesOn     calendar.Date // the last day for proposals
	DueOn        calendar.Date // the delivery date
	Beginners    bool
	Unregistered bool // sellers without a T number are welcome
}

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
	DecideBy    clock.Instant
	Reminded    int64
	Version     int64
}

// Limits of what a client may write.
const (
	MostTitle    = 80
	MostBody     = 10_000
	MostQuantity = 10_000_000
	MostHires    = 50
)

// Caps bound a client until the first acceptance (dated data).
type Caps struct {
	NewClientJob  yen.Yen `json:"new_client_job"`  // pay × hires of one job
	NewClientOpen yen.Yen `json:"new_client_open"` // of all jobs and contracts that are open
}

// CheckDraft refuses what can't even be kept as a draft.
func (s *Spec) CheckDraft() error {
	var f fault.Form
	if strings.TrimSpace(s.Title) == "" {
		f.Add("title", "仕事の名前を書いてください")
	}
	if n := utf8.RuneCountInString(s.Title); n > MostTitle {
		f.Add("title", "仕事の名前は%d字までです（いま%d字）", MostTitle, n)
	}
	if n := utf8.RuneCountInString(s.Body); n > MostBody {
		f.Add("body", "仕事の内容は%d字までです（いま%d字）", MostBody, n)
	}
	return f.Err()
}

// checkPublic finds what is missing before a job may be shown. The six items of article 12 of the Freelance Act
// (recruiter's name, address, contact; content, place, pay of the work) are among it: a posting that lacks one is misleading.
func (s *Spec) checkPublic(r Recruiter, today calendar.Date) error {
	var f fault.Form
	if err := s.CheckDraft(); err != nil {
		f.Check("title", err)
	}
	if _, ok := Categories.Leaf(s.Category); !ok {
		f.Add("category", "分野を選んでください")
	}
	if strings.TrimSpace(s.Body) == "" {
		f.Add("body", "仕事の内容を書いてください")
	}
	if strings.TrimSpace(s.Deliverable) == "" {
		f.Add("deliverable", "納めてもらうものを書いてください")
	}
	if s.Unit != LumpSum && s.Unit != PerPiece && s.Unit != PerCharacter {
		f.Add("unit", "報酬の決め方を選んでください")
	}
	if s.Quantity < 1 || s.Quantity > MostQuantity {
		f.Add("quantity", "数量を入れてください")
	}
	if s.Pay.Sign() <= 0 {
		f.Add("pay", "報酬を入れてください")
	} else if s.Pay.Less(yen.Of(s.Quantity / 100)) {
		f.Add("pay", "報酬が数量に合っていません")
	}
	if s.Hires < 1 || s.Hires > MostHires {
		f.Add("hires", "採用する人数は1人から%d人までです", MostHires)
	}
	if s.ClosesOn.Before(today) {
		f.Add("closes_on", "募集の締切は今日からあとの日にしてください")
	} else if s.ClosesOn.After(today.AddDays(90)) {
		f.Add("closes_on", "募集の締切は90日以内にしてください")
	}
	if !s.DueOn.After(s.ClosesOn) {
		f.Add("due_on", "納期は募集の締切よりあとの日にしてください")
	} else if s.DueOn.After(today.AddDays(730)) {
		f.Add("due_on", "納期は2年以内にしてください")
	}
	if s.Rights != RightsTransfer && s.Rights != RightsLicence && s.Rights != RightsNone {
		f.Add("rights", "著作権の扱いを選んでください")
	}
	if s.AIPolicy != AINone && s.AIPolicy != AIAssist && s.AIPolicy != AIFree {
		f.Add("ai_policy", "生成AIの扱いを選んでください")
	}
	if r.Name == "" {
		f.Add("recruiter", "募集する人の名前を設定に入れてください")
	}
	if r.Address == "" {
		f.Add("address", "募集する人の住所を設定に入れてください")
	}
	if r.Contact == "" {
		f.Add("contact", "募集する人の連絡先を設定に入れてください")
	}
	return f.Err()
}

// UnitPay is the pay per piece or character in tenths of a yen, so that 1.6円 can be shown; 0 for a lump sum.
func (s *Spec) UnitPay() int64 {
	if s.Unit == LumpSum || s.Quantity <= 0 {
		return 0
	}
	return s.Pay.Int64() * 10 / s.Quantity
}

// Publish shows a draft to all, or to the desk first when review is asked.
func (j *Job) Publish(r Recruiter, now clock.Instant, review bool) error {
	if j.State != JobDraft && j.State != JobRefused {
		return fault.New(fault.Conflict, "この依頼は、もう公開されています")
	}
	if err := j.checkPublic(r, calendar.On(now)); err != nil {
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

// Approve is the desk's yes to a client's first job.
func (j *Job) Approve(now clock.Instant) error {
	if j.State != JobReview {
		return fault.New(fault.Conflict, "この依頼は、確認を待っていません")
	}
	j.State, j.PublishedAt = JobOpen, now
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
	if strings.TrimSpace(reason) == "" {
		return fieldError("reason", "理由を書いてください")
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
	if err := s.checkPublic(j.Recruiter, calendar.On(now)); err != nil {
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

// Reopen takes proposals again until closesOn.
func (j *Job) Reopen(closesOn calendar.Date, now clock.Instant) error {
	if j.State != JobDeciding {
		return fault.New(fault.Conflict, "もう一度募集できるのは、締め切って選んでいるあいだだけです")
	}
	s := j.Spec
	s.ClosesOn = closesOn
	if err := s.checkPublic(j.Recruiter, calendar.On(now)); err != nil {
		return err
	}
	j.Spec, j.State, j.DecideBy, j.Reminded = s, JobOpen, 0, 0
	return nil
}

// End closes the job for good without further hires; everybody who still waits is answered by the caller.
func (j *Job) End() error {
	switch j.State {
	case JobOpen, JobDeciding, JobReview:
	default:
		return fault.New(fault.Conflict, "この依頼は、もう終わっています")
	}
	j.State, j.Outcome = JobEnded, Unfilled
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
	j.State, j.Outcome = JobEnded, Undecided
	if j.Hired > 0 {
		j.Outcome = Unfilled
	}
	return nil
}

// Takes reports whether a proposal may be sent or changed.
func (j *Job) Takes() bool { return j.State == JobOpen }

// Total is what the client would owe if every place were filled at the budget.
func (j *Job) Total() yen.Yen { return j.Pay.Times(max(1, j.Hires)) }

func fieldError(field, say string, args ...any) error {
	var f fault.Form
	f.Add(field, say, args...)
	return f.Err()
}
