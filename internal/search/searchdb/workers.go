package searchdb

import (
	"context"
	"strings"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/search"
)

// workerRow is a worker as the index keeps them.
type workerRow struct {
	search.Worker
	traits, texts string
}

const workerColumns = "n, party, low, free_from, finished, on_time, rated, certified, seen_on, traits, texts"

func (r *workerRow) fields() []any {
	return []any{&r.N, &r.Party, &r.Low, &r.FreeFrom, &r.Finished, &r.OnTime, &r.Rated, &r.Certified, &r.SeenOn, &r.traits, &r.texts}
}

func rowOf(w search.Worker) workerRow {
	var traits []string
	for _, t := range w.Traits() {
		traits = append(traits, string(t))
	}
	return workerRow{w, strings.Join(traits, " "), w.String()}
}

// same reports whether both say the same of the worker, wherever they stand.
func (r workerRow) same(o workerRow) bool {
	return r.traits == o.traits && r.Low == o.Low && r.FreeFrom == o.FreeFrom && r.Finished == o.Finished && r.OnTime == o.OnTime &&
		r.Rated == o.Rated && r.Certified == o.Certified && r.SeenOn == o.SeenOn && r.texts == o.texts
}

// PutWorker writes a worker into the index, or writes them anew if anything but w.N, which is set here, is not yet as in w;
// they then keep their place. Anew says to write it in any case, for words of another version.
func PutWorker(ctx context.Context, tx *db.Tx, w search.Worker, anew bool) (err error) {
	defer fault.Wrap(&err, "index worker %s", w.Party)
	var had workerRow
	err = db.One(ctx, tx, had.fields(), "SELECT "+workerColumns+" FROM search_worker WHERE party = $1", w.Party)
	row := rowOf(w)
	switch {
	case fault.Is(err, fault.NotFound):
		row.N = id.Place(tx.NewID())
	case err != nil:
		return err
	case !anew && row.same(had):
		return nil
	default:
		row.N = had.N
		if err := dropWorker(ctx, tx, had.N); err != nil {
			return err
		}
	}
	args := []any{row.N, row.Party, row.Low, row.FreeFrom, row.Finished, row.OnTime, row.Rated, row.Certified, row.SeenOn, row.traits, row.texts}
	words := strings.Join(row.Words(), " ")
	const columns = "INSERT INTO search_worker (" + workerColumns
	if tx.Engine() == db.Postgres {
		return tx.Exec(ctx, 1, columns+", words) VALUES ("+db.Marks(1, len(args))+", array_to_tsvector(string_to_array($12, ' ')))", append(args, words)...)
	}
	if err := tx.Exec(ctx, 1, columns+") VALUES ("+db.Marks(1, len(args))+")", args...); err != nil {
		return err
	}
	return tx.Exec(ctx, 1, "INSERT INTO search_worker_words (rowid, words) VALUES ($1, $2)", row.N, words)
}

// DropWorker takes a worker out of the index; one who is not in it is no error.
func DropWorker(ctx context.Context, tx *db.Tx, p id.Party) (err error) {
	defer fault.Wrap(&err, "drop worker %s from the index", p)
	var n int64
	switch err := db.One(ctx, tx, []any{&n}, "SELECT n FROM search_worker WHERE party = $1", p); {
	case fault.Is(err, fault.NotFound):
		return nil
	case err != nil:
		return err
	}
	return dropWorker(ctx, tx, n)
}

func dropWorker(ctx context.Context, tx *db.Tx, n int64) error {
	if tx.Engine() == db.SQLite {
		if err := tx.Exec(ctx, 1, "DELETE FROM search_worker_words WHERE rowid = $1", n); err != nil {
			return err
		}
	}
	return tx.Exec(ctx, 1, "DELETE FROM search_worker WHERE n = $1", n)
}

// Indexed is what changes of a worker by itself, as the index has it.
type Indexed struct {
	N                       int64
	Party                   id.Party
	Finished, OnTime, Rated int64
	SeenOn                  calendar.Date
}

// WorkersAfter returns the next workers of the index behind a place.
func WorkersAfter(ctx context.Context, r db.Reader, n int64, most int) ([]Indexed, error) {
	return db.All(ctx, r, func(w *Indexed) []any { return []any{&w.N, &w.Party, &w.Finished, &w.OnTime, &w.Rated, &w.SeenOn} },
		"SELECT n, party, finished, on_time, rated, seen_on FROM search_worker WHERE n > $1 ORDER BY n LIMIT $2", n, most)
}

// A Note is what the index remembers of itself.
type Note string

const (
	WorkersVersion   Note = "workers.version"   // of all entries of workers; see search.WorkerVersion
	WorkersRefreshed Note = "workers.refreshed" // the day on which their records were last looked through
)

// Noted returns what is noted; 0 when nothing is.
func Noted(ctx context.Context, r db.Reader, n Note) (value int64, err error) {
	err = db.One(ctx, r, []any{&value}, "SELECT value FROM search_note WHERE name = $1", n)
	if fault.Is(err, fault.NotFound) {
		return 0, nil
	}
	return value, err
}

// SetNote notes a value.
func SetNote(ctx context.Context, tx *db.Tx, n Note, value int64) error {
	return tx.Exec(ctx, 1, "INSERT INTO search_note (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value", n, value)
}
