package bench

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/usecase/seeding"
)

// Live measures open pages. So many people listen, spread over the nodes (addresses of servers of this database; the site
// itself if there are none), two and two with a contract. So many messages a second are then sent, each to another node than the
// one where its reader listens, and it is measured how long it takes from the sending until the reader's page is told. At the
// end everybody is told something at once.
func Live(ctx context.Context, s *Site, nodes []string, listeners, perSecond int, length time.Duration) (list []Figure, err error) {
	apart := len(nodes) > 0
	if !apart {
		nodes = []string{s.Base}
	}
	visits, err := seeding.Talkers(ctx, s.DB, listeners/2, s.Progress("contracts to talk in"))
	if err != nil {
		return nil, err
	}
	var rest, full int64
	for _, n := range nodes {
		m, err := memoryOf(ctx, n, 0)
		if err != nil {
			return nil, err
		}
		rest += m
	}
	ctx, stop := context.WithCancel(ctx)
	l := &listening{arrived: make(chan arrival, listeners), sent: map[string]time.Time{}}
	defer l.open.Wait()
	defer stop()
	if err := l.connect(ctx, nodes, visits, s.Progress("listeners")); err != nil {
		return nil, err
	}
	begun := time.Now()
	if !apart {
		time.Sleep(2 * time.Second)
		runtime.GC()
	}
	for _, n := range nodes {
		m, err := memoryOf(ctx, n, begun.Unix()) // once its garbage is collected, which takes two minutes at most
		if err != nil {
			return nil, err
		}
		full += m
	}
	each := fmt.Sprintf("%.1f kB for each listener, %.0f MB in all", float64(full-rest)/float64(2*len(visits))/1000, float64(full)/1e6)
	if !apart {
		each += ", clients included"
	}
	name := fmt.Sprintf("%d nodes", len(nodes))
	if len(nodes) == 1 {
		name = "one node"
	}
	list = append(list, Figure{Name: "listeners, " + name, Clients: 2 * len(visits), N: 1, Load: loadAverage(), Note: each})
	s.Begin()
	f, err := l.talk(ctx, nodes, visits, perSecond, length)
	f.Name = "from sending until the page is told, " + name
	if list = append(list, f); err != nil {
		return list, err
	}
	if s.DB.Engine == db.Postgres || !apart { // another process is heard on PostgreSQL only
		f, err = l.everybody(ctx, s.DB, visits)
		f.Name = "from telling everybody at once, " + name
		list = append(list, f)
	}
	return list, err
}

// memoryOf reads how much memory a node holds, after it has collected its garbage since a time (in seconds).
func memoryOf(ctx context.Context, node string, since int64) (bytes int64, err error) {
	for late := time.Now().Add(130 * time.Second); ; {
		q, err := http.NewRequestWithContext(ctx, http.MethodGet, node+"/metrics", nil)
		if err != nil {
			return 0, err
		}
		a, err := http.DefaultClient.Do(q)
		if err != nil {
			return 0, err
		}
		var collected float64
		for r := bufio.NewScanner(a.Body); r.Scan(); {
			name, value, _ := strings.Cut(r.Text(), " ")
			f, _ := strconv.ParseFloat(value, 64)
			switch name {
			case "process_resident_memory_bytes":
				bytes = int64(f)
			case "go_memstats_last_gc_time_seconds":
				collected = f
			}
		}
		a.Body.Close()
		switch {
		case bytes == 0:
			return 0, fmt.Errorf("%s/metrics does not say how much memory it holds (%s)", node, a.Status)
		case int64(collected) > since+1 || time.Now().After(late):
			return bytes, nil
		}
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-time.After(time.Second):
		}
	}
}

type arrival struct {
	kind, subject string
	person        id.Person
	at            time.Time
}

// listening is everybody who listens.
type listening struct {
	open    sync.WaitGroup
	arrived chan arrival
	lost    atomic.Int64
	mu      sync.Mutex
	sent    map[string]time.Time // thread and reader: when what is on its way was sent
}

