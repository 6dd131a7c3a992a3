package web

import (
	"log/slog"
	"testing"
	"time"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/live"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/cast"
)

func TestHub(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		h := newHub(d, slog.New(slog.DiscardHandler))
		defer h.end()
		mina := cast.Worker(t, d, "mina")
		var sessions []id.Session
		for range 2 {
			v, err := New(Config{DB: d}).Sessions(t.Context(), cast.SignIn(t, d, mina))
			if err != nil {
				t.Fatal(err)
			}
			sessions = append(sessions, v.Session)
		}
		join := func(s id.Session) *stream {
			t.Helper()
			st, err := h.join(t.Context(), mina.Person, s)
			if err != nil {
				t.Fatal(err)
			}
			return st
		}
		wait := func(st *stream) (l *line, open bool) {
			t.Helper()
			select {
			case l, open = <-st.out:
			case <-time.After(2 * time.Second):
				t.Fatal("nothing comes")
			}
			return l, open
		}

		// An event that shows itself late, behind a newer one, is handed over all the same, and each once.
		st := join(sessions[0])
		late := id.Hint(d.NewID(c.Now()))
		c.Advance(clock.Minute)
		tell(t, d, 1, mina)
		if l, _ := wait(st); l == nil {
			t.Error("a sign of life")
		}
		h.leave(st)
		for deadline := time.Now().Add(5 * time.Second); ; { // the reader goes when nobody is there
			h.mu.Lock()
			gone := h.ready == nil
			h.mu.Unlock()
			if gone {
				break
			}
			if time.Now().After(deadline) {
				t.Fatal("it reads for nobody")
			}
			time.Sleep(20 * time.Millisecond)
		}
		h.readers.Wait()
		insert := func(e id.Hint, at clock.Instant) {
			t.Helper()
			if err := d.Write(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Do(t.Context(), "INSERT INTO live_event (id, person, kind, subject, n, at) VALUES ($1, $2, 'notice', '', 0, $3)", e, mina.Person, at)
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		h = newHub(d, slog.New(slog.DiscardHandler)) // its reader stands still: the looks are the test's own
		h.ready = make(chan struct{})
		close(h.ready)
		h.stop, h.newest, h.seen = func() {}, c.Now(), map[id.Hint]clock.Instant{}
		st, other := join(sessions[0]), join(sessions[1])
		ctx := t.Context()
		h.look(ctx, live.Late, true)
		insert(late, c.Now().Add(-clock.Minute))
		h.look(ctx, backOften, false)
		if len(st.out) != 0 {
			t.Error("a look reaches further back than it should")
		}
		for range 2 {
			h.look(ctx, live.Late, false)
		}
		if len(st.out) != 1 || len(other.out) != 1 {
			t.Error("late:", len(st.out), len(other.out))
		}

		// A session that is over ends its stream, and no other.
		wait(st)
		wait(other)
		if err := d.Write(ctx, func(tx *db.Tx) error { return peopledb.End(ctx, tx, mina.Person, sessions[0]) }); err != nil {
			t.Fatal(err)
		}
		beats := 0
		for range checkEvery {
			h.beat(ctx)
			h.ticks++
		}
		for len(other.out) > 0 {
			if l, _ := wait(other); l == nil {
				beats++
			}
		}
		if open := true; beats != checkEvery/beatEvery {
			t.Errorf("%d signs of life in a minute", beats)
		} else {
			for open {
				_, open = wait(st)
			}
		}

		// Who does not read is dropped.
		for n := range int64(streamQueue + 1) {
			tell(t, d, n, mina)
		}
		h.look(ctx, backAtRing, false)
		n, open := 0, true
		for ; open; n++ {
			_, open = wait(other)
		}
		if n != streamQueue+1 || h.count != 0 || len(h.streams) != 0 {
			t.Errorf("%d lines, %d streams are left", n, h.count)
		}
		for range streamsEach {
			join(sessions[1])
		}
		if _, err := h.join(ctx, mina.Person, sessions[1]); !fault.Is(err, fault.TooMany) {
			t.Error(err)
		}
		h.end()
		if _, err := h.join(ctx, mina.Person, sessions[1]); !fault.Is(err, fault.Unavailable) || h.count != 0 {
			t.Error(err, h.count)
		}
	})
}

func TestLiveFrom(t *testing.T) {
	at := clock.At(2026, 4, 1, 12, 0)
	whole := (&id.Source{}).New(at.Time())
	for after, want := range map[string]string{whole: id.Floor(at.Add(-live.Late).Time()), id.Floor(at.Time()): id.Floor(at.Add(-live.Late).Time()), "": "", "0": "", whole[:12]: "",
		"00000000-0000": "", "zzzzzzzz-zzzz": ""} {
		if from, ok := live.From(after); from != want || ok != (want != "") {
			t.Errorf("%q: %q %v, want %q", after, from, ok, want)
		}
	}
}
