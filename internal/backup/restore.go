package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"os"
	"time"

	"github.com/benbjohnson/litestream"
	"github.com/superfly/ltx"

	"nariwai/internal/blob"
)

// ErrExists says that there is a database where one is to be restored to.
var ErrExists = errors.New("there is a database already, and a restore never writes over one: move it away, or name another place")

// Restored is what was brought back.
type Restored struct {
	At    time.Time // everything that was committed until then
	Files int       // that were not there already
}

// Restore writes the database as it was at a moment, or as it was last when at is zero, into a new file at path, and the files that
// are not there yet into files, if any. Whatever is damaged or missing on the way is an error, and then no database is written.
func Restore(ctx context.Context, v *Vault, path string, files *blob.Store, at time.Time, step func(done, total int)) (r Restored, err error) {
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		if _, err := os.Lstat(name); err == nil {
			return r, fmt.Errorf("%s: %w", name, ErrExists)
		}
	}
	l, plan, err := v.plan(ctx, at)
	if err != nil {
		return r, err
	}
	last := plan[len(plan)-1]
	r.At = last.CreatedAt
	if err := v.tryKey(ctx, l, plan[0]); err != nil {
		return r, err
	}
	// What was copied of another life of this database and not sent yet must not be taken for this one's.
	if err := os.RemoveAll(beside(path)); err != nil {
		return r, err
	}
	lite := library(path, beside(path), slog.New(slog.DiscardHandler))
	err = sender(lite, l).Restore(ctx, litestream.RestoreOptions{OutputPath: path, TXID: last.MaxTXID, IntegrityCheck: litestream.IntegrityCheckQuick})
	if damaged := v.damaged.Load(); err != nil && damaged != nil {
		return r, damaged
	}
	if err != nil {
		return r, fmt.Errorf("the backup of %s can't be put together: %w", l.name, err)
	}
	if files != nil {
		r.Files, err = v.restoreFiles(ctx, files, step)
	}
	return r, err
}

// plan finds the files that make the database as it was at a moment.
func (v *Vault) plan(ctx context.Context, at time.Time) (*lineage, []*ltx.FileInfo, error) {
	all, err := v.lineages(ctx)
	if err != nil {
		return nil, nil, err
	}
	before := int64(math.MaxInt64)
	if !at.IsZero() {
		before = at.UnixMilli()
	}
	var l *lineage
	first := int64(math.MaxInt64)
	for _, other := range all {
		if f, _ := other.wholes(); f.at > 0 {
			first = min(first, f.at)
			if l == nil || l.newest(before) < other.newest(before) {
				l = other
			}
		}
	}
	switch {
	case l == nil:
		return nil, nil, fmt.Errorf("there is no backup in %s", v.address)
	case first >= before:
		return nil, nil, fmt.Errorf("the backup in %s begins later, at %s", v.address, time.UnixMilli(first).Format(time.RFC3339))
	}
	if at.IsZero() {
		before = l.newest(before) + 1
	}
	plan, err := litestream.CalcRestorePlan(ctx, l, 0, time.UnixMilli(before), slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, nil, fmt.Errorf("the backup %s is not whole: %w", l.name, err)
	}
	// The library stops at a gap; what lies behind it shows that something is missing.
	reached := plan[len(plan)-1].MaxTXID
	for f := range l.each() {
		if f.at < before && f.max > reached {
			return nil, nil, fmt.Errorf("files are missing in the backup %s: it holds everything until %s, and then again from transaction %s; restore --at that moment or an earlier one",
				l.name, plan[len(plan)-1].CreatedAt.Format("2006-01-02T15:04:05.000Z07:00"), f.min)
		}
	}
	return l, plan, nil
}

// tryKey reads the beginning of one file, so that a wrong key is told before anything else.
func (v *Vault) tryKey(ctx context.Context, l *lineage, i *ltx.FileInfo) error {
	f, err := l.OpenLTXFile(ctx, i.Level, i.MinTXID, i.MaxTXID, 0, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = f.Read(make([]byte, 1))
	if err == io.EOF {
		err = nil
	}
	return err
}
