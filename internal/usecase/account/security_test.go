package account_test

import (
	"strings"
	"sync"
	"testing"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/account"
)

func TestSecondFactor(t *testing.T) {
	each(t, func(w *world) {
		a := w.member("a@example.jp")
		_, err := account.SetUpSecondFactor(w.ctx(), w.d, w.h, a, other)
		w.refused(err, fault.Invalid, "a wrong password")
		seed, err := account.SetUpSecondFactor(w.ctx(), w.d, w.h, a, good)
		w.must(err)
		code := func() string {
			c, err := people.Code(seed, w.c.Now())
			w.must(err)
			return c
		}
		_, err = account.SecondFactor(w.ctx(), w.d, a, "", code())
		w.refused(err, fault.Conflict, "before it is confirmed")
		_, _, err = account.ConfirmSecondFactor(w.ctx(), w.d, a, "000000x")
		w.refused(err, fault.Invalid, "a wrong code")
		second, err := account.SignIn(w.ctx(), w.d, w.h, w.v, "a@example.jp", good)
		w.must(err)
		recovery, fresh, err := account.ConfirmSecondFactor(w.ctx(), w.d, a, code())
		w.must(err)
		if len(recovery) != people.RecoveryCodes {
			w.Error(recovery)
		}
		if v, err := w.viewer(fresh); err != nil || !v.Strong || v.Waiting {
			w.Error(v, err)
		}
		_, err = w.viewer(second.Secret)
		w.refused(err, fault.Unsigned, "another session")
		_, _, err = account.ConfirmSecondFactor(w.ctx(), w.d, a, code())
		w.refused(err, fault.Conflict, "confirming twice")
		_, err = account.SetUpSecondFactor(w.ctx(), w.d, w.h, a, good)
		w.refused(err, fault.Conflict, "setting up over it")

		// Signing in now waits for a code, and each code works once.
		s, err := account.SignIn(w.ctx(), w.d, w.h, w.v, "a@example.jp", good)
		w.must(err)
		if v, err := w.viewer(s.Secret); !s.Waiting || err != nil || !v.Waiting || v.Strong {
			w.Error(s.Waiting, v, err)
		}
		_, err = account.SecondFactor(w.ctx(), w.d, actor(s), "", code())
		w.refused(err, fault.Invalid, "the code that confirmed")
		w.c.Advance(clock.Minute)
		now := code()
		strong, err := account.SecondFactor(w.ctx(), w.d, actor(s), "", now)
		w.must(err)
		if v, err := w.viewer(strong); err != nil || !v.Strong {
			w.Error(v, err)
		}
		_, err = w.viewer(s.Secret)
		w.refused(err, fault.Unsigned, "the secret from before the code")
		s, err = account.SignIn(w.ctx(), w.d, w.h, w.v, "a@example.jp", good)
		w.must(err)
		_, err = account.SecondFactor(w.ctx(), w.d, actor(s), "", now)
		w.refused(err, fault.Invalid, "a code twice")
		lower := strings.ToLower(recovery[3])
		_, err = account.SecondFactor(w.ctx(), w.d, actor(s), "", lower)
		w.must(err)
		_, err = account.SecondFactor(w.ctx(), w.d, actor(s), "", lower)
		w.refused(err, fault.Invalid, "a recovery code twice")
		if _, told := w.mails("a@example.jp")["recovery_used"]; !told {
			w.Error("the use of a recovery code is not told")
		}
		// Guessing is throttled.
		for range people.CodeByPerson.Most {
			_, err = account.SecondFactor(w.ctx(), w.d, actor(s), "", "123456")
		}
		w.refused(err, fault.TooMany, "guessing")
		w.c.Advance(clock.Hour)
		stranger := actor(s)
		stranger.Session = "nonsense"
		_, err = account.SecondFactor(w.ctx(), w.d, stranger, "", code())
		w.refused(err, fault.Unsigned, "no session")

		w.refused(account.DropSecondFactor(w.ctx(), w.d, w.h, actor(s), good, "123456"), fault.Invalid, "dropping without a code")
		w.must(account.DropSecondFactor(w.ctx(), w.d, w.h, actor(s), good, recovery[0]))
		if p := w.person("a@example.jp"); p.SecondFactor() || p.TOTPSecret != "" {
			w.Errorf("%+v", p)
		}
		s, err = account.SignIn(w.ctx(), w.d, w.h, w.v, "a@example.jp", good)
		if err != nil || s.Waiting {
			w.Error(s, err)
		}
	})
}

