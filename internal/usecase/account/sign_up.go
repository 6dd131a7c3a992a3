package account

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/phrase"
	"nariwai/internal/place"
)

// SignUpForm is what somebody types who wants to come in.
type SignUpForm struct {
	Email      string
	Password   string
	Name       string
	Prefecture place.Prefecture // may be ""
	Works      bool             // begins by working
	Orders     bool             // begins by ordering
	Accepted   bool             // the terms of use in force today
}

// SignUp makes a person, their party and the grant between them, and mails a link that proves the address.
// An address that is taken gets the same answer; its owner is told by mail.
func SignUp(ctx context.Context, d *db.DB, h *people.Hasher, v Visitor, in SignUpForm) (err error) {
	defer fault.Wrap(&err, "sign up")
	var f fault.Form
	email, key, err := people.ParseEmail(in.Email)
	f.Check("email", err)
	name, err := people.ParseName(in.Name)
	f.Check("name", err)
	f.Check("password", people.CheckPassword(in.Password, email, name))
	if in.Prefecture != "" && !in.Prefecture.Valid() {
		f.Add("prefecture", "都道府県を一覧から選んでください")
	}
	if !in.Accepted {
		f.Add("accepted", "利用規約を読んで、同意してください")
	}
	if err := f.Err(); err != nil {
		return err
	}
	if err := d.Write(ctx, func(tx *db.Tx) error {
		_, err := peopledb.Try(ctx, tx, people.SignUpByAddress, v.Address)
		return err
	}); err != nil {
		return err
	}
	hash, err := h.Hash(ctx, in.Password) // for a taken address too: the time must not tell
	if err != nil {
		return err
	}
	if v.Lang != phrase.En {
		v.Lang = phrase.Ja
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		switch owner, err := peopledb.PersonByEmail(ctx, tx, key); {
		case err == nil:
			return tellOwner(ctx, tx, owner)
		case !fault.Is(err, fault.NotFound):
			return err
		}
		p := people.Person{ID: id.Person(tx.NewID()), Email: email, EmailKey: key, Password: hash, Lang: v.Lang, State: people.Pending, CreatedAt: tx.Now}
		party := people.Party{ID: id.Party(tx.NewID()), Kind: people.OnePerson, DisplayName: name, Prefecture: in.Prefecture,
			Works: in.Works, Orders: in.Orders, Form: people.PrivatePerson, Resident: true, CreatedAt: tx.Now}
		party.Handle = people.FirstHandle(party.ID)
		if err := peopledb.Add(ctx, tx, p, party); err != nil {
			return err
		}
		if err := peopledb.Accept(ctx, tx, p.ID, people.TermsOn(calendar.On(tx.Now))); err != nil {
			return err
		}
		return mailVerify(ctx, tx, p)
	})
}

// tellOwner says that somebody tried to sign up with an address that has an account already.
func tellOwner(ctx context.Context, tx *db.Tx, p people.Person) error {
	if _, err := peopledb.Try(ctx, tx, people.MailByAccount, p.EmailKey); err != nil {
		if fault.Is(err, fault.TooMany) { // enough mails have been sent
			return nil
		}
		return err
	}
	return mailSecret(ctx, tx, to(p), "signup_again", notice.Message{
		Say: "このメールアドレスは、もう登録されています", Link: "/signin",
		More: []notice.Sentence{{Say: "いま、このアドレスで新しく登録しようとした方がいます。ご本人でしたら、ログインするか、パスワードを決め直してください。"},
			{Say: "心当たりがなければ、何もしなくて大丈夫です。"}}})
}

func mailVerify(ctx context.Context, tx *db.Tx, p people.Person) error {
	secret, err := peopledb.Link(ctx, tx, p.ID, people.VerifyLink, "")
	if err != nil {
		return err
	}
	return mailSecret(ctx, tx, to(p), "verify", notice.Message{
		Say: "メールアドレスを確認してください", Link: "/verify?t=" + secret,
		More: []notice.Sentence{{Say: "下のリンクを開き、登録のときに決めたパスワードを入れると、登録が終わります。リンクは24時間使えます。"}}})
}
