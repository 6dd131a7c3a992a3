// Package reviewdb keeps the review_ tables.
package reviewdb

import (
	"context"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/review"
)

var windows = db.Table[review.Window]{
	Name:    "review_window",
	Columns: "contract, client, worker, field, opened_at, closes_at, client_at, worker_at, revealed_at, reminded, version",
	Fixed:   "client, worker, field, opened_at, closes_at",
	Fields: func(w *review.Window) []any {
		return []any{&w.Contract, &w.Client, &w.Worker, &w.Field, &w.OpenedAt, &w.ClosesAt, &w.ClientAt, &w.WorkerAt, &w.RevealedAt, &w.Reminded, &w.Version}
	},
}

// row is a review as it is kept: whether somebody is satisfied is a truth, not a word.
type row struct {
	review.Review
	satisfied bool
}

var reviews = db.Table[row]{
	Name: "review_review",
	Columns: "id, contract, by_party, by_person, about, side, field, satisfied, a1, a2, a3, a4, a5, private, " +
		"written_at, changed_at, revealed_at, adjusted, replied_at, words, reply, version",
	Fixed: "contract, by_party, about, side, field, written_at",
	Fields: func(r *row) []any {
		return []any{&r.ID, &r.Contract, &r.By, &r.Person, &r.About, &r.Side, &r.Field, &r.satisfied,
			&r.Aspects[0], &r.Aspects[1], &r.Aspects[2], &r.Aspects[3], &r.Aspects[4], &r.Private,
			&r.WrittenAt, &r.ChangedAt, &r.RevealedAt, &r.Adjusted, &r.RepliedAt, &r.Words, &r.Reply, &r.Version}
	},
}

func kept(r review.Review) row { return row{r, r.Content.Satisfied == review.Satisfied} }

func (r row) review() review.Review {
	r.Content.Satisfied = review.NotSatisfied
	if r.satisfied {
		r.Content.Satisfied = review.Satisfied
	}
	return r.Review
}

// Window returns the window of a contract, or NotFound.
func Window(ctx context.Context, r db.Reader, c id.Contract) (review.Window, error) {
	return windows.One(ctx, r, "WHERE contract = $1", c)
}

// Open adds a window.
func Open(ctx context.Context, tx *db.Tx, w review.Window) error { return windows.Insert(ctx, tx, w) }

// SaveWindow writes w if nobody wrote it since it was read, and brings its version up to date.
func SaveWindow(ctx context.Context, tx *db.Tx, w *review.Window) (err error) {
	*w, err = windows.Update(ctx, tx, *w)
	return err
}

// Due returns windows whose time is over and that are not revealed, the oldest first.
func Due(ctx context.Context, r db.Reader, now clock.Instant, most int) ([]review.Window, error) {
	return windows.All(ctx, r, "WHERE revealed_at = 0 AND closes_at <= $1 ORDER BY closes_at LIMIT $2", now, most)
}

// CountDue is how many windows that closed by a moment are still to be revealed: a screening as of then waits for them.
func CountDue(ctx context.Context, r db.Reader, by clock.Instant) (n int64, err error) {
	err = db.One(ctx, r, []any{&n}, "SELECT COUNT(*) FROM review_window WHERE revealed_at = 0 AND closes_at <= $1", by)
	return n, err
}

// ToRemind returns open windows with so many reminders that close before a moment, the first first.
func ToRemind(ctx context.Context, r db.Reader, reminded int64, before clock.Instant, most int) ([]review.Window, error) {
	return windows.All(ctx, r, "WHERE revealed_at = 0 AND reminded = $1 AND closes_at < $2 ORDER BY closes_at LIMIT $3", reminded, before, most)
}

// Review returns a review, or NotFound.
func Review(ctx context.Context, r db.Reader, rid id.Review) (review.Review, error) {
	x, err := reviews.One(ctx, r, "WHERE id = $1", rid)
	return x.review(), err
}

