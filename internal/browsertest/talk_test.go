package browsertest

import (
	"context"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/id"
	"nariwai/internal/query"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/working"
	"nariwai/internal/web"
)

// A wire is the way from somebody's browser to a server: it can be cut, and lead to another server.
type wire struct {
	*testing.T
	url string

	mu    sync.Mutex
	to    string // where it leads; "" while it is cut
	conns map[net.Conn]bool
}

func newWire(t *testing.T, to string) *wire {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{T: t, url: "http://" + l.Addr().String(), conns: map[net.Conn]bool{}}
	w.lead(to)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go w.carry(c)
		}
	}()
	t.Cleanup(func() { l.Close(); w.lead("") })
	return w
}

// lead cuts what is connected; what connects from now on is led to a server, or cut as well.
func (w *wire) lead(to string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.to = ""
	if u, err := url.Parse(to); err == nil {
		w.to = u.Host
	}
	for c := range w.conns {
		c.Close()
	}
	clear(w.conns)
}

func (w *wire) carry(c net.Conn) {
	defer c.Close()
	w.mu.Lock()
	to := w.to
	w.mu.Unlock()
	if to == "" {
		return
	}
	s, err := net.Dial("tcp", to)
	if err != nil {
		return
	}
	defer s.Close()
	w.mu.Lock()
	if w.to != to {
		w.mu.Unlock()
		return
	}
	w.conns[c], w.conns[s] = true, true
	w.mu.Unlock()
	go func() {
		io.Copy(s, c)
		s.Close()
	}()
	io.Copy(c, s)
	w.mu.Lock()
	delete(w.conns, c)
	delete(w.conns, s)
	w.mu.Unlock()
}

// enter opens a window at an address for somebody who is signed in.
func enter(t *testing.T, base, name, secret string) *tab {
	t.Helper()
	w := open(t, base, name, 1280, true)
	w.visit("/help")
	eval[bool](w, `(s) => { document.cookie = "nariwai=" + s + "; path=/"; return true; }`, secret)
	return w
}

// say writes a message, without a page being loaded.
func (w *tab) say(text string) {
	w.Helper()
	w.fill(eval[string](w, `() => document.querySelector("form[data-say] label").textContent.trim().replace(/必須$/, "")`), text)
	if !eval[bool](w, `() => { const b = document.querySelector("form[data-say] button.btn:not([formaction])"); b.click(); return true; }`) {
		w.Fatal("nothing to send with")
	}
}

// said is what stands in the thread, in its order, of messages that begin with a word.
func (w *tab) said(word string) []string {
	w.Helper()
	return eval[[]string](w, `(word) => [...document.querySelectorAll("[data-log] .tx")].map(e => e.innerText.trim()).filter(t => t.startsWith(word))`, word)
}

// within waits until something holds, and returns how long that took.
func (w *tab) within(limit time.Duration, what string, holds func() bool) time.Duration {
	w.Helper()
	for start := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		if holds() {
			return time.Since(start)
		}
		if time.Since(start) > limit {
			w.Fatalf("%s: not within %v: %s\n%s", w.name, limit, what, w.text())
		}
	}
}

func many(word string, n int) (list []string) {
	for i := range n {
		list = append(list, fmt.Sprintf("%s%d通め", word, i+1))
	}
	return list
}

// soon requires that what one says is on the other's screen within a second; on a busy machine a single one may take longer.
func soon(from, to *tab) {
	from.Helper()
	var took []time.Duration
	for i, text := range many("はやさ", 5) {
		from.say(text)
		took = append(took, to.within(5*time.Second, text, func() bool { return len(to.said("はやさ")) == i+1 }))
	}
	from.Log("messages were there after", took)
	if slices.Sort(took); took[2] > time.Second {
		from.Error("too late")
	}
}

// A pair is a client and a worker who have a contract, and its thread.
type pair struct {
	client, worker string // their sessions
	thread         string // its page
	id             id.Thread
	deal           cast.Deal
}

// room is the page of their contract.
func (p pair) room() string { return "/contracts/" + string(p.deal.Contract) }

func newPair(t *testing.T, d *db.DB) (p pair) {
	t.Helper()
	client, worker := cast.Client(t, d, "minatoya"), cast.Worker(t, d, "michiru")
	deal := cast.Award(t, d, client, worker, false, 24_000)
	tid, err := query.ContractThread(context.Background(), d.Snapshot(), deal.Contract, worker.Party)
	if err != nil {
		t.Fatal(err)
	}
	return pair{cast.SignIn(t, d, client), cast.SignIn(t, d, worker), "/messages/" + string(tid), tid, deal}
}

