package query

import (
	"context"
	"fmt"
	"slices"

	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/message"
	"nariwai/internal/people"
	"nariwai/internal/yen"
)

// MyProposal is one proposal in its proposer's list.
type MyProposal struct {
	ID         id.Proposal
	Job        id.Job
	Title      string
	Client     string
	State      market.ProposalState
	JobState   market.JobState
	Price, Net yen.Yen
	Withheld   bool
	DueOn      calendar.Date
	ClosesOn   calendar.Date
	DecideBy   clock.Instant
	SentAt     clock.Instant
	Changed    bool // the job changed, and the proposer has not confirmed
	Waits      bool // the client waits for an answer in their thread
	Contract   id.Contract

	category string
	client   people.Party
}

// MyProposals is one page of a worker's proposals, newest first.
type MyProposals struct {
	Lines      []MyProposal
	Waiting    int64 // of all, those that wait for an answer
	Approaches message.Approaches
	Turns      int64 // of them, those where the worker has something to do
	Prev, Next id.Proposal
}

const myLinesOnAPage = 30

// ProposalsBy returns a worker's proposals after or before a place in the list ("" for its beginning).
func ProposalsBy(ctx context.Context, d *db.DB, worker id.Party, after, before id.Proposal) (p MyProposals, err error) {
	defer fault.Wrap(&err, "proposals by %s", worker)
	err = d.View(ctx, func(s *db.Snapshot) error {
		p = MyProposals{}
		if err := db.One(ctx, s, []any{&p.Waiting, &p.Turns}, `SELECT COUNT(*), COALESCE(SUM(CASE WHEN `+mustAct+` THEN 1 ELSE 0 END), 0)
			FROM market_proposal p WHERE p.worker = $1 AND p.state = 'sent'`, worker); err != nil {
			return err
		}
		if p.Approaches, err = approachesOf(ctx, s, worker); err != nil {
			return err
		}
		var keys keyset
		p.Lines, keys, err = pageOf(string(after), string(before), myLinesOnAPage, func(l MyProposal) string { return string(l.ID) },
			func(condition, order, at string, limit int) ([]MyProposal, error) {
				return db.All(ctx, s, myProposalFields, fmt.Sprintf(myProposalQuery, condition, order, limit), worker, at)
			})
		if err != nil {
			return err
		}
		p.Prev, p.Next = id.Proposal(keys.prev), id.Proposal(keys.next)
		rates, err := ratesOn(ctx, s, id.Site, calendar.On(s.Now))
		if err != nil {
			return err
		}
		facts, err := taxFacts(ctx, s, worker)
		if err != nil {
			return err
		}
		parts, err := partPrices(ctx, s, p.Lines)
		if err != nil {
			return err
		}
		for i := range p.Lines {
			l := &p.Lines[i]
			w := withholding(l.client, facts, l.category)
			prices := parts[l.ID]
			if len(prices) == 0 {
				prices = []yen.Yen{l.Price}
			}
			l.Withheld, l.Net = w != billing.NotWithheld, rates.quoteBy(w, market.Job{}, prices, l.DueOn).Net
		}
		return nil
	})
	return p, err
}

// mustAct is whether the proposer has something to do: an edit to confirm, or a question to answer.
const mustAct = `(EXISTS (SELECT 1 FROM market_job_edit e WHERE e.job = p.job AND e.at > p.seen_edits_at)
	OR EXISTS (SELECT 1 FROM message_thread t JOIN message_seat w ON w.thread = t.id WHERE t.job = p.job AND t.worker = p.worker AND t.contract = '' AND w.party = p.worker AND w.needs))`

const myProposalQuery = `SELECT p.id, p.job, j.title, c.display_name, p.state, j.state, p.price, p.due_on, j.closes_on, j.decide_by, p.sent_at,
		EXISTS (SELECT 1 FROM market_job_edit e WHERE e.job = p.job AND e.at > p.seen_edits_at),
		EXISTS (SELECT 1 FROM message_thread t JOIN message_seat w ON w.thread = t.id WHERE t.job = p.job AND t.worker = p.worker AND t.contract = '' AND w.party = p.worker AND w.needs),
		COALESCE((SELECT k.id FROM market_contract k WHERE k.proposal = p.id), ''),
		j.category, c.form, c.pays_salaries
	FROM market_proposal p JOIN market_job j ON j.id = p.job JOIN people_party c ON c.id = j.client
	WHERE p.worker = $1 AND p.id %s $2 ORDER BY p.id %s LIMIT %d`

func myProposalFields(l *MyProposal) []any {
	return []any{&l.ID, &l.Job, &l.Title, &l.Client, &l.State, &l.JobState, &l.Price, &l.DueOn, &l.ClosesOn, &l.DecideBy, &l.SentAt,
		&l.Changed, &l.Waits, &l.Contract, &l.category, &l.client.Form, &l.client.PaysSalaries}
}

// partPrices returns the prices of the milestones of the lines' proposals.
func partPrices(ctx context.Context, r db.Reader, lines []MyProposal) (map[id.Proposal][]yen.Yen, error) {
	if len(lines) == 0 {
		return nil, nil
	}
	ids := make([]any, len(lines))
	for i, l := range lines {
		ids[i] = l.ID
	}
	return pricesBy(ctx, r, "SELECT proposal, price FROM market_proposal_part WHERE proposal IN ("+db.Marks(1, len(ids))+") ORDER BY proposal, n", ids...)
}

// keyset says where the pages around a page begin; "" where there is none.
type keyset struct{ prev, next string }

// lastID sorts behind every id, whatever the database's collation: ids are hexadecimal.
const lastID = "zzzz"

// pageOf reads one page of rows that are listed by falling id: those after an id, those before one, or the first.
// read gets a comparison, an order and how many rows it may return.
func pageOf[T any](after, before string, most int, idOf func(T) string, read func(condition, order, at string, limit int) ([]T, error)) (rows []T, k keyset, err error) {
	back := before != ""
	switch {
	case back:
		rows, err = read(">", "ASC", before, most+1)
	case after != "":
		rows, err = read("<", "DESC", after, most+1)
	default:
		rows, err = read("<", "DESC", lastID, most+1)
	}
	if err != nil {
		return nil, k, err
	}
	more := len(rows) > most
	rows = rows[:min(len(rows), most)]
	if back {
		slices.Reverse(rows)
	}
	if len(rows) == 0 {
		return rows, k, nil
	}
	if back && more || !back && after != "" {
		k.prev = idOf(rows[0])
	}
	if back || more {
		k.next = idOf(rows[len(rows)-1])
	}
	return rows, k, nil
}
