package peopledb

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/id"
)

// HandleTaken reports whether another party than p has the handle.
func HandleTaken(ctx context.Context, r db.Reader, handle string, p id.Party) (bool, error) {
	var n int64
	err := db.One(ctx, r, []any{&n}, "SELECT COUNT(*) FROM people_party WHERE handle = $1 AND handle <> '' AND id <> $2", handle, p)
	return n > 0, err
}
