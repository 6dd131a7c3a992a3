package seeding

import (
	"context"
	"sync"

	"nariwai/internal/db"
)

// A writer writes piles while the next ones are made.
type writer struct {
	piles chan pile
	done  chan struct{}
	once  sync.Once
	err   error
}

func newWriter(ctx context.Context, d *db.DB) *writer {
	w := &writer{piles: make(chan pile, 1), done: make(chan struct{})}
	go func() {
		defer close(w.done)
		for p := range w.piles {
			if w.err == nil {
				w.err = p.write(ctx, d)
			}
		}
	}()
	return w
}

// write hands over what is on a pile, and empties it.
func (w *writer) write(p *pile) error {
	select {
	case <-w.done:
		return w.err
	case w.piles <- *p:
		*p = pile{}
		return nil
	}
}

// stop waits for what is still being written.
func (w *writer) stop() error {
	w.once.Do(func() { close(w.piles) })
	<-w.done
	return w.err
}
