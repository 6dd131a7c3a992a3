package query

import (
	"context"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/yen"
)

// jobs maps market_job for reading.
var jobs = db.Table[market.Job]{
	Name: "market_job",
	Columns: "id, mall, client, posted_by, kind, arrangement, state, outcome, category, title, body, deliverable, place, rights, ai_policy, " +
		"unit, quantity, pay, low_reason, hires, hired, closes_on, due_on, beginners, unregistered, recruiter, address, contact, reason, proposals, " +
		"created_at, published_at, decide_by, reminded, version, teams, certified_only",
	Fields: func(j *market.Job) []any {
		return []any{&j.ID, &j.Mall, &j.Client, &j.PostedBy, &j.Kind, &j.Arrangement, &j.State, &j.Outcome, &j.Category, &j.Title, &j.Body, &j.Deliverable, &j.Place, &j.Rights, &j.AIPolicy,
			&j.Unit, &j.Quantity, &j.Pay, &j.LowReason, &j.Hires, &j.Hired, &j.ClosesOn, &j.DueOn, &j.Beginners, &j.Unregistered, &j.Recruiter.Name, &j.Recruiter.Address, &j.Recruiter.Contact, &j.Reason, &j.Proposals,
			&j.CreatedAt, &j.PublishedAt, &j.DecideBy, &j.Reminded, &j.Version, &j.Teams, &j.CertifiedOnly}
	},
}

// proposals maps market_proposal for reading; parts are read apart.
var proposals = db.Table[market.Proposal]{
	Name:    "market_proposal",
	Columns: "id, job, worker, by_person, state, price, message, due_on, shortlisted, reason, sent_at, edited_at, seen_edits_at, version",
	Fields: func(p *market.Proposal) []any {
		return []any{&p.ID, &p.Job, &p.Worker, &p.By, &p.State, &p.Price, &p.Message, &p.DueOn, &p.Shortlisted, &p.Reason, &p.SentAt, &p.EditedAt, &p.SeenEditsAt, &p.Version}
	},
}

func partsOf(ctx context.Context, r db.Reader, pid id.Proposal) ([]market.Part, error) {
	return db.All(ctx, r, func(p *market.Part) []any { return []any{&p.N, &p.Title, &p.Price, &p.DueOn} },
		"SELECT n, title, price, due_on FROM market_proposal_part WHERE proposal = $1 ORDER BY n", pid)
}

func editsSince(ctx context.Context, r db.Reader, jid id.Job, since clock.Instant) ([]market.Edit, error) {
	return db.All(ctx, r, func(e *market.Edit) []any { return []any{&e.ID, &e.Job, &e.At, &e.By, &e.Field, &e.Before, &e.After} },
		"SELECT id, job, at, by_person, field, before, after FROM market_job_edit WHERE job = $1 AND at > $2 ORDER BY id", jid, since)
}

// Spread is what was offered for a job, without names: shown once there are market.SpreadFrom proposals.
type Spread struct {
	Prices []yen.Yen // in rising order; none while there are too few
	Count  int       // of the proposals that stand
	Middle yen.Yen   // the median, the lower one of two
	Floor  JobFloor
}

func spreadOf(ctx context.Context, r *db.Snapshot, j market.Job) (s Spread, err error) {
	if s.Floor, err = floorOf(ctx, r, j); err != nil {
		return s, err
	}
	s.Prices, err = db.All(ctx, r, func(y *yen.Yen) []any { return []any{y} },
		"SELECT price FROM market_proposal WHERE job = $1 AND state <> 'withdrawn' ORDER BY price", j.ID)
	if s.Count = len(s.Prices); s.Count < market.SpreadFrom {
		s.Prices = nil
	} else {
		s.Middle = s.Prices[(s.Count-1)/2]
	}
	return s, err
}