// kept is what the database has of messages that begin with a word.
func (p pair) kept(t *testing.T, d *db.DB, word string) []string {
	t.Helper()
	list, err := db.All(context.Background(), d.Snapshot(), func(s *string) []any { return []any{s} }, "SELECT body FROM message_message WHERE thread = $1 ORDER BY n", p.id)
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(list, func(s string) bool { return !strings.HasPrefix(s, word) })
}

// Two people write to each other: what one says is on the other's screen within a second, and nothing is lost or doubled when
// the line is cut while they write.
func TestTwoPeopleTalk(t *testing.T) {
	t.Parallel()
	d, clocks := dbtest.SQLite(t)
	p := newPair(t, d)
	s := newSite(t, d, nil, true)
	line := newWire(t, s.url)
	client, worker := enter(t, s.url, "minatoya", p.client), enter(t, line.url, "michiru", p.worker)
	client.visit(p.thread)

	// Elsewhere on the site the numbers and the title follow.
	worker.visit("/settings")
	client.say("きょうは雪です")
	took := worker.within(5*time.Second, "the title counts", func() bool {
		return eval[bool](worker, `() => document.title.startsWith("(1) ") && [...document.querySelectorAll(".me a[href='/messages'] .cnt")].some(e => e.textContent.startsWith("1"))`)
	})
	t.Log("the title counted after", took)
	client.within(3*time.Second, "one's own message", func() bool { return slices.Equal(client.said("きょう"), []string{"きょうは雪です"}) })

	// On the list of talks the line follows, and in the contract's room the history.
	worker.visit("/messages")
	client.say("あすも雪です")
	worker.within(5*time.Second, "the list's line", func() bool {
		return eval[bool](worker, `() => document.querySelector("[data-inbox] .nl").innerText.includes("あすも雪です")`)
	})
	worker.visit(p.room())
	client.say("あさっても雪です")
	worker.within(5*time.Second, "the room's line", func() bool { return len(worker.said("あさって")) == 1 })
	if eval[bool](worker, `() => !document.querySelector("[data-stale]").hidden`) {
		t.Error("a message is taken for an event")
	}

	// In the thread it is there without another look at the page.
	worker.visit(p.thread)
	eval[bool](worker, `() => { window.here = true; return true; }`)
	time.Sleep(500 * time.Millisecond) // the stream is open
	soon(client, worker)
	worker.say("こちらは晴れです")
	client.within(2*time.Second, "the answer", func() bool { return len(client.said("こちら")) == 1 })
	client.within(5*time.Second, "that the other has read it", func() bool { return eval[bool](client, `() => document.querySelectorAll("[data-seen]").length === 1`) })

	// The line is cut, ten messages are sent, it is back.
	line.lead("")
	ten := many("雪の", 10)
	for _, text := range ten {
		client.say(text)
	}
	client.within(10*time.Second, "all ten are sent", func() bool { return len(p.kept(t, d, "雪の")) == 10 })
	if n := len(worker.said("雪の")); n != 0 {
		t.Error("the line is not cut:", n)
	}
	line.lead(s.url)
	took = worker.within(20*time.Second, "all ten", func() bool { return slices.Equal(worker.said("雪の"), ten) })
	t.Log("all ten were there after", took)
	time.Sleep(time.Second)
	if got := worker.said("雪の"); !slices.Equal(got, ten) {
		t.Error(got)
	}

	// What is written without a line waits, and is sent once.
	line.lead("")
	for _, text := range []string{"圏外で1", "圏外で2"} {
		worker.say(text)
	}
	worker.within(5*time.Second, "that it waits", func() bool { return strings.Contains(worker.text(), "まだ送れていません") })
	worker.shot("talk-waiting")
	line.lead(s.url)
	worker.within(20*time.Second, "that it is sent", func() bool { return !strings.Contains(worker.text(), "まだ送れていません") })
	client.within(2*time.Second, "what was written without a line", func() bool {
		return slices.Equal(client.said("圏外"), []string{"圏外で1", "圏外で2"})
	})
	if got := p.kept(t, d, "圏外"); len(got) != 2 {
		t.Error(got)
	}
	worker.within(5*time.Second, "what it wrote itself", func() bool { return len(worker.said("圏外")) == 2 })
	if !eval[bool](worker, `() => window.here === true`) {
		t.Error("the page was loaded again")
	}

	// A draft outlives its page, and one that waits to be sent does, too.
	worker.fill("返事を書く", "書きかけの文")
	line.lead("")
	worker.say("ページを閉じる前に")
	worker.fill("返事を書く", "書きかけの文")
	worker.within(5*time.Second, "that it waits", func() bool { return strings.Contains(worker.text(), "まだ送れていません") })
	line.lead(s.url)
	worker.visit(p.thread)
	if got := eval[string](worker, `() => document.querySelector("form[data-say] textarea").value`); got != "書きかけの文" {
		t.Errorf("the draft is %q", got)
	}
	client.within(20*time.Second, "what waited", func() bool { return len(client.said("ページを閉じる前に")) == 1 })
	worker.say("書きかけの文、おわり")
	client.within(3*time.Second, "the draft's end", func() bool { return len(client.said("書きかけの文、おわり")) == 1 })
	worker.visit(p.thread)
	if got := eval[string](worker, `() => document.querySelector("form[data-say] textarea").value`); got != "" {
		t.Errorf("the draft is still %q", got)
	}

	// Where no stream gets through, the same is asked for.
	to, _ := url.Parse(s.url)
	through, asked := httputil.NewSingleHostReverseProxy(to), atomic.Int64{}
	through.ErrorLog = log.New(io.Discard, "", 0)
	shut := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/live":
			http.Error(w, "no streams here", http.StatusServiceUnavailable)
			return
		case "/live/since":
			asked.Add(1)
		}
		through.ServeHTTP(w, r)
	}))
	t.Cleanup(shut.Close)
	line.lead(shut.URL)
	worker.visit(p.thread)
	worker.within(5*time.Second, "that it is asked for", func() bool { return asked.Load() > 0 })
	client.say("電波の弱いところへ")
	took = worker.within(15*time.Second, "what is asked for", func() bool { return len(worker.said("電波の弱い")) == 1 })
	t.Log("without a stream it was there after", took)

	// In the room an act is told as well, and that the rest of the page is older.
	line.lead(s.url)
	worker.visit(p.room())
	worker.say("部屋から書きます")
	client.within(5*time.Second, "what is written in the room", func() bool { return len(client.said("部屋から")) == 1 })
	clocks.Advance(clock.Minute) // messages of one moment stand behind each other, events where they were
	if err := working.CancelUnfunded(context.Background(), d, p.deal.Client, p.deal.Contract, p.deal.Items[0], "予定が変わりました"); err != nil {
		t.Fatal(err)
	}
	worker.within(5*time.Second, "that something happened", func() bool {
		return eval[bool](worker, `() => !document.querySelector("[data-stale]").hidden && document.querySelector("[data-log]").innerText.includes("取り消")`)
	})
	worker.shot("talk-room")
}

