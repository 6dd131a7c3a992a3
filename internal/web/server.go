package web

import (
	"context"
	"log/slog"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"nariwai/internal/blob"
	"nariwai/internal/db"
	"nariwai/internal/people"
	"nariwai/internal/phrase"
)

// Config is what the pages need from outside.
type Config struct {
	DB      *db.DB
	Log     *slog.Logger
	BaseURL string // "https://nariwai.example", without a slash at its end; https makes cookies secure

	// Sessions tells who signed in with a session cookie. An unknown or ended session is fault.Unsigned;
	// nil asks the database.
	Sessions func(ctx context.Context, token string) (Viewer, error)

	MetricsToken string               // lets others than this machine read /metrics, as a bearer token; "" lets nobody else
	BounceToken  string               // lets our mail server report what it could not deliver, as a bearer token; "" takes no reports
	Hasher       *people.Hasher       // of passwords; nil is one of the default cost, as many at a time as there are processors
	Files        *blob.Store          // where the files of contracts lie; nil takes and gives none
	AtOnce       int                  // requests worked on at a time; 0 is DefaultAtOnce
	WantStandby  bool                 // PostgreSQL should have a synchronous standby: say so when it has none
	BackupBehind func() time.Duration // the age of the newest moment of which everything is in the backup; nil when this process makes none
	TrustProxy   bool                 // the last X-Forwarded-For address is the client's: a proxy of ours wrote it

	// Of a demonstration:
	DemoDoors []DemoDoor                      // its invented people through whom everybody may enter
	Steps     func(ctx context.Context) error // does all that is due, after its clock was moved; nil leaves it to the worker
}

// Server serves the HTML pages.
type Server struct {
	Config
	secure    bool // the site is reached over https
	mux       *http.ServeMux
	cross     *http.CrossOriginProtection
	pages     map[phrase.Lang]pageSet
	exists    map[string]bool // paths that a GET route serves
	assets    *assets
	metrics   *metrics
	gate      *gate                  // to all pages
	bodies    *gate                  // to sending a form or files
	drawing   *gate                  // to drawing a picture
	live      *hub                   // to open pages
	crowded   map[phrase.Lang]string // the page for those who are turned away
	crowdedAt atomic.Int64           // second of the last line in the log about them
}

// New builds a server; it panics when a template or a route is broken, which a test has seen before.
func New(c Config) *Server {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	s := &Server{
		Config: c,
		secure: strings.HasPrefix(c.BaseURL, "https://"),
		mux:    http.NewServeMux(),
		cross:  http.NewCrossOriginProtection(),
		exists: map[string]bool{},
		assets: readAssets(),
	}
	if s.Sessions == nil {
		s.Sessions = s.sessionViewer
	}
	if s.Hasher == nil {
		s.Hasher = people.NewHasher(people.DefaultCost(), runtime.NumCPU())
	}
	if c.BaseURL != "" {
		if err := s.cross.AddTrustedOrigin(c.BaseURL); err != nil {
			panic("web: BaseURL: " + err.Error())
		}
	}
	if s.AtOnce == 0 {
		s.AtOnce = DefaultAtOnce
	}
	s.gate, s.bodies, s.crowded = newGate(s.AtOnce, int64(gateQueue*s.AtOnce), gateWait), newGate(bodies, 0, 0), crowdedPages()
	s.drawing = newGate(1, picturesWaiting, gateWait)
	s.live = newHub(c.DB, c.Log)
	s.metrics = newMetrics(c.DB, s.gate, s.bodies, s.live, c.BackupBehind)
	for _, rt := range routes() {
		s.mux.HandleFunc(rt.Pattern, s.handle(rt))
		if path, ok := strings.CutPrefix(rt.Pattern, "GET "); ok {
			s.exists[strings.TrimSuffix(path, "{$}")] = true
		}
	}
	s.pages = map[phrase.Lang]pageSet{}
	for _, lang := range phrase.Langs {
		s.pages[lang] = s.pagesIn(lang)
	}
	return s
}

// Handler is the whole site: pages, static files, health and metrics.
func (s *Server) Handler() http.Handler {
	top := http.NewServeMux()
	top.HandleFunc("GET /healthz", s.healthz)
	top.HandleFunc("GET /readyz", s.readyz)
	top.HandleFunc("GET /metrics", s.serveMetrics)
	top.HandleFunc("POST /mail/bounces", s.mailBounces)
	top.HandleFunc("GET /static/{file}", s.serveStatic)
	top.HandleFunc("/", s.servePage)
	return s.observe(s.secured(compressed(top)))
}

// HTTPServer is a server for h that no slow or endless client can hold open. Routes that take or give large files
// have longer limits of their own (Route.Slow).
func HTTPServer(addr string, h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Addr:              addr,
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}
