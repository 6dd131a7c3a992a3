package query

import (
	"cmp"
	"context"
	"slices"

	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/place"
	"nariwai/internal/yen"
)

// ProposalLine is one proposal in the client's comparison.
type ProposalLine struct {
	ID          id.Proposal
	Worker      id.Party
	Name        string
	Handle      string
	Headline    string
	Prefecture  place.Prefecture
	Registered  bool // has a T number
	Certified   bool
	IdentityAt  clock.Instant
	PledgedAt   clock.Instant
	State       market.ProposalState
	Price, Net  yen.Yen
	Withheld    bool
	DueOn       calendar.Date
	Parts       int64 // milestones
	Message     string
	Shortlisted bool
	SentAt      clock.Instant
	Unconfirmed bool  // the job changed after the proposer last looked
	Done        int64 // items accepted from this worker, by anybody
	DoneHere    int64 // … by this client
	Said        int64 // messages beside the proposal
	Asked       bool  // the client waits for the worker's answer
	Asks        bool  // the worker waits for the client's
	Contract    id.Contract
	Alike       int64 // other proposals of the worker that say nearly the same

	form    people.LegalForm
	tNumber people.TNumber
	abroad  bool
}

// ProposalOrder is how the comparison is sorted.
type ProposalOrder string

const (
	AsTheyCame    ProposalOrder = ""
	CheapestFirst ProposalOrder = "price"
	EarliestFirst ProposalOrder = "due"
)

// JobProposals is what a client compares.
type JobProposals struct {
	market.Job
	Rates     Rates
	Lines     []ProposalLine // that wait for an answer, in the order asked for
	Shortlist []ProposalLine // of them, those that the client keeps
	Decided   []ProposalLine // awarded, declined, withdrawn, unchosen
	Spread    Spread
	Newcomers int // of Lines, from workers without an accepted item
}

// ProposalsFor returns the proposals for a job of client; other people's jobs are not found.
func ProposalsFor(ctx context.Context, d *db.DB, jid id.Job, client id.Party, order ProposalOrder) (p JobProposals, err error) {
	defer fault.Wrap(&err, "proposals for job %s", jid)
	err = d.View(ctx, func(s *db.Snapshot) error {
		p = JobProposals{}
		if p.Job, err = jobs.One(ctx, s, "WHERE id = $1 AND client = $2", jid, client); err != nil {
			return err
		}
		if p.Rates, err = ratesOn(ctx, s, p.Mall, calendar.On(s.Now)); err != nil {
			return err
		}
		if p.Spread, err = spreadOf(ctx, s, p.Job); err != nil {
			return err
		}
		lines, err := proposalLines(ctx, s, p.Job)
		if err != nil {
			return err
		}
		facts, err := taxFacts(ctx, s, client)
		if err != nil {
			return err
		}
		parts, err := partsOfJob(ctx, s, jid)
		if err != nil {
			return err
		}
		for _, l := range lines {
			l.Registered = l.tNumber != ""
			w := withholding(facts, people.Party{Form: l.form, Resident: !l.abroad}, p.Category)
			l.Withheld = w != billing.NotWithheld
			prices := parts[l.ID]
			if l.Parts = int64(len(prices)); l.Parts == 0 {
				prices = []yen.Yen{l.Price}
			}
			l.Net = p.Rates.quoteBy(w, p.Job, prices, l.DueOn).Net
			p.add(l)
		}
		p.sort(order)
		return nil
	})
	return p, err
}

func (p *JobProposals) add(l ProposalLine) {
	if l.State != market.Sent {
		p.Decided = append(p.Decided, l)
		return
	}
	p.Lines = append(p.Lines, l)
	if l.Shortlisted {
		p.Shortlist = append(p.Shortlist, l)
	}
	if l.Done == 0 {
		p.Newcomers++
	}
}

func (p *JobProposals) sort(order ProposalOrder) {
	switch order {
	case CheapestFirst:
		slices.SortStableFunc(p.Lines, func(a, b ProposalLine) int { return a.Price.Cmp(b.Price) })
	case EarliestFirst:
		slices.SortStableFunc(p.Lines, func(a, b ProposalLine) int { return cmp.Compare(a.DueOn, b.DueOn) })
	}
}

func proposalLines(ctx context.Context, r db.Reader, j market.Job) ([]ProposalLine, error) {
	return db.All(ctx, r, func(l *ProposalLine) []any {
		return []any{&l.ID, &l.Worker, &l.Name, &l.Handle, &l.Headline, &l.Prefecture, &l.tNumber, &l.form, &l.abroad, &l.Certified, &l.IdentityAt, &l.PledgedAt,
			&l.State, &l.Price, &l.DueOn, &l.Message, &l.Shortlisted, &l.SentAt, &l.Unconfirmed, &l.Done, &l.DoneHere, &l.Said, &l.Asked, &l.Asks, &l.Contract, &l.Alike}
	}, `SELECT p.id, p.worker, w.display_name, w.handle, w.headline, w.prefecture, w.t_number, w.form, NOT w.resident, w.certified, w.identity_at, w.pledged_at,
			p.state, p.price, p.due_on, SUBSTR(p.message, 1, 200), p.shortlisted, p.sent_at,
			EXISTS (SELECT 1 FROM market_job_edit e WHERE e.job = p.job AND e.at > p.seen_edits_at),
			(SELECT COUNT(*) FROM market_contract c JOIN market_item i ON i.contract = c.id WHERE c.worker = p.worker AND i.state = 'accepted'),
			(SELECT COUNT(*) FROM market_contract c JOIN market_item i ON i.contract = c.id WHERE c.worker = p.worker AND c.client = $2 AND i.state = 'accepted'),
			COALESCE((SELECT t.last_n FROM message_thread t WHERE t.job = p.job AND t.worker = p.worker AND t.contract = ''), 1) - 1,
			EXISTS (SELECT 1 FROM message_thread t JOIN message_seat w ON w.thread = t.id WHERE t.job = p.job AND t.worker = p.worker AND t.contract = '' AND w.party = p.worker AND w.needs),
			EXISTS (SELECT 1 FROM message_thread t JOIN message_seat w ON w.thread = t.id WHERE t.job = p.job AND t.worker = p.worker AND t.contract = '' AND w.party = $2 AND w.needs),
			COALESCE((SELECT c.id FROM market_contract c WHERE c.proposal = p.id), ''), COALESCE((SELECT a.n FROM trust_alike a WHERE a.proposal = p.id), 0)
		FROM market_proposal p JOIN people_party w ON w.id = p.worker WHERE p.job = $1 ORDER BY p.id`, j.ID, j.Client)
}

// partsOfJob returns the prices of the milestones of all proposals for a job.
func partsOfJob(ctx context.Context, r db.Reader, jid id.Job) (map[id.Proposal][]yen.Yen, error) {
	return pricesBy(ctx, r, `SELECT t.proposal, t.price FROM market_proposal p JOIN market_proposal_part t ON t.proposal = p.id
		WHERE p.job = $1 ORDER BY t.proposal, t.n`, jid)
}

// pricesBy runs a query of proposals and prices.
func pricesBy(ctx context.Context, r db.Reader, q string, args ...any) (map[id.Proposal][]yen.Yen, error) {
	type part struct {
		proposal id.Proposal
		price    yen.Yen
	}
	rows, err := db.All(ctx, r, func(p *part) []any { return []any{&p.proposal, &p.price} }, q, args...)
	out := map[id.Proposal][]yen.Yen{}
	for _, row := range rows {
		out[row.proposal] = append(out[row.proposal], row.price)
	}
	return out, err
}
