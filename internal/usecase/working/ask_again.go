package working

import (
	"context"

	"nariwai/internal/bank"
	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/notice"
)

// askAgain asks the client to pay in for the agreed items that no open request covers, because the one that did is void.
func askAgain(ctx context.Context, tx *db.Tx, c market.Contract) error {
	items, err := marketdb.Items(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	open, err := billingdb.Fundings(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	asked := map[id.Item]bool{}
	for _, f := range open {
		for _, i := range f.Items {
			asked[i.Item] = asked[i.Item] || f.State == billing.FundingOpen
		}
	}
	quotes, err := billingdb.Quotes(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	var fund []billing.FundingItem
	for _, it := range items {
		if it.State == market.ItemAgreed && !asked[it.ID] {
			fund = append(fund, billing.FundingItem{Item: it.ID, Amount: quotes[it.ID].Escrow})
		}
	}
	if len(fund) == 0 {
		return nil
	}
	f, err := billing.NewFunding("", "", c.ID, c.Client, fund, tx.Now, c.FundBy)
	if err != nil {
		return err
	}
	return request(ctx, tx, c, f, "「%s」の仮払いの金額が変わりました。新しい番号で振り込んでください")
}

// request writes a funding request and tells the client how to pay.
func request(ctx context.Context, tx *db.Tx, c market.Contract, f billing.Funding, say string) error {
	f, err := billingdb.RequestFunding(ctx, tx, f, bank.NewReference)
	if err != nil {
		return err
	}
	return tellParty(ctx, tx, c, c.Client, "to_fund", say, []any{c.Title},
		notice.Sentence{Say: "仮払いの金額は%s、お支払い番号は %s です。振込のとき、お名前の前に番号を入れてください。", Args: []any{f.Amount, f.Reference}},
		notice.Sentence{Say: "期限は%sです。", Args: []any{calendar.On(f.PayBy).AddDays(-1)}})
}
