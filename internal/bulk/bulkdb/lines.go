package bulkdb

import (
	"context"

	"nariwai/internal/bulk"
	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/yen"
)

var lines = db.Table[bulk.Line]{
	Name: "bulk_line",
	Columns: "id, bulk, n, round, title, keywords, chars, price, due_on, notes, state, seat, secured, fee, back, before, taken_at, " +
		"passed_at, passed_by, findings, version",
	Fixed: "bulk, n, round, before",
	Fields: func(l *bulk.Line) []any {
		return []any{&l.ID, &l.Bulk, &l.N, &l.Round, &l.Title, &l.Keywords, &l.Chars, &l.Price, &l.DueOn, &l.Notes, &l.State, &l.Seat, &l.Secured, &l.Fee, &l.Back, &l.Before, &l.TakenAt,
			&l.PassedAt, &l.PassedBy, &l.Findings, &l.Version}
	},
}

// Line returns a line, or NotFound. Its id is also that of the item which it became.
func Line(ctx context.Context, r db.Reader, lid id.Item) (bulk.Line, error) {
	return lines.One(ctx, r, "WHERE id = $1", lid)
}

// Among returns those of some lines (at most some hundred) that belong to an order, by their numbers.
func Among(ctx context.Context, r db.Reader, bid id.Bulk, list []id.Item) ([]bulk.Line, error) {
	if len(list) == 0 {
		return nil, nil
	}
	marks, args := db.In(2, list)
	return lines.All(ctx, r, "WHERE bulk = $1 AND id IN ("+marks+") ORDER BY n", append([]any{bid}, args...)...)
}

// Lines returns an order's lines in a state, by their numbers.
func Lines(ctx context.Context, r db.Reader, bid id.Bulk, s bulk.LineState) ([]bulk.Line, error) {
	return lines.All(ctx, r, "WHERE bulk = $1 AND state = $2 ORDER BY n", bid, s)
}

// InsertLines adds lines, many with one statement.
func InsertLines(ctx context.Context, tx *db.Tx, list []bulk.Line) error {
	return lines.InsertAll(ctx, tx, list)
}

// SaveLine writes l if nobody wrote it since it was read, and brings its version up to date.
func SaveLine(ctx context.Context, tx *db.Tx, l *bulk.Line) (err error) {
	*l, err = lines.Update(ctx, tx, *l)
	return err
}

// DropLines removes the lines of a draft.
func DropLines(ctx context.Context, tx *db.Tx, bid id.Bulk) error {
	_, err := tx.Do(ctx, "DELETE FROM bulk_line WHERE bulk = $1 AND state = 'draft'", bid)
	return err
}

// OpenAll opens the lines of an order whose money has come: want of them.
func OpenAll(ctx context.Context, tx *db.Tx, bid id.Bulk, want int64) error {
	return tx.Exec(ctx, want, "UPDATE bulk_line SET state = 'open', version = version + 1 WHERE bulk = $1 AND state = 'draft'", bid)
}

// Ask writes down what publication asks to be secured for a line, and what of it is the client's fee.
func Ask(ctx context.Context, tx *db.Tx, lid id.Item, amount, fee yen.Yen) error {
	return tx.Exec(ctx, 1, "UPDATE bulk_line SET secured = $2, fee = $3 WHERE id = $1 AND state = 'draft'", lid, amount, fee)
}

// Count returns how many lines of an order stand in a state, and the sum of their prices.
func Count(ctx context.Context, r db.Reader, bid id.Bulk, s bulk.LineState) (n int64, price yen.Yen, err error) {
	err = db.One(ctx, r, []any{&n, &price}, "SELECT COUNT(*), CAST(COALESCE(SUM(price), 0) AS BIGINT) FROM bulk_line WHERE bulk = $1 AND state = $2", bid, s)
	return n, price, err
}

// LastN is the highest number of an order's lines; 0 while it has none.
func LastN(ctx context.Context, r db.Reader, bid id.Bulk) (n int64, err error) {
	err = db.One(ctx, r, []any{&n}, "SELECT COALESCE(MAX(n), 0) FROM bulk_line WHERE bulk = $1", bid)
	return n, err
}
