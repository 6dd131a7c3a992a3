package query_test

import (
	"fmt"
	"testing"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/id"
	"nariwai/internal/query"
	"nariwai/internal/reply"
	"nariwai/internal/reply/replydb"
	"nariwai/internal/usecase/cast"
)

// A rate is shown from five on, of the last 365 days; the usual time is that of the last 90.
func TestReplyFigures(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		c.Set(clock.At(2026, 6, 1, 12, 0))
		client := cast.Client(t, d, "kitamichi")
		figures := func() reply.Figures {
			t.Helper()
			return must[query.PartyPage](t)(query.Party(background, d.Snapshot(), "kitamichi")).Client.Replies
		}
		n := 0
		// asked so many days ago and answered after so many hours; 0 for never
		asked := func(days, hours int) {
			t.Helper()
			n++
			a := reply.New(reply.Ask{ID: id.Message(fmt.Sprint("m", n)), Thread: id.Thread(fmt.Sprint("t", n)), Asked: client.Party, By: "somebody"}, c.Now().Add(-clock.Duration(days)*clock.Day))
			if hours > 0 {
				a.Close(reply.ByMessage, 2, a.At.Add(clock.Duration(hours)*clock.Hour))
			}
			a.Miss(c.Now())
			if err := d.Write(background, func(tx *db.Tx) error { return replydb.Insert(background, tx, a) }); err != nil {
				t.Fatal(err)
			}
		}
		asked(370, 0) // long ago
		for _, hours := range []int{1, 2, 6} {
			asked(10, hours)
		}
		asked(200, 3)
		if f := figures(); f.Shown() || f.Rate() != -1 || f.Usual != 0 {
			t.Errorf("of four answers %+v", f)
		}
		asked(20, 0)
		asked(0, 0) // still has time
		if f := figures(); f.Rate() != 80 || f.Sum() != 5 || f.Usual != 0 {
			t.Errorf("of four answers and one missed %+v: %d%%", f, f.Rate())
		}
		asked(5, 30) // late
		asked(4, 8)
		if f := figures(); f.Rate() != 71 || f.Usual != 6*clock.Hour {
			t.Errorf("of five in time and two missed %+v: %d%%", f, f.Rate())
		}
	})
}
