package outage

import (
	"context"
	"testing"
	"time"
)

// TestPromotions kills the primary under load and lets its synchronous standby take over, again and again.
func TestPromotions(t *testing.T) {
	rounds := 2
	if soak() {
		rounds = 20
	}
	c := newCluster(t)
	d, tasks := market(t, c.address(), 1_500+rounds*700)
	c.addStandby()
	people := newCrowd(t, tasks, serve(t, c.address(), nil, "--files", t.TempDir()))
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	crowd := people.run(ctx, 12, 60*time.Millisecond)
	for range rounds {
		time.Sleep(1500 * time.Millisecond)
		begun := time.Now()
		c.promote(func() { people.await(begun) })
		people.awaited(30 * time.Second)
		c.addStandby()
	}
	time.Sleep(time.Second)
	stop()
	crowd.Wait()
	people.check(d)
	t.Logf("%d promotions: first acknowledged request after the kill: p50 %s, p95 %s, longest %s (promotion included, noticing the death not)",
		rounds, quantile(people.firsts, .5), quantile(people.firsts, .95), quantile(people.firsts, 1))
	if p95 := quantile(people.firsts, .95); p95 > 5*time.Second {
		t.Errorf("first acknowledged request p95 is %s", p95)
	}
}

// TestRestarts ends the primary at once under load and starts it again.
func TestRestarts(t *testing.T) {
	rounds := 1
	if soak() {
		rounds = 20
	}
	c := newCluster(t)
	d, tasks := market(t, c.address(), 800+rounds*500)
	c.addStandby()
	people := newCrowd(t, tasks, serve(t, c.address(), nil, "--files", t.TempDir()))
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	crowd := people.run(ctx, 12, 60*time.Millisecond)
	for range rounds {
		time.Sleep(1500 * time.Millisecond)
		begun := time.Now()
		c.restart(func() { people.await(begun) })
		people.awaited(30 * time.Second)
	}
	time.Sleep(time.Second)
	stop()
	crowd.Wait()
	people.check(d)
	t.Logf("%d immediate restarts: first acknowledged request after the stop: p50 %s, p95 %s, longest %s",
		rounds, quantile(people.firsts, .5), quantile(people.firsts, .95), quantile(people.firsts, 1))
	if p95 := quantile(people.firsts, .95); p95 > 5*time.Second {
		t.Errorf("first acknowledged request p95 is %s", p95)
	}
}
