package marketdb

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
)

var proposals = db.Table[market.Proposal]{
	Name:    "market_proposal",
	Columns: "id, job, worker, by_person, state, price, message, due_on, shortlisted, reason, sent_at, edited_at, seen_edits_at, version",
	Fields: func(p *market.Proposal) []any {
		return []any{&p.ID, &p.Job, &p.Worker, &p.By, &p.State, &p.Price, &p.Message, &p.DueOn, &p.Shortlisted, &p.Reason, &p.SentAt, &p.EditedAt, &p.SeenEditsAt, &p.Version}
	},
}

func partFields(p *market.Part) []any { return []any{&p.N, &p.Title, &p.Price, &p.DueOn} }

// Proposal returns a proposal with its parts, or NotFound.
func Proposal(ctx context.Context, r db.Reader, pid id.Proposal) (p market.Proposal, err error) {
	if p, err = proposals.One(ctx, r, "WHERE id = $1", pid); err != nil {
		return p, err
	}
	p.Parts, err = db.All(ctx, r, partFields, "SELECT n, title, price, due_on FROM market_proposal_part WHERE proposal = $1 ORDER BY n", pid)
	return p, err
}

// ProposalOf returns the proposal of a worker for a job, or NotFound.
func ProposalOf(ctx context.Context, r db.Reader, jid id.Job, worker id.Party) (p market.Proposal, err error) {
	if p, err = proposals.One(ctx, r, "WHERE job = $1 AND worker = $2", jid, worker); err != nil {
		return p, err
	}
	return Proposal(ctx, r, p.ID)
}

// Proposals returns a job's proposals in a state, in the order in which they came, without their parts.
func Proposals(ctx context.Context, r db.Reader, jid id.Job, s market.ProposalState) ([]market.Proposal, error) {
	return proposals.All(ctx, r, "WHERE job = $1 AND state = $2 ORDER BY id", jid, s)
}

// WaitingOf returns the proposals of a worker that wait for an answer, without their parts.
func WaitingOf(ctx context.Context, r db.Reader, worker id.Party) ([]market.Proposal, error) {
	return proposals.All(ctx, r, "WHERE worker = $1 AND state = $2 ORDER BY id", worker, market.Sent)
}

// InsertProposal adds a proposal with its parts. A second one of the same worker for the same job is a Conflict.
func InsertProposal(ctx context.Context, tx *db.Tx, p market.Proposal) (err error) {
	if err := proposals.Insert(ctx, tx, p); err != nil {
		return err
	}
	return insertParts(ctx, tx, p)
}

// SaveProposal writes p and its parts if nobody wrote it since it was read.
func SaveProposal(ctx context.Context, tx *db.Tx, p *market.Proposal) (err error) {
	defer fault.Wrap(&err, "save proposal %s", p.ID)
	parts := p.Parts
	if *p, err = proposals.Update(ctx, tx, *p); err != nil {
		return err
	}
	p.Parts = parts
	if _, err := tx.Do(ctx, "DELETE FROM market_proposal_part WHERE proposal = $1", p.ID); err != nil {
		return err
	}
	return insertParts(ctx, tx, *p)
}

// SaveAnswer writes the state of p (shortlisted, declined, awarded …) and leaves its parts as they are.
func SaveAnswer(ctx context.Context, tx *db.Tx, p *market.Proposal) (err error) {
	parts := p.Parts
	*p, err = proposals.Update(ctx, tx, *p)
	p.Parts = parts
	return err
}

func insertParts(ctx context.Context, tx *db.Tx, p market.Proposal) error {
	for i, part := range p.Parts {
		if err := tx.Exec(ctx, 1, "INSERT INTO market_proposal_part (proposal, n, title, price, due_on) VALUES ($1, $2, $3, $4, $5)",
			p.ID, i+1, part.Title, part.Price, part.DueOn); err != nil {
			return err
		}
	}
	return nil
}

// WordsOf returns what a party has written in its newest proposals for other jobs.
func WordsOf(ctx context.Context, r db.Reader, worker id.Party, except id.Job, most int) (words []string, err error) {
	defer fault.Wrap(&err, "words of %s", worker)
	return db.All(ctx, r, func(s *string) []any { return []any{s} },
		"SELECT message FROM market_proposal WHERE worker = $1 AND job <> $2 ORDER BY id DESC LIMIT $3", worker, except, most)
}
