package closing

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
)

// ExportRun writes the bank's file for a released run, or several in a ZIP where the bank takes no more lines in one. Making it again gives the same bytes or fails. Each making is on record,
// but for a form that is sent twice.
func ExportRun(ctx context.Context, d *db.DB, a people.Actor, rid id.Run) (name string, file []byte, err error) {
	defer fault.Wrap(&err, "export run %s", rid)
	if err := number(ctx, d, rid); err != nil {
		return "", nil, err
	}
	var run billing.Run
	if err := d.View(ctx, func(r *db.Snapshot) (err error) { // what was released stands; nobody waits for its file
		if run, err = billingdb.Run(ctx, r, rid); err != nil || run.ReleasedAt.IsZero() || run.Operator == "" {
			return err
		}
		name, file, err = bankFiles(ctx, r, run, func(behind int64, limit int) ([]billing.Payout, error) {
			return billingdb.PayoutsInFile(ctx, r, run.ID, behind, limit)
		})
		return err
	}); err != nil {
		return "", nil, err
	}
	if _, err := d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		if err := peopledb.Operating(ctx, tx, a); err != nil {
			return "", err
		}
		run, err := billingdb.Run(ctx, tx, rid)
		if err != nil {
			return "", err
		}
		if file == nil { // there is none to make
			return "", run.Export("", a.Person, tx.Now)
		}
		sum := sha256.Sum256(file)
		first := run.State == billing.RunReleased
		if err := run.Export(hex.EncodeToString(sum[:]), a.Person, tx.Now); err != nil {
			return "", err
		}
		if first {
			if err := billingdb.SaveRun(ctx, tx, &run); err != nil {
				return "", err
			}
		}
		return "", tx.Audit(ctx, a.Person, a.Party, "export_run", string(rid), run.SHA256)
	}); err != nil {
		return "", nil, err
	}
	return name, file, nil
}

// numberChunk is how many lines get their places in one transaction.
const numberChunk = 1000

// number gives the lines of a released run their places in the bank's file. Broken off, it begins anew: a line always gets the
// same place.
func number(ctx context.Context, d *db.DB, rid id.Run) error {
	after, from := id.Payout(""), int64(0)
	for more := true; more; {
		last, n := after, int64(0)
		over, err := withLines(ctx, d, rid, billing.RunReleased, func(tx *db.Tx, _ *billing.Run) (_ bool, err error) {
			last, n, err = billingdb.NumberLines(ctx, tx, rid, after, from, numberChunk)
			return true, err
		})
		if err != nil {
			return err
		}
		after, from, more = last, from+n, n == numberChunk && !over
	}
	return nil
}
