package verifying_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"nariwai/internal/billing/billingdb"
	"nariwai/internal/bulk"
	"nariwai/internal/bulk/bulkdb"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/credit"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/usecase/bulking"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/closing"
	"nariwai/internal/usecase/crediting"
	"nariwai/internal/usecase/funding"
	"nariwai/internal/usecase/recounting"
	"nariwai/internal/usecase/verifying"
	"nariwai/internal/usecase/working"
	"nariwai/internal/yen"
)

var ctx = context.Background()

// market makes one of everything: a paid month, a held line, a refund, money in suspense, work that is funded and work
// that is not, and closed days.
func market(t *testing.T, d *db.DB, c *dbtest.Clock) {
	t.Helper()
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	desk, desk2 := cast.Operator(t, d, "desk"), cast.Operator(t, d, "desk2")
	client, worker, homeless := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato"), cast.Worker(t, d, "mori")
	cast.Office(t, d)
	cast.Account(t, d, worker, "1")
	var balance int64
	bank := func(amount int64, payer string) {
		t.Helper()
		balance += amount
		iid, err := funding.ImportDeposits(ctx, d, desk, "list.csv", fmt.Appendf(nil, "日付,金額,振込人,残高\n%s,%d,%s,%d\n", calendar.On(c.Now()), amount, payer, balance))
		ok(err)
		ok(funding.ConfirmDeposits(ctx, d, desk2, iid))
	}
	fund := func(deal cast.Deal) cast.Deal {
		t.Helper()
		fs, err := billingdb.Fundings(ctx, d.Snapshot(), deal.Contract)
		ok(err)
		bank(fs[0].Amount.Int64(), fs[0].Reference)
		return deal
	}
	finish := func(who people.Actor, deal cast.Deal) {
		t.Helper()
		for _, it := range deal.Items {
			_, err := working.DeliverItem(ctx, d, who, it, working.Work{Body: "できました。"})
			ok(err)
			_, err = working.AcceptItem(ctx, d, client, it)
			ok(err)
		}
	}
	finish(worker, fund(cast.Award(t, d, client, worker, true, 40_000, 10_000)))
	finish(homeless, fund(cast.Award(t, d, client, homeless, false, 7_000)))
	late := fund(cast.Award(t, d, client, worker, false, 9_000))
	c.Set(calendar.Of(2026, 4, 20).Start())
	_, err := working.CancelLate(ctx, d, client, late.Items[0])
	ok(err)
	c.Set(calendar.Of(2026, 5, 1).Start().Add(clock.Hour))
	run, err := closing.CloseMonth(ctx, d, 202604, nil)
	ok(err)
	ok(closing.CheckRun(ctx, d, desk, run.ID, run.Total))
	ok(closing.ReleaseRun(ctx, d, desk2, run.ID, ""))
	_, _, err = closing.ExportRun(ctx, d, desk, run.ID)
	ok(err)
	c.Set(run.PayOn.Start())
	ok(closing.MarkPaid(ctx, d, desk, run.ID))
	bank(-run.Total.Int64(), "総合振込")
	ok(closing.CloseDays(ctx, d))
	_, err = d.SealAudit(ctx, clock.Minute)
	ok(err)
	fund(cast.Award(t, d, client, worker, false, 30_000))
	finish(worker, fund(cast.Award(t, d, client, worker, false, 20_000)))
	bank(123, "ﾀﾞﾚｶ")
	order, err := bulking.CreateOrder(ctx, d, client, bulk.Brief{Title: "商店街の紹介", Category: "writing/travel", Guide: "400字です。", Deliverable: "原稿", Rights: "transfer", AIPolicy: "assist",
		Audience: bulk.Invited, Cap: 5, Direction: bulk.OwnDirection, Withhold: true})
	ok(err)
	row := bulk.Ask{Title: "一番街", Price: yen.Of(1_000), DueOn: calendar.On(c.Now()).AddDays(9)}
	ok(bulking.AddLines(ctx, d, client, order, []bulk.Ask{row, row, row}))
	ok(bulking.PublishOrder(ctx, d, client, order))
	fs, err := billingdb.FundingsOfBulk(ctx, d.Snapshot(), order)
	ok(err)
	bank(fs[0].Amount.Int64(), fs[0].Reference)
	ok(bulking.InviteWorker(ctx, d, client, order, worker.Party, 0))
	ok(bulking.AnswerInvitation(ctx, d, worker, order, true))
	lines, err := bulkdb.Lines(ctx, d.Snapshot(), order, bulk.LineOpen)
	ok(err)
	_, err = bulking.TakeLines(ctx, d, worker, order, []id.Item{lines[0].ID, lines[1].ID})
	ok(err)
	ok(bulking.ReturnLine(ctx, d, worker, order, lines[1].ID))
	cast.Award(t, d, client, homeless, false, 5_000)
	onCredit(t, d, c, ok, bank, worker)
}

