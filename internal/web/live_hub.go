package web

import (
	"cmp"
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/live"
	"nariwai/internal/query"
)

const (
	streamsEach = 8  // of one person; a browser needs one for all of its tabs
	streamQueue = 32 // what waits for a slow reader; who is slower is dropped, and resumes
	beatEvery   = 20 // seconds between two signs of life, so that nothing on the way takes a stream for dead
	checkEvery  = 60 // seconds between two looks at whether a session still holds

	lookEvery  = time.Second
	lookPause  = 5 * time.Millisecond // between two looks, however often it rings
	lookMost   = 1000                 // events read at a time
	countsMost = 400                  // people whose numbers are counted at a time

	// How far a look reaches back before the newest event known: most transactions are short, some are not.
	backAtRing = clock.Second
	backOften  = 5 * clock.Second
	backEvery  = 10 // looks, of which one reaches back as far as live.Late
)

// A hub hands what people are told to the pages that they have open here. One goroutine reads the events for everybody, as soon
// as it rings and otherwise every second; it runs while somebody is connected.
type hub struct {
	db  *db.DB
	log *slog.Logger

	sent, dropped prometheus.Counter
	delay         prometheus.Histogram

	mu      sync.Mutex
	streams map[id.Person][]*stream
	count   int
	joined  int
	closed  bool
	carried int            // connections that are nobody's request any more
	ready   chan struct{}  // closed when the reader has begun; nil while there is none
	stop    func()         // ends the reader
	readers sync.WaitGroup // at most one

	// The reader's own:
	newest clock.Instant
	seen   map[id.Hint]clock.Instant
	ticks  int
	failed time.Time
}

// A stream is one open connection.
type stream struct {
	person  id.Person
	session id.Session
	slot    int        // its second of the minute
	out     chan *line // closed by the hub when the stream is to end; nil is a sign of life
}

// A line is an event as it goes to the page.
type line struct {
	id   id.Hint
	text []byte
}

func newHub(d *db.DB, log *slog.Logger) *hub {
	return &hub{
		db: d, log: log, streams: map[id.Person][]*stream{},
		sent:    prometheus.NewCounter(prometheus.CounterOpts{Name: "nariwai_live_events_total", Help: "Events written to open pages."}),
		dropped: prometheus.NewCounter(prometheus.CounterOpts{Name: "nariwai_live_dropped_total", Help: "Open pages that were too slow and had to connect again."}),
		delay: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "nariwai_live_delay_seconds", Help: "From the transaction that told something until it is handed to the page's connection.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10, 60}}),
	}
}

func (h *hub) register(r *prometheus.Registry) {
	r.MustRegister(h.sent, h.dropped, h.delay, prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "nariwai_live_connected", Help: "Open pages that are told what happens."},
		func() float64 {
			h.mu.Lock()
			defer h.mu.Unlock()
			return float64(h.count)
		}))
}

// join adds a stream of somebody. What is told from now on comes to it; what was told before it has to read itself.
func (h *hub) join(ctx context.Context, person id.Person, session id.Session) (*stream, error) {
	h.mu.Lock()
	if h.closed {
		h.mu.Unlock()
		return nil, fault.New(fault.Unavailable, "いま混み合っています。少し待ってから、もう一度お試しください")
	}
	if len(h.streams[person]) >= streamsEach {
		h.mu.Unlock()
		return nil, fault.New(fault.TooMany, "開いているページが多すぎます")
	}
	if h.ready == nil {
		ctx, stop := context.WithCancel(context.Background())
		h.ready, h.stop = make(chan struct{}), stop
		h.readers.Add(1)
		go h.read(ctx, h.ready)
	}
	h.joined++
	s := &stream{person: person, session: session, slot: h.joined % checkEvery, out: make(chan *line, streamQueue)}
	h.streams[person] = append(h.streams[person], s)
	h.count++
	ready := h.ready
	h.mu.Unlock()
	select {
	case <-ready:
		return s, nil
	case <-ctx.Done():
		h.leave(s)
		return nil, ctx.Err()
	}
}

// leave takes a stream away; one that has gone already, or never came, may leave again.
func (h *hub) leave(s *stream) {
	if s == nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.drop(s)
}

func (h *hub) drop(s *stream) {
	list := h.streams[s.person]
	i := slices.Index(list, s)
	if i < 0 {
		return
	}
	close(s.out)
	h.count--
	if list = slices.Delete(list, i, i+1); len(list) == 0 {
		delete(h.streams, s.person)
		return
	}
	h.streams[s.person] = list
}

// end ends all streams and takes no more: their pages connect to another node.
func (h *hub) end() {
	h.mu.Lock()
	h.closed = true
	for _, list := range h.streams {
		for _, s := range slices.Clone(list) {
			h.drop(s)
		}
	}
	if h.ready != nil {
		h.stop()
	}
	h.mu.Unlock()
	h.readers.Wait()
	for late := time.Now().Add(time.Second); time.Now().Before(late) && h.carries(0) > 0; { // unless somebody reads nothing
		time.Sleep(10 * time.Millisecond)
	}
}

// carries counts so many more connections and returns how many there are.
func (h *hub) carries(more int) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.carried += more
	return h.carried
}

// read is the one reader.
func (h *hub) read(ctx context.Context, ready chan struct{}) {
	defer h.readers.Done()
	defer h.stop()
	bell := h.db.Bell(ctx)
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	h.newest, h.seen = h.db.Clock(), map[id.Hint]clock.Instant{}
	h.look(ctx, live.Late, true)
	close(ready)
	for {
		back := backAtRing
		select {
		case <-ctx.Done():
			return
		case <-bell:
			time.Sleep(lookPause)
		case <-tick.C:
			if h.idle() {
				return
			}
			if back = backOften; h.ticks%backEvery == 0 {
				back = live.Late
				h.forget()
			}
			h.beat(ctx)
			h.ticks++
		}
		h.look(ctx, back, false)
	}
}

