package bulkdb_test

import (
	"context"
	"testing"

	"nariwai/internal/bulk"
	"nariwai/internal/bulk/bulkdb"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/yen"
)

// A draft with its lines, on both engines: kept, counted, secured, opened, and gone without a trace while it is a draft.
func TestOrderAndLines(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ctx := context.Background()
		err := d.Write(ctx, func(tx *db.Tx) error {
			o := bulk.Order{ID: id.Bulk(tx.NewID()), Client: "c", By: "p", Brief: bulk.Brief{Title: "商店街の紹介", Audience: bulk.Invited, Cap: 20, Direction: bulk.OwnDirection},
				State: bulk.Draft, CreatedAt: tx.Now}
			if err := bulkdb.InsertOrder(ctx, tx, o); err != nil {
				return err
			}
			var list []bulk.Line
			for n := range int64(300) {
				list = append(list, bulk.Line{ID: id.Item(tx.NewID()), Bulk: o.ID, N: n + 1, State: bulk.LineDraft,
					Ask: bulk.Ask{Title: "一番街", Price: yen.Of(800), DueOn: calendar.On(tx.Now).AddDays(9), Chars: 400}})
			}
			if err := bulkdb.InsertLines(ctx, tx, list); err != nil {
				return err
			}
			if n, sum, err := bulkdb.Count(ctx, tx, o.ID, bulk.LineDraft); err != nil || n != 300 || sum.Int64() != 240_000 {
				t.Error(n, sum, err)
			}
			if last, err := bulkdb.LastN(ctx, tx, o.ID); err != nil || last != 300 {
				t.Error(last, err)
			}
			if err := bulkdb.Ask(ctx, tx, list[4].ID, yen.Of(800), yen.Yen{}); err != nil {
				return err
			}
			if err := bulkdb.OpenAll(ctx, tx, o.ID, 300); err != nil {
				return err
			}
			l, err := bulkdb.Line(ctx, tx, list[4].ID)
			if err != nil || l.State != bulk.LineOpen || l.Secured.Int64() != 800 {
				t.Error(l, err)
			}
			some, err := bulkdb.Among(ctx, tx, o.ID, []id.Item{list[9].ID, list[2].ID, "no such line"})
			if err != nil || len(some) != 2 || some[0].N != 3 {
				t.Error(some, err)
			}
			s := bulk.Seat{ID: id.Seat(tx.NewID()), Bulk: o.ID, Worker: "w", State: bulk.SeatIn, At: tx.Now}
			if err := bulkdb.InsertSeat(ctx, tx, s); err != nil {
				return err
			}
			got, err := bulkdb.SeatOf(ctx, tx, o.ID, "w")
			if err != nil || got != s {
				t.Error(got, err)
			}
			if _, err := bulkdb.SeatOf(ctx, tx, o.ID, "x"); !fault.Is(err, fault.NotFound) {
				t.Error(err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
