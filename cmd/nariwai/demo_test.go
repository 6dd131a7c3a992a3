package main

import (
	"path/filepath"
	"strings"
	"testing"

	"nariwai/internal/db"
	market "nariwai/internal/demo"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
)

func TestDemoPrintsItsSignIns(t *testing.T) {
	path := filepath.Join(t.TempDir(), "nariwai.db")
	_, out, errs := running(t, "demo", "--db", path)
	for _, in := range market.SignIns() {
		if !strings.Contains(out.String(), in.Email) || !strings.Contains(out.String(), in.Passphrase) {
			t.Errorf("%s is not printed: %s", in.Email, out)
		}
		if roles[in.Role] == "" {
			t.Errorf("%s has no role", in.Email)
		}
	}
	if !strings.Contains(errs.String(), "filling the demonstration market 100 %") {
		t.Errorf("no progress: %s", errs)
	}
}

// One that was broken off while it was filled says so, instead of showing half a market.
func TestDemoBrokenOff(t *testing.T) {
	path := filepath.Join(t.TempDir(), "nariwai.db")
	call(t, "migrate", "--db", path)
	d, err := db.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.MarkDemonstration(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	err = d.Write(t.Context(), func(tx *db.Tx) error {
		return peopledb.Persons.Insert(t.Context(), tx, people.Person{ID: "a", State: people.Active})
	})
	if err != nil {
		t.Fatal(err)
	}
	d.Close()
	if code, _, errs := call(t, "demo", "--db", path); code != exitRefused || !strings.Contains(errs, "remove it and start again") {
		t.Errorf("%d %s", code, errs)
	}
}
