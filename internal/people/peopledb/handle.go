package peopledb

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/people"
)

// HandleTaken reports whether another party than p has the handle.
func HandleTaken(ctx context.Context, r db.Reader, handle string, p id.Party) (bool, error) {
	var n int64
	err := db.One(ctx, r, []any{&n}, "SELECT COUNT(*) FROM people_party WHERE handle = $1 AND handle <> '' AND id <> $2", handle, p)
	return n > 0, err
}

// PartyByHandle returns the party of a handle, or NotFound.
func PartyByHandle(ctx context.Context, r db.Reader, handle string) (people.Party, error) {
	return Parties.One(ctx, r, "WHERE handle = $1 AND handle <> '' AND closed_at = 0", handle)
}
