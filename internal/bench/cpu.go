package bench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"nariwai/internal/db"
)

// A meter reads how much processor time this process and, on this machine, the database's server have used.
type meter struct {
	postmaster int // 0 without a server of its own
}

// newMeter looks for the server's processes; one on another machine is not counted.
func newMeter(ctx context.Context, d *db.DB) (m meter) {
	if d.Engine != db.Postgres {
		return m
	}
	var backend int
	if err := db.One(ctx, d.Snapshot(), []any{&backend}, "SELECT pg_backend_pid()"); err != nil {
		return m
	}
	if f, ok := stat(backend); ok {
		m.postmaster, _ = strconv.Atoi(f[1])
	}
	return m
}

// used is this process's processor time and that of the database's server, with those of its processes that have ended.
func (m meter) used() (own, server time.Duration) {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	own = time.Duration(u.Utime.Nano() + u.Stime.Nano())
	if m.postmaster == 0 {
		return own, 0
	}
	all, _ := filepath.Glob("/proc/[0-9]*")
	for _, dir := range all {
		pid, _ := strconv.Atoi(filepath.Base(dir))
		f, ok := stat(pid)
		if !ok || pid != m.postmaster && f[1] != fmt.Sprint(m.postmaster) {
			continue
		}
		fields := f[11:13] // utime, stime
		if pid == m.postmaster {
			fields = f[11:15] // and those of its children that have ended
		}
		for _, ticks := range fields {
			n, _ := strconv.ParseInt(ticks, 10, 64)
			server += time.Duration(n) * (time.Second / ticksPerSecond)
		}
	}
	return own, server
}

// ticksPerSecond is the unit of /proc/<pid>/stat: USER_HZ, 100 on every Linux that Go runs on.
const ticksPerSecond = 100

// stat returns the fields of /proc/<pid>/stat from the state on.
func stat(pid int) (fields []string, ok bool) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return nil, false
	}
	_, rest, ok := strings.Cut(string(b), ") ")
	fields = strings.Fields(rest)
	return fields, ok && len(fields) > 15
}

// loadAverage is the machine's load of the last minute: what else ran while we measured.
func loadAverage() float64 {
	b, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return 0
	}
	first, _, _ := strings.Cut(string(b), " ")
	f, _ := strconv.ParseFloat(first, 64)
	return f
}

// resident is how much memory this process holds, in bytes.
func resident() int64 {
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	f := strings.Fields(string(b))
	if len(f) < 2 {
		return 0
	}
	pages, _ := strconv.ParseInt(f[1], 10, 64)
	return pages * int64(os.Getpagesize())
}
