package db_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
)

// A cable carries bytes to PostgreSQL and back, and can be cut at one exact message.
type cable struct {
	net.Listener
	to string

	mu     sync.Mutex
	left   int  // messages to the server that still go through; below zero it isn't to be cut
	answer bool // the last one reaches the server, only its answer is lost
	cuts   int
}

func layCable(t *testing.T, to string) *cable {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &cable{Listener: l, to: to, left: -1}
	var carrying sync.WaitGroup
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			carrying.Go(func() { c.carry(client) })
		}
	}()
	t.Cleanup(func() { l.Close() })
	return c
}

// cutAt arranges that the n-th message from now on is the last.
func (c *cable) cutAt(n int, answer bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.left, c.answer = n, answer
}

// next says what becomes of a message to the server.
func (c *cable) next() (deliver, cut bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.left < 0 {
		return true, false
	}
	c.left--
	if c.left > 0 {
		return true, false
	}
	c.left = -1
	c.cuts++
	return c.answer, true
}

func (c *cable) carry(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("tcp", c.to)
	if err != nil {
		return
	}
	defer server.Close()
	var deaf bool
	var mu sync.Mutex
	heard := make(chan bool, 1)
	go func() {
		defer client.Close()
		buf := make([]byte, 64<<10)
		for {
			n, err := server.Read(buf)
			mu.Lock()
			if deaf {
				mu.Unlock()
				heard <- true
				return
			}
			mu.Unlock()
			if err != nil {
				return
			}
			if _, err := client.Write(buf[:n]); err != nil {
				return
			}
		}
	}()
	buf := make([]byte, 64<<10)
	for {
		n, err := client.Read(buf)
		if err != nil {
			return
		}
		deliver, cut := c.next()
		if cut {
			mu.Lock()
			deaf = true
			mu.Unlock()
		}
		if deliver {
			server.Write(buf[:n])
		}
		if cut {
			if deliver {
				<-heard // the server has done it
			}
			return
		}
	}
}

// through opens the test's database at the other end of a cable.
func through(t *testing.T, options ...db.Option) (*db.DB, *cable) {
	t.Helper()
	addr := dbtest.PostgresAddr(t)
	u, err := url.Parse(addr)
	if err != nil {
		t.Fatal(err)
	}
	direct, err := db.Open(t.Context(), addr)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := direct.Migrate(t.Context()); err != nil { // not through the cable, where it would leave connections lying about
		t.Fatal(err)
	}
	if err := direct.Close(); err != nil {
		t.Fatal(err)
	}
	c := layCable(t, u.Host)
	d, err := db.Open(t.Context(), strings.Replace(addr, u.Host, c.Addr().String(), 1), options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d, c
}

// The connection is cut at each message in turn, before it arrives and after. A command with a key is done once and answered;
// a write without one is done once and answered, or it is done at most once and the answer says that nobody knows.
func TestCutEverywhere(t *testing.T) {
	d, c := through(t)
	ctx := t.Context()
	work := func(name string) func(*db.Tx) error {
		return func(tx *db.Tx) error {
			if err := put(ctx, tx, name, 0); err != nil {
				return err
			}
			return tx.Exec(ctx, 1, "UPDATE db_meta SET value = value + 1 WHERE name = $1", name)
		}
	}
	unsure := 0
	for _, answer := range []bool{false, true} {
		for n := 1; ; n++ {
			name := fmt.Sprintf("cut at %d, %t", n, answer)
			before := c.cuts
			c.cutAt(n, answer)
			got, err := d.Once(ctx, db.Command{By: "hana", Key: name}, func(tx *db.Tx) (string, error) { return "done", work(name)(tx) })
			if err != nil || got != "done" || meta(t, d.Snapshot(), name) != 1 {
				t.Errorf("with a key, %s: %q, %v, stands as %d", name, got, err, meta(t, d.Snapshot(), name))
			}
			if c.cuts == before { // it takes no more than n messages
				if n < 4 {
					t.Fatalf("%d messages are no transaction", n)
				}
				break
			}
		}
		for n := 1; ; n++ {
			name := fmt.Sprintf("bare, cut at %d, %t", n, answer)
			before := c.cuts
			c.cutAt(n, answer)
			err := d.Write(ctx, work(name))
			c.cutAt(-1, false)
			switch stands := meta(t, d.Snapshot(), name); {
			case err == nil && stands == 1:
			case fault.Is(err, fault.Unsure):
				unsure++
				if kept := stands == 1; kept != answer {
					t.Errorf("%s: kept %t", name, kept)
				}
			default:
				t.Errorf("%s: %v, stands as %d", name, err, stands)
			}
			if c.cuts == before {
				break
			}
		}
	}
	if unsure != 2 {
		t.Errorf("%d writes ended in doubt: only an unanswered COMMIT does, before it arrives or after", unsure)
	}
}

// What is read is read again.
func TestReadThroughCut(t *testing.T) {
	d, c := through(t)
	ctx := t.Context()
	if err := d.Write(ctx, func(tx *db.Tx) error { return put(ctx, tx, "n", 7) }); err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= 6; n++ {
		c.cutAt(n, n%2 == 0)
		if got := meta(t, d.Snapshot(), "n"); got != 7 {
			t.Errorf("single read, cut at %d: %d", n, got)
		}
		c.cutAt(n, n%2 == 0)
		var sum int64
		if err := d.View(ctx, func(s *db.Snapshot) error {
			sum = meta(t, s, "n")
			rows, err := db.All(ctx, s, func(v *int64) []any { return []any{v} }, "SELECT value FROM db_meta WHERE name = 'n'")
			for _, v := range rows {
				sum += v
			}
			return err
		}); err != nil || sum != 14 {
			t.Errorf("view, cut at %d: %d, %v", n, sum, err)
		}
	}
	c.cutAt(-1, false)
}

// A database that stays away is answered for as Unavailable, or Unsure, and never as a fault of ours; it is not waited for longer than told.
func TestAway(t *testing.T) {
	d, c := through(t, db.Patience(time.Second))
	c.Close()
	c.cutAt(1, false)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			if err := d.Write(ctx, func(tx *db.Tx) error { return put(ctx, tx, "x", 1) }); !fault.Is(err, fault.Unavailable) {
				t.Error("write:", err)
			}
		})
		all.Go(func() {
			var n int64
			if err := db.One(ctx, d.Snapshot(), []any{&n}, "SELECT 1"); !fault.Is(err, fault.Unavailable) {
				t.Error("read:", err)
			}
		})
	}
	all.Wait()
	cancel()
	if err := d.Write(ctx, func(*db.Tx) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Error("an asker who has gone away:", err)
	}
}
