package bench

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"

	"nariwai/internal/db"
)

// Rest is what a server holds that has just begun: memory after it has answered each of the public pages once and collected
// its garbage, and the size of the database.
func Rest(ctx context.Context, s *Site, path string) (list []Figure, err error) {
	b := newBrowser(s.Base, 1)
	for _, page := range []string{"/", "/jobs", "/healthz"} {
		if err := b.get(ctx, page, ""); err != nil {
			return nil, err
		}
	}
	b.close()
	runtime.GC()
	debug.FreeOSMemory()
	memory := resident()
	size, err := s.size(ctx, path)
	if err != nil {
		return nil, err
	}
	const megabyte = 1 << 20
	return []Figure{
		{Name: "memory at rest", N: 1, Load: loadAverage(), Note: fmt.Sprintf("%.1f MB", float64(memory)/megabyte)},
		{Name: "database", N: 1, Load: loadAverage(), Note: fmt.Sprintf("%.1f MB", float64(size)/megabyte)},
	}, nil
}

// size is how large the database is, in bytes.
func (s *Site) size(ctx context.Context, path string) (size int64, err error) {
	if s.DB.Engine == db.Postgres {
		err = db.One(ctx, s.DB.Snapshot(), []any{&size}, "SELECT pg_database_size(CURRENT_CATALOG)")
		return size, err
	}
	for _, name := range []string{path, path + "-wal"} {
		info, err := os.Stat(strings.TrimPrefix(name, "file:"))
		if err != nil && !os.IsNotExist(err) {
			return size, err
		}
		if err == nil {
			size += info.Size()
		}
	}
	return size, nil
}
