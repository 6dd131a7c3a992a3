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

// ProposalState is where a proposal stands.
type ProposalState string

const (
	Sent      ProposalState = "sent"
	Withdrawn ProposalState = "withdrawn"
	Declined  ProposalState = "declined"
	Awarded   ProposalState = "awarded"
	Unchosen  ProposalState = "unchosen" // the job ended without it
)

// Part is a milestone that a proposal names; awarded, it becomes an item of the contract.
type Part struct {
	N     int64
	Title string
	Price yen.Yen
	DueOn calendar.Date
}

// Offer is what a worker writes.
type Offer struct {
	Price   yen.Yen // total, consumption tax included
	Message string
	DueOn   calendar.Date
	Parts   []Part // empty: the whole work is one item
}

// Proposal is a worker's offer for a job.
type Proposal struct {
	ID     id.Proposal
	Job    id.Job
	Worker id.Party
	By     id.Person
	State  ProposalState
	Offer
	Shortlisted bool
	Reason      string // why it was declined
	SentAt      clock.Instant
	EditedAt    clock.Instant
	SeenEditsAt clock.Instant // when its proposer last confirmed the job's edits
	Version     int64
}

// MostParts is how many milestones a proposal may name; SpreadFrom is from how many proposals on their spread is shown.
const (
	MostParts   = 20
	MostMessage = 2_000
	SpreadFrom  = 5
)

func (o *Offer) check(today calendar.Date) error {
	var f fault.Form
	if o.Price.Sign() <= 0 {
		f.Add("price", "金額は0円より大きくしてください")
	}
	if strings.TrimSpace(o.Message) == "" {
		f.Add("message", "提案の文章を書いてください")
	} else if n := utf8.RuneCountInString(o.Message); n > MostMessage {
		f.Add("message", "提案の文章は%d字までです（いま%d字）", MostMessage, n)
	}
	if !o.DueOn.After(today) {
		f.Add("due_on", "納められる日は明日からあとの日にしてください")
	} else if o.DueOn.After(today.AddDays(730)) {
		f.Add("due_on", "納期は2年以内にしてください")
	}
	if len(o.Parts) > MostParts {
		f.Add("parts", "区切りは%d個までです", MostParts)
	}
	sum := yen.Of(0)
	for i, p := range o.Parts {
		if strings.TrimSpace(p.Title) == "" || utf8.RuneCountInString(p.Title) > MostTitle || p.Price.Sign() <= 0 || !p.DueOn.After(today) || p.DueOn.After(o.DueOn) {
			f.Add("parts", "%d番めの区切りの名前、金額、期日を確かめてください", i+1)
			break
		}
		sum = sum.Add(p.Price)
	}
	if len(o.Parts) > 0 && !f.Has("parts") && sum != o.Price {
		f.Add("parts", "区切りの合計 %s が、提案する金額 %s と違います", sum, o.Price)
	}
	return f.Err()
}

// Propose makes worker's offer for the job. Clients can't propose to themselves.
func (j *Job) Propose(pid id.Proposal, worker id.Party, by id.Person, o Offer, registered bool, now clock.Instant) (Proposal, error) {
	switch {
	case !j.Takes(now):
		return Proposal{}, fault.New(fault.Conflict, "この依頼は、募集中ではありません")
	case worker == j.Client:
		return Proposal{}, fault.New(fault.Forbidden, "自分の依頼には提案できません")
	case !j.Unregistered && !registered:
		return Proposal{}, fault.New(fault.Forbidden, "この依頼は、登録番号のある方を募集しています。登録番号は設定で入れられます")
	}
	if err := o.check(calendar.On(now)); err != nil {
		return Proposal{}, err
	}
	j.Proposals++
	return Proposal{ID: pid, Job: j.ID, Worker: worker, By: by, State: Sent, Offer: o, SentAt: now, EditedAt: now, SeenEditsAt: now}, nil
}

