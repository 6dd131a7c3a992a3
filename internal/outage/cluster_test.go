package outage

import (
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// A cluster is a PostgreSQL primary and its synchronous standby, each a process of its own on this machine. They keep their
// promises to each other but not to the disk (fsync is off): nobody pulls this machine's plug.
type cluster struct {
	t        testing.TB
	as       *syscall.Credential // PostgreSQL does not run as root
	password string
	nodes    [2]*node
	primary  *node
}

type node struct {
	name, dir, port string
}

// newCluster makes a primary; addStandby gives it a standby.
func newCluster(t testing.TB) *cluster {
	t.Helper()
	c := &cluster{t: t, password: rand.Text()}
	top, err := os.MkdirTemp("", "nariwai-cluster")
	if err != nil {
		t.Fatal(err)
	}
	if os.Getuid() == 0 {
		c.as = nobody(t)
		if err := os.Chown(top, int(c.as.Uid), int(c.as.Gid)); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		for _, n := range c.nodes {
			c.kill(n)
		}
		if t.Failed() {
			for _, n := range c.nodes {
				t.Logf("node %s:\n%s", n.name, tail(n.dir+".log", 2_000))
			}
		}
		os.RemoveAll(top)
	})
	for i, name := range []string{"a", "b"} {
		c.nodes[i] = &node{name, filepath.Join(top, name), freePort(t)}
	}
	c.primary = c.nodes[0]
	secret := filepath.Join(top, "password")
	if err := os.WriteFile(secret, []byte(c.password+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	c.run("initdb", "-D", c.primary.dir, "-U", "admin", "--pwfile="+secret, "--auth=scram-sha-256", "--encoding=UTF8", "--no-locale", "--no-sync")
	c.start(c.primary)
	c.sql("admin", "postgres", "CREATE ROLE market LOGIN PASSWORD '"+c.password+"'", "CREATE DATABASE market OWNER market", "GRANT pg_monitor TO market")
	return c
}

// tool finds one of PostgreSQL's programs.
func tool(t testing.TB, name string) string {
	t.Helper()
	if path, err := exec.LookPath(name); err == nil {
		return path
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if len(found) == 0 {
		t.Fatalf("PostgreSQL's %s is missing: run scripts/setup", name)
	}
	return found[len(found)-1]
}

func nobody(t testing.TB) *syscall.Credential {
	for _, name := range []string{"postgres", "nobody"} {
		if u, err := user.Lookup(name); err == nil {
			uid, _ := strconv.Atoi(u.Uid)
			gid, _ := strconv.Atoi(u.Gid)
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		}
	}
	t.Fatal("PostgreSQL does not run as root, and there is no user postgres")
	return nil
}

func freePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

// run runs one of PostgreSQL's programs.
func (c *cluster) run(program string, args ...string) {
	c.t.Helper()
	cmd := exec.Command(tool(c.t, program), args...)
	cmd.Dir = filepath.Dir(c.nodes[0].dir)
	cmd.Env = append(os.Environ(), "PGPASSWORD="+c.password, "TZ=UTC")
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: c.as}
	log, err := os.OpenFile(filepath.Join(cmd.Dir, "programs.log"), os.O_CREATE|os.O_RDWR|os.O_TRUNC, 0o666) // a pipe would stay open with the server
	if err != nil {
		c.t.Fatal(err)
	}
	defer log.Close()
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Run(); err != nil {
		c.t.Fatalf("%s %q: %v\n%s", program, args, err, tail(log.Name(), 2_000))
	}
}

func tail(file string, most int) string {
	b, _ := os.ReadFile(file)
	return string(b[max(0, len(b)-most):])
}

func (c *cluster) start(n *node) {
	c.t.Helper()
	options := "-p " + n.port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c cluster_name=" + n.name +
		" -c max_connections=150 -c shared_buffers=64MB -c fsync=off -c synchronous_commit=on -c wal_keep_size=256MB -c wal_retrieve_retry_interval=200ms -c timezone=UTC"
	c.run("pg_ctl", "-D", n.dir, "-l", n.dir+".log", "-o", options, "-w", "-t", "60", "start")
}

// address is the database as the program is told of it: both nodes, whichever is the primary.
func (c *cluster) address() string {
	return fmt.Sprintf("postgres://market:%s@127.0.0.1:%s,127.0.0.1:%s/market?sslmode=disable", c.password, c.nodes[0].port, c.nodes[1].port)
}

func (c *cluster) connect(role, database string) *pgx.Conn {
	c.t.Helper()
	conn, err := pgx.Connect(c.t.Context(), fmt.Sprintf("postgres://%s:%s@127.0.0.1:%s/%s?sslmode=disable", role, c.password, c.primary.port, database))
	if err != nil {
		c.t.Fatal(err)
	}
	return conn
}

// sql runs statements on the primary.
func (c *cluster) sql(role, database string, statements ...string) {
	c.t.Helper()
	conn := c.connect(role, database)
	defer conn.Close(context.Background())
	for _, s := range statements {
		if _, err := conn.Exec(c.t.Context(), s); err != nil {
			c.t.Fatalf("%s: %v", s, err)
		}
	}
}

func (c *cluster) standby() *node {
	if c.primary == c.nodes[0] {
		return c.nodes[1]
	}
	return c.nodes[0]
}

// addStandby makes a new standby out of the node that is not the primary, and lets commits wait for it from then on.
func (c *cluster) addStandby() {
	c.t.Helper()
	n := c.standby()
	c.kill(n)
	if err := os.RemoveAll(n.dir); err != nil {
		c.t.Fatal(err)
	}
	c.run("pg_basebackup", "-d", fmt.Sprintf("host=127.0.0.1 port=%s user=admin password=%s application_name=%s", c.primary.port, c.password, n.name),
		"-D", n.dir, "-X", "stream", "-c", "fast", "-R", "--no-sync")
	c.start(n)
	// Only now: what was copied must not wait for a standby of its own when it takes over.
	c.sql("admin", "postgres", "ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()")
	c.waitSync()
}

// waitSync waits until the standby is synchronous.
func (c *cluster) waitSync() {
	c.t.Helper()
	conn := c.connect("admin", "postgres")
	defer conn.Close(context.Background())
	for range 600 {
		var n int
		if err := conn.QueryRow(c.t.Context(), "SELECT COUNT(*) FROM pg_stat_replication WHERE sync_state = 'sync' AND state = 'streaming'").Scan(&n); err != nil {
			c.t.Fatal(err)
		}
		if n == 1 {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	c.t.Fatal("the standby does not become synchronous")
}

// promote kills the primary's machine and lets the standby take over. gone is called when the primary is dead.
func (c *cluster) promote(gone func()) {
	c.t.Helper()
	c.kill(c.primary)
	gone()
	c.primary = c.standby()
	c.run("pg_ctl", "-D", c.primary.dir, "-w", "-t", "60", "promote")
}

// restart ends the primary at once, without a word to anybody, and starts it again.
func (c *cluster) restart(gone func()) {
	c.t.Helper()
	c.run("pg_ctl", "-D", c.primary.dir, "-m", "immediate", "-w", "-t", "60", "stop")
	gone()
	c.start(c.primary)
}

// kill is kill -9 for all processes of a node.
func (c *cluster) kill(n *node) {
	pid := n.pid()
	if pid == 0 {
		return
	}
	children := childrenOf(pid)
	for _, p := range append([]int{pid}, children...) {
		syscall.Kill(p, syscall.SIGKILL)
	}
	for _, p := range append([]int{pid}, children...) {
		for range 400 {
			if !alive(p) {
				break
			}
			time.Sleep(5 * time.Millisecond)
		}
	}
	os.Remove(filepath.Join(n.dir, "postmaster.pid"))
}

// pid is the node's first process; 0 when it isn't running.
func (n *node) pid() int {
	b, err := os.ReadFile(filepath.Join(n.dir, "postmaster.pid"))
	if err != nil {
		return 0
	}
	first, _, _ := strings.Cut(string(b), "\n")
	pid, _ := strconv.Atoi(first)
	return pid
}

func childrenOf(pid int) (children []int) {
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, file := range stats {
		if f := statOf(file); len(f) > 1 && f[1] == strconv.Itoa(pid) {
			child, _ := strconv.Atoi(filepath.Base(filepath.Dir(file)))
			children = append(children, child)
		}
	}
	return children
}

// statOf are the fields of a process from its state on, in proc(5)'s order.
func statOf(file string) []string {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil
	}
	return strings.Fields(string(b[strings.LastIndexByte(string(b), ')')+1:]))
}

func alive(pid int) bool {
	f := statOf(fmt.Sprintf("/proc/%d/stat", pid))
	return len(f) > 0 && !slices.Contains([]string{"Z", "X"}, f[0])
}
