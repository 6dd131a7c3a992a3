package certificationdb

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/certification"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// A screening needs of everybody what record and reply keep by month and day, added up: each question here is one statement
// over all of it, where going through recorddb's rows would bring a million of them into memory.

// Tally is what one party's months in one field add up to.
type Tally struct {
	Party id.Party
	Field string
	certification.Counts
}

func tallyFields(t *Tally) []any {
	return []any{&t.Party, &t.Field, &t.Pay, &t.Done, &t.Failed, &t.Reviews, &t.Satisfied, &t.Scouts}
}

const tallied = `SELECT party, field, CAST(SUM(pay) AS BIGINT), CAST(SUM(done) AS BIGINT), CAST(SUM(failed) AS BIGINT),
	CAST(SUM(reviews) AS BIGINT), CAST(SUM(satisfied) AS BIGINT), CAST(SUM(scouts) AS BIGINT) FROM record_work_month `

// Tallies adds up the months from one to another, of everybody.
func Tallies(ctx context.Context, r db.Reader, from, to calendar.Month) ([]Tally, error) {
	return db.All(ctx, r, tallyFields, tallied+"WHERE month BETWEEN $1 AND $2 GROUP BY party, field", from, to)
}

// TalliesOf adds up single months of some parties.
func TalliesOf(ctx context.Context, r db.Reader, parties []id.Party, months []calendar.Month) ([]Tally, error) {
	in, args := db.In(1, months)
	who, more := db.In(1+len(months), parties)
	return db.All(ctx, r, tallyFields, tallied+"WHERE month IN ("+in+") AND party IN ("+who+") GROUP BY party, field", append(args, more...)...)
}

// BestPlaces returns the best place that each party has had in a month, by field and party: equals share theirs.
func BestPlaces(ctx context.Context, r db.Reader, from, to calendar.Month) (best map[string]map[id.Party]int64, err error) {
	defer fault.Wrap(&err, "best places from %s to %s", from, to)
	type row struct {
		month calendar.Month
		field string
		party id.Party
		pay   int64
	}
	rows, err := db.All(ctx, r, func(x *row) []any { return []any{&x.month, &x.field, &x.party, &x.pay} },
		"SELECT month, field, party, pay FROM record_work_month WHERE month BETWEEN $1 AND $2 AND pay > 0 ORDER BY month, field, pay DESC", from, to)
	best = map[string]map[id.Party]int64{}
	var last row
	var n, place int64
	for _, x := range rows {
		if x.month != last.month || x.field != last.field {
			n, last.pay = 0, -1
		}
		if n++; x.pay != last.pay {
			place = n
		}
		if last = x; best[x.field] == nil {
			best[x.field] = map[id.Party]int64{}
		}
		if b := best[x.field][x.party]; b == 0 || place < b {
			best[x.field][x.party] = place
		}
	}
	return best, err
}

// Replies is how a party has answered.
type Replies struct {
	Party            id.Party
	Answered, Missed int64
}

// RepliesOf adds up how some parties have answered what was due on the days from one to another.
func RepliesOf(ctx context.Context, r db.Reader, parties []id.Party, from, to calendar.Date) ([]Replies, error) {
	who, args := db.In(3, parties)
	return db.All(ctx, r, func(x *Replies) []any { return []any{&x.Party, &x.Answered, &x.Missed} },
		`SELECT party, CAST(SUM(answered) AS BIGINT), CAST(SUM(missed) AS BIGINT) FROM reply_day
		WHERE day BETWEEN $1 AND $2 AND party IN (`+who+`) GROUP BY party`, append([]any{from, to}, args...)...)
}
