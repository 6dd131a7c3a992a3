package query

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/search"
)

// Alike counts the other proposals of a worker, of the newest fifty, that say nearly the same as words that are about to be sent.
func Alike(ctx context.Context, r db.Reader, worker id.Party, job id.Job, words string) (n int, err error) {
	defer fault.Wrap(&err, "proposals like that of %s for %s", worker, job)
	others, err := db.All(ctx, r, func(s *string) []any { return []any{s} },
		"SELECT message FROM market_proposal WHERE worker = $1 AND job <> $2 ORDER BY id DESC LIMIT 50", worker, job)
	return search.Alike(words, others), err
}

// alikeOf is how many were counted when a proposal was sent.
func alikeOf(ctx context.Context, r db.Reader, p id.Proposal) (n int64, err error) {
	err = db.One(ctx, r, []any{&n}, "SELECT COALESCE((SELECT n FROM trust_alike WHERE proposal = $1), 0)", p)
	return n, err
}
