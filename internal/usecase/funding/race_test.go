package funding_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"nariwai/internal/billing"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/market"
	"nariwai/internal/usecase/funding"
	"nariwai/internal/usecase/verifying"
	"nariwai/internal/usecase/working"
)

// From awarded: one deposit line booked a hundred times and a hundred cancellations of what it pays for, at once.
// Either the work is funded, or it is cancelled and the money stands in suspense.
func TestFundOrCancel(t *testing.T) {
	each(t, func(p *play) {
		iid, err := funding.ImportDeposits(ctx, p.d, p.desk, "list.csv", []byte(p.list(line{40_000, p.open().Reference})))
		p.ok(err)
		p.balance = 40_000
		did := p.lines(iid)[0].ID
		// The second person's yes, without the booking that follows it.
		p.ok(p.d.Write(ctx, func(tx *db.Tx) error {
			return tx.Exec(ctx, 1, "UPDATE billing_import SET state = 'confirmed', confirmed_by = $2, confirmed_at = $3, version = version + 1 WHERE id = $1", iid, p.desk2.Person, tx.Now)
		}))
		var cancelled atomic.Int64
		var all sync.WaitGroup
		for n := range 100 {
			all.Go(func() {
				if err := funding.BookDeposit(ctx, p.d, did); err != nil {
					p.Error(err)
				}
			})
			all.Go(func() {
				a := p.deal.Client
				a.Key = fmt.Sprint("cancel", n)
				switch err := working.CancelUnfunded(ctx, p.d, a, p.deal.Contract, "", "都合が変わりました"); {
				case err == nil:
					cancelled.Add(1)
				case !fault.Is(err, fault.Conflict):
					p.Error(err)
				}
			})
		}
		all.Wait()
		dep := p.lines(iid)[0]
		switch cancelled.Load() {
		case 0:
			p.books(0, 40_000, 0)
			if dep.State != billing.DepositMatched || p.item(0).State != market.ItemFunded || p.item(1).State != market.ItemFunded {
				p.Errorf("%s, %s, %s", dep.State, p.item(0).State, p.item(1).State)
			}
		case 1:
			p.books(40_000, 0, 0)
			if dep.State != billing.DepositSuspense || dep.Reason == "" || p.item(0).State != market.ItemCancelled || p.item(1).State != market.ItemCancelled {
				p.Errorf("%s %q, %s, %s", dep.State, dep.Reason, p.item(0).State, p.item(1).State)
			}
		default:
			p.Errorf("%d cancellations won", cancelled.Load())
		}
		if found, err := verifying.Verify(ctx, p.d, nil); err != nil || len(found) > 0 {
			p.Error(found, err)
		}
	})
}
