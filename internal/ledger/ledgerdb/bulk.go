package ledgerdb

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/ledger"
	"nariwai/internal/yen"
)

// Standing is a guarded account with what stands in it.
type Standing struct {
	Account ledger.Account
	Balance yen.Yen
}

type accountRow struct {
	Standing
	kind ledger.Kind
}

var accounts = db.Table[accountRow]{
	Name: "ledger_account", Columns: "id, kind, balance",
	Fields: func(a *accountRow) []any { return []any{&a.Account, &a.kind, &a.Balance} },
}

// Write writes transfers of the past as they are, and new accounts with what those leave in them. It is for books that are
// made up (usecase/seeding): the caller answers for the sums, and verify looks at them.
func Write(ctx context.Context, tx *db.Tx, rows []Row, standings []Standing) error {
	if err := transfers.InsertAll(ctx, tx, rows); err != nil {
		return err
	}
	last, err := lastClosed(ctx, tx)
	if err != nil {
		return err
	}
	if err := mendClosedDays(ctx, tx, rows, last); err != nil {
		return err
	}
	list := make([]accountRow, len(standings))
	for i, s := range standings {
		list[i] = accountRow{s, s.Account.Kind()}
	}
	return accounts.InsertAll(ctx, tx, list)
}

// PostAll is Post for many new entries: one that was booked before is a Conflict. An account that would fall below zero
// refuses all of them.
func PostAll(ctx context.Context, tx *db.Tx, entries []ledger.Entry) (err error) {
	defer fault.Wrap(&err, "post %d entries", len(entries))
	var rows []Row
	for _, e := range entries {
		rows = append(rows, rowsOf(tx, e)...)
	}
	if err := transfers.InsertAll(ctx, tx, rows); err != nil {
		return err
	}
	last, err := lastClosed(ctx, tx)
	if err != nil {
		return err
	}
	if err := mendClosedDays(ctx, tx, rows, last); err != nil {
		return err
	}
	change := map[ledger.Account]yen.Yen{}
	for _, r := range rows {
		change[r.Debit] = change[r.Debit].Sub(r.Amount)
		change[r.Credit] = change[r.Credit].Add(r.Amount)
	}
	var out, in []accountRow
	for _, a := range slices.Sorted(maps.Keys(change)) {
		switch by := change[a]; {
		case !a.Guarded():
		case by.Sign() < 0:
			out = append(out, accountRow{Standing{a, by.Neg()}, a.Kind()})
		default:
			in = append(in, accountRow{Standing{a, by}, a.Kind()})
		}
	}
	if err := takeOut(ctx, tx, out); err != nil {
		return err
	}
	return accounts.InsertAllOr(ctx, tx, in, "ON CONFLICT (id) DO UPDATE SET balance = ledger_account.balance + excluded.balance")
}

// takeOut lowers balances; one that would fall below zero refuses all.
func takeOut(ctx context.Context, tx *db.Tx, list []accountRow) error {
	const most = 64
	for len(list) > 0 {
		part := list[:min(most, len(list))]
		list = list[len(part):]
		var q strings.Builder
		var args []any
		for i, a := range part {
			if i == 0 {
				q.WriteString("(CAST($1 AS TEXT), CAST($2 AS BIGINT))")
			} else {
				fmt.Fprintf(&q, ", ($%d, $%d)", 2*i+1, 2*i+2)
			}
			args = append(args, a.Account, a.Balance)
		}
		n, err := tx.Do(ctx, "UPDATE ledger_account SET balance = balance - v.column2 FROM (VALUES "+q.String()+") AS v WHERE id = v.column1 AND balance >= v.column2", args...)
		if err != nil {
			return err
		}
		if n != int64(len(part)) {
			return fault.Because(fmt.Errorf("%d of %d accounts hold what is taken from them", n, len(part)), fault.Conflict, "お金は動いていません。このお金は、もう別の手続きで動いています")
		}
	}
	return nil
}

// HeldBy is what is held for each of the parties for whom there is an account.
func HeldBy(ctx context.Context, r db.Reader, parties []id.Party) (out map[id.Party]yen.Yen, err error) {
	names := make([]ledger.Account, len(parties))
	of := map[ledger.Account]id.Party{}
	for i, p := range parties {
		names[i] = ledger.Held(p)
		of[names[i]] = p
	}
	marks, args := db.In(1, names)
	list, err := db.All(ctx, r, func(s *Standing) []any { return []any{&s.Account, &s.Balance} }, "SELECT id, balance FROM ledger_account WHERE id IN ("+marks+")", args...)
	out = make(map[id.Party]yen.Yen, len(list))
	for _, s := range list {
		out[of[s.Account]] = s.Balance
	}
	return out, err
}
