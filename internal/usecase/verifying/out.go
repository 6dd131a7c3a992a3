package verifying

import (
	"nariwai/internal/billing"
	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/ledger"
	"nariwai/internal/yen"
)

// earned: what waits for a worker's closing is the net of the settlements that no run has taken up.
func (e *examiner) earned() error {
	should, err := sumsBy[id.Party](e, "SELECT payee, CAST(SUM(net) AS BIGINT) FROM billing_settlement WHERE run = '' GROUP BY payee")
	if err == nil {
		accounts(e, ledger.KindEarned, should)
	}
	return err
}

// payouts: what is on its way to the bank is the lines that are due; and what a payee's settlements in a run come to is
// the line's amount.
func (e *examiner) payouts() error {
	should, err := sumsBy[string](e, `SELECT run || '/' || party, CAST(SUM(amount) AS BIGINT) FROM billing_payout
		WHERE state = 'due' AND refund = '' GROUP BY run || '/' || party`)
	if err != nil {
		return err
	}
	accounts(e, ledger.KindPayout, should)
	nets, err := sumsBy[string](e, "SELECT run || '/' || payee, CAST(SUM(net) AS BIGINT) FROM billing_settlement WHERE run <> '' GROUP BY run || '/' || payee")
	if err != nil {
		return err
	}
	lines, err := sumsBy[string](e, `SELECT run || '/' || party, CAST(SUM(amount - from_held) AS BIGINT) FROM billing_payout
		WHERE refund = '' AND state <> 'carried' GROUP BY run || '/' || party`)
	if err != nil {
		return err
	}
	for key, y := range lines {
		e.looked++
		e.same(key, "is paid", y, nets[key])
		delete(nets, key)
	}
	for key, y := range nets {
		if !y.IsZero() {
			e.bad(key, "has settlements of %s and no line", y)
		}
	}
	return nil
}

// held: what is held for a worker is the lines that could not be paid.
func (e *examiner) held() error {
	should, err := sumsBy[id.Party](e, "SELECT party, CAST(SUM(amount) AS BIGINT) FROM billing_payout WHERE refund = '' AND state IN ('held', 'returned') GROUP BY party")
	if err == nil {
		accounts(e, ledger.KindHeld, should)
	}
	return err
}

// refunds: what goes back is what the refunds say that are not paid yet, and each comes from where it says.
func (e *examiner) refunds() error {
	should, err := sumsBy[id.Refund](e, "SELECT id, amount FROM billing_refund WHERE state <> 'paid'")
	if err != nil {
		return err
	}
	accounts(e, ledger.KindRefund, should)
	type row struct {
		refund       id.Refund
		amount, line yen.Yen
		state        billing.DepositState
		named        id.Refund
	}
	rows, err := db.All(e.ctx, e.r, func(x *row) []any { return []any{&x.refund, &x.amount, &x.line, &x.state, &x.named} },
		`SELECT r.id, r.amount, COALESCE(d.amount, 0), COALESCE(d.state, ''), COALESCE(d.refund, '')
		FROM billing_refund r LEFT JOIN billing_deposit d ON d.id = r.source WHERE r.source_kind = 'deposit'`)
	for _, x := range rows {
		e.looked++
		e.same(x.refund, "returns", x.amount, x.line)
		if x.named != x.refund || x.state != billing.DepositReturning && x.state != billing.DepositReturned {
			e.bad(x.refund, "returns a deposit that is %q", x.state)
		}
	}
	return err
}

// suspense: what is in suspense is the deposits that match nothing; and each line of a confirmed list was booked.
func (e *examiner) suspense() error {
	should, err := sumsBy[id.Deposit](e, "SELECT id, amount FROM billing_deposit WHERE state = 'suspense'")
	if err != nil {
		return err
	}
	accounts(e, ledger.KindSuspense, should)
	booked, err := db.All(e.ctx, e.r, func(s *string) []any { return []any{s} },
		`SELECT id FROM billing_deposit WHERE amount > 0 AND state NOT IN ('pending', 'dropped')
		AND NOT EXISTS (SELECT 1 FROM ledger_transfer t WHERE t.id = 'deposit/' || billing_deposit.id AND t.amount = billing_deposit.amount)`)
	for _, d := range booked {
		e.bad(d, "is not in the book as it stands in the bank's list")
	}
	return err
}

// runs: a run's numbers are those of its lines, and two people have released it.
func (e *examiner) runs() error {
	type run struct {
		id                             id.Run
		state                          billing.RunState
		total, net, fee, pay, withheld yen.Yen
		checked, released              id.Person
		lines, snet, sfee, spay, swith yen.Yen
		due                            int64
	}
	rs, err := db.All(e.ctx, e.r, func(x *run) []any {
		return []any{&x.id, &x.state, &x.total, &x.net, &x.fee, &x.pay, &x.withheld, &x.checked, &x.released, &x.lines, &x.due, &x.snet, &x.sfee, &x.spay, &x.swith}
	}, `SELECT r.id, r.state, r.total, r.net, r.fee, r.pay, r.withheld, r.checked_by, r.released_by,
			COALESCE(p.total, 0), COALESCE(p.due, 0), COALESCE(s.net, 0), COALESCE(s.fee, 0), COALESCE(s.pay, 0), COALESCE(s.withheld, 0)
		FROM billing_run r
		LEFT JOIN (SELECT run, CAST(SUM(CASE WHEN n > 0 OR state = 'due' THEN amount ELSE 0 END) AS BIGINT) AS total,
			SUM(CASE WHEN state = 'due' THEN 1 ELSE 0 END) AS due FROM billing_payout GROUP BY run) p ON p.run = r.id
		LEFT JOIN (SELECT run, CAST(SUM(net) AS BIGINT) AS net, CAST(SUM(fee) AS BIGINT) AS fee, CAST(SUM(pay) AS BIGINT) AS pay,
			CAST(SUM(withheld) AS BIGINT) AS withheld FROM billing_settlement GROUP BY run) s ON s.run = r.id`)
	if err != nil {
		return err
	}
	for _, x := range rs {
		e.looked++
		if x.state == billing.RunCounting {
			continue
		}
		e.same(x.id, "sends", x.total, x.lines)
		e.same(x.id, "has net", x.net, x.snet)
		e.same(x.id, "has fees", x.fee, x.sfee)
		e.same(x.id, "has pay", x.pay, x.spay)
		e.same(x.id, "has withheld", x.withheld, x.swith)
		switch x.state {
		case billing.RunReleased, billing.RunExported, billing.RunPaid:
			if x.total.Sign() > 0 && (x.checked == "" || x.released == "" || x.checked == x.released) {
				e.bad(x.id, "went to the bank on the word of %q and %q", x.checked, x.released)
			}
		}
		if x.state == billing.RunPaid && x.due > 0 {
			e.bad(x.id, "is paid with %d lines still due", x.due)
		}
	}
	return nil
}