// onCredit makes a client with a line: one invoice is open, one item is settled and stands on none, and one is begun.
func onCredit(t *testing.T, d *db.DB, c *dbtest.Clock, ok func(error), bank func(int64, string), worker people.Actor) {
	t.Helper()
	desk, client := cast.Operator(t, d, "desk3"), cast.Client(t, d, "minami")
	bank(200_000, "ｶ)ﾅﾘﾜｲ")
	var capital id.Deposit
	ok(db.One(ctx, d.Snapshot(), []any{&capital}, "SELECT id FROM billing_deposit WHERE amount = 200000"))
	ok(funding.TakeAsCapital(ctx, d, desk, capital, "元手"))
	ok(crediting.DecideLine(ctx, d, desk, client.Party, crediting.Decision{Kind: credit.ToLimit, Amount: yen.Of(150_000), DueMonths: 1, Reason: "確かめました"}))
	for n := range 3 {
		deal := cast.Award(t, d, client, worker, n == 1, 10_000)
		if n < 2 {
			_, err := working.DeliverItem(ctx, d, worker, deal.Items[0], working.Work{Body: "できました。"})
			ok(err)
			_, err = working.AcceptItem(ctx, d, client, deal.Items[0])
			ok(err)
		}
		if n == 0 {
			c.Set(calendar.Of(2026, 6, 1).Start().Add(clock.Hour))
			issued, err := crediting.IssueInvoices(ctx, d)
			if ok(err); issued != 1 {
				t.Fatal(issued)
			}
		}
	}
}

