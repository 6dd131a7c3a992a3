package query

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/place"
)

// ProposalPage is a proposal as its two sides see it.
type ProposalPage struct {
	market.Proposal
	Of         market.Job
	Side       market.Side
	ClientName string
	Name       string // the worker's
	Handle     string
	Headline   string
	Prefecture place.Prefecture
	Registered bool
	Certified  bool
	IdentityAt clock.Instant // the worker's; 0 for never
	PledgedAt  clock.Instant
	Newcomer   bool // has no accepted item yet
	Quote      Quote
	Thread     ThreadMark
	Edits      []market.Edit // of the job, which the proposer has not confirmed
	Spread     Spread
	Contract   id.Contract
	Alike      int64      // other proposals of the worker that say nearly the same
	Takes      bool       // the job takes proposals now
	Card       ClientCard // for the worker

	client, worker people.Party
	rates          Rates
}

// ProposalShown returns a proposal to its proposer or to the client it was sent to; to others it does not exist.
func ProposalShown(ctx context.Context, d *db.DB, pid id.Proposal, viewer id.Party) (p ProposalPage, err error) {
	defer fault.Wrap(&err, "proposal page %s", pid)
	err = d.View(ctx, func(s *db.Snapshot) error {
		p = ProposalPage{}
		return p.read(ctx, s, pid, viewer)
	})
	return p, err
}

func (p *ProposalPage) read(ctx context.Context, s *db.Snapshot, pid id.Proposal, viewer id.Party) (err error) {
	if p.Proposal, err = proposals.One(ctx, s, "WHERE id = $1", pid); err != nil {
		return err
	}
	if p.Of, err = jobs.One(ctx, s, "WHERE id = $1", p.Job); err != nil {
		return err
	}
	switch viewer {
	case p.Worker:
		p.Side = market.WorkerSide
	case p.Of.Client:
		p.Side = market.ClientSide
	default:
		return fault.New(fault.NotFound, "見つかりませんでした")
	}
	if p.Side == market.WorkerSide {
		if p.Card, err = clientCard(ctx, s, p.Of.Client); err != nil {
			return err
		}
	}
	if p.Parts, err = partsOf(ctx, s, pid); err != nil {
		return err
	}
	if err := p.people(ctx, s); err != nil {
		return err
	}
	if p.Thread, err = threadOf(ctx, s, p.Job, p.Worker, "", viewer); err != nil {
		return err
	}
	if p.Alike, err = alikeOf(ctx, s, pid); err != nil {
		return err
	}
	if p.Edits, err = editsSince(ctx, s, p.Job, p.SeenEditsAt); err != nil {
		return err
	}
	if p.Spread, err = spreadOf(ctx, s, p.Of); err != nil {
		return err
	}
	if p.Side == market.WorkerSide && p.State == market.Withdrawn {
		p.Spread.Prices = nil
	}
	if p.rates, err = ratesOn(ctx, s, p.Of.Mall, calendar.On(s.Now)); err != nil {
		return err
	}
	p.Quote = p.rates.quote(p.Of, p.client, p.worker, pays(p.Proposal), p.DueOn)
	p.Takes = p.Of.Takes(s.Now)
	return nil
}

func (p *ProposalPage) people(ctx context.Context, r db.Reader) error {
	if err := db.One(ctx, r, []any{&p.ClientName, &p.client.Form, &p.client.PaysSalaries},
		"SELECT display_name, form, pays_salaries FROM people_party WHERE id = $1", p.Of.Client); err != nil {
		return err
	}
	var done int64
	if err := db.One(ctx, r, []any{&p.Name, &p.Handle, &p.Headline, &p.Prefecture, &p.worker.TNumber, &p.worker.Form, &p.worker.Resident, &p.Certified, &p.IdentityAt, &p.PledgedAt, &done, &p.Contract},
		`SELECT w.display_name, w.handle, w.headline, w.prefecture, w.t_number, w.form, w.resident, w.certified, w.identity_at, w.pledged_at,
			(SELECT COUNT(*) FROM market_contract c JOIN market_item i ON i.contract = c.id WHERE c.worker = w.id AND i.state = 'accepted'),
			COALESCE((SELECT c.id FROM market_contract c WHERE c.proposal = $2), '')
		FROM people_party w WHERE w.id = $1`, p.Worker, p.ID); err != nil {
		return err
	}
	p.Registered, p.Newcomer = p.worker.TNumber != "", done == 0
	return nil
}
