// Package portfoliodb keeps the portfolio_ tables.
package portfoliodb

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/portfolio"
)

var works = db.Table[portfolio.Work]{
	Name: "portfolio_work",
	Columns: "id, party, contract, client, field, state, month, title, what, for_whom, sample, link, show_review, refusals, note, made_at, asked_at, " +
		"agreed_by, public_at, ended_by, version",
	Fixed: "party, contract, client, made_at",
	Fields: func(w *portfolio.Work) []any {
		return []any{&w.ID, &w.Party, &w.Contract, &w.Client, &w.Field, &w.State, &w.Month, &w.Title, &w.What, &w.ForWhom, &w.Sample, &w.Link, &w.ShowReview,
			&w.Refusals, &w.Note, &w.MadeAt, &w.AskedAt, &w.AgreedBy, &w.PublicAt, &w.EndedBy, &w.Version}
	},
}

// Work returns a work, or NotFound.
func Work(ctx context.Context, r db.Reader, wid id.Work) (portfolio.Work, error) {
	return works.One(ctx, r, "WHERE id = $1", wid)
}

// WorkOf returns the work of a contract, or NotFound.
func WorkOf(ctx context.Context, r db.Reader, c id.Contract) (portfolio.Work, error) {
	return works.One(ctx, r, "WHERE contract = $1 AND contract <> ''", c)
}

// Count is how many works a party has.
func Count(ctx context.Context, r db.Reader, p id.Party) (n int64, err error) {
	err = db.One(ctx, r, []any{&n}, "SELECT COUNT(*) FROM portfolio_work WHERE party = $1", p)
	return n, err
}

// Insert adds a work.
func Insert(ctx context.Context, tx *db.Tx, w portfolio.Work) error { return works.Insert(ctx, tx, w) }

// Save writes w if nobody wrote it since it was read, and brings its version up to date.
func Save(ctx context.Context, tx *db.Tx, w *portfolio.Work) (err error) {
	*w, err = works.Update(ctx, tx, *w)
	return err
}

// Drop removes a work and its files.
func Drop(ctx context.Context, tx *db.Tx, w portfolio.Work) (err error) {
	defer fault.Wrap(&err, "drop work %s", w.ID)
	if _, err := tx.Do(ctx, "DELETE FROM portfolio_file WHERE work = $1", w.ID); err != nil {
		return err
	}
	return tx.Exec(ctx, 1, "DELETE FROM portfolio_work WHERE id = $1 AND version = $2", w.ID, w.Version)
}

// Erase removes the works of a party that has gone, and hides those that were made for it: its consent has gone with it.
func Erase(ctx context.Context, tx *db.Tx, p id.Party) (err error) {
	defer fault.Wrap(&err, "erase works of %s", p)
	for _, q := range []string{
		"DELETE FROM portfolio_file WHERE work IN (SELECT id FROM portfolio_work WHERE party = $1)",
		"DELETE FROM portfolio_work WHERE party = $1",
		"UPDATE portfolio_work SET state = 'withdrawn', ended_by = $1, note = '', version = version + 1 WHERE client = $1 AND client <> '' AND state IN ('asked', 'public')",
	} {
		if _, err := tx.Do(ctx, q, p); err != nil {
			return err
		}
	}
	return nil
}

var files = db.Table[portfolio.File]{
	Name:    "portfolio_file",
	Columns: "id, work, uploaded_by, name, size, type, sha256, at",
	Fields: func(f *portfolio.File) []any {
		return []any{&f.ID, &f.Work, &f.UploadedBy, &f.Name, &f.Size, &f.Type, &f.SHA256, &f.At}
	},
}

// InsertFile adds a file to a work.
func InsertFile(ctx context.Context, tx *db.Tx, f portfolio.File) error {
	return files.Insert(ctx, tx, f)
}

// DropFile removes a file of a work.
func DropFile(ctx context.Context, tx *db.Tx, w id.Work, f id.File) error {
	return tx.ExecOr(ctx, 1, fault.New(fault.NotFound, "見つかりませんでした"), "DELETE FROM portfolio_file WHERE id = $1 AND work = $2", f, w)
}

// FilesOf returns the files whose bytes have a SHA-256, whichever work they are of.
func FilesOf(ctx context.Context, r db.Reader, sum string) ([]portfolio.File, error) {
	return files.All(ctx, r, "WHERE sha256 = $1 ORDER BY id LIMIT 100", sum)
}

// CountFiles is how many files a work has, and how many bytes all files of its party's works have together.
func CountFiles(ctx context.Context, r db.Reader, w portfolio.Work) (n, size int64, err error) {
	err = db.One(ctx, r, []any{&n, &size}, `SELECT (SELECT COUNT(*) FROM portfolio_file WHERE work = $1),
		(SELECT CAST(COALESCE(SUM(f.size), 0) AS BIGINT) FROM portfolio_work w JOIN portfolio_file f ON f.work = w.id WHERE w.party = $2)`, w.ID, w.Party)
	return n, size, err
}