// Each fault is found by the name of the rule that it breaks.
func TestFaultsAreFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		if err := recounting.RebuildRecords(ctx, d); err != nil {
			t.Fatal(err)
		}
		market(t, d, c)
		looked := map[string]int{}
		found, err := verifying.Verify(ctx, d, func(rule string, n int) { looked[rule] = n })
		if err != nil || len(found) > 0 {
			t.Fatal(found, err)
		}
		for _, r := range verifying.Rules() {
			if looked[r] == 0 {
				t.Errorf("%s looked at nothing", r)
			}
		}
		do := func(q string) {
			t.Helper()
			if err := d.Write(ctx, func(tx *db.Tx) error {
				n, err := tx.Do(ctx, q)
				if err == nil && n == 0 {
					err = fmt.Errorf("touches nothing")
				}
				return err
			}); err != nil {
				t.Fatalf("%s: %v", q, err)
			}
		}
		set := func(table, column, by, where string) [2]string {
			return [2]string{"UPDATE " + table + " SET " + column + " = " + column + " + " + by + " WHERE " + where, "UPDATE " + table + " SET " + column + " = " + column + " - " + by + " WHERE " + where}
		}
		text := func(table, column, from, to, where string) [2]string {
			return [2]string{"UPDATE " + table + " SET " + column + " = '" + to + "' WHERE " + column + " = '" + from + "'" + where, "UPDATE " + table + " SET " + column + " = '" + from + "' WHERE " + column + " = '" + to + "'" + where}
		}
		transfer := func(kind, from, to string) [2]string {
			return [2]string{"INSERT INTO ledger_transfer (id, leg, debit, credit, amount, kind, at, day) VALUES ('planted', 1, '" + from + "', '" + to + "', 5, '" + kind + "', 1, 20260601)",
				"DELETE FROM ledger_transfer WHERE id = 'planted'"}
		}
		for _, f := range []struct {
			rule  string
			plant [2]string
		}{
			{"bulk", set("bulk_line", "back", "1", "back > 0 AND before = ''")},
			{"bulk", text("bulk_line", "state", "taken", "open", " AND back > 0")},
			{"bulk", text("bulk_line", "state", "returned", "cancelled", "")},
			{"escrow", set("bulk_line", "secured", "1", "state = 'open' AND before = ''")},
			{"balances", set("ledger_account", "balance", "1", "kind = 'held'")},
			{"counts", set("record_work_month", "done", "1", "failed = 1")},
			{"counts", set("record_order_month", "accept_ms", "1", "acceptances > 0")},
			{"counts", set("record_pair_month", "pay", "1", "settlements > 0")},
			{"counts", text("record_work_month", "field", "writing", "weaving", "")},
			{"balances", [2]string{"INSERT INTO ledger_account (id, kind, balance) VALUES ('earned/nobody', 'earned', 3)", "DELETE FROM ledger_account WHERE id = 'earned/nobody'"}},
			{"transfer-kinds", transfer("pay", "bank", "fee/site")},
			{"cash", [2]string{"UPDATE ledger_account SET balance = balance + 1000000 WHERE kind = 'held'", "UPDATE ledger_account SET balance = balance - 1000000 WHERE kind = 'held'"}},
			{"closed-days", set("ledger_day", "credit", "1", "account = 'bank'")},
			{"closed-days", [2]string{"INSERT INTO ledger_day (account, day, credit, debit) VALUES ('bank', 20200101, 1, 0)", "DELETE FROM ledger_day WHERE day = 20200101"}},
			{"escrow", set("market_item", "secured", "1", "state = 'funded'")},
			{"funded", set("market_item", "secured", "1", "state = 'accepted'")},
			{"funded", set("billing_funding", "amount", "1", "state = 'open'")},
			{"funded", text("billing_deposit", "state", "matched", "own", "")},
			{"settled", set("billing_settlement", "net", "1", "run = ''")},
			{"settled", text("market_item", "state", "refunded", "split", "")},
			{"settled", [2]string{"UPDATE billing_settlement SET item = item || '?'", "UPDATE billing_settlement SET item = REPLACE(item, '?', '')"}},
			{"settlement-entries", set("billing_settlement", "fee", "1", "run = ''")},
			{"settlement-entries", text("billing_settlement", "payee", "party-sato", "party-nobody", "")},
			{"fees", set("billing_settlement", "client_fee", "1", "run = ''")},
			{"earned", set("billing_settlement", "net", "1", "run = ''")},
			{"payouts", set("billing_payout", "amount", "1", "state = 'paid'")},
			{"payouts", text("billing_payout", "state", "paid", "due", "")},
			{"held", set("billing_payout", "amount", "1", "state = 'held'")},
			{"refunds", set("billing_refund", "amount", "1", "state = 'waiting'")},
			{"refunds", text("billing_refund", "state", "waiting", "paid", "")},
			{"suspense", set("billing_deposit", "amount", "1", "state = 'suspense'")},
			{"suspense", text("billing_deposit", "state", "suspense", "own", "")},
			{"balances", set("ledger_account", "balance", "1", "kind = 'owed'")},
			{"credit-limits", set("credit_line", "amount", "1", "TRUE")},
			{"credit-limits", set("billing_deposit", "amount", "1", "state = 'capital'")},
			{"credit-owed", set("ledger_account", "balance", "1", "kind = 'owed'")},
			{"credit-owed", text("credit_invoice", "state", "open", "paid", "")},
			{"funded", text("market_item", "security", "credit", "trust", "")},
			{"invoices", set("credit_invoice", "amount", "1", "TRUE")},
			{"invoices", set("credit_invoice", "items", "1", "TRUE")},
			{"invoices", text("credit_invoice", "state", "open", "paid", "")},
			{"invoices", text("billing_settlement", "bill", "due", "lost", "")},
			{"bank-lists", set("billing_import", "closing", "1", "lines = 1")},
			{"bank-lists", [2]string{"UPDATE billing_import SET confirmed_by = 'person-desk'", "UPDATE billing_import SET confirmed_by = 'person-desk2'"}},
			{"bank-lists", set("billing_deposit", "amount", "1", "state = 'suspense'")},
			{"bank-lists", text("billing_deposit", "payer", "ﾀﾞﾚｶ", "ﾀﾞﾚﾓ", "")},
			{"bank-lists", [2]string{"UPDATE billing_import_file SET body = 'AAAA' || body", "UPDATE billing_import_file SET body = SUBSTR(body, 5)"}},
			{"runs", set("billing_run", "total", "1", "total > 0")},
			{"runs", set("billing_run", "fee", "1", "total > 0")},
			{"runs", text("billing_run", "released_by", "person-desk2", "person-desk", "")},
			{"paid-in-time", [2]string{"UPDATE billing_run SET pay_on = pay_on + 10000", "UPDATE billing_run SET pay_on = pay_on - 10000"}},
			{"returned-in-time", set("billing_deposit", "return_by", "-10000", "state = 'suspense'")},
			{"returned-in-time", [2]string{"UPDATE billing_refund SET due_by = due_by - 10000, state = 'due'", "UPDATE billing_refund SET due_by = due_by + 10000, state = 'waiting'"}},
			{"documents", [2]string{"UPDATE document_document SET body = body || ' ' WHERE kind = 'statement'", "UPDATE document_document SET body = RTRIM(body) WHERE kind = 'statement'"}},
			{"documents", set("document_series", "last", "1", "id LIKE 'T-%'")},
			{"notices", set("market_item", "pay", "1", "state = 'agreed'")},
			{"notices", set("billing_quote", "net", "1", "TRUE")},
			{"notices", text("document_document", "kind", "terms", "changed", "")},
			{"statements", set("billing_settlement", "fee", "1", "run <> ''")},
			{"statements", [2]string{"UPDATE billing_payout SET statement = statement || '?' WHERE statement <> ''", "UPDATE billing_payout SET statement = REPLACE(statement, '?', '')"}},
			{"contracts", set("market_contract", "pay", "1", "state = 'active'")},
			{"contracts", text("market_contract", "state", "active", "strange", "")},
			{"jobs", set("market_job", "hired", "1", "hired = 1 OR hired = 2")},
			{"jobs", set("market_job", "proposals", "1", "proposals > 0")},
			{"record", text("db_audit", "verb", "accept", "acceptance", "")},
			{"record", [2]string{"UPDATE db_audit_block SET n = 2", "UPDATE db_audit_block SET n = 1"}},
			{"sealed", [2]string{"UPDATE billing_payout SET account = account || 'A' WHERE account <> ''", "UPDATE billing_payout SET account = SUBSTR(account, 1, LENGTH(account) - 1) WHERE account <> ''"}},
		} {
			do(f.plant[0])
			found, err := verifying.Verify(ctx, d, nil)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.ContainsFunc(found, func(v verifying.Violation) bool { return v.Rule == f.rule && v.Object != "" && v.Says != "" }) {
				t.Errorf("%s does not find %s, but %v", f.rule, f.plant[0], found)
			}
			do(f.plant[1])
		}
		if found, err = verifying.Verify(ctx, d, nil); err != nil || len(found) > 0 {
			t.Fatal("after mending: ", found, err)
		}
	})
}
