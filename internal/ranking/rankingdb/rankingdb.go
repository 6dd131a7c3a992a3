// Package rankingdb keeps the ranking_ tables.
package rankingdb

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/ranking"
)

// Earned reads what everybody was paid in a month, by field. Who has left is not among them, and whoever doesn't let their
// place be seen has none.
func Earned(ctx context.Context, r db.Reader, m calendar.Month) (out []ranking.Earned, err error) {
	defer fault.Wrap(&err, "earned in %s", m)
	return db.All(ctx, r, func(e *ranking.Earned) []any { return []any{&e.Party, &e.Field, &e.Pay, &e.Prefecture} },
		`SELECT w.party, w.field, w.pay, CASE WHEN p.show_place THEN p.prefecture ELSE '' END
		FROM record_work_month w JOIN people_party p ON p.id = w.party WHERE w.month = $1 AND w.pay > 0 AND p.closed_at = 0`, m)
}

// Ranked reports whether the lists of a month were made.
func Ranked(ctx context.Context, r db.Reader, m calendar.Month) (yes bool, err error) {
	err = db.One(ctx, r, []any{&yes}, "SELECT EXISTS (SELECT 1 FROM ranking_month WHERE month = $1 AND field = '')", m)
	return yes, err
}

var places = db.Table[ranking.Place]{
	Name:    "ranking_place",
	Columns: "month, field, n, party, pay, band, before, prefecture, told",
	Fields: func(p *ranking.Place) []any {
		return []any{&p.Month, &p.Field, &p.N, &p.Party, &p.Pay, &p.Band, &p.Before, &p.Prefecture, &p.Told}
	},
}

type monthRow struct {
	ranking.Month
	bands string
}

var months = db.Table[monthRow]{
	Name:    "ranking_month",
	Columns: "month, field, people, bands, run, computed_at",
	Fields: func(m *monthRow) []any {
		return []any{&m.Month.Month, &m.Field, &m.People, &m.bands, &m.Run, &m.ComputedAt}
	},
}

// Places returns the places of a month.
func Places(ctx context.Context, r db.Reader, m calendar.Month) ([]ranking.Place, error) {
	return places.All(ctx, r, "WHERE month = $1", m)
}

// Insert adds the lists of a month.
func Insert(ctx context.Context, tx *db.Tx, lists []ranking.List) (err error) {
	defer fault.Wrap(&err, "insert %d lists", len(lists))
	var ms []monthRow
	var ps []ranking.Place
	for _, l := range lists {
		ms = append(ms, monthRow{l.Month, l.Bands.JSON()})
		ps = append(ps, l.Places...)
	}
	if err := months.InsertAll(ctx, tx, ms); err != nil {
		return err
	}
	return places.InsertAll(ctx, tx, ps)
}

// Untold returns the places of some of those who were not told of theirs yet.
func Untold(ctx context.Context, tx *db.Tx, parties int) ([]ranking.Place, error) {
	return places.All(ctx, tx, `WHERE NOT told AND party IN (SELECT party FROM ranking_place WHERE NOT told GROUP BY party ORDER BY party LIMIT $1)
		ORDER BY party, n, field`, parties)
}

// SetTold notes that parties were told of all their places.
func SetTold(ctx context.Context, tx *db.Tx, parties []id.Party) (err error) {
	defer fault.Wrap(&err, "told %d parties", len(parties))
	marks, args := db.In(1, parties)
	_, err = tx.Do(ctx, "UPDATE ranking_place SET told = TRUE WHERE NOT told AND party IN ("+marks+")", args...)
	return err
}

// SetConsent says whether a party's name stands in the lists.
func SetConsent(ctx context.Context, tx *db.Tx, p id.Party, on bool) (err error) {
	defer fault.Wrap(&err, "consent of %s", p)
	if on {
		_, err = tx.Do(ctx, "INSERT INTO ranking_consent (party, at) VALUES ($1, $2) ON CONFLICT (party) DO NOTHING", p, tx.Now)
		return err
	}
	_, err = tx.Do(ctx, "DELETE FROM ranking_consent WHERE party = $1", p)
	return err
}

// Erase takes a party that has gone out of the lists: nobody is named there who has left.
func Erase(ctx context.Context, tx *db.Tx, p id.Party) (err error) {
	defer fault.Wrap(&err, "erase places of %s", p)
	if err := SetConsent(ctx, tx, p, false); err != nil {
		return err
	}
	_, err = tx.Do(ctx, "UPDATE ranking_place SET prefecture = '', told = TRUE WHERE party = $1", p)
	return err
}
