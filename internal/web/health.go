package web

import (
	"context"
	"crypto/subtle"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/query"
)

// healthz says that the process runs.
func (s *Server) healthz(w http.ResponseWriter, r *http.Request) {
	exchangeOf(r).route = "GET /healthz"
	w.Write([]byte("ok\n"))
}

// healthLimit is how long a question about our health waits for the database.
const healthLimit = 3 * time.Second

// readyz says whether requests may be sent here: the database answers and its schema is this program's. What doesn't keep
// us from serving and yet must be mended stands below as a warning.
func (s *Server) readyz(w http.ResponseWriter, r *http.Request) {
	exchangeOf(r).route = "GET /readyz"
	ctx, cancel := context.WithTimeout(r.Context(), healthLimit)
	defer cancel()
	if err := s.DB.Ping(ctx); err != nil {
		exchangeOf(r).err = err
		http.Error(w, "the database does not answer", http.StatusServiceUnavailable)
		return
	}
	if pending, err := s.DB.Pending(ctx); err != nil || pending {
		exchangeOf(r).err = err
		http.Error(w, "the database is not migrated", http.StatusServiceUnavailable)
		return
	}
	if err := s.DB.WrongTime(); err != nil {
		exchangeOf(r).err = err
		http.Error(w, "this machine's clock can't be right, so nothing is written; the log says more", http.StatusServiceUnavailable)
		return
	}
	w.Write([]byte("ready\n"))
	if trouble := s.standbyTrouble(ctx); trouble != "" {
		fmt.Fprintf(w, "warning: %s\n", trouble)
	}
	if s.BackupBehind != nil && s.BackupBehind() > backupLate {
		fmt.Fprintln(w, "warning: what was written last is in no backup; the log says why")
	}
}

// backupLate is how far the backup may be behind before that is a trouble.
const backupLate = time.Minute

// standbyTrouble says why a failover would lose something, if there should be a standby.
func (s *Server) standbyTrouble(ctx context.Context) string {
	if !s.WantStandby {
		return ""
	}
	standbys, err := s.DB.Standbys(ctx)
	if err != nil {
		return "nobody can tell whether a standby is synchronous: " + err.Error()
	}
	return standbys.Trouble()
}

// standbyGauge asks the database for its standbys whenever the metrics are read.
type standbyGauge struct{ d *db.DB }

var standbyDesc = prometheus.NewDesc("nariwai_db_standbys", "Standbys connected to PostgreSQL's primary; commits wait for the synchronous ones.", []string{"state"}, nil)

func (g standbyGauge) Describe(c chan<- *prometheus.Desc) { c <- standbyDesc }

func (g standbyGauge) Collect(c chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), healthLimit)
	defer cancel()
	s, err := g.d.Standbys(ctx)
	if err != nil {
		return // a gap says it best
	}
	for state, n := range map[string]int64{"synchronous": s.Synchronous, "asynchronous": s.Asynchronous, "hidden": s.Hidden} {
		c <- prometheus.MustNewConstMetric(standbyDesc, prometheus.GaugeValue, float64(n), state)
	}
}

// fileGauge counts the files that wait for the virus scanner whenever the metrics are read.
type fileGauge struct{ d *db.DB }

var (
	waitingFiles = prometheus.NewDesc("nariwai_files_waiting", "Files that nobody gets until the virus scanner has looked at them.", nil, nil)
	waitingSince = prometheus.NewDesc("nariwai_files_waiting_seconds", "How long the one of them has waited that came first.", nil, nil)
)

func (g fileGauge) Describe(c chan<- *prometheus.Desc) { c <- waitingFiles; c <- waitingSince }

func (g fileGauge) Collect(c chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), healthLimit)
	defer cancel()
	n, since, err := query.FileQueue(ctx, g.d.Snapshot())
	if err != nil {
		return
	}
	age := 0.0
	if n > 0 {
		age = float64(g.d.Clock().Sub(since)) / float64(clock.Second)
	}
	c <- prometheus.MustNewConstMetric(waitingFiles, prometheus.GaugeValue, float64(n))
	c <- prometheus.MustNewConstMetric(waitingSince, prometheus.GaugeValue, age)
}

type metrics struct {
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	steps    *prometheus.HistogramVec
	handler  http.Handler
}

