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

// SecondFactor passes the second step of signing in, with a code of the app or one of the recovery codes; device is as in Visitor.
// It returns the browser's new secret.
func SecondFactor(ctx context.Context, d *db.DB, a people.Actor, device, code string) (secret string, err error) {
	defer fault.Wrap(&err, "second factor")
	if err := tryCode(ctx, d, a); err != nil {
		return "", err
	}
	err = d.Write(ctx, func(tx *db.Tx) error {
		p, err := me(ctx, tx, a)
		if err != nil {
			return err
		}
		s, err := peopledb.Session(ctx, tx, p.ID, a.Session)
		if err != nil {
			return fault.Because(err, fault.Unsigned, "ログインしてください")
		}
		if err := passCode(ctx, tx, p, code); err != nil {
			return err
		}
		if err := noteDevice(ctx, tx, p.ID, device); err != nil {
			return err
		}
		secret, err = peopledb.Strengthen(ctx, tx, s.ID)
		return err
	})
	return secret, err
}

// tryCode counts a try in a transaction of its own, so that a wrong code is counted too.
func tryCode(ctx context.Context, d *db.DB, a people.Actor) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		_, err := peopledb.Try(ctx, tx, people.CodeByPerson, string(a.Person))
		return err
	})
}

// passCode uses a code up, of the app or for recovery, or refuses it.
func passCode(ctx context.Context, tx *db.Tx, p people.Person, code string) error {
	if !p.SecondFactor() {
		return fault.New(fault.Conflict, "2段階認証は、まだ設定されていません")
	}
	if step, ok := p.CheckCode(code, tx.Now); ok {
		p.TOTPStep = step
		if _, err := peopledb.Persons.Update(ctx, tx, p); err != nil {
			return err
		}
		return peopledb.Forgive(ctx, tx, people.CodeByPerson, string(p.ID))
	}
	ok, left, err := peopledb.UseRecovery(ctx, tx, p.ID, code)
	if err != nil {
		return err
	}
	if !ok {
		return badCode()
	}
	if err := peopledb.Forgive(ctx, tx, people.CodeByPerson, string(p.ID)); err != nil {
		return err
	}
	return inform.Person(ctx, tx, to(p), "recovery_used", notice.Message{
		Say: "予備のコードが使われました。残りは%d個です", Args: []any{left}, Link: "/settings/security",
		More: []notice.Sentence{{Say: "心当たりがないときは、パスワードを変えてください。ほかの端末のログインはすべて終わります。"}}})
}

func badCode() error {
	var f fault.Form
	f.Add("code", "確認コードがちがいます。アプリに出ている新しい6けたの数字を入れてください")
	return f.Err()
}

// SetUpSecondFactor makes a new secret for the authenticator app. It counts only once ConfirmSecondFactor has seen a code of it.
func SetUpSecondFactor(ctx context.Context, d *db.DB, h *people.Hasher, a people.Actor, password string) (secret string, err error) {
	defer fault.Wrap(&err, "set up second factor")
	was, err := proves(ctx, d, h, a, password)
	if err != nil {
		return "", err
	}
	secret = people.NewTOTPSecret()
	err = d.Write(ctx, func(tx *db.Tx) error {
		p, err := unchanged(ctx, tx, was)
		if err != nil {
			return err
		}
		if p.SecondFactor() {
			return fault.New(fault.Conflict, "2段階認証は、もう設定されています。変えるときは、先に解除してください")
		}
		if err := peopledb.Forgive(ctx, tx, people.SignInByAccount, p.EmailKey); err != nil {
			return err
		}
		p.TOTPSecret, p.TOTPStep = secret, 0
		_, err = peopledb.Persons.Update(ctx, tx, p)
		return err
	})
	return secret, err
}

// ConfirmSecondFactor turns the second factor on, marks the asking session as strong and ends all others.
// It returns the recovery codes, which are shown this once, and the browser's new secret.
func ConfirmSecondFactor(ctx context.Context, d *db.DB, a people.Actor, code string) (recovery []string, secret string, err error) {
	defer fault.Wrap(&err, "confirm second factor")
	if err := tryCode(ctx, d, a); err != nil {
		return nil, "", err
	}
	err = d.Write(ctx, func(tx *db.Tx) error {
		p, err := me(ctx, tx, a)
		if err != nil {
			return err
		}
		if p.TOTPSecret == "" || p.SecondFactor() {
			return fault.New(fault.Conflict, "2段階認証の設定を、最初からやり直してください")
		}
		step, ok := p.CheckCode(code, tx.Now)
		if !ok {
			return badCode()
		}
		p.TOTPAt, p.TOTPStep = tx.Now, step
		if p, err = peopledb.Persons.Update(ctx, tx, p); err != nil {
			return err
		}
		if recovery, err = peopledb.SetRecovery(ctx, tx, p.ID); err != nil {
			return err
		}
		if err := peopledb.Forgive(ctx, tx, people.CodeByPerson, string(p.ID)); err != nil {
			return err
		}
		if _, err := peopledb.EndOthers(ctx, tx, p.ID, a.Session); err != nil {
			return err
		}
		if secret, err = strengthen(ctx, tx, p.ID, a.Session); err != nil {
			return err
		}
		return inform.Person(ctx, tx, to(p), "second_factor_on", notice.Message{
			Say: "2段階認証を設定しました", Link: "/settings/security",
			More: []notice.Sentence{{Say: "次のログインから、アプリの確認コードもうかがいます。予備のコードは、紙に書いて別の場所に置いてください。"}}})
	})
	return recovery, secret, err
}

func strengthen(ctx context.Context, tx *db.Tx, p id.Person, s id.Session) (string, error) {
	session, err := peopledb.Session(ctx, tx, p, s)
	if err != nil {
		return "", fault.Because(err, fault.Unsigned, "ログインしてください")
	}
	return peopledb.Strengthen(ctx, tx, session.ID)
}

// DropSecondFactor turns the second factor off, with the password and a code. People at the desk can't work without it afterwards.
func DropSecondFactor(ctx context.Context, d *db.DB, h *people.Hasher, a people.Actor, password, code string) (err error) {
	defer fault.Wrap(&err, "drop second factor")
	was, err := proves(ctx, d, h, a, password)
	if err != nil {
		return err
	}
	if err := tryCode(ctx, d, a); err != nil {
		return err
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		p, err := unchanged(ctx, tx, was)
		if err != nil {
			return err
		}
		if err := passCode(ctx, tx, p, code); err != nil {
			return err
		}
		if p, err = peopledb.Person(ctx, tx, p.ID); err != nil {
			return err
		}
		p.TOTPSecret, p.TOTPAt, p.TOTPStep, p.ChangedAt = "", 0, 0, tx.Now
		if p, err = peopledb.Persons.Update(ctx, tx, p); err != nil {
			return err
		}
		if err := peopledb.DropRecovery(ctx, tx, p.ID); err != nil {
			return err
		}
		if err := peopledb.Weaken(ctx, tx, p.ID); err != nil {
			return err
		}
		if err := peopledb.Forgive(ctx, tx, people.SignInByAccount, p.EmailKey); err != nil {
			return err
		}
		return inform.Person(ctx, tx, to(p), "second_factor_off", notice.Message{
			Say: "2段階認証を解除しました", Link: "/settings/security",
			More: []notice.Sentence{{Say: "心当たりがないときは、パスワードを変えてください。ほかの端末のログインはすべて終わります。"}}})
	})
}
