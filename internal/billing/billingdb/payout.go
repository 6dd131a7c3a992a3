package billingdb

import (
	"context"

	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/yen"
)

var payouts = db.Table[billing.Payout]{
	Name:    "billing_payout",
	Columns: "id, run, party, refund, n, amount, settlements, from_held, statement, state, reason, bank, branch, account_type, account, payee, paid_at, returned_at, version",
	Sealed:  "account",
	Fields: func(p *billing.Payout) []any {
		return []any{&p.ID, &p.Run, &p.Party, &p.Refund, &p.N, &p.Amount, &p.Settlements, &p.FromHeld, &p.Statement, &p.State, &p.Reason, &p.Bank, &p.Branch, &p.Type, &p.Number, &p.Payee, &p.PaidAt, &p.ReturnedAt, &p.Version}
	},
}

// Payout returns a line of a run, or NotFound.
func Payout(ctx context.Context, r db.Reader, pid id.Payout) (billing.Payout, error) {
	return payouts.One(ctx, r, "WHERE id = $1", pid)
}

// Payouts returns a run's lines in a state after a given one in the order of their ids, at most limit.
func Payouts(ctx context.Context, r db.Reader, run id.Run, s billing.PayoutState, after id.Payout, limit int) ([]billing.Payout, error) {
	return payouts.All(ctx, r, "WHERE run = $1 AND state = $2 AND id > $3 ORDER BY id LIMIT $4", run, s, after, limit)
}

// PayoutsInFile returns the lines of a run's bank file behind a place, in its order, at most limit; n is set when it is made.
func PayoutsInFile(ctx context.Context, r db.Reader, run id.Run, behind int64, limit int) ([]billing.Payout, error) {
	return payouts.All(ctx, r, "WHERE run = $1 AND n > 0 AND n > $2 ORDER BY n LIMIT $3", run, behind, limit)
}

// InsertPayout adds a line to a run. A second one for the same payee, or of the same refund, is a Conflict.
func InsertPayout(ctx context.Context, tx *db.Tx, p billing.Payout) error {
	return payouts.Insert(ctx, tx, p)
}

// SavePayout writes p if nobody wrote it since it was read.
func SavePayout(ctx context.Context, tx *db.Tx, p *billing.Payout) (err error) {
	*p, err = payouts.Update(ctx, tx, *p)
	return err
}

// JoinHeld marks a payee's held and returned lines as part of a later one, which takes up their money.
func JoinHeld(ctx context.Context, tx *db.Tx, party id.Party, into id.Payout) error {
	_, err := tx.Do(ctx, `UPDATE billing_payout SET state = 'joined', version = version + 1
		WHERE party = $1 AND refund = '' AND state IN ('held', 'returned') AND id <> $2`, party, into)
	return err
}

// Carried reports whether a payee's own request to carry over covers what was settled up to a day: a run of that time shows it.
func Carried(ctx context.Context, r db.Reader, payee id.Party, settled calendar.Date) (bool, error) {
	var n int64
	err := db.One(ctx, r, []any{&n}, `SELECT COUNT(*) FROM billing_payout p JOIN billing_run r ON r.id = p.run
		WHERE p.party = $1 AND p.state = 'carried' AND r.through >= $2`, payee, settled)
	return n > 0, err
}

// Sums are what the lines of a run add up to, as they stand now.
type Sums struct {
	Payees, Held, Refunds              int64
	Pay, Fee, Withheld, Net            yen.Yen // of its settlements
	HeldTotal, RefundTotal, Total, Due yen.Yen // of its lines; Due is what is not paid yet
}

// SumsOf adds up a run's settlements and lines.
func SumsOf(ctx context.Context, r db.Reader, run id.Run) (s Sums, err error) {
	defer fault.Wrap(&err, "sums of run %s", run)
	if err := db.One(ctx, r, []any{&s.Pay, &s.Fee, &s.Withheld, &s.Net}, `SELECT CAST(COALESCE(SUM(pay), 0) AS BIGINT), CAST(COALESCE(SUM(fee), 0) AS BIGINT),
		CAST(COALESCE(SUM(withheld), 0) AS BIGINT), CAST(COALESCE(SUM(net), 0) AS BIGINT) FROM billing_settlement WHERE run = $1`, run); err != nil {
		return s, err
	}
	type group struct {
		state          billing.PayoutState
		refund, inFile bool
		n              int64
		amount         yen.Yen
	}
	groups, err := db.All(ctx, r, func(g *group) []any { return []any{&g.state, &g.refund, &g.inFile, &g.n, &g.amount} },
		`SELECT state, refund <> '', n > 0, COUNT(*), CAST(SUM(amount) AS BIGINT) FROM billing_payout WHERE run = $1 GROUP BY state, refund <> '', n > 0`, run)
	for _, g := range groups {
		switch {
		case g.state == billing.PayoutCarried:
		case g.state == billing.PayoutHeld, g.state == billing.PayoutJoined && !g.inFile:
			s.Held, s.HeldTotal = s.Held+g.n, s.HeldTotal.Add(g.amount)
		case g.refund:
			s.Refunds, s.RefundTotal, s.Total = s.Refunds+g.n, s.RefundTotal.Add(g.amount), s.Total.Add(g.amount)
		default:
			s.Payees, s.Total = s.Payees+g.n, s.Total.Add(g.amount)
		}
		if g.state == billing.PayoutDue {
			s.Due = s.Due.Add(g.amount)
		}
	}
	return s, err
}

