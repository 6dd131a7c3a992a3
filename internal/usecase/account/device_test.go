package account_test

import (
	"testing"

	"nariwai/internal/clock"
	"nariwai/internal/collusion"
	"nariwai/internal/db"
	"nariwai/internal/usecase/account"
)

// A browser is noted with the sign-in, once however often, and forgotten thirteen months after the last time.
func TestDevices(t *testing.T) {
	each(t, func(w *world) {
		w.member("a@example.jp")
		phone := w.v
		phone.Device = "phone"
		devices := func() (n int64) {
			w.must(db.One(w.ctx(), w.d.Snapshot(), []any{&n}, "SELECT COUNT(*) FROM collusion_device"))
			return n
		}
		signIn := func() {
			_, err := account.SignIn(w.ctx(), w.d, w.h, phone, "a@example.jp", good)
			w.must(err)
		}
		_, err := account.SignIn(w.ctx(), w.d, w.h, phone, "a@example.jp", other)
		if err == nil || devices() != 0 {
			w.Error("a wrong password notes the browser", err)
		}
		signIn()
		w.c.Advance(300 * clock.Day)
		signIn()
		if n := devices(); n != 1 {
			w.Errorf("%d devices, want 1", n)
		}
		w.c.Advance(collusion.DevicesKept - clock.Hour)
		w.must(account.Sweep(w.ctx(), w.d))
		if n := devices(); n != 1 {
			w.Errorf("%d devices an hour before its time", n)
		}
		w.c.Advance(clock.Hour)
		w.must(account.Sweep(w.ctx(), w.d))
		if n := devices(); n != 0 {
			w.Errorf("%d devices are kept for ever", n)
		}
	})
}

// Who wrote an address before there were marks gets one with the daily cleaning.
func TestOldAddresses(t *testing.T) {
	each(t, func(w *world) {
		w.member("a@example.jp")
		w.write(func(tx *db.Tx) error {
			_, err := tx.Do(w.ctx(), "UPDATE people_party SET address = '架空市一丁目2-3'")
			return err
		})
		w.must(account.Sweep(w.ctx(), w.d))
		var mark string
		w.must(db.One(w.ctx(), w.d.Snapshot(), []any{&mark}, "SELECT address_mark FROM people_party"))
		if len(mark) != 32 {
			w.Errorf("mark %q", mark)
		}
	})
}
