package main

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"nariwai/internal/clock"
	"nariwai/internal/db"
)

// What a clock that ran ahead has written keeps the site from writing, until somebody says that the clock is right now.
func TestClock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "nariwai.db")
	t.Run("a site that has run before", func(t *testing.T) { running(t, "serve", "--migrate", "--db", path) })
	expect := func(want int, says string, args ...string) {
		t.Helper()
		if code, out, errs := call(t, append(args, "--db", path)...); code != want || !strings.Contains(out+errs, says) {
			t.Errorf("%v: %d %s%s", args, code, out, errs)
		}
	}
	expect(exitDone, "nothing is dated later", "clock")

	d, err := db.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	d.Clock = func() clock.Instant { return clock.System().Add(9*clock.Hour + clock.Minute/2) }
	if _, err := d.Once(t.Context(), db.Command{By: "somebody", Key: "k"}, func(tx *db.Tx) (string, error) {
		return "", tx.Audit(t.Context(), "", "", "accept", "item", "")
	}); err != nil {
		t.Fatal(err)
	}
	d.Close()

	expect(exitRefused, "is 9:00 h before the newest transaction", "clock")
	expect(exitFailed, "1 are dated later than now", "verify")
	base, _, errs := running(t, "serve", "--db", path)
	if status, body := get(t, base+"/readyz"); status != http.StatusServiceUnavailable || !strings.Contains(body, "clock") {
		t.Errorf("%d %s", status, body)
	}
	if status, _ := get(t, base+"/jobs"); status != http.StatusOK {
		t.Errorf("pages are answered %d", status)
	}
	if !strings.Contains(errs.String(), "before the newest transaction") {
		t.Error("the log doesn't say why")
	}
	expect(exitDone, "goes on from now", "clock", "--accept")
	expect(exitDone, "nothing is dated later", "clock")
	expect(exitDone, "0 violations", "verify")
}
