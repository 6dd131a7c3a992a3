// Package account is how people come in and go: signing up, proving an address, signing in and out,
// changing what they sign in with, and leaving.
//
// Whoever asks without being signed in never learns whether an address has an account: the answers are the same,
// and so is the time that they take.
package account

import (
	"context"

	"nariwai/internal/collusion/collusiondb"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
	"nariwai/internal/notice/noticedb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/phrase"
	"nariwai/internal/usecase/inform"
)

// Visitor is where a request comes from.
type Visitor struct {
	Address string // of the network; "" where there is none
	Agent   string // the User-Agent header
	Device  string // hash of the cookie that marks the browser; "" for not to be noted
	Lang    phrase.Lang
}

// SignedIn is a session that has begun.
type SignedIn struct {
	Session people.Session
	Secret  string // for the browser's cookie
	Waiting bool   // nothing can be done with it before the second factor
}

func to(p people.Person) notice.To {
	return notice.To{Person: p.ID, Email: p.Email, Lang: p.Lang}
}

// mailSecret queues a mail that holds a key to an account; nothing of it stays once it is sent.
func mailSecret(ctx context.Context, tx *db.Tx, to notice.To, kind notice.Kind, m notice.Message) error {
	l := m.Letter(to, kind)
	l.Secret = true
	return noticedb.Queue(ctx, tx, l)
}

// me is the person behind an actor whose account is not closed.
func me(ctx context.Context, tx *db.Tx, a people.Actor) (people.Person, error) {
	if a.Person == "" {
		return people.Person{}, fault.New(fault.Unsigned, "ログインしてください")
	}
	p, err := peopledb.Person(ctx, tx, a.Person)
	if err == nil && p.State == people.Closed {
		err = fault.New(fault.Unsigned, "ログインしてください")
	}
	return p, err
}

// begin starts a session of p and tells p by mail when the browser is a new one.
func begin(ctx context.Context, tx *db.Tx, p people.Person, v Visitor) (s SignedIn, err error) {
	party, err := peopledb.OwnParty(ctx, tx, p.ID)
	if err != nil {
		return s, err
	}
	agent := people.Agent(v.Agent)
	known, err := peopledb.KnownAgent(ctx, tx, p.ID, agent)
	if err != nil {
		return s, err
	}
	if s.Session, s.Secret, err = peopledb.Begin(ctx, tx, p.ID, party.ID, agent); err != nil {
		return s, err
	}
	s.Waiting = p.SecondFactor()
	if !s.Waiting {
		if err := noteDevice(ctx, tx, p.ID, v.Device); err != nil {
			return s, err
		}
	}
	if known {
		return s, nil
	}
	if agent == "" {
		agent = "-"
	}
	return s, inform.Person(ctx, tx, to(p), "new_browser", notice.Message{
		Say: "新しい端末からログインがありました", Link: "/settings/security",
		More: []notice.Sentence{{Say: "端末：%s、時刻：%s", Args: []any{agent, tx.Now}},
			{Say: "心当たりがないときは、パスワードを変えてください。ほかの端末のログインはすべて終わります。"}}})
}

// noteDevice notes that p has come in in this browser.
func noteDevice(ctx context.Context, tx *db.Tx, p id.Person, device string) error {
	if device == "" {
		return nil
	}
	return collusiondb.Seen(ctx, tx, p, device)
}

// proves checks a person's password outside of any transaction, counted against the same limit as signing in.
// It returns the person as they were when the password was right.
func proves(ctx context.Context, d *db.DB, h *people.Hasher, a people.Actor, password string) (p people.Person, err error) {
	if err := d.Write(ctx, func(tx *db.Tx) (err error) {
		if p, err = me(ctx, tx, a); err != nil {
			return err
		}
		_, err = peopledb.Try(ctx, tx, people.SignInByAccount, p.EmailKey)
		return err
	}); err != nil {
		return p, err
	}
	ok, err := h.Matches(ctx, p.Password, password)
	if err == nil && !ok {
		var f fault.Form
		f.Add("password", "いまのパスワードがちがいます")
		err = f.Err()
	}
	return p, err
}

// unchanged reads a person again and refuses when their password was changed since.
func unchanged(ctx context.Context, tx *db.Tx, was people.Person) (people.Person, error) {
	p, err := peopledb.Person(ctx, tx, was.ID)
	if err == nil && (p.Password != was.Password || p.State == people.Closed) {
		err = fault.New(fault.Conflict, "ほかの人が先に変えました。新しい内容を確かめてください")
	}
	return p, err
}
