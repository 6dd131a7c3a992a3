package account

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/notice"
	"nariwai/internal/notice/noticedb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/inform"
)

// ChangeEmail mails a link to the new address and news of it to the old one; the address changes when the link is used.
// An address that is taken gets the same answer; its owner is told by mail.
func ChangeEmail(ctx context.Context, d *db.DB, h *people.Hasher, a people.Actor, password, email string) (err error) {
	defer fault.Wrap(&err, "change email")
	var f fault.Form
	address, key, err := people.ParseEmail(email)
	f.Check("email", err)
	if err := f.Err(); err != nil {
		return err
	}
	was, err := proves(ctx, d, h, a, password)
	if err != nil {
		return err
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		p, err := unchanged(ctx, tx, was)
		if err != nil {
			return err
		}
		if key == p.EmailKey {
			f.Add("email", "いまと同じメールアドレスです")
			return f.Err()
		}
		if _, err := peopledb.Try(ctx, tx, people.MailByAccount, p.EmailKey); err != nil {
			return err
		}
		if err := peopledb.Forgive(ctx, tx, people.SignInByAccount, p.EmailKey); err != nil {
			return err
		}
		if err := inform.Person(ctx, tx, to(p), "email_asked", notice.Message{
			Say: "メールアドレスを変える手続きがありました", Link: "/settings/security",
			More: []notice.Sentence{{Say: "新しいアドレスに届くリンクを開くと、変更が終わります。それまでは、このアドレスのままです。"},
				{Say: "心当たりがないときは、パスワードを変えてください。ほかの端末のログインはすべて終わります。"}}}); err != nil {
			return err
		}
		switch owner, err := peopledb.PersonByEmail(ctx, tx, key); {
		case err == nil:
			return tellOwner(ctx, tx, owner)
		case !fault.Is(err, fault.NotFound):
			return err
		}
		secret, err := peopledb.Link(ctx, tx, p.ID, people.MoveLink, address)
		if err != nil {
			return err
		}
		return mailSecret(ctx, tx, notice.To{Person: p.ID, Email: address, Lang: p.Lang}, "email_move", notice.Message{
			Say: "新しいメールアドレスを確認してください", Link: "/settings/email?t=" + secret,
			More: []notice.Sentence{{Say: "ログインしている端末で下のリンクを開くと、メールアドレスの変更が終わります。リンクは24時間使えます。"}}})
	})
}

// ConfirmEmail ends the change of an address with the link that was mailed to the new one, in a session of the same person.
// For 72 hours afterwards a new bank account waits for a second person's check.
func ConfirmEmail(ctx context.Context, d *db.DB, a people.Actor, secret string) (err error) {
	defer fault.Wrap(&err, "confirm email")
	return d.Write(ctx, func(tx *db.Tx) error {
		p, err := me(ctx, tx, a)
		if err != nil {
			return err
		}
		link, err := usable(ctx, tx, secret, people.MoveLink)
		if err != nil {
			return err
		}
		if link.Person != p.ID {
			return people.BadLink()
		}
		address, key, err := people.ParseEmail(link.Email)
		if err != nil {
			return err
		}
		switch owner, err := peopledb.PersonByEmail(ctx, tx, key); {
		case err == nil && owner.ID == p.ID: // the address they have: see ConfirmAgain
			if err := peopledb.Use(ctx, tx, link); err != nil {
				return err
			}
			return noticedb.Reachable(ctx, tx, p.ID, p.Email)
		case err == nil: // somebody has signed up with it since
			return people.BadLink()
		case !fault.Is(err, fault.NotFound):
			return err
		}
		if err := peopledb.Use(ctx, tx, link); err != nil {
			return err
		}
		old := to(p)
		p.Email, p.EmailKey, p.ChangedAt = address, key, tx.Now
		if p, err = verified(ctx, tx, p); err != nil {
			return err
		}
		if err := peopledb.Unlink(ctx, tx, p.ID, ""); err != nil {
			return err
		}
		m := notice.Message{
			Say: "メールアドレスが変わりました", Link: "/settings/security",
			More: []notice.Sentence{{Say: "これからのお知らせは、新しいアドレスに届きます。心当たりがないときは、すぐにお問い合わせください。"}}}
		if err := noticedb.Queue(ctx, tx, m.Letter(old, "email_changed")); err != nil {
			return err
		}
		return inform.Person(ctx, tx, to(p), "email_changed", m)
	})
}
