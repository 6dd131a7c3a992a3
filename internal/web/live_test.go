package web

import (
	"bufio"
	"context"
	"encoding/json"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/id"
	"nariwai/internal/live"
	"nariwai/internal/live/livedb"
	"nariwai/internal/people"
	"nariwai/internal/usecase/cast"
)

// node serves a database at an address of its own, as nariwai serve does.
func node(t *testing.T, d *db.DB, change func(*http.Server)) (s *Server, base string) {
	t.Helper()
	s = New(Config{DB: d, AtOnce: 1, Hasher: people.NewHasher(people.Cost{Memory: 64, Passes: 1, Threads: 1}, 1)})
	server := HTTPServer("", s.Handler(), slog.New(slog.DiscardHandler))
	server.RegisterOnShutdown(s.EndStreams)
	if change != nil {
		change(server)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go server.Serve(l)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		defer cancel()
		if err := server.Shutdown(ctx); err != nil {
			t.Error("it does not stop:", err)
		}
	})
	return s, "http://" + l.Addr().String()
}

// heard is an event as a browser hears it.
type heard struct {
	id string
	told
}

// listen connects as a browser does that has heard everything up to an event, and returns what it hears until it ends.
func listen(t *testing.T, base, session, last string) <-chan heard {
	t.Helper()
	return listenOver(t, new(http.Transport), base, session, last)
}

func listenOver(t *testing.T, way *http.Transport, base, session, last string) <-chan heard {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	r, _ := http.NewRequestWithContext(ctx, "GET", base+"/live", nil)
	r.AddCookie(&http.Cookie{Name: "nariwai", Value: session})
	r.Header.Set("Accept-Encoding", "gzip")
	if last != "" {
		r.Header.Set("Last-Event-ID", last)
	}
	a, err := way.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	if a.StatusCode != 200 || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/event-stream") || a.Header.Get("Content-Encoding") != "" {
		t.Fatal(a.Status, a.Header)
	}
	out := make(chan heard, 1000)
	go func() {
		defer close(out)
		defer a.Body.Close()
		var e heard
		for s := bufio.NewScanner(a.Body); s.Scan(); {
			name, value, _ := strings.Cut(s.Text(), ": ")
			switch name {
			case "id":
				e.id = value
			case "data":
				if value == "1" { // a sign of life
					continue
				}
				if err := json.Unmarshal([]byte(value), &e.told); err != nil {
					t.Error(err, value)
				}
				out <- e
				e = heard{}
			}
		}
	}()
	return out
}

// next is the next event, which must come within a second.
func next(t *testing.T, c <-chan heard) heard {
	t.Helper()
	select {
	case e, ok := <-c:
		if !ok {
			t.Fatal("the stream has ended")
		}
		return e
	case <-time.After(time.Second):
		t.Fatal("nothing was heard for a second")
	}
	return heard{}
}

func silent(t *testing.T, c <-chan heard) {
	t.Helper()
	select {
	case e, ok := <-c:
		t.Error("heard", e, ok)
	case <-time.After(100 * time.Millisecond):
	}
}

func ends(t *testing.T, c <-chan heard) {
	t.Helper()
	for late := time.After(2 * time.Second); ; {
		select {
		case _, ok := <-c:
			if !ok {
				return
			}
		case <-late:
			t.Fatal("the stream does not end")
		}
	}
}

