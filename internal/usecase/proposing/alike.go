package proposing

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/search"
)

// compared is with how many of a worker's other proposals a new one is compared.
const compared = 50

// alike counts the worker's other proposals that say nearly the same. It is read before the transaction, so that nobody waits for
// the comparison: what the client is told is a hint, and one proposal more or less changes nothing.
func alike(ctx context.Context, d *db.DB, worker id.Party, jid id.Job, words string) (n int, err error) {
	defer fault.Wrap(&err, "compare proposals of %s", worker)
	others, err := marketdb.WordsOf(ctx, d.Snapshot(), worker, jid, compared)
	return search.Alike(words, others), err
}
