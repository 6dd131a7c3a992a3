package backup_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/funding"
	"nariwai/internal/usecase/verifying"
	"nariwai/internal/usecase/working"
)

// A market at work is copied; whatever moment is restored elsewhere, every yen of it adds up.
func TestRestoredMarketAddsUp(t *testing.T) {
	t.Parallel()
	y := newYard(t)
	y.open()
	y.keep()
	end := y.load(3 * time.Millisecond)
	stop := make(chan bool)
	var sealing sync.WaitGroup
	sealing.Go(func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(100 * time.Millisecond):
				if _, err := y.d.SealAudit(ctx, clock.Minute); err != nil {
					t.Error(err)
				}
			}
		}
	})
	deals, moments := 0, []time.Time{}
	deal := y.market()
	for start := time.Now(); time.Since(start) < 3*time.Second; deals++ {
		deal()
		if len(moments) < 2 && time.Since(start) > time.Duration(len(moments)+1)*time.Second {
			moments = append(moments, time.Now())
		}
	}
	y.settled()
	last := 0
	for _, at := range append(moments, time.Time{}) {
		path, _, err := y.restore(at)
		y.ok(err)
		settled := y.verified(path)
		if settled < last || settled > deals {
			t.Errorf("%d settlements at %s, %d before, %d in all", settled, at, last, deals)
		}
		last = settled
	}
	if last != deals {
		t.Errorf("%d deals were made, %d are restored", deals, last)
	}
	close(stop)
	sealing.Wait()
	end()
	y.end()
	t.Logf("%d settlements beside %d other writes", deals, len(y.restored(time.Time{})))
}

// market returns what makes a deal from the award to the acceptance.
func (y *yard) market() (deal func()) {
	y.t.Helper()
	desk, desk2 := cast.Operator(y.t, y.d, "desk"), cast.Operator(y.t, y.d, "desk2")
	client, worker := cast.Client(y.t, y.d, "kitamichi"), cast.Worker(y.t, y.d, "sato")
	cast.Office(y.t, y.d)
	var balance int64
	return func() {
		y.t.Helper()
		made := cast.Award(y.t, y.d, client, worker, true, 40_000)
		fs, err := billingdb.Fundings(ctx, y.d.Snapshot(), made.Contract)
		y.ok(err)
		balance += fs[0].Amount.Int64()
		iid, err := funding.ImportDeposits(ctx, y.d, desk, "list.csv",
			fmt.Appendf(nil, "日付,金額,振込人,残高\n%s,%d,%s,%d\n", calendar.On(y.d.Clock()), fs[0].Amount.Int64(), fs[0].Reference, balance))
		y.ok(err)
		y.ok(funding.ConfirmDeposits(ctx, y.d, desk2, iid))
		_, err = working.DeliverItem(ctx, y.d, worker, made.Items[0], working.Work{Body: "できました。"})
		y.ok(err)
		_, err = working.AcceptItem(ctx, y.d, client, made.Items[0])
		y.ok(err)
	}
}

// verified counts a restored market once more and returns how many settlements it holds.
func (y *yard) verified(path string) (settled int) {
	y.t.Helper()
	d, err := db.Open(ctx, path)
	y.ok(err)
	defer d.Close()
	found, err := verifying.Verify(ctx, d, nil)
	y.ok(err)
	for _, v := range found {
		y.t.Error(v)
	}
	y.ok(db.One(ctx, d.Snapshot(), []any{&settled}, "SELECT COUNT(*) FROM billing_settlement"))
	return settled
}