// Of returns what both sides of a contract have written.
func Of(ctx context.Context, r db.Reader, c id.Contract) (out []review.Review, err error) {
	rows, err := reviews.All(ctx, r, "WHERE contract = $1 ORDER BY id", c)
	for _, x := range rows {
		out = append(out, x.review())
	}
	return out, err
}

// About returns the newest reviews of a party on a side that are revealed, and how many there are in all.
func About(ctx context.Context, r db.Reader, p id.Party, side review.Side, most int) (out []review.Review, n int64, err error) {
	if err := db.One(ctx, r, []any{&n}, "SELECT COUNT(*) FROM review_review WHERE about = $1 AND side = $2 AND revealed_at > 0", p, side); err != nil {
		return nil, 0, err
	}
	rows, err := reviews.All(ctx, r, "WHERE about = $1 AND side = $2 AND revealed_at > 0 ORDER BY revealed_at DESC, id DESC LIMIT $3", p, side, most)
	for _, x := range rows {
		out = append(out, x.review())
	}
	return out, n, err
}

// Insert adds a review; a second one of a side is a Conflict.
func Insert(ctx context.Context, tx *db.Tx, r review.Review) error {
	return reviews.Insert(ctx, tx, kept(r))
}

// Save writes r if nobody wrote it since it was read, and brings its version up to date.
func Save(ctx context.Context, tx *db.Tx, r *review.Review) error {
	now, err := reviews.Update(ctx, tx, kept(*r))
	*r = now.review()
	return err
}

// newest is from how many reviews before a day everybody's average is taken.
const newest = 200

// Averages returns what an author has given on a side so far, and what everybody has: of the newest that were revealed before
// a day, so that two reveals of a day don't wait for each other.
func Averages(ctx context.Context, r db.Reader, by id.Party, side review.Side, today clock.Instant) (author, site review.Average, err error) {
	defer fault.Wrap(&err, "averages of %s", by)
	var sum int64
	mean := func(a *review.Average) {
		if a.N > 0 {
			a.Mean = sum * 200 / a.N
		}
	}
	if err := db.One(ctx, r, []any{&author.N, &sum}, `SELECT COUNT(*), CAST(COALESCE(SUM(a1 + a2 + a3 + a4 + a5), 0) AS BIGINT)
		FROM review_review WHERE by_party = $1 AND side = $2 AND revealed_at > 0 AND revealed_at < $3`, by, side, today); err != nil {
		return author, site, err
	}
	mean(&author)
	err = db.One(ctx, r, []any{&site.N, &sum}, `SELECT COUNT(*), CAST(COALESCE(SUM(x.given), 0) AS BIGINT)
		FROM (SELECT a1 + a2 + a3 + a4 + a5 AS given FROM review_review WHERE side = $1 AND revealed_at > 0 AND revealed_at < $2
			ORDER BY revealed_at DESC LIMIT $3) x`, side, today, newest)
	mean(&site)
	return author, site, err
}

// Scores returns the adjusted scores of workers, of all that were revealed; who has none is not in it.
func Scores(ctx context.Context, r db.Reader, workers []id.Party) (out map[id.Party]review.Scores, err error) {
	defer fault.Wrap(&err, "scores of %d workers", len(workers))
	out = map[id.Party]review.Scores{}
	if len(workers) == 0 {
		return out, nil
	}
	type row struct {
		party id.Party
		review.Scores
	}
	marks, args := db.In(1, workers)
	rows, err := db.All(ctx, r, func(x *row) []any { return []any{&x.party, &x.N, &x.Sum} },
		"SELECT about, COUNT(*), CAST(SUM(adjusted) AS BIGINT) FROM review_review WHERE about IN ("+marks+") AND side = 'worker' AND revealed_at > 0 GROUP BY about", args...)
	for _, x := range rows {
		out[x.party] = x.Scores
	}
	return out, err
}

// Erase removes the answers of a party that goes. What others have written of it, and it of others, stays in their records.
func Erase(ctx context.Context, tx *db.Tx, p id.Party) error {
	_, err := tx.Do(ctx, "UPDATE review_review SET reply = '', version = version + 1 WHERE about = $1 AND reply <> ''", p)
	return err
}
