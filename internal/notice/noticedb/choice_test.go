package noticedb

import (
	"strings"
	"testing"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/id"
	"nariwai/internal/notice"
	"nariwai/internal/phrase"
)

func person(p id.Person) notice.To {
	return notice.To{Person: p, Email: string(p) + "@example.jp", Lang: phrase.Ja}
}

func tell(t *testing.T, d *db.DB, to notice.To, kind notice.Kind, m notice.Message) {
	t.Helper()
	write(t, d, func(tx *db.Tx) error { return Inform(ctx, tx, to, kind, m) })
}

func TestChoicesAreKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		c.Set(clock.At(2026, 11, 10, 23, 0))
		write(t, d, func(tx *db.Tx) error {
			if err := Choose(ctx, tx, []notice.Choice{{Person: "none", Kind: "proposed", Mail: notice.Off}, {Person: "none", Kind: "delivered", Mail: notice.Off, App: true}}); err != nil {
				return err
			}
			if err := Choose(ctx, tx, []notice.Choice{{Person: "daily", Kind: "proposed", Mail: notice.Digest, App: true}}); err != nil {
				return err
			}
			return SetHours(ctx, tx, notice.Hours{Person: "owl", From: 0, To: 0, DigestAt: 0})
		})
		for _, p := range []id.Person{"none", "daily", "owl", "usual"} {
			tell(t, d, person(p), "proposed", notice.Message{Say: "見つかりませんでした"})
			tell(t, d, person(p), "paid", notice.Message{Say: "見つかりませんでした"})
		}
		got := map[string]string{}
		for _, n := range all(t, d, notices) {
			got[string(n.Person)] += " app:" + string(n.Kind)
		}
		for _, m := range all(t, d, mails) {
			got[string(m.Person)] += " mail:" + string(m.Kind) + "@" + m.NextAt.Time().Format("15:04")
		}
		for _, l := range all(t, d, lines) {
			got[string(l.Person)] += " line:" + string(l.Kind)
		}
		for p, want := range map[string]string{
			"none":  " app:paid mail:paid@23:00",
			"daily": " app:proposed app:paid mail:paid@23:00 line:proposed",
			"owl":   " app:proposed app:paid mail:proposed@23:00 mail:paid@23:00",
			"usual": " app:proposed app:paid mail:proposed@08:00 mail:paid@23:00",
		} {
			if got[p] != want {
				t.Errorf("%s:%s, want%s", p, got[p], want)
			}
		}

		// What is chosen as everybody has it leaves no row.
		write(t, d, func(tx *db.Tx) error {
			return Choose(ctx, tx, []notice.Choice{notice.Kind("proposed").Entry().Default("none")})
		})
		own, err := ChoicesOf(ctx, d.Snapshot(), "none")
		if err != nil || len(own) != 1 || own["delivered"].Mail != notice.Off {
			t.Errorf("%+v, %v", own, err)
		}
	})
}

func TestSeenMailsAreNotSent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		c.Set(clock.At(2026, 11, 10, 15, 0))
		say := func(p id.Person, text string) {
			t.Helper()
			tell(t, d, person(p), "message", notice.Message{Say: "見つかりませんでした", About: "thread1",
				More: []notice.Sentence{{Say: "%s", Args: []any{text}}}})
		}
		say("reads", "一")
		say("away", "一")
		c.Advance(2 * clock.Minute)
		say("away", "二")
		write(t, d, func(tx *db.Tx) error { return Seen(ctx, tx, "thread1", "reads") })
		if left := all(t, d, mails); len(left) != 1 || left[0].Person != "away" || !strings.HasSuffix(left[0].Text, "一\n\n二") ||
			left[0].NextAt != clock.At(2026, 11, 10, 15, 10) {
			t.Errorf("mails: %+v", left)
		}
		unread := 0
		for _, n := range all(t, d, notices) {
			if n.ReadAt == 0 {
				unread++
			}
		}
		if n := len(all(t, d, notices)); n != 2 || unread != 1 {
			t.Errorf("%d notices, %d unread", n, unread)
		}
		c.Set(clock.At(2026, 11, 10, 15, 10))
		m, ok := claim(t, d)
		if !ok {
			t.Fatal("the mail of somebody who has not read does not go")
		}
		// While it is on its way it is nobody's to change: what comes now is the next mail.
		say("away", "三")
		write(t, d, func(tx *db.Tx) error { return Seen(ctx, tx, "thread1", "reads") })
		settle(t, d, m, notice.Taken)
		if left := all(t, d, mails); len(left) != 2 || left[0].State != notice.Sent || left[1].State != notice.Queued {
			t.Errorf("mails: %+v", left)
		}
	})
}

func TestForgetTakesChoices(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		write(t, d, func(tx *db.Tx) error {
			if err := Choose(ctx, tx, []notice.Choice{{Person: "p", Kind: "proposed", Mail: notice.Digest}}); err != nil {
				return err
			}
			if err := SetHours(ctx, tx, notice.DefaultHours("p")); err != nil {
				return err
			}
			if err := Inform(ctx, tx, person("p"), "proposed", notice.Message{Say: "見つかりませんでした"}); err != nil {
				return err
			}
			return Forget(ctx, tx, "p")
		})
		if n := len(all(t, d, lines)); n != 0 {
			t.Errorf("%d lines are left", n)
		}
		own, err := ChoicesOf(ctx, d.Snapshot(), "p")
		if err != nil || len(own) != 0 {
			t.Error(own, err)
		}
	})
}
