package backup_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"nariwai/internal/backup"
	"nariwai/internal/blob"
)

// Any moment can be restored to a second, while the copying goes on under load, and the end of it loses nothing.
func TestAnyMoment(t *testing.T) {
	t.Parallel()
	y := newYard(t)
	y.open()
	y.keep()
	end := y.load(0)
	start := time.Now()
	var moments []time.Time
	for range 12 {
		time.Sleep(250 * time.Millisecond)
		moments = append(moments, time.Now())
	}
	y.settled()
	check := func() {
		t.Helper()
		for _, m := range moments[3:] {
			at := y.restored(m)
			newest := time.UnixMilli(at[len(at)-1])
			if newest.After(m) || m.Sub(newest) > time.Second {
				t.Errorf("restored at %s after the start: the newest row is of %s after the start", m.Sub(start), newest.Sub(start))
			}
		}
	}
	check()
	n := end()
	if i, err := os.Stat(y.path + "-wal"); err != nil || i.Size() > 64<<20 {
		t.Errorf("the log has grown to %d bytes: %v", i.Size(), err)
	}
	y.end()
	check()
	if at := y.restored(time.Time{}); int64(len(at)) != n {
		t.Errorf("%d writes were acknowledged, %d are restored", n, len(at))
	}
	if _, _, err := y.restore(start.Add(-time.Minute)); err == nil || !strings.Contains(err.Error(), "begins later") {
		t.Error(err)
	}
	if said := y.heard(); strings.Contains(said, "ERROR") || strings.Contains(said, "WARN") || strings.Count(said, "copying the whole") != 1 {
		t.Error(said)
	}
}

// A program that runs again goes on where it stood, after a stop and after a crash; a restored database begins a life of its own.
func TestLives(t *testing.T) {
	t.Parallel()
	y := newYard(t)
	y.open()
	y.keep()
	y.noise(1 << 20)
	y.settled()
	for range 9 {
		y.ok(y.mark())
	}
	y.end()
	size := y.copies()
	for range 3 {
		y.open()
		y.ok(y.mark())
		y.keep()
		y.settled()
		y.ok(y.mark())
		y.end()
	}
	if more := y.copies() - size; more > size/2 {
		t.Errorf("the first life copied %d bytes, three short ones after it %d: as if it had been the whole database each time", size, more)
	}
	if n := strings.Count(y.heard(), "copying the whole"); n != 1 {
		t.Errorf("copied the whole database %d times\n%s", n, y.heard())
	}
	before := time.Now()
	if at := y.restored(time.Time{}); len(at) != 16 {
		t.Errorf("%d rows", len(at))
	}
	// The disk is lost; the database comes back from the vault, and its copies go there again.
	v, err := backup.OpenForReading(y.place, y.key)
	y.ok(err)
	if _, err := backup.Restore(ctx, v, y.path, nil, time.Time{}, nil); !errors.Is(err, backup.ErrExists) {
		t.Error(err)
	}
	for _, name := range []string{y.path, y.path + "-wal", y.path + "-shm"} {
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
	}
	_, err = backup.Restore(ctx, v, y.path, nil, time.Time{}, nil)
	y.ok(err)
	y.open()
	y.keep()
	y.settled()
	y.ok(y.mark())
	y.end()
	if at := y.restored(time.Time{}); len(at) != 17 {
		t.Errorf("%d rows", len(at))
	}
	if at := y.restored(before); len(at) != 16 {
		t.Errorf("%d rows of the life before", len(at))
	}
}

// After a crash the next run goes on where the copies end.
func TestCrash(t *testing.T) {
	t.Parallel()
	y := newYard(t)
	y.open()
	y.keep()
	y.settled()
	end := y.load(time.Millisecond)
	time.Sleep(time.Second)
	y.stop() // nobody closes anything
	y.running.Wait()
	n := end()
	dir := t.TempDir()
	y.ok(os.CopyFS(dir, os.DirFS(filepath.Dir(y.path))))
	y.path = filepath.Join(dir, "nariwai.db")
	y.open()
	y.keep()
	y.settled()
	y.ok(y.mark())
	y.end()
	if at := y.restored(time.Time{}); int64(len(at)) != n+1 {
		t.Errorf("%d rows, want %d", len(at), n+1)
	}
	if n := strings.Count(y.heard(), "copying the whole"); n != 1 {
		t.Errorf("copied the whole database %d times\n%s", n, y.heard())
	}
}

