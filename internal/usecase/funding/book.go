package funding

import (
	"context"

	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/ledger"
	"nariwai/internal/ledger/ledgerdb"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/notice"
	"nariwai/internal/phrase"
	"nariwai/internal/usecase/inform"
	"nariwai/internal/usecase/terms"
	"nariwai/internal/yen"
)

// book takes a line into the book and lets it pay the request that its reference names, if it can.
func book(ctx context.Context, tx *db.Tx, dep *billing.Deposit) error {
	arrived, err := dep.Entry()
	if err != nil {
		return err
	}
	if err := ledgerdb.Post(ctx, tx, arrived); err != nil {
		return err
	}
	dep.BookedAt = tx.Now
	var f *billing.Funding
	if dep.Reference != "" {
		found, err := billingdb.FundingByReference(ctx, tx, dep.Reference)
		switch {
		case err == nil:
			f = &found
		case !fault.Is(err, fault.NotFound):
			return err
		}
	}
	if !dep.Match(f, tx.Now) {
		if err := billingdb.SaveDeposit(ctx, tx, dep); err != nil {
			return err
		}
		return tellUnmatched(ctx, tx, *dep, f)
	}
	if err := billingdb.SaveDeposit(ctx, tx, dep); err != nil {
		return err
	}
	return fund(ctx, tx, *f, *dep)
}

// fund moves the money of a line that has just paid a request into the escrow of its items, or to whom an invoice owes it.
func fund(ctx context.Context, tx *db.Tx, f billing.Funding, dep billing.Deposit) error {
	if err := billingdb.SaveFunding(ctx, tx, &f); err != nil {
		return err
	}
	if f.Invoice != "" {
		return payInvoice(ctx, tx, f, dep)
	}
	entry, err := f.Entry(ledger.Suspense(dep.ID), calendar.On(tx.Now))
	if err != nil {
		return err
	}
	if err := ledgerdb.Post(ctx, tx, entry); err != nil {
		return err
	}
	if f.Bulk != "" {
		return fundBulk(ctx, tx, f)
	}
	c, err := marketdb.Contract(ctx, tx, f.Contract)
	if err != nil {
		return err
	}
	if f.Change != "" {
		return fundRaise(ctx, tx, c, f)
	}
	for _, part := range f.Items {
		it, err := marketdb.Item(ctx, tx, part.Item)
		if err != nil {
			return err
		}
		if err := it.Fund(part.Amount); err != nil {
			return err
		}
		if err := marketdb.SaveItem(ctx, tx, &it); err != nil {
			return err
		}
		if err := marketdb.Log(ctx, tx, market.Event{Contract: c.ID, Item: it.ID, Kind: market.EventFunded, Amount: part.Amount.Int64()}); err != nil {
			return err
		}
	}
	items, err := marketdb.Items(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	c.Follow(items, tx.Now)
	if err := marketdb.SaveContract(ctx, tx, &c); err != nil {
		return err
	}
	return tellFunded(ctx, tx, c, f)
}

// fundRaise brings a change order into force whose difference has come in.
func fundRaise(ctx context.Context, tx *db.Tx, c market.Contract, f billing.Funding) error {
	ch, err := marketdb.Change(ctx, tx, f.Change)
	if err != nil {
		return err
	}
	it, err := marketdb.Item(ctx, tx, ch.Item)
	if err != nil {
		return err
	}
	if err := marketdb.Log(ctx, tx, market.Event{Contract: c.ID, Item: it.ID, Kind: market.EventFunded, Amount: f.Amount.Int64()}); err != nil {
		return err
	}
	_, err = terms.Bind(ctx, tx, &c, &it, &ch, f.Amount)
	return err
}

func tellFunded(ctx context.Context, tx *db.Tx, c market.Contract, f billing.Funding) error {
	link := "/contracts/" + string(c.ID)
	if err := inform.Party(ctx, tx, c.Worker, "funded", notice.Message{
		Say: "「%s」の仮払いが済みました。作業を始められます", Args: []any{c.Title}, Link: link,
		More: []notice.Sentence{{Say: "報酬は、検収が済むまでお預かりしています。"}},
	}); err != nil {
		return err
	}
	return inform.Party(ctx, tx, c.Client, "funded", notice.Message{
		Say: "「%s」の仮払い %s を確かめました", Args: []any{c.Title, f.Amount}, Link: link,
		More: []notice.Sentence{{Say: "お金は、検収するまで動きません。納品が届いたらお知らせします。"}},
	})
}

// tellUnmatched tells the payer, where the reference names one, why their money pays nothing and that it comes back.
func tellUnmatched(ctx context.Context, tx *db.Tx, dep billing.Deposit, f *billing.Funding) error {
	if f == nil {
		return nil
	}
	more := []notice.Sentence{
		{Say: "わけ：%s。", Args: []any{phrase.Word(dep.Reason)}},
		{Say: "このお金は、%sまでに、お振込元の口座へお返しします。報酬から引かれることはありません。", Args: []any{dep.ReturnBy}},
	}
	if f.State == billing.FundingOpen {
		more = append(more, notice.Sentence{Say: "お支払いの金額は %s です。お手数ですが、番号 %s でこの金額ちょうどをお振込みください。銀行の手数料は別にかかります。", Args: []any{f.Amount, f.Reference}})
	}
	say, link := "お振込 %s を受け取りましたが、仮払いになりませんでした", f.Link()
	if f.Invoice != "" {
		say, link = "お振込 %s を受け取りましたが、請求書の支払いになりませんでした", "/invoices/"+string(f.Invoice)
	}
	return inform.Party(ctx, tx, f.Client, "deposit_unmatched", notice.Message{Say: say, Args: []any{dep.Amount}, More: more, Link: link})
}

// payer is the party that a line's reference names; "" when it names nobody.
func payer(ctx context.Context, r db.Reader, dep billing.Deposit) (f billing.Funding, err error) {
	if dep.Reference == "" {
		return f, nil
	}
	f, err = billingdb.FundingByReference(ctx, r, dep.Reference)
	if fault.Is(err, fault.NotFound) {
		return billing.Funding{}, nil
	}
	return f, err
}

// sumOf adds up lines.
func sumOf(lines []billing.Deposit) (sum yen.Yen) {
	for _, l := range lines {
		sum = sum.Add(l.Amount)
	}
	return sum
}
