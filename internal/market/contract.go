package market

import (
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/yen"
)

// Clocks are the market's time limits, dated data; a contract keeps those of its award.
type Clocks struct {
	DecideDays int   `json:"decide_days"` // a client decides within so many days of the call's end
	FundDays   int   `json:"fund_days"`   // and pays in within so many days of the award, or the contract lapses
	Revisions  int64 `json:"revisions"`   // at most so many per item
	LateDays   int   `json:"late_days"`   // an item so late, without an agreed new date, may be cancelled by the client
	SilentDays int   `json:"silent_days"` // and so may one whose worker leaves a message unanswered so long
	AppealDays int   `json:"appeal_days"` // after a decision of the desk
	RemindOn   []int `json:"remind_on"`   // days after delivery on which the client is reminded
}

// DefaultClocks are the limits of a new site.
func DefaultClocks() Clocks {
	return Clocks{DecideDays: 14, FundDays: 7, Revisions: 2, LateDays: 3, SilentDays: 7, AppealDays: 7, RemindOn: []int{3, 5, 6}}
}

// Validate refuses limits that leave somebody without time.
func (c Clocks) Validate() error {
	var f fault.Form
	for _, d := range []struct {
		field     string
		n, lo, hi int
	}{
		{"decide_days", c.DecideDays, 3, 60}, {"fund_days", c.FundDays, 2, 30}, {"revisions", int(c.Revisions), 0, 10},
		{"late_days", c.LateDays, 1, 30}, {"silent_days", c.SilentDays, 3, 30}, {"appeal_days", c.AppealDays, 3, 14},
	} {
		if d.n < d.lo || d.n > d.hi {
			f.Add(d.field, "%dから%dまでにしてください", d.lo, d.hi)
		}
	}
	return f.Err()
}

// ContractState is where a contract stands; its items know more.
type ContractState string

const (
	ContractAwarded ContractState = "awarded" // nothing is funded yet
	ContractActive  ContractState = "active"
	ContractEnded   ContractState = "ended" // every item has ended
)

// Terms are the rules that a contract keeps from the day of its award, whatever the settings become.
type Terms struct {
	Revisions     int64
	AcceptDays    int // automatic acceptance at 00:00 of the day after so many days
	LimitDays     int // paid at the latest on receipt + LimitDays
	EscalateDays  int
	LateDays      int
	SilentDays    int
	AppealDays    int
	FeeRate       yen.Rate
	ClientFeeRate yen.Rate
	TaxRate       yen.Rate // consumption tax inside the pay
	Withholding   string   // billing.Withholding: "", "resident" or "abroad"
	Rules         string   // the versions of the dated rules that these were read from
}

// Contract is an agreement between two parties, made of items.
type Contract struct {
	ID             id.Contract
	Mall           id.Mall
	Job            id.Job
	Proposal       id.Proposal
	Client, Worker id.Party
	Kind           Kind
	Arrangement    Arrangement
	Category       string
	Department     id.Department // of the client, that bears the cost
	Title          string
	State          ContractState
	Pay            yen.Yen // sum of the items, tax included
	DueOn          calendar.Date
	StartsOn       calendar.Date
	AwardedAt      clock.Instant
	FundBy         clock.Instant // unfunded items lapse then
	Terms
	TeamForm TeamForm      // how a team has contracted; "" where the worker is alone
	AskedAt  clock.Instant // the client's earliest message that the worker has not answered; 0 when none
	EndedAt  clock.Instant
	Version  int64
}

// TeamForm is how a team stands to the client.
type TeamForm string

const (
	Alone TeamForm = ""
	Joint TeamForm = "joint" // every member contracts with the client
	Prime TeamForm = "prime" // one has contracted; the others are that one's contractors
)

// NewContract makes the contract and its items from an awarded proposal.
func NewContract(cid id.Contract, j Job, p Proposal, t Terms, fundDays int, newItem func() id.Item, now clock.Instant) (Contract, []Item) {
	c := Contract{
		ID: cid, Mall: j.Mall, Job: j.ID, Proposal: p.ID, Client: j.Client, Worker: p.Worker,
		Kind: j.Kind, Arrangement: j.Arrangement, Category: j.Category, Department: j.Department, Title: j.Title, State: ContractAwarded,
		Pay: p.Price, DueOn: p.DueOn, StartsOn: calendar.On(now), AwardedAt: now,
		FundBy: calendar.On(now).AddDays(fundDays + 1).Start(), Terms: t,
	}
	parts := p.Parts
	if len(parts) == 0 {
		parts = []Part{{N: 1, Title: j.Title, Price: p.Price, DueOn: p.DueOn}}
	}
	var items []Item
	for i, part := range parts {
		items = append(items, Item{
			ID: newItem(), Contract: cid, N: int64(i + 1), Title: part.Title, Pay: part.Price, DueOn: part.DueOn,
			State: ItemAgreed, Security: SecuredByCash, Payees: []Payee{{N: 1, Party: p.Worker, Share: 1}},
		})
	}
	return c, items
}

// Follow sets the contract's state from its items. It reports whether it has just ended.
func (c *Contract) Follow(items []Item, now clock.Instant) bool {
	open, secured := false, false
	for _, it := range items {
		open = open || !it.State.Ended()
		secured = secured || it.State != ItemAgreed && it.State != ItemCancelled && it.State != ItemLapsed
	}
	was := c.State
	switch {
	case !open:
		c.State = ContractEnded
		if was != ContractEnded {
			c.EndedAt = now
		}
	case secured:
		c.State = ContractActive
	default:
		c.State = ContractAwarded
	}
	c.Pay = yen.Yen{}
	for _, it := range items {
		c.Pay = c.Pay.Add(it.Pay)
	}
	return was != ContractEnded && c.State == ContractEnded
}

// Amend is Follow after a change order: the delivery date of the whole is the last of what is still agreed.
func (c *Contract) Amend(items []Item, now clock.Instant) {
	c.Follow(items, now)
	c.DueOn = 0
	for _, it := range items {
		if it.State != ItemCancelled && it.State != ItemLapsed && it.DueOn.After(c.DueOn) {
			c.DueOn = it.DueOn
		}
	}
}

// Side says which side of the contract a party is on.
type Side string

const (
	ClientSide Side = "client"
	WorkerSide Side = "worker"
)

// SideOf returns the side of party, or NotFound for a stranger: other people's contracts do not exist.
func (c *Contract) SideOf(party id.Party) (Side, error) {
	switch party {
	case c.Client:
		return ClientSide, nil
	case c.Worker:
		return WorkerSide, nil
	}
	return "", fault.New(fault.NotFound, "見つかりませんでした")
}

// Must refuses everybody but side: a stranger with NotFound, the other side with Forbidden.
func (c *Contract) Must(party id.Party, side Side) error {
	s, err := c.SideOf(party)
	if err == nil && s != side {
		err = fault.New(fault.Forbidden, "これは相手の方がすることです")
	}
	return err
}

// Other is the party on the other side.
func (c *Contract) Other(party id.Party) id.Party {
	if party == c.Client {
		return c.Worker
	}
	return c.Client
}

// Wrote keeps AskedAt: the client's message starts the wait for an answer, anything from the worker ends it.
func (c *Contract) Wrote(side Side, now clock.Instant) {
	switch {
	case side == WorkerSide:
		c.AskedAt = 0
	case c.AskedAt.IsZero():
		c.AskedAt = now
	}
}
