package ledgerdb_test

import (
	"fmt"
	"sync"
	"testing"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/ledger"
	"nariwai/internal/ledger/ledgerdb"
	"nariwai/internal/yen"
)

func post(t *testing.T, d *db.DB, key string, ts ...ledger.Transfer) error {
	t.Helper()
	return d.Write(t.Context(), func(tx *db.Tx) error {
		e, err := ledger.New(key, calendar.On(tx.Now), ts...)
		if err != nil {
			return err
		}
		return ledgerdb.Post(t.Context(), tx, e)
	})
}

func balance(t *testing.T, d *db.DB, a ledger.Account) int64 {
	t.Helper()
	y, err := ledgerdb.Balance(t.Context(), d.Snapshot(), a)
	if err != nil {
		t.Fatal(err)
	}
	return y.Int64()
}

var (
	suspense = ledger.Suspense("d1")
	escrow   = ledger.Escrow("i1")
	earned   = ledger.Earned("yuki")
	fee      = ledger.Fee("site")
)

func TestPost(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(post(t, d, "deposit/d1", ledger.Move("deposit", yen.Of(40_000), ledger.Bank, suspense)))
		must(post(t, d, "fund/f1", ledger.Move("fund", yen.Of(40_000), suspense, escrow)))
		settle := []ledger.Transfer{
			ledger.Move("pay", yen.Of(32_000), escrow, earned),
			ledger.Move("fee", yen.Of(8_000), escrow, fee),
			ledger.Move("refund", yen.Of(0), escrow, ledger.Refund("r1")),
		}
		must(post(t, d, "settle/i1", settle...))
		must(post(t, d, "settle/i1", settle...)) // the same event again changes nothing
		if err := post(t, d, "settle/i1", ledger.Move("pay", yen.Of(1), escrow, earned)); err == nil {
			t.Error("one event was booked with two amounts")
		}
		if err := post(t, d, "settle/again", settle[0]); !fault.Is(err, fault.Conflict) {
			t.Errorf("an empty escrow paid again: %v", err)
		}
		if err := post(t, d, "settle/never", ledger.Move("pay", yen.Of(1), ledger.Escrow("i2"), earned)); !fault.Is(err, fault.Conflict) {
			t.Errorf("an account that never held money paid: %v", err)
		}
		for a, want := range map[ledger.Account]int64{ledger.Bank: -40_000, suspense: 0, escrow: 0, earned: 32_000, fee: 8_000} {
			if got := balance(t, d, a); got != want {
				t.Errorf("%s holds %d, want %d", a, got, want)
			}
		}
	})
}

func TestNewRefuses(t *testing.T) {
	for name, ts := range map[string][]ledger.Transfer{
		"nothing":  {ledger.Move("pay", yen.Of(0), escrow, earned)},
		"negative": {ledger.Move("pay", yen.Of(-1), escrow, earned)},
		"itself":   {ledger.Move("pay", yen.Of(1), escrow, escrow)},
	} {
		if _, err := ledger.New("k", 20260401, ts...); err == nil {
			t.Errorf("an entry of %s was made", name)
		}
	}
}

// Closed days plus the open day are what a sum over everything gives.
func TestCloseDays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		day1 := calendar.On(c.Now())
		for i := range 5 {
			for k := range 3 {
				if err := post(t, d, fmt.Sprintf("deposit/%d-%d", i, k), ledger.Move("deposit", yen.Of(100), ledger.Bank, ledger.Suspense("x"))); err != nil {
					t.Fatal(err)
				}
			}
			for range 2 { // twice a day changes nothing
				if err := d.Write(t.Context(), func(tx *db.Tx) error { return ledgerdb.CloseDays(t.Context(), tx) }); err != nil {
					t.Fatal(err)
				}
			}
			if got, want := balance(t, d, ledger.Bank), int64(-300*(i+1)); got != want {
				t.Fatalf("day %d: the bank holds %d, want %d", i, got, want)
			}
			c.Advance(clock.Day)
		}
		if y, err := ledgerdb.BalanceOn(t.Context(), d.Snapshot(), ledger.Bank, day1.AddDays(1)); err != nil || y != yen.Of(-600) {
			t.Fatalf("at the end of the second day %v, %v", y, err)
		}
		var n int64
		if err := db.One(t.Context(), d.Snapshot(), []any{&n}, "SELECT COUNT(*) FROM ledger_day"); err != nil || n != 4 {
			t.Fatalf("%d closed days, %v", n, err)
		}
	})
}

// Everybody draws on one account: exactly as many succeed as there is money for.
func TestOverdraftRace(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		if err := post(t, d, "deposit/d1", ledger.Move("deposit", yen.Of(1_000), ledger.Bank, escrow)); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		var mu sync.Mutex
		won := 0
		for i := range 30 {
			wg.Go(func() {
				err := post(t, d, fmt.Sprint("draw/", i), ledger.Move("pay", yen.Of(100), escrow, ledger.Earned("p")))
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					won++
				} else if !fault.Is(err, fault.Conflict) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if won != 10 || balance(t, d, escrow) != 0 || balance(t, d, ledger.Earned("p")) != 1_000 {
			t.Fatalf("%d of 10 draws, escrow %d", won, balance(t, d, escrow))
		}
	})
}

// What is booked late on a closed day is added to its sum.
func TestLateEntry(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		first := calendar.On(c.Now())
		book := func(key string, on calendar.Date) {
			t.Helper()
			if err := d.Write(t.Context(), func(tx *db.Tx) error {
				e, err := ledger.New(key, on, ledger.Move("deposit", yen.Of(100), ledger.Bank, fee))
				if err != nil {
					return err
				}
				return ledgerdb.Post(t.Context(), tx, e)
			}); err != nil {
				t.Fatal(err)
			}
		}
		closeDays := func() {
			t.Helper()
			if err := d.Write(t.Context(), func(tx *db.Tx) error { return ledgerdb.CloseDays(t.Context(), tx) }); err != nil {
				t.Fatal(err)
			}
		}
		book("a", first)
		c.Advance(3 * clock.Day)
		closeDays()
		book("b", first)             // of a closed day
		book("c", first.AddDays(-5)) // of a day before all closed ones
		book("d", first.AddDays(1))  // of a past day that had nothing to close
		book("b", first)
		closeDays()
		for day, want := range map[calendar.Date]int64{first.AddDays(-5): 100, first: 300, first.AddDays(1): 400, first.AddDays(9): 400} {
			if y, err := ledgerdb.BalanceOn(t.Context(), d.Snapshot(), fee, day); err != nil || y != yen.Of(want) {
				t.Errorf("%s: %s, want %d, %v", day, y, want, err)
			}
		}
		var closed int64
		if err := db.One(t.Context(), d.Snapshot(), []any{&closed}, "SELECT SUM(credit) FROM ledger_day WHERE account = 'fee/site'"); err != nil || closed != 400 {
			t.Errorf("closed days sum to %d, %v", closed, err)
		}
	})
}