func newMetrics(d *db.DB, pages, bodies *gate, h *hub, behind func() time.Duration) *metrics {
	r := prometheus.NewRegistry()
	m := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "nariwai_http_requests_total", Help: "Requests by method, route pattern and status."}, []string{"method", "route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "nariwai_http_request_seconds", Help: "Time to answer, by route pattern.",
			Buckets: []float64{.002, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10}}, []string{"route"}),
		steps: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "nariwai_step_seconds", Help: "Runs of the clock-work's steps, by name and whether they went well.",
			Buckets: []float64{.01, .1, 1, 10, 60, 600}}, []string{"step", "ok"}),
	}
	r.MustRegister(m.requests, m.seconds, m.steps, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	for _, c := range []struct {
		name, help string
		value      func() int64
	}{
		{"nariwai_db_writes_total", "Write transactions asked for.", d.Stats.Writes.Load},
		{"nariwai_db_retries_total", "Write transactions run again because the database asked for it.", d.Stats.Retries.Load},
		{"nariwai_db_batches_total", "Durable commits of the SQLite writer.", d.Stats.Batches.Load},
		{"nariwai_db_full_total", "Writes refused because too many were waiting.", d.Stats.Full.Load},
	} {
		r.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: c.name, Help: c.help}, func() float64 { return float64(c.value()) }))
	}
	gauge := func(name, help string, value func() float64) {
		r.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, value))
	}
	gauge("nariwai_http_running", "Requests being worked on.", func() float64 { return float64(len(pages.running)) })
	gauge("nariwai_http_waiting", "Requests waiting for their turn.", func() float64 { return float64(pages.waiting.Load()) })
	r.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "nariwai_http_turned_away_total", Help: "Requests for which there was no place."},
		func() float64 { return float64(pages.refused.Load() + bodies.refused.Load()) }))
	watchBatches(r, d)
	r.MustRegister(fileGauge{d})
	h.register(r)
	if d.Engine == db.Postgres {
		r.MustRegister(standbyGauge{d})
	}
	if behind != nil {
		r.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "nariwai_backup_behind_seconds", Help: "Age of the newest moment of which everything is in the backup."},
			func() float64 { return behind().Seconds() }))
	}
	m.handler = promhttp.HandlerFor(r, promhttp.HandlerOpts{DisableCompression: true})
	return m
}

// watchBatches measures durable commits: how many functions share one, how long they waited for it, and how long the disk
// (or the standby) took.
func watchBatches(r *prometheus.Registry, d *db.DB) {
	size := prometheus.NewHistogram(prometheus.HistogramOpts{
		Name: "nariwai_db_batch_size", Help: "Functions in one durable commit; on PostgreSQL each has its own.", Buckets: []float64{1, 2, 4, 8, 16, 32, 64}})
	wait := prometheus.NewHistogram(prometheus.HistogramOpts{
		Name: "nariwai_db_batch_wait_seconds", Help: "How long the first function of a batch had waited for the writer, or for a connection to PostgreSQL.",
		Buckets: []float64{.0001, .001, .005, .01, .025, .05, .1, .25, 1, 5}})
	commit := prometheus.NewHistogram(prometheus.HistogramOpts{
		Name: "nariwai_db_commit_seconds", Help: "How long a commit took to be on the disk, and on the synchronous standby if there is one.",
		Buckets: []float64{.0001, .0005, .001, .0025, .005, .01, .025, .1, .5, 2}})
	r.MustRegister(size, wait, commit)
	d.OnBatch(func(b db.Batch) {
		size.Observe(float64(b.Size))
		wait.Observe(b.Wait.Seconds())
		commit.Observe(b.Commit.Seconds())
	})
}

func (m *metrics) count(method, route string, status int, took time.Duration, stream bool) {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost:
	default:
		method = "other" // a stranger must not be able to make labels
	}
	m.requests.WithLabelValues(method, route, strconv.Itoa(status)).Inc()
	if !stream { // how long somebody listened says nothing of how fast we are
		m.seconds.WithLabelValues(route).Observe(took.Seconds())
	}
}

// ObserveStep counts a run of one of the clock-work's steps.
func (s *Server) ObserveStep(step string, took time.Duration, err error) {
	s.metrics.steps.WithLabelValues(step, strconv.FormatBool(err == nil)).Observe(took.Seconds())
}

// serveMetrics answers this machine, and whoever has the token. For others the page does not exist.
func (s *Server) serveMetrics(w http.ResponseWriter, r *http.Request) {
	exchangeOf(r).route = "GET /metrics"
	if !fromHere(r) && !s.hasToken(r) {
		http.NotFound(w, r)
		return
	}
	s.metrics.handler.ServeHTTP(w, r)
}

// fromHere reports whether the request comes from this machine itself and not through a proxy on it.
func fromHere(r *http.Request) bool {
	for _, h := range []string{"X-Forwarded-For", "Forwarded", "Via", "X-Real-Ip"} {
		if r.Header.Get(h) != "" {
			return false
		}
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

func (s *Server) hasToken(r *http.Request) bool {
	want := "Bearer " + s.MetricsToken
	return s.MetricsToken != "" && subtle.ConstantTimeCompare([]byte(r.Header.Get("Authorization")), []byte(want)) == 1
}
