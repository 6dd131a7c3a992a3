package working

import (
	"context"
	"strings"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/usecase/concluding"
	"nariwai/internal/yen"
)

// CancelUnfunded ends what no money has come for: one item, or with iid "" all that the contract has of it.
// Either side may. Money that comes later for it waits in suspense and goes back.
func CancelUnfunded(ctx context.Context, d *db.DB, a people.Actor, cid id.Contract, iid id.Item, reason string) (err error) {
	defer fault.Wrap(&err, "cancel unfunded %s %s", cid, iid)
	_, err = command(ctx, d, a, func(tx *db.Tx) (string, error) {
		r, err := enter(ctx, tx, a, people.Work, cid)
		if err != nil {
			return "", err
		}
		if strings.TrimSpace(reason) == "" {
			var f fault.Form
			f.Add("reason", "理由を書いてください")
			return "", f.Err()
		}
		items, err := unfunded(ctx, tx, cid, iid)
		if err != nil {
			return "", err
		}
		for _, it := range items {
			r.it = it
			if err := r.it.CancelUnfunded(); err != nil {
				return "", err
			}
			if err := concluding.Item(ctx, tx, &r.c, &r.it); err != nil {
				return "", err
			}
			if err := r.log(ctx, tx, market.EventCancelled, yen.Yen{}, reason); err != nil {
				return "", err
			}
		}
		if err := askAgain(ctx, tx, r.c); err != nil {
			return "", err
		}
		what := r.c.Title
		if iid != "" {
			what = name(r.c, r.it)
		}
		if err := r.tell(ctx, tx, "cancelled", "「%s」が、仮払いの前に取り消されました", []any{what}, notice.Sentence{Say: "理由：%s", Args: []any{reason}}); err != nil {
			return "", err
		}
		return string(cid), tx.Audit(ctx, a.Person, a.Party, "cancel_unfunded", string(cid), reason)
	})
	return err
}

// unfunded returns the item iid of a contract, whatever its state, or with iid "" all items that wait for money.
func unfunded(ctx context.Context, tx *db.Tx, cid id.Contract, iid id.Item) (out []market.Item, err error) {
	all, err := marketdb.Items(ctx, tx, cid)
	if err != nil {
		return nil, err
	}
	for _, it := range all {
		if it.ID == iid || iid == "" && it.State == market.ItemAgreed {
			out = append(out, it)
		}
	}
	switch {
	case len(out) > 0:
		return out, nil
	case iid != "":
		return nil, fault.New(fault.NotFound, "見つかりませんでした")
	}
	return nil, fault.New(fault.Conflict, "仮払いのあとは、ふたりの合意か、もめごと相談で終えます")
}
