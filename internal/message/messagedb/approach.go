package messagedb

import (
	"context"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/message"
)

// Approaches counts what a party waits for an answer to, and what it has sent since the beginning of a day that nobody has answered.
func Approaches(ctx context.Context, r db.Reader, l message.Limits, p id.Party, day clock.Instant) (a message.Approaches, err error) {
	defer fault.Wrap(&err, "approaches of %s", p)
	a.Limits = l
	err = db.One(ctx, r, []any{&a.Waiting, &a.Today}, `SELECT (SELECT COUNT(*) FROM message_approach WHERE party = $1 AND back = ''),
		(SELECT COUNT(*) FROM message_approach WHERE party = $1 AND at >= $2 AND back <> 'answered')`, p, day)
	return a, err
}

// Approach notes that a party has opened a thread, or goes on in one from which it had withdrawn.
func Approach(ctx context.Context, tx *db.Tx, t message.Thread, p id.Party) error {
	return tx.Exec(ctx, 1, `INSERT INTO message_approach (thread, job, party, at, back, back_at) VALUES ($1, $2, $3, $4, '', 0)
		ON CONFLICT (thread) DO UPDATE SET at = excluded.at, back = '', back_at = 0`, t.ID, t.Job, p, tx.Now)
}

// HasWithdrawn reports whether a thread was opened by somebody who then withdrew, unanswered.
func HasWithdrawn(ctx context.Context, tx *db.Tx, t id.Thread) (yes bool, err error) {
	err = db.One(ctx, tx, []any{&yes}, "SELECT EXISTS (SELECT 1 FROM message_approach WHERE thread = $1 AND back = 'withdrawn')", t)
	return yes, err
}

// Refill gives back the place of a party that has opened the thread between two parties about a job.
func Refill(ctx context.Context, tx *db.Tx, job id.Job, opener, other id.Party, how message.Back) error {
	_, err := tx.Do(ctx, `UPDATE message_approach SET back = $4, back_at = $5 WHERE job = $1 AND party = $2 AND back = ''
		AND EXISTS (SELECT 1 FROM message_seat s WHERE s.thread = message_approach.thread AND s.party = $3)`, job, opener, other, how, tx.Now)
	return err
}

// RefillAll gives back the places of all who wait for an answer about a job.
func RefillAll(ctx context.Context, tx *db.Tx, job id.Job) error {
	_, err := tx.Do(ctx, "UPDATE message_approach SET back = 'ended', back_at = $2 WHERE job = $1 AND back = ''", job, tx.Now)
	return err
}
