package account

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/notice/noticedb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/listing"
)

// VerifyEmail uses up a mailed link and signs its person in. It asks for the password as well: somebody who signed up
// with another one's address must not get an account that its owner has confirmed by a careless click.
func VerifyEmail(ctx context.Context, d *db.DB, h *people.Hasher, v Visitor, secret, password string) (s SignedIn, err error) {
	defer fault.Wrap(&err, "verify email")
	var p people.Person
	if err := d.Write(ctx, func(tx *db.Tx) error {
		link, err := usable(ctx, tx, secret, people.VerifyLink)
		if err != nil {
			return err
		}
		if p, err = peopledb.Person(ctx, tx, link.Person); err != nil {
			return err
		}
		if _, err = peopledb.Try(ctx, tx, people.SignInByAddress, v.Address); err != nil {
			return err
		}
		_, err = peopledb.Try(ctx, tx, people.SignInByAccount, p.EmailKey)
		return err
	}); err != nil {
		return s, err
	}
	switch ok, err := h.Matches(ctx, p.Password, password); {
	case err != nil:
		return s, err
	case !ok:
		var f fault.Form
		f.Add("password", "パスワードがちがいます。登録のときに決めたものを入れてください")
		return s, f.Err()
	}
	err = d.Write(ctx, func(tx *db.Tx) error {
		link, err := usable(ctx, tx, secret, people.VerifyLink)
		if err != nil {
			return err
		}
		if err := peopledb.Use(ctx, tx, link); err != nil {
			return err
		}
		if p, err = unchanged(ctx, tx, p); err != nil {
			return err
		}
		if err := peopledb.Forgive(ctx, tx, people.SignInByAccount, p.EmailKey); err != nil {
			return err
		}
		p.LastSeen = tx.Now
		if p, err = verified(ctx, tx, p); err != nil {
			return err
		}
		if err := listing.PersonIn(ctx, tx, p.ID); err != nil {
			return err
		}
		s, err = begin(ctx, tx, p, v)
		return err
	})
	return s, err
}

// usable returns the link with this secret if it is of the kind and can be used now.
func usable(ctx context.Context, tx *db.Tx, secret string, kind people.TokenKind) (people.Token, error) {
	link, err := peopledb.FindLink(ctx, tx, secret)
	if err == nil {
		err = link.Check(kind, tx.Now)
	}
	return link, err
}

// verified writes p as somebody whose address is proved.
func verified(ctx context.Context, tx *db.Tx, p people.Person) (people.Person, error) {
	if p.VerifiedAt == 0 {
		p.VerifiedAt = tx.Now
	}
	if p.State == people.Pending {
		p.State = people.Active
	}
	if err := noticedb.Reachable(ctx, tx, p.ID, p.Email); err != nil {
		return p, err
	}
	return peopledb.Persons.Update(ctx, tx, p)
}

// RequestVerification mails the link again to somebody who has signed in before proving the address.
func RequestVerification(ctx context.Context, d *db.DB, a people.Actor) (err error) {
	defer fault.Wrap(&err, "request verification")
	return d.Write(ctx, func(tx *db.Tx) error {
		p, err := me(ctx, tx, a)
		if err != nil {
			return err
		}
		if p.VerifiedAt != 0 {
			return fault.New(fault.Conflict, "メールアドレスの確認は、もう済んでいます")
		}
		if _, err := peopledb.Try(ctx, tx, people.MailByAccount, p.EmailKey); err != nil {
			return err
		}
		return mailVerify(ctx, tx, p)
	})
}