// A vault that is away hinders nobody; when it is back, everything goes there.
func TestVaultAway(t *testing.T) {
	t.Parallel()
	y := newYard(t)
	y.open()
	v := y.vault()
	v.Close() // a directory that can't be reached any more
	y.keeper = backup.NewKeeper(y.d, y.path, y.files, v, quick, y.log)
	run, stop := context.WithCancel(ctx)
	y.stop = stop
	y.running.Go(func() { y.keeper.Run(run) })
	start := time.Now()
	for range 20 {
		y.ok(y.mark())
		time.Sleep(20 * time.Millisecond)
	}
	if behind := y.keeper.Behind(); behind < time.Since(start) {
		t.Errorf("says that all but the last %s is safe", behind)
	}
	y.end()
	if !strings.Contains(y.heard(), "can't send copies") {
		t.Error(y.heard())
	}
	y.open()
	y.keep()
	y.settled()
	y.end()
	if at := y.restored(time.Time{}); len(at) != 20 {
		t.Errorf("%d rows", len(at))
	}
}

// One process copies a database; the next one takes over when that has ended.
func TestOneKeeper(t *testing.T) {
	t.Parallel()
	y := newYard(t)
	y.open()
	y.keep()
	y.settled()
	other := backup.NewKeeper(y.d, y.path, nil, y.vault(), quick, y.log)
	run, stop := context.WithTimeout(ctx, 300*time.Millisecond)
	defer stop()
	other.Run(run)
	other.Close()
	if !strings.Contains(y.heard(), "another process copies this database") {
		t.Error(y.heard())
	}
	y.end()
}

// A copy of a database that somebody else is writing to, without a keeper.
func TestOnce(t *testing.T) {
	t.Parallel()
	y := newYard(t)
	var err error
	y.open()
	end := y.load(time.Millisecond)
	time.Sleep(200 * time.Millisecond)
	y.ok(y.files.Take(sumOf("a delivered file"), strings.NewReader("a delivered file")))
	before := time.Now()
	n, err := backup.Once(ctx, y.path, y.files, y.vault(), time.Hour, y.log)
	y.ok(err)
	after := time.Now()
	end()
	y.ok(y.d.Close())
	at := y.restored(time.Time{})
	if newest := time.UnixMilli(at[len(at)-1]); n != 1 || newest.Before(before.Add(-time.Second)) || newest.After(after) {
		t.Errorf("%d files, newest row %s", n, newest)
	}
	// It leaves nothing behind beside the database.
	left, err := filepath.Glob(filepath.Dir(y.path) + "/.*")
	y.ok(err)
	if len(left) > 0 {
		t.Error(left)
	}
}

// Files come back too; each is copied once.
func TestFiles(t *testing.T) {
	t.Parallel()
	y := newYard(t)
	put := func(text string) {
		t.Helper()
		_, err := y.files.Put("a.txt", strings.NewReader(text))
		y.ok(err)
	}
	for _, text := range []string{"one", "two", "three"} {
		put(text)
	}
	for i, want := range []int{3, 0, 1} {
		if i == 2 {
			put("four")
		}
		y.open()
		n, err := backup.Once(ctx, y.path, y.files, y.vault(), time.Hour, y.log)
		y.ok(err)
		y.ok(y.d.Close())
		if n != want {
			t.Errorf("copied %d files, want %d", n, want)
		}
	}
	v, err := backup.OpenForReading(y.place, y.key)
	y.ok(err)
	back, err := blob.Open(filepath.Join(t.TempDir(), "files"))
	y.ok(err)
	defer back.Close()
	y.ok(back.Take(sumOf("two"), strings.NewReader("two")))
	r, err := backup.Restore(ctx, v, filepath.Join(t.TempDir(), "r.db"), back, time.Time{}, func(int, int) {})
	y.ok(err)
	if r.Files != 3 {
		t.Errorf("%d files came back", r.Files)
	}
	for _, text := range []string{"one", "two", "three", "four"} {
		b, err := back.Open(sumOf(text))
		y.ok(err)
		b.Close()
	}
	// Nothing in the vault can be read without the key.
	y.ok(filepath.WalkDir(y.place, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(name)
		if !strings.HasPrefix(string(b), "age-encryption.org/v1\n") {
			t.Errorf("%s is not encrypted", name)
		}
		return err
	}))
	// A file that is another one than its name says is not taken for it.
	names, err := filepath.Glob(y.place + "/files/*/*")
	y.ok(err)
	slices.Sort(names)
	y.ok(os.Rename(names[0], names[1]))
	empty, err := blob.Open(filepath.Join(t.TempDir(), "files"))
	y.ok(err)
	defer empty.Close()
	if _, err := backup.Restore(ctx, v, filepath.Join(t.TempDir(), "r.db"), empty, time.Time{}, func(int, int) {}); err == nil || !strings.Contains(err.Error(), "it holds other bytes") {
		t.Error(err)
	}
}
