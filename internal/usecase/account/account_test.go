package account_test

import (
	"context"
	"strings"
	"testing"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/query"
	"nariwai/internal/usecase/account"
)

const (
	good  = "kumquat ladder violet thursday"
	other = "plumbing under a northern roof"
)

// world is a database with what the tests do again and again.
type world struct {
	*testing.T
	d *db.DB
	c *dbtest.Clock
	h *people.Hasher
	v account.Visitor
}

func each(t *testing.T, f func(w *world)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		h := people.NewHasher(people.Cost{Memory: 64, Passes: 1, Threads: 1}, 4)
		f(&world{t, d, c, h, account.Visitor{Address: "192.0.2.1", Agent: "Firefox Windows", Lang: "ja"}})
	})
}

func (w *world) ctx() context.Context { return w.Context() }

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) refused(err error, k fault.Kind, what string) {
	w.Helper()
	if !fault.Is(err, k) {
		w.Errorf("%s: %v, want kind %d", what, err, k)
	}
}

func (w *world) write(f func(*db.Tx) error) { w.Helper(); w.must(w.d.Write(w.ctx(), f)) }

// mails returns what is in the queue for an address, by kind: the newest link of each.
func (w *world) mails(to string) map[string]string {
	w.Helper()
	type mail struct{ kind, link string }
	all, err := db.All(w.ctx(), w.d.Snapshot(), func(m *mail) []any { return []any{&m.kind, &m.link} },
		"SELECT kind, link FROM notice_mail WHERE to_address = $1 ORDER BY at, id", to)
	w.must(err)
	out := map[string]string{}
	for _, m := range all {
		out[m.kind] = m.link
	}
	return out
}

func secret(link string) string {
	_, s, _ := strings.Cut(link, "t=")
	return s
}

func (w *world) person(email string) people.Person {
	w.Helper()
	p, err := peopledb.PersonByEmail(w.ctx(), w.d.Snapshot(), email)
	w.must(err)
	return p
}

func (w *world) signUp(email string) {
	w.Helper()
	w.must(account.SignUp(w.ctx(), w.d, w.h, w.v, account.SignUpForm{Email: email, Password: good, Name: "みちる", Works: true, Accepted: true}))
}

// member signs up, verifies and returns the session's actor.
func (w *world) member(email string) people.Actor {
	w.Helper()
	w.signUp(email)
	s, err := account.VerifyEmail(w.ctx(), w.d, w.h, w.v, secret(w.mails(email)["verify"]), good)
	w.must(err)
	return actor(s)
}

func actor(s account.SignedIn) people.Actor {
	return people.Actor{Person: s.Session.Person, Party: s.Session.Party, Session: s.Session.ID}
}

func (w *world) viewer(secret string) (query.Viewer, error) {
	return query.ViewerOf(w.ctx(), w.d.Snapshot(), people.HashSecret(secret), w.c.Now())
}

func TestSignUp(t *testing.T) {
	each(t, func(w *world) {
		err := account.SignUp(w.ctx(), w.d, w.h, w.v, account.SignUpForm{Email: "x", Password: "short", Prefecture: "99"})
		if e := fault.Of(err); e == nil || len(e.Fields) != 5 {
			w.Errorf("an empty form: %v", err)
		}
		w.signUp("Michiru@Example.jp")
		p := w.person("michiru@example.jp")
		if p.State != people.Pending || p.Email != "Michiru@Example.jp" || p.Password == good || p.VerifiedAt != 0 {
			w.Errorf("%+v", p)
		}
		party, err := peopledb.OwnParty(w.ctx(), w.d.Snapshot(), p.ID)
		w.must(err)
		if party.DisplayName != "みちる" || party.Handle != people.FirstHandle(party.ID) || !party.Works || party.Orders || party.Form != people.PrivatePerson || !party.Resident {
			w.Errorf("%+v", party)
		}
		first := w.mails("Michiru@Example.jp")
		if !strings.HasPrefix(first["verify"], "/verify?t=") {
			w.Fatal(first)
		}
		// Somebody else signs up with the same address: same answer, nothing changed, the owner is told.
		w.must(account.SignUp(w.ctx(), w.d, w.h, w.v, account.SignUpForm{Email: "michiru@example.jp", Password: other, Name: "別人", Accepted: true}))
		if now := w.person("michiru@example.jp"); now != p {
			w.Errorf("%+v became %+v", p, now)
		}
		if m := w.mails("Michiru@Example.jp"); m["signup_again"] != "/signin" || m["verify"] != first["verify"] {
			w.Error(m)
		}
	})
}

