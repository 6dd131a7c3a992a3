package terms

import (
	"context"

	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/db"
	"nariwai/internal/document"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/notice"
	"nariwai/internal/usecase/inform"
	"nariwai/internal/yen"
)

// Bind brings a signed change order into force: the item and its quote follow it, the supplementary notice is written,
// the history has a line and both sides are told. paid is what has just come into the item's escrow for it: the difference
// of a raise on funded work, and nothing otherwise. c, it and ch are saved and up to date afterwards.
func Bind(ctx context.Context, tx *db.Tx, c *market.Contract, it *market.Item, ch *market.Change, paid yen.Yen) (q billing.Quote, err error) {
	defer fault.Wrap(&err, "bind change %s", ch.ID)
	if ch.State != market.InForce { // Sign has bound what waits for no money
		if err := ch.Bind(it); err != nil {
			return q, err
		}
	}
	it.Secured = it.Secured.Add(paid)
	if err := marketdb.SaveItem(ctx, tx, it); err != nil {
		return q, err
	}
	if err := marketdb.SaveChange(ctx, tx, ch); err != nil {
		return q, err
	}
	rates, _, err := Of(ctx, tx, *c)
	if err != nil {
		return q, err
	}
	if q, err = Requote(ctx, tx, rates, *it, it.Pay); err != nil {
		return q, err
	}
	if err := billingdb.SaveQuote(ctx, tx, billingdb.ItemQuote{Item: it.ID, Contract: c.ID, Quote: q}); err != nil {
		return q, err
	}
	items, err := marketdb.Items(ctx, tx, c.ID)
	if err != nil {
		return q, err
	}
	c.Amend(items, tx.Now)
	if err := marketdb.SaveContract(ctx, tx, c); err != nil {
		return q, err
	}
	doc, err := WriteChange(ctx, tx, *c, *it, *ch)
	if err != nil {
		return q, err
	}
	if err := marketdb.Log(ctx, tx, market.Event{Contract: c.ID, Item: it.ID, Kind: market.EventChanged, By: ch.AnsweredBy, Amount: it.Pay.Int64(), Note: doc.Number}); err != nil {
		return q, err
	}
	return q, tell(ctx, tx, *c, *it, doc)
}

func tell(ctx context.Context, tx *db.Tx, c market.Contract, it market.Item, doc document.Document) error {
	paper, err := Letter(doc)
	if err != nil {
		return err
	}
	for _, p := range []id.Party{c.Client, c.Worker} {
		if err := inform.Party(ctx, tx, p, "changed", notice.Message{
			Say: "「%s」の内容が変わりました", Args: []any{c.Title}, Link: "/contracts/" + string(c.ID),
			More: append([]notice.Sentence{
				{Say: "「%s」の報酬は%s、納期は%sです。", Args: []any{it.Title, it.Pay, it.DueOn}},
			}, paper...),
		}); err != nil {
			return err
		}
	}
	return nil
}
