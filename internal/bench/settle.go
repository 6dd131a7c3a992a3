package bench

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"nariwai/internal/id"
	"nariwai/internal/usecase/seeding"
)

// Settle measures split settlement: a client accepts a delivered item, so that its escrow becomes a worker's pay and the
// site's fee. Each of the numbers of clients gets its own time. In the end exactly those items are settled that were
// answered with yes.
func Settle(ctx context.Context, s *Site, items int, clients []int, length time.Duration) (list []Figure, err error) {
	tasks, err := seeding.Delivered(ctx, s.DB, items, min(400, max(1, items/20)), s.Progress("delivered items"))
	if err != nil {
		return nil, err
	}
	s.Begin()
	var (
		next atomic.Int64
		mu   sync.Mutex
		yes  = map[id.Item]bool{}
	)
	for _, n := range clients {
		b := newBrowser(s.Base, n)
		f, err := s.measure(ctx, "settle", n, length, func(ctx context.Context, client int) error {
			i := int(next.Add(1) - 1)
			if i >= len(tasks) {
				return errDone
			}
			t := tasks[i]
			if err := b.post(ctx, "/items/"+string(t.Item)+"/accept", t.Secret, nil, "/contracts/"+string(t.Contract)); err != nil {
				return err
			}
			mu.Lock()
			yes[t.Item] = true
			mu.Unlock()
			return nil
		})
		b.close()
		if err != nil {
			return list, err
		}
		if int(next.Load()) >= len(tasks) {
			f.Note = "all items were used up before the time was over"
		}
		list = append(list, f)
	}
	done, err := seeding.Settled(ctx, s.DB, tasks)
	if err != nil {
		return list, err
	}
	for item := range yes {
		if !done[item] {
			return list, fmt.Errorf("item %s was answered with yes and is not settled", item)
		}
	}
	if len(done) != len(yes) {
		return list, fmt.Errorf("%d items were answered with yes and %d are settled", len(yes), len(done))
	}
	return list, nil
}
