package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"nariwai/internal/blob"
	"nariwai/internal/clock"
	"nariwai/internal/db"
)

// keyed makes a key and returns its file and its recipient.
func keyed(t *testing.T) (file, recipient string) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "key")
	code, out, errs := call(t, "backup-key", file)
	recipient = regexp.MustCompile(`age1\w+`).FindString(out)
	if code != exitDone || recipient == "" {
		t.Fatalf("%d %s %s", code, out, errs)
	}
	if code, _, errs := call(t, "backup-key", file); code != exitFailed || !strings.Contains(errs, "exists") {
		t.Errorf("a key is written over: %d %s", code, errs)
	}
	return file, recipient
}

// A market that is served and copied at the same time is there again on another machine, and every yen of it adds up.
func TestServeAndRestore(t *testing.T) {
	dir, place, elsewhere := t.TempDir(), filepath.Join(t.TempDir(), "vault"), t.TempDir()
	path, back := filepath.Join(dir, "nariwai.db"), filepath.Join(elsewhere, "nariwai.db")
	file, recipient := keyed(t)
	ctx, stop := context.WithCancel(t.Context())
	var out, errs screen
	if code := run(ctx, []string{"migrate", "--db", path}, &out, &errs); code != exitDone {
		t.Fatal(errs.String())
	}
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"serve", "--db", path, "--addr", "127.0.0.1:0", "--backup-to", place, "--backup-recipient", recipient, "--backup-every", "100ms"}, &out, &errs)
	}()
	var base string
	for range 200 {
		if m := address.FindStringSubmatch(errs.String()); m != nil {
			base = m[1]
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if base == "" {
		t.Fatal(errs.String())
	}
	other, err := db.Open(t.Context(), path) // as the command line does it while the site runs
	if err != nil {
		t.Fatal(err)
	}
	var moment time.Time
	for i := range 20 {
		if i == 10 {
			time.Sleep(300 * time.Millisecond)
			moment = time.Now()
			time.Sleep(300 * time.Millisecond)
		}
		if err := other.Write(t.Context(), func(tx *db.Tx) error {
			return tx.Audit(t.Context(), "", "", "test", fmt.Sprint("thing ", i), "")
		}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := other.SealAudit(t.Context(), clock.Minute); err != nil {
		t.Fatal(err)
	}
	other.Close()
	if status, body := get(t, base+"/readyz"); status != 200 || body != "ready\n" {
		t.Errorf("%d %s", status, body)
	}
	if _, body := get(t, base+"/metrics"); !strings.Contains(body, "nariwai_backup_behind_seconds 0.") {
		t.Error("no nariwai_backup_behind_seconds below 1")
	}
	stop()
	if code := <-ended; code != exitDone {
		t.Fatalf("%d %s", code, errs.String())
	}
	lines := func(path string) (n int) {
		t.Helper()
		d, err := db.Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		if err := db.One(t.Context(), d.Snapshot(), []any{&n}, "SELECT COUNT(*) FROM db_audit WHERE verb = 'test'"); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if code, out, errs := call(t, "restore", "--db", back, "--from", place, "--key", file); code != exitDone || !strings.Contains(out, "is as it was at") {
		t.Fatalf("%d %s %s", code, out, errs)
	}
	if n := lines(back); n != 20 {
		t.Errorf("%d of 20 lines", n)
	}
	if code, _, errs := call(t, "verify", "--db", back); code != exitNoData || !strings.Contains(errs, "its key is not at") {
		t.Errorf("a backup brings its key along: %d %s", code, errs)
	}
	if code, out, _ := call(t, "verify", "--db", back, "--keys", filepath.Join(dir, "nariwai.key")); code != exitDone || !strings.Contains(out, "0 violations") {
		t.Errorf("%d %s", code, out)
	}
	if code, _, errs := call(t, "restore", "--db", back, "--from", place, "--key", file); code != exitRefused || !strings.Contains(errs, "never writes over one") {
		t.Errorf("%d %s", code, errs)
	}
	early := filepath.Join(elsewhere, "early.db")
	if code, _, errs := call(t, "restore", "--db", early, "--from", place, "--key", file, "--at", moment.Format(time.RFC3339Nano)); code != exitDone {
		t.Fatalf("%d %s", code, errs)
	}
	if n := lines(early); n != 10 {
		t.Errorf("%d lines before the moment, want 10", n)
	}
	wrong, _ := keyed(t)
	if code, _, errs := call(t, "restore", "--db", back+"2", "--from", place, "--key", wrong); code != exitFailed || !strings.Contains(errs, "this key does not open the backup") {
		t.Errorf("%d %s", code, errs)
	}
}

// One copy of a database and its files, and the way back.
func TestBackupOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "nariwai.db")
	call(t, "migrate", "--db", path)
	file, recipient := keyed(t)
	place := filepath.Join(t.TempDir(), "vault")
	files, err := blob.Open(filepath.Join(filepath.Dir(path), "files"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := files.Put("a.txt", strings.NewReader("delivered"))
	if err != nil {
		t.Fatal(err)
	}
	files.Close()
	for _, says := range []string{"with 1 files", "with 0 files"} {
		if code, out, errs := call(t, "backup", "--db", path, "--to", place, "--recipient", recipient); code != exitDone || !strings.Contains(out, says) {
			t.Fatalf("%d %s %s", code, out, errs)
		}
	}
	back := filepath.Join(t.TempDir(), "nariwai.db")
	if code, out, errs := call(t, "restore", "--db", back, "--from", place, "--key", file); code != exitDone || !strings.Contains(out, "with 1 files") {
		t.Fatalf("%d %s %s", code, out, errs)
	}
	if _, err := os.Stat(filepath.Join(filepath.Dir(back), "files", b.SHA256[:2], b.SHA256[2:])); err != nil {
		t.Error(err)
	}
	if code, out, _ := call(t, "verify", "--db", back); code != exitDone {
		t.Errorf("%d %s", code, out)
	}
}

func TestBackupRefusals(t *testing.T) {
	path := filepath.Join(t.TempDir(), "nariwai.db")
	call(t, "migrate", "--db", path)
	file, recipient := keyed(t)
	pg := "postgres://user@localhost/name"
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"backup", "--db", pg, "--to", "x"}, exitUsage, "pgBackRest"},
		{[]string{"restore", "--db", pg, "--from", "x", "--key", file}, exitUsage, "pgBackRest"},
		{[]string{"backup", "--db", path, "--to", "x"}, exitUsage, "always encrypted"},
		{[]string{"backup", "--db", path, "--to", "x", "--recipient", "me"}, exitUsage, "recipient"},
		{[]string{"backup", "--db", path + "x", "--to", "x", "--recipient", recipient}, exitNoData, "there is no database"},
		{[]string{"backup", "--db", path, "--to", "s3://", "--recipient", recipient}, exitUsage, "names no bucket"},
		{[]string{"serve", "--db", path, "--backup-to", "x"}, exitUsage, "always encrypted"},
		{[]string{"restore", "--db", path + "2", "--from", t.TempDir(), "--key", file}, exitFailed, "there is no backup in"},
		{[]string{"restore", "--db", path + "2", "--from", path + "none", "--key", file}, exitNoData, "there is no backup"},
		{[]string{"restore", "--db", path + "2", "--from", t.TempDir(), "--key", path}, exitNoData, "holds no key"},
		{[]string{"restore", "--db", path + "2", "--from", t.TempDir(), "--key", file, "--at", "yesterday"}, exitUsage, "is no moment"},
	} {
		if code, _, errs := call(t, c.args...); code != c.code || !strings.Contains(errs, c.says) {
			t.Errorf("%v: %d, want %d: %s", c.args, code, c.code, errs)
		}
	}
}

func TestMoments(t *testing.T) {
	for s, want := range map[string]string{
		"2026-11-23T12:34:56+09:00": "2026-11-23T03:34:56Z", "2026-11-23T12:34:56.789Z": "2026-11-23T12:34:56.789Z",
		"2026-11-23T12:34:56": "2026-11-23T03:34:56Z", "2026-11-23 12:34:56": "2026-11-23T03:34:56Z", "2026-11-23 12:34": "2026-11-23T03:34:00Z",
	} {
		at, err := parseMoment(s)
		if got := at.UTC().Format(time.RFC3339Nano); err != nil || got != want {
			t.Errorf("%s: %s, want %s: %v", s, got, want, err)
		}
	}
	if at, err := parseMoment(""); err != nil || !at.IsZero() {
		t.Error(at, err)
	}
}
