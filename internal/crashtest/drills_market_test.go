package crashtest

import (
	"fmt"
	"sync"
	"sync/atomic"

	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/funding"
	"nariwai/internal/usecase/working"
	"nariwai/internal/yen"
)

// states: only what was delivered can be accepted.
func states(dr *drill) {
	deal := dr.deal(dr.worker, 8_010, 8_020, 8_030, 8_040)
	funded, revising, disputed, done := deal.Items[0], deal.Items[1], deal.Items[2], deal.Items[3]
	agreed := cast.Award(dr.T, dr.d, dr.client, dr.worker, false, 5_000).Items[0]
	dr.deliver(deal, revising, disputed, done)
	_, err := working.RequestRevision(dr.ctx, dr.d, dr.client, revising, "見出しを直してください。", market.ClientFault)
	dr.ok(answered, err)
	_, err = working.OpenDispute(dr.ctx, dr.d, dr.worker, disputed, "約束と違います。")
	dr.ok(answered, err)
	dr.accept(done)
	for _, it := range []id.Item{agreed, funded, revising, disputed, done} {
		before := dr.item(it)
		_, err := working.AcceptItem(dr.ctx, dr.d, dr.client, it)
		dr.refused(once, fmt.Sprintf("the acceptance of an item that is %s", before.State), err)
		if after := dr.item(it); after.State != before.State {
			dr.found.bad(once, "an item that was %s is %s", before.State, after.State)
		}
	}
}

// keys: a key stands for one form of one person.
func keys(dr *drill) {
	deal := dr.deal(dr.worker, 8_010, 8_020, 8_030)
	dr.deliver(deal, deal.Items[0])
	// A refused form may be sent again with its key.
	early := keyed(dr.client, "k2", "b2")
	_, err := working.AcceptItem(dr.ctx, dr.d, early, deal.Items[1])
	dr.refused(once, "an acceptance before the delivery", err)
	dr.deliver(deal, deal.Items[1], deal.Items[2])
	_, err = working.AcceptItem(dr.ctx, dr.d, early, deal.Items[1])
	dr.ok(replayed, err)

	// Pressed at once fifty times, it happens once and answers the same each time.
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			cid, err := working.AcceptItem(dr.ctx, dr.d, keyed(dr.client, "k", "b"), deal.Items[0])
			if err != nil || cid != deal.Contract {
				dr.found.bad(replayed, "one of fifty clicks was answered %q, %v", cid, err)
			}
		})
	}
	all.Wait()
	if n := dr.count("SELECT COUNT(*) FROM db_audit WHERE verb = 'accept' AND subject = $1", deal.Items[0]); n != 1 {
		dr.found.bad(once, "accepted %d times", n)
	}
	if n := dr.count("SELECT COUNT(*) FROM db_idempotency WHERE id IN ($1, $2)", string(dr.client.Person)+"/k", string(dr.client.Person)+"/k2"); n != 2 {
		dr.found.bad(recorded, "%d of 2 commands are on record", n)
	}
	// The same key can't mean another thing …
	_, err = working.AcceptItem(dr.ctx, dr.d, keyed(dr.client, "k", "another body"), deal.Items[2])
	if !fault.Is(err, fault.Reused) {
		dr.found.bad(replayed, "the same key with another body was answered with %v", err)
	}
	// … and somebody else's key means nothing.
	other := cast.Client(dr.T, dr.d, "minato")
	mine := cast.Award(dr.T, dr.d, other, dr.worker, false, 7_000)
	_, err = working.CancelLate(dr.ctx, dr.d, keyed(other, "k", "b"), mine.Items[0])
	dr.refused(replayed, "a command under the key that somebody else has used", err)
}

