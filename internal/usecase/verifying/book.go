package verifying

import (
	"strings"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/ledger"
	"nariwai/internal/ledger/ledgerdb"
	"nariwai/internal/yen"
)

// day is one open account on one day.
type day struct {
	account ledger.Account
	on      calendar.Date
}

type turnover struct{ credit, debit yen.Yen }

// ways are the accounts that each kind of transfer connects.
var ways = map[string][]struct{ from, to ledger.Kind }{
	"deposit":     {{ledger.KindBank, ledger.KindSuspense}},
	"fund":        {{ledger.KindSuspense, ledger.KindEscrow}},
	"return":      {{ledger.KindSuspense, ledger.KindRefund}},
	"capital_in":  {{ledger.KindSuspense, ledger.KindCapital}},
	"secure":      {{ledger.KindCapital, ledger.KindEscrow}},
	"recall":      {{ledger.KindEscrow, ledger.KindCapital}},
	"repay":       {{ledger.KindSuspense, ledger.KindCapital}},
	"capital_out": {{ledger.KindCapital, ledger.KindFee}},
	"limit":       {{ledger.KindLimit, ledger.KindCredit}, {ledger.KindCredit, ledger.KindLimit}},
	"stake":       {{ledger.KindCredit, ledger.KindOwed}},
	"unstake":     {{ledger.KindOwed, ledger.KindCredit}},
	"own_in":      {{ledger.KindSuspense, ledger.KindFee}},
	"own_out":     {{ledger.KindFee, ledger.KindBank}},
	"pay":         {{ledger.KindEscrow, ledger.KindEarned}},
	"fee":         {{ledger.KindEscrow, ledger.KindFee}},
	"client_fee":  {{ledger.KindEscrow, ledger.KindFee}},
	"carry":       {{ledger.KindEscrow, ledger.KindEscrow}},
	"refund":      {{ledger.KindEscrow, ledger.KindRefund}},
	"payout":      {{ledger.KindEarned, ledger.KindPayout}, {ledger.KindHeld, ledger.KindPayout}},
	"held":        {{ledger.KindEarned, ledger.KindHeld}, {ledger.KindPayout, ledger.KindHeld}},
	"bank_out":    {{ledger.KindPayout, ledger.KindBank}, {ledger.KindRefund, ledger.KindBank}},
	"returned":    {{ledger.KindPayout, ledger.KindHeld}, {ledger.KindSuspense, ledger.KindHeld}, {ledger.KindSuspense, ledger.KindRefund}},
}

func allowed(t ledger.Transfer) bool {
	for _, w := range ways[t.Kind] {
		if t.Debit.Kind() == w.from && t.Credit.Kind() == w.to {
			return true
		}
	}
	return false
}

// read goes through all transfers once.
func (e *examiner) read() (err error) {
	e.sums, e.entries = map[ledger.Account]yen.Yen{}, map[string]legs{}
	e.byKind, e.days = map[string]yen.Yen{}, map[day]turnover{}
	if err := ledgerdb.Each(e.ctx, e.r, func(row ledgerdb.Row) {
		e.transfers++
		e.sums[row.Debit] = e.sums[row.Debit].Sub(row.Amount)
		e.sums[row.Credit] = e.sums[row.Credit].Add(row.Amount)
		if !allowed(row.Transfer) || row.Amount.Sign() <= 0 {
			e.wrong = append(e.wrong, row)
		}
		if item, ok := strings.CutPrefix(row.ID, "settle/"); ok {
			l := e.entries[item]
			if l == nil {
				l = legs{}
				e.entries[item] = l
			}
			key := row.Kind
			if row.Kind == "pay" {
				key += " " + string(row.Credit)
			}
			l[key] = l[key].Add(row.Amount)
		}
		if !row.Credit.Guarded() {
			k := day{row.Credit, row.On}
			t := e.days[k]
			t.credit = t.credit.Add(row.Amount)
			e.days[k] = t
			e.byKind[row.Kind+" "+string(row.Credit)] = e.byKind[row.Kind+" "+string(row.Credit)].Add(row.Amount)
		}
		if !row.Debit.Guarded() {
			k := day{row.Debit, row.On}
			t := e.days[k]
			t.debit = t.debit.Add(row.Amount)
			e.days[k] = t
			e.byKind[row.Kind+" "+string(row.Debit)] = e.byKind[row.Kind+" "+string(row.Debit)].Sub(row.Amount)
		}
	}); err != nil {
		return err
	}
	e.kept, err = ledgerdb.Balances(e.ctx, e.r)
	return err
}