func tell(t *testing.T, d *db.DB, n int64, who ...people.Actor) {
	t.Helper()
	var persons []id.Person
	for _, a := range who {
		persons = append(persons, a.Person)
	}
	err := d.Write(context.Background(), func(tx *db.Tx) error {
		return livedb.Tell(context.Background(), tx, persons, live.Message, "thread", n)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestStream(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		// The limits of ordinary requests are passed many times.
		_, base := node(t, d, func(s *http.Server) { s.ReadTimeout, s.WriteTimeout = 200*time.Millisecond, 200*time.Millisecond })
		mina, saki := cast.Worker(t, d, "mina"), cast.Worker(t, d, "saki")
		minas, sakis := cast.SignIn(t, d, mina), cast.SignIn(t, d, saki)
		a, b := listen(t, base, minas, ""), listen(t, base, sakis, "")
		first := next(t, a)
		if next(t, b); first.Kind != "hello" || first.id == "" {
			t.Errorf("%+v", first)
		}
		tell(t, d, 1, mina)
		one := next(t, a)
		if one.Kind != live.Message || one.Subject != "thread" || one.N != 1 {
			t.Errorf("%+v", one)
		}
		silent(t, b)
		tell(t, d, 2, mina, saki)
		next(t, b)
		if next(t, a); testing.Short() {
			return
		}
		time.Sleep(600 * time.Millisecond)
		tell(t, d, 3, mina)
		if e := next(t, a); e.N != 3 {
			t.Errorf("%+v", e)
		}

		// Who comes back hears what was told meanwhile, from the oldest, and also from a little before.
		c.Advance(live.Late + clock.Second)
		for n := range int64(10) {
			tell(t, d, 11+n, mina)
		}
		for _, last := range []string{first.id, one.id} {
			again := listen(t, base, minas, last)
			next(t, again)
			for n := int64(1); n <= 20; n++ {
				if n == 4 {
					n = 11
				}
				if e := next(t, again); e.N != n || n == 1 && e.id != one.id {
					t.Errorf("%+v, want %d", e, n)
				}
			}
			silent(t, again)
			tell(t, d, 21, mina)
			if e := next(t, again); e.N != 21 {
				t.Errorf("%+v", e)
			}
			silent(t, again)
			if err := d.Write(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Do(t.Context(), "DELETE FROM live_event WHERE n = 21")
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		for _, nonsense := range []string{"x", "00000000-0000", "zzzzzzzz-zzzz-7000", strings.Repeat("9", 99)} {
			next(t, listen(t, base, sakis, nonsense))
		}
	})
}

// A stream takes no place of a request, there are not too many of one person, and none keeps the server from stopping.
func TestStreamsAreBounded(t *testing.T) {
	d, _ := dbtest.SQLite(t)
	s, base := node(t, d, nil)
	session := cast.SignIn(t, d, cast.Worker(t, d, "mina"))
	var all []<-chan heard
	for range streamsEach {
		c := listen(t, base, session, "")
		next(t, c)
		all = append(all, c)
	}
	ask := func(path string) int {
		r, _ := http.NewRequest("GET", base+path, nil)
		r.AddCookie(&http.Cookie{Name: "nariwai", Value: session})
		a, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		a.Body.Close()
		return a.StatusCode
	}
	if n := ask("/live"); n != 429 {
		t.Error("one too many:", n)
	}
	if n := ask("/notices"); n != 200 {
		t.Error("streams take the places of requests:", n)
	}
	s.EndStreams()
	for _, c := range all {
		ends(t, c)
	}
	if n := ask("/live"); n != 503 {
		t.Error("a server that stops takes a stream:", n)
	}
}

// What another node has told is heard here, and what a killed one has told is not lost.
func TestStreamsOfTwoNodes(t *testing.T) {
	addr := dbtest.PostgresAddr(t)
	var ds [2]*db.DB
	var bases [2]string
	for i := range ds {
		d, err := db.Open(t.Context(), addr)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { d.Close() })
		if ds[i] = d; i == 0 {
			if _, err := d.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if err := d.UseKeys(t.Context(), dbtest.Keys(t)); err != nil {
			t.Fatal(err)
		}
		_, bases[i] = node(t, d, nil)
	}
	mina := cast.Worker(t, ds[0], "mina")
	session := cast.SignIn(t, ds[0], mina)
	a, b := listen(t, bases[0], session, ""), listen(t, bases[1], session, "")
	next(t, a)
	next(t, b)
	for n := range int64(20) {
		tell(t, ds[n%2], n, mina)
		if x, y := next(t, a), next(t, b); x.N != n || y.N != n || x.id != y.id {
			t.Errorf("%+v %+v, want %d", x, y, n)
		}
	}
}
