package outage

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"nariwai/internal/db/dbtest"
)

var program struct {
	once sync.Once
	path string
	err  error
}

// TestMain removes the program that the tests have built.
func TestMain(m *testing.M) {
	forget := dbtest.KeysForPrograms()
	code := m.Run()
	forget()
	if program.path != "" {
		os.RemoveAll(filepath.Dir(program.path))
	}
	os.Exit(code)
}

// build makes the program, once for all tests.
func build(t testing.TB) string {
	t.Helper()
	program.once.Do(func() {
		dir, err := os.MkdirTemp("", "nariwai-program")
		if err != nil {
			program.err = err
			return
		}
		program.path = filepath.Join(dir, "nariwai")
		if out, err := exec.Command("go", "build", "-o", program.path, "nariwai/cmd/nariwai").CombinedOutput(); err != nil {
			program.err = fmt.Errorf("%w\n%s", err, out)
		}
	})
	if program.err != nil {
		t.Fatal(program.err)
	}
	return program.path
}

// server is the program, serving.
type server struct {
	t    testing.TB
	base string
	cmd  *exec.Cmd
	log  *logbook
}

// logbook keeps the end of what a server writes to its log.
type logbook struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.b.Len() > 4<<20 {
		l.b.Next(2 << 20)
	}
	return l.b.Write(p)
}

// errors are the lines that speak of faults of ours, the first few.
func (l *logbook) errors() (out []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for line := range strings.Lines(l.b.String()) {
		if strings.Contains(line, "status=500") || strings.Contains(line, "panic") {
			if out = append(out, strings.TrimSpace(line)); len(out) == 5 {
				break
			}
		}
	}
	return out
}

// serve starts the program on a database and waits until it is ready. env are settings such as GOMEMLIMIT.
func serve(t testing.TB, db string, env []string, args ...string) *server {
	t.Helper()
	s := &server{t: t, base: "http://127.0.0.1:" + freePort(t), log: &logbook{}}
	s.cmd = exec.Command(build(t), append([]string{"serve", "--db", db, "--addr", strings.TrimPrefix(s.base, "http://"), "--log-level", "warn"}, args...)...)
	s.cmd.Env = append(os.Environ(), env...)
	s.cmd.Stdout, s.cmd.Stderr = s.log, s.log
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.kill()
		if t.Failed() {
			text := s.log.b.String()
			t.Logf("the end of the server's log:\n%s", text[max(0, len(text)-3_000):])
		}
	})
	for range 600 {
		if status, _ := s.get("/readyz"); status == http.StatusOK {
			return s
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("the server does not become ready:\n%s", s.log.b.String())
	return nil
}

// kill is kill -9.
func (s *server) kill() {
	if s.cmd.ProcessState == nil {
		s.cmd.Process.Kill()
		s.cmd.Wait()
	}
}

// get asks for a page that needs no session; 0 when nobody answers.
func (s *server) get(path string) (status int, body string) {
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Second)
	defer cancel()
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	a, err := http.DefaultClient.Do(q)
	if err != nil {
		return 0, err.Error()
	}
	defer a.Body.Close()
	b, _ := io.ReadAll(a.Body)
	return a.StatusCode, string(b)
}

// metric is one number of /metrics.
func (s *server) metric(name string) float64 {
	s.t.Helper()
	_, body := s.get("/metrics")
	m := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(name) + ` (\S+)$`).FindStringSubmatch(body)
	if m == nil {
		s.t.Fatalf("no metric %s", name)
	}
	v, err := strconv.ParseFloat(m[1], 64)
	if err != nil {
		s.t.Fatal(err)
	}
	return v
}

// memory is the server's resident memory in MB.
func (s *server) memory() int {
	b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	m := regexp.MustCompile(`VmRSS:\s+(\d+) kB`).FindSubmatch(b)
	if m == nil {
		return 0
	}
	kb, _ := strconv.Atoi(string(m[1]))
	return kb >> 10
}
