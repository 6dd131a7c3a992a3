// Package ledgerdb keeps the ledger_ tables. The database itself refuses an overdraft of a guarded account,
// an event that is booked twice, and an amount that is not positive.
package ledgerdb

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/ledger"
	"nariwai/internal/yen"
)

// Row is a transfer as it is kept.
type Row struct {
	ID string
	ledger.Transfer
	At int64
	On calendar.Date
}

var transfers = db.Table[Row]{
	Name:    "ledger_transfer",
	Columns: "id, leg, debit, credit, amount, kind, at, day",
	Fields: func(r *Row) []any {
		return []any{&r.ID, &r.Leg, &r.Debit, &r.Credit, &r.Amount, &r.Kind, &r.At, &r.On}
	},
}

// Post books an entry once. Booking the same entry again changes nothing; the same id with other transfers is an error.
// An account that would fall below zero refuses the whole transaction with a Conflict.
func Post(ctx context.Context, tx *db.Tx, e ledger.Entry) (err error) {
	defer fault.Wrap(&err, "post %s", e.ID)
	var q strings.Builder
	q.WriteString("INSERT INTO ledger_transfer (" + transfers.Columns + ") VALUES ")
	var args []any
	for i, t := range e.Transfers {
		if i > 0 {
			q.WriteString(", ")
		}
		q.WriteString("(" + db.Marks(len(args)+1, 8) + ")")
		args = append(args, e.ID, t.Leg, t.Debit, t.Credit, t.Amount, t.Kind, tx.Now, e.On)
	}
	q.WriteString(" ON CONFLICT (id, leg) DO NOTHING RETURNING (" + lastClosedDay + ")")
	closed, err := db.All(ctx, tx, func(d *calendar.Date) []any { return []any{d} }, q.String(), args...)
	if err != nil {
		return err
	}
	switch len(closed) {
	case len(e.Transfers):
	case 0:
		return same(ctx, tx, e)
	default:
		return fmt.Errorf("ledger: event %s was booked with other transfers", e.ID)
	}
	if err := mendClosedDays(ctx, tx, rowsOf(tx, e), closed[0]); err != nil {
		return err
	}
	return move(ctx, tx, e)
}

// rowsOf are the transfers of an entry as they are kept.
func rowsOf(tx *db.Tx, e ledger.Entry) (rows []Row) {
	for _, t := range e.Transfers {
		rows = append(rows, Row{e.ID, t, int64(tx.Now), e.On})
	}
	return rows
}

// same checks that what stands in the book under e.ID is e.
func same(ctx context.Context, tx *db.Tx, e ledger.Entry) error {
	rows, err := transfers.All(ctx, tx, "WHERE id = $1 ORDER BY leg", e.ID)
	if err != nil {
		return err
	}
	var was []ledger.Transfer
	for _, r := range rows {
		was = append(was, r.Transfer)
	}
	if !slices.Equal(was, e.Transfers) {
		return fmt.Errorf("ledger: event %s was booked with other transfers", e.ID)
	}
	return nil
}

// move changes the balances of the guarded accounts that e touches, in the order of their names, so that two entries
// which share accounts wait for each other instead of deadlocking.
func move(ctx context.Context, tx *db.Tx, e ledger.Entry) error {
	change := map[ledger.Account]yen.Yen{}
	for _, t := range e.Transfers {
		change[t.Debit] = change[t.Debit].Sub(t.Amount)
		change[t.Credit] = change[t.Credit].Add(t.Amount)
	}
	var names []ledger.Account
	for a := range change {
		if a.Guarded() {
			names = append(names, a)
		}
	}
	slices.Sort(names)
	for _, a := range names {
		by := change[a]
		if by.Sign() < 0 {
			lacks := fault.Because(fmt.Errorf("%s lacks %s", a, by.Neg()), fault.Conflict, "お金は動いていません。このお金は、もう別の手続きで動いています")
			if err := tx.ExecOr(ctx, 1, lacks, "UPDATE ledger_account SET balance = balance - $2 WHERE id = $1 AND balance >= $2", a, by.Neg()); err != nil {
				return err
			}
		} else if err := tx.Exec(ctx, 1, `INSERT INTO ledger_account (id, kind, balance) VALUES ($1, $2, $3)
			ON CONFLICT (id) DO UPDATE SET balance = ledger_account.balance + excluded.balance`, a, a.Kind(), by); err != nil {
			return err
		}
	}
	return nil
}

// Balance is what stands in a guarded account; 0 when it was never used.
func Balance(ctx context.Context, r db.Reader, a ledger.Account) (y yen.Yen, err error) {
	defer fault.Wrap(&err, "balance %s", a)
	if !a.Guarded() {
		return openBalance(ctx, r, a, 99991231)
	}
	err = db.One(ctx, r, []any{&y}, "SELECT balance FROM ledger_account WHERE id = $1", a)
	if fault.Is(err, fault.NotFound) {
		return yen.Yen{}, nil
	}
	return y, err
}

// BalanceOn is what stood in an open account at the end of a day in Japan.
func BalanceOn(ctx context.Context, r db.Reader, a ledger.Account, day calendar.Date) (y yen.Yen, err error) {
	defer fault.Wrap(&err, "balance %s on %s", a, day)
	return openBalance(ctx, r, a, day)
}