func TestSessions(t *testing.T) {
	each(t, func(w *world) {
		a := w.member("a@example.jp")
		b, err := account.SignIn(w.ctx(), w.d, w.h, w.v, "a@example.jp", good)
		w.must(err)
		x, err := account.SignIn(w.ctx(), w.d, w.h, w.v, "a@example.jp", good)
		w.must(err)
		stranger := w.member("b@example.jp")
		w.refused(account.EndSession(w.ctx(), w.d, stranger, b.Session.ID), fault.NotFound, "another one's session")
		w.must(account.EndSession(w.ctx(), w.d, a, b.Session.ID))
		_, err = w.viewer(b.Secret)
		w.refused(err, fault.Unsigned, "an ended session")
		w.refused(account.EndSession(w.ctx(), w.d, a, b.Session.ID), fault.NotFound, "ending twice")
		if n, err := account.EndOtherSessions(w.ctx(), w.d, a); err != nil || n != 1 {
			w.Error(n, err)
		}
		_, err = w.viewer(x.Secret)
		w.refused(err, fault.Unsigned, "one of the others")
		c, err := account.SignIn(w.ctx(), w.d, w.h, w.v, "a@example.jp", good)
		w.must(err)
		w.c.Advance(people.SeenEvery)
		w.must(account.SeeSession(w.ctx(), w.d, c.Session.ID))
		if v, err := w.viewer(c.Secret); err != nil || v.SeenAt != w.c.Now() {
			w.Error(v, err)
		}
		if p := w.person("a@example.jp"); p.LastSeen != w.c.Now() {
			w.Error(p.LastSeen)
		}
		w.must(account.SignOut(w.ctx(), w.d, actor(c)))
		w.must(account.SignOut(w.ctx(), w.d, actor(c)))
		_, err = w.viewer(c.Secret)
		w.refused(err, fault.Unsigned, "signed out")
		w.c.Advance(people.SessionLength)
		w.must(account.Sweep(w.ctx(), w.d))
		var left int64
		w.must(db.One(w.ctx(), w.d.Snapshot(), []any{&left}, "SELECT (SELECT COUNT(*) FROM people_session) + (SELECT COUNT(*) FROM people_token) + (SELECT COUNT(*) FROM people_try)"))
		if left != 0 {
			w.Errorf("%d rows outlive the sweep", left)
		}
	})
}

func TestChangePassword(t *testing.T) {
	each(t, func(w *world) {
		a := w.member("a@example.jp")
		b, err := account.SignIn(w.ctx(), w.d, w.h, w.v, "a@example.jp", good)
		w.must(err)
		w.refused(account.ChangePassword(w.ctx(), w.d, w.h, a, other, other), fault.Invalid, "a wrong password")
		w.refused(account.ChangePassword(w.ctx(), w.d, w.h, a, good, "passwordpassword"), fault.Invalid, "a common one")
		w.refused(account.ChangePassword(w.ctx(), w.d, w.h, people.Actor{}, good, other), fault.Unsigned, "nobody")
		w.must(account.ChangePassword(w.ctx(), w.d, w.h, a, good, other))
		_, err = w.viewer(b.Secret)
		w.refused(err, fault.Unsigned, "the other session")
		w.write(func(tx *db.Tx) error { _, err := peopledb.Session(w.ctx(), tx, a.Person, a.Session); return err })
		_, err = account.SignIn(w.ctx(), w.d, w.h, w.v, "a@example.jp", other)
		w.must(err)
		if p := w.person("a@example.jp"); p.ChangedAt == 0 {
			w.Error("the hold does not begin")
		}
	})
}

