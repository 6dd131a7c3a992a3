// Package searchdb keeps the index of open jobs, the search_ tables, in the transaction that changes the job.
package searchdb

import (
	"context"
	"strings"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/search"
)

// Put writes an open job into the index, or writes it anew; it then keeps its place.
func Put(ctx context.Context, tx *db.Tx, j search.Job) (err error) {
	defer fault.Wrap(&err, "index job %s", j.ID)
	if err := put(ctx, tx, j); err != nil {
		return err
	}
	return note(ctx, tx, j.ID, true)
}

func put(ctx context.Context, tx *db.Tx, j search.Job) (err error) {
	if j.N, err = drop(ctx, tx, j.ID); err != nil {
		return err
	}
	if j.N == 0 {
		j.N = id.Place(tx.NewID())
	}
	return add(ctx, tx, j)
}

// everyJob stands in a note for more jobs than are worth naming: every list looks at what was noted lately, and would read
// thousands of notes for minutes.
const everyJob id.Job = ""

// PutAgain is Put for many.
func PutAgain(ctx context.Context, tx *db.Tx, jobs []search.Job) (err error) {
	defer fault.Wrap(&err, "index %d jobs", len(jobs))
	if len(jobs) == 0 {
		return nil
	}
	for _, j := range jobs {
		if err := put(ctx, tx, j); err != nil {
			return err
		}
	}
	return note(ctx, tx, everyJob, true)
}

// PutAll is PutAgain for jobs that are not in the index yet; their places are set.
func PutAll(ctx context.Context, tx *db.Tx, jobs []search.Job) error {
	if len(jobs) == 0 {
		return nil
	}
	for _, j := range jobs {
		if err := add(ctx, tx, j); err != nil {
			return err
		}
	}
	return note(ctx, tx, everyJob, true)
}

func add(ctx context.Context, tx *db.Tx, j search.Job) error {
	args := []any{j.N, j.Mall, j.ID, j.Client, j.Category, j.Facets.Pack(), j.Pay, j.ClosesOn, j.PublishedAt, j.Title, j.Body}
	words := strings.Join(search.Tokens(j.Title+" "+j.Body), " ")
	const columns = "INSERT INTO search_job (n, mall, job, client, category, facets, pay, closes_on, published_at, title, body"
	if tx.Engine() == db.Postgres {
		return tx.Exec(ctx, 1, columns+", words) VALUES ("+db.Marks(1, len(args))+", array_to_tsvector(string_to_array($12, ' ')))", append(args, words)...)
	}
	if err := tx.Exec(ctx, 1, columns+") VALUES ("+db.Marks(1, len(args))+")", args...); err != nil {
		return err
	}
	return tx.Exec(ctx, 1, "INSERT INTO search_job_words (rowid, words) VALUES ($1, $2)", j.N, words)
}

// Drop takes a job that is open no more out of the index; one that is not in it is no error.
func Drop(ctx context.Context, tx *db.Tx, jid id.Job) (err error) {
	defer fault.Wrap(&err, "drop job %s from the index", jid)
	if n, err := drop(ctx, tx, jid); err != nil || n == 0 {
		return err
	}
	return note(ctx, tx, jid, true)
}

// drop returns the place that the job had, 0 if none.
func drop(ctx context.Context, tx *db.Tx, jid id.Job) (n int64, err error) {
	switch err := db.One(ctx, tx, []any{&n}, "SELECT n FROM search_job WHERE job = $1", jid); {
	case fault.Is(err, fault.NotFound):
		return 0, nil
	case err != nil:
		return 0, err
	}
	if tx.Engine() == db.SQLite {
		if err := tx.Exec(ctx, 1, "DELETE FROM search_job_words WHERE rowid = $1", n); err != nil {
			return 0, err
		}
	}
	return n, tx.Exec(ctx, 1, "DELETE FROM search_job WHERE n = $1", n)
}

// Touch notes that something about a job has changed that lists show, though the index has none of it.
func Touch(ctx context.Context, tx *db.Tx, jid id.Job) error { return note(ctx, tx, jid, false) }

func note(ctx context.Context, tx *db.Tx, jid id.Job, words bool) error {
	return tx.Exec(ctx, 1, "INSERT INTO search_change (id, job, words) VALUES ($1, $2, $3)", tx.NewID(), jid, words)
}

// keepChanges is how long it stays noted what has changed: longer than a node goes without looking.
const keepChanges = 24 * clock.Hour

// ForgetChanges removes what every node has long seen.
func ForgetChanges(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Do(ctx, "DELETE FROM search_change WHERE id < $1", id.Floor(tx.Now.Add(-keepChanges).Time()))
	return err
}

// Version says how the index was made; 0 for one that was not.
func Version(ctx context.Context, r db.Reader) (v int64, err error) {
	err = db.One(ctx, r, []any{&v}, "SELECT CAST(COALESCE(MAX(version), 0) AS BIGINT) FROM search_version")
	return v, err
}

// SetVersion notes that the whole index is of this program's version.
func SetVersion(ctx context.Context, tx *db.Tx) error {
	if _, err := tx.Do(ctx, "DELETE FROM search_version"); err != nil {
		return err
	}
	return tx.Exec(ctx, 1, "INSERT INTO search_version (version) VALUES ($1)", search.Version)
}

// Forget notes that the index is of no version, so that it will be written anew.
func Forget(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Do(ctx, "DELETE FROM search_version")
	return err
}
