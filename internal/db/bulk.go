package db

import (
	"context"
	"strings"

	"nariwai/internal/fault"
)

// Both engines bound how many values a statement may carry (32,766 and 65,535); beyond some hundred rows nothing is gained.
const (
	bulkRows   = 128
	bulkValues = 4_096
)

// InsertAll adds rows, many with one statement. The statements are of 128, 64, 32 … rows, so that there are few different
// ones to compile and to keep.
func (t Table[T]) InsertAll(ctx context.Context, tx *Tx, rows []T) error {
	return t.InsertAllOr(ctx, tx, rows, "")
}

// InsertAllOr is InsertAll with what is done of a row that is there already: "ON CONFLICT (id) DO UPDATE SET …".
func (t Table[T]) InsertAllOr(ctx context.Context, tx *Tx, rows []T, conflict string) (err error) {
	defer fault.Wrap(&err, "insert %d rows of %s", len(rows), t.Name)
	columns := strings.Count(t.Columns, ",") + 1
	sealed := t.sealedAt()
	var args []any
	for n := bulkRows; len(rows) > 0; {
		if n > len(rows) || n*columns > bulkValues {
			n /= 2
			continue
		}
		args = args[:0]
		for i := range rows[:n] {
			row := values(t.Fields(&rows[i]))
			if err := t.seal(tx.keys, sealed, row); err != nil {
				return err
			}
			args = append(args, row...)
		}
		if err := tx.Exec(ctx, int64(n), t.insertion(tx.engine, n, columns)+conflict, args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// insertion is the statement that adds n rows. SQLite finds a placeholder that has a name by going through all of them, so that
// thousands in one statement take long; there, and only here, they have none.
func (t Table[T]) insertion(e Engine, n, columns int) string {
	var q strings.Builder
	q.WriteString("INSERT INTO " + t.Name + " (" + t.Columns + ") VALUES ")
	nameless := "(?" + strings.Repeat(", ?", columns-1) + ")"
	for i := range n {
		if i > 0 {
			q.WriteString(", ")
		}
		if e == SQLite {
			q.WriteString(nameless)
		} else {
			q.WriteString("(" + Marks(i*columns+1, columns) + ")")
		}
	}
	q.WriteByte(' ')
	return q.String()
}

// In returns the placeholders of a list of values from $from on, and the values as arguments: WHERE id IN (<marks>).
func In[T any](from int, list []T) (marks string, args []any) {
	for _, v := range list {
		args = append(args, v)
	}
	return Marks(from, len(list)), args
}
