package backup

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"nariwai/internal/blob"
)

// Once copies an SQLite database as it is now, and the files that are not in the vault yet. Others may go on writing.
// Earlier copies that are older than keep are removed.
func Once(ctx context.Context, path string, files *blob.Store, v *Vault, keep time.Duration, log *slog.Logger) (copied int, err error) {
	dir, name := filepath.Split(path)
	meta, err := os.MkdirTemp(dir, "."+name+"-backup-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(meta)
	others, err := v.lineages(ctx)
	if err != nil {
		return 0, err
	}
	now := time.Now()
	lite := library(path, meta, log)
	lite.ShutdownSyncTimeout = 0
	lite.Replica = sender(lite, &lineage{vault: v, name: lineageName(now)})
	if err := lite.Open(); err != nil {
		return 0, err
	}
	err = lite.SyncAndWait(ctx)
	if err = errors.Join(err, lite.Close(ctx)); err != nil {
		return 0, err
	}
	// After the database: then every file that it names is among them.
	if files != nil {
		if copied, err = (&shelves{vault: v}).copy(ctx, files); err != nil {
			return copied, err
		}
	}
	_, err = forgetOthers(ctx, slices.Collect(maps.Values(others)), keep, now)
	return copied, err
}
