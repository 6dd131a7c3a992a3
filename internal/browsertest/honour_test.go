package browsertest

import (
	"context"
	"testing"

	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/record"
	"nariwai/internal/record/recorddb"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/ranking"
	"nariwai/internal/yen"
)

// A month is closed, and a worker is in its list: as a worker in Hokkaido, then by name because they want it, and then not any
// more. Their own place is seen by nobody else.
func TestTheMonthsRanking(t *testing.T) {
	d, c := dbtest.SQLite(t)
	c.Set(clock.At(2026, 11, 1, 9, 0))
	s := newSite(t, d, c, false)
	ctx := context.Background()
	hash, err := hasher.Hash(ctx, passphrase)
	if err != nil {
		t.Fatal(err)
	}
	const month calendar.Month = 202610
	var rows []record.WorkMonth
	for i, name := range []string{"haruka", "mio", "sora", "kei", "nozomi", "aoi"} {
		a := cast.Add(t, d, name, func(p *people.Person, party *people.Party) {
			p.Password, party.Works, party.Prefecture, party.ShowPlace = hash, true, "01", true
		})
		rows = append(rows, record.WorkMonth{Key: record.Key{Party: a.Party, Field: "writing", Month: month}, Work: record.Work{Pay: yen.Of(int64(60_000 - i/2*1_000)), Settlements: 1}})
	}
	if err := d.Write(ctx, func(tx *db.Tx) error {
		if err := recorddb.AddWork(ctx, tx, rows); err != nil {
			return err
		}
		if err := recorddb.SetVersion(ctx, tx); err != nil {
			return err
		}
		return billingdb.InsertRun(ctx, tx, billing.Run{ID: id.Run(tx.NewID()), Kind: billing.RunMonth, Month: month, Through: month.Last(), PayOn: month.Next().First(), State: billing.RunCounted, StartedAt: tx.Now})
	}); err != nil {
		t.Fatal(err)
	}
	if err := ranking.RankDue(ctx, d); err != nil {
		t.Fatal(err)
	}

	everybody, mio := s.window("everybody"), s.window("mio")
	everybody.visit("/ranking")
	everybody.see("TOP100", "北海道のワーカー", "名前を出した人 0人 / 6人", "5万円以上")
	everybody.miss("haruka", "mio", "60,000", "あなたは")

	s.signIn(mio, "mio@example.jp")
	mio.visit("/ranking/writing/2026-10")
	mio.see("あなたは 1番", "名前を出していません")
	mio.visit("/settings")
	mio.press("順位に名前を出す")
	mio.see("順位に名前を出すことにしました")
	everybody.visit("/ranking/writing/2026-10")
	everybody.see("mio", "名前を出した人 1人 / 6人")
	everybody.miss("haruka", "あなたは")

	mio.visit("/settings")
	mio.press("名前を出すのをやめる")
	everybody.visit("/ranking/writing/2026-10")
	everybody.miss("mio")
	mio.visit("/notices")
	mio.see("2026年10月の順位に入りました")
}
