package crediting

import (
	"context"
	"errors"

	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/credit"
	"nariwai/internal/credit/creditdb"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
	"nariwai/internal/usecase/inform"
)

// RemindInvoices reminds clients of invoices that are not paid, before and after they are due, on the days that the rules say. Of one that
// is overdue the desk hears too. Nothing has to stop new orders: securing looks at what is overdue at the moment of each.
func RemindInvoices(ctx context.Context, d *db.DB) (reminded int, err error) {
	defer fault.Wrap(&err, "remind of invoices")
	var failed []error
	tried := map[id.Invoice]bool{}
	for fresh := true; fresh; {
		list, err := creditdb.ToRemind(ctx, d.Snapshot(), calendar.On(d.Clock()), 100)
		if err != nil {
			return reminded, err
		}
		fresh = false
		for _, found := range list {
			if tried[found.ID] {
				continue
			}
			tried[found.ID], fresh = true, true
			did := false
			if err := d.Write(ctx, func(tx *db.Tx) (err error) {
				did, err = remind(ctx, tx, found.ID)
				return err
			}); err != nil {
				failed = append(failed, err)
			} else if did {
				reminded++
			}
		}
	}
	return reminded, errors.Join(failed...)
}

func remind(ctx context.Context, tx *db.Tx, iid id.Invoice) (bool, error) {
	i, err := creditdb.Invoice(ctx, tx, iid)
	if err != nil {
		return false, err
	}
	today := calendar.On(tx.Now)
	rules, _, err := policydb.At[credit.Rules](ctx, tx, policy.Credit, id.Site, today)
	if err != nil || !i.Remind(rules, today) {
		return false, err
	}
	if err := creditdb.SaveInvoice(ctx, tx, &i); err != nil {
		return false, err
	}
	f, err := billingdb.Funding(ctx, tx, i.Funding)
	if err != nil {
		return false, err
	}
	m := notice.Message{Say: "請求書 %s（%s）のお支払いの期限が近づいています", Args: []any{i.Number, i.Amount}, More: howToPay(i, f.Reference), Link: "/invoices/" + string(i.ID)}
	if !i.Overdue(today) {
		return true, inform.Party(ctx, tx, i.Party, "invoice_due", m)
	}
	m.Say = "請求書 %s（%s）のお支払いの期限が過ぎています"
	m.More = append(m.More, notice.Sentence{Say: "お支払いを確かめるまで、新しい依頼は請求書払いにできません。始まっている仕事は、そのまま続きます。"})
	if err := inform.Party(ctx, tx, i.Party, "invoice_due", m); err != nil {
		return false, err
	}
	party, err := peopledb.Party(ctx, tx, i.Party)
	if err != nil {
		return false, err
	}
	return true, inform.Desk(ctx, tx, "credit_overdue", notice.Message{
		Say: "%sの請求書 %s（%s）が、期限の%sまでに支払われていません", Args: []any{party.DisplayName, i.Number, i.Amount, i.DueOn}, Link: "/desk/credit/" + string(i.Party),
	})
}
