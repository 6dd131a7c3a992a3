// Package livedb keeps what the open pages of people should look at again.
package livedb

import (
	"context"
	"slices"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/live"
)

var events = db.Table[live.Event]{
	Name:    "live_event",
	Columns: "id, person, kind, subject, n, at",
	Fields: func(e *live.Event) []any {
		return []any{&e.ID, &e.Person, &e.Kind, &e.Subject, &e.N, &e.At}
	},
}

// Tell lets the open pages of these people look again, in the transaction of what they should see, and as soon as it is
// committed. Who is named twice is told once.
func Tell(ctx context.Context, tx *db.Tx, persons []id.Person, kind live.Kind, subject string, n int64) (err error) {
	defer fault.Wrap(&err, "tell %d of %s %s", len(persons), kind, subject)
	var list []live.Event
	for i, p := range persons {
		if p != "" && !slices.Contains(persons[:i], p) {
			list = append(list, live.Event{ID: id.Hint(tx.NewID()), Person: p, Kind: kind, Subject: subject, N: n, At: tx.Now})
		}
	}
	if len(list) == 0 {
		return nil
	}
	tx.Ring()
	return events.InsertAll(ctx, tx, list)
}

// Forget removes what person was told.
func Forget(ctx context.Context, tx *db.Tx, person id.Person) (err error) {
	defer fault.Wrap(&err, "forget events of %s", person)
	_, err = tx.Do(ctx, "DELETE FROM live_event WHERE person = $1", person)
	return err
}

// pruneMost bounds what one transaction removes, so that nobody waits for it.
const pruneMost = 2_000

// Prune removes events that are older than live.Kept, some thousand at a time; more says that there may be others.
func Prune(ctx context.Context, tx *db.Tx) (more bool, err error) {
	defer fault.Wrap(&err, "prune events")
	n, err := tx.Do(ctx, `DELETE FROM live_event WHERE id IN (SELECT id FROM live_event WHERE id < $1 ORDER BY id LIMIT $2)`,
		id.Floor(tx.Now.Add(-live.Kept).Time()), pruneMost)
	return n == pruneMost, err
}
