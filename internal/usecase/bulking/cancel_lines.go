package bulking

import (
	"context"

	"nariwai/internal/bulk/bulkdb"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/concluding"
	"nariwai/internal/yen"
)

// CancelLines ends lines that nobody has taken; their money goes back. The last one ends the order.
func CancelLines(ctx context.Context, d *db.DB, a people.Actor, bid id.Bulk, list []id.Item) (back yen.Yen, err error) {
	defer fault.Wrap(&err, "cancel %d lines of %s", len(list), bid)
	_, err = command(ctx, d, a, func(tx *db.Tx) (string, error) {
		o, _, err := own(ctx, tx, a, bid, peopledb.Acting, people.Order)
		if err != nil {
			return "", err
		}
		lines, err := chosen(ctx, tx, o, list)
		if err != nil {
			return "", err
		}
		var parts []part
		for i := range lines {
			amount, err := lines[i].Cancel()
			if err != nil {
				return "", err
			}
			parts = append(parts, part{lines[i].ID, amount})
			if err := bulkdb.SaveLine(ctx, tx, &lines[i]); err != nil {
				return "", err
			}
		}
		if back, err = sendBack(ctx, tx, o, parts, "まとめ依頼の記事の取り消し"); err != nil {
			return "", err
		}
		if err := concluding.Bulk(ctx, tx, o.Job); err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, a.Party, "cancel_lines", string(o.ID), back.String())
	})
	return back, err
}
