// Package seeding makes up markets to measure on: people, jobs, contracts and their money, years of them in minutes, the same
// ones from the same number. What it writes is what the use cases would have written, computed by the same rules of the
// domains, so that verify finds nothing; but it writes it in bulk, and only into databases that were made for measuring.
package seeding

import (
	"context"
	"errors"

	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/ledger"
	"nariwai/internal/ledger/ledgerdb"
	"nariwai/internal/record/recorddb"
	"nariwai/internal/yen"
)

// A part is one filling of a database: its people, references and chances are others than those of the parts before.
type part struct {
	*maker
	n       int64
	closing yen.Yen       // what the bank's last list ended with
	listed  clock.Instant // when that was confirmed
}

// begin begins a part in a database for measuring; any other is refused.
func begin(ctx context.Context, d *db.DB) (p part, err error) {
	ok, err := d.Bench(ctx)
	if err != nil {
		return p, err
	}
	if !ok {
		return p, errors.New("the database was not made for measuring")
	}
	// What is written here is counted afterwards.
	if err := d.Write(ctx, func(tx *db.Tx) error { return recorddb.ForgetVersion(ctx, tx) }); err != nil {
		return p, err
	}
	var number int64
	if err := d.Widen(ctx); err != nil {
		return p, err
	}
	if p.n, number, err = d.NextPart(ctx); err != nil {
		return p, err
	}
	r := d.Snapshot()
	on, err := readRules(ctx, r, day(r.Now))
	if err != nil {
		return p, err
	}
	p.maker = newMaker(number, p.n, on, r.Now)
	last, err := billingdb.LastImport(ctx, r)
	switch {
	case err == nil:
		p.closing, p.listed = last.Closing, last.ConfirmedAt
	case fault.Is(err, fault.NotFound):
		book, err := ledgerdb.Balance(ctx, r, ledger.Bank)
		if err != nil {
			return p, err
		}
		p.closing = book.Neg()
	default:
		return p, err
	}
	return p, nil
}

// list makes lists of the bank out of lines that came up to a moment, each going on from the one before.
func (p *part) list(to *pile, lines []billing.Deposit, brought, confirmed id.Person, at clock.Instant) {
	for len(lines) > 0 {
		some := lines[:min(len(lines), listLines)]
		lines = lines[len(some):]
		p.listed = max(p.listed+1, at)
		p.closing = p.maker.list(to, some, p.closing, brought, confirmed, p.listed)
	}
}