// balances: every balance that is kept is the sum of its transfers, none is below zero, and all of them with the open
// accounts come to nothing, the units of credit by themselves too.
func (e *examiner) balances() error {
	var all, units yen.Yen
	for a, sum := range e.sums {
		if a.Money() {
			all = all.Add(sum)
		} else {
			units = units.Add(sum)
		}
		if !a.Guarded() {
			continue
		}
		e.looked++
		e.same(a, "is kept as", e.kept[a], sum)
		if sum.Sign() < 0 {
			e.bad(a, "is overdrawn: %s", sum)
		}
	}
	for a, y := range e.kept {
		if _, moved := e.sums[a]; !moved && !y.IsZero() {
			e.bad(a, "is kept as %s, but nothing ever moved", y)
		}
	}
	e.same("all accounts", "come to", all, yen.Yen{})
	e.same("all units of credit", "come to", units, yen.Yen{})
	return nil
}

// transferKinds: money only takes the ways that there are.
func (e *examiner) transferKinds() error {
	e.looked = e.transfers
	for _, w := range e.wrong {
		e.bad(w.ID, "%s of %s from %s to %s", w.Kind, w.Amount, w.Debit, w.Credit)
	}
	return nil
}

// closedDays: the sums of closed days are those of their transfers.
func (e *examiner) closedDays() error {
	type row struct {
		day
		turnover
	}
	rows, err := db.All(e.ctx, e.r, func(x *row) []any { return []any{&x.account, &x.on, &x.credit, &x.debit} }, "SELECT account, day, credit, debit FROM ledger_day")
	if err != nil {
		return err
	}
	var last calendar.Date
	seen := map[day]bool{}
	for _, x := range rows {
		e.looked++
		last, seen[x.day] = max(last, x.on), true
		if is := e.days[x.day]; is != x.turnover {
			e.bad(x.account, "closed %s with %s in and %s out, its transfers are %s and %s", x.on, x.credit, x.debit, is.credit, is.debit)
		}
	}
	for d := range e.days {
		if !seen[d] && !d.on.After(last) {
			e.bad(d.account, "%s is not closed, but later days are", d.on)
		}
	}
	return nil
}

// cash: the bank holds what is owed to clients and workers, and the capital for clients with credit; what is left is the site's own.
// Units of credit are no money, and don't count.
func (e *examiner) cash() error {
	var owed yen.Yen
	for a, y := range e.kept {
		if a.Money() {
			e.looked++
			owed = owed.Add(y)
		}
	}
	if cash := e.sums[ledger.Bank].Neg(); cash.Less(owed) {
		e.bad(ledger.Bank, "holds %s, less than the %s that are owed", cash, owed)
	}
	return nil
}

// fees: the site has earned what the settlements say, less what it took out.
func (e *examiner) fees() error {
	should, err := sumsBy[string](e, `SELECT mall, CAST(SUM(fee + client_fee) AS BIGINT) FROM billing_settlement GROUP BY mall`)
	if err != nil {
		return err
	}
	for a := range e.sums {
		mall, ok := strings.CutPrefix(string(a), string(ledger.KindFee)+"/")
		if !ok {
			continue
		}
		e.looked++
		is := yen.Sum(e.byKind["fee "+string(a)], e.byKind["client_fee "+string(a)])
		e.same(a, "earned", is, should[mall])
		delete(should, mall)
	}
	for mall, y := range should {
		if !y.IsZero() {
			e.bad(mall, "earned nothing, should be %s", y)
		}
	}
	return nil
}