// connect opens a stream for both sides of every contract: the client's at one node, the worker's at the next.
func (l *listening) connect(ctx context.Context, nodes []string, visits []seeding.Visit, progress func(done, total int)) error {
	const atOnce = 32 // fewer than a node works on at a time
	var wg sync.WaitGroup
	var next, done atomic.Int64
	errs := make([]error, atOnce)
	for w := range atOnce {
		wg.Go(func() {
			for errs[w] == nil {
				i := int(next.Add(1) - 1)
				if i >= 2*len(visits) {
					return
				}
				who := visits[i/2].Client
				if i%2 == 1 {
					who = visits[i/2].Worker
				}
				if errs[w] = l.listen(ctx, nodes[i%len(nodes)], who); errs[w] == nil {
					if n := int(done.Add(1)); n%500 == 0 {
						progress(n, 2*len(visits))
					}
				}
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

func (l *listening) listen(ctx context.Context, node string, who seeding.Visitor) error {
	u, err := url.Parse(node)
	if err != nil {
		return err
	}
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", u.Host)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(conn, "GET /live HTTP/1.1\r\nHost: %s\r\nCookie: nariwai=%s\r\nAccept: text/event-stream\r\nAccept-Encoding: gzip\r\n\r\n", u.Host, who.Secret); err != nil {
		return errors.Join(err, conn.Close())
	}
	r := bufio.NewScanner(bufio.NewReaderSize(conn, 512))
	r.Buffer(make([]byte, 0, 512), 4096)
	if !r.Scan() || !strings.Contains(r.Text(), " 200 ") {
		return errors.Join(fmt.Errorf("GET /live: %s", r.Text()), conn.Close())
	}
	for r.Scan() && !strings.HasPrefix(r.Text(), "data: ") {
	}
	l.open.Go(func() {
		end := context.AfterFunc(ctx, func() { conn.Close() })
		defer end()
		for r.Scan() {
			data, ok := strings.CutPrefix(r.Text(), "data: ")
			if !ok || data == "1" {
				continue
			}
			now := time.Now()
			var e struct{ Kind, Subject string }
			if json.Unmarshal([]byte(data), &e) == nil {
				l.arrived <- arrival{e.Kind, e.Subject, who.Person, now}
			}
		}
		if ctx.Err() == nil {
			l.lost.Add(1)
		}
	})
	return nil
}

// talk sends so many messages a second, one contract after the other, and waits for each to be told.
func (l *listening) talk(ctx context.Context, nodes []string, visits []seeding.Visit, perSecond int, length time.Duration) (f Figure, err error) {
	browsers := make([]*browser, len(nodes))
	for i, n := range nodes {
		browsers[i] = newBrowser(n, 64)
		defer browsers[i].close()
	}
	var wg sync.WaitGroup
	var failed atomic.Pointer[error]
	var took, answered []time.Duration
	total := int(length.Seconds() * float64(perSecond))
	collect := make(chan struct{})
	go func() {
		defer close(collect)
		for late := time.After(length + 15*time.Second); len(took) < total; {
			select {
			case a := <-l.arrived:
				if a.kind != "message" {
					continue
				}
				l.mu.Lock()
				if at, ok := l.sent[a.subject+string(a.person)]; ok {
					took = append(took, a.at.Sub(at))
					delete(l.sent, a.subject+string(a.person))
				}
				l.mu.Unlock()
			case <-late:
				return
			}
		}
	}()
	start := time.Now()
	for i := range total {
		time.Sleep(time.Until(start.Add(time.Duration(i) * time.Second / time.Duration(perSecond))))
		v := visits[i%len(visits)]
		from, to, at := v.Client, v.Worker, 0
		if i/len(visits)%2 == 1 {
			from, to, at = v.Worker, v.Client, 1
		}
		wg.Go(func() {
			begun := time.Now()
			l.mu.Lock()
			l.sent[string(v.Contract)+string(to.Person)] = begun
			l.mu.Unlock()
			page := "/messages/" + string(v.Contract)
			err := browsers[at%len(nodes)].post(ctx, page, from.Secret, url.Values{"body": {"The photographs are taken tomorrow morning, when the snow has stopped."}}, page+"#say")
			if err != nil {
				failed.Store(&err)
			}
			l.mu.Lock()
			answered = append(answered, time.Since(begun))
			l.mu.Unlock()
		})
	}
	wg.Wait()
	<-collect
	f = figure("", 2*len(visits), took, time.Since(start))
	slices.Sort(answered)
	f.Note = fmt.Sprintf("the senders' own answers came after p50 %.0f, p99 %.0f ms", ms(quantile(answered, 50)), ms(quantile(answered, 99)))
	if e := failed.Load(); e != nil {
		err = *e
	} else if len(took) < total || l.lost.Load() > 0 {
		err = fmt.Errorf("%d of %d messages were told, %d streams have ended", len(took), total, l.lost.Load())
	}
	return f, err
}

// everybody tells all listeners something in one transaction.
func (l *listening) everybody(ctx context.Context, d *db.DB, visits []seeding.Visit) (f Figure, err error) {
	var all []id.Person
	for _, v := range visits {
		all = append(all, v.Client.Person, v.Worker.Person)
	}
	if err := seeding.TellAll(ctx, d, all); err != nil {
		return f, err
	}
	start := time.Now() // it is committed
	var took []time.Duration
	for late := time.After(15 * time.Second); len(took) < len(all); {
		select {
		case a := <-l.arrived:
			if a.kind == "notice" {
				took = append(took, max(0, a.at.Sub(start)))
			}
		case <-late:
			return f, fmt.Errorf("%d of %d were told", len(took), len(all))
		}
	}
	return figure("", len(all), took, time.Since(start)), nil
}