func TestChangeEmail(t *testing.T) {
	each(t, func(w *world) {
		a := w.member("a@example.jp")
		b := w.member("b@example.jp")
		w.refused(account.ChangeEmail(w.ctx(), w.d, w.h, a, good, "a@example.jp"), fault.Invalid, "the same address")
		w.refused(account.ChangeEmail(w.ctx(), w.d, w.h, a, other, "new@example.jp"), fault.Invalid, "a wrong password")
		w.must(account.ChangeEmail(w.ctx(), w.d, w.h, a, good, "b@example.jp")) // taken: the same answer
		if m := w.mails("b@example.jp"); m["signup_again"] == "" || m["email_move"] != "" {
			w.Error(m)
		}
		w.must(account.ChangeEmail(w.ctx(), w.d, w.h, a, good, "New@example.jp"))
		if _, told := w.mails("a@example.jp")["email_asked"]; !told {
			w.Error("the old address is not told of the wish")
		}
		link := secret(w.mails("New@example.jp")["email_move"])
		w.refused(account.ConfirmEmail(w.ctx(), w.d, b, link), fault.NotFound, "another one's link")
		w.must(account.ConfirmEmail(w.ctx(), w.d, a, link))
		w.refused(account.ConfirmEmail(w.ctx(), w.d, a, link), fault.NotFound, "a used link")
		p := w.person("new@example.jp")
		if p.ID != a.Person || p.ChangedAt == 0 || p.Email != "New@example.jp" {
			w.Errorf("%+v", p)
		}
		for _, to := range []string{"a@example.jp", "New@example.jp"} {
			if _, told := w.mails(to)["email_changed"]; !told {
				w.Errorf("%s is not told", to)
			}
		}
		_, err := account.SignIn(w.ctx(), w.d, w.h, w.v, "a@example.jp", good)
		w.refused(err, fault.Invalid, "the old address")

		// Two links to one free address, used one after the other.
		w.must(account.ChangeEmail(w.ctx(), w.d, w.h, a, good, "free@example.jp"))
		mine := secret(w.mails("free@example.jp")["email_move"])
		w.c.Advance(clock.Minute)
		w.must(account.ChangeEmail(w.ctx(), w.d, w.h, b, good, "free@example.jp"))
		w.must(account.ConfirmEmail(w.ctx(), w.d, b, secret(w.mails("free@example.jp")["email_move"])))
		w.refused(account.ConfirmEmail(w.ctx(), w.d, a, mine), fault.NotFound, "taken since")
	})
}

func TestAcceptTerms(t *testing.T) {
	each(t, func(w *world) {
		a := w.member("a@example.jp")
		now := people.TermsOn(calendar.On(w.c.Now()))
		w.refused(account.AcceptTerms(w.ctx(), w.d, a, now.AddDays(-1)), fault.Conflict, "an old version")
		w.must(account.AcceptTerms(w.ctx(), w.d, a, now))
		w.must(account.AcceptTerms(w.ctx(), w.d, a, now))
		w.refused(account.AcceptTerms(w.ctx(), w.d, people.Actor{}, now), fault.Unsigned, "nobody")
	})
}

