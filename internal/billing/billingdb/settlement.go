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

var settlements = db.Table[billing.Settlement]{
	Name: "billing_settlement",
	Columns: "id, item, contract, mall, client, payee, title, ending, pay, tax, withheld, fee, fee_tax, client_fee, client_fee_tax, net, refund, " +
		"at, settled_on, received_on, pay_by, run, bill",
	Fields: func(s *billing.Settlement) []any {
		return []any{&s.ID, &s.Item, &s.Contract, &s.Mall, &s.Client, &s.Payee, &s.Title, &s.Ending, &s.Pay, &s.Tax, &s.Withheld, &s.Fee, &s.FeeTax, &s.ClientFee, &s.ClientFeeTax, &s.Net, &s.Refund,
			&s.At, &s.On, &s.Received, &s.PayBy, &s.Run, &s.Bill}
	},
}

// InsertSettlement adds a settlement. A second one of the same item and payee is a Conflict. Escrow is not stored: it is Pay − Withheld + ClientFee.
func InsertSettlement(ctx context.Context, tx *db.Tx, s billing.Settlement) error {
	return settlements.Insert(ctx, tx, s)
}

// SettledBefore is what was settled so far for a contract and payee: the fee is cumulative over it.
func SettledBefore(ctx context.Context, r db.Reader, c id.Contract, payee id.Party) (y yen.Yen, err error) {
	err = db.One(ctx, r, []any{&y}, "SELECT CAST(COALESCE(SUM(pay), 0) AS BIGINT) FROM billing_settlement WHERE contract = $1 AND payee = $2", c, payee)
	return y, err
}

// Settlements returns the settlements of a contract, oldest first.
func Settlements(ctx context.Context, r db.Reader, c id.Contract) ([]billing.Settlement, error) {
	return settlements.All(ctx, r, "WHERE contract = $1 ORDER BY id", c)
}

// SettlementsOfRun returns what a run pays to a party, in the order of settlement.
func SettlementsOfRun(ctx context.Context, r db.Reader, run id.Run, payee id.Party) ([]billing.Settlement, error) {
	return settlements.All(ctx, r, "WHERE run = $1 AND payee = $2 ORDER BY settled_on, id", run, payee)
}

// Due returns what a payee is owed by settlements up to a day that no run has taken up.
func Due(ctx context.Context, r db.Reader, payee id.Party, through calendar.Date) ([]billing.Settlement, error) {
	return settlements.All(ctx, r, "WHERE run = '' AND payee = $1 AND settled_on <= $2 ORDER BY settled_on, id", payee, through)
}

// PayeesDue returns up to limit payees after a given one, in order, who are owed by settlements up to a day.
func PayeesDue(ctx context.Context, r db.Reader, through calendar.Date, after id.Party, limit int) ([]id.Party, error) {
	return db.All(ctx, r, func(p *id.Party) []any { return []any{p} },
		"SELECT DISTINCT payee FROM billing_settlement WHERE run = '' AND payee > $1 AND settled_on <= $2 ORDER BY payee LIMIT $3", after, through, limit)
}

// Pressed returns what must be paid on or before a day and that no run has taken up, the most pressing first.
func Pressed(ctx context.Context, r db.Reader, payBy calendar.Date) ([]billing.Settlement, error) {
	return settlements.All(ctx, r, "WHERE run = '' AND pay_by <= $1 ORDER BY pay_by, id", payBy)
}

// CountPayeesDue is how many payees PayeesDue will return in all.
func CountPayeesDue(ctx context.Context, r db.Reader, through calendar.Date) (n int, err error) {
	err = db.One(ctx, r, []any{&n}, "SELECT COUNT(DISTINCT payee) FROM billing_settlement WHERE run = '' AND settled_on <= $1", through)
	return n, err
}

// OpenMoney is what a party is still owed: earned, held, on its way, or to be refunded. An account with any can't be closed.
func OpenMoney(ctx context.Context, r db.Reader, party id.Party) (y yen.Yen, err error) {
	defer fault.Wrap(&err, "open money of %s", party)
	err = db.One(ctx, r, []any{&y}, `SELECT CAST(
		(SELECT COALESCE(SUM(net), 0) FROM billing_settlement WHERE payee = $1 AND run = '') +
		(SELECT COALESCE(SUM(amount), 0) FROM billing_payout WHERE party = $1 AND refund = '' AND state IN ('due', 'held', 'returned')) +
		(SELECT COALESCE(SUM(amount), 0) FROM billing_refund WHERE party = $1 AND state <> 'paid') AS BIGINT)`, party)
	return y, err
}
