package sealing_test

import (
	"fmt"
	"strings"
	"testing"

	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/seal"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/sealing"
	"nariwai/internal/usecase/verifying"
)

func parse(t *testing.T, lines ...string) *seal.Keys {
	t.Helper()
	k, err := seal.Parse(strings.Join(lines, "\n"))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// stored is what lies in the database, as a copy of it shows.
func stored(t *testing.T, d *db.DB) (number, mark, secret string) {
	t.Helper()
	if err := db.One(t.Context(), d.Snapshot(), []any{&number, &mark, &secret}, `SELECT a.number, a.mark, p.totp_secret
		FROM people_account a JOIN people_person p ON p.id = a.set_by WHERE a.payee = 'ﾐﾅ'`); err != nil {
		t.Fatal(err)
	}
	return number, mark, secret
}

func TestTurnOfTheKey(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ctx := t.Context()
		old, now := seal.New(), seal.New()
		if err := d.UseKeys(ctx, parse(t, old)); !fault.Is(err, fault.Conflict) {
			t.Fatalf("another key than the database's is taken: %v", err)
		}
		mina, ken := cast.Worker(t, d, "mina"), cast.Worker(t, d, "ken")
		const secret = "JBSWY3DPEHPK3PXP"
		if err := d.Write(ctx, func(tx *db.Tx) error {
			p, err := peopledb.Person(ctx, tx, mina.Person)
			if err != nil {
				return err
			}
			p.TOTPSecret = secret
			if _, err := peopledb.Persons.Update(ctx, tx, p); err != nil {
				return err
			}
			return peopledb.AddAccounts(ctx, tx,
				people.Account{ID: "a1", Party: mina.Party, SetBy: mina.Person, Bank: "0001", Branch: "001", Kind: people.Ordinary, Number: "7654321", Payee: "ﾐﾅ", State: people.AccountActive},
				people.Account{ID: "a2", Party: ken.Party, SetBy: ken.Person, Bank: "0001", Branch: "001", Kind: people.Ordinary, Number: "7654321", Payee: "ｹﾝ", State: people.Checking})
		}); err != nil {
			t.Fatal(err)
		}
		before, beforeMark, beforeSecret := stored(t, d)
		if strings.Contains(before+beforeMark, "7654321") || strings.Contains(beforeSecret, secret) {
			t.Errorf("a copy of the database tells: %s %s %s", before, beforeMark, beforeSecret)
		}
		same := func() {
			t.Helper()
			var n int64
			if err := db.One(ctx, d.Snapshot(), []any{&n}, "SELECT COUNT(DISTINCT party) FROM people_account WHERE mark = (SELECT mark FROM people_account WHERE id = 'a1')"); err != nil || n != 2 {
				t.Errorf("%d give the same account, %v", n, err)
			}
			a, err := peopledb.Accounts.One(ctx, d.Snapshot(), "WHERE id = 'a1'")
			if err != nil || a.Number != "7654321" {
				t.Errorf("%q, %v", a.Number, err)
			}
			p, err := peopledb.Person(ctx, d.Snapshot(), mina.Person)
			if err != nil || p.TOTPSecret != secret {
				t.Errorf("%q, %v", p.TOTPSecret, err)
			}
			found, err := verifying.Verify(ctx, d, nil)
			if err != nil || len(found) > 0 {
				t.Error(found, err)
			}
		}
		same()

		// Both keys, the new one first.
		if err := d.UseKeys(ctx, parse(t, now, dbtest.KeyFile)); err != nil {
			t.Fatal(err)
		}
		same()
		var told []string
		if err := sealing.Reseal(ctx, d, func(done, total int) { told = append(told, fmt.Sprintf("%d/%d", done, total)) }); err != nil {
			t.Fatal(err)
		}
		if len(told) == 0 || told[len(told)-1] != fmt.Sprintf("%d/%d", len(told), len(told)) {
			t.Error(told)
		}
		after, afterMark, afterSecret := stored(t, d)
		if after == before || afterMark == beforeMark || afterSecret == beforeSecret {
			t.Error("nothing is sealed anew")
		}
		if err := d.UseKeys(ctx, parse(t, now)); err != nil { // the old one is gone
			t.Fatal(err)
		}
		same()
		if err := d.UseKeys(ctx, dbtest.Keys(t)); !fault.Is(err, fault.Conflict) {
			t.Errorf("the old key alone is taken: %v", err)
		}
	})
}

// Whoever writes to the database without the key can't put their own account into another's row.
func TestMovedNumber(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ctx := t.Context()
		if err := d.Write(ctx, func(tx *db.Tx) error {
			if err := peopledb.AddAccounts(ctx, tx, people.Account{ID: "mine", Number: "1111111"}, people.Account{ID: "theirs", Number: "2222222"}); err != nil {
				return err
			}
			return tx.Exec(ctx, 1, "UPDATE people_account SET number = (SELECT number FROM people_account WHERE id = 'mine') WHERE id = 'theirs'")
		}); err != nil {
			t.Fatal(err)
		}
		if a, err := peopledb.Accounts.One(ctx, d.Snapshot(), "WHERE id = 'theirs'"); err == nil {
			t.Errorf("money would go to %s", a.Number)
		}
		found, err := verifying.Verify(ctx, d, nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(found) != 1 || found[0].Rule != "sealed" || found[0].Object != "people_account/theirs" {
			t.Error(found)
		}
	})
}
