package query

import (
	"context"
	"slices"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/policy"
	"nariwai/internal/reply"
	"nariwai/internal/yen"
)

// HomePage is what a person who has signed in sees first, for the party in whose name they act.
type HomePage struct {
	Name      string
	Works     bool // shows itself as open to work
	Orders    bool
	CarryOver bool    // payouts wait at the party's own request
	Goal      yen.Yen // a month; 0 for none

	Todos     []Todo
	Doing     []OpenContract // as the worker, those with the nearest date first
	Ordered   []OpenContract // as the client
	Proposals []SentProposal
	Jobs      []OwnJob

	Month  MonthMoney
	Year   []MonthSum // twelve months, this one last
	Coming ComingMoney

	Secured yen.Yen // in escrow for this party's orders

	Replies reply.Figures
	Asks    []OpenAsk // that the party has not answered yet
}

// WithoutMoney is the page for those who act for a party and don't see its money.
func (h HomePage) WithoutMoney() HomePage {
	h.Goal, h.Month, h.Year, h.Coming, h.Secured, h.Proposals = yen.Yen{}, MonthMoney{}, nil, ComingMoney{}, yen.Yen{}, nil
	return h
}

// OpenContract is one agreement that has not ended, seen from one side.
type OpenContract struct {
	ID         id.Contract
	Side       market.Side
	Title      string
	Other      string // the other side's name
	State      market.ContractState
	FundBy     clock.Instant
	AskedAt    clock.Instant
	SilentDays int
	Items      []OpenItem
}

// OpenItem is an item of such a contract.
type OpenItem struct {
	N         int64
	Title     string
	State     market.ItemState
	Pay       yen.Yen // tax included
	Net       yen.Yen // what arrives
	Secured   yen.Yen
	DueOn     calendar.Date
	AcceptBy  clock.Instant
	Revisions int64
}

// Current is the item that is next: the first that has not ended.
func (c OpenContract) Current() OpenItem {
	for _, it := range c.Items {
		if !it.State.Ended() {
			return it
		}
	}
	return OpenItem{}
}

// Date is the day on which something is due on the current item: the last day to pay in, to deliver, or to accept.
func (c OpenContract) Date() calendar.Date {
	switch it := c.Current(); it.State {
	case market.ItemAgreed:
		return lastDay(c.FundBy)
	case market.ItemDelivered:
		return lastDay(it.AcceptBy)
	default:
		return it.DueOn
	}
}

// Name is the contract's title, with the item's where there are several.
func (c OpenContract) Name(it OpenItem) string {
	if len(c.Items) < 2 || it.Title == c.Title {
		return c.Title
	}
	return c.Title + " " + it.Title
}

// lastDay is the last day before a limit that ends at 00:00.
func lastDay(until clock.Instant) calendar.Date {
	if until.IsZero() {
		return 0
	}
	return calendar.On(until - 1)
}

// Home reads the first page of a person at now. Call it on a View, so that its parts agree with each other.
func Home(ctx context.Context, r *db.Snapshot, person id.Person, party id.Party, now clock.Instant) (h HomePage, err error) {
	defer fault.Wrap(&err, "home of %s", party)
	today := calendar.On(now)
	if err := db.One(ctx, r, []any{&h.Name, &h.Works, &h.Orders, &h.CarryOver, &h.Goal}, `SELECT p.display_name, p.works, p.orders, p.carry_over,
		(SELECT monthly_goal FROM people_person WHERE id = $1) FROM people_party p WHERE p.id = $2`, person, party); err != nil {
		return h, err
	}
	all, err := openContractsOf(ctx, r, party)
	if err != nil {
		return h, err
	}
	for _, c := range all {
		if c.Side == market.WorkerSide {
			h.Doing = append(h.Doing, c)
			continue
		}
		h.Ordered = append(h.Ordered, c)
		for _, it := range c.Items {
			h.Secured = h.Secured.Add(it.Secured)
		}
	}
	if h.Proposals, err = sentProposals(ctx, r, party); err != nil {
		return h, err
	}
	if h.Jobs, err = ownJobs(ctx, r, party); err != nil {
		return h, err
	}
	closing, err := Rule[calendar.Closing](ctx, r, policy.Closing, today)
	if err != nil {
		return h, err
	}
	if h.Year, err = yearOf(ctx, r, party, calendar.MonthOf(today)); err != nil {
		return h, err
	}
	if h.Coming, err = comingMoney(ctx, r, party, closing.Rule); err != nil {
		return h, err
	}
	h.Month = monthMoney(h.Doing, h.Year[len(h.Year)-1].Net, today)
	waiting, err := openTurns(ctx, r, party)
	if err != nil {
		return h, err
	}
	if h.Replies, err = replyFigures(ctx, r, party); err != nil {
		return h, err
	}
	if h.Asks, err = openAsks(ctx, r, party); err != nil {
		return h, err
	}
	reviews, err := openReviews(ctx, r, party, r.Now)
	if err != nil {
		return h, err
	}
	h.Todos = h.todos(waiting, reviews)
	return h, nil
}

