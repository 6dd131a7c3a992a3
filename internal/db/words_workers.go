package db

import (
	"context"
	"database/sql"

	"github.com/pressly/goose/v3"
)

// workerWords is the migration that makes the index of the workers who want to be found. traits are words of their own
// among the words, so that both engines meet "certified" or a prefecture like any word, and look at no row in vain.
// search_note keeps what the index knows of itself.
func (d *DB) workerWords() *goose.Migration {
	common := `party TEXT NOT NULL UNIQUE, low BIGINT NOT NULL, free_from BIGINT NOT NULL, finished BIGINT NOT NULL, on_time BIGINT NOT NULL,
		certified BOOLEAN NOT NULL, seen_on BIGINT NOT NULL, traits TEXT NOT NULL, texts TEXT NOT NULL`
	steps := []string{
		`CREATE TABLE search_worker (n INTEGER PRIMARY KEY, ` + common + `)`,
		`CREATE VIRTUAL TABLE search_worker_words USING fts5(words, content='', detail=none, contentless_delete=1,
			tokenize="unicode61 remove_diacritics 0 tokenchars '+#_'")`,
	}
	if d.Engine == Postgres {
		steps = []string{
			`CREATE TABLE search_worker (n BIGINT PRIMARY KEY, ` + common + `, words TSVECTOR NOT NULL)`,
			// What is written waits in a list that every search goes through: it is kept short.
			`CREATE INDEX search_worker_words ON search_worker USING GIN (words) WITH (gin_pending_list_limit = 64)`,
		}
	}
	steps = append(steps,
		`CREATE INDEX search_worker_certified ON search_worker (n) WHERE certified`,
		`CREATE TABLE search_note (name TEXT PRIMARY KEY, value BIGINT NOT NULL)`)
	return goose.NewGoMigration(14, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
		for _, q := range steps {
			if _, err := tx.ExecContext(ctx, q); err != nil {
				return err
			}
		}
		return nil
	}}, nil)
}
