package outage

import (
	"context"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/id"
	"nariwai/internal/usecase/seeding"
	"nariwai/internal/usecase/verifying"
)

// soak reports whether the long tests are asked for.
func soak() bool { return os.Getenv("NARIWAI_SOAK") != "" }

// machine is what the machine is busy with beside us; figures mean little without it.
func machine() string {
	b, _ := os.ReadFile("/proc/loadavg")
	return fmt.Sprintf("load %.14s", b)
}

func openDB(t testing.TB, addr string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// market makes a market in which items wait for their client's acceptance.
func market(t testing.TB, addr string, items int) (*db.DB, []seeding.Task) {
	t.Helper()
	d := openDB(t, addr)
	if _, err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := d.UseKeys(t.Context(), dbtest.Keys(t)); err != nil {
		t.Fatal(err)
	}
	if err := d.MarkBench(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	tasks, err := seeding.Delivered(t.Context(), d, items, 40, nil)
	if err != nil {
		t.Fatal(err)
	}
	return d, tasks
}

// A crowd accepts items over HTTP: each settles money. Who is refused or hears nothing asks again with the same key; some
// click twice, some have the page open in two windows, and some look at the contract meanwhile.
type crowd struct {
	t       testing.TB
	servers []*server
	tasks   []seeding.Task
	client  *http.Client
	next    atomic.Int64

	mu       sync.Mutex
	acked    map[id.Item]seeding.Task // answered with yes
	rivals   map[id.Item]bool         // asked for with two keys: one of them is refused
	statuses map[string]int           // answers by what was asked and how it went
	odd      []string                 // answers that nobody should get
	slowest  time.Duration
	since    time.Time // when the database went away; zero when nothing is awaited
	after    time.Time // an acknowledgement counts when it was asked for after this
	firsts   []time.Duration
}

func newCrowd(t testing.TB, tasks []seeding.Task, servers ...*server) *crowd {
	return &crowd{t: t, servers: servers, tasks: tasks, acked: map[id.Item]seeding.Task{}, rivals: map[id.Item]bool{}, statuses: map[string]int{},
		client: &http.Client{
			Timeout:       30 * time.Second,
			Transport:     &http.Transport{MaxIdleConnsPerHost: 256},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}}
}

// run lets n people act until ctx ends, each resting for pause between two items.
func (c *crowd) run(ctx context.Context, n int, pause time.Duration) *sync.WaitGroup {
	var all sync.WaitGroup
	for range n {
		all.Go(func() {
			for ctx.Err() == nil {
				c.one(ctx)
				time.Sleep(pause/2 + rand.N(pause+1))
			}
		})
	}
	return &all
}

// one settles the next item; when all are used up, one that is settled is asked for again.
func (c *crowd) one(ctx context.Context) {
	i := int(c.next.Add(1)) - 1
	t, again := c.tasks[i%len(c.tasks)], i >= len(c.tasks)
	key := "accept-" + string(t.Item)
	var beside sync.WaitGroup
	switch i % 8 {
	case 1: // clicks twice
		beside.Go(func() { c.accept(ctx, "second click", t, key) })
	case 2: // has it open in a second window, where the form has another key
		if !again {
			c.mu.Lock()
			c.rivals[t.Item] = true
			c.mu.Unlock()
			beside.Go(func() { c.accept(ctx, "second window", t, "window-"+string(t.Item)) })
		}
	case 3, 4, 5:
		beside.Go(func() { c.look(ctx, t) })
	}
	for !c.accept(ctx, "accept", t, key) && ctx.Err() == nil {
		time.Sleep(30*time.Millisecond + rand.N(60*time.Millisecond))
	}
	beside.Wait()
}

// accept sends the form and reports whether the money is answered for.
func (c *crowd) accept(ctx context.Context, what string, t seeding.Task, key string) bool {
	begun := time.Now()
	status, to, body, err := c.ask(ctx, t, http.MethodPost, "/items/"+string(t.Item)+"/accept", key)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.slowest = max(c.slowest, time.Since(begun))
	switch {
	case ctx.Err() != nil:
		return false
	case err != nil:
		c.statuses[what+" unanswered"]++
		return false
	}
	c.statuses[fmt.Sprint(what, " ", status)]++
	switch {
	case status == http.StatusSeeOther && to == "/contracts/"+string(t.Contract):
		c.acked[t.Item] = t
		if !c.since.IsZero() && begun.After(c.after) {
			c.firsts, c.since = append(c.firsts, time.Since(c.since)), time.Time{}
		}
		return true
	case status == http.StatusConflict && c.rivals[t.Item]: // the other window was faster
		return true
	case status == http.StatusServiceUnavailable, status == http.StatusTooManyRequests:
		return false
	}
	c.odd = append(c.odd, fmt.Sprintf("%s answered %d to %q: %.600s", what, status, to, body))
	return false
}

func (c *crowd) look(ctx context.Context, t seeding.Task) {
	status, _, body, err := c.ask(ctx, t, http.MethodGet, "/contracts/"+string(t.Contract), "")
	if err != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.statuses[fmt.Sprint("look ", status)]++
	if status != http.StatusOK && status != http.StatusServiceUnavailable {
		c.odd = append(c.odd, fmt.Sprintf("a page answered %d: %.600s", status, body))
	}
}

func (c *crowd) ask(ctx context.Context, t seeding.Task, method, path, key string) (status int, to, body string, err error) {
	base := c.servers[rand.IntN(len(c.servers))].base
	form := url.Values{}
	if key != "" {
		form.Set("once", key)
	}
	q, err := http.NewRequestWithContext(ctx, method, base+path, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, "", "", err
	}
	q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	q.Header.Set("Origin", base)
	q.Header.Set("Sec-Fetch-Site", "same-origin")
	q.Header.Set("Cookie", "nariwai="+t.Secret)
	a, err := c.client.Do(q)
	if err != nil {
		return 0, "", "", err
	}
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	if err == nil && (a.StatusCode == http.StatusServiceUnavailable || a.StatusCode == http.StatusTooManyRequests) && a.Header.Get("Retry-After") == "" {
		return a.StatusCode, "", "", fmt.Errorf("%d without Retry-After", a.StatusCode)
	}
	to, _, _ = strings.Cut(a.Header.Get("Location"), "?")
	return a.StatusCode, to, string(b), err
}

// await measures from a moment on, in which the database went away, until something is acknowledged that is asked for from now on.
func (c *crowd) await(since time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.since, c.after = since, time.Now()
}

// awaited waits for the acknowledgement that await looks for.
func (c *crowd) awaited(most time.Duration) {
	c.t.Helper()
	for end := time.Now().Add(most); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		c.mu.Lock()
		done := c.since.IsZero()
		c.mu.Unlock()
		if done {
			return
		}
	}
	c.t.Fatalf("nothing was acknowledged for %s: %s", most, c)
}

func (c *crowd) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.acked)
}

