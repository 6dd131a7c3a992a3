package profile_test

import (
	"testing"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/desk"
	"nariwai/internal/usecase/profile"
	"nariwai/internal/yen"
)

type world struct {
	*testing.T
	d       *db.DB
	c       *dbtest.Clock
	a, b    people.Actor // two members
	op, op2 people.Actor // the desk
}

func each(t *testing.T, f func(w *world)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		w := &world{T: t, d: d, c: c}
		w.a, w.b, w.op, w.op2 = w.member("a"), w.member("b"), w.member("op"), w.member("op2")
		for _, o := range []*people.Actor{&w.op, &w.op2} {
			o.Strong = true
			w.write(func(tx *db.Tx) error {
				return peopledb.AddGrant(t.Context(), tx, people.Grant{Person: o.Person, Role: people.Operator, Scope: people.SiteScope, ScopeID: string(id.Site)})
			})
		}
		f(w)
	})
}

func (w *world) write(f func(*db.Tx) error) {
	w.Helper()
	if err := w.d.Write(w.Context(), f); err != nil {
		w.Fatal(err)
	}
}

func (w *world) member(name string) people.Actor {
	a := people.Actor{Person: id.Person("p-" + name), Party: id.Party("q-" + name)}
	w.write(func(tx *db.Tx) error {
		return peopledb.Add(w.Context(), tx, people.Person{ID: a.Person, Email: name + "@example.jp", EmailKey: name + "@example.jp", Lang: "ja", State: people.Active, VerifiedAt: 1},
			people.Party{ID: a.Party, Kind: people.OnePerson, DisplayName: name, Handle: "n-" + name, Form: people.PrivatePerson, Resident: true})
	})
	return a
}

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

func (w *world) payable(p id.Party, day calendar.Date) id.Account {
	w.Helper()
	a, _, err := peopledb.PayoutAccount(w.Context(), w.d.Snapshot(), p, day)
	w.must(err)
	return a.ID
}

func (w *world) told(p id.Person, kind string) int64 {
	w.Helper()
	var n int64
	w.must(db.One(w.Context(), w.d.Snapshot(), []any{&n}, "SELECT COUNT(*) FROM notice_notice WHERE person = $1 AND kind = $2", p, kind))
	return n
}

var account = profile.AccountForm{Bank: "0001", Branch: "001", Kind: people.Ordinary, Number: "１２３４５６７", Payee: "コザクラ ミチル"}

func TestEditProfile(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		in := people.Profile{DisplayName: "みちる", Handle: "Michiru", Prefecture: "01", Municipality: "012092", Skills: "校正、翻訳", HoursWeek: 20, Works: true}
		p, err := profile.EditProfile(ctx, w.d, w.a, in)
		w.must(err)
		if p.Handle != "michiru" || len(p.Skills) != 2 || p.Municipality != "012092" || p.Version != 1 {
			w.Errorf("%+v", p)
		}
		if _, err = profile.EditProfile(ctx, w.d, w.a, in); err != nil {
			w.Error("the same again:", err)
		}
		_, err = profile.EditProfile(ctx, w.d, w.b, in)
		w.refused(err, fault.Invalid, "a taken handle")
		_, err = profile.EditProfile(ctx, w.d, w.a, people.Profile{Handle: "desk"})
		w.refused(err, fault.Invalid, "a reserved handle")
		_, err = profile.EditProfile(ctx, w.d, people.Actor{Person: w.a.Person, Party: w.b.Party}, in)
		w.refused(err, fault.Forbidden, "another one's party")
		_, err = profile.EditProfile(ctx, w.d, people.Actor{}, in)
		w.refused(err, fault.Unsigned, "nobody")
	})
}

