package backup

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/benbjohnson/litestream"
	"github.com/superfly/ltx"
)

// lineage is the copies of one database's life: each file holds the pages that a span of its transactions changed, and begins
// where the one before ends. A restored database begins a new lineage, so that two lives never mix.
//
// It is litestream's way to the vault. Its list of what lies there is kept in memory, because nobody else writes there.
type lineage struct {
	vault *Vault

	mu    sync.Mutex
	name  string
	files [whole + 1][]file // by level, each by its first transaction
}

// file is a span of transactions: level 0 as they were copied, 1 a minute of them, 9 the whole database.
type file struct {
	min, max ltx.TXID
	at       int64 // milliseconds since 1970: what was committed until then is in it
}

const database, whole = "db", litestream.SnapshotLevel

func lineageName(now time.Time) string {
	return now.UTC().Format("20060102T150405.000Z") + "-" + rand.Text()[:6]
}

// reset makes l another lineage, with the files of one that was read from the vault, if any.
func (l *lineage) reset(name string, read *lineage) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.name, l.files = name, [whole + 1][]file{}
	if read != nil {
		l.files = read.files
	}
}

func (f file) path(lineage string, level int) string {
	return fmt.Sprintf("%s/%s/%d/%s-%s-%d.age", database, lineage, level, f.min, f.max, f.at)
}

// lineages returns what lies in the vault, by name.
func (v *Vault) lineages(ctx context.Context) (all map[string]*lineage, err error) {
	all = map[string]*lineage{}
	for name, err := range v.list(ctx, database) {
		if err != nil {
			return nil, fmt.Errorf("the backups in %s can't be listed: %w", v.address, err)
		}
		parts := strings.Split(name, "/")
		if len(parts) != 4 {
			continue
		}
		level, err := strconv.Atoi(parts[2])
		f, ok := parseFile(parts[3])
		if err != nil || !ok || level < 0 || level > whole {
			continue
		}
		l := all[parts[1]]
		if l == nil {
			l = &lineage{vault: v, name: parts[1]}
			all[l.name] = l
		}
		l.files[level] = append(l.files[level], f)
	}
	for _, l := range all {
		for _, fs := range l.files {
			slices.SortFunc(fs, func(a, b file) int { return cmp.Or(cmp.Compare(a.min, b.min), cmp.Compare(a.max, b.max)) })
		}
	}
	return all, nil
}

func parseFile(name string) (f file, ok bool) {
	parts := strings.Split(strings.TrimSuffix(name, ".age"), "-")
	if len(parts) != 3 || !strings.HasSuffix(name, ".age") {
		return f, false
	}
	var errs [3]error
	f.min, errs[0] = ltx.ParseTXID(parts[0])
	f.max, errs[1] = ltx.ParseTXID(parts[1])
	f.at, errs[2] = strconv.ParseInt(parts[2], 10, 64)
	return f, errors.Join(errs[:]...) == nil
}

// newest returns the time of the newest file from before a moment; 0 if there is none.
func (l *lineage) newest(before int64) (at int64) {
	for f := range l.each() {
		if f.at < before {
			at = max(at, f.at)
		}
	}
	return at
}

// each goes through all files with their levels.
func (l *lineage) each() func(func(file, int) bool) {
	return func(yield func(file, int) bool) {
		l.mu.Lock()
		defer l.mu.Unlock()
		for level, fs := range l.files {
			for _, f := range fs {
				if !yield(f, level) {
					return
				}
			}
		}
	}
}

// last returns the last transaction at a level.
func (l *lineage) last(level int) (max ltx.TXID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if fs := l.files[level]; len(fs) > 0 {
		return fs[len(fs)-1].max
	}
	return 0
}

// drop removes the files for which old is true.
func (l *lineage) drop(ctx context.Context, old func(file, int) bool) (n int, err error) {
	gone := map[string]bool{}
	for f, level := range l.each() {
		if old(f, level) {
			gone[f.path(l.name, level)] = true
		}
	}
	if err := l.vault.remove(ctx, slices.Collect(maps.Keys(gone))); err != nil {
		return 0, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for level := range l.files {
		l.files[level] = slices.DeleteFunc(l.files[level], func(f file) bool { return gone[f.path(l.name, level)] })
	}
	return len(gone), nil
}

// What follows is litestream.ReplicaClient.

func (l *lineage) Type() string               { return "vault" }
func (l *lineage) Init(context.Context) error { return nil }
func (l *lineage) SetLogger(*slog.Logger)     {}

func (l *lineage) LTXFiles(_ context.Context, level int, seek ltx.TXID, _ bool) (ltx.FileIterator, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	fs := l.files[level]
	i, _ := slices.BinarySearchFunc(fs, seek, func(f file, t ltx.TXID) int { return cmp.Compare(f.min, t) })
	infos := make([]*ltx.FileInfo, 0, len(fs)-i)
	for _, f := range fs[i:] {
		infos = append(infos, f.info(level))
	}
	return ltx.NewFileInfoSliceIterator(infos), nil
}

func (f file) info(level int) *ltx.FileInfo {
	// How long the plain text is isn't known from outside. The library wants to hear that it can hold something;
	// that nothing is missing at its end, age sees.
	return &ltx.FileInfo{Level: level, MinTXID: f.min, MaxTXID: f.max, Size: ltx.HeaderSize, CreatedAt: time.UnixMilli(f.at)}
}

func (l *lineage) OpenLTXFile(ctx context.Context, level int, first, last ltx.TXID, offset, size int64) (io.ReadCloser, error) {
	l.mu.Lock()
	i := slices.IndexFunc(l.files[level], func(f file) bool { return f.min == first && f.max == last })
	name := ""
	if i >= 0 {
		name = l.files[level][i].path(l.name, level)
	}
	l.mu.Unlock()
	if name == "" {
		return nil, os.ErrNotExist
	}
	f, err := l.vault.open(ctx, name)
	if err != nil {
		return nil, err
	}
	if _, err := io.CopyN(io.Discard, f, offset); err != nil {
		f.Close()
		return nil, err
	}
	if size > 0 {
		return struct {
			io.Reader
			io.Closer
		}{io.LimitReader(f, size), f}, nil
	}
	return f, nil
}

func (l *lineage) WriteLTXFile(ctx context.Context, level int, first, last ltx.TXID, r io.Reader) (*ltx.FileInfo, error) {
	header, r, err := ltx.PeekHeader(r)
	if err != nil {
		return nil, err
	}
	f := file{first, last, header.Timestamp}
	l.mu.Lock()
	name := l.name
	l.mu.Unlock()
	if err := l.vault.put(ctx, f.path(name, level), r); err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.name != name { // a new one has begun meanwhile
		return f.info(level), nil
	}
	fs := slices.DeleteFunc(l.files[level], func(old file) bool { return old.min == first && old.max == last })
	i, _ := slices.BinarySearchFunc(fs, f, func(a, b file) int { return cmp.Or(cmp.Compare(a.min, b.min), cmp.Compare(a.max, b.max)) })
	l.files[level] = slices.Insert(fs, i, f)
	return f.info(level), nil
}

func (l *lineage) DeleteLTXFiles(ctx context.Context, infos []*ltx.FileInfo) error {
	_, err := l.drop(ctx, func(f file, level int) bool {
		return slices.ContainsFunc(infos, func(i *ltx.FileInfo) bool { return i.Level == level && i.MinTXID == f.min && i.MaxTXID == f.max })
	})
	return err
}

func (l *lineage) DeleteAll(context.Context) error { return errors.ErrUnsupported }
