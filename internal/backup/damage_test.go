package backup_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"nariwai/internal/backup"
)

func sumOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// timeOf is the time in a copy's name.
func timeOf(name string) time.Time {
	parts := strings.Split(strings.TrimSuffix(name, ".age"), "-")
	ms, _ := strconv.ParseInt(parts[len(parts)-1], 10, 64)
	return time.UnixMilli(ms)
}

// Whatever is not as it was written is found before a database stands there that is not whole.
func TestDamage(t *testing.T) {
	t.Parallel()
	y := newYard(t)
	y.open()
	y.keep()
	y.settled()
	for range 5 {
		y.ok(y.mark())
		y.settled()
	}
	y.end()
	if at := y.restored(time.Time{}); len(at) != 5 {
		t.Fatalf("%d rows", len(at))
	}
	minutes, err := filepath.Glob(y.place + "/db/*/1")
	y.ok(err)
	for _, dir := range minutes { // what would stand in for some of the files that are damaged below
		y.ok(os.RemoveAll(dir))
	}
	names, err := filepath.Glob(y.place + "/db/*/0/*.age")
	y.ok(err)
	slices.Sort(names)
	if len(names) < 5 {
		t.Fatal(names)
	}
	for i := range names {
		names[i], err = filepath.Rel(y.place, names[i])
		y.ok(err)
	}
	whole, middle := names[0], names[len(names)/2]
	change := func(name string, f func(b []byte) []byte) func(root string) error {
		return func(root string) error {
			b, err := os.ReadFile(filepath.Join(root, name))
			if err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(root, name), f(b), 0o600)
		}
	}
	flip := func(at int) func(b []byte) []byte {
		return func(b []byte) []byte { b[(at+len(b))%len(b)] ^= 1; return b }
	}
	gone := func(name string) func(root string) error {
		return func(root string) error { return os.Remove(filepath.Join(root, name)) }
	}
	t.Run("found", func(t *testing.T) {
		for name, f := range map[string]struct {
			want  string
			plant func(root string) error
		}{
			"a flipped bit in the first copy":                  {"was cut off or changed", change(whole, flip(5000))},
			"a flipped bit at the end of a later one":          {"was cut off or changed", change(middle, flip(-1))},
			"a flipped bit in its head":                        {"was cut off or changed", change(middle, flip(len("age-encryption.org/v1\n-> X25519 abc")))},
			"a file that was cut off":                          {"was cut off or changed", change(middle, func(b []byte) []byte { return b[:len(b)-100] })},
			"a file that was cut off where a chunk of it ends": {"was cut off or changed", change(whole, func(b []byte) []byte { return b[:len(b)-len(b)%(64<<10+16)] })},
			"an empty file":                                    {"was cut off or changed", change(middle, func(b []byte) []byte { return nil })},
			"a missing file":                                   {"files are missing in the backup", gone(middle)},
			"a missing first file":                             {"there is no backup in", gone(whole)},
			"another file in its place": {"can't be put together", func(root string) error {
				b, err := os.ReadFile(filepath.Join(root, names[1]))
				if err != nil {
					return err
				}
				return os.WriteFile(filepath.Join(root, middle), b, 0o600)
			}},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				place := t.TempDir()
				y.ok(os.CopyFS(place, os.DirFS(y.place)))
				y.ok(f.plant(place))
				v, err := backup.OpenForReading(place, y.key)
				y.ok(err)
				path := filepath.Join(t.TempDir(), "r.db")
				if _, err := backup.Restore(ctx, v, path, nil, time.Time{}, nil); err == nil || !strings.Contains(err.Error(), f.want) {
					t.Errorf("%v", err)
				}
				if _, err := os.Stat(path); err == nil {
					t.Error("a database was written")
				}
			})
		}
	})
	y.newKey(y.key + "2")
	v, err := backup.OpenForReading(y.place, y.key+"2")
	y.ok(err)
	_, err = backup.Restore(ctx, v, filepath.Join(t.TempDir(), "r.db"), nil, time.Time{}, nil)
	if _, ok := errors.AsType[*backup.WrongKeyError](err); !ok || !strings.Contains(err.Error(), "this key does not open the backup") {
		t.Error(err)
	}
	if _, err := backup.OpenForReading(y.place, y.path); err == nil || !strings.Contains(err.Error(), "holds no key") {
		t.Error(err)
	}
	if _, err := backup.OpenForReading(y.place+"x", y.key); err == nil || !strings.Contains(err.Error(), "there is no backup") {
		t.Error(err)
	}
	if _, err := backup.OpenForWriting(y.place, nil); err == nil || !strings.Contains(err.Error(), "always encrypted") {
		t.Error(err)
	}
	if _, err := backup.OpenForWriting(y.place, []string{"age1nonsense"}); err == nil {
		t.Error("took a recipient that is none")
	}

	// Before a gap everything is there.
	y.ok(gone(middle)(y.place))
	if at := y.restored(timeOf(middle)); len(at) == 0 || len(at) >= 5 {
		t.Errorf("%d rows before the gap", len(at))
	}
}