// idle ends the reader when nobody is connected.
func (h *hub) idle() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.count == 0 {
		h.ready = nil
	}
	return h.ready == nil
}

// forget lets go of events that no look reaches any more.
func (h *hub) forget() {
	for e, at := range h.seen {
		if at < h.newest.Add(-live.Late-clock.Minute) {
			delete(h.seen, e)
		}
	}
}

// look reads what is new, back from the newest event known. What the first look finds was told before anybody was here.
func (h *hub) look(ctx context.Context, back clock.Duration, first bool) {
	r := h.db.Snapshot()
	from := id.Floor(min(h.newest, r.Now).Add(-back).Time())
	for {
		list, err := query.Events(ctx, r, from, lookMost)
		if err == nil {
			err = h.hand(ctx, r, h.fresh(list), first)
		}
		if err != nil {
			if ctx.Err() == nil && time.Since(h.failed) > time.Minute {
				h.failed = time.Now()
				h.log.Warn("events not read", "err", err)
			}
			return
		}
		if len(list) < lookMost {
			return
		}
		from = string(list[len(list)-1].ID)
	}
}

// fresh notes events as seen and returns those that were not.
func (h *hub) fresh(list []live.Event) (out []live.Event) {
	for _, e := range list {
		if _, seen := h.seen[e.ID]; !seen {
			h.seen[e.ID] = e.At
			h.newest = max(h.newest, e.At)
			out = append(out, e)
		}
	}
	return out
}

// hand gives events to those of their people who are connected.
func (h *hub) hand(ctx context.Context, r db.Reader, list []live.Event, first bool) error {
	if first || len(list) == 0 {
		return nil
	}
	h.mu.Lock()
	list = slices.DeleteFunc(list, func(e live.Event) bool { return len(h.streams[e.Person]) == 0 })
	h.mu.Unlock()
	persons := make([]id.Person, 0, len(list))
	asked := map[id.Person]bool{}
	for _, e := range list {
		if !asked[e.Person] {
			asked[e.Person] = true
			persons = append(persons, e.Person)
		}
	}
	counts := map[id.Person]query.Unread{}
	for part := range slices.Chunk(persons, countsMost) {
		of, err := query.UnreadOf(ctx, r, part)
		if err != nil {
			for _, e := range list { // to be handed over by the next look
				delete(h.seen, e.ID)
			}
			return err
		}
		for p, u := range of {
			counts[p] = u
		}
	}
	now := h.db.Clock()
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, e := range list {
		l := eventLine(e, counts[e.Person])
		for _, s := range slices.Clone(h.streams[e.Person]) {
			h.give(s, l)
			h.sent.Inc()
			h.delay.Observe(float64(now.Sub(e.At)) / float64(clock.Second))
		}
	}
	return nil
}

// give puts a line into a stream's queue, or ends the stream if it does not read.
func (h *hub) give(s *stream, l *line) {
	select {
	case s.out <- l:
	default:
		h.dropped.Inc()
		h.drop(s)
	}
}

// beat lets those streams show life whose turn it is, and ends those whose session is over.
func (h *hub) beat(ctx context.Context) {
	var turn, due []*stream
	h.mu.Lock()
	for _, list := range h.streams {
		for _, s := range list {
			if s.slot%beatEvery == h.ticks%beatEvery {
				turn = append(turn, s)
			}
			if s.slot == h.ticks%checkEvery {
				due = append(due, s)
			}
		}
	}
	for _, s := range turn {
		h.give(s, nil)
	}
	h.mu.Unlock()
	r := h.db.Snapshot()
	for part := range slices.Chunk(due, countsMost) {
		sessions := make([]id.Session, len(part))
		for i, s := range part {
			sessions[i] = s.session
		}
		hold, err := query.Sessions(ctx, r, sessions, r.Now)
		if err != nil {
			return // the next minute knows more
		}
		for _, s := range part {
			if !hold[s.session] {
				h.leave(s)
			}
		}
	}
}

// told is an event as a page gets it.
type told struct {
	ID      id.Hint   `json:"id,omitempty"`
	Kind    live.Kind `json:"kind"`
	Subject string    `json:"subject,omitempty"`
	N       int64     `json:"n,omitempty"`
	Unread  int64     `json:"unread"` // messages
	Notices int64     `json:"notices"`
}

func eventLine(e live.Event, u query.Unread) *line {
	return &line{e.ID, streamText(string(e.ID), told{Kind: e.Kind, Subject: e.Subject, N: e.N, Unread: u.Messages, Notices: u.Notices})}
}

// streamText is an event of the protocol: its id, from which a page resumes, and what it says.
func streamText(last string, t told) []byte {
	b, _ := json.Marshal(t) // strings and numbers
	return []byte("id: " + last + "\ndata: " + string(b) + "\n\n")
}

// lastEvent is where a page goes on that was connected before: as the browser says that connects again by itself, or as the
// page says.
func lastEvent(q *Request) string {
	return cmp.Or(strings.TrimSpace(q.Header.Get("Last-Event-ID")), q.Form("after"))
}

// EndStreams ends what open pages listen to, and lets no new one begin, so that a server that stops need not wait for them.
// Their pages connect again, to another node if there is one.
func (s *Server) EndStreams() { s.live.end() }
