package db

import (
	"context"
	"strings"

	"nariwai/internal/fault"
)

// Both engines bound how many values a statement may carry (32,766 and 65,535); beyond some hundred rows nothing is gained.
const (
	bulkRows   = 200
	bulkValues = 8_000
)

// InsertAll adds rows, many with one statement.
func (t Table[T]) InsertAll(ctx context.Context, tx *Tx, rows []T) (err error) {
	defer fault.Wrap(&err, "insert %d rows of %s", len(rows), t.Name)
	columns := strings.Count(t.Columns, ",") + 1
	most := max(1, min(bulkRows, bulkValues/columns))
	args := make([]any, 0, min(most, len(rows))*columns)
	for len(rows) > 0 {
		part := rows[:min(most, len(rows))]
		rows = rows[len(part):]
		args = args[:0]
		for i := range part {
			args = append(args, values(t.Fields(&part[i]))...)
		}
		if err := tx.Exec(ctx, int64(len(part)), t.insertion(len(part), columns), args...); err != nil {
			return err
		}
	}
	return nil
}

// insertion is the statement that adds n rows.
func (t Table[T]) insertion(n, columns int) string {
	var q strings.Builder
	q.WriteString("INSERT INTO " + t.Name + " (" + t.Columns + ") VALUES ")
	for i := range n {
		if i > 0 {
			q.WriteString(", ")
		}
		q.WriteString("(" + Marks(i*columns+1, columns) + ")")
	}
	return q.String()
}
