package desk

import (
	"context"
	"strings"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/inform"
)

// ApproveAccount lets payouts go to a new bank account. Whoever acts for its party can't.
func ApproveAccount(ctx context.Context, d *db.DB, a people.Actor, account id.Account) (err error) {
	defer fault.Wrap(&err, "approve account %s", account)
	return decide(ctx, d, a, account, func(tx *db.Tx, acc people.Account) (people.Account, notice.Message, error) {
		acc, err := acc.Approve(a.Person, tx.Now)
		if err != nil {
			return acc, notice.Message{}, err
		}
		return acc, notice.Message{Say: "新しい振込先の口座（末尾%s）の確認が終わりました", Args: []any{acc.Last4()}, Link: "/settings/bank",
			More: []notice.Sentence{{Say: "次のお支払いから、この口座にお振り込みします。"}}}, peopledb.Retire(ctx, tx, acc.Party, people.AccountActive)
	})
}

// RefuseAccount ends the check of an account that is not the party's; payouts go on to the old one.
func RefuseAccount(ctx context.Context, d *db.DB, a people.Actor, account id.Account, reason string) (err error) {
	defer fault.Wrap(&err, "refuse account %s", account)
	return decide(ctx, d, a, account, func(tx *db.Tx, acc people.Account) (people.Account, notice.Message, error) {
		acc, err := acc.Refuse(a.Person, strings.TrimSpace(reason), tx.Now)
		return acc, notice.Message{Say: "新しい振込先の口座（末尾%s）は、お使いいただけません", Args: []any{acc.Last4()}, Link: "/settings/bank",
			More: []notice.Sentence{{Say: "理由：%s", Args: []any{acc.Reason}}, {Say: "口座をもう一度登録できます。心当たりがないときは、すぐにパスワードを変えて、お問い合わせください。"}}}, err
	})
}

func decide(ctx context.Context, d *db.DB, a people.Actor, account id.Account,
	f func(*db.Tx, people.Account) (people.Account, notice.Message, error)) (err error) {
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		if err := peopledb.Operating(ctx, tx, a); err != nil {
			return "", err
		}
		acc, err := peopledb.Accounts.One(ctx, tx, "WHERE id = $1", account)
		if err != nil {
			return "", err
		}
		owners, err := peopledb.Contacts(ctx, tx, acc.Party)
		if err != nil {
			return "", err
		}
		for _, o := range owners {
			if o.ID == a.Person {
				return "", fault.New(fault.Forbidden, "自分の口座は、自分では確認できません。ほかの担当者に頼んでください")
			}
		}
		acc, m, err := f(tx, acc)
		if err != nil {
			return "", err
		}
		if acc, err = peopledb.Accounts.Update(ctx, tx, acc); err != nil {
			return "", err
		}
		if err := inform.Party(ctx, tx, acc.Party, "bank_account", m); err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, acc.Party, "account_"+string(acc.State), string(acc.ID), acc.Reason)
	})
	return err
}
