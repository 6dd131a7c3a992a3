package query

import (
	"context"

	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/policy"
)

// contracts maps market_contract for reading.
var contracts = db.Table[market.Contract]{
	Name: "market_contract",
	Columns: "id, mall, job, proposal, client, worker, kind, arrangement, category, title, state, pay, due_on, starts_on, awarded_at, fund_by, " +
		"revisions, accept_days, limit_days, escalate_days, late_days, silent_days, appeal_days, fee_rate, client_fee_rate, tax_rate, withholding, " +
		"rules, team_form, asked_at, ended_at, version",
	Fields: func(c *market.Contract) []any {
		return []any{&c.ID, &c.Mall, &c.Job, &c.Proposal, &c.Client, &c.Worker, &c.Kind, &c.Arrangement, &c.Category, &c.Title, &c.State, &c.Pay, &c.DueOn, &c.StartsOn, &c.AwardedAt, &c.FundBy,
			&c.Revisions, &c.AcceptDays, &c.LimitDays, &c.EscalateDays, &c.LateDays, &c.SilentDays, &c.AppealDays, &c.FeeRate, &c.ClientFeeRate, &c.TaxRate, &c.Withholding,
			&c.Rules, &c.TeamForm, &c.AskedAt, &c.EndedAt, &c.Version}
	},
}

const itemColumns = "i.id, i.contract, i.n, i.title, i.pay, i.due_on, i.state, i.before, i.security, i.secured, i.received_on, i.delivered_at, i.accept_by, " +
	"i.accepted_at, i.settled_on, i.ending, i.revisions, i.reminded, i.escalated_at"

func itemFields(i *market.Item) []any {
	return []any{&i.ID, &i.Contract, &i.N, &i.Title, &i.Pay, &i.DueOn, &i.State, &i.Before, &i.Security, &i.Secured, &i.ReceivedOn, &i.DeliveredAt, &i.AcceptBy,
		&i.AcceptedAt, &i.SettledOn, &i.Ending, &i.Revisions, &i.Reminded, &i.EscalatedAt}
}

const quoteColumns = "q.pay, q.tax, q.withheld, q.fee, q.fee_tax, q.client_fee, q.client_fee_tax, q.net, q.escrow"

func quoteFields(q *billing.Quote) []any {
	return []any{&q.Pay, &q.Tax, &q.Withheld, &q.Fee, &q.FeeTax, &q.ClientFee, &q.ClientFeeTax, &q.Net, &q.Escrow}
}

// Sides are the two parties of a contract, and which of them is looking.
type Sides struct {
	market.Contract
	Side           market.Side // "" for the desk
	Client, Worker PartyName
	Closing        calendar.Closing // as the contract keeps it
}

// PartyName is how a party is called and found.
type PartyName struct {
	ID     id.Party
	Name   string
	Handle string
	Kind   people.Kind
	Sealed bool // holds the seal
}

// Organisation reports whether the party is not a single person, for the avatar.
func (p PartyName) Organisation() bool { return p.Kind != people.OnePerson }

// Me and Other are the two sides as the reader sees them.
func (s Sides) Me() PartyName {
	if s.Side == market.WorkerSide {
		return s.Worker
	}
	return s.Client
}

func (s Sides) Other() PartyName {
	if s.Side == market.WorkerSide {
		return s.Client
	}
	return s.Worker
}

// Working and Ordering say which side is looking.
func (s Sides) Working() bool  { return s.Side == market.WorkerSide }
func (s Sides) Ordering() bool { return s.Side == market.ClientSide }

// asDesk is the looker who is neither side: an operator, whose reading is recorded.
const asDesk id.Party = "(the desk)"

// sidesOf reads a contract for one of its sides, or for the desk; for anybody else it does not exist.
func sidesOf(ctx context.Context, r db.Reader, cid id.Contract, party id.Party) (s Sides, err error) {
	defer fault.Wrap(&err, "contract %s", cid)
	if s.Contract, err = contracts.One(ctx, r, "WHERE id = $1", cid); err != nil {
		return s, err
	}
	if party != asDesk {
		if s.Side, err = s.SideOf(party); err != nil {
			return s, err
		}
	}
	if err := s.names(ctx, r); err != nil {
		return s, err
	}
	if s.Closing, err = ruleOn[calendar.Closing](ctx, r, policy.Closing, id.Site, s.StartsOn); err != nil {
		return s, err
	}
	s.Closing.AutoAcceptDays, s.Closing.LimitDays, s.Closing.EscalateDays = s.AcceptDays, s.LimitDays, s.EscalateDays
	return s, nil
}

// names reads how the two sides are called.
func (s *Sides) names(ctx context.Context, r db.Reader) error {
	names, err := db.All(ctx, r, func(p *PartyName) []any { return []any{&p.ID, &p.Name, &p.Handle, &p.Kind, &p.Sealed} },
		"SELECT id, display_name, handle, kind, certified FROM people_party WHERE id IN ($1, $2)", s.Contract.Client, s.Contract.Worker)
	for _, n := range names {
		if n.ID == s.Contract.Client {
			s.Client = n
		} else {
			s.Worker = n
		}
	}
	return err
}

// Payday is when an item's net pay arrives, as far as can be said: for work that is not accepted yet, if it is delivered
// and accepted in time. The law's last day comes first. It is 0 for what is never paid.
func (s Sides) Payday(it market.Item) (on calendar.Date) {
	switch {
	case it.State == market.ItemRefunded, it.State == market.ItemCancelled, it.State == market.ItemLapsed:
		return 0
	case it.State.Ended():
		on = s.Closing.PaydayFor(it.SettledOn)
	case it.State == market.ItemDelivered:
		on = s.Closing.PaydayFor(lastDay(it.AcceptBy))
	default:
		on = s.Closing.TermsPayday(it.DueOn)
	}
	if by := s.Closing.PayBy(it.ReceivedOn); !it.ReceivedOn.IsZero() && by.Before(on) {
		return by
	}
	return on
}
