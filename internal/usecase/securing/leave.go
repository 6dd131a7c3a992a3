package securing

import (
	"context"

	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/credit"
	"nariwai/internal/credit/creditdb"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/ledger/ledgerdb"
	"nariwai/internal/yen"
)

// Leave ends the line of a party that closes its account, and forgets what it wrote when it asked. Nothing may be at stake any more.
func Leave(ctx context.Context, tx *db.Tx, p id.Party) (err error) {
	defer fault.Wrap(&err, "end the line of %s", p)
	line, err := creditdb.Line(ctx, tx, p)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if open, err := creditdb.Proposed(ctx, tx, p); err == nil {
		if err := open.Drop("", tx.Now); err != nil {
			return err
		}
		if err := creditdb.SaveChange(ctx, tx, &open); err != nil {
			return err
		}
	} else if !fault.Is(err, fault.NotFound) {
		return err
	}
	end := credit.Change{ID: id.Limit(tx.NewID()), Party: p, Kind: credit.ToEnd, State: credit.Made, Before: line.Amount, DueMonths: line.DueMonths, Reason: "退会", At: tx.Now}
	line.Apply(end)
	line.Note, line.AskedBy = "", ""
	if err := creditdb.SaveLine(ctx, tx, &line); err != nil {
		return err
	}
	if err := creditdb.InsertChange(ctx, tx, end); err != nil || end.Before == (yen.Yen{}) {
		return err
	}
	entry, err := billing.SetLimit(end.ID, p, end.Before, end.After, calendar.On(tx.Now))
	if err != nil {
		return err
	}
	return ledgerdb.Post(ctx, tx, entry)
}