func TestSignUpIsThrottled(t *testing.T) {
	each(t, func(w *world) {
		form := account.SignUpForm{Email: "a@example.jp", Password: good, Name: "あ", Accepted: true}
		for range people.SignUpByAddress.Most {
			w.must(account.SignUp(w.ctx(), w.d, w.h, w.v, form))
		}
		w.refused(account.SignUp(w.ctx(), w.d, w.h, w.v, form), fault.TooMany, "one more")
		var mails int64
		w.must(db.One(w.ctx(), w.d.Snapshot(), []any{&mails}, "SELECT COUNT(*) FROM notice_mail"))
		if mails != int64(1+people.MailByAccount.Most) {
			w.Errorf("%d mails to one address", mails)
		}
	})
}

func TestVerify(t *testing.T) {
	each(t, func(w *world) {
		w.signUp("a@example.jp")
		link := secret(w.mails("a@example.jp")["verify"])
		_, err := account.VerifyEmail(w.ctx(), w.d, w.h, w.v, link, "wrong password it is")
		w.refused(err, fault.Invalid, "a wrong password")
		_, err = account.VerifyEmail(w.ctx(), w.d, w.h, w.v, "nonsense", good)
		w.refused(err, fault.NotFound, "a wrong link")
		s, err := account.VerifyEmail(w.ctx(), w.d, w.h, w.v, link, good)
		w.must(err)
		_, err = account.VerifyEmail(w.ctx(), w.d, w.h, w.v, link, good)
		w.refused(err, fault.NotFound, "a used link")
		v, err := w.viewer(s.Secret)
		w.must(err)
		if v.Person != s.Session.Person || v.State != people.Active || v.Waiting || v.Strong || v.Operator || !v.Works || v.Name != "みちる" ||
			v.Terms != people.TermsOn(calendar.On(w.c.Now())) || !v.Verified() {
			w.Errorf("%+v", v)
		}
		w.refused(account.RequestVerification(w.ctx(), w.d, actor(s)), fault.Conflict, "verified already")
		w.refused(account.RequestVerification(w.ctx(), w.d, people.Actor{}), fault.Unsigned, "nobody")

		w.signUp("late@example.jp")
		link = secret(w.mails("late@example.jp")["verify"])
		w.c.Advance(people.VerifyLink.Life())
		_, err = account.VerifyEmail(w.ctx(), w.d, w.h, w.v, link, good)
		w.refused(err, fault.NotFound, "an old link")
		in, err := account.SignIn(w.ctx(), w.d, w.h, w.v, "late@example.jp", good)
		w.must(err) // may sign in, and do nothing
		w.write(func(tx *db.Tx) error {
			_, err := peopledb.Trading(w.ctx(), tx, actor(in), people.Any)
			w.refused(err, fault.Forbidden, "trading before verification")
			return nil
		})
		w.must(account.RequestVerification(w.ctx(), w.d, actor(in)))
		_, err = account.VerifyEmail(w.ctx(), w.d, w.h, w.v, secret(w.mails("late@example.jp")["verify"]), good)
		w.must(err)
	})
}

