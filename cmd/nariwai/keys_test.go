package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nariwai/internal/seal"
)

// The key is made once, for its owner only; without it, with another one, or where everybody reads it, nothing is served.
func TestKeys(t *testing.T) {
	dir := t.TempDir()
	base, key := filepath.Join(dir, "a.db"), filepath.Join(dir, "nariwai.key")
	closing := []string{"close-month", "2026-01", "--db", base}
	call(t, "migrate", "--db", base)
	if code, out, errs := call(t, "verify", "--db", base); code != exitDone {
		t.Fatal(code, out, errs)
	}
	if _, err := os.Stat(key); err == nil {
		t.Error("verify, which writes nothing, has made a key")
	}
	code, _, errs := call(t, closing...)
	if code != exitDone || !strings.Contains(errs, "made the key") {
		t.Fatal(code, errs)
	}
	i, err := os.Stat(key)
	if err != nil || i.Mode() != 0o600 {
		t.Fatal(i, err)
	}
	first, err := os.ReadFile(key)
	if err != nil {
		t.Fatal(err)
	}
	if code, _, errs := call(t, closing...); code != exitDone || strings.Contains(errs, "made the key") {
		t.Error("again:", code, errs)
	}
	put := func(text string, mode os.FileMode) {
		t.Helper()
		if err := os.WriteFile(key, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(key, mode); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name, text string
		mode       os.FileMode
		code       int
		says       string
	}{
		{"another key", seal.New() + "\n", 0o600, exitNoData, "a key that is not in"},
		{"no key", "secret!\n", 0o600, exitNoData, "line 1 is no key"},
		{"everybody reads it", string(first), 0o644, exitRefused, "chmod 600"},
		{"the group reads it", string(first), 0o640, exitDone, ""},
		{"a newer one above it", seal.New() + "\n" + string(first), 0o600, exitDone, ""},
	} {
		put(c.text, c.mode)
		if code, _, errs := call(t, closing...); code != c.code || !strings.Contains(errs, c.says) || strings.Contains(errs, "secret!") {
			t.Errorf("%s: %d, want %d: %s", c.name, code, c.code, errs)
		}
	}
	if code, out, errs := call(t, "reseal", "--db", base); code != exitDone || !strings.Contains(out, "older ones are not needed") {
		t.Error(code, out, errs)
	}
	newest, _, _ := strings.Cut(read(t, key), "\n")
	put(newest, 0o600)
	if code, _, errs := call(t, "verify", "--db", base); code != exitDone {
		t.Error("the newest key alone:", code, errs)
	}
	elsewhere := filepath.Join(dir, "elsewhere")
	if err := os.Rename(key, elsewhere); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := call(t, closing...); code != exitNoData || !strings.Contains(errs, "its key is not at") {
		t.Errorf("without its key: %d %s", code, errs)
	}
	if _, err := os.Stat(key); err == nil {
		t.Error("a second key was made for a sealed database")
	}
	if code, _, errs := call(t, append(closing, "--keys", elsewhere)...); code != exitDone {
		t.Error("told where it is:", code, errs)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
