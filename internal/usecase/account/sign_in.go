package account

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
)

// SignIn begins a session. A wrong password and an unknown address get the same answer in the same time;
// at most people.SignInByAccount.Most tries reach the password at all.
func SignIn(ctx context.Context, d *db.DB, h *people.Hasher, v Visitor, email, password string) (s SignedIn, err error) {
	defer fault.Wrap(&err, "sign in")
	var f fault.Form
	_, key, err := people.ParseEmail(email)
	f.Check("email", err)
	if password == "" {
		f.Add("password", "パスワードを入れてください")
	}
	if err := f.Err(); err != nil {
		return s, err
	}
	var p people.Person
	var left int
	if err := d.Write(ctx, func(tx *db.Tx) (err error) {
		if _, err = peopledb.Try(ctx, tx, people.SignInByAddress, v.Address); err != nil {
			return err
		}
		if left, err = peopledb.Try(ctx, tx, people.SignInByAccount, key); err != nil {
			return err
		}
		if p, err = peopledb.PersonByEmail(ctx, tx, key); fault.Is(err, fault.NotFound) {
			p, err = people.Person{}, nil
		}
		return err
	}); err != nil {
		return s, err
	}
	switch ok, err := h.Matches(ctx, p.Password, password); {
	case err != nil:
		return s, err
	case !ok:
		return s, fault.New(fault.Invalid, "メールアドレスかパスワードがちがいます。あと%d回まちがえると、しばらくお待ちいただきます", left)
	}
	hash := p.Password
	if h.Stale(hash) {
		if hash, err = h.Hash(ctx, password); err != nil {
			return s, err
		}
	}
	err = d.Write(ctx, func(tx *db.Tx) error {
		now, err := unchanged(ctx, tx, p)
		if err != nil {
			return err
		}
		now.Password, now.LastSeen = hash, tx.Now
		if now, err = peopledb.Persons.Update(ctx, tx, now); err != nil {
			return err
		}
		if err := peopledb.Forgive(ctx, tx, people.SignInByAccount, key); err != nil {
			return err
		}
		s, err = begin(ctx, tx, now, v)
		return err
	})
	return s, err
}
