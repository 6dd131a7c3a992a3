package staffing

import (
	"context"
	"testing"

	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
)

func TestSeatOperator(t *testing.T) {
	ctx := context.Background()
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		for _, p := range []people.Person{
			{ID: "a", Email: "A@example.jp", EmailKey: "a@example.jp", Lang: "ja", State: people.Active},
			{ID: "b", Email: "b@example.jp", EmailKey: "b@example.jp", Lang: "en", State: people.Active},
			{ID: "c", Email: "c@example.jp", EmailKey: "c@example.jp", Lang: "ja", State: people.Pending},
		} {
			if err := d.Write(ctx, func(tx *db.Tx) error { return peopledb.Persons.Insert(ctx, tx, p) }); err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range []struct {
			email  string
			seated bool
			kind   fault.Kind
			fails  bool
		}{
			{"nobody@example.jp", false, fault.NotFound, true},
			{"not an address", false, fault.Invalid, true},
			{"c@example.jp", false, fault.Forbidden, true},
			{"a@EXAMPLE.jp", true, 0, false},
			{"a@example.jp", false, 0, false},
			{"b@example.jp", true, 0, false},
		} {
			seated, err := SeatOperator(ctx, d, c.email)
			if seated != c.seated || (err != nil) != c.fails || c.fails && !fault.Is(err, c.kind) {
				t.Errorf("%s: %v, %v", c.email, seated, err)
			}
		}
		err := d.Write(ctx, func(tx *db.Tx) error {
			return peopledb.Operating(ctx, tx, people.Actor{Person: "b", Strong: true})
		})
		if err != nil {
			t.Error(err)
		}
		var mails, audits int64
		if err := db.One(ctx, d.Snapshot(), []any{&mails}, "SELECT COUNT(*) FROM notice_mail"); err != nil || mails != 3 {
			t.Errorf("%d mails, %v", mails, err) // a is told of a; a and b are told of b
		}
		if err := db.One(ctx, d.Snapshot(), []any{&audits}, "SELECT COUNT(*) FROM db_audit WHERE verb = 'grant_operator'"); err != nil || audits != 2 {
			t.Errorf("%d audit lines, %v", audits, err)
		}
	})
}
