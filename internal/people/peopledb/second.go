package peopledb

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
)

// SetRecovery makes new codes for a lost second factor; the old ones stop working.
func SetRecovery(ctx context.Context, tx *db.Tx, p id.Person) (codes []string, err error) {
	defer fault.Wrap(&err, "recovery codes of %s", p)
	if err := DropRecovery(ctx, tx, p); err != nil {
		return nil, err
	}
	for range people.RecoveryCodes {
		code := people.NewRecoveryCode()
		codes = append(codes, code)
		if err := tx.Exec(ctx, 1, "INSERT INTO people_recovery (hash, person, created_at, used_at) VALUES ($1, $2, $3, 0)",
			recoveryHash(p, code), p, tx.Now); err != nil {
			return nil, err
		}
	}
	return codes, nil
}

// DropRecovery removes all codes of a person.
func DropRecovery(ctx context.Context, tx *db.Tx, p id.Person) error {
	_, err := tx.Do(ctx, "DELETE FROM people_recovery WHERE person = $1", p)
	return err
}

// UseRecovery uses a code up and reports whether it was good, and how many are left.
func UseRecovery(ctx context.Context, tx *db.Tx, p id.Person, code string) (ok bool, left int64, err error) {
	defer fault.Wrap(&err, "use recovery code of %s", p)
	n, err := tx.Do(ctx, "UPDATE people_recovery SET used_at = $3 WHERE hash = $1 AND person = $2 AND used_at = 0", recoveryHash(p, code), p, tx.Now)
	if err != nil || n == 0 {
		return false, 0, err
	}
	return true, left, db.One(ctx, tx, []any{&left}, "SELECT COUNT(*) FROM people_recovery WHERE person = $1 AND used_at = 0", p)
}

func recoveryHash(p id.Person, code string) string {
	return people.HashSecret(string(p) + "/" + people.CleanCode(code))
}
