package outage

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"nariwai/internal/usecase/seeding"
)

// room is a disk that can be filled and emptied.
type room interface {
	fill(t testing.TB)
	empty(t testing.TB)
}

// tmpfs is a small disk of its own; a file fills what is left of it.
type tmpfs struct{ dir string }

// newTmpfs mounts a disk of so many megabytes; only root may, elsewhere the test is skipped.
func newTmpfs(t testing.TB, megabytes int) tmpfs {
	t.Helper()
	dir, err := os.MkdirTemp("", "nariwai-disk")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := syscall.Mount("none", dir, "tmpfs", 0, fmt.Sprintf("size=%dm,mode=0777", megabytes)); err != nil {
		t.Skipf("a disk of one's own can't be mounted here (%v): TestDiskFull/limit stands for it", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return tmpfs{dir}
}

func (d tmpfs) filler() string { return filepath.Join(d.dir, "filler") }

func (d tmpfs) fill(t testing.TB) {
	t.Helper()
	f, err := os.OpenFile(d.filler(), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for block := make([]byte, 64<<10); ; {
		if n, err := f.Write(block); err != nil || n < len(block) {
			return
		}
	}
}

func (d tmpfs) empty(t testing.TB) {
	t.Helper()
	if err := os.Remove(d.filler()); err != nil {
		t.Fatal(err)
	}
}

// limit is a process that may not make files longer than so many bytes: what is left to those who may mount nothing.
type limit struct {
	pid   int
	bytes uint64
}

func (l limit) fill(t testing.TB)  { l.set(t, l.bytes) }
func (l limit) empty(t testing.TB) { l.set(t, 1<<40) }

func (l limit) set(t testing.TB, bytes uint64) {
	t.Helper()
	r := syscall.Rlimit{Cur: bytes, Max: 1 << 40}
	const fileSize = 1 // RLIMIT_FSIZE
	if _, _, e := syscall.RawSyscall6(syscall.SYS_PRLIMIT64, uintptr(l.pid), fileSize, uintptr(unsafe.Pointer(&r)), 0, 0, 0); e != 0 {
		t.Fatal(e)
	}
}

// TestDiskFull fills the disk under load. People are told to come back, pages are still shown, files are refused in the
// same way; when there is room again everything goes on by itself, and nothing that was answered is lost.
func TestDiskFull(t *testing.T) {
	t.Run("tmpfs", func(t *testing.T) {
		disk := newTmpfs(t, 100+diskItems()/20)
		addr := filepath.Join(disk.dir, "nariwai.db")
		_, tasks := market(t, addr, diskItems())
		s := serve(t, addr, []string{"TMPDIR=" + disk.dir}, "--files", filepath.Join(disk.dir, "files"))
		fillUnderLoad(t, addr, tasks, s, disk)
	})
	t.Run("limit", func(t *testing.T) {
		addr := filepath.Join(t.TempDir(), "nariwai.db")
		_, tasks := market(t, addr, diskItems())
		s := serve(t, addr, []string{"TMPDIR=" + t.TempDir()}, "--files", t.TempDir())
		fillUnderLoad(t, addr, tasks, s, limit{s.cmd.Process.Pid, 64 << 10})
	})
	t.Run("postgres", func(t *testing.T) {
		disk := newTmpfs(t, 100+diskItems()/20)
		c := newCluster(t)
		if c.as != nil {
			if err := os.Chown(disk.dir, int(c.as.Uid), int(c.as.Gid)); err != nil {
				t.Fatal(err)
			}
		}
		c.sql("admin", "market", "CREATE TABLESPACE small LOCATION '"+disk.dir+"'", "GRANT CREATE ON TABLESPACE small TO market")
		addr := c.address() + "&default_tablespace=small"
		_, tasks := market(t, addr, diskItems())
		s := serve(t, addr, nil, "--files", t.TempDir())
		fillUnderLoad(t, addr, tasks, s, disk)
	})
}

func fillUnderLoad(t *testing.T, addr string, tasks []seeding.Task, s *server, disk room) {
	length := 5 * time.Second
	if soak() {
		length = time.Minute
	}
	people := newCrowd(t, tasks, s)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	crowd := people.run(ctx, 8, 20*time.Millisecond)
	time.Sleep(2 * time.Second)
	before := people.count()
	disk.fill(t)
	var last int
	var refused time.Time
	for begun := time.Now(); time.Since(begun) < length; time.Sleep(100 * time.Millisecond) {
		disk.fill(t) // what a checkpoint sets free
		if n := people.count(); n != last {
			last, refused = n, time.Now()
		}
	}
	during := people.count() - before
	if time.Since(refused) < time.Second {
		t.Errorf("the disk is not full: %d were answered meanwhile, the last %s ago", during, time.Since(refused))
	}
	if status, body := s.get("/terms"); status != http.StatusOK {
		t.Errorf("a page meanwhile: %d %.300s", status, body)
	}
	task := tasks[0]
	if status, body := share(t, s, task); status != http.StatusServiceUnavailable || strings.Contains(body, "読めませんでした") {
		t.Errorf("a file meanwhile: %d %.1000s", status, body)
	}
	people.await(time.Now())
	disk.empty(t)
	people.awaited(10 * time.Second)
	for begun := time.Now(); ; time.Sleep(50 * time.Millisecond) { // a checkpoint may come first
		status, body := share(t, s, task)
		if status == http.StatusSeeOther {
			break
		}
		if time.Since(begun) > 5*time.Second {
			t.Fatalf("a file afterwards: %d %.1000s", status, body)
		}
	}
	time.Sleep(time.Second)
	stop()
	crowd.Wait()
	people.check(openDB(t, addr))
	if people.statuses["accept 503"] == 0 {
		t.Error("nobody was told to come back")
	}
	t.Logf("%d acknowledged before, %d while the disk was filling, all after: first acknowledged %s after there was room", before, during, people.firsts[0].Round(time.Millisecond))
}

// share puts a file of two megabytes into the room of a contract.
func share(t *testing.T, s *server, task seeding.Task) (status int, body string) {
	t.Helper()
	var form bytes.Buffer
	m := multipart.NewWriter(&form)
	f, err := m.CreateFormFile("files", "shiryou.txt")
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintln(f, rand.Text())
	f.Write(bytes.Repeat([]byte("ことば\n"), 200_000))
	m.Close()
	q, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.base+"/contracts/"+string(task.Contract)+"/files", &form)
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("Content-Type", m.FormDataContentType())
	q.Header.Set("Origin", s.base)
	q.Header.Set("Sec-Fetch-Site", "same-origin")
	q.Header.Set("Cookie", "nariwai="+task.Secret)
	a, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	b, _ := io.ReadAll(a.Body)
	return a.StatusCode, string(b)
}

func diskItems() int {
	if soak() {
		return 8_000
	}
	return 1_200
}