// contractsMost bounds what one page reads; a party with more sees the most recent.
const contractsMost = 600 // items

func openContractsOf(ctx context.Context, r db.Reader, party id.Party) (out []OpenContract, err error) {
	defer fault.Wrap(&err, "open contracts")
	type row struct {
		OpenContract
		it OpenItem
	}
	side := func(side, mine, other string) string {
		return `SELECT '` + side + `' AS side, c.id, c.title, o.display_name, c.state, c.fund_by, c.asked_at, c.silent_days,
			i.n, i.title, i.state, i.pay, COALESCE(q.net, i.pay), i.secured, i.due_on, i.accept_by, i.revisions
			FROM market_contract c JOIN market_item i ON i.contract = c.id JOIN people_party o ON o.id = c.` + other + `
			LEFT JOIN billing_quote q ON q.item = i.id
			WHERE c.` + mine + ` = $1 AND c.state IN ('awarded', 'active')`
	}
	rows, err := db.All(ctx, r, func(x *row) []any {
		return []any{&x.Side, &x.ID, &x.Title, &x.Other, &x.State, &x.FundBy, &x.AskedAt, &x.SilentDays,
			&x.it.N, &x.it.Title, &x.it.State, &x.it.Pay, &x.it.Net, &x.it.Secured, &x.it.DueOn, &x.it.AcceptBy, &x.it.Revisions}
	}, side("worker", "worker", "client")+" UNION ALL "+side("client", "client", "worker")+" ORDER BY 2 DESC, 9 LIMIT $2", party, contractsMost)
	for _, x := range rows {
		if n := len(out); n == 0 || out[n-1].ID != x.ID {
			out = append(out, x.OpenContract)
		}
		if !x.it.State.HoldsMoney() {
			x.it.Secured = yen.Yen{}
		}
		last := &out[len(out)-1]
		last.Items = append(last.Items, x.it)
	}
	slices.SortStableFunc(out, func(a, b OpenContract) int { return int(a.Date()) - int(b.Date()) })
	return out, err
}

// SentProposal is an offer that waits for an answer, or was answered lately.
type SentProposal struct {
	ID          id.Proposal
	Job         id.Job
	Title       string
	State       market.ProposalState
	Price       yen.Yen
	SentAt      clock.Instant
	Shortlisted bool
	ClosesOn    calendar.Date
	DecideBy    clock.Instant
	Waits       bool // the client waits for an answer
	Edited      bool // the job was changed since its proposer last looked
}

// proposalsMost is how many of the newest proposals the page reads.
const proposalsMost = 50

func sentProposals(ctx context.Context, r db.Reader, party id.Party) ([]SentProposal, error) {
	return db.All(ctx, r, func(p *SentProposal) []any {
		return []any{&p.ID, &p.Job, &p.Title, &p.State, &p.Price, &p.SentAt, &p.Shortlisted, &p.ClosesOn, &p.DecideBy, &p.Waits, &p.Edited}
	}, `SELECT p.id, p.job, j.title, p.state, p.price, p.sent_at, p.shortlisted, j.closes_on, j.decide_by,
		EXISTS (SELECT 1 FROM message_thread t JOIN message_seat w ON w.thread = t.id WHERE t.job = p.job AND t.worker = p.worker AND t.contract = '' AND w.party = p.worker AND w.needs),
		EXISTS (SELECT 1 FROM market_job_edit e WHERE e.job = p.job AND e.at > p.seen_edits_at)
		FROM market_proposal p JOIN market_job j ON j.id = p.job WHERE p.worker = $1 AND p.state <> $2 ORDER BY p.id DESC LIMIT $3`,
		party, market.Withdrawn, proposalsMost)
}

// OwnJob is a job that its client has still to do with.
type OwnJob struct {
	ID        id.Job
	Title     string
	State     market.JobState
	Hires     int64
	Hired     int64
	ClosesOn  calendar.Date
	DecideBy  clock.Instant
	Undecided int64 // proposals that wait for an answer
	Reason    string
}

const jobsMost = 50

func ownJobs(ctx context.Context, r db.Reader, party id.Party) ([]OwnJob, error) {
	return db.All(ctx, r, func(j *OwnJob) []any {
		return []any{&j.ID, &j.Title, &j.State, &j.Hires, &j.Hired, &j.ClosesOn, &j.DecideBy, &j.Undecided, &j.Reason}
	}, `SELECT j.id, j.title, j.state, j.hires, j.hired, j.closes_on, j.decide_by,
		(SELECT COUNT(*) FROM market_proposal p WHERE p.job = j.id AND p.state = 'sent'), j.reason
		FROM market_job j WHERE j.client = $1 AND j.state IN ('draft', 'review', 'open', 'deciding', 'refused') ORDER BY j.id DESC LIMIT $2`,
		party, jobsMost)
}

// PayoutAccount is where a party is paid, as pages show it.
type PayoutAccount struct {
	Bank     string // its code
	Kind     people.AccountKind
	Last4    string
	Checking calendar.Date // a new one is being checked, and is used from this day on at the latest; 0 for none
}
