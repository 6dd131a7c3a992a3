package main

import (
	"bytes"
	"context"
	"database/sql"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
)

// call runs a command line to its end.
func call(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), args, &o, &e)
	return code, o.String(), e.String()
}

func TestHelp(t *testing.T) {
	code, out, _ := call(t, "--help")
	if code != exitDone || !strings.Contains(out, "Exit codes: 0 done") || !strings.Contains(out, "NARIWAI_DB") {
		t.Errorf("%d\n%s", code, out)
	}
	for _, command := range []string{"serve", "demo", "migrate", "operator", "verify", "verify-record", "reseal", "close-month", "backup", "restore", "backup-key", "version"} {
		if !strings.Contains(out, command) {
			t.Errorf("%s is not listed", command)
		}
		code, help, _ := call(t, command, "--help")
		if code != exitDone || !strings.Contains(help, "Usage: nariwai "+command) {
			t.Errorf("%s --help: %d\n%s", command, code, help)
		}
		for _, flag := range regexp.MustCompile(`(?m)^ .*--[a-z].*(?:\n {10}.*)*`).FindAllString(help, -1) {
			if !strings.Contains(flag, "NARIWAI_") && !strings.Contains(flag, "--help") {
				t.Errorf("%s: a flag without its environment variable:\n%s", command, flag)
			}
		}
	}
}

func TestExitCodes(t *testing.T) {
	dir := t.TempDir()
	missing, made := filepath.Join(dir, "none.db"), filepath.Join(dir, "deep", "made.db")
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"version"}, exitDone, "nariwai "},
		{[]string{}, exitUsage, ""},
		{[]string{"dance"}, exitUsage, "unexpected argument"},
		{[]string{"serve", "--addr"}, exitUsage, ""},
		{[]string{"serve", "--log-format", "xml"}, exitUsage, "xml"},
		{[]string{"serve", "--db", missing}, exitNoData, "there is no database"},
		{[]string{"operator", "--db", missing, "--email", "a@example.jp"}, exitNoData, "there is no database"},
		{[]string{"migrate", "--db", missing, "--check"}, exitNoData, "there is no database"},
		{[]string{"migrate", "--db", dir}, exitNoData, ""},
		{[]string{"serve", "--db", "postgres://127.0.0.1:1/none?connect_timeout=2"}, exitNoData, ""},
		{[]string{"migrate", "--db", made}, exitDone, "up to date"},
		{[]string{"migrate", "--db", made}, exitDone, "(0 steps)"},
		{[]string{"migrate", "--db", made, "--check"}, exitDone, "up to date"},
		{[]string{"operator", "--db", made, "--email", "nobody@example.jp"}, exitFailed, "nariwai: "},
		{[]string{"serve", "--db", made, "--smtp", "ftp://mail"}, exitUsage, "smtp"},
		{[]string{"serve", "--db", made, "--addr", "localhost:nowhere"}, exitFailed, "nowhere"},
	} {
		code, out, errs := call(t, c.args...)
		if code != c.code || !strings.Contains(out+errs, c.says) {
			t.Errorf("%v: %d, want %d\n%s%s", c.args, code, c.code, out, errs)
		}
	}
}

func TestPending(t *testing.T) {
	path := filepath.Join(t.TempDir(), "old.db")
	f, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Exec("CREATE TABLE anything (id TEXT)"); err != nil {
		t.Fatal(err)
	}
	f.Close()
	for _, args := range [][]string{{"serve"}, {"migrate", "--check"}, {"operator", "--email", "a@example.jp"}} {
		if code, _, errs := call(t, append(args, "--db", path)...); code != exitPending || !strings.Contains(errs, "nariwai migrate") {
			t.Errorf("%v: %d %s", args, code, errs)
		}
	}
}

func TestOperator(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	call(t, "migrate", "--db", path)
	d, err := db.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	err = d.Write(t.Context(), func(tx *db.Tx) error {
		return peopledb.Persons.Insert(t.Context(), tx, people.Person{ID: "a", Email: "a@example.jp", EmailKey: "a@example.jp", Lang: "ja", State: people.Active})
	})
	if err != nil {
		t.Fatal(err)
	}
	d.Close()
	for _, want := range []string{"is at the desk now", "was at the desk already"} {
		if code, out, errs := call(t, "operator", "--db", path, "--email", "a@example.jp"); code != exitDone || !strings.Contains(out, want) {
			t.Errorf("%d %s%s", code, out, errs)
		}
	}
}

// screen is an output that grows while somebody reads it.
type screen struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// Both commands say where they serve: the one in its log, the other on its output.
var address = regexp.MustCompile(`(http://[0-9.]+:[0-9]+)`)

