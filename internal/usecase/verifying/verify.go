// Package verifying counts everything once more from the list of transfers, and says what does not add up.
// It reads and writes nothing.
package verifying

import (
	"context"
	"fmt"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/ledger"
	"nariwai/internal/ledger/ledgerdb"
	"nariwai/internal/yen"
)

// Violation is a thing that breaks a rule.
type Violation struct {
	Rule   string // its name: docs/accounting.md says what each means
	Object string // what breaks it: an account, an item, a run …
	Says   string
}

func (v Violation) String() string { return v.Rule + ": " + v.Object + ": " + v.Says }

// Rules are the names of what Verify looks at, in its order.
func Rules() (names []string) {
	for _, r := range rules {
		names = append(names, r.name)
	}
	return names
}

var rules = []struct {
	name string
	look func(*examiner) error
}{
	{"balances", (*examiner).balances},
	{"transfer-kinds", (*examiner).transferKinds},
	{"closed-days", (*examiner).closedDays},
	{"cash", (*examiner).cash},
	{"escrow", (*examiner).escrow},
	{"funded", (*examiner).funded},
	{"settled", (*examiner).settled},
	{"settlement-entries", (*examiner).settlementEntries},
	{"bulk", (*examiner).bulk},
	{"fees", (*examiner).fees},
	{"earned", (*examiner).earned},
	{"payouts", (*examiner).payouts},
	{"held", (*examiner).held},
	{"refunds", (*examiner).refunds},
	{"suspense", (*examiner).suspense},
	{"credit-limits", (*examiner).creditLimits},
	{"credit-owed", (*examiner).creditOwed},
	{"invoices", (*examiner).invoices},
	{"bank-lists", (*examiner).bankLists},
	{"runs", (*examiner).runs},
	{"paid-in-time", (*examiner).paidInTime},
	{"returned-in-time", (*examiner).returnedInTime},
	{"documents", (*examiner).documents},
	{"notices", (*examiner).notices},
	{"statements", (*examiner).statements},
	{"contracts", (*examiner).contracts},
	{"jobs", (*examiner).jobs},
	{"replies", (*examiner).replies},
	{"record", (*examiner).record},
	{"counts", (*examiner).counts},
	{"time", (*examiner).time},
	{"sealed", (*examiner).sealed},
}

// Verify looks at one moment of the whole database. report, if any, hears of every rule how many things were looked at.
func Verify(ctx context.Context, d *db.DB, report func(rule string, looked int)) (found []Violation, err error) {
	defer fault.Wrap(&err, "verify")
	err = d.View(ctx, func(r *db.Snapshot) error {
		e := &examiner{ctx: ctx, r: r, now: r.Now, today: calendar.On(r.Now)}
		if err := e.read(); err != nil {
			return err
		}
		for _, rule := range rules {
			e.rule, e.looked = rule.name, 0
			if err := rule.look(e); err != nil {
				return fmt.Errorf("%s: %w", rule.name, err)
			}
			if report != nil {
				report(rule.name, e.looked)
			}
		}
		found = e.found
		return nil
	})
	return found, err
}

// examiner holds what several rules look at.
type examiner struct {
	ctx   context.Context
	r     db.Reader
	now   clock.Instant
	today calendar.Date

	transfers int
	sums      map[ledger.Account]yen.Yen // of all transfers, open accounts too
	kept      map[ledger.Account]yen.Yen // the guarded balances as they are kept
	entries   map[string]legs            // settle/<item>, by item
	byKind    map[string]yen.Yen         // of open transfers, by kind and account
	days      map[day]turnover
	wrong     []ledgerdb.Row // transfers of a kind between accounts that it does not connect

	looked int
	rule   string
	found  []Violation
}

// legs are the amounts of a settlement's entry, by kind and by the account that they went to.
type legs map[string]yen.Yen

func (e *examiner) bad(object any, format string, args ...any) {
	e.found = append(e.found, Violation{e.rule, fmt.Sprint(object), fmt.Sprintf(format, args...)})
}

// same reports two amounts that should be one.
func (e *examiner) same(object any, what string, is, should yen.Yen) {
	if is != should {
		e.bad(object, "%s %s, should be %s", what, is, should)
	}
}

// sumsBy returns amounts by a key, from a query of two columns.
func sumsBy[K ~string](e *examiner, q string, args ...any) (map[K]yen.Yen, error) {
	type pair struct {
		key K
		sum yen.Yen
	}
	ps, err := db.All(e.ctx, e.r, func(p *pair) []any { return []any{&p.key, &p.sum} }, q, args...)
	out := make(map[K]yen.Yen, len(ps))
	for _, p := range ps {
		out[p.key] = p.sum
	}
	return out, err
}

// accounts holds the balances of a kind of accounts against what should be in them, by the part of the name after the kind.
func accounts[K ~string](e *examiner, k ledger.Kind, should map[K]yen.Yen) {
	seen := map[K]bool{}
	for a, is := range e.kept {
		if a.Kind() != k {
			continue
		}
		key := K(string(a)[len(k)+1:])
		seen[key] = true
		e.looked++
		e.same(a, "holds", is, should[key])
	}
	for key, y := range should {
		if !seen[key] && !y.IsZero() {
			e.looked++
			e.bad(string(k)+"/"+string(key), "holds nothing, should be %s", y)
		}
	}
}
