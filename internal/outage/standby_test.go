package outage

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/usecase/seeding"
	"nariwai/internal/web"
)

// TestStandbyGone: without its synchronous standby the primary keeps a commit and answers nobody. Whoever waits is told that
// nobody knows, as often as they ask, and never yes, although the payment can be seen: it stands on one machine alone.
func TestStandbyGone(t *testing.T) {
	c := newCluster(t)
	_, tasks := market(t, c.address(), 20)
	c.addStandby()
	d, err := db.Open(t.Context(), c.address(), db.Patience(1500*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.UseKeys(t.Context(), dbtest.Keys(t)); err != nil {
		t.Fatal(err)
	}
	pages := httptest.NewServer(web.New(web.Config{DB: d, WantStandby: true}).Handler())
	defer pages.Close()
	people := newCrowd(t, tasks, &server{t: t, base: pages.URL, log: &logbook{}})
	ready := func() string {
		t.Helper()
		status, body := people.servers[0].get("/readyz")
		if status != http.StatusOK {
			t.Fatalf("/readyz answers %d: %s", status, body)
		}
		return body
	}
	accept := func(i int) (int, string) {
		t.Helper()
		task := tasks[i]
		status, _, body, err := people.ask(t.Context(), task, http.MethodPost, "/items/"+string(task.Item)+"/accept", "accept-"+string(task.Item))
		if err != nil {
			t.Fatal(err)
		}
		return status, body
	}
	seen := func(task seeding.Task) bool {
		t.Helper()
		done, err := seeding.Settled(t.Context(), d, []seeding.Task{task})
		if err != nil {
			t.Fatal(err)
		}
		return done[task.Item]
	}
	if got := ready(); got != "ready\n" {
		t.Errorf("with a standby: %q", got)
	}
	if status, body := accept(0); status != http.StatusSeeOther {
		t.Fatalf("with a standby: %d %.500s", status, body)
	}

	c.kill(c.standby())
	if got := ready(); !strings.Contains(got, "warning: no standby") {
		t.Errorf("without a standby: %q", got)
	}
	if !strings.Contains(metricsOf(t, people.servers[0]), `nariwai_db_standbys{state="synchronous"} 0`) {
		t.Error("the metrics don't tell")
	}
	for range 2 {
		status, body := accept(1)
		if status != http.StatusServiceUnavailable || !strings.Contains(body, "お金が動いたかどうかは") || strings.Contains(body, "お金は動いていません") {
			t.Fatalf("without a standby: %d %.2000s", status, body)
		}
		if !seen(tasks[1]) {
			t.Error("PostgreSQL has not kept what it gave up waiting for; this test must be thought about again")
		}
	}
	if err := d.Write(t.Context(), func(tx *db.Tx) error { return db.ForgetCommands(t.Context(), tx) }); err != nil {
		t.Error("a transaction that writes nothing waits for nobody:", err)
	}

	c.start(c.standby())
	c.waitSync()
	if got := ready(); got != "ready\n" {
		t.Errorf("with its standby again: %q", got)
	}
	if status, body := accept(1); status != http.StatusSeeOther {
		t.Fatalf("with its standby again: %d %.500s", status, body)
	}

	c.sql("admin", "postgres", "ALTER SYSTEM SET synchronous_standby_names = ''", "SELECT pg_reload_conf()")
	time.Sleep(300 * time.Millisecond)
	if got := ready(); !strings.Contains(got, "warning: the standby is asynchronous") {
		t.Errorf("with an asynchronous standby: %q", got)
	}
}

// TestCancelledWaiting: an administrator who cancels a commit's waiting makes PostgreSQL answer as if all were well.
func TestCancelledWaiting(t *testing.T) {
	c := newCluster(t)
	d, _ := market(t, c.address(), 1)
	c.addStandby()
	c.kill(c.standby())
	admin := c.connect("admin", "postgres")
	defer admin.Close(context.Background())
	var writing sync.WaitGroup
	writing.Go(func() {
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			return tx.Exec(t.Context(), 1, "INSERT INTO db_meta (name, value) VALUES ('cancelled', 1)")
		})
		if !fault.Is(err, fault.Unsure) {
			t.Errorf("a cancelled commit is answered with %v", err)
		}
	})
	for range 400 {
		var cancelled int
		if err := admin.QueryRow(t.Context(), "SELECT COUNT(*) FROM (SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep') x").Scan(&cancelled); err != nil {
			t.Fatal(err)
		}
		if cancelled > 0 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	begun := time.Now()
	writing.Wait()
	if took := time.Since(begun); took > 2*time.Second {
		t.Errorf("it took %s to notice", took)
	}
}

// TestAsynchronousLoses shows that the other tests can see a loss: with a standby that lags, a promotion loses what people
// were told of, and all else adds up.
func TestAsynchronousLoses(t *testing.T) {
	c := newCluster(t)
	d, tasks := market(t, c.address(), 600)
	c.addStandby()
	people := newCrowd(t, tasks, serve(t, c.address(), nil, "--files", t.TempDir()))
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	crowd := people.run(ctx, 8, 30*time.Millisecond)
	time.Sleep(time.Second)
	c.sql("admin", "postgres", "ALTER SYSTEM SET synchronous_standby_names = ''", "SELECT pg_reload_conf()")
	c.kill(c.standby()) // what happens from now on it never hears of
	time.Sleep(time.Second)
	stop()
	crowd.Wait()
	if lost := people.lost(d); lost > 0 {
		t.Errorf("%d acknowledgements are lost before anything broke", lost)
	}
	c.kill(c.primary)
	c.start(c.standby())
	c.promote(func() {})
	lost := people.lost(d)
	t.Logf("an asynchronous standby, a second behind, loses %d of %d acknowledged acceptances", lost, people.count())
	if lost == 0 {
		t.Error("nothing is lost: the check can't see it, or the standby was not behind")
	}
}

func metricsOf(t *testing.T, s *server) string {
	t.Helper()
	_, body := s.get("/metrics")
	return body
}