// LastReturnedRefund returns the newest line that sent a refund and came back, or NotFound.
func LastReturnedRefund(ctx context.Context, r db.Reader, rid id.Refund) (billing.Payout, error) {
	return payouts.One(ctx, r, "WHERE refund = $1 AND state = 'returned' ORDER BY id DESC LIMIT 1", rid)
}

// InRefunds returns a run's refunds that are not paid yet.
func InRefunds(ctx context.Context, r db.Reader, run id.Run) ([]billing.Refund, error) {
	return refunds.All(ctx, r, "WHERE run = $1 AND state = 'in_run' ORDER BY id", run)
}

// PairSum is what a run settles between one contract and one payee: all of it, and all that was settled for the pair so far.
type PairSum struct {
	Contract      id.Contract
	Payee         id.Party
	Fee           yen.Yen // of the run's settlements
	Pay, Withheld yen.Yen
	Before        yen.Yen // pay settled before the first of them
}

// PairSums returns the sums of a run by contract and payee, so that fees can be computed once more: those of the next payees
// after a given one, in order, at most limit payees. It returns the last of these, "" at the end.
func PairSums(ctx context.Context, r db.Reader, run id.Run, after id.Party, limit int) (out []PairSum, last id.Party, err error) {
	defer fault.Wrap(&err, "sums of pairs in run %s", run)
	payees, err := db.All(ctx, r, func(p *id.Party) []any { return []any{p} },
		"SELECT DISTINCT payee FROM billing_settlement WHERE run = $1 AND payee > $2 ORDER BY payee LIMIT $3", run, after, limit)
	if err != nil || len(payees) == 0 {
		return nil, "", err
	}
	last = payees[len(payees)-1]
	out, err = db.All(ctx, r, func(p *PairSum) []any { return []any{&p.Contract, &p.Payee, &p.Fee, &p.Pay, &p.Withheld, &p.Before} },
		`SELECT g.contract, g.payee, g.fee, g.pay, g.withheld, CAST(COALESCE(
			(SELECT SUM(b.pay) FROM billing_settlement b WHERE b.contract = g.contract AND b.payee = g.payee AND b.id < g.first), 0) AS BIGINT)
		FROM (SELECT contract, payee, CAST(SUM(fee) AS BIGINT) AS fee, CAST(SUM(pay) AS BIGINT) AS pay, CAST(SUM(withheld) AS BIGINT) AS withheld, MIN(id) AS first
			FROM billing_settlement WHERE run = $1 AND payee > $2 AND payee <= $3 GROUP BY contract, payee) AS g`, run, after, last)
	return out, last, err
}

// CountLate is how many settlements of a run would be paid after the last day on which they may be; what its payee has
// asked to carry over is not late.
func CountLate(ctx context.Context, r db.Reader, run id.Run, payOn calendar.Date) (n int64, err error) {
	late, err := settlements.All(ctx, r, `WHERE run = $1 AND pay_by < $2 AND NOT EXISTS (SELECT 1 FROM billing_payout p JOIN billing_run r ON r.id = p.run
		WHERE p.party = billing_settlement.payee AND p.state = 'carried' AND r.through >= billing_settlement.settled_on)`, run, payOn)
	for _, s := range late {
		if s.PayUntil().Before(payOn) {
			n++
		}
	}
	return n, err
}

// FromHeld is what of a run's lines had been held by earlier ones.
func FromHeld(ctx context.Context, r db.Reader, run id.Run) (y yen.Yen, err error) {
	err = db.One(ctx, r, []any{&y}, "SELECT CAST(COALESCE(SUM(from_held), 0) AS BIGINT) FROM billing_payout WHERE run = $1 AND state <> 'held'", run)
	return y, err
}
