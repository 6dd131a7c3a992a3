package peopledb

import (
	"context"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/people"
)

// Try counts a try of subject (an account's key, a network address) against a limit, or refuses it with TooMany.
// It returns how many more tries are free. A refused try is not counted.
func Try(ctx context.Context, tx *db.Tx, l people.Limit, subject string) (left int, err error) {
	defer fault.Wrap(&err, "try %s", l.Kind)
	if subject == "" {
		return l.Most, nil
	}
	key := tryKey(l, subject)
	at, err := db.All(ctx, tx, func(i *clock.Instant) []any { return []any{i} },
		"SELECT at FROM people_try WHERE subject = $1 AND at > $2 ORDER BY at DESC LIMIT $3", key, tx.Now.Add(-people.KeepTries), int64(l.Most))
	if err != nil {
		return 0, err
	}
	if free := l.FreeAt(at); tx.Now < free {
		return 0, people.Refuse(free, tx.Now)
	}
	used := 1
	for _, i := range at {
		if tx.Now.Sub(i) < l.Within {
			used++
		}
	}
	return max(0, l.Most-used), tx.Exec(ctx, 1, "INSERT INTO people_try (id, subject, at) VALUES ($1, $2, $3)", tx.NewID(), key, tx.Now)
}

// Forgive forgets the tries of subject: whoever has proved who they are starts anew.
func Forgive(ctx context.Context, tx *db.Tx, l people.Limit, subject string) error {
	_, err := tx.Do(ctx, "DELETE FROM people_try WHERE subject = $1", tryKey(l, subject))
	return err
}

// tryKey keeps addresses out of the table.
func tryKey(l people.Limit, subject string) string { return l.Kind + "/" + people.HashSecret(subject) }
