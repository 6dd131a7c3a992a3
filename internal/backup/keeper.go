package backup

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/benbjohnson/litestream"
	"github.com/superfly/ltx"

	"nariwai/internal/blob"
	"nariwai/internal/db"
)

// Rhythm says how often a Keeper copies and how long what it copied is kept.
type Rhythm struct {
	Every time.Duration // between two copies of what was committed: the grain of the moments that can be restored
	Fine  time.Duration // how long each of those is kept; of what is older there is one for each minute
	Keep  time.Duration // how far back anything can be restored
}

// Keeper copies one SQLite database and its files to a vault for as long as it runs. The database must have been opened with
// db.LeaveCheckpoints.
type Keeper struct {
	d      *db.DB
	path   string
	files  *blob.Store
	vault  *Vault
	rhythm Rhythm
	log    *slog.Logger

	lock *os.File
	lite *litestream.DB
	line *lineage
	safe atomic.Int64

	mu       sync.Mutex // held while the copies on this disk are written or thrown away
	copiedAt time.Time  // when the newest of them was begun
	known    bool       // the list of what lies in the vault was read
	broken   bool       // the lineage can't be continued
	others   []*lineage
}

// NewKeeper returns a keeper of the database in the file path; files may be nil.
func NewKeeper(d *db.DB, path string, files *blob.Store, v *Vault, r Rhythm, log *slog.Logger) *Keeper {
	k := &Keeper{d: d, path: path, files: files, vault: v, rhythm: r, log: log.With("backup", v.address)}
	k.safe.Store(time.Now().UnixMilli())
	return k
}

// Behind is the age of the newest moment of which everything is in the vault; until there is one, how long this has been tried.
func (k *Keeper) Behind() time.Duration { return time.Since(time.UnixMilli(k.safe.Load())) }

// Run copies until ctx ends. What can't be reached is tried again; what has to be known is logged.
// Only one process copies a database: another one waits until that has ended.
func (k *Keeper) Run(ctx context.Context) {
	for told := false; ; told = true {
		err := k.open(ctx)
		if err == nil {
			break
		}
		if !told {
			k.log.Warn("not copying yet", "err", err)
		}
		if !pause(ctx, 5*time.Second) {
			return
		}
	}
	var all sync.WaitGroup
	all.Go(func() { k.every(ctx, "copy the log", k.rhythm.Every, k.copyLog) })
	all.Go(func() { k.every(ctx, "send copies", k.rhythm.Every, k.send) })
	all.Go(func() { k.every(ctx, "tidy copies", time.Minute, k.tidy) })
	seen := shelves{vault: k.vault}
	if k.files != nil {
		all.Go(func() {
			k.every(ctx, "copy files", 2*time.Second, func(ctx context.Context) error {
				_, err := seen.copy(ctx, k.files)
				return err
			})
		})
	}
	all.Wait()
	if k.files != nil {
		ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer stop()
		if _, err := seen.copy(ctx, k.files); err != nil {
			k.log.Warn("the newest files are sent when the program runs again", "err", err)
		}
	}
}

// Close copies what is left. Call it after the database was closed, when nobody writes any more.
func (k *Keeper) Close() {
	if k == nil || k.lock == nil {
		return
	}
	defer k.lock.Close()
	if k.lite == nil {
		return
	}
	ctx, stop := context.WithTimeout(context.Background(), 20*time.Second)
	defer stop()
	if err := k.copyRest(ctx); err != nil {
		k.log.Warn("the newest copies are sent when the program runs again", "err", err)
		stop()
	}
	// The last one who leaves takes SQLite's log away, unless it was told to leave it: then the next run goes on where this one ends,
	// and need not copy the whole database.
	last, err := k.lite.SQLDB().Conn(context.Background())
	if err == nil {
		defer last.Close()
		err = last.Raw(func(c any) error {
			_, err := c.(interface {
				FileControlPersistWAL(string, int) (int, error)
			}).FileControlPersistWAL("main", 1)
			return err
		})
	}
	if err = errors.Join(err, k.lite.Close(ctx)); err != nil && ctx.Err() == nil {
		k.log.Warn("the copying did not end well", "err", err)
	}
}

func (k *Keeper) copyRest(ctx context.Context) error {
	if err := k.lite.Sync(ctx); err != nil {
		return err
	}
	return k.send(ctx)
}

func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// every runs f again and again; after failures it waits longer.
func (k *Keeper) every(ctx context.Context, name string, rhythm time.Duration, f func(context.Context) error) {
	failures := 0
	for wait := time.Duration(0); pause(ctx, wait); {
		start := time.Now()
		err := f(ctx)
		wait = max(rhythm-time.Since(start), 10*time.Millisecond)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			if failures++; failures == 1 || failures%20 == 0 {
				k.log.Error("can't "+name, "err", err, "times", failures)
			}
			wait = max(wait, min(time.Second<<min(failures, 6), 30*time.Second))
		case failures > 0:
			k.log.Info("well again: "+name, "failures", failures)
			failures = 0
		}
	}
}

// beside is the directory in which copies lie until they are sent.
func beside(path string) string {
	dir, name := filepath.Split(path)
	return filepath.Join(dir, "."+name+litestream.MetaDirSuffix)
}

