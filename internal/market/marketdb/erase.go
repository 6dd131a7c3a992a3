package marketdb

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
)

// DropJob removes a job that was never shown to anybody.
func DropJob(ctx context.Context, tx *db.Tx, j market.Job) (err error) {
	defer fault.Wrap(&err, "drop job %s", j.ID)
	if _, err := tx.Do(ctx, "DELETE FROM market_job_edit WHERE job = $1", j.ID); err != nil {
		return err
	}
	return tx.Exec(ctx, 1, "DELETE FROM market_job WHERE id = $1 AND version = $2", j.ID, j.Version)
}

// Drafts returns a client's jobs that were never published.
func Drafts(ctx context.Context, r db.Reader, client id.Party) ([]market.Job, error) {
	return jobs.All(ctx, r, "WHERE client = $1 AND state IN ('draft', 'refused') ORDER BY id", client)
}

// Erase removes what a party that has gone wrote about itself where no contract came of it: the words of its proposals;
// and from its jobs the name, address and contact. What was agreed stays as it was agreed, in the documents.
func Erase(ctx context.Context, tx *db.Tx, p id.Party, pseudonym string) (err error) {
	defer fault.Wrap(&err, "erase %s", p)
	if _, err := tx.Do(ctx, "UPDATE market_job SET recruiter = $2, address = '', contact = '', version = version + 1 WHERE client = $1", p, pseudonym); err != nil {
		return err
	}
	for _, q := range []string{
		"UPDATE market_proposal_part SET title = '' WHERE proposal IN (SELECT id FROM market_proposal WHERE worker = $1 AND state <> 'awarded')",
		"UPDATE market_proposal SET message = '', version = version + 1 WHERE worker = $1 AND state <> 'awarded'",
	} {
		if _, err := tx.Do(ctx, q, p); err != nil {
			return err
		}
	}
	return nil
}