func (c *crowd) String() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []string
	for _, k := range slices.Sorted(maps.Keys(c.statuses)) {
		out = append(out, fmt.Sprintf("%s: %d", k, c.statuses[k]))
	}
	return fmt.Sprintf("%d items acknowledged; %s; slowest answer %s", len(c.acked), strings.Join(out, ", "), c.slowest.Round(time.Millisecond))
}

// lost counts the acknowledged acceptances that the database doesn't know.
func (c *crowd) lost(d *db.DB) (lost int) {
	c.t.Helper()
	settled, err := seeding.Settled(context.Background(), d, c.tasks)
	if err != nil {
		c.t.Fatal(err)
	}
	for item := range c.acked {
		if !settled[item] {
			lost++
		}
	}
	return lost
}

// check counts after the crowd has gone home: all that was answered is there, once; all adds up; whoever asks again is
// answered the same, and nothing moves.
func (c *crowd) check(d *db.DB) {
	t := c.t
	t.Helper()
	ctx := context.Background()
	for i, o := range c.odd {
		if i < 5 {
			t.Error("odd:", o)
		}
	}
	for _, s := range c.servers {
		for _, line := range s.log.errors() {
			t.Error("log:", line)
		}
	}
	number := func(q string, args ...any) (n int64) {
		t.Helper()
		if err := db.One(ctx, d.Snapshot(), []any{&n}, q, args...); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
		return n
	}
	keys := func() int64 {
		return number("SELECT COUNT(*) FROM db_idempotency WHERE id LIKE '%/accept-%' OR id LIKE '%/window-%'")
	}
	for before := int64(-1); before != keys(); time.Sleep(300 * time.Millisecond) { // who left without waiting is still being served
		before = keys()
	}
	settled, err := seeding.Settled(ctx, d, c.tasks)
	if err != nil {
		t.Fatal(err)
	}
	if lost := c.lost(d); lost > 0 {
		t.Errorf("%d of %d acknowledged acceptances are lost", lost, len(c.acked))
	}
	if n := number("SELECT COUNT(*) FROM (SELECT item FROM billing_settlement GROUP BY item HAVING COUNT(*) > 1) twice"); n > 0 {
		t.Errorf("%d items are settled twice", n)
	}
	if n := keys(); n != int64(len(settled)) {
		t.Errorf("%d keys are kept for %d settled items", n, len(settled))
	}
	if err := d.UseKeys(ctx, dbtest.Keys(t)); err != nil {
		t.Fatal(err)
	}
	found, err := verifying.Verify(ctx, d, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range found {
		if i < 5 {
			t.Error("verify:", v)
		}
	}
	rows := func() int64 {
		return number("SELECT (SELECT COUNT(*) FROM ledger_transfer) + (SELECT COUNT(*) FROM billing_settlement) + (SELECT COUNT(*) FROM db_idempotency) + (SELECT COUNT(*) FROM db_audit WHERE verb = 'accept') + (SELECT COUNT(*) FROM notice_notice WHERE kind = 'accepted')")
	}
	before, answered := rows(), 0
	var mu sync.Mutex
	var all sync.WaitGroup
	some := slices.Collect(maps.Values(c.acked))
	for part := range slices.Chunk(some[:min(len(some), 2_000)], 250) {
		all.Go(func() {
			for _, task := range part {
				if status, to, body, err := c.ask(ctx, task, http.MethodPost, "/items/"+string(task.Item)+"/accept", "accept-"+string(task.Item)); err != nil || to != "/contracts/"+string(task.Contract) {
					if status == http.StatusConflict && c.rivals[task.Item] {
						continue
					}
					mu.Lock()
					t.Errorf("asked again: %d to %q, %v: %.300s", status, to, err, body)
					mu.Unlock()
					return
				}
				mu.Lock()
				answered++
				mu.Unlock()
			}
		})
	}
	all.Wait()
	if after := rows(); after != before {
		t.Errorf("asking again added %d rows", after-before)
	}
	t.Logf("%s; %d settled, %d asked again without a change; %s", c, len(settled), answered, machine())
}

func quantile(all []time.Duration, q float64) time.Duration {
	if len(all) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(all))
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))].Round(time.Millisecond)
}