func TestCloseAccount(t *testing.T) {
	each(t, func(w *world) {
		// One who never had a transaction leaves nothing behind.
		a := w.member("a@example.jp")
		w.refused(account.CloseAccount(w.ctx(), w.d, w.h, a, other), fault.Invalid, "a wrong password")
		w.must(account.CloseAccount(w.ctx(), w.d, w.h, a, good))
		_, err := account.SignIn(w.ctx(), w.d, w.h, w.v, "a@example.jp", good)
		w.refused(err, fault.Invalid, "signing in after closing")
		if _, told := w.mails("a@example.jp")["account_closed"]; !told {
			w.Error("no goodbye")
		}
		party, err := peopledb.Party(w.ctx(), w.d.Snapshot(), a.Party)
		w.must(err)
		if party.ClosedAt == 0 || !strings.HasPrefix(party.DisplayName, "退会した方 ") || party.Handle != "" {
			w.Errorf("%+v", party)
		}
		w.write(func(tx *db.Tx) error {
			_, err := peopledb.Acting(w.ctx(), tx, a, people.Any)
			w.refused(err, fault.Unsigned, "acting after closing")
			_, err = peopledb.Tradable(w.ctx(), tx, a.Party)
			w.refused(err, fault.Conflict, "trading with the closed")
			return nil
		})
		w.refused(account.CloseAccount(w.ctx(), w.d, w.h, a, good), fault.Unsigned, "closing twice")
		w.signUp("a@example.jp") // the address is free again

		// One with money due stays; one with past transactions is kept behind a pseudonym for as long as the law asks.
		b := w.member("b@example.jp")
		w.write(func(tx *db.Tx) error {
			p, err := peopledb.Party(w.ctx(), tx, b.Party)
			if err != nil {
				return err
			}
			p.LegalName, p.Address = "小桜みちる", "北海道夕張市本町1"
			if _, err := peopledb.Parties.Update(w.ctx(), tx, p); err != nil {
				return err
			}
			if err := peopledb.AddAccounts(w.ctx(), tx, people.Account{ID: "acc", Party: b.Party, State: people.AccountActive}); err != nil {
				return err
			}
			return tx.Exec(w.ctx(), 1, `INSERT INTO billing_settlement (id, item, contract, mall, client, payee, title, ending, pay, tax, withheld,
				fee, fee_tax, client_fee, client_fee_tax, net, refund, at, settled_on, received_on, pay_by, run)
				VALUES ('s', 'i', 'c', 'site', 'x', $1, '', 'accepted', 40000, 3636, 0, 8000, 727, 0, 0, 32000, 0, 1, 20260315, 20260308, 20260506, '')`, b.Party)
		})
		w.refused(account.CloseAccount(w.ctx(), w.d, w.h, b, good), fault.Conflict, "with money due")
		w.write(func(tx *db.Tx) error {
			return tx.Exec(w.ctx(), 1, "UPDATE billing_settlement SET run = 'r'")
		})
		w.must(account.CloseAccount(w.ctx(), w.d, w.h, b, good))
		e := w.erasure(b.Party)
		if e.LegalName != "小桜みちる" || e.KeepUntil != 20350228 || e.ErasedAt != 0 {
			w.Errorf("%+v", e)
		}
		w.c.Set(calendar.Date(20350228).Start())
		w.must(account.Sweep(w.ctx(), w.d))
		if w.erasure(b.Party).LegalName == "" {
			w.Error("erased on the last day of keeping")
		}
		w.c.Set(calendar.Date(20350301).Start())
		w.must(account.Sweep(w.ctx(), w.d))
		if e := w.erasure(b.Party); e.LegalName+e.Address != "" || e.ErasedAt == 0 || e.Pseudonym == "" {
			w.Errorf("%+v", e)
		}
		if all, err := peopledb.AccountsOf(w.ctx(), w.d.Snapshot(), b.Party); err != nil || len(all) != 0 {
			w.Error(all, err)
		}
	})
}

func (w *world) erasure(p id.Party) people.Erasure {
	w.Helper()
	e, err := peopledb.Erasures.One(w.ctx(), w.d.Snapshot(), "WHERE party = $1", p)
	w.must(err)
	return e
}

func TestOneLinkManyHands(t *testing.T) {
	each(t, func(w *world) {
		w.signUp("a@example.jp")
		link := secret(w.mails("a@example.jp")["verify"])
		var wg sync.WaitGroup
		var mu sync.Mutex
		in := 0
		for range 8 {
			wg.Go(func() {
				if _, err := account.VerifyEmail(w.ctx(), w.d, w.h, w.v, link, good); err == nil {
					mu.Lock()
					in++
					mu.Unlock()
				} else if k := fault.KindOf(err); k != fault.NotFound && k != fault.Conflict {
					w.Errorf("%v", err)
				}
			})
		}
		wg.Wait()
		if in != 1 {
			w.Errorf("%d of 8 got in with one link", in)
		}
		// Eight sign-ups with one address at once make one person.
		for range 8 {
			wg.Go(func() {
				if err := account.SignUp(w.ctx(), w.d, w.h, w.v, account.SignUpForm{Email: "b@example.jp", Password: good, Name: "b", Accepted: true}); err != nil {
					w.Errorf("%v", err)
				}
			})
		}
		wg.Wait()
		w.person("b@example.jp")
	})
}
