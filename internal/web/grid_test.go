package web_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"nariwai/internal/bulk"
	"nariwai/internal/bulk/bulkdb"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/webtest"
	"nariwai/internal/yen"
)

// A grid of 1,000 lines, all of them in one table and in the map: what it weighs compressed, and how long the server takes.
func TestAGridOfAThousand(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := context.Background()
	var bid id.Bulk
	if err := db.One(ctx, h.DB.Snapshot(), []any{&bid}, "SELECT id FROM bulk_order WHERE state = 'open' ORDER BY id LIMIT 1"); err != nil {
		t.Fatal(err)
	}
	if err := h.DB.Write(ctx, func(tx *db.Tx) error {
		var list []bulk.Line
		for n := range int64(995) {
			list = append(list, bulk.Line{ID: id.Item(tx.NewID()), Bulk: bid, N: 6 + n, State: bulk.LineOpen, Ask: bulk.Ask{
				Title: fmt.Sprintf("%c%c%d丁目 %c通り商店街", '一'+rune(n*37%9000), '一'+rune(n*101%9000), n%9, '一'+rune(n*211%9000)),
				Chars: 400, Price: yen.Of(1600), DueOn: calendar.On(tx.Now).AddDays(int(n % 20))}})
		}
		return bulkdb.InsertLines(ctx, tx, list)
	}); err != nil {
		t.Fatal(err)
	}
	best := time.Hour
	for range 3 {
		begun := time.Now()
		w := (&checker{house: h, T: t}).get(webtest.Client, "/bulk/"+string(bid)+"/grid?show=all")
		best = min(best, time.Since(begun))
		if w.Code != http.StatusOK || w.Body.Len() > 120<<10 {
			t.Fatalf("%d, %d bytes compressed\n%s", w.Code, w.Body.Len(), h.log.String())
		}
		t.Logf("%d bytes, %s", w.Body.Len(), time.Since(begun))
	}
	if best > 300*time.Millisecond {
		t.Errorf("the fastest of three took %s", best)
	}
}
