package bulkdb

import (
	"context"

	"nariwai/internal/bulk"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

type shingle struct {
	bulk id.Bulk
	hash int64
	line id.Item
}

var shingles = db.Table[shingle]{
	Name: "bulk_shingle", Columns: "bulk, hash, line",
	Fields: func(s *shingle) []any { return []any{&s.bulk, &s.hash, &s.line} },
}

// Alike returns the other line of an order that shares the most prints with a text; none where nothing is shared.
func Alike(ctx context.Context, r db.Reader, l bulk.Line, prints []int64) (likes []bulk.Likeness, err error) {
	if len(prints) == 0 {
		return nil, nil
	}
	marks, args := db.In(3, prints)
	return db.All(ctx, r, func(k *bulk.Likeness) []any { return []any{&k.N, &k.Shared} },
		`SELECT l.n, COUNT(*) FROM bulk_shingle s JOIN bulk_line l ON l.id = s.line
			WHERE s.bulk = $1 AND s.line <> $2 AND s.hash IN (`+marks+`) GROUP BY l.id, l.n ORDER BY 2 DESC, 1 LIMIT 1`, append([]any{l.Bulk, l.ID}, args...)...)
}

// SavePrints keeps the prints of what was delivered for a line, in the place of those of the delivery before.
func SavePrints(ctx context.Context, tx *db.Tx, l bulk.Line, prints []int64) (err error) {
	defer fault.Wrap(&err, "save prints of %s", l.ID)
	if _, err := tx.Do(ctx, "DELETE FROM bulk_shingle WHERE line = $1", l.ID); err != nil {
		return err
	}
	rows := make([]shingle, len(prints))
	for i, p := range prints {
		rows[i] = shingle{l.Bulk, p, l.ID}
	}
	return shingles.InsertAll(ctx, tx, rows)
}
