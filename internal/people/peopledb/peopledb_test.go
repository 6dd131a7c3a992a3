package peopledb_test

import (
	"testing"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
)

func TestMay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		ctx := t.Context()
		person := people.Person{ID: "p1", Email: "Aki@example.jp", EmailKey: "aki@example.jp", State: people.Pending, Lang: "ja"}
		party := people.Party{ID: "q1", Kind: people.OnePerson, DisplayName: "秋", Handle: "aki", Skills: people.Tags{"校正", "翻訳"}, Form: people.PrivatePerson, Resident: true}
		write := func(f func(tx *db.Tx) error) {
			t.Helper()
			if err := d.Write(ctx, f); err != nil {
				t.Fatal(err)
			}
		}
		write(func(tx *db.Tx) error {
			if err := peopledb.Add(ctx, tx, person, party); err != nil {
				return err
			}
			return peopledb.Add(ctx, tx, people.Person{ID: "p2", EmailKey: "2@example.jp", State: people.Active}, people.Party{ID: "q2", Handle: "two"})
		})
		a := people.Actor{Person: "p1", Party: "q1"}
		check := func(what string, trading, acting, operating fault.Kind) {
			t.Helper()
			write(func(tx *db.Tx) error {
				got, err := peopledb.Trading(ctx, tx, a, people.Work)
				if err == nil && (got.ID != "q1" || len(got.Skills) != 2) {
					t.Errorf("%s: trading as %+v", what, got)
				}
				_, err2 := peopledb.Acting(ctx, tx, a, people.Work)
				err3 := peopledb.Operating(ctx, tx, a)
				for i, e := range []struct {
					err  error
					want fault.Kind
				}{{err, trading}, {err2, acting}, {err3, operating}} {
					if (e.err == nil) != (e.want == ok) || e.err != nil && fault.KindOf(e.err) != e.want {
						t.Errorf("%s %d: %v, want %v", what, i, e.err, e.want)
					}
				}
				return nil
			})
		}
		set := func(f func(*people.Person)) {
			write(func(tx *db.Tx) error {
				p, err := peopledb.Person(ctx, tx, "p1")
				if err != nil {
					return err
				}
				f(&p)
				_, err = peopledb.Persons.Update(ctx, tx, p)
				return err
			})
		}
		check("pending", fault.Forbidden, fault.Forbidden, fault.Forbidden)
		set(func(p *people.Person) { p.State = people.Active })
		check("active", ok, ok, fault.Forbidden)
		set(func(p *people.Person) { p.State, p.SuspendedUntil = people.Suspended, c.Now().Add(clock.Day) })
		check("suspended", fault.Forbidden, ok, fault.Forbidden)
		c.Advance(clock.Day)
		check("suspension over", ok, ok, fault.Forbidden)
		write(func(tx *db.Tx) error {
			return peopledb.AddGrant(ctx, tx, people.Grant{Person: "p1", Role: people.Operator, Scope: people.SiteScope, ScopeID: string(id.Site)})
		})
		check("weak operator", ok, ok, fault.Forbidden)
		a.Strong = true
		check("operator", ok, ok, ok)
		a.Party = "q2"
		check("for another", fault.Forbidden, fault.Forbidden, ok)
		set(func(p *people.Person) { p.State = people.Closed })
		check("closed", fault.Unsigned, fault.Unsigned, fault.Unsigned)
		a = people.Actor{}
		check("nobody", fault.Unsigned, fault.Unsigned, fault.Unsigned)

		write(func(tx *db.Tx) error {
			if _, err := peopledb.Tradable(ctx, tx, "q1"); !fault.Is(err, fault.Conflict) {
				t.Errorf("tradable: %v", err)
			}
			if _, err := peopledb.Tradable(ctx, tx, "q2"); err != nil {
				t.Error(err)
			}
			if ps, err := peopledb.Contacts(ctx, tx, "q2"); err != nil || len(ps) != 1 || ps[0].ID != "p2" {
				t.Error(ps, err)
			}
			if ps, err := peopledb.Operators(ctx, tx); err != nil || len(ps) != 1 || ps[0].ID != "p1" {
				t.Error(ps, err)
			}
			if p, err := peopledb.OwnParty(ctx, tx, "p2"); err != nil || p.ID != "q2" {
				t.Error(p, err)
			}
			if _, err := peopledb.PersonByEmail(ctx, tx, ""); !fault.Is(err, fault.NotFound) {
				t.Error(err)
			}
			_, err := peopledb.FirstAcceptance(ctx, tx, "q2")
			return err
		})
		if err := d.Write(ctx, func(tx *db.Tx) error {
			return peopledb.Add(ctx, tx, people.Person{ID: "p3", EmailKey: "2@example.jp"}, people.Party{ID: "q3"})
		}); !fault.Is(err, fault.Conflict) {
			t.Errorf("second with the same address: %v", err)
		}
	})
}

const ok fault.Kind = 255