// open begins the copying on this disk. It asks nothing of the vault, which may be away.
func (k *Keeper) open(ctx context.Context) (err error) {
	if k.lock == nil {
		if err := os.MkdirAll(beside(k.path), 0o700); err != nil {
			return err
		}
		if k.lock, err = lockFile(filepath.Join(beside(k.path), "lock")); err != nil {
			return err
		}
	}
	if err := k.d.ReadyForBackup(ctx); err != nil {
		return err
	}
	lite := library(k.path, beside(k.path), k.log)
	k.line = &lineage{vault: k.vault}
	name, missing := os.ReadFile(k.nameFile())
	_, damaged := lite.Pos()
	if k.line.name = strings.TrimSpace(string(name)); missing != nil || damaged != nil {
		if err := k.begin(ctx, lite); err != nil {
			return err
		}
	}
	lite.Replica = sender(lite, k.line)
	if err := lite.Open(); err != nil {
		return err
	}
	k.lite = lite
	return nil
}

func (k *Keeper) nameFile() string { return filepath.Join(beside(k.path), "lineage") }

// library is litestream with all its own clock-work and checkpoints switched off.
func library(path, meta string, log *slog.Logger) *litestream.DB {
	lite := litestream.NewDB(path)
	lite.SetMetaPath(meta)
	lite.MonitorInterval, lite.CheckpointInterval, lite.L0Retention = 0, 0, 0
	lite.MinCheckpointPageN, lite.TruncatePageN = math.MaxInt32, math.MaxInt32
	lite.BusyTimeout = 10 * time.Second
	lite.SetLogger(slog.New(warnings{log.Handler()}))
	return lite
}

func sender(lite *litestream.DB, l *lineage) *litestream.Replica {
	r := litestream.NewReplicaWithClient(lite, l)
	r.MonitorEnabled = false
	return r
}

// begin throws away what was copied on this disk and begins a new lineage: the next copy is of the whole database.
func (k *Keeper) begin(ctx context.Context, lite *litestream.DB) error {
	if err := lite.ResetLocalState(ctx); err != nil {
		return err
	}
	name := lineageName(time.Now())
	if err := os.WriteFile(k.nameFile(), []byte(name+"\n"), 0o600); err != nil {
		return err
	}
	k.line.reset(name, nil)
	k.log.Info("copying the whole database", "lineage", name)
	return nil
}

// copyLog copies what was committed since the last time into a file on this disk, and moves it from SQLite's log into the database
// when the log has become long.
func (k *Keeper) copyLog(ctx context.Context) error {
	const logMost = 8 << 20
	k.mu.Lock()
	defer k.mu.Unlock()
	now := time.Now()
	if err := k.lite.Sync(ctx); err != nil {
		return k.judge(err)
	}
	k.copiedAt = now
	if k.lite.SyncDiagnostic().LastSyncedWALOffset < logMost {
		return nil
	}
	// Once more, so that little is left to copy while nobody may write.
	if err := k.lite.Sync(ctx); err != nil {
		return k.judge(err)
	}
	return k.d.StandStill(ctx, func() error { return k.lite.Checkpoint(ctx, litestream.CheckpointModePassive) })
}

// judge notes when an error means that copies are lost and the lineage can't be continued.
func (k *Keeper) judge(err error) error {
	if lost, ok := errors.AsType[*litestream.LTXError](err); ok && lost.IsAutoRecoverable() || errors.Is(err, errNoKey) {
		k.broken = true
	}
	return err
}

// send puts what was copied on this disk into the vault.
func (k *Keeper) send(ctx context.Context) error {
	if err := k.know(ctx); err != nil {
		return err
	}
	k.mu.Lock()
	if k.broken {
		if err := k.begin(ctx, k.lite); err != nil {
			k.mu.Unlock()
			return err
		}
		k.lite.Replica.SetPos(ltx.Pos{})
		k.broken = false
	}
	pos, err := k.lite.Pos()
	at := k.copiedAt
	k.mu.Unlock()
	if err != nil || pos.IsZero() {
		return err
	}
	if err := k.lite.Replica.Sync(ctx); err != nil {
		k.mu.Lock()
		defer k.mu.Unlock()
		return k.judge(err)
	}
	k.safe.Store(at.UnixMilli())
	return nil
}

// know reads once what lies in the vault, and whether it goes on to what lies here.
func (k *Keeper) know(ctx context.Context) error {
	k.mu.Lock()
	known := k.known
	k.mu.Unlock()
	if known {
		return nil
	}
	all, err := k.vault.lineages(ctx)
	if err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	pos, err := k.lite.Pos()
	if err != nil {
		return k.judge(err)
	}
	for _, l := range all {
		if l.name != k.line.name {
			k.others = append(k.others, l)
			continue
		}
		k.line.reset(l.name, l)
		k.broken = k.broken || l.last(0) > pos.TXID // this disk was put back to an older state
	}
	k.known = true
	return nil
}

// warnings is a log that hears of warnings and errors only.
type warnings struct{ slog.Handler }

func (w warnings) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && w.Handler.Enabled(ctx, l)
}
func (w warnings) WithAttrs(a []slog.Attr) slog.Handler { return warnings{w.Handler.WithAttrs(a)} }
func (w warnings) WithGroup(g string) slog.Handler      { return warnings{w.Handler.WithGroup(g)} }
