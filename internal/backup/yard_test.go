package backup_test

import (
	"context"
	crand "crypto/rand"
	"encoding/hex"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"nariwai/internal/backup"
	"nariwai/internal/blob"
	"nariwai/internal/db"
)

var ctx = context.Background()

// quick is a rhythm for tests.
var quick = backup.Rhythm{Every: 200 * time.Millisecond, Fine: time.Hour, Keep: 24 * time.Hour}

// yard is a database with files, a place for backups, and a key.
type yard struct {
	t                           testing.TB
	path, place, key, recipient string
	d                           *db.DB
	files                       *blob.Store
	keeper                      *backup.Keeper
	stop                        context.CancelFunc
	running                     sync.WaitGroup
	log                         *slog.Logger
	said                        *strings.Builder
	saying                      sync.Mutex
}

func newYard(t testing.TB) *yard {
	t.Helper()
	dir := t.TempDir()
	y := &yard{t: t, path: filepath.Join(dir, "nariwai.db"), place: filepath.Join(t.TempDir(), "vault"), key: filepath.Join(dir, "key"), said: &strings.Builder{}}
	y.recipient = y.newKey(y.key)
	y.log = slog.New(slog.NewTextHandler(y, nil))
	var err error
	y.files, err = blob.Open(filepath.Join(dir, "files"))
	y.ok(err)
	t.Cleanup(func() { y.files.Close() })
	return y
}

func (y *yard) newKey(file string) (recipient string) {
	y.t.Helper()
	recipient, err := backup.NewKey(file)
	y.ok(err)
	return recipient
}

// Write hears the log.
func (y *yard) Write(b []byte) (int, error) {
	y.saying.Lock()
	defer y.saying.Unlock()
	return y.said.Write(b)
}

func (y *yard) heard() string {
	y.saying.Lock()
	defer y.saying.Unlock()
	return y.said.String()
}

func (y *yard) ok(err error) {
	y.t.Helper()
	if err != nil {
		y.t.Fatalf("%v\n%s", err, y.heard())
	}
}

// open opens the database for somebody who keeps copies of it.
func (y *yard) open(options ...db.Option) {
	y.t.Helper()
	var err error
	y.d, err = db.Open(ctx, y.path, append(options, db.LeaveCheckpoints())...)
	y.ok(err)
	_, err = y.d.Migrate(ctx)
	y.ok(err)
	y.ok(y.d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Do(ctx, "CREATE TABLE IF NOT EXISTS mark (id TEXT PRIMARY KEY, at BIGINT NOT NULL, body TEXT NOT NULL)")
		return err
	}))
}

func (y *yard) vault() *backup.Vault {
	y.t.Helper()
	v, err := backup.OpenForWriting(y.place, []string{y.recipient})
	y.ok(err)
	return v
}

// keep begins to copy.
func (y *yard) keep() {
	y.t.Helper()
	y.keeper = backup.NewKeeper(y.d, y.path, y.files, y.vault(), quick, y.log)
	ctx, stop := context.WithCancel(ctx)
	y.stop = stop
	y.running.Go(func() { y.keeper.Run(ctx) })
}

// end closes everything as the server does.
func (y *yard) end() {
	y.t.Helper()
	y.stop()
	y.running.Wait()
	y.ok(y.d.Close())
	y.keeper.Close()
}

// settled waits until everything that is committed now is in the vault.
func (y *yard) settled() {
	y.t.Helper()
	since := time.Now()
	for time.Since(since) < 20*time.Second {
		time.Sleep(50 * time.Millisecond)
		if y.keeper.Behind() < time.Since(since) {
			return
		}
	}
	y.t.Fatalf("not in the vault after 20 s\n%s", y.heard())
}

// mark writes one row with its time.
func (y *yard) mark() (err error) {
	return y.d.Write(ctx, func(tx *db.Tx) error {
		return tx.Exec(ctx, 1, "INSERT INTO mark (id, at, body) VALUES ($1, $2, $3)", tx.NewID(), time.Now().UnixMilli(), strings.Repeat("some text ", 20))
	})
}

// noise writes a row that does not pack well, so that a copy of the whole database is large.
func (y *yard) noise(size int) {
	y.t.Helper()
	b := make([]byte, size)
	crand.Read(b)
	y.ok(y.d.Write(ctx, func(tx *db.Tx) error {
		return tx.Exec(ctx, 1, "INSERT INTO mark (id, at, body) VALUES ('noise', 0, $1)", hex.EncodeToString(b))
	}))
}

// load writes from several sides until the function that it returns is called, which returns how many writes were acknowledged.
func (y *yard) load(pause time.Duration) (end func() int64) {
	stop := make(chan bool)
	var n atomic.Int64
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if err := y.mark(); err != nil {
					y.t.Error(err)
					return
				}
				n.Add(1)
				time.Sleep(pause)
			}
		})
	}
	return func() int64 {
		close(stop)
		all.Wait()
		return n.Load()
	}
}

// copies is how many bytes of single copies lie in the vault.
func (y *yard) copies() (n int64) {
	y.t.Helper()
	names, err := filepath.Glob(y.place + "/db/*/0/*")
	y.ok(err)
	for _, name := range names {
		i, err := os.Stat(name)
		y.ok(err)
		n += i.Size()
	}
	return n
}

func (y *yard) restore(at time.Time) (path string, r backup.Restored, err error) {
	y.t.Helper()
	v, err := backup.OpenForReading(y.place, y.key)
	y.ok(err)
	defer v.Close()
	path = filepath.Join(y.t.TempDir(), "restored.db")
	r, err = backup.Restore(ctx, v, path, nil, at, nil)
	return path, r, err
}

// marks returns the times that a restored database holds.
func (y *yard) marks(path string) (at []int64) {
	y.t.Helper()
	d, err := db.Open(ctx, path)
	y.ok(err)
	defer d.Close()
	at, err = db.All(ctx, d.Snapshot(), func(n *int64) []any { return []any{n} }, "SELECT at FROM mark ORDER BY at")
	y.ok(err)
	return at
}

func (y *yard) restored(at time.Time) []int64 {
	y.t.Helper()
	path, _, err := y.restore(at)
	y.ok(err)
	return y.marks(path)
}
