package profile

import (
	"context"
	"strings"

	"golang.org/x/text/unicode/norm"

	"nariwai/internal/bank"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
	"nariwai/internal/usecase/inform"
)

// AccountForm is a bank account as it is typed. For Japan Post Bank, Symbol and its Number (記号・番号) may stand for
// branch, kind and number.
type AccountForm struct {
	Bank, Branch string
	Kind         people.AccountKind
	Number       string
	Symbol       string
	Payee        string
}

// SetBankAccount sets where the party is paid. The first account is used at once; a later one, and any within 72 hours of a
// change of e-mail or password, waits for the desk, and payouts go to the old one until then.
func SetBankAccount(ctx context.Context, d *db.DB, a people.Actor, in AccountForm) (acc people.Account, err error) {
	defer fault.Wrap(&err, "set bank account")
	typed, err := read(in)
	if err != nil {
		return acc, err
	}
	made, err := d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		party, err := peopledb.Acting(ctx, tx, a, people.Manage)
		if err != nil {
			return "", err
		}
		by, err := peopledb.Person(ctx, tx, a.Person)
		if err != nil {
			return "", err
		}
		all, err := peopledb.AccountsOf(ctx, tx, party.ID)
		if err != nil {
			return "", err
		}
		for _, old := range all {
			if (old.State == people.AccountActive || old.State == people.Checking) && old.Same(typed) {
				return "", fault.New(fault.Conflict, "いま登録されている口座と同じです")
			}
		}
		acc = typed
		acc.ID, acc.Party, acc.SetAt, acc.SetBy = id.Account(tx.NewID()), party.ID, tx.Now, by.ID
		acc.State = people.AccountActive
		if people.NeedsCheck(len(all) > 0, by.ChangedAt, tx.Now) {
			acc.State = people.Checking
			if acc.PromisedBy, err = promised(ctx, tx, party.ID); err != nil {
				return "", err
			}
			if err := peopledb.Retire(ctx, tx, party.ID, people.Checking); err != nil { // this one takes its place
				return "", err
			}
		}
		if err := peopledb.AddAccounts(ctx, tx, acc); err != nil {
			return "", err
		}
		if err := tell(ctx, tx, by, acc); err != nil {
			return "", err
		}
		return string(acc.ID), tx.Audit(ctx, by.ID, party.ID, "set_bank_account", string(acc.ID), string(acc.State))
	})
	if err != nil {
		return acc, err
	}
	return peopledb.Accounts.One(ctx, d.Snapshot(), "WHERE id = $1", made)
}

// promised is the first day on which a payment to the party may have been promised.
func promised(ctx context.Context, tx *db.Tx, p id.Party) (calendar.Date, error) {
	today := calendar.On(tx.Now)
	rule, _, err := policydb.At[calendar.Closing](ctx, tx, policy.Closing, id.Site, today)
	if err != nil {
		return 0, err
	}
	day := rule.Payday(calendar.MonthOf(today).Prev())
	if day.Before(today) {
		day = rule.Payday(calendar.MonthOf(today))
	}
	by, err := billingdb.FirstPayBy(ctx, tx, p)
	if by != 0 {
		day = min(day, max(by, today))
	}
	return day, err
}

func tell(ctx context.Context, tx *db.Tx, by people.Person, acc people.Account) error {
	m := notice.Message{Say: "振込先の口座（末尾%s）を登録しました", Args: []any{acc.Last4()}, Link: "/settings/bank",
		More: []notice.Sentence{{Say: "心当たりがないときは、すぐにパスワードを変えて、お問い合わせください。"}}}
	if acc.State == people.Checking {
		m.Say = "新しい振込先の口座（末尾%s）を確認しています"
		m.More = append([]notice.Sentence{{Say: "安全のため、別の担当者が確認してから使います。確認のために、お約束した支払日が遅れることはありません。"}}, m.More...)
		if err := inform.Desk(ctx, tx, "account_to_check", notice.Message{Say: "確認を待つ口座があります。期限は%sです", Args: []any{acc.PromisedBy}, Link: "/desk/accounts"}); err != nil {
			return err
		}
	}
	return inform.Person(ctx, tx, notice.To{Person: by.ID, Email: by.Email, Lang: by.Lang}, "bank_account", m)
}

// read checks the form against the bank's directory and the letters of the transfer file.
func read(in AccountForm) (acc people.Account, err error) {
	var f fault.Form
	acc = people.Account{Bank: digits(in.Bank), Branch: digits(in.Branch), Kind: in.Kind, Number: digits(in.Number)}
	if acc.Bank == japanPost && digits(in.Symbol) != "" {
		branch, kind, number, err := bank.JapanPost(in.Symbol, in.Number)
		f.Check("symbol", err)
		acc.Branch, acc.Kind, acc.Number = branch, people.AccountKind(kind), number
	}
	if _, ok := bank.FindBank(acc.Bank); !ok {
		f.Add("bank", "金融機関を一覧から選んでください")
	} else if _, ok := bank.FindBranch(acc.Bank, acc.Branch); !ok && !f.Has("symbol") {
		f.Add("branch", "支店を一覧から選んでください")
	}
	if !acc.Kind.Valid() && !f.Has("symbol") {
		f.Add("kind", "預金の種類を選んでください")
	}
	if n := len(acc.Number); !f.Has("symbol") {
		if n < 4 || n > 7 || strings.Trim(acc.Number, "0123456789") != "" || strings.Trim(acc.Number, "0") == "" {
			f.Add("number", "口座番号は7桁の数字で入れてください")
		} else {
			acc.Number = strings.Repeat("0", 7-n) + acc.Number
		}
	}
	acc.Payee, err = bank.PayeeName(in.Payee)
	f.Check("payee", err)
	return acc, f.Err()
}

const japanPost = "9900"

// digits folds what people type between digits; anything else stays and is refused later.
func digits(s string) string {
	return strings.NewReplacer(" ", "", "-", "", "‐", "", "−", "").Replace(norm.NFKC.String(strings.TrimSpace(s)))
}
