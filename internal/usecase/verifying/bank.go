package verifying

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"

	"nariwai/internal/bank"
	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/yen"
)

// bankLists: the confirmed lists go on from each other, each line by line; each is what the bank's file says, which is kept as it came.
func (e *examiner) bankLists() error {
	type list struct {
		id                    id.Import
		opening, closing, sum yen.Yen
		by, confirmed         id.Person
	}
	lists, err := db.All(e.ctx, e.r, func(l *list) []any { return []any{&l.id, &l.opening, &l.closing, &l.sum, &l.by, &l.confirmed} },
		`SELECT id, opening, closing, CAST(COALESCE((SELECT SUM(amount) FROM billing_deposit WHERE import = billing_import.id), 0) AS BIGINT), by_person, confirmed_by
		FROM billing_import WHERE state = 'confirmed' ORDER BY confirmed_at, id`)
	var before yen.Yen
	for i, l := range lists {
		e.looked++
		if i > 0 {
			e.same(l.id, "begins with", l.opening, before)
		}
		e.same(l.id, "ends with", l.closing, l.opening.Add(l.sum))
		if l.by != "" && l.by == l.confirmed {
			e.bad(l.id, "was confirmed by the person who brought it")
		}
		before = l.closing
	}
	if err != nil {
		return err
	}
	return e.bankFiles()
}

// bankFiles holds every list that somebody brought against the bytes that it was read from. (A demonstration's buttons bring
// none, and move the balances of lists that wait: those are not compared.)
func (e *examiner) bankFiles() error {
	type list struct {
		id    id.Import
		sum   string
		state billing.ImportState
	}
	lists, err := db.All(e.ctx, e.r, func(l *list) []any { return []any{&l.id, &l.sum, &l.state} }, "SELECT id, sha256, state FROM billing_import WHERE by_person <> ''")
	if err != nil {
		return err
	}
	for _, l := range lists {
		e.looked++
		file, err := billingdb.ImportFile(e.ctx, e.r, l.id)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		if sum := sha256.Sum256(file); hex.EncodeToString(sum[:]) != l.sum {
			e.bad(l.id, "is not kept as it was brought: its file has another fingerprint")
			continue
		}
		if l.state == billing.ImportDropped {
			continue
		}
		lines, err := billingdb.Deposits(e.ctx, e.r, l.id)
		if err != nil {
			return err
		}
		read, err := bank.ParseDeposits(bytes.NewReader(file))
		if err != nil || len(read.Lines) != len(lines) {
			e.bad(l.id, "has %d lines, its file %d (%v)", len(lines), len(read.Lines), err)
			continue
		}
		for i, d := range lines {
			if r := read.Lines[i]; r.On != d.On || r.Amount != d.Amount || r.Payer != d.Payer {
				e.bad(d.ID, "is %s from %q on %s, in the bank's file %s from %q on %s", d.Amount, d.Payer, d.On, r.Amount, r.Payer, r.On)
			}
		}
	}
	return nil
}
