package query

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/id"
)

// Marked reports whether a person wants ways out of this place to be marked in what they write and read before a contract.
func Marked(ctx context.Context, r db.Reader, p id.Person) (on bool, err error) {
	err = db.One(ctx, r, []any{&on}, "SELECT NOT EXISTS (SELECT 1 FROM trust_unmarked WHERE person = $1)", p)
	return on, err
}
