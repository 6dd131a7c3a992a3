package db

import (
	"context"
	"crypto/rand"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// A bell rings when a transaction that has told somebody something is committed. It only makes a look at the tables come
// sooner: who waits for it also looks without it, because a ring can be lost. See docs/decisions/0017-live.md.
type bell struct {
	mu      sync.Mutex
	waiting map[chan struct{}]bool
	calling bool // PostgreSQL: somebody tells the other nodes
	again   bool // and has to do it once more
	mark    string
}

// Ring lets everybody who waits on the bell look, on this node and on others, once tx is committed.
func (t *Tx) Ring() { t.rings = true }

// Bell is given something after transactions that rang, until ctx ends; several may share one ring.
func (d *DB) Bell(ctx context.Context) <-chan struct{} {
	c := make(chan struct{}, 1)
	d.bell.mu.Lock()
	if d.bell.waiting == nil {
		d.bell.waiting = map[chan struct{}]bool{}
	}
	if d.bell.mark == "" {
		d.bell.mark = rand.Text()
	}
	d.bell.waiting[c] = true
	d.bell.mu.Unlock()
	context.AfterFunc(ctx, func() {
		d.bell.mu.Lock()
		defer d.bell.mu.Unlock()
		delete(d.bell.waiting, c)
	})
	if d.Engine == Postgres {
		go d.hear(ctx)
	}
	return c
}

// rung is called after a commit.
func (d *DB) rung() {
	d.bell.ring()
	if d.Engine != Postgres {
		return
	}
	d.bell.mu.Lock()
	defer d.bell.mu.Unlock()
	d.bell.again = true
	if !d.bell.calling {
		d.bell.calling = true
		go d.call()
	}
}

func (b *bell) ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for c := range b.waiting {
		select {
		case c <- struct{}{}:
		default: // it has not looked yet and will see this, too
		}
	}
}

// The channel on which PostgreSQL passes rings from node to node, and the least time between two of one node. (Within the
// transactions themselves they would make all commits wait for each other: PostgreSQL puts notifications in one order.)
const (
	bellChannel = "nariwai_live"
	callPause   = 10 * time.Millisecond
)

// call tells the other nodes, as long as there is something to tell.
func (d *DB) call() {
	for {
		d.bell.mu.Lock()
		if !d.bell.again {
			d.bell.calling = false
			d.bell.mu.Unlock()
			return
		}
		d.bell.again = false
		mark := d.bell.mark
		d.bell.mu.Unlock()
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		d.write.ExecContext(ctx, "SELECT pg_notify($1, $2)", bellChannel, mark) // whoever does not hear it looks a little later
		cancel()
		time.Sleep(callPause)
	}
}

// hear passes on what other nodes call, on a connection of its own. While it has none nobody waits for longer than without it.
func (d *DB) hear(ctx context.Context) {
	const most = 30 * time.Second
	for pause := time.Second; ctx.Err() == nil; pause = min(2*pause, most) {
		conn, err := pgx.ConnectConfig(ctx, d.alone)
		if err == nil {
			if _, err = conn.Exec(ctx, "LISTEN "+bellChannel); err == nil {
				pause = time.Second
				d.bell.ring() // for what was missed
			}
			for err == nil {
				n, e := conn.WaitForNotification(ctx)
				if err = e; err == nil && n.Payload != d.bell.mark {
					d.bell.ring()
				}
			}
			closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
			conn.Close(closing)
			cancel()
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}
