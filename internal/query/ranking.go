package query

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/place"
	"nariwai/internal/ranking"
)

// RankingPage is a list as everybody sees it, with what is only for the reader.
type RankingPage struct {
	ranking.Month
	Lines  []RankingLine
	Named  int64            // of all who are in the list
	Sealed int64            // of those who are named
	Months []calendar.Month // that have lists, the newest first
	Fields []string         // that have one in this month, in no order

	Own OwnPlace
}

// RankingLine is a place. Without a name it says where somebody lives, if enough others do.
type RankingLine struct {
	N, Before  int64
	Name       string // "" without consent
	Handle     string
	Certified  bool
	Prefecture place.Prefecture
	Band       ranking.Band
	Own        bool
}

// Up is by how many places somebody rose.
func (l RankingLine) Up() int64 { return l.Before - l.N }

// Down is by how many they fell.
func (l RankingLine) Down() int64 { return -l.Up() }

// OwnPlace is where the reader stands, for their eyes only.
type OwnPlace struct {
	N      int64 // 0: they were not paid anything in this field and month
	Band   ranking.Band
	Named  bool // they let their name be shown
	Listed bool // they are among those in the list
}

const rankingMonthsMost = 24

// LatestRanking is the newest month with lists; 0 when there is none.
func LatestRanking(ctx context.Context, r db.Reader) (m calendar.Month, err error) {
	err = db.One(ctx, r, []any{&m}, "SELECT month FROM ranking_month WHERE field = '' ORDER BY month DESC LIMIT 1")
	if fault.Is(err, fault.NotFound) {
		return 0, nil
	}
	return m, err
}

// Ranking reads a list. One that was not published is NotFound.
func Ranking(ctx context.Context, r db.Reader, field string, m calendar.Month, reader id.Party) (p RankingPage, err error) {
	defer fault.Wrap(&err, "ranking %q of %s", field, m)
	var bands string
	var at clock.Instant
	if err := db.One(ctx, r, []any{&p.Month.Month, &p.Field, &p.People, &bands, &at}, "SELECT month, field, people, bands, computed_at FROM ranking_month WHERE month = $1 AND field = $2", m, field); err != nil {
		return p, err
	}
	p.ComputedAt = at
	if p.Bands, err = ranking.ReadBands(bands); err != nil {
		return p, err
	}
	type row struct {
		RankingLine
		party id.Party
		from  int64
		named bool
		shown place.Prefecture
	}
	rows, err := db.All(ctx, r, func(x *row) []any {
		return []any{&x.N, &x.Before, &x.party, &x.from, &x.Prefecture, &x.named, &x.Name, &x.Handle, &x.Certified, &x.shown}
	}, `SELECT l.n, l.before, l.party, l.band, l.prefecture, c.party IS NOT NULL AND COALESCE(p.closed_at, 1) = 0, COALESCE(p.display_name, ''), COALESCE(p.handle, ''),
			COALESCE(p.certified, FALSE), CASE WHEN p.show_place THEN p.prefecture ELSE '' END
		FROM ranking_place l LEFT JOIN ranking_consent c ON c.party = l.party LEFT JOIN people_party p ON p.id = l.party
		WHERE l.month = $1 AND l.field = $2 ORDER BY l.n, l.party`, m, field)
	if err != nil {
		return p, err
	}
	for _, x := range rows {
		x.Band, x.Own = p.Bands.At(x.from), reader != "" && x.party == reader
		if x.named {
			x.Prefecture = x.shown
			p.Named++
			if x.Certified {
				p.Sealed++
			}
		} else {
			x.Name, x.Handle, x.Certified = "", "", false
		}
		p.Own.Listed = p.Own.Listed || x.Own
		p.Lines = append(p.Lines, x.RankingLine)
	}
	if p.Months, err = db.All(ctx, r, func(m *calendar.Month) []any { return []any{m} }, "SELECT month FROM ranking_month WHERE field = '' AND month > 0 ORDER BY month DESC LIMIT $1", rankingMonthsMost); err != nil {
		return p, err
	}
	if p.Fields, err = db.All(ctx, r, func(f *string) []any { return []any{f} }, "SELECT field FROM ranking_month WHERE month = $1", m); err != nil {
		return p, err
	}
	return p, p.own(ctx, r, reader)
}

// own reads where the reader stands. Beyond the list that is counted when they ask: how many were paid more.
func (p *RankingPage) own(ctx context.Context, r db.Reader, reader id.Party) (err error) {
	if reader == "" {
		return nil
	}
	var pay int64
	if err := db.One(ctx, r, []any{&pay, &p.Own.Named}, `SELECT
			(SELECT CAST(COALESCE(SUM(pay), 0) AS BIGINT) FROM record_work_month WHERE party = $1 AND month = $2 AND ($3 = '' OR field = $3)),
			EXISTS (SELECT 1 FROM ranking_consent WHERE party = $1)`, reader, p.Month.Month, p.Field); err != nil || pay <= 0 || len(p.Bands) == 0 {
		return err
	}
	for _, b := range p.Bands {
		if pay >= b.From {
			p.Own.Band = b
			break
		}
	}
	for _, l := range p.Lines {
		if l.Own {
			p.Own.N = l.N
			return nil
		}
	}
	if p.Field == ranking.All {
		return db.One(ctx, r, []any{&p.Own.N}, `SELECT COUNT(*) + 1 FROM (SELECT w.party FROM record_work_month w JOIN people_party q ON q.id = w.party AND q.closed_at = 0
			WHERE w.month = $1 GROUP BY w.party HAVING SUM(w.pay) > $2) more`, p.Month.Month, pay)
	}
	return db.One(ctx, r, []any{&p.Own.N}, `SELECT COUNT(*) + 1 FROM record_work_month w JOIN people_party q ON q.id = w.party AND q.closed_at = 0
		WHERE w.month = $1 AND w.field = $2 AND w.pay > $3`, p.Month.Month, p.Field, pay)
}

// RankingConsent reports whether a party lets its name be shown.
func RankingConsent(ctx context.Context, r db.Reader, p id.Party) (yes bool, err error) {
	err = db.One(ctx, r, []any{&yes}, "SELECT EXISTS (SELECT 1 FROM ranking_consent WHERE party = $1)", p)
	return yes, err
}
