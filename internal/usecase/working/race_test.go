package working_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"

	"nariwai/internal/billing/billingdb"
	"nariwai/internal/fault"
	"nariwai/internal/market"
	"nariwai/internal/usecase/verifying"
	"nariwai/internal/usecase/working"
)

// From delivered: a hundred acceptances and a hundred signatures of one agreed end, at once. The money moves once.
func TestOneSettlement(t *testing.T) {
	each(t, func(p *play) {
		p.fund()
		p.deliver(p.first)
		offered := p.offer(p.client, p.first, 5_000)
		var accepted, signed atomic.Int64
		var all sync.WaitGroup
		var tries []func()
		try := func(won *atomic.Int64, f func() error) {
			tries = append(tries, func() {
				switch err := f(); {
				case err == nil:
					won.Add(1)
				case !fault.Is(err, fault.Conflict):
					p.Error(err)
				}
			})
		}
		for n := range 100 {
			try(&accepted, func() error {
				_, err := working.AcceptItem(ctx, p.d, key(p.client, fmt.Sprint("accept", n)), p.first)
				return err
			})
			try(&signed, func() error {
				_, err := working.SignCancel(ctx, p.d, key(p.worker, fmt.Sprint("sign", n)), offered)
				return err
			})
		}
		for _, n := range rand.Perm(len(tries)) { // either may come first
			all.Go(tries[n])
		}
		all.Wait()
		p.Logf("%d acceptances and %d signatures won", accepted.Load(), signed.Load())
		if accepted.Load()+signed.Load() != 1 {
			p.Fatalf("%d acceptances and %d signatures won", accepted.Load(), signed.Load())
		}
		ss, err := billingdb.Settlements(ctx, p.d.Snapshot(), p.contract)
		p.ok(err)
		if len(ss) != 1 {
			p.Errorf("%d settlements", len(ss))
		}
		if accepted.Load() == 1 {
			p.is(p.first, market.ItemAccepted)
			p.books(0, 28_000, 9_600, 2_400, 0)
		} else {
			p.is(p.first, market.ItemSplit)
			p.books(0, 28_000, 4_000, 1_000, 7_000)
		}
		p.audited("accept", accepted.Load())
		p.audited("sign_cancel", signed.Load())
		if found, err := verifying.Verify(ctx, p.d, nil); err != nil || len(found) > 0 {
			p.Error(found, err)
		}
	})
}

// The same button pressed a hundred times at once does its work once, and says so every time.
func TestOneKey(t *testing.T) {
	each(t, func(p *play) {
		p.fund()
		p.deliver(p.first)
		var all sync.WaitGroup
		for range 100 {
			all.Go(func() {
				cid, err := working.AcceptItem(ctx, p.d, key(p.client, "one"), p.first)
				if err != nil || cid != p.contract {
					p.Error(cid, err)
				}
			})
		}
		all.Wait()
		p.audited("accept", 1)
		p.books(0, 28_000, 9_600, 2_400, 0)
	})
}
