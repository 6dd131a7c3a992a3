package query

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/policy"
	"nariwai/internal/review"
)

// ReviewLine is a review that is revealed, as everybody may read it: without the score that goes into sums only.
type ReviewLine struct {
	ID         id.Review
	By         string // who wrote it; "" when they have left
	ByHandle   string
	Field      string
	Satisfied  bool
	Aspects    [5]int64
	Words      string
	RevealedAt clock.Instant
	Reply      string
	RepliedAt  clock.Instant
}

// ReviewMark is where a list of reviews goes on: behind one of them; the zero ReviewMark is the beginning.
type ReviewMark struct {
	At clock.Instant
	ID id.Review
}

// ReviewsAbout returns the newest reviews of a party on a side, behind a mark, at most limit.
func ReviewsAbout(ctx context.Context, r db.Reader, about id.Party, side review.Side, after ReviewMark, limit int) (list []ReviewLine, err error) {
	defer fault.Wrap(&err, "reviews of %s", about)
	if after.ID == "" {
		after = ReviewMark{1 << 60, ""}
	}
	return db.All(ctx, r, func(x *ReviewLine) []any {
		return []any{&x.ID, &x.By, &x.ByHandle, &x.Field, &x.Satisfied, &x.Aspects[0], &x.Aspects[1], &x.Aspects[2], &x.Aspects[3], &x.Aspects[4],
			&x.Words, &x.RevealedAt, &x.Reply, &x.RepliedAt}
	}, `SELECT v.id, CASE WHEN p.closed_at = 0 THEN p.display_name ELSE '' END, CASE WHEN p.closed_at = 0 THEN p.handle ELSE '' END, v.field, v.satisfied, v.a1, v.a2, v.a3, v.a4, v.a5,
			v.words, v.revealed_at, v.reply, v.replied_at
		FROM review_review v JOIN people_party p ON p.id = v.by_party
		WHERE v.about = $1 AND v.side = $2 AND v.revealed_at > 0 AND (v.revealed_at, v.id) < ($3, $4)
		ORDER BY v.revealed_at DESC, v.id DESC LIMIT $5`, about, side, after.At, after.ID, limit)
}

// ReviewPage is where a side of a contract writes, waits, reads and answers.
type ReviewPage struct {
	review.Window
	Title string
	Other string // the other side's name
	About review.Side
	Rules review.Rules
	Own   *review.Review // what this side has written
	Their *review.Review // what the other has; nil before it is revealed
}

// Review reads the review page of a contract for one of its sides. For everybody else, and where nothing was paid, there is none.
func Review(ctx context.Context, r db.Reader, cid id.Contract, party id.Party, today calendar.Date) (p ReviewPage, err error) {
	defer fault.Wrap(&err, "review page of %s", cid)
	if err := db.One(ctx, r, []any{&p.Contract, &p.Client, &p.Worker, &p.Field, &p.OpenedAt, &p.ClosesAt, &p.ClientAt, &p.WorkerAt, &p.RevealedAt, &p.Title, &p.Other},
		`SELECT w.contract, w.client, w.worker, w.field, w.opened_at, w.closes_at, w.client_at, w.worker_at, w.revealed_at, c.title, o.display_name
		FROM review_window w JOIN market_contract c ON c.id = w.contract JOIN people_party o ON o.id = CASE WHEN w.client = $2 THEN w.worker ELSE w.client END
		WHERE w.contract = $1`, cid, party); err != nil {
		return p, err
	}
	if p.About, err = p.SideOf(party); err != nil {
		return p, err
	}
	if p.Rules, err = ruleOn[review.Rules](ctx, r, policy.Reviews, id.Site, today); err != nil {
		return p, err
	}
	type row struct {
		review.Review
		satisfied bool
	}
	rows, err := db.All(ctx, r, func(v *row) []any {
		return []any{&v.ID, &v.By, &v.About, &v.Side, &v.satisfied, &v.Aspects[0], &v.Aspects[1], &v.Aspects[2], &v.Aspects[3], &v.Aspects[4], &v.Private,
			&v.WrittenAt, &v.ChangedAt, &v.RevealedAt, &v.Words, &v.Reply, &v.RepliedAt}
	}, `SELECT id, by_party, about, side, satisfied, a1, a2, a3, a4, a5, private, written_at, changed_at, revealed_at, words, reply, replied_at
		FROM review_review WHERE contract = $1 AND (by_party = $2 OR revealed_at > 0)`, cid, party)
	for _, v := range rows {
		one := v.Review
		one.Content.Satisfied = review.NotSatisfied
		if v.satisfied {
			one.Content.Satisfied = review.Satisfied
		}
		if one.By == party {
			p.Own = &one
		} else {
			one.Private = 0 // goes into sums only
			p.Their = &one
		}
	}
	return p, err
}

// openReviews are the contracts that a party may still review.
func openReviews(ctx context.Context, r db.Reader, party id.Party, now clock.Instant) (out []Todo, err error) {
	type row struct {
		contract     id.Contract
		title, other string
		closes       clock.Instant
	}
	rows, err := db.All(ctx, r, func(x *row) []any { return []any{&x.contract, &x.title, &x.other, &x.closes} },
		`SELECT w.contract, c.title, o.display_name, w.closes_at FROM review_window w JOIN market_contract c ON c.id = w.contract JOIN people_party o ON o.id = w.worker
			WHERE w.client = $1 AND w.revealed_at = 0 AND w.closes_at > $2 AND w.client_at = 0
		UNION ALL SELECT w.contract, c.title, o.display_name, w.closes_at FROM review_window w JOIN market_contract c ON c.id = w.contract JOIN people_party o ON o.id = w.client
			WHERE w.worker = $1 AND w.revealed_at = 0 AND w.closes_at > $2 AND w.worker_at = 0
		ORDER BY 4, 1 LIMIT 20`, party, now)
	for _, x := range rows {
		out = append(out, Todo{Kind: WriteReview, Title: x.title, Other: x.other, Due: lastDay(x.closes), Link: "/contracts/" + string(x.contract) + "/review"})
	}
	return out, err
}

// Reviewable reports whether a contract has a page for reviews.
func Reviewable(ctx context.Context, r db.Reader, cid id.Contract) (ok bool, err error) {
	err = db.One(ctx, r, []any{&ok}, "SELECT EXISTS (SELECT 1 FROM review_window WHERE contract = $1)", cid)
	return ok, err
}
