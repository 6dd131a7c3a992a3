package db_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"nariwai/internal/db"
)

// Somebody writes without a pause and somebody looks things up without a pause: the log begins anew all the same, again and again, so that
// the disk and the start after a crash know a limit.
func TestLogBeginsAnew(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "log.db")
	d, err := db.Open(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Do(ctx, "CREATE TABLE line (id TEXT PRIMARY KEY, body TEXT NOT NULL)")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	const page, writers, each, pages = 4096, 8, 150, 40 // 48,000 pages of the log, six times what it should hold
	body := strings.Repeat("x", page*9/10)
	var writing, reading sync.WaitGroup
	var over atomic.Bool
	reading.Go(func() {
		for !over.Load() {
			var n int64
			if err := db.One(ctx, d.Snapshot(), []any{&n}, "SELECT COUNT(*) FROM line WHERE id = ''"); err != nil {
				t.Error(err)
				return
			}
		}
	})
	for range writers {
		writing.Go(func() {
			for range each {
				if err := d.Write(ctx, func(tx *db.Tx) error {
					for range pages {
						if err := tx.Exec(ctx, 1, "INSERT INTO line (id, body) VALUES ($1, $2)", tx.NewID(), body); err != nil {
							return err
						}
					}
					return nil
				}); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	writing.Wait()
	over.Store(true)
	reading.Wait()
	info, err := os.Stat(path + "-wal") // it never becomes shorter while the database is open
	if err != nil {
		t.Fatal(err)
	}
	if most := int64(32_000 * page); info.Size() > most {
		t.Errorf("the log has grown to %d MB, of %d MB that were written", info.Size()>>20, writers*each*pages*page>>20)
	}
}
