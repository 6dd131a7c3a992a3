package outage

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/usecase/seeding"
)

// A reader listens as an open page does: it fetches what is said after the last line that it has whenever it is told anything, and
// connects again, to the other node if need be, with the event that it knows of.
type reader struct {
	t       *testing.T
	servers []*server
	secret  string
	thread  string
	last    string // event

	mu    sync.Mutex
	lines []string
}

func (r *reader) ask(ctx context.Context, s *server, path string) (*http.Response, error) {
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base+path, nil)
	if err != nil {
		return nil, err
	}
	q.Header.Set("Cookie", "nariwai="+r.secret)
	q.Header.Set("Last-Event-ID", r.last)
	a, err := http.DefaultClient.Do(q)
	if err == nil && a.StatusCode != http.StatusOK {
		a.Body.Close()
		err = errors.New(a.Status)
	}
	return a, err
}

// listen connects to one node after the other until ctx ends.
func (r *reader) listen(ctx context.Context) {
	for i := 0; ctx.Err() == nil; i++ {
		s := r.servers[i%len(r.servers)]
		a, err := r.ask(ctx, s, "/live")
		if err != nil {
			time.Sleep(50 * time.Millisecond)
			continue
		}
		for lines := bufio.NewScanner(a.Body); lines.Scan(); {
			if last, ok := strings.CutPrefix(lines.Text(), "id: "); ok {
				r.last = last
			}
			if strings.HasPrefix(lines.Text(), "data: {") && r.fetch(ctx, s) != nil {
				break
			}
		}
		a.Body.Close()
	}
}

// fetch adds what was said since the last line.
func (r *reader) fetch(ctx context.Context, s *server) error {
	r.mu.Lock()
	n := len(r.lines)
	r.mu.Unlock()
	a, err := r.ask(ctx, s, fmt.Sprintf("%s/since/%d", r.thread, n))
	if err != nil {
		return err
	}
	defer a.Body.Close()
	page, err := io.ReadAll(a.Body)
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for part := range strings.SplitSeq(string(page), "<") {
		if _, text, _ := strings.Cut(part, ">"); strings.HasPrefix(text, "message ") {
			r.lines = append(r.lines, strings.TrimSpace(text))
		}
	}
	return nil
}

// TestNodeDiesWhileTwoTalk kills one of two nodes, with kill -9, while somebody writes and somebody reads there: the reader has
// every message once, in its order. Who wrote sends again with the same key what was not answered.
func TestNodeDiesWhileTwoTalk(t *testing.T) {
	addr := dbtest.PostgresAddr(t)
	d := openDB(t, addr)
	if _, err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(d.UseKeys(t.Context(), dbtest.Keys(t)), d.MarkBench(t.Context(), 1)); err != nil {
		t.Fatal(err)
	}
	visits, err := seeding.Talkers(t.Context(), d, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	v := visits[0]
	var n int64 // the reader counts lines by their numbers
	if err := db.One(t.Context(), d.Snapshot(), []any{&n}, "SELECT last_n FROM message_thread WHERE id = $1", v.Contract); err != nil || n != 0 {
		t.Fatalf("the thread holds %d messages already: %v", n, err)
	}
	files := t.TempDir()
	first, second := serve(t, addr, nil, "--files", files), serve(t, addr, nil, "--files", files)
	r := &reader{t: t, servers: []*server{first, second}, secret: v.Worker.Secret, thread: "/messages/" + string(v.Contract)}
	ctx, stop := context.WithCancel(t.Context())
	var listening sync.WaitGroup
	listening.Go(func() { r.listen(ctx) })
	defer listening.Wait()
	defer stop()

	writer := newCrowd(t, []seeding.Task{{}}, first, second)
	const all, dies = 120, 60
	for i := range all {
		if i == dies {
			go first.kill()
		}
		body := fmt.Sprintf("message %d", i+1)
		for try := 0; ; try++ {
			q, err := http.NewRequestWithContext(ctx, http.MethodPost, writer.servers[(i+try)%2].base+r.thread,
				strings.NewReader(url.Values{"body": {body}, "once": {"key-" + body}}.Encode()))
			if err != nil {
				t.Fatal(err)
			}
			q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			q.Header.Set("Cookie", "nariwai="+v.Client.Secret)
			a, err := writer.client.Do(q)
			if err == nil {
				a.Body.Close()
				if a.StatusCode == http.StatusSeeOther {
					break
				}
			}
			if try == 100 {
				t.Fatal(body, err)
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
	sent := time.Now()
	for {
		r.mu.Lock()
		n := len(r.lines)
		r.mu.Unlock()
		if n >= all || time.Since(sent) > 10*time.Second {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Logf("the last of %d was there %s after it was sent; %s", all, time.Since(sent).Round(time.Millisecond), machine())
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range max(all, len(r.lines)) {
		want := fmt.Sprintf("message %d", i+1)
		if i >= len(r.lines) || i >= all || r.lines[i] != want {
			t.Fatalf("the reader has %d lines, want %d: %q", len(r.lines), all, r.lines)
		}
	}
}