// Admits refuses a worker without the seal where the job is for those who have it. Whoever has proposed before may go on.
func (j Job) Admits(certified bool) error {
	if j.CertifiedOnly && !certified {
		return fault.New(fault.Forbidden, "この依頼は、認定ワーカーの方だけが提案できます")
	}
	return nil
}

// Edit changes an offer until it is decided; an offer that was withdrawn can be sent again while the job takes proposals.
func (p *Proposal) Edit(o Offer, j Job, now clock.Instant) error {
	switch {
	case p.State == Withdrawn && !j.Takes(now):
		return fault.New(fault.Conflict, "この依頼は、募集中ではありません")
	case p.State != Sent && p.State != Withdrawn, j.State != JobOpen && j.State != JobDeciding:
		return fault.New(fault.Conflict, "決まったあとの提案は、直せません")
	}
	if err := o.check(calendar.On(now)); err != nil {
		return err
	}
	p.Offer, p.State, p.EditedAt, p.SeenEditsAt = o, Sent, now, now
	return nil
}

// SeeEdits notes that the proposer has seen the job's edits up to an instant and stands by the offer.
func (p *Proposal) SeeEdits(upTo, now clock.Instant) error {
	if p.State != Sent {
		return fault.New(fault.Conflict, "この提案は、もう決まっています")
	}
	p.SeenEditsAt = max(p.SeenEditsAt, min(upTo, now))
	return nil
}

// Withdraw takes an offer back while nobody has decided.
func (p *Proposal) Withdraw() error {
	if p.State != Sent {
		return fault.New(fault.Conflict, "この提案は、取り下げられません")
	}
	p.State, p.Shortlisted = Withdrawn, false
	return nil
}

// Shortlist keeps a proposal at hand, or puts it back.
func (p *Proposal) Shortlist(on bool) error {
	if p.State != Sent {
		return fault.New(fault.Conflict, "この提案は、もう決まっています")
	}
	p.Shortlisted = on
	return nil
}

// Decline says no, with a reason that the proposer is told.
func (p *Proposal) Decline(reason string) error {
	if p.State != Sent {
		return fault.New(fault.Conflict, "この提案は、もう決まっています")
	}
	if err := checkReason(reason); err != nil {
		return err
	}
	p.State, p.Reason, p.Shortlisted = Declined, reason, false
	return nil
}

func checkReason(reason string) error {
	switch n := utf8.RuneCountInString(reason); {
	case strings.TrimSpace(reason) == "":
		return fieldError("reason", "理由を書いてください")
	case n > MostMessage:
		return fieldError("reason", "理由は%d字までです（いま%d字）", MostMessage, n)
	}
	return nil
}

// Award hires the author of p: one place of the job is taken. The last place ends the job.
func (j *Job) Award(p *Proposal, now clock.Instant) error {
	switch {
	case p.Job != j.ID:
		return fault.New(fault.NotFound, "見つかりませんでした")
	case j.State != JobOpen && j.State != JobDeciding:
		return fault.New(fault.Conflict, "この依頼は、もう終わっています")
	case p.State != Sent:
		return fault.New(fault.Conflict, "この提案は、採用できません")
	case j.Hired >= j.Hires:
		return fault.New(fault.Conflict, "採用する人数に、もう達しています")
	case p.DueOn.Before(calendar.On(now)):
		return fault.New(fault.Conflict, "提案の納期が過ぎています。納期を直してもらってから採用してください")
	}
	p.State = Awarded
	j.Hired++
	if j.Hired == j.Hires {
		j.State, j.Outcome, j.EndedAt = JobEnded, Filled, now
	}
	return nil
}

// CloseUnchosen answers a proposal of a job that has ended.
func (p *Proposal) CloseUnchosen() bool {
	if p.State != Sent {
		return false
	}
	p.State, p.Shortlisted = Unchosen, false
	return true
}
