package peopledb

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
)

// Sealed are the tables in which something is sealed.
func Sealed() []db.SealedTable { return []db.SealedTable{Persons, Accounts} }

const remarkMost = 500

// Remark makes the marks of some accounts after the one named anew, with the newest key, and returns the last of them; "" when
// there are no more.
func Remark(ctx context.Context, tx *db.Tx, after string) (last string, err error) {
	defer fault.Wrap(&err, "remark accounts")
	all, err := Accounts.All(ctx, tx, "WHERE id > $1 ORDER BY id LIMIT $2", after, remarkMost)
	if err != nil {
		return "", err
	}
	for _, a := range all {
		m, err := mark(tx, a)
		if err != nil {
			return "", err
		}
		if m != a.Mark {
			if err := tx.Exec(ctx, 1, "UPDATE people_account SET mark = $2 WHERE id = $1", a.ID, m); err != nil {
				return "", err
			}
		}
		last = string(a.ID)
	}
	return last, nil
}
