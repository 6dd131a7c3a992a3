package account

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/inform"
)

// RequestReset mails a link for a new password. An address without an account gets the same answer and no mail.
func RequestReset(ctx context.Context, d *db.DB, v Visitor, email string) (err error) {
	defer fault.Wrap(&err, "request reset")
	var f fault.Form
	_, key, err := people.ParseEmail(email)
	f.Check("email", err)
	if err := f.Err(); err != nil {
		return err
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		if _, err := peopledb.Try(ctx, tx, people.MailByAddress, v.Address); err != nil {
			return err
		}
		if _, err := peopledb.Try(ctx, tx, people.MailByAccount, key); err != nil {
			return err
		}
		p, err := peopledb.PersonByEmail(ctx, tx, key)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		secret, err := peopledb.Link(ctx, tx, p.ID, people.ResetLink, "")
		if err != nil {
			return err
		}
		return mailSecret(ctx, tx, to(p), "reset", notice.Message{
			Say: "新しいパスワードを決めるためのリンクです", Link: "/reset?t=" + secret,
			More: []notice.Sentence{{Say: "リンクは1時間、1回だけ使えます。心当たりがなければ、何もしなくて大丈夫です。いまのパスワードはそのままです。"}}})
	})
}

// ResetPassword sets a new password with a mailed link, proves the address by it, and ends every session.
// It signs nobody in: the second factor, if there is one, is asked as always.
func ResetPassword(ctx context.Context, d *db.DB, h *people.Hasher, v Visitor, secret, password string) (err error) {
	defer fault.Wrap(&err, "reset password")
	var p people.Person
	if err := d.Write(ctx, func(tx *db.Tx) error {
		if _, err := peopledb.Try(ctx, tx, people.SignInByAddress, v.Address); err != nil {
			return err
		}
		link, err := usable(ctx, tx, secret, people.ResetLink)
		if err != nil {
			return err
		}
		p, err = peopledb.Person(ctx, tx, link.Person)
		return err
	}); err != nil {
		return err
	}
	var f fault.Form
	f.Check("password", people.CheckPassword(password, p.Email))
	if err := f.Err(); err != nil {
		return err
	}
	hash, err := h.Hash(ctx, password)
	if err != nil {
		return err
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		link, err := usable(ctx, tx, secret, people.ResetLink)
		if err != nil {
			return err
		}
		if err := peopledb.Use(ctx, tx, link); err != nil {
			return err
		}
		if p, err = peopledb.Person(ctx, tx, link.Person); err != nil {
			return err
		}
		if err := peopledb.Forgive(ctx, tx, people.SignInByAccount, p.EmailKey); err != nil {
			return err
		}
		p.Password, p.ChangedAt = hash, tx.Now
		if p, err = verified(ctx, tx, p); err != nil {
			return err
		}
		return passwordChanged(ctx, tx, p, "")
	})
}

// passwordChanged ends what the old password could have opened but the session keep, and tells its owner.
func passwordChanged(ctx context.Context, tx *db.Tx, p people.Person, keep id.Session) error {
	if _, err := peopledb.EndOthers(ctx, tx, p.ID, keep); err != nil {
		return err
	}
	if err := peopledb.Unlink(ctx, tx, p.ID, ""); err != nil {
		return err
	}
	return inform.Person(ctx, tx, to(p), "password_changed", notice.Message{
		Say: "パスワードが変わりました", Link: "/settings/security",
		More: []notice.Sentence{{Say: "ほかの端末のログインは、すべて終わりました。心当たりがないときは、すぐに「パスワードがわからないとき」から決め直してください。"}}})
}