func TestSignIn(t *testing.T) {
	each(t, func(w *world) {
		w.member("a@example.jp")
		_, err1 := account.SignIn(w.ctx(), w.d, w.h, w.v, "a@example.jp", other)
		_, err2 := account.SignIn(w.ctx(), w.d, w.h, w.v, "nobody@example.jp", other)
		if e1, e2 := fault.Of(err1), fault.Of(err2); e1 == nil || e2 == nil || e1.Say != e2.Say || e1.Kind != fault.Invalid || e1.Args[0] != e2.Args[0] {
			w.Errorf("the answers differ: %v, %v", err1, err2)
		}
		_, err := account.SignIn(w.ctx(), w.d, w.h, w.v, "a@example.jp", "")
		w.refused(err, fault.Invalid, "no password")
		s, err := account.SignIn(w.ctx(), w.d, w.h, w.v, " A@EXAMPLE.JP ", good)
		w.must(err)
		if _, told := w.mails("a@example.jp")["new_browser"]; told {
			w.Error("a known browser is announced")
		}
		phone := w.v
		phone.Agent = "Safari iPhone"
		_, err = account.SignIn(w.ctx(), w.d, w.h, phone, "a@example.jp", good)
		w.must(err)
		if _, told := w.mails("a@example.jp")["new_browser"]; !told {
			w.Error("a new browser is not announced")
		}
		if _, err := w.viewer(s.Secret); err != nil {
			w.Error(err)
		}
		w.c.Advance(people.SessionLength)
		_, err = w.viewer(s.Secret)
		w.refused(err, fault.Unsigned, "an old session")
		_, err = w.viewer("")
		w.refused(err, fault.Unsigned, "no session")
		// A dearer cost takes hold at the next sign-in.
		dear := people.NewHasher(people.Cost{Memory: 128, Passes: 1, Threads: 1}, 1)
		_, err = account.SignIn(w.ctx(), w.d, dear, w.v, "a@example.jp", good)
		w.must(err)
		if dear.Stale(w.person("a@example.jp").Password) {
			w.Error("the old cost stays")
		}
	})
}

func TestSignInIsThrottled(t *testing.T) {
	each(t, func(w *world) {
		w.member("a@example.jp")
		for _, email := range []string{"a@example.jp", "nobody@example.jp"} {
			for i := range people.SignInByAccount.Most {
				_, err := account.SignIn(w.ctx(), w.d, w.h, w.v, email, other)
				w.refused(err, fault.Invalid, email)
				if left := fault.Of(err).Args[0].(int); left != people.SignInByAccount.Most-1-i {
					w.Errorf("%s: %d left after %d", email, left, i+1)
				}
				w.c.Advance(6 * clock.Minute)
			}
		}
		// Ten within an hour, the last six minutes ago: fifteen must pass.
		_, err := account.SignIn(w.ctx(), w.d, w.h, w.v, "nobody@example.jp", good)
		w.refused(err, fault.TooMany, "the eleventh")
		w.c.Advance(9 * clock.Minute)
		_, err = account.SignIn(w.ctx(), w.d, w.h, w.v, "nobody@example.jp", good)
		w.refused(err, fault.Invalid, "after the wait")
		for range people.SignInByAccount.Most {
			_, _ = account.SignIn(w.ctx(), w.d, w.h, w.v, "a@example.jp", other)
		}
		_, err = account.SignIn(w.ctx(), w.d, w.h, w.v, "a@example.jp", good)
		w.refused(err, fault.TooMany, "the right password after ten wrong ones")
		w.c.Advance(59 * clock.Minute)
		_, err = account.SignIn(w.ctx(), w.d, w.h, w.v, "a@example.jp", good)
		w.refused(err, fault.TooMany, "59 minutes later")
		w.c.Advance(clock.Minute)
		_, err = account.SignIn(w.ctx(), w.d, w.h, w.v, "a@example.jp", good)
		w.must(err)
		// A reset lets the owner in at once, whatever others have tried.
		for range people.SignInByAccount.Most {
			_, _ = account.SignIn(w.ctx(), w.d, w.h, w.v, "a@example.jp", other)
		}
		w.must(account.RequestReset(w.ctx(), w.d, w.v, "a@example.jp"))
		elsewhere := w.v
		elsewhere.Address = "192.0.2.9"
		w.must(account.ResetPassword(w.ctx(), w.d, w.h, elsewhere, secret(w.mails("a@example.jp")["reset"]), other))
		_, err = account.SignIn(w.ctx(), w.d, w.h, elsewhere, "a@example.jp", other)
		w.must(err)
		// One network address is limited over all accounts.
		for i := 0; ; i++ {
			_, err := account.SignIn(w.ctx(), w.d, w.h, elsewhere, strings.Repeat("x", i+1)+"@example.jp", other)
			if fault.Is(err, fault.TooMany) {
				break
			}
			if i > people.SignInByAddress.Most {
				w.Fatal("one address tries without end")
			}
		}
	})
}