func TestEditTaxFacts(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		p, warning, err := profile.EditTaxFacts(ctx, w.d, w.a, people.LegalFacts{Form: people.SoleTrader, TNumber: "T7000012050003", Resident: true})
		w.must(err)
		if warning == "" || p.TNumber != "T7000012050003" || p.Withholds() {
			w.Errorf("%q %+v", warning, p)
		}
		_, _, err = profile.EditTaxFacts(ctx, w.d, w.a, people.LegalFacts{Form: people.Company, LegalName: "ことば舎", Address: "夕張市", TNumber: "T7000012050003"})
		w.refused(err, fault.Invalid, "a company's wrong number")
		p, warning, err = profile.EditTaxFacts(ctx, w.d, w.a, people.LegalFacts{Form: people.Company, LegalName: "ことば舎", Address: "夕張市", Contact: "a@example.jp", TNumber: "T7000012050002"})
		w.must(err)
		if warning != "" || !p.Withholds() || len(p.MissingOrderFacts()) != 0 {
			w.Errorf("%q %+v", warning, p)
		}
	})
}

func TestSmallSettings(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		w.must(profile.SetGoal(ctx, w.d, w.a, yen.Of(80_000)))
		w.refused(profile.SetGoal(ctx, w.d, w.a, yen.Of(-1)), fault.Invalid, "a goal below nothing")
		w.must(profile.SetLang(ctx, w.d, w.a, "en"))
		w.must(profile.SetCarryOver(ctx, w.d, w.a, true))
		w.must(profile.SetCarryOver(ctx, w.d, w.a, true))
		p, err := peopledb.Person(ctx, w.d.Snapshot(), w.a.Person)
		w.must(err)
		party, err := peopledb.Party(ctx, w.d.Snapshot(), w.a.Party)
		w.must(err)
		if p.MonthlyGoal != yen.Of(80_000) || p.Lang != "en" || !party.CarryOver {
			w.Errorf("%+v %+v", p, party)
		}
		w.must(profile.SetCarryOver(ctx, w.d, w.a, false))
	})
}

func TestSetBankAccount(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		for name, in := range map[string]profile.AccountForm{
			"nothing":         {},
			"no such bank":    {Bank: "9998", Branch: "001", Kind: "1", Number: "1234567", Payee: "ｱ"},
			"no such branch":  {Bank: "0001", Branch: "998", Kind: "1", Number: "1234567", Payee: "ｱ"},
			"a kanji payee":   {Bank: "0001", Branch: "001", Kind: "1", Number: "1234567", Payee: "小桜"},
			"eight digits":    {Bank: "0001", Branch: "001", Kind: "1", Number: "12345678", Payee: "ｱ"},
			"letters":         {Bank: "0001", Branch: "001", Kind: "1", Number: "12E4567", Payee: "ｱ"},
			"kind of account": {Bank: "0001", Branch: "001", Kind: "9", Number: "1234567", Payee: "ｱ"},
			"bad symbol":      {Bank: "9900", Symbol: "12", Number: "1", Payee: "ｱ"},
		} {
			_, err := profile.SetBankAccount(ctx, w.d, w.a, in)
			w.refused(err, fault.Invalid, name)
		}
		first, err := profile.SetBankAccount(ctx, w.d, w.a, account)
		w.must(err)
		if first.State != people.AccountActive || first.Number != "1234567" || first.Payee != "ｺｻﾞｸﾗ ﾐﾁﾙ" || first.PromisedBy != 0 {
			w.Errorf("%+v", first)
		}
		_, err = profile.SetBankAccount(ctx, w.d, w.a, account)
		w.refused(err, fault.Conflict, "the same again")
		if w.told(w.a.Person, "bank_account") != 1 || w.told(w.op.Person, "account_to_check") != 0 {
			w.Error("told")
		}

		// A second one waits; money goes on to the first.
		changed := account
		changed.Number = "4321"
		second, err := profile.SetBankAccount(ctx, w.d, w.a, changed)
		w.must(err)
		if second.State != people.Checking || second.Number != "0004321" || second.PromisedBy != 20260415 {
			w.Errorf("%+v", second)
		}
		if w.payable(w.a.Party, 20260415) != first.ID || w.told(w.op.Person, "account_to_check") != 1 {
			w.Error("the check decides before it is made")
		}
		w.refused(desk.ApproveAccount(ctx, w.d, w.a, second.ID), fault.Forbidden, "approved by its owner")
		weak := w.op
		weak.Strong = false
		w.refused(desk.ApproveAccount(ctx, w.d, weak, second.ID), fault.Forbidden, "without second factor")
		w.refused(desk.ApproveAccount(ctx, w.d, w.op, "nonsense"), fault.NotFound, "no such account")
		w.must(desk.ApproveAccount(ctx, w.d, w.op, second.ID))
		w.refused(desk.ApproveAccount(ctx, w.d, w.op2, second.ID), fault.Conflict, "approved twice")
		if w.payable(w.a.Party, 20260415) != second.ID {
			w.Error("the approved account is not used")
		}

		// A third one replaces itself, is refused; money goes on to the second.
		changed.Number = "7654321"
		third, err := profile.SetBankAccount(ctx, w.d, w.a, changed)
		w.must(err)
		changed.Number = "7654322"
		fourth, err := profile.SetBankAccount(ctx, w.d, w.a, changed)
		w.must(err)
		w.refused(desk.ApproveAccount(ctx, w.d, w.op, third.ID), fault.Conflict, "a replaced one")
		w.refused(desk.RefuseAccount(ctx, w.d, w.op, fourth.ID, " "), fault.Invalid, "no reason")
		w.must(desk.RefuseAccount(ctx, w.d, w.op, fourth.ID, "名義がちがいます"))
		if w.payable(w.a.Party, 20260515) != second.ID {
			w.Error("after a refusal")
		}
	})
}

