package web

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"nariwai/internal/clock"
	"nariwai/internal/id"
)

// exchange is what the log and the metrics keep of one request and its answer. No body, no query, no token, no address.
type exchange struct {
	id     string
	route  string
	person id.Person
	err    error
	// turnedAway is one of a crowd that found no place: counted, but not worth a line each
	turnedAway bool
	stream     bool      // goes on for as long as somebody listens
	answer     *recorder // above the packing, where the first byte is seen at once
}

// begun reports whether a part of the answer is already on its way.
func (x *exchange) begun() bool { return x.answer != nil && x.answer.status != 0 }

type exchangeKey struct{}

func exchangeOf(r *http.Request) *exchange {
	if x, ok := r.Context().Value(exchangeKey{}).(*exchange); ok {
		return x
	}
	return &exchange{}
}

// reference is a number that a person can read to us over the telephone.
func reference(now clock.Instant) string {
	const letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
	var b [7]byte
	rand.Read(b[:]) // never fails since Go 1.24
	for i := range b {
		b[i] = letters[b[i]%32]
	}
	return "N-" + now.Time().Format("20060102") + "-" + string(b[:])
}

// observe numbers, times, logs and counts every request, and catches what panics outside of a route.
func (s *Server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		x := &exchange{id: reference(s.DB.Clock())}
		rec := &recorder{ResponseWriter: w}
		w.Header().Set("X-Request-Id", x.id)
		defer func() {
			p := recover()
			if p != nil && p != http.ErrAbortHandler {
				x.err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
				if rec.status == 0 {
					http.Error(rec, "500 "+x.id, http.StatusInternalServerError)
				}
			}
			s.note(r, x, rec, time.Since(start))
			if p == http.ErrAbortHandler {
				panic(p)
			}
		}()
		next.ServeHTTP(rec, r.WithContext(context.WithValue(r.Context(), exchangeKey{}, x)))
	})
}

func (s *Server) note(r *http.Request, x *exchange, rec *recorder, took time.Duration) {
	if rec.status == 0 {
		rec.status = http.StatusOK
	}
	route := x.route
	if route == "" {
		route = "none"
	}
	s.metrics.count(r.Method, route, rec.status, took, x.stream)
	if x.turnedAway {
		s.crowd()
		return
	}
	level := slog.LevelInfo
	if x.stream && x.err == nil {
		level = slog.LevelDebug
	}
	attrs := []slog.Attr{
		slog.String("id", x.id), slog.String("method", r.Method), slog.String("route", route), slog.Int("status", rec.status),
		slog.Float64("ms", float64(took.Microseconds())/1000), slog.Int64("bytes", rec.bytes),
	}
	if x.person != "" {
		attrs = append(attrs, slog.String("person", string(x.person)))
	}
	if x.err != nil {
		attrs = append(attrs, slog.String("error", x.err.Error()))
		if rec.status >= 500 {
			level = slog.LevelError
		}
	}
	s.Log.LogAttrs(r.Context(), level, "request", attrs...)
}

// recorder remembers the status and the size of an answer.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (w *recorder) WriteHeader(status int) {
	retryAfterDefault(w.Header(), status)
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorder) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }
