package desk_test

import (
	"testing"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/account"
	"nariwai/internal/usecase/desk"
)

func member(t *testing.T, d *db.DB, name string, s people.State) people.Actor {
	t.Helper()
	a := people.Actor{Person: id.Person("p-" + name), Party: id.Party("q-" + name)}
	p := people.Person{ID: a.Person, Email: name + "@example.jp", EmailKey: name + "@example.jp", Lang: "ja", State: s}
	if s == people.Active {
		p.VerifiedAt = 1
	}
	if err := d.Write(t.Context(), func(tx *db.Tx) error {
		return peopledb.Add(t.Context(), tx, p, people.Party{ID: a.Party, Kind: people.OnePerson, DisplayName: name, Handle: "n-" + name})
	}); err != nil {
		t.Fatal(err)
	}
	return a
}

func operator(t *testing.T, d *db.DB, name string) people.Actor {
	t.Helper()
	a := member(t, d, name, people.Active)
	a.Strong = true
	if err := d.Write(t.Context(), func(tx *db.Tx) error {
		return peopledb.AddGrant(t.Context(), tx, people.Grant{Person: a.Person, Role: people.Operator, Scope: people.SiteScope, ScopeID: string(id.Site)})
	}); err != nil {
		t.Fatal(err)
	}
	return a
}

func refused(t *testing.T, err error, k fault.Kind, what string) {
	t.Helper()
	if !fault.Is(err, k) {
		t.Errorf("%s: %v, want kind %d", what, err, k)
	}
}

func TestSuspension(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		ctx := t.Context()
		op, a, pending := operator(t, d, "op"), member(t, d, "a", people.Active), member(t, d, "pending", people.Pending)
		may := func(a people.Actor) (trade, act bool) {
			t.Helper()
			if err := d.Write(ctx, func(tx *db.Tx) error {
				_, err := peopledb.Trading(ctx, tx, a, people.Any)
				_, err2 := peopledb.Acting(ctx, tx, a, people.Any)
				trade, act = err == nil, err2 == nil
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			return trade, act
		}
		today := calendar.On(c.Now())
		form := desk.SuspensionForm{Rule: "規約8条2項", Reason: "連絡先の交換を求めました", Until: today.AddDays(2)}
		refused(t, desk.SuspendPerson(ctx, d, a, op.Person, form), fault.Forbidden, "by nobody at the desk")
		refused(t, desk.SuspendPerson(ctx, d, op, op.Person, form), fault.Forbidden, "oneself")
		refused(t, desk.SuspendPerson(ctx, d, op, a.Person, desk.SuspensionForm{Until: today.AddDays(-1)}), fault.Invalid, "without reasons")
		refused(t, desk.SuspendPerson(ctx, d, op, "nonsense", form), fault.NotFound, "nobody")
		if err := desk.SuspendPerson(ctx, d, op, a.Person, form); err != nil {
			t.Fatal(err)
		}
		refused(t, desk.SuspendPerson(ctx, d, op, a.Person, form), fault.Conflict, "twice")
		if trade, act := may(a); trade || !act {
			t.Error("suspended:", trade, act)
		}
		c.Set(form.Until.AddDays(1).Start() - 1)
		if trade, _ := may(a); trade {
			t.Error("free on the last day")
		}
		c.Set(form.Until.AddDays(1).Start())
		if trade, _ := may(a); !trade {
			t.Error("not free after the last day")
		}
		if err := account.Sweep(ctx, d); err != nil {
			t.Fatal(err)
		}
		if p, err := peopledb.Person(ctx, d.Snapshot(), a.Person); err != nil || p.State != people.Active || p.SuspendedUntil != 0 {
			t.Error(p, err)
		}

		form.Until = 0
		for _, who := range []people.Actor{a, pending} {
			if err := desk.SuspendPerson(ctx, d, op, who.Person, form); err != nil {
				t.Fatal(err)
			}
		}
		refused(t, desk.LiftSuspension(ctx, d, op, a.Person, ""), fault.Invalid, "lifted without a reason")
		refused(t, desk.LiftSuspension(ctx, d, a, a.Person, "x"), fault.Forbidden, "lifted by oneself")
		for _, who := range []people.Actor{a, pending} {
			if err := desk.LiftSuspension(ctx, d, op, who.Person, "人ちがいでした"); err != nil {
				t.Fatal(err)
			}
		}
		refused(t, desk.LiftSuspension(ctx, d, op, a.Person, "x"), fault.Conflict, "lifted twice")
		if trade, _ := may(a); !trade {
			t.Error("still suspended")
		}
		if trade, act := may(pending); trade || act {
			t.Error("lifting verified an address")
		}
		all, err := peopledb.Suspensions.All(ctx, d.Snapshot(), "WHERE person = $1 ORDER BY at, id", a.Person)
		if err != nil || len(all) != 2 || all[0].LiftedAt != 0 || all[1].LiftedBy != op.Person || all[1].LiftedWhy != "人ちがいでした" {
			t.Error(all, err)
		}
		lines, err := db.Audits.All(ctx, d.Snapshot(), "WHERE subject = $1 ORDER BY at, id", string(a.Person))
		if err != nil || len(lines) != 4 { // suspend, over, suspend, lift
			t.Error(lines, err)
		}
	})
}
