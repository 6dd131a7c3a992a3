// Package prizedb keeps the prize_ tables.
package prizedb

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/prize"
)

var years = db.Table[prize.Year]{
	Name:    "prize_year",
	Columns: "year, state, nominate_until, opened_at, opened_by, closed_at, announced_at, announced_by, version",
	Fixed:   "opened_at, opened_by",
	Fields: func(y *prize.Year) []any {
		return []any{&y.Year, &y.State, &y.NominateUntil, &y.OpenedAt, &y.OpenedBy, &y.ClosedAt, &y.AnnouncedAt, &y.AnnouncedBy, &y.Version}
	},
}

// Year returns a year, or NotFound.
func Year(ctx context.Context, r db.Reader, year int64) (prize.Year, error) {
	return years.One(ctx, r, "WHERE year = $1", year)
}

// Open adds a year with its prizes; one that is there already is a Conflict.
func Open(ctx context.Context, tx *db.Tx, y prize.Year, all []prize.Prize) (err error) {
	defer fault.Wrap(&err, "open %d", y.Year)
	if _, err := Year(ctx, tx, y.Year); err == nil {
		return fault.New(fault.Conflict, "%d年の表彰は、もう始まっています", y.Year)
	} else if !fault.Is(err, fault.NotFound) {
		return err
	}
	if err := years.Insert(ctx, tx, y); err != nil {
		return err
	}
	return prizes.InsertAll(ctx, tx, all)
}

// SaveYear writes y if nobody wrote it since it was read, and brings its version up to date.
func SaveYear(ctx context.Context, tx *db.Tx, y *prize.Year) (err error) {
	*y, err = years.Update(ctx, tx, *y)
	return err
}

var prizes = db.Table[prize.Prize]{
	Name:    "prize_prize",
	Columns: "id, year, n, kind, field, open",
	Fields:  func(p *prize.Prize) []any { return []any{&p.ID, &p.Year, &p.N, &p.Kind, &p.Field, &p.Open} },
}

// Prize returns a prize, or NotFound.
func Prize(ctx context.Context, r db.Reader, pid id.Prize) (prize.Prize, error) {
	return prizes.One(ctx, r, "WHERE id = $1", pid)
}

// Prizes returns the prizes of a year.
func Prizes(ctx context.Context, r db.Reader, year int64) ([]prize.Prize, error) {
	return prizes.All(ctx, r, "WHERE year = $1 ORDER BY n", year)
}

var nominations = db.Table[prize.Nomination]{
	Name:    "prize_nomination",
	Columns: "id, prize, party, by_party, by_person, side, words, at",
	Fields: func(n *prize.Nomination) []any {
		return []any{&n.ID, &n.Prize, &n.Party, &n.ByParty, &n.ByPerson, &n.Side, &n.Words, &n.At}
	},
}

// Nominate adds a nomination; who has nominated somebody for this prize already is refused.
func Nominate(ctx context.Context, tx *db.Tx, n prize.Nomination) (err error) {
	defer fault.Wrap(&err, "nominate for %s", n.Prize)
	var twice bool
	if err := db.One(ctx, tx, []any{&twice}, "SELECT EXISTS (SELECT 1 FROM prize_nomination WHERE prize = $1 AND by_party = $2)", n.Prize, n.ByParty); err != nil {
		return err
	}
	if twice {
		var f fault.Form
		f.Add("prize", "この賞には、もう1人推薦しています")
		return f.Err()
	}
	return nominations.Insert(ctx, tx, n)
}

// Nominations returns those of a year, the oldest first.
func Nominations(ctx context.Context, r db.Reader, year int64) ([]prize.Nomination, error) {
	return nominations.All(ctx, r, "WHERE prize IN (SELECT id FROM prize_prize WHERE year = $1) ORDER BY id", year)
}

// Nominated reports whether a person has nominated a party for a prize.
func Nominated(ctx context.Context, r db.Reader, pid id.Prize, party id.Party, by id.Person) (yes bool, err error) {
	err = db.One(ctx, r, []any{&yes}, "SELECT EXISTS (SELECT 1 FROM prize_nomination WHERE party = $1 AND prize = $2 AND by_person = $3)", party, pid, by)
	return yes, err
}

var entries = db.Table[prize.Entry]{
	Name:    "prize_entry",
	Columns: "prize, party, state, declared, at",
	Fields:  func(e *prize.Entry) []any { return []any{&e.Prize, &e.Party, &e.State, &e.Declared, &e.At} },
}

// Entry returns somebody's standing for a prize, or NotFound.
func Entry(ctx context.Context, r db.Reader, pid id.Prize, party id.Party) (prize.Entry, error) {
	return entries.One(ctx, r, "WHERE prize = $1 AND party = $2", pid, party)
}

