package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nariwai/internal/db/dbtest"
	"nariwai/internal/query"
	"nariwai/internal/usecase/attesting"
	"nariwai/internal/usecase/cast"
)

func TestVerifyRecord(t *testing.T) {
	d, _ := dbtest.SQLite(t)
	worker := cast.Worker(t, d, "michiru")
	var published []byte
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/.well-known/nariwai-keys.json" {
			http.Redirect(w, r, "/.well-known/nariwai-keys.json", http.StatusFound)
			return
		}
		w.Write(published)
	}))
	defer site.Close()
	address := strings.Replace(site.URL, "127.0.0.1", "localhost", 1)
	record, err := attesting.ExportRecord(t.Context(), d, worker, address, "")
	if err != nil {
		t.Fatal(err)
	}
	k, err := query.PublishedKeys(t.Context(), d.Snapshot(), address)
	if err != nil {
		t.Fatal(err)
	}
	if published, err = k.Text(); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file := func(name string, text []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	changed := append([]byte(nil), record...)
	changed[len(changed)/2] ^= 1
	good, bad, keys := file("record.json", record), file("changed.json", changed), file("keys.json", published)
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{good, "--site-keys", keys}, exitDone, address + " has signed this"},
		{[]string{good}, exitDone, "michiru (@michiru)"},
		{[]string{good, "--site", address}, exitDone, "has signed this"},
		{[]string{bad, "--site-keys", keys}, exitFailed, ""},
		{[]string{good, "--site-keys", good}, exitFailed, "no site, or no keys"},
		{[]string{good, "--site", "http://elsewhere.example"}, exitFailed, "https://"},
		{[]string{filepath.Join(dir, "none")}, exitUsage, "no such file"},
	} {
		code, out, errs := call(t, append([]string{"verify-record"}, c.args...)...)
		if code != c.code || !strings.Contains(out+errs, c.says) || code != exitDone && out != "" {
			t.Errorf("%v: %d\n%s%s", c.args, code, out, errs)
		}
	}
}
