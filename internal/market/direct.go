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

// Work that is offered to one party is not for all: its job is private from its first to its last day.
const (
	Direct    Arrangement = "direct"    // offered to one party
	Trial     Arrangement = "trial"     // small, to see whether the two go together; offered to one or to all
	Recurring Arrangement = "recurring" // one month of an order that comes again

	JobPrivate JobState = "private" // for its client and those to whom it was offered; in no list, search, feed or map
)

// Trials bound a trial (dated data): it is paid work, and never a way to have much done for little.
type Trials struct {
	Pay  yen.Yen `json:"pay"`  // at most so much
	Days int     `json:"days"` // from today to the delivery date at most
}

// DefaultTrials are the bounds of a new site.
func DefaultTrials() Trials { return Trials{Pay: yen.Of(30_000), Days: 14} }

// Validate refuses bounds under which no trial, or anything, would be one.
func (t Trials) Validate() error {
	var f fault.Form
	if t.Pay.Sign() <= 0 || yen.Of(1_000_000).Less(t.Pay) {
		f.Add("pay", "金額は1円から%sまでにしてください", yen.Of(1_000_000))
	}
	if t.Days < 1 || t.Days > 60 {
		f.Add("days", "%dから%dまでにしてください", 1, 60)
	}
	return f.Err()
}

// Check refuses a trial that is none. The days count from today, or from the end of the call where there is one.
func (t Trials) Check(s Spec, from calendar.Date) error {
	var f fault.Form
	if t.Pay.Less(s.Pay) {
		f.Add("pay", "お試しの報酬は%sまでです（いま%s）", t.Pay, s.Pay)
	}
	if s.DueOn.After(from.AddDays(t.Days)) {
		f.Add("due_on", "お試しの納期は%sまでです", from.AddDays(t.Days))
	}
	return f.Err()
}

// OfferState is where an offer to one party stands.
type OfferState string

const (
	OfferSent      OfferState = "sent"
	OfferAccepted  OfferState = "accepted"
	OfferDeclined  OfferState = "declined"
	OfferWithdrawn OfferState = "withdrawn"
	OfferExpired   OfferState = "expired" // nobody answered in time
)

// AnswerDays is how long an offer waits for its answer.
const AnswerDays = 7

// DirectOffer is work that a client offers to one party, at its price.
type DirectOffer struct {
	ID             id.Offer
	Job            id.Job
	Client, Worker id.Party
	State          OfferState
	Message        string
	Withhold       bool // the client's own word, see Withholding
	By             id.Person
	At             clock.Instant
	AnswerBy       clock.Instant // 00:00 of the day on which it is too late
	AnsweredAt     clock.Instant
	Reason         string // why it was declined
	Contract       id.Contract
	Version        int64
}

// NewPrivate is work of client for those to whom it will be offered, on the terms that it is written with. Article 12 of the
// Freelance Act is about calls to many; the one who is asked has all that it wants in the offer, and the notice of terms at once.
func NewPrivate(jid id.Job, client id.Party, by id.Person, a Arrangement, s Spec, r Recruiter, now clock.Instant) (Job, error) {
	today := calendar.On(now)
	s.Hires, s.ClosesOn = 1, today
	if err := s.Check(r, today); err != nil {
		return Job{}, err
	}
	return Job{ID: jid, Mall: id.Site, Client: client, PostedBy: by, Kind: Project, Arrangement: a, State: JobPrivate, Spec: s, Recruiter: r, CreatedAt: now}, nil
}

// Offered reports whether the job was made for those to whom it was offered, and so is nobody else's to see for ever.
func (j *Job) Offered() bool {
	return j.PublishedAt.IsZero() && (j.Arrangement == Direct || j.Arrangement == Trial && (j.State == JobPrivate || j.State == JobEnded) || j.Arrangement == Recurring || j.Arrangement == Bulk)
}

// Offer offers a private job to worker.
func (j *Job) Offer(oid id.Offer, worker id.Party, message string, withhold bool, by id.Person, now clock.Instant) (DirectOffer, error) {
	switch n := utf8.RuneCountInString(message); {
	case j.State != JobPrivate:
		return DirectOffer{}, fault.New(fault.Conflict, "この依頼は、もう終わっています")
	case worker == j.Client:
		return DirectOffer{}, fault.New(fault.Forbidden, "自分に仕事を頼むことはできません")
	case strings.TrimSpace(message) == "":
		return DirectOffer{}, fieldError("message", "お願いのことばを書いてください")
	case n > MostMessage:
		return DirectOffer{}, fieldError("message", "お願いのことばは%d字までです（いま%d字）", MostMessage, n)
	}
	until := calendar.On(now).AddDays(AnswerDays)
	if j.DueOn.AddDays(-1).Before(until) { // who says yes on the last day still has a day to work
		until = j.DueOn.AddDays(-1)
	}
	return DirectOffer{ID: oid, Job: j.ID, Client: j.Client, Worker: worker, State: OfferSent, Message: message, Withhold: withhold,
		By: by, At: now, AnswerBy: until.AddDays(1).Start()}, nil
}

func (o *DirectOffer) answer(s OfferState, now clock.Instant) error {
	switch {
	case o.State != OfferSent:
		return fault.New(fault.Conflict, "このお願いには、もう答えが出ています")
	case now >= o.AnswerBy && s != OfferExpired:
		return fault.New(fault.Conflict, "答える期限が過ぎました")
	case now < o.AnswerBy && s == OfferExpired:
		return fault.New(fault.Conflict, "答える期限は、まだ来ていません")
	}
	o.State, o.AnsweredAt = s, now
	return nil
}

// Accept is the worker's yes, on the offer's terms: the job is filled, and the proposal with which the contract begins is made and
// awarded in one go.
func (o *DirectOffer) Accept(j *Job, pid id.Proposal, by id.Person, now clock.Instant) (Proposal, error) {
	if err := o.answer(OfferAccepted, now); err != nil {
		return Proposal{}, err
	}
	return j.Take(pid, o.Worker, by, nil, now), nil
}

// Take fills a private job with a proposal on its own terms; parts are its milestones, if it has any.
func (j *Job) Take(pid id.Proposal, worker id.Party, by id.Person, parts []Part, now clock.Instant) Proposal {
	j.Hired, j.Proposals, j.State, j.Outcome, j.EndedAt = 1, 1, JobEnded, Filled, now
	return Proposal{ID: pid, Job: j.ID, Worker: worker, By: by, State: Awarded, Offer: Offer{Price: j.Pay, DueOn: j.DueOn, Parts: parts},
		SentAt: now, EditedAt: now, SeenEditsAt: now}
}

// Decline is the worker's no, with a word to the client if there is one to say.
func (o *DirectOffer) Decline(reason string, now clock.Instant) error {
	if n := utf8.RuneCountInString(reason); n > MostMessage {
		return fieldError("reason", "理由は%d字までです（いま%d字）", MostMessage, n)
	}
	o.Reason = reason
	return o.answer(OfferDeclined, now)
}

// Withdraw takes the offer back while nobody has answered.
func (o *DirectOffer) Withdraw(now clock.Instant) error { return o.answer(OfferWithdrawn, now) }

// Expire ends an offer that nobody answered in time, as of the instant at which it was too late.
func (o *DirectOffer) Expire(now clock.Instant) error {
	err := o.answer(OfferExpired, now)
	if err == nil {
		o.AnsweredAt = o.AnswerBy
	}
	return err
}

// Void ends a private job that nobody has taken.
func (j *Job) Void(now clock.Instant) { j.State, j.Outcome, j.EndedAt = JobEnded, Unfilled, now }
