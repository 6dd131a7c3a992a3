package working_test

import (
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/id"
	"nariwai/internal/ledger"
	"nariwai/internal/ledger/ledgerdb"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/working"
)

// BenchmarkAcceptItem is the split settlement without HTTP: everything that an acceptance writes, by 32 clients at once.
func BenchmarkAcceptItem(b *testing.B) {
	for _, engine := range []struct {
		name string
		open func(testing.TB) (*db.DB, *dbtest.Clock)
	}{{"sqlite", dbtest.SQLite}, {"postgres", dbtest.Postgres}} {
		b.Run(engine.name, func(b *testing.B) {
			d, _ := engine.open(b)
			deal := cast.Award(b, d, cast.Client(b, d, "kitamichi"), cast.Worker(b, d, "sato"), false, 40_000)
			var actors, workers []people.Actor
			for i := range 100 {
				actors = append(actors, cast.Client(b, d, fmt.Sprint("client", i)))
				workers = append(workers, cast.Worker(b, d, fmt.Sprint("worker", i)))
			}
			waiting := delivered(b, d, deal, actors, workers, b.N)
			before, cpu := d.Stats.Statements.Load(), used()
			var next atomic.Int64
			b.SetParallelism(16)
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					n := int(next.Add(1) - 1)
					if _, err := working.AcceptItem(ctx, d, key(waiting[n].client, fmt.Sprint("accept", n)), waiting[n].item); err != nil {
						b.Error(err)
					}
				}
			})
			b.StopTimer()
			b.ReportMetric(float64((used()-cpu).Microseconds())/float64(b.N), "cpu-µs/op")
			b.ReportMetric(float64(d.Stats.Statements.Load()-before)/float64(b.N), "stmts/op")
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "op/s")
		})
	}
}

// used is the processor time of this process, which other work on the machine does not stretch.
func used() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		panic(err)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

type wait struct {
	client people.Actor
	item   id.Item
}

// delivered makes n contracts like the deal's, between each of the clients and workers in turn, whose item waits for its acceptance.
func delivered(b *testing.B, d *db.DB, deal cast.Deal, clients, workers []people.Actor, n int) (out []wait) {
	c, err := marketdb.Contract(ctx, d.Snapshot(), deal.Contract)
	if err != nil {
		b.Fatal(err)
	}
	it, err := marketdb.Item(ctx, d.Snapshot(), deal.Items[0])
	if err != nil {
		b.Fatal(err)
	}
	for from := 0; from < n; from += 1000 {
		out = out[:from]
		if err := d.Write(ctx, func(tx *db.Tx) error {
			for i := range min(1000, n-from) {
				c.ID, c.Client, c.State = id.Contract(tx.NewID()), clients[(from+i)%len(clients)].Party, market.ContractActive
				c.Proposal, c.Worker = id.Proposal(c.ID), workers[(from+i)*7%len(workers)].Party
				it.ID, it.Contract, it.State = id.Item(tx.NewID()), c.ID, market.ItemDelivered
				it.Payees = []market.Payee{{N: 1, Party: c.Worker, Share: 1}}
				it.Secured, it.DeliveredAt, it.ReceivedOn, it.AcceptBy = it.Pay, tx.Now, calendar.On(tx.Now), tx.Now
				if err := marketdb.InsertContract(ctx, tx, c, []market.Item{it}); err != nil {
					return err
				}
				e, err := ledger.New("bench/"+string(it.ID), calendar.On(tx.Now), ledger.Move("deposit", it.Pay, ledger.Bank, ledger.Escrow(it.ID)))
				if err != nil {
					return err
				}
				if err := ledgerdb.Post(ctx, tx, e); err != nil {
					return err
				}
				out = append(out, wait{clients[(from+i)%len(clients)], it.ID})
			}
			return nil
		}); err != nil {
			b.Fatal(err)
		}
	}
	rand.New(rand.NewPCG(1, 2)).Shuffle(n, func(i, j int) { out[i], out[j] = out[j], out[i] }) // as life does
	return out
}
