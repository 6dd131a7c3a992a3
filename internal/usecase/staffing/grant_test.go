package staffing_test

import (
	"testing"

	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/staffing"
)

func TestOperators(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		ctx := t.Context()
		op, a := cast.Operator(t, d, "op"), cast.Worker(t, d, "a")
		if err := d.Write(ctx, func(tx *db.Tx) error {
			return peopledb.Persons.Insert(ctx, tx, people.Person{ID: "pending", EmailKey: "pending@example.jp", State: people.Pending})
		}); err != nil {
			t.Fatal(err)
		}
		refused := func(err error, kind fault.Kind, what string) {
			t.Helper()
			if !fault.Is(err, kind) {
				t.Errorf("%s: %v", what, err)
			}
		}
		refused(staffing.GrantOperator(ctx, d, a, "a@example.jp"), fault.Forbidden, "by oneself")
		for _, email := range []string{"nobody@example.jp", "pending@example.jp", "nonsense"} {
			refused(staffing.GrantOperator(ctx, d, op, email), fault.Invalid, email)
		}
		if err := staffing.GrantOperator(ctx, d, op, "A@example.jp"); err != nil {
			t.Fatal(err)
		}
		refused(staffing.GrantOperator(ctx, d, op, "a@example.jp"), fault.Conflict, "twice")
		operating := func() (err error) {
			if err := d.Write(ctx, func(tx *db.Tx) error { err = peopledb.Operating(ctx, tx, a); return nil }); err != nil {
				t.Fatal(err)
			}
			return err
		}
		refused(operating(), fault.Forbidden, "without a second factor")
		a.Strong = true
		if err := operating(); err != nil {
			t.Error(err)
		}
		refused(staffing.RevokeOperator(ctx, d, op, op.Person), fault.Forbidden, "oneself")
		if err := staffing.RevokeOperator(ctx, d, op, a.Person); err != nil {
			t.Fatal(err)
		}
		refused(operating(), fault.Forbidden, "after it was taken away")
		refused(staffing.RevokeOperator(ctx, d, op, a.Person), fault.NotFound, "taken away twice")
	})
}
