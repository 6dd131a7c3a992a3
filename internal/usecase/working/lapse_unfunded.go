package working

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/notice"
	"nariwai/internal/usecase/concluding"
	"nariwai/internal/usecase/recording"
)

// LapseUnfunded ends what was not funded in time: the whole contract, or those of its items that no money came for.
// The worker is free of them.
func LapseUnfunded(ctx context.Context, d *db.DB) (lapsed int, err error) {
	defer fault.Wrap(&err, "lapse unfunded contracts")
	list := func(r db.Reader) ([]market.Contract, error) {
		return marketdb.ContractsUnfunded(ctx, r, d.Clock(), atATime)
	}
	key := func(c market.Contract) id.Contract { return c.ID }
	return eachDue(ctx, d, key, list, func(tx *db.Tx, found market.Contract) (bool, error) {
		c, err := marketdb.Contract(ctx, tx, found.ID)
		if err != nil || tx.Now < c.FundBy {
			return false, err
		}
		items, err := marketdb.Items(ctx, tx, c.ID)
		if err != nil {
			return false, err
		}
		some := false
		for _, it := range items {
			if it.State != market.ItemAgreed {
				continue
			}
			if err := it.Lapse(c, tx.Now); err != nil {
				return false, err
			}
			if err := concluding.Item(ctx, tx, &c, &it); err != nil {
				return false, err
			}
			if err := marketdb.Log(ctx, tx, market.Event{Contract: c.ID, Item: it.ID, Kind: market.EventLapsed, At: c.FundBy}); err != nil {
				return false, err
			}
			some = true
		}
		if !some {
			return false, nil
		}
		if err := recording.Lapsed(ctx, tx, c); err != nil {
			return false, err
		}
		if err := tx.Audit(ctx, "", "", "lapse", string(c.ID), ""); err != nil {
			return false, err
		}
		if c.State != market.ContractEnded {
			return true, tellBoth(ctx, tx, c, "lapsed", "「%s」のうち、仮払いのなかった区切りは、期限が過ぎたのでなくなりました", []any{c.Title})
		}
		if err := tellParty(ctx, tx, c, c.Worker, "lapsed", "「%s」の契約は、仮払いがないまま期限が過ぎたので、なくなりました", []any{c.Title},
			notice.Sentence{Say: "この仕事をする必要はありません。ほかの仕事を受けられます。"}); err != nil {
			return false, err
		}
		return true, tellParty(ctx, tx, c, c.Client, "lapsed", "「%s」の契約は、仮払いがないまま期限が過ぎたので、なくなりました", []any{c.Title},
			notice.Sentence{Say: "このあとに振り込まれたお金は、お預かりせず、お返しします。"})
	})
}
