package closing

import (
	"context"

	"nariwai/internal/bank"
	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/ledger"
	"nariwai/internal/ledger/ledgerdb"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
	"nariwai/internal/yen"
)

// Check compares two countings of one thing.
type Check struct {
	Name        string  // a Japanese sentence
	Args        []any   // for its verbs
	Book, Other yen.Yen // what the book says, and what the other way of counting says; yen, or a number of things
	Advice      string  // what to do when they differ
	Excusable   bool    // a person may go on in spite of it, with a reason
}

// OK reports whether both countings agree.
func (c Check) OK() bool { return c.Book == c.Other }

// Difference is the other counting less the book.
func (c Check) Difference() yen.Yen { return c.Other.Sub(c.Book) }

// Checks counts a run that is not released yet once more in other ways. Releasing requires that all agree.
func Checks(ctx context.Context, r db.Reader, run billing.Run, today calendar.Date) (list []Check, err error) {
	defer fault.Wrap(&err, "checks of run %s", run.ID)
	for _, f := range []func(context.Context, db.Reader, billing.Run, calendar.Date) (Check, error){
		paySum, feesAgain, linesAgain, waitingInBook, bankBalance, senderKnown, nothingLate,
	} {
		c, err := f(ctx, r, run, today)
		if err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, nil
}

// paySum: what the work cost is what arrives, what the site keeps and what the clients keep back.
func paySum(ctx context.Context, r db.Reader, run billing.Run, _ calendar.Date) (Check, error) {
	s, err := billingdb.SumsOf(ctx, r, run.ID)
	return Check{Name: "報酬の合計（手取り・手数料・源泉徴収の和）", Book: run.Pay, Other: yen.Sum(s.Net, s.Fee, s.Withheld),
		Advice: "締めを、もう一度数えてください"}, err
}

// feesAgain computes every fee once more from the rate that its contract keeps.
func feesAgain(ctx context.Context, r db.Reader, run billing.Run, _ calendar.Date) (Check, error) {
	c := Check{Name: "手数料（契約の料率から計算し直し）", Book: run.Fee, Advice: "運営の技術担当に知らせてください"}
	for after := id.Party(""); ; {
		pairs, last, err := billingdb.PairSums(ctx, r, run.ID, after, chunk)
		if err != nil || last == "" {
			return c, err
		}
		after = last
		contracts := make([]id.Contract, len(pairs))
		for i, p := range pairs {
			contracts[i] = p.Contract
		}
		rates, err := marketdb.FeeRates(ctx, r, contracts)
		if err != nil {
			return c, err
		}
		for _, p := range pairs {
			all, _ := rates[p.Contract].Floor(p.Before.Add(p.Pay))
			had, _ := rates[p.Contract].Floor(p.Before)
			c.Other = c.Other.Add(all.Sub(had))
		}
	}
}

// linesAgain: the file's total is the net of the settlements, with what had been held and goes back, without what is held now.
func linesAgain(ctx context.Context, r db.Reader, run billing.Run, _ calendar.Date) (Check, error) {
	c := Check{Name: "振込額（手取り・前の保留・返金の和）", Book: run.Total, Advice: "締めを、もう一度数えてください"}
	s, err := billingdb.SumsOf(ctx, r, run.ID)
	if err != nil {
		return c, err
	}
	joined, err := billingdb.FromHeld(ctx, r, run.ID)
	c.Other = s.Net.Add(joined).Sub(s.HeldTotal).Add(s.RefundTotal)
	return c, err
}

// waitingInBook: the accounts that the lines will be paid from hold what the lines say.
func waitingInBook(ctx context.Context, r db.Reader, run billing.Run, _ calendar.Date) (Check, error) {
	c := Check{Name: "振込を待つ帳簿の残高", Advice: "運営の技術担当に知らせてください"}
	s, err := billingdb.SumsOf(ctx, r, run.ID)
	if err != nil {
		return c, err
	}
	c.Other = s.Due
	if c.Book, err = ledgerdb.InRun(ctx, r, run.ID); err != nil {
		return c, err
	}
	refunds, err := billingdb.InRefunds(ctx, r, run.ID)
	for _, f := range refunds {
		y, err := ledgerdb.Balance(ctx, r, ledger.Refund(f.ID))
		if err != nil {
			return c, err
		}
		c.Book = c.Book.Add(y)
	}
	return c, err
}

// bankBalance: what the bank said last is what the book had on that day.
func bankBalance(ctx context.Context, r db.Reader, _ billing.Run, _ calendar.Date) (Check, error) {
	c := Check{Advice: "いちばん新しい入出金の一覧を取り込み、振り込んだ締めを支払済みにしてください"}
	day, err := billingdb.LastDay(ctx, r)
	if err != nil {
		return c, err
	}
	c.Name, c.Args = "専用の預金の残高（%s）", []any{day}
	if day.IsZero() {
		c.Name, c.Args = "専用の預金の残高（一覧がまだありません）", nil
		c.Book, err = ledgerdb.Balance(ctx, r, ledger.Bank)
		c.Book = c.Book.Neg()
		return c, err
	}
	last, err := billingdb.LastImport(ctx, r)
	if err != nil {
		return c, err
	}
	c.Other = last.Closing
	book, err := ledgerdb.BalanceOn(ctx, r, ledger.Bank, day)
	c.Book = book.Neg()
	return c, err
}

// senderKnown: the file can name who orders the transfers.
func senderKnown(ctx context.Context, r db.Reader, _ billing.Run, today calendar.Date) (Check, error) {
	op, _, err := policydb.At[policy.Identity](ctx, r, policy.Operator, id.Site, today)
	c := Check{Name: "設定に足りない振込依頼人の項目", Advice: "運営の設定で、専用の預金の口座と委託者コードを入れてください"}
	missing := int64(0)
	for _, s := range []string{op.ClientCode, op.ClientName, op.Account, op.Type} {
		if s == "" {
			missing++
		}
	}
	if _, ok := bank.FindBranch(op.Bank, op.Branch); !ok {
		missing++
	}
	c.Other = yen.Of(missing)
	return c, err
}

// nothingLate counts what the run would pay after the last day that the law allows.
func nothingLate(ctx context.Context, r db.Reader, run billing.Run, today calendar.Date) (Check, error) {
	late, err := billingdb.CountLate(ctx, r, run.ID, run.PaydayFrom(today))
	return Check{Name: "支払いの期限を過ぎる支払い", Other: yen.Of(late), Excusable: true,
		Advice: "これ以上遅らせないために、わけを書いて承認できます"}, err
}