// Entries returns those of a year.
func Entries(ctx context.Context, r db.Reader, year int64) ([]prize.Entry, error) {
	return entries.All(ctx, r, "WHERE prize IN (SELECT id FROM prize_prize WHERE year = $1) ORDER BY at, party", year)
}

// AddEntry adds somebody's standing for a prize.
func AddEntry(ctx context.Context, tx *db.Tx, e prize.Entry) error { return entries.Insert(ctx, tx, e) }

// SaveEntry writes what somebody has said to their nomination.
func SaveEntry(ctx context.Context, tx *db.Tx, e prize.Entry) (err error) {
	defer fault.Wrap(&err, "save entry for %s", e.Prize)
	return tx.Exec(ctx, 1, "UPDATE prize_entry SET state = $3, declared = $4, at = $5 WHERE prize = $1 AND party = $2", e.Prize, e.Party, e.State, e.Declared, e.At)
}

// Vote sets what a member of the jury is for.
func Vote(ctx context.Context, tx *db.Tx, v prize.Vote) (err error) {
	defer fault.Wrap(&err, "vote for %s", v.Prize)
	_, err = tx.Do(ctx, `INSERT INTO prize_vote (prize, person, party, at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (prize, person) DO UPDATE SET party = excluded.party, at = excluded.at`, v.Prize, v.Person, v.Party, v.At)
	return err
}

// Votes returns those of a year.
func Votes(ctx context.Context, r db.Reader, year int64) ([]prize.Vote, error) {
	return db.All(ctx, r, func(v *prize.Vote) []any { return []any{&v.Prize, &v.Person, &v.Party, &v.At} },
		"SELECT prize, person, party, at FROM prize_vote WHERE prize IN (SELECT id FROM prize_prize WHERE year = $1) ORDER BY at", year)
}

var winners = db.Table[prize.Winner]{
	Name:    "prize_winner",
	Columns: "prize, party, votes, words",
	Fields:  func(w *prize.Winner) []any { return []any{&w.Prize, &w.Party, &w.Votes, &w.Words} },
}

// Announce adds the winners of a year and erases who else stood, was nominated or was voted for as a parent.
func Announce(ctx context.Context, tx *db.Tx, year int64, all []prize.Winner) (err error) {
	defer fault.Wrap(&err, "announce %d", year)
	if len(all) > 0 {
		if err := winners.InsertAll(ctx, tx, all); err != nil {
			return err
		}
	}
	for _, q := range []string{
		"DELETE FROM prize_entry WHERE prize IN (SELECT id FROM prize_prize WHERE year = $1 AND kind = 'parent')",
		"DELETE FROM prize_nomination WHERE prize IN (SELECT id FROM prize_prize WHERE year = $1 AND kind = 'parent')",
		"DELETE FROM prize_vote WHERE prize IN (SELECT id FROM prize_prize WHERE year = $1 AND kind = 'parent')",
	} {
		if _, err := tx.Do(ctx, q, year); err != nil {
			return err
		}
	}
	return nil
}

// FactsOf reads what decides whether somebody may be nominated by somebody for a prize of a year.
func FactsOf(ctx context.Context, r db.Reader, p prize.Prize, nominee, by id.Party, byPerson id.Person) (x prize.Facts, err error) {
	defer fault.Wrap(&err, "facts of %s", nominee)
	from, to := p.Year*100+1, p.Year*100+12
	err = db.One(ctx, r, []any{&x.Self, &x.Paid, &x.WorksHere, &x.Earned}, `SELECT
		$1 = $2 OR EXISTS (SELECT 1 FROM people_grant WHERE person = $3 AND scope = 'party' AND scope_id = $1 AND until_at = 0),
		EXISTS (SELECT 1 FROM record_pair_month WHERE client = $2 AND worker = $1 AND pay > 0),
		EXISTS (SELECT 1 FROM record_work_month WHERE party = $2 AND month BETWEEN $4 AND $5 AND pay > 0),
		EXISTS (SELECT 1 FROM record_work_month WHERE party = $1 AND month BETWEEN $4 AND $5 AND pay > 0 AND ($6 = '' OR field = $6))`,
		nominee, by, byPerson, from, to, p.Field)
	return x, err
}

// Erase takes back what a party that has gone was nominated for, and what it has said of others; a prize that was read out stays with
// the year, without a name.
func Erase(ctx context.Context, tx *db.Tx, p id.Party) (err error) {
	defer fault.Wrap(&err, "erase prizes of %s", p)
	for _, q := range []string{
		"UPDATE prize_winner SET words = '' WHERE party = $1",
		"DELETE FROM prize_nomination WHERE party = $1",
		"UPDATE prize_nomination SET words = '' WHERE by_party = $1",
		"UPDATE prize_entry SET state = 'declined', declared = FALSE WHERE party = $1",
	} {
		if _, err := tx.Do(ctx, q, p); err != nil {
			return err
		}
	}
	return nil
}
