package account

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/notice"
	"nariwai/internal/notice/noticedb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
)

// ConfirmAgain mails a link to the address that a person has, when mails have come back from it. Whoever opens it shows that
// they arrive again (ConfirmEmail).
func ConfirmAgain(ctx context.Context, d *db.DB, a people.Actor) (err error) {
	defer fault.Wrap(&err, "confirm email again")
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		return "", confirmAgain(ctx, tx, a)
	})
	return err
}

func confirmAgain(ctx context.Context, tx *db.Tx, a people.Actor) error {
	p, err := me(ctx, tx, a)
	if err != nil {
		return err
	}
	bounced, err := noticedb.IsBounced(ctx, tx, p.Email)
	if err != nil {
		return err
	}
	if !bounced {
		return fault.New(fault.Conflict, "メールは届いています。確認は要りません")
	}
	if _, err := peopledb.Try(ctx, tx, people.MailByAccount, p.EmailKey); err != nil {
		return err
	}
	if p.VerifiedAt == 0 {
		return mailVerify(ctx, tx, p)
	}
	secret, err := peopledb.Link(ctx, tx, p.ID, people.MoveLink, p.Email)
	if err != nil {
		return err
	}
	return mailSecret(ctx, tx, to(p), "email_move", notice.Message{
		Say: "メールが届くことを確認してください", Link: "/settings/email?t=" + secret,
		More: []notice.Sentence{{Say: "ログインしている端末で下のリンクを開くと、お知らせのメールがまた届くようになります。リンクは24時間使えます。"}}})
}
