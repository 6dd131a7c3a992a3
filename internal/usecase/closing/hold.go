package closing

import (
	"context"

	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/ledger"
	"nariwai/internal/ledger/ledgerdb"
	"nariwai/internal/notice"
	"nariwai/internal/phrase"
	"nariwai/internal/usecase/inform"
)

// hold sets a line apart whose account can't be used, and tells its payee.
func hold(ctx context.Context, tx *db.Tx, p billing.Payout, why string, today calendar.Date) error {
	entry, err := p.Hold(why, today)
	if err != nil {
		return err
	}
	if err := ledgerdb.Post(ctx, tx, entry); err != nil {
		return err
	}
	if err := billingdb.SavePayout(ctx, tx, &p); err != nil {
		return err
	}
	return inform.Party(ctx, tx, p.Party, "payout_held", notice.Message{
		Say: "報酬 %s を、お振込みできません", Args: []any{p.Amount}, Link: "/settings/bank",
		More: []notice.Sentence{{Say: "わけ：%s。", Args: []any{phrase.Word(why)}}, {Say: "口座を登録すると、次の振込で届きます。お金はなくならず、期限もありません。"}},
	})
}

// unhold lets a held line go with its run after all, with everything that is held for its payee.
func unhold(ctx context.Context, tx *db.Tx, p billing.Payout, to billing.Target, today calendar.Date) error {
	held, err := ledgerdb.Balance(ctx, tx, ledger.Held(p.Party))
	if err != nil {
		return err
	}
	entry, err := p.Unhold(held, today)
	if err != nil {
		return err
	}
	if err := ledgerdb.Post(ctx, tx, entry); err != nil {
		return err
	}
	p.Target = to
	if err := billingdb.SavePayout(ctx, tx, &p); err != nil {
		return err
	}
	if err := billingdb.JoinHeld(ctx, tx, p.Party, p.ID); err != nil {
		return err
	}
	return inform.Party(ctx, tx, p.Party, "statement", notice.Message{
		Say: "口座の登録を確かめました。報酬 %s をお振込みします", Args: []any{p.Amount}, Link: "/earnings",
		More: []notice.Sentence{{Say: "次の振込で、口座（末尾%s）へ送ります。", Args: []any{last4(to.Number)}}},
	})
}
