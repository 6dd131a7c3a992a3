package main

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"nariwai/internal/clock"
	"nariwai/internal/db"
)

// The end of the record can be cut off without a trace inside the database; who knows an earlier head sees it.
func TestVerifyKnowsHeads(t *testing.T) {
	path := filepath.Join(t.TempDir(), "nariwai.db")
	call(t, "migrate", "--db", path)
	with := func(f func(ctx context.Context, d *db.DB) error) {
		t.Helper()
		d, err := db.Open(t.Context(), path)
		if err == nil {
			err = f(t.Context(), d)
			d.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	var heads []string
	for range 2 {
		with(func(ctx context.Context, d *db.DB) error {
			if err := d.Write(ctx, func(tx *db.Tx) error { return tx.Audit(ctx, "", "", "accept", "item", "") }); err != nil {
				return err
			}
			_, err := d.SealAudit(ctx, clock.Minute)
			return err
		})
		code, out, errs := call(t, "verify", "--db", path)
		_, head, ok := strings.Cut(out, "head of the record: ")
		if head, _, _ = strings.Cut(head, "\n"); code != exitDone || !ok {
			t.Fatalf("%d %s %s", code, out, errs)
		}
		heads = append(heads, head)
	}
	for _, head := range heads {
		if code, out, errs := call(t, "verify", "--db", path, "--head", head); code != exitDone {
			t.Errorf("%s: %d %s %s", head, code, out, errs)
		}
	}
	with(func(ctx context.Context, d *db.DB) error {
		return d.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Do(ctx, "DELETE FROM db_audit_block WHERE n = 2")
			if err == nil {
				_, err = tx.Do(ctx, "DELETE FROM db_audit WHERE id > (SELECT last_id FROM db_audit_block)")
			}
			return err
		})
	})
	if code, out, _ := call(t, "verify", "--db", path, "--head", heads[0]); code != exitDone {
		t.Errorf("%d %s", code, out)
	}
	if code, out, _ := call(t, "verify", "--db", path, "--head", heads[1]); code != exitFailed || !strings.Contains(out, "record: block 2:") {
		t.Errorf("%d %s", code, out)
	}
	if code, _, errs := call(t, "verify", "--db", path, "--head", "yesterday's"); code != exitUsage || !strings.Contains(errs, "is no head of the record") {
		t.Errorf("%d %s", code, errs)
	}
}