// openBalance adds the closed days to the transfers of the days since, which are few: no account needs an index of its own.
func openBalance(ctx context.Context, r db.Reader, a ledger.Account, day calendar.Date) (y yen.Yen, err error) {
	var closed yen.Yen
	var last calendar.Date
	if err := db.One(ctx, r, []any{&closed, &last}, `SELECT CAST(COALESCE(SUM(credit) - SUM(debit), 0) AS BIGINT), CAST(COALESCE(MAX(day), 0) AS BIGINT)
		FROM ledger_day WHERE account = $1 AND day <= $2`, a, day); err != nil {
		return y, err
	}
	var in, out yen.Yen
	if err := db.One(ctx, r, []any{&in}, `SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM ledger_transfer WHERE credit = $1 AND day > $2 AND day <= $3`, a, last, day); err != nil {
		return y, err
	}
	if err := db.One(ctx, r, []any{&out}, `SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM ledger_transfer WHERE debit = $1 AND day > $2 AND day <= $3`, a, last, day); err != nil {
		return y, err
	}
	return closed.Add(in).Sub(out), nil
}

// mendClosedDays adds transfers to the sums of their days if those are closed: what the bank's list tells of yesterday is
// booked today. last is the last closed day as this transaction has read it, which also makes the database refuse to close a day
// while an entry is being booked on it.
func mendClosedDays(ctx context.Context, tx *db.Tx, rows []Row, last calendar.Date) error {
	type open struct {
		account ledger.Account
		day     calendar.Date
	}
	type turnover struct{ credit, debit yen.Yen }
	sums := map[open]turnover{}
	for _, r := range rows {
		if k := (open{r.Credit, r.On}); !r.Credit.Guarded() {
			sums[k] = turnover{sums[k].credit.Add(r.Amount), sums[k].debit}
		}
		if k := (open{r.Debit, r.On}); !r.Debit.Guarded() {
			sums[k] = turnover{sums[k].credit, sums[k].debit.Add(r.Amount)}
		}
	}
	days := slices.SortedFunc(maps.Keys(sums), func(a, b open) int {
		return cmp.Or(cmp.Compare(a.account, b.account), cmp.Compare(a.day, b.day))
	})
	for _, k := range days {
		if k.day.After(last) {
			continue
		}
		if err := tx.Exec(ctx, 1, `INSERT INTO ledger_day (account, day, credit, debit) VALUES ($1, $2, $3, $4)
			ON CONFLICT (account, day) DO UPDATE SET credit = ledger_day.credit + excluded.credit, debit = ledger_day.debit + excluded.debit`,
			k.account, k.day, sums[k].credit, sums[k].debit); err != nil {
			return err
		}
	}
	return nil
}

func lastClosed(ctx context.Context, r db.Reader) (last calendar.Date, err error) {
	err = db.One(ctx, r, []any{&last}, lastClosedDay)
	return last, err
}

const lastClosedDay = "SELECT CAST(COALESCE(MAX(day), 0) AS BIGINT) FROM ledger_day"

// CloseDays sums the open accounts for every day before today that has no sum yet; what is booked on such a day later is added to it.
func CloseDays(ctx context.Context, tx *db.Tx) (err error) {
	defer fault.Wrap(&err, "close days")
	today := calendar.On(tx.Now)
	last, err := lastClosed(ctx, tx)
	if err != nil {
		return err
	}
	_, err = tx.Do(ctx, `INSERT INTO ledger_day (account, day, credit, debit)
		SELECT account, day, CAST(SUM(credit) AS BIGINT), CAST(SUM(debit) AS BIGINT) FROM (
			SELECT credit AS account, day, amount AS credit, 0 AS debit FROM ledger_transfer WHERE (credit IN ('bank', 'limit') OR credit LIKE 'fee/%') AND day > $1 AND day < $2
			UNION ALL
			SELECT debit, day, 0, amount FROM ledger_transfer WHERE (debit IN ('bank', 'limit') OR debit LIKE 'fee/%') AND day > $1 AND day < $2
		) AS moved WHERE TRUE GROUP BY account, day`, last, today)
	return err
}

// Each calls f with every transfer, in no order that matters: verify recomputes the balances from it.
func Each(ctx context.Context, r db.Reader, f func(Row)) (err error) {
	defer fault.Wrap(&err, "each transfer")
	rows, err := r.Query(ctx, "SELECT "+transfers.Columns+" FROM ledger_transfer")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var row Row
		if err := rows.Scan(transfers.Fields(&row)...); err != nil {
			return err
		}
		f(row)
	}
	return rows.Err()
}

// Balances returns every guarded account with its balance.
func Balances(ctx context.Context, r db.Reader) (out map[ledger.Account]yen.Yen, err error) {
	defer fault.Wrap(&err, "balances")
	type pair struct {
		a ledger.Account
		y yen.Yen
	}
	ps, err := db.All(ctx, r, func(p *pair) []any { return []any{&p.a, &p.y} }, "SELECT id, balance FROM ledger_account")
	out = make(map[ledger.Account]yen.Yen, len(ps))
	for _, p := range ps {
		out[p.a] = p.y
	}
	return out, err
}
