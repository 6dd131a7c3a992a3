package searchdb

import (
	"context"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/search"
)

// Saved are the searches that people have saved.
var Saved = db.Table[search.Saved]{
	Name:    "search_saved",
	Columns: "id, person, party, name, filter, category, every, seen_n, next_at, told_at, created_at, version",
	Fixed:   "person, party, filter, category, created_at",
	Fields: func(s *search.Saved) []any {
		return []any{&s.ID, &s.Person, &s.Party, &s.Name, &s.Filter, &s.Category, &s.Every, &s.SeenN, &s.NextAt, &s.ToldAt, &s.CreatedAt, &s.Version}
	},
}

// SavedBy returns what a person has saved, the oldest first.
func SavedBy(ctx context.Context, r db.Reader, p id.Person) ([]search.Saved, error) {
	return Saved.All(ctx, r, "WHERE person = $1 ORDER BY id", p)
}

// DropSaved forgets a search of a person; another's is not found.
func DropSaved(ctx context.Context, tx *db.Tx, p id.Person, s id.Search) (err error) {
	defer fault.Wrap(&err, "drop saved search %s", s)
	if _, err := Saved.One(ctx, tx, "WHERE id = $1 AND person = $2", s, p); err != nil {
		return err
	}
	return tx.Exec(ctx, 1, "DELETE FROM search_saved WHERE id = $1", s)
}

// ForgetSaved forgets all that a person has saved.
func ForgetSaved(ctx context.Context, tx *db.Tx, p id.Person) error {
	_, err := tx.Do(ctx, "DELETE FROM search_saved WHERE person = $1", p)
	return err
}

// SavedAtOnce returns the next searches of a category, by id, whose people want to be told at once.
func SavedAtOnce(ctx context.Context, r db.Reader, category string, after id.Search, most int) ([]search.Saved, error) {
	return Saved.All(ctx, r, "WHERE every = $1 AND category = $2 AND id > $3 ORDER BY id LIMIT $4", search.AtOnce, category, after, most)
}

// SavedDue returns searches whose people are to be told now, those that have waited longest first.
func SavedDue(ctx context.Context, r db.Reader, now clock.Instant, most int) ([]search.Saved, error) {
	return Saved.All(ctx, r, "WHERE next_at > 0 AND next_at <= $1 ORDER BY next_at, id LIMIT $2", now, most)
}

// MarkTold notes that a person has been told of everything up to a place, or that there was nothing to tell, and when it is
// their turn again. It reports false when somebody else has done so since the search was read, or when it is gone: then
// nothing may be told.
func MarkTold(ctx context.Context, tx *db.Tx, s search.Saved, upTo int64, next clock.Instant) (mine bool, err error) {
	defer fault.Wrap(&err, "mark saved search %s", s.ID)
	n, err := tx.Do(ctx, "UPDATE search_saved SET seen_n = $1, next_at = $2 WHERE id = $3 AND every = $4 AND seen_n = $5 AND next_at = $6",
		upTo, next, s.ID, s.Every, s.SeenN, s.NextAt)
	return n == 1, err
}

// MarkLetter notes that a letter went out now.
func MarkLetter(ctx context.Context, tx *db.Tx, s id.Search) error {
	return tx.Exec(ctx, 1, "UPDATE search_saved SET told_at = $1 WHERE id = $2", tx.Now, s)
}

// atOnce names the one row of search_told.
const atOnce = "once"

// Told is the place up to which those who want to be told at once have been told; 0 before the first time.
func Told(ctx context.Context, r db.Reader) (n int64, err error) {
	err = db.One(ctx, r, []any{&n}, "SELECT CAST(COALESCE(MAX(n), 0) AS BIGINT) FROM search_told WHERE id = $1", atOnce)
	return n, err
}

// SetTold moves that place on; it never goes back.
func SetTold(ctx context.Context, tx *db.Tx, n int64) error {
	_, err := tx.Do(ctx, `INSERT INTO search_told (id, n) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET n = excluded.n
		WHERE search_told.n < excluded.n`, atOnce, n)
	return err
}

// News returns the jobs of the index behind a place and up to another, in their order, that are there because they were published.
func News(ctx context.Context, r db.Reader, after, upTo int64, most int) (news []search.Job, last int64, err error) {
	defer fault.Wrap(&err, "new jobs")
	type row struct {
		search.Job
		packed int64
	}
	rows, err := db.All(ctx, r, func(r *row) []any {
		return []any{&r.N, &r.ID, &r.Mall, &r.Client, &r.Category, &r.packed, &r.Pay, &r.ClosesOn, &r.PublishedAt, &r.Title, &r.Body}
	}, `SELECT n, job, mall, client, category, facets, pay, closes_on, published_at, title, body
		FROM search_job WHERE n > $1 AND n <= $2 ORDER BY n LIMIT $3`, after, upTo, most)
	last = upTo
	if len(rows) == most {
		last = rows[most-1].N
	}
	for _, r := range rows {
		if r.Facets = search.UnpackFacets(r.packed); r.News() {
			news = append(news, r.Job)
		}
	}
	return news, last, err
}

// Hidden returns what parties don't want to see: for each the jobs and the clients, by id.
func Hidden(ctx context.Context, r db.Reader, parties []id.Party) (out map[id.Party]map[string]bool, err error) {
	type row struct {
		party id.Party
		thing string
	}
	marks, args := db.In(1, parties)
	rows, err := db.All(ctx, r, func(h *row) []any { return []any{&h.party, &h.thing} },
		"SELECT party, thing FROM search_hidden WHERE party IN ("+marks+")", args...)
	out = map[id.Party]map[string]bool{}
	for _, h := range rows {
		if out[h.party] == nil {
			out[h.party] = map[string]bool{}
		}
		out[h.party][h.thing] = true
	}
	return out, err
}