func TestHoldNeverPassesThePromise(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		w.write(func(tx *db.Tx) error {
			p, err := peopledb.Person(ctx, tx, w.a.Person)
			if err != nil {
				return err
			}
			p.ChangedAt = tx.Now
			_, err = peopledb.Persons.Update(ctx, tx, p)
			return err
		})
		w.c.Advance(71 * clock.Hour)
		acc, err := profile.SetBankAccount(ctx, w.d, w.a, account)
		w.must(err)
		if acc.State != people.Checking {
			w.Errorf("%+v", acc)
		}
		if w.payable(w.a.Party, 20260414) != "" || w.payable(w.a.Party, 20260415) != acc.ID {
			w.Error("the check makes a payment late, or does not hold")
		}
		// Something that must be paid before the next payday pulls the promise forward.
		w.write(func(tx *db.Tx) error {
			return tx.Exec(ctx, 1, `INSERT INTO billing_settlement (id, item, contract, mall, client, payee, title, ending, pay, tax, withheld,
				fee, fee_tax, client_fee, client_fee_tax, net, refund, at, settled_on, received_on, pay_by, run)
				VALUES ('s', 'i', 'c', 'site', 'x', $1, '', 'accepted', 40000, 3636, 0, 8000, 727, 0, 0, 32000, 0, 1, 20260315, 20260210, 20260410, '')`, w.a.Party)
		})
		changed := account
		changed.Number = "7654321"
		acc, err = profile.SetBankAccount(ctx, w.d, w.a, changed)
		w.must(err)
		if acc.PromisedBy != 20260410 {
			w.Errorf("%+v", acc)
		}
		// An operator's own account needs another operator.
		_, err = profile.SetBankAccount(ctx, w.d, w.op, account)
		w.must(err)
		own, err := profile.SetBankAccount(ctx, w.d, w.op, changed)
		w.must(err)
		w.refused(desk.ApproveAccount(ctx, w.d, w.op, own.ID), fault.Forbidden, "one's own")
		w.must(desk.ApproveAccount(ctx, w.d, w.op2, own.ID))
		// Days after the change, the first account of somebody else is used at once.
		w.c.Advance(clock.Day)
		acc, err = profile.SetBankAccount(ctx, w.d, w.b, profile.AccountForm{Bank: "9900", Symbol: "10940", Number: "12345671", Payee: "ヤギ"})
		w.must(err)
		if acc.State != people.AccountActive || acc.Branch != "098" || acc.Number != "1234567" || acc.Kind != people.Ordinary {
			w.Errorf("%+v", acc)
		}
	})
}
