package db

import (
	"context"
	"database/sql"

	"github.com/pressly/goose/v3"
)

// The index of words is the one thing that the engines do each in their own way: SQLite has FTS5, PostgreSQL tsvector and
// GIN. Both get ready tokens (see package search) and answer with the same rows.

// words is the migration that makes the index of the open jobs. n rises with time, so that the newest are found first.
func (d *DB) words() *goose.Migration {
	common := `mall TEXT NOT NULL, job TEXT NOT NULL UNIQUE, client TEXT NOT NULL, category TEXT NOT NULL, facets BIGINT NOT NULL,
		pay BIGINT NOT NULL, closes_on BIGINT NOT NULL, published_at BIGINT NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL`
	steps := []string{
		// INTEGER makes n the row's own number in SQLite, which the words point to.
		`CREATE TABLE search_job (n INTEGER PRIMARY KEY, ` + common + `)`,
		`CREATE VIRTUAL TABLE search_job_words USING fts5(words, content='', detail=none, contentless_delete=1,
			tokenize="unicode61 remove_diacritics 0 tokenchars '+#'")`,
	}
	if d.Engine == Postgres {
		steps = []string{
			`CREATE TABLE search_job (n BIGINT PRIMARY KEY, ` + common + `, words TSVECTOR NOT NULL)`,
			`CREATE INDEX search_job_words ON search_job USING GIN (words)`,
		}
	}
	steps = append(steps,
		`CREATE TABLE search_version (version BIGINT NOT NULL)`,
		`CREATE INDEX search_job_facets ON search_job (mall, category, facets, closes_on)`,
		`CREATE INDEX search_job_pay ON search_job (pay, n)`,
		`CREATE INDEX search_job_closes ON search_job (closes_on, n)`)
	return goose.NewGoMigration(9, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
		for _, q := range steps {
			if _, err := tx.ExecContext(ctx, q); err != nil {
				return err
			}
		}
		return nil
	}}, nil)
}
