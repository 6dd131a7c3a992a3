package browsertest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/record"
	"nariwai/internal/record/recorddb"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/screening"
	"nariwai/internal/yen"
)

// A worker gets the seal, is warned, loses it and gets it back: on their own page with its bars, in the search for those who have
// it, and in the mails that say what to mend.
func TestASealIsLostAndRegained(t *testing.T) {
	t.Parallel()
	d, c := dbtest.SQLite(t)
	c.Set(clock.At(2026, 7, 20, 12, 0))
	s := newSite(t, d, c, false)
	ctx := context.Background()
	michi := cast.Add(t, d, "michi", func(by *people.Person, p *people.Party) {
		p.Works, p.Headline, p.Bio, p.Fields, p.Prefecture, p.IdentityAt, p.Listed = true, "書きます", "地方紙で10年", people.Tags{"writing"}, "01", 1, true
	})
	write := func(f func(tx *db.Tx) error) {
		t.Helper()
		if err := d.Write(ctx, f); err != nil {
			t.Fatal(err)
		}
	}
	month := func(p id.Party, field string, m calendar.Month, w record.Work, clients ...string) {
		t.Helper()
		write(func(tx *db.Tx) error {
			if err := recorddb.AddWork(ctx, tx, []record.WorkMonth{{Key: record.Key{Party: p, Field: field, Month: m}, Work: w}}); err != nil {
				return err
			}
			for _, client := range clients {
				if err := tx.Exec(ctx, 1, "INSERT INTO record_pair_month (worker, client, field, month, pay, settlements) VALUES ($1, $2, $3, $4, $5, 1)",
					p, client, field, m, w.Pay.Int64()/int64(len(clients))); err != nil {
					return err
				}
			}
			return nil
		})
	}
	good := record.Work{Done: 9, Settlements: 3, Pay: yen.Of(300_000), Reviews: record.Reviews{N: 6, Satisfied: 6}}
	month(michi.Party, "writing", 202607, good, "client0", "client1", "client2")
	for i := range 15 {
		month(id.Party(fmt.Sprint("small", i)), "writing", 202607, record.Work{Done: 1, Settlements: 1, Pay: yen.Of(10_000)}, "client0", "client1")
	}
	for i := range 5 { // the clients pay others as well: nobody's market is a closed circle
		month(id.Party(fmt.Sprint("other", i)), "design", 202607, record.Work{Done: 1, Settlements: 3, Pay: yen.Of(24_000_000)}, "client0", "client1", "client2", "client3", "client4", "big", "big2", "big3")
	}
	screen := func(m calendar.Month) {
		t.Helper()
		c.Set(m.Next().First().AddDays(2).Start().Add(5 * clock.Hour))
		cast.Change(t, d, michi, func(by *people.Person, _ *people.Party) { by.LastSeen = c.Now().Add(-clock.Day) })
		if err := screening.ScreenDue(ctx, d); err != nil {
			t.Fatal(err)
		}
	}
	write(func(tx *db.Tx) error { return recorddb.SetVersion(ctx, tx) })

	me, everybody := enter(t, s.url, "michi", cast.SignIn(t, d, michi)), s.window("everybody")
	found := func(yes bool) {
		t.Helper()
		everybody.visit("/talents?certified=1")
		if yes {
			everybody.see("1人", "michi")
		} else {
			everybody.miss("michi")
		}
	}
	own := func() { // a session doesn't last from month to month
		t.Helper()
		me.visit("/help")
		eval[bool](me, `(s) => { document.cookie = "nariwai=" + s + "; path=/"; return true; }`, cast.SignIn(t, d, michi))
		me.visit("/certification")
	}
	bars := func(missing int) {
		t.Helper()
		own()
		if n := eval[int](me, `() => document.querySelectorAll('ul.crit li.now').length`); n != missing {
			t.Errorf("%d criteria are missing, want %d:\n%s", n, missing, me.text())
		}
		if n := eval[int](me, `() => document.querySelectorAll('ul.crit svg[role=img]').length`); n < 3 {
			t.Errorf("%d bars", n)
		}
	}
	mail := func(kind string, words ...string) {
		t.Helper()
		text := cast.Mail(t, d, michi, kind)
		for _, w := range words {
			if !strings.Contains(text, w) {
				t.Errorf("the mail %s does not say %q:\n%s", kind, w, text)
			}
		}
	}
	found(false)
	bars(0)
	me.see("すべての基準を満たしています", "まだ分かりません", "次の審査")

	screen(202607)
	bars(0)
	me.see("認定ワーカーです", "/ 10,000円から", "16人のうち1番目")
	found(true)
	mail("seal_granted", "認定")

	month(michi.Party, "writing", 202608, record.Work{Failed: 4})
	screen(202608)
	bars(1)
	me.see("認定は続いています", "次も下回ると、認定が外れます", "最後までやりとげた割合")
	found(true)
	mail("seal_at_risk", "やりとげた")

	screen(202609)
	own()
	me.see("認定まで、あと1つ", "数え方に納得できないとき")
	found(false)
	mail("seal_ended", "やりとげた")

	month(michi.Party, "writing", 202610, record.Work{Done: 40})
	screen(202610)
	bars(0)
	me.see("認定ワーカーです")
	found(true)
	if got := cast.Told(t, d, michi); !slices.Equal(got, []string{"seal_granted", "seal_at_risk", "seal_ended", "seal_granted"}) {
		t.Errorf("told %v", got)
	}
	everybody.visit("/certification/rules")
	everybody.see("最後までやりとげた割合", "分野の上位20%")
}
