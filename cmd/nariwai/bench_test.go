package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nariwai/internal/bench"
)

// Every measurement runs from beginning to end at a small size; what it measures is not looked at.
func TestBench(t *testing.T) {
	for _, c := range []struct {
		name  string
		args  [][]string
		wants []string // names of figures
	}{
		{"settle", [][]string{{"settle", "--items=200", "--clients=1,4", "--for=200ms"}}, []string{"settle", "fdatasync after 8 KB"}},
		{"fund", [][]string{{"fund", "--bills=60", "--lines=30"}}, []string{"fund, 30 lines a list"}},
		{"close", [][]string{{"close", "--payees=250", "--items=2", "--per-second=5"}}, []string{"  bank files", "  all of it"}},
		{"pages", [][]string{{"seed", "--seed-workers=400"}, {"pages", "--for=100ms", "--clients=2", "--per-second=5"}}, []string{"worker's home", "  data layer alone"}},
		{"growth", [][]string{{"seed", "--seed-workers=400"}, {"growth", "--for=50ms", "--small=itself"}}, []string{"acceptance, small", "worker's home, large"}},
		{"search", [][]string{{"search", "--jobs=300", "--open=100", "--asks=5"}}, []string{"two words, filters", "publish a job", "size: tokens"}},
		{"live", [][]string{{"live", "--listeners=20", "--per-second=20", "--for=500ms"}}, []string{"from sending until the page is told, one node", "from telling everybody at once, one node"}},
		{"rest", [][]string{{"rest"}}, []string{"memory at rest"}},
		{"limits", [][]string{{"limits", "--for=50ms"}}, []string{"SQLite, bare split transfer, 32 a commit"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			db, file := filepath.Join(dir, "bench.db"), filepath.Join(dir, "figures.json")
			for _, args := range c.args {
				for i := range args {
					args[i] = strings.Replace(args[i], "itself", db, 1)
				}
				if code, out, errs := call(t, append([]string{"--db", db, "bench", args[0], "--json", file}, args[1:]...)...); code != exitDone {
					t.Fatalf("%v: exit %d: %s%s", args, code, out, errs)
				}
			}
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var list []bench.Figure
			if err := json.Unmarshal(text, &list); err != nil {
				t.Fatal(err)
			}
			for _, want := range c.wants {
				found := false
				for _, f := range list {
					found = found || f.Name == want && f.N > 0
				}
				if !found {
					t.Errorf("no figure %q in %s", want, text)
				}
			}
			if c.name == "limits" {
				return // it makes no market
			}
			if code, out, errs := call(t, "--db", db, "verify"); code != exitDone {
				t.Errorf("verify: exit %d: %s%s", code, out, errs)
			}
		})
	}
}

// A market in which people are is not measured on.
func TestBenchRefuses(t *testing.T) {
	db := filepath.Join(t.TempDir(), "real.db")
	if code, out, errs := call(t, "--db", db, "migrate"); code != exitDone {
		t.Fatal(out, errs)
	}
	for _, args := range [][]string{{"seed", "--seed-workers=10"}, {"settle"}, {"fund"}, {"close"}, {"pages"}, {"rest"}} {
		if code, _, errs := call(t, append([]string{"--db", db, "bench"}, args...)...); code != exitRefused || !strings.Contains(errs, "was not made by nariwai bench") {
			t.Errorf("%v: exit %d: %s", args, code, errs)
		}
	}
}
