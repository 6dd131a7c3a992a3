package funding_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"

	"nariwai/internal/bank"
	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/ledger"
	"nariwai/internal/ledger/ledgerdb"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/funding"
)

var ctx = context.Background()

// play is a contract of two items (12,000 and 28,000 yen) that waits for its money, and two people at the desk.
type play struct {
	*testing.T
	d           *db.DB
	clock       *dbtest.Clock
	deal        cast.Deal
	desk, desk2 people.Actor
	balance     int64 // of the bank account, as its lists tell it
}

func each(t *testing.T, f func(p *play)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		p := &play{T: t, d: d, clock: c, desk: cast.Operator(t, d, "desk"), desk2: cast.Operator(t, d, "desk2")}
		p.deal = cast.Award(t, d, cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato"), false, 12_000, 28_000)
		f(p)
	})
}

func (p *play) ok(err error) {
	p.Helper()
	if err != nil {
		p.Fatal(err)
	}
}

func (p *play) refused(k fault.Kind, err error) {
	p.Helper()
	if !fault.Is(err, k) {
		p.Errorf("got %v, want a refusal of kind %d", err, k)
	}
}

// line is a movement for a list: amount and what the bank says of it.
type line struct {
	amount int64
	payer  string
}

// list writes lines as a bank would, from the present balance on.
func (p *play) list(lines ...line) string {
	var b strings.Builder
	b.WriteString("日付,入出金額,振込人,残高\r\n")
	balance := p.balance
	for _, l := range lines {
		balance += l.amount
		fmt.Fprintf(&b, "%s,%d,%s,%d\r\n", calendar.On(p.clock.Now()), l.amount, l.payer, balance)
	}
	return b.String()
}

// bring imports and confirms a list.
func (p *play) bring(lines ...line) id.Import {
	p.Helper()
	iid, err := funding.ImportDeposits(ctx, p.d, p.desk, "list.csv", []byte(p.list(lines...)))
	p.ok(err)
	p.ok(funding.ConfirmDeposits(ctx, p.d, p.desk2, iid))
	for _, l := range lines {
		p.balance += l.amount
	}
	return iid
}

func (p *play) fundings() []billing.Funding {
	p.Helper()
	fs, err := billingdb.Fundings(ctx, p.d.Snapshot(), p.deal.Contract)
	p.ok(err)
	return fs
}

func (p *play) open() billing.Funding {
	p.Helper()
	fs := p.fundings()
	return fs[len(fs)-1]
}

func (p *play) lines(iid id.Import) []billing.Deposit {
	p.Helper()
	ls, err := billingdb.Deposits(ctx, p.d.Snapshot(), iid)
	p.ok(err)
	return ls
}

func (p *play) item(n int) market.Item {
	p.Helper()
	it, err := marketdb.Item(ctx, p.d.Snapshot(), p.deal.Items[n])
	p.ok(err)
	return it
}

func (p *play) at(a ledger.Account) int64 {
	p.Helper()
	y, err := ledgerdb.Balance(ctx, p.d.Snapshot(), a)
	p.ok(err)
	return y.Int64()
}

// total is what stands in all accounts of a kind.
func (p *play) total(k ledger.Kind) int64 {
	p.Helper()
	y, err := ledgerdb.Total(ctx, p.d.Snapshot(), k)
	p.ok(err)
	return y.Int64()
}

// books checks that the money is where it should be, and that the bank and the book agree.
func (p *play) books(suspense, escrow, refund int64) {
	p.Helper()
	for k, want := range map[ledger.Kind]int64{ledger.KindSuspense: suspense, ledger.KindEscrow: escrow, ledger.KindRefund: refund} {
		if got := p.total(k); got != want {
			p.Errorf("%s holds %d, want %d", k, got, want)
		}
	}
	if got := -p.at(ledger.Bank); got != p.balance {
		p.Errorf("the book has %d at the bank, the bank %d", got, p.balance)
	}
}

func cp932(t *testing.T, s string) []byte {
	t.Helper()
	b, err := japanese.ShiftJIS.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return []byte(b)
}

var account = bank.TargetForm{Bank: "0001", Branch: "001", Type: "1", Number: "12345", Payee: "カ）キタミチ"}

// mark makes the database a demonstration; one that is in use refuses to become one by itself.
func (p *play) mark() {
	p.Helper()
	p.ok(p.d.Write(ctx, func(tx *db.Tx) error {
		return tx.Exec(ctx, 1, "INSERT INTO db_meta (name, value) VALUES ('demonstration', 1)")
	}))
	p.ok(p.d.Load(ctx))
}
