package certificationdb

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/certification"
	"nariwai/internal/db"
	"nariwai/internal/id"
)

// Outcome is what a finished screening came to for somebody in one field.
type Outcome struct {
	AsOf    calendar.Month
	Field   string
	Outcome certification.Outcome
}

// OutcomesOf returns what the finished screenings of a programme came to for a party, the newest first. Whether a person looks first is
// left out: it says nothing of anybody before the look is over.
func OutcomesOf(ctx context.Context, r db.Reader, programme string, p id.Party, most int) ([]Outcome, error) {
	return db.All(ctx, r, func(o *Outcome) []any { return []any{&o.AsOf, &o.Field, &o.Outcome} },
		`SELECT u.as_of, x.field, x.outcome FROM certification_run u JOIN certification_result x ON x.run = u.id
		WHERE u.programme = $1 AND u.state = 'done' AND x.party = $2 AND x.outcome NOT IN ('held', 'refused') ORDER BY u.as_of DESC, x.field LIMIT $3`, programme, p, most)
}
