package backup

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/benbjohnson/litestream"
	"github.com/superfly/ltx"
)

const (
	wholeEvery  = 24 * time.Hour
	backlogMost = 1 << 30 // bytes, beyond the size of the database, that wait for a vault that can't be reached
)

// tidy joins the copies of the last minute into one, makes a copy of the whole database once a day, and removes what is too old.
func (k *Keeper) tidy(ctx context.Context) error {
	k.mu.Lock()
	ready := k.known && !k.broken
	k.mu.Unlock()
	if !ready {
		return k.trim()
	}
	if _, err := k.lite.Compact(ctx, 1); err != nil && !errors.Is(err, litestream.ErrNoCompaction) {
		k.mu.Lock()
		defer k.mu.Unlock()
		return k.judge(err)
	}
	now := time.Now()
	if first, newest := k.line.wholes(); first.at > 0 && now.Sub(time.UnixMilli(newest.at)) > wholeEvery {
		if _, err := k.lite.Snapshot(ctx); err != nil {
			return err
		}
	}
	if err := k.line.forget(ctx, k.rhythm, now); err != nil {
		return err
	}
	var err error
	if k.others, err = forgetOthers(ctx, k.others, k.rhythm.Keep, now); err != nil {
		return err
	}
	return k.trim()
}

// wholes returns the first and the newest copy of the whole database.
func (l *lineage) wholes() (first, newest file) {
	for f := range l.each() {
		if f.min != 1 {
			continue
		}
		if first.at == 0 || f.at < first.at {
			first = f
		}
		if f.at > newest.at {
			newest = f
		}
	}
	return first, newest
}

// forget removes what nobody may want to restore any more: single copies that are older than r.Fine and stand in a minute's,
// and everything before the newest copy of the whole that is older than r.Keep.
func (l *lineage) forget(ctx context.Context, r Rhythm, now time.Time) error {
	fine, keep := now.Add(-r.Fine).UnixMilli(), now.Add(-r.Keep).UnixMilli()
	var base file
	for f := range l.each() {
		if f.min == 1 && f.at < keep && f.at > base.at {
			base = f
		}
	}
	var joined ltx.TXID // whole minutes only: what is left begins where a minute ends
	for f, level := range l.each() {
		if level == 1 && f.at < fine {
			joined = max(joined, f.max)
		}
	}
	last := l.last(0)
	_, err := l.drop(ctx, func(f file, level int) bool {
		return f.max <= base.max && f != base || level == 0 && f.max <= joined && f.max != last
	})
	return err
}

// forgetOthers removes earlier lives of the database that ended before keep, and returns those that are left.
func forgetOthers(ctx context.Context, all []*lineage, keep time.Duration, now time.Time) (left []*lineage, err error) {
	for i, l := range all {
		if l.newest(now.UnixMilli()) >= now.Add(-keep).UnixMilli() {
			left = append(left, l)
		} else if _, err := l.drop(ctx, func(file, int) bool { return true }); err != nil {
			return append(left, all[i:]...), err
		}
	}
	return left, nil
}

// trim removes from this disk the copies that are in the vault and joined there. Where too many wait because the vault can't be
// reached, it gives them up, so that the disk is not filled: the lineage then has a gap.
func (k *Keeper) trim() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	dir := k.lite.LTXLevelDir(0)
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var waiting int64
	if i, err := os.Stat(k.path); err == nil {
		waiting = -i.Size()
	}
	sent, joined := k.line.last(0), k.line.last(1)
	pos, err := k.lite.Pos()
	if err != nil {
		return k.judge(err)
	}
	remove := func(up ltx.TXID) error {
		for _, e := range entries {
			if _, last, err := ltx.ParseFilename(e.Name()); err == nil && last <= up && last < pos.TXID {
				if err := os.Remove(filepath.Join(dir, e.Name())); err != nil {
					return err
				}
			}
		}
		return nil
	}
	for _, e := range entries {
		if _, last, err := ltx.ParseFilename(e.Name()); err == nil && last > sent {
			if i, err := e.Info(); err == nil {
				waiting += i.Size()
			}
		}
	}
	if waiting > backlogMost && !k.broken {
		k.broken = true
		k.log.Error("the vault has been away for so long that copies are given up: when it is back, the whole database is copied again", "bytes", waiting)
	}
	if k.broken {
		return remove(pos.TXID)
	}
	if !k.known {
		return nil
	}
	return remove(min(sent, joined))
}

// lockedError says that another process copies the database.
type lockedError struct{ file string }

func (e *lockedError) Error() string {
	return fmt.Sprintf("another process copies this database already (%s)", e.file)
}