// Two nodes on one PostgreSQL: what is written at one shows itself at the other, and when one dies its people go on at the other.
func TestTwoPeopleTalkAcrossNodes(t *testing.T) {
	t.Parallel()
	addr := dbtest.PostgresAddr(t)
	var ds [2]*db.DB
	var servers [2]*httptest.Server
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
		s := web.New(web.Config{DB: d, Log: slog.New(slog.DiscardHandler), Hasher: hasher})
		servers[i] = httptest.NewUnstartedServer(s.Handler())
		servers[i].Config = web.HTTPServer("", s.Handler(), slog.New(slog.DiscardHandler))
		servers[i].Start()
		t.Cleanup(func() { s.EndStreams(); servers[i].Close() })
	}
	p := newPair(t, ds[0])
	line := newWire(t, servers[0].URL)
	client, worker := enter(t, servers[1].URL, "minatoya", p.client), enter(t, line.url, "michiru", p.worker)
	client.visit(p.thread)
	worker.visit(p.thread)
	time.Sleep(time.Second)
	soon(client, worker)

	// One node dies in the middle of ten messages, and a message of its own on the way.
	ten := many("雪の", 10)
	for i, text := range ten {
		if i == 4 {
			line.lead("") // nothing of it gets through any more
			servers[0].CloseClientConnections()
			servers[0].Listener.Close()
			ds[0].Close()
			worker.say("倒れたあとで")
		}
		client.say(text)
	}
	worker.within(5*time.Second, "that it waits", func() bool { return strings.Contains(worker.text(), "まだ送れていません") })
	line.lead(servers[1].URL)
	took := worker.within(20*time.Second, "all ten", func() bool { return slices.Equal(worker.said("雪の"), ten) })
	t.Log("all ten were there after", took)
	client.within(20*time.Second, "what the other wrote meanwhile", func() bool { return len(client.said("倒れた")) == 1 })
	time.Sleep(time.Second)
	if got := p.kept(t, ds[1], "倒れた"); len(got) != 1 {
		t.Error(got)
	}
	if got := worker.said("雪の"); !slices.Equal(got, ten) || !slices.Equal(p.kept(t, ds[1], "雪の"), ten) {
		t.Error(got)
	}
}