func TestReset(t *testing.T) {
	each(t, func(w *world) {
		a := w.member("a@example.jp")
		w.must(account.RequestReset(w.ctx(), w.d, w.v, "nobody@example.jp"))
		if m := w.mails("nobody@example.jp"); len(m) != 0 {
			w.Error(m)
		}
		w.refused(account.RequestReset(w.ctx(), w.d, w.v, "nonsense"), fault.Invalid, "not an address")
		w.must(account.RequestReset(w.ctx(), w.d, w.v, "a@example.jp"))
		old := secret(w.mails("a@example.jp")["reset"])
		w.c.Advance(clock.Minute)
		w.must(account.RequestReset(w.ctx(), w.d, w.v, "a@example.jp"))
		link := secret(w.mails("a@example.jp")["reset"])
		w.refused(account.ResetPassword(w.ctx(), w.d, w.h, w.v, old, other), fault.NotFound, "a replaced link")
		w.refused(account.ResetPassword(w.ctx(), w.d, w.h, w.v, link, "short"), fault.Invalid, "a short password")
		w.refused(func() error {
			_, err := account.VerifyEmail(w.ctx(), w.d, w.h, w.v, link, good)
			return err
		}(), fault.NotFound, "a link of another kind")
		w.must(account.ResetPassword(w.ctx(), w.d, w.h, w.v, link, other))
		w.refused(account.ResetPassword(w.ctx(), w.d, w.h, w.v, link, other), fault.NotFound, "a used link")
		w.write(func(tx *db.Tx) error {
			_, err := peopledb.Session(w.ctx(), tx, a.Person, a.Session)
			w.refused(err, fault.NotFound, "the session from before")
			return nil
		})
		if _, told := w.mails("a@example.jp")["password_changed"]; !told {
			w.Error("the owner is not told")
		}
		if p := w.person("a@example.jp"); p.ChangedAt != w.c.Now() {
			w.Error("the hold does not begin")
		}
		_, err := account.SignIn(w.ctx(), w.d, w.h, w.v, "a@example.jp", good)
		w.refused(err, fault.Invalid, "the old password")

		w.must(account.RequestReset(w.ctx(), w.d, w.v, "a@example.jp"))
		link = secret(w.mails("a@example.jp")["reset"])
		w.c.Advance(people.ResetLink.Life())
		w.refused(account.ResetPassword(w.ctx(), w.d, w.h, w.v, link, good), fault.NotFound, "an old link")

		// A reset proves the address as well: whoever signed up with another one's address gains nothing.
		w.signUp("victim@example.jp")
		w.must(account.RequestReset(w.ctx(), w.d, w.v, "victim@example.jp"))
		w.must(account.ResetPassword(w.ctx(), w.d, w.h, w.v, secret(w.mails("victim@example.jp")["reset"]), other))
		if p := w.person("victim@example.jp"); p.State != people.Active || p.VerifiedAt == 0 {
			w.Errorf("%+v", p)
		}
	})
}
