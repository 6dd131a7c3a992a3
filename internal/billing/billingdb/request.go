package billingdb

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"strings"

	"nariwai/internal/billing"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// RequestFunding asks a client to pay in for items, under a reference that number makes from a random number.
// Open requests that name one of the items are void from then on: money has one way in.
func RequestFunding(ctx context.Context, tx *db.Tx, f billing.Funding, number func(int64) string) (out billing.Funding, err error) {
	defer fault.Wrap(&err, "request funding of %s", f.Contract)
	open, err := asked(ctx, tx, f)
	if err != nil {
		return f, err
	}
	for _, o := range open {
		if (f.Bulk != "" || shares(o, f)) && o.Void() {
			if err := SaveFunding(ctx, tx, &o); err != nil {
				return f, err
			}
		}
	}
	return insertNumbered(ctx, tx, f, number)
}

// RequestBill asks a client to pay an invoice, under a reference like any other.
func RequestBill(ctx context.Context, tx *db.Tx, f billing.Funding, number func(int64) string) (out billing.Funding, err error) {
	defer fault.Wrap(&err, "request payment of %s", f.Invoice)
	return insertNumbered(ctx, tx, f, number)
}

func insertNumbered(ctx context.Context, tx *db.Tx, f billing.Funding, number func(int64) string) (billing.Funding, error) {
	for {
		f.ID = id.Funding(tx.NewID())
		f.Reference = number(random(string(f.ID)))
		taken, err := ReferenceTaken(ctx, tx, f.Reference)
		if err != nil {
			return f, err
		}
		if !taken {
			return f, InsertFunding(ctx, tx, f)
		}
	}
}

// asked are the requests for the same contract, or the same bulk order.
func asked(ctx context.Context, r db.Reader, f billing.Funding) ([]billing.Funding, error) {
	if f.Bulk != "" {
		return FundingsOfBulk(ctx, r, f.Bulk)
	}
	return Fundings(ctx, r, f.Contract)
}

func shares(a, b billing.Funding) bool {
	for _, x := range a.Items {
		for _, y := range b.Items {
			if x.Item == y.Item && a.Change == b.Change {
				return true
			}
		}
	}
	return false
}

// random takes the random half of an id as a number below nine million: eight digits with the base and the check digit.
func random(uuid string) int64 {
	b, _ := hex.DecodeString(strings.ReplaceAll(uuid, "-", ""))
	return int64(binary.BigEndian.Uint64(b[8:]) % 9_000_000)
}

// VoidFundings ends the open requests of a contract that name an item which is no longer to be paid for.
func VoidFundings(ctx context.Context, tx *db.Tx, c id.Contract, ended map[id.Item]bool) error {
	fs, err := Fundings(ctx, tx, c)
	if err != nil {
		return err
	}
	for _, f := range fs {
		for _, i := range f.Items {
			if ended[i.Item] && f.Void() {
				if err := SaveFunding(ctx, tx, &f); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