// running starts a server, waits for its address, and stops it when the test ends, which must go well.
func running(t *testing.T, args ...string) (base string, out, errs *screen) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	out, errs = &screen{}, &screen{}
	ended := make(chan int, 1)
	go func() { ended <- run(ctx, append(args, "--addr", "127.0.0.1:0"), out, errs) }()
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != exitDone {
			t.Errorf("%v ended with %d: %s", args, code, errs)
		}
	})
	for range 1200 { // a minute: a demonstration is filled first, beside other tests
		if m := address.FindStringSubmatch(errs.String() + out.String()); m != nil {
			return m[1], out, errs
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("%v does not serve: %s", args, errs)
	return "", nil, nil
}

func get(t *testing.T, url string) (status int, body string) {
	t.Helper()
	r, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, string(b)
}

func TestServe(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { serves(t, filepath.Join(t.TempDir(), "a.db")) })
	t.Run("postgres", func(t *testing.T) {
		addr := dbtest.PostgresAddr(t)
		t.Chdir(t.TempDir()) // the key is made where the program stands
		serves(t, addr)
		if _, err := os.Stat(filepath.Join("data", "nariwai.key")); err != nil {
			t.Error(err)
		}
	})
}

func serves(t *testing.T, addr string) {
	base, _, errs := running(t, "serve", "--db", addr, "--migrate")
	for _, path := range []string{"/healthz", "/readyz", "/", "/en/"} {
		if status, _ := get(t, base+path); status != http.StatusOK {
			t.Errorf("%s: %d", path, status)
		}
	}
	if _, metrics := get(t, base+"/metrics"); !strings.Contains(metrics, `nariwai_step_seconds_count{ok="true",step="clock"}`) {
		t.Errorf("the steps are not counted:\n%s", metrics)
	}
	if strings.Contains(errs.String(), "step failed") {
		t.Error(errs)
	}
	if !strings.Contains(errs.String(), "no mail server") {
		t.Error("the missing mail server is not mentioned")
	}
}

func TestDemo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "nariwai.db")
	for _, again := range []bool{false, true} {
		t.Run(map[bool]string{false: "first", true: "again"}[again], func(t *testing.T) {
			base, out, _ := running(t, "demo", "--db", path)
			if status, _ := get(t, base+"/"); status != http.StatusOK {
				t.Errorf("%d", status)
			}
			if !strings.Contains(out.String(), base) {
				t.Errorf("the address is not printed: %s", out)
			}
		})
	}
	t.Run("only on this machine", func(t *testing.T) {
		for _, args := range [][]string{
			{"demo", "--addr", ":0"},
			{"demo", "--addr", "0.0.0.0:0"},
			{"demo", "--addr", "[::]:0"},
			{"demo", "--addr", "192.0.2.1:0"},
			{"demo", "--addr", "nariwai.example:0"},
			{"demo", "--base-url", "https://nariwai.example"},
			{"serve", "--addr", ":0"},
			{"serve", "--addr", ":0", "--allow-demonstration"},
			{"serve", "--addr", ":0", "--base-url", "http://localhost"},
		} {
			if code, _, errs := call(t, append(args, "--db", path)...); code != exitRefused {
				t.Errorf("%v: %d %s", args, code, errs)
			}
		}
	})
	t.Run("told once by the environment", func(t *testing.T) {
		t.Setenv("NARIWAI_DEMONSTRATION_PUBLIC", "yes")
		if code, _, errs := call(t, "serve", "--addr", ":0", "--db", path); code != exitRefused {
			t.Errorf("%d %s", code, errs)
		}
	})
	t.Run("told twice", func(t *testing.T) {
		t.Setenv("NARIWAI_DEMONSTRATION_PUBLIC", "yes")
		running(t, "serve", "--db", path, "--base-url", "http://192.0.2.1:8080", "--allow-demonstration", "--log-level", "info")
	})
}

// A database in which somebody has signed up never becomes a demonstration.
func TestDemoOfARealSite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	call(t, "migrate", "--db", path)
	d, err := db.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	err = d.Write(t.Context(), func(tx *db.Tx) error {
		return peopledb.Persons.Insert(t.Context(), tx, people.Person{ID: "a", State: people.Active})
	})
	if err != nil {
		t.Fatal(err)
	}
	d.Close()
	if code, _, errs := call(t, "demo", "--db", path); code != exitRefused {
		t.Errorf("%d %s", code, errs)
	}
}

func TestProgress(t *testing.T) {
	var b bytes.Buffer
	now := time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
	p := newProgress(&b, "closing")
	p.start, p.now = now, func() time.Time { return now }
	for done := 0; done <= 100; done += 10 {
		p.Step(done, 100)
		now = now.Add(4 * time.Second)
	}
	want := "closing   0 % (0 of 100)\n" +
		"closing  30 % (30 of 100), 2.5/s, 28s left\n" +
		"closing  60 % (60 of 100), 2.5/s, 16s left\n" +
		"closing  90 % (90 of 100), 2.5/s, 4s left\n" +
		"closing 100 % (100 of 100), 2.5/s\n"
	if b.String() != want {
		t.Errorf("got\n%s", b.String())
	}
}
