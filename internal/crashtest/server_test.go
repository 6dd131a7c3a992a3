package crashtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// server is the program, started again and again at one address on one database.
type server struct {
	binary string
	args   []string
	env    []string
	base   string

	cmd  *exec.Cmd
	log  *logbook
	took []time.Duration // from each start to the first healthy answer
	gate gate
}

// logbook keeps what the server writes to its log.
type logbook struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.b.Len() > 1<<20 {
		return len(p), nil
	}
	return l.b.Write(p)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// gate lets requests through while the server is up.
type gate struct {
	mu   sync.Mutex
	open chan struct{} // closed while the server is up
	up   bool
}

func (g *gate) set(up bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case g.open == nil:
		g.open = make(chan struct{})
	case g.up && !up:
		g.open = make(chan struct{})
	}
	if up && !g.up {
		close(g.open)
	}
	g.up = up
}

func (g *gate) wait(ctx context.Context) error {
	g.mu.Lock()
	open := g.open
	g.mu.Unlock()
	select {
	case <-open:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func freePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// newServer is a server that isn't started yet.
func newServer(t testing.TB, binary, addr string, env []string, args ...string) *server {
	t.Helper()
	at := freePort(t)
	s := &server{binary: binary, base: "http://" + at, log: &logbook{}, env: env,
		args: append([]string{"serve", "--db", addr, "--addr", at, "--log-level", "error"}, args...)}
	s.gate.set(false)
	t.Cleanup(s.kill)
	return s
}

func (s *server) spawn() error {
	s.cmd = exec.Command(s.binary, s.args...)
	s.cmd.Env = append(os.Environ(), s.env...)
	s.cmd.Stdout, s.cmd.Stderr = s.log, s.log
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return s.cmd.Start()
}

// start starts the server and opens the gate when it says that it is ready.
func (s *server) start() error {
	begun := time.Now()
	if err := s.spawn(); err != nil {
		return err
	}
	asker := &http.Client{Timeout: 2 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	for time.Since(begun) < 30*time.Second {
		r, err := asker.Get(s.base + "/readyz")
		if err == nil {
			r.Body.Close()
			if r.StatusCode == http.StatusOK {
				s.took = append(s.took, time.Since(begun))
				s.gate.set(true)
				return nil
			}
		}
		time.Sleep(3 * time.Millisecond)
	}
	return fmt.Errorf("the server doesn't become healthy:\n%s", s.log)
}

// kill ends the server at once, as a power switch would, and waits until it is gone.
func (s *server) kill() {
	if s.cmd == nil {
		return
	}
	s.cmd.Process.Kill()
	s.cmd.Wait()
	s.cmd = nil
	s.gate.set(false)
}

// complaints are the lines of the log that tell of errors of ours.
func (s *server) complaints() (out []string) {
	for line := range strings.Lines(s.log.String()) {
		if strings.Contains(line, "panic") || strings.Contains(line, "level=ERROR") {
			out = append(out, strings.TrimSpace(line))
		}
	}
	return out
}

// quantile is the q-th part of the durations, sorted.
func quantile(all []time.Duration, q float64) time.Duration {
	if len(all) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(all))
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]
}

var errEnded = errors.New("the play is over")
