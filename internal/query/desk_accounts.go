package query

import (
	"context"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/people"
)

// CheckedAccount is a new bank account that a second person looks at before money goes there.
type CheckedAccount struct {
	people.Account
	Name, Handle, LegalName string
	Person                  id.Person
	Email                   string
	ChangedAt               clock.Instant // when the person last changed what they sign in with
	Old                     string        // the payee's name on the account that it would replace
	Others                  int64         // other parties that are paid on the same account, or were
}

const accountsMost = 100

// AccountsToCheck lists them, the earliest promised payment first.
func AccountsToCheck(ctx context.Context, r db.Reader) ([]CheckedAccount, error) {
	return checkedNumber.all(ctx, r, func(a *CheckedAccount) []any {
		return append(accountFields(&a.Account), &a.Name, &a.Handle, &a.LegalName, &a.Person, &a.Email, &a.ChangedAt, &a.Old, &a.Others)
	}, "SELECT "+accountColumns+`, p.display_name, p.handle, p.legal_name, q.id, q.email, q.changed_at,
		COALESCE((SELECT MAX(o.payee) FROM people_account o WHERE o.party = a.party AND o.state = 'active'), ''),
		(SELECT COUNT(DISTINCT s.party) FROM people_account s WHERE s.mark = a.mark AND s.party <> a.party)
		FROM people_account a JOIN people_party p ON p.id = a.party JOIN people_person q ON q.id = a.set_by
		WHERE a.state = 'checking' ORDER BY a.promised_by, a.id LIMIT $1`, accountsMost)
}