// silence: what the client has answered in time is not accepted by time, in whatever order they meet.
func silence(dr *drill) {
	pays := make([]int64, 20)
	for i := range pays {
		pays[i] = 6_000 + int64(i)
	}
	deal := dr.deal(dr.worker, pays...)
	dr.deliver(deal, deal.Items...)
	offers := map[id.Item]id.Cancel{}
	for i, it := range deal.Items {
		if i%3 == 0 {
			_, err := working.ProposeCancel(dr.ctx, dr.d, dr.client, it, working.Split{Fault: market.NoFault, Reason: "企画が変わりました。"})
			dr.ok(answered, err)
			offers[it] = rows[id.Cancel](dr.T, dr.d.Snapshot(), "SELECT id FROM market_cancel WHERE item = $1", it)[0]
		}
	}
	dr.clock.Set(dr.item(deal.Items[0]).AcceptBy.Add(clock.Second))
	answeredInTime := make([]atomic.Bool, len(deal.Items))
	var all sync.WaitGroup
	all.Go(func() {
		if _, err := working.AcceptOverdue(dr.ctx, dr.d); err != nil {
			dr.found.bad(answered, "%v", err)
		}
	})
	all.Go(func() {
		for i := len(deal.Items) - 1; i >= 0; i-- {
			it := deal.Items[i]
			var err error
			switch i % 3 {
			case 0:
				_, err = working.SignCancel(dr.ctx, dr.d, dr.worker, offers[it])
			case 1:
				_, err = working.RequestRevision(dr.ctx, dr.d, dr.client, it, "見出しを直してください。", market.ClientFault)
			case 2:
				_, err = working.OpenDispute(dr.ctx, dr.d, dr.worker, it, "約束と違います。")
			}
			answeredInTime[i].Store(err == nil)
			if err != nil && !fault.Is(err, fault.Conflict) {
				dr.found.bad(answered, "%v", err)
			}
		}
	})
	all.Wait()
	for i, it := range deal.Items {
		is := dr.item(it)
		if byTime := is.Ending == market.ByTime; byTime == answeredInTime[i].Load() {
			dr.found.bad(once, "item %d is %s by %q, and it was answered in time: %t", i+1, is.State, is.Ending, answeredInTime[i].Load())
		}
	}
}

// crowd: many acceptances of one contract at once meet in the database, which runs some of them again. All succeed.
func crowd(dr *drill) {
	pays := make([]int64, 20)
	for i := range pays {
		pays[i] = 8_000 + int64(i)
	}
	deal := dr.deal(dr.worker, pays...)
	dr.deliver(deal, deal.Items...)
	sum := yen.Yen{}
	var all sync.WaitGroup
	for i, it := range deal.Items {
		sum = sum.Add(yen.Of(pays[i]))
		all.Go(func() {
			if _, err := working.AcceptItem(dr.ctx, dr.d, dr.client, it); err != nil {
				dr.found.bad(answered, "one of many acceptances: %v", err)
			}
		})
	}
	all.Wait()
	if paid := dr.count("SELECT CAST(COALESCE(SUM(pay), 0) AS BIGINT) FROM billing_settlement"); paid != sum.Int64() {
		dr.found.bad(once, "%d yen were settled, %s were owed", paid, sum)
	}
}

// deposits: a line of the bank's list is booked once, whoever finds it and however often.
func deposits(dr *drill) {
	deal := cast.Award(dr.T, dr.d, dr.client, dr.worker, false, 40_000)
	csv := dr.list(dr.bill(deal.Contract))
	iid, err := funding.ImportDeposits(dr.ctx, dr.d, dr.desk, "nyukin.csv", csv)
	dr.ok(answered, err)
	_, err = funding.ImportDeposits(dr.ctx, dr.d, dr.desk, "nyukin2.csv", csv)
	dr.refused(once, "the same list", err)
	dr.ok(answered, funding.ConfirmDeposits(dr.ctx, dr.d, dr.desk2, iid))
	dr.refused(once, "the second confirmation", funding.ConfirmDeposits(dr.ctx, dr.d, dr.desk2, iid))
	line := rows[id.Deposit](dr.T, dr.d.Snapshot(), "SELECT id FROM billing_deposit WHERE import = $1", iid)[0]
	for range 3 { // as another node would that has listed it before
		dr.ok(answered, funding.BookDeposit(dr.ctx, dr.d, line))
	}
	if state := rows[string](dr.T, dr.d.Snapshot(), "SELECT state FROM billing_deposit WHERE id = $1", line)[0]; state != "matched" {
		dr.found.bad(once, "a line that has paid a request is %s", state)
	}
	if in := -dr.at("bank"); in != 40_000 {
		dr.found.bad(once, "%d yen came in, not 40,000", in)
	}
}
