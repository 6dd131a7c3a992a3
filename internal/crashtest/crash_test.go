package crashtest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
)

// kills is how often each engine's server is killed; NARIWAI_KILLS is both engines' together.
func kills(t testing.TB) int {
	t.Helper()
	n := 16
	if s := os.Getenv("NARIWAI_KILLS"); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil {
			t.Fatalf("NARIWAI_KILLS: %v", err)
		}
	}
	return max(1, n/len(engines))
}

// perStage is after how many kills at most the market is made anew.
const perStage = 100

// TestCrash kills the server while people race for money. Whatever the moment: nothing that was answered is lost, nothing
// happens twice, and whoever asks again is answered the same.
func TestCrash(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			left := kills(t)
			var all tally
			for left > 0 {
				got := attack(t, engine, plain(t), min(left, perStage), nil)
				for _, v := range got.found.all() {
					t.Error(v)
				}
				for _, line := range got.complaints {
					t.Log("server:", line)
				}
				all.add(got)
				left -= got.kills
				if t.Failed() || got.kills == 0 {
					break
				}
			}
			t.Log(all)
			if all.kills < kills(t) {
				t.Errorf("only %d kills", all.kills)
			}
			if all.acked < all.kills/2 {
				t.Errorf("only %d answers in %d lives: nobody was racing", all.acked, all.kills)
			}
			if p99 := quantile(all.took, .99); p99 > time.Second && !testing.Short() {
				t.Logf("restart to healthy p99 is %s", p99)
			}
		})
	}
}

// tally is what an attack came to.
type tally struct {
	kills, acked, replays int
	requests, cut         int64
	refused               map[int]int
	took                  []time.Duration
	wall                  time.Duration
	complaints            []string
	found                 *findings
}

func (a *tally) add(b tally) {
	a.kills, a.acked, a.replays, a.requests, a.cut, a.wall = a.kills+b.kills, a.acked+b.acked, a.replays+b.replays, a.requests+b.requests, a.cut+b.cut, a.wall+b.wall
	a.took = append(a.took, b.took...)
	if a.refused == nil {
		a.refused = map[int]int{}
	}
	for status, n := range b.refused {
		a.refused[status] += n
	}
}

func (a tally) String() string {
	load, _ := os.ReadFile("/proc/loadavg")
	return fmt.Sprintf("%d kills in %.1f s (%.1f/s), %d requests, %d cut off, %d acknowledged, refused by status %v, %d replays; restart to healthy p50 %s, p99 %s, longest %s; load %.14s",
		a.kills, a.wall.Seconds(), float64(a.kills)/a.wall.Seconds(), a.requests, a.cut, a.acked, a.refused, a.replays,
		quantile(a.took, .5).Round(time.Millisecond), quantile(a.took, .99).Round(time.Millisecond), quantile(a.took, 1).Round(time.Millisecond), load)
}

// longestLife is how long a server lives at most.
const longestLife = 260 * time.Millisecond

// attack makes a market, kills its server so often while people race, and checks every rule. It stops at the first violation.
func attack(t testing.TB, engine, program string, kills int, env []string) (got tally) {
	t.Helper()
	found := &findings{}
	s := newStage(t, engine, max(3, kills*3/5))
	begun := time.Now()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute+time.Duration(kills)*2*time.Second)
	defer cancel()
	post := newPost(t, s.demo)
	srv := newServer(t, program, s.addr, env, append(post.args(), "--files", s.files)...)
	b := newBrowsers(srv, found)
	p := newPlay(ctx, s, b)
	p.begin()
	seen := 0
	for got.kills < kills && !found.any() && !p.exhausted() {
		if rand.IntN(8) == 0 { // not even born
			if err := srv.spawn(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(rand.N(80 * time.Millisecond))
			srv.kill()
			got.kills++
			continue
		}
		if err := srv.start(); err != nil {
			t.Fatal(err)
		}
		life := time.NewTimer(30*time.Millisecond + rand.N(longestLife))
		acked := b.answers()
		s.view(t, func(r db.Reader) {
			checkAcknowledged(t, r, acked[seen:], found)
			if got.kills%5 == 0 {
				checkMoment(t, r, s.prepared, found)
			}
		})
		seen = len(acked)
		<-life.C
		srv.kill()
		got.kills++
	}
	if err := srv.start(); err != nil {
		t.Fatal(err)
	}
	p.end()
	s.view(t, func(r db.Reader) { checkAcknowledged(t, r, b.answers()[seen:], found) })
	got.replays = p.replay(t, found)
	srv.kill()
	s.in(t, func(d *db.DB) {
		checkAll(t, d, s.prepared, found)
		post.check(t, d, got.kills, found)
	})
	got.acked, got.requests, got.cut, got.refused = len(b.answers()), b.requests.Load(), b.cut.Load(), b.refused
	got.took, got.wall, got.found, got.complaints = srv.took, time.Since(begun), found, srv.complaints()
	return got
}

// replay sends everything that was answered once more, in another order: the answers are the same and nothing is added.
func (p *play) replay(t testing.TB, found *findings) int {
	t.Helper()
	var before map[string]int64
	p.in(t, func(d *db.DB) { before = settledDown(t, d) })
	acked := p.answers()
	order := make(chan sent, len(acked))
	for _, i := range rand.Perm(len(acked)) {
		order <- acked[i]
	}
	close(order)
	var all sync.WaitGroup
	for range players {
		all.Go(func() {
			for s := range order {
				a, err := p.ask(p.ctx, s.command)
				if err != nil {
					return
				}
				if a.status != s.status || a.location != s.location {
					found.bad(replayed, "%s was answered %d %s, and now %d %s", s.key(), s.status, s.location, a.status, a.location)
				}
				if rand.IntN(10) > 0 || s.file != "" {
					continue
				}
				other := s.command
				other.form = map[string][]string{"reason": {"別のこと"}, "body": {"別のこと"}, "item": s.form["item"]}
				if a, err := p.ask(p.ctx, other); err == nil && a.status < http.StatusBadRequest {
					found.bad(replayed, "%s with another body was answered %d", s.key(), a.status)
				}
			}
		})
	}
	all.Wait()
	p.in(t, func(d *db.DB) {
		for table, n := range settledDown(t, d) {
			if n != before[table] {
				found.bad(replayed, "%d rows of %s were added", n-before[table], table)
			}
		}
	})
	return len(acked)
}

// settledDown counts the rows when the clock-work adds none any more.
func settledDown(t testing.TB, d *db.DB) map[string]int64 {
	t.Helper()
	was := counted(t, d)
	for range 50 {
		time.Sleep(60 * time.Millisecond)
		is := counted(t, d)
		if fmt.Sprint(is) == fmt.Sprint(was) {
			break
		}
		was = is
	}
	return was
}

func TestMain(m *testing.M) {
	forget := dbtest.KeysForPrograms()
	code := m.Run()
	forget()
	os.RemoveAll(plainDir)
	os.Exit(code)
}
