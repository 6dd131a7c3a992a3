package peopledb

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
)

// Accounts maps the bank accounts; reads for pages may use it.
var Accounts = db.Table[people.Account]{Name: "people_account",
	Columns: "id, party, bank, branch, kind, number, payee, state, set_at, set_by, promised_by, checked_at, checked_by, reason, mark, version",
	Sealed:  "number",
	Fields: func(a *people.Account) []any {
		return []any{&a.ID, &a.Party, &a.Bank, &a.Branch, &a.Kind, &a.Number, &a.Payee, &a.State, &a.SetAt, &a.SetBy,
			&a.PromisedBy, &a.CheckedAt, &a.CheckedBy, &a.Reason, &a.Mark, &a.Version}
	}}

// AddAccounts stores new accounts.
func AddAccounts(ctx context.Context, tx *db.Tx, list ...people.Account) (err error) {
	for i, a := range list {
		if list[i].Mark, err = mark(tx, a); err != nil {
			return err
		}
	}
	return Accounts.InsertAll(ctx, tx, list)
}

func mark(tx *db.Tx, a people.Account) (string, error) {
	return tx.Mark(a.Bank + "-" + a.Branch + "-" + string(a.Kind) + "-" + a.Number)
}

// AccountsOf returns all accounts that a party has ever given, the oldest first.
func AccountsOf(ctx context.Context, r db.Reader, p id.Party) ([]people.Account, error) {
	return Accounts.All(ctx, r, "WHERE party = $1 ORDER BY id", p)
}

// PayoutAccount is the account on which a payment to the party promised for day goes; false when it has none.
func PayoutAccount(ctx context.Context, r db.Reader, p id.Party, day calendar.Date) (a people.Account, ok bool, err error) {
	defer fault.Wrap(&err, "payout account of %s", p)
	all, err := Accounts.All(ctx, r, "WHERE party = $1 AND state IN ($2, $3) ORDER BY id", p, people.AccountActive, people.Checking)
	if err != nil {
		return a, false, err
	}
	a, ok = people.Payable(all, day)
	return a, ok, nil
}

// Retire retires the accounts of a party in the given state.
func Retire(ctx context.Context, tx *db.Tx, p id.Party, state people.AccountState) error {
	_, err := tx.Do(ctx, "UPDATE people_account SET state = $3, version = version + 1 WHERE party = $1 AND state = $2", p, state, people.Retired)
	return err
}

// EraseAccounts removes all accounts of a party.
func EraseAccounts(ctx context.Context, tx *db.Tx, p id.Party) error {
	_, err := tx.Do(ctx, "DELETE FROM people_account WHERE party = $1", p)
	return err
}
