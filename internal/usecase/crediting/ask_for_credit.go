// Package crediting is the operator's credit for clients: asked for, decided by the desk, billed once a month, and reminded of.
// What is secured by it is the step securing; what pays its invoices is the process funding.
package crediting

import (
	"context"

	"nariwai/internal/credit/creditdb"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/inform"
	"nariwai/internal/yen"
)

// AskForCredit asks the desk for a line of credit, or for another limit of the one that there is.
func AskForCredit(ctx context.Context, d *db.DB, a people.Actor, amount yen.Yen, note string) (err error) {
	defer fault.Wrap(&err, "ask for credit")
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		party, err := peopledb.Trading(ctx, tx, a, people.Accounts)
		if err != nil {
			return "", err
		}
		line, err := creditdb.Line(ctx, tx, party.ID)
		fresh := fault.Is(err, fault.NotFound)
		if err != nil && !fresh {
			return "", err
		}
		line.Party = party.ID
		if err := line.Ask(amount, note, a.Person, tx.Now); err != nil {
			return "", err
		}
		if fresh {
			err = creditdb.InsertLine(ctx, tx, line)
		} else {
			err = creditdb.SaveLine(ctx, tx, &line)
		}
		if err != nil {
			return "", err
		}
		if err := inform.Desk(ctx, tx, "credit_asked", notice.Message{
			Say: "%sが、請求書払いの枠%sを申し込みました", Args: []any{party.DisplayName, amount}, Link: "/desk/credit/" + string(party.ID),
		}); err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, a.Party, "ask_for_credit", string(party.ID), amount.String())
	})
	return err
}
