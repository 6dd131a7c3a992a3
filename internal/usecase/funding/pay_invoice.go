package funding

import (
	"context"

	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/credit/creditdb"
	"nariwai/internal/db"
	"nariwai/internal/ledger"
	"nariwai/internal/ledger/ledgerdb"
	"nariwai/internal/notice"
	"nariwai/internal/usecase/inform"
)

// payInvoice gives the operator's capital back what stood in for the client, and the client its limit.
func payInvoice(ctx context.Context, tx *db.Tx, f billing.Funding, dep billing.Deposit) error {
	entry, err := f.BillEntry(ledger.Suspense(dep.ID), calendar.On(tx.Now))
	if err != nil {
		return err
	}
	if err := ledgerdb.Post(ctx, tx, entry); err != nil {
		return err
	}
	i, err := creditdb.Invoice(ctx, tx, f.Invoice)
	if err != nil {
		return err
	}
	if err := i.Pay(tx.Now); err != nil {
		return err
	}
	if err := creditdb.SaveInvoice(ctx, tx, &i); err != nil {
		return err
	}
	return inform.Party(ctx, tx, i.Party, "invoice", notice.Message{
		Say: "請求書 %s のお支払い %s を確かめました", Args: []any{i.Number, i.Amount}, Link: "/invoices/" + string(i.ID),
		More: []notice.Sentence{{Say: "請求書払いの枠に、同じ金額が戻りました。"}},
	})
}
