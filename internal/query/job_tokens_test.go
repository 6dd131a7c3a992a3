package query

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/id"
	"nariwai/internal/search"
	"nariwai/internal/search/searchdb"
	"nariwai/internal/yen"
)

// What a node remembers of words is right while jobs are published, changed and closed, one at a time and many at once.
func TestRememberedWords(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, hand *dbtest.Clock) {
		ctx, r := t.Context(), rand.New(rand.NewPCG(3, 4))
		words := []string{"北海", "海道", "夕張", "メロン", "温泉", "宿の", "記事", "go", "九州の道", "テスト"}
		text := func() (out search.Text) {
			for range 1 + r.IntN(4) {
				out.Body += words[r.IntN(len(words))] + "。"
			}
			return search.Text{Title: search.Exact(words[r.IntN(len(words))]), Body: search.Exact(out.Body)}
		}
		now := map[id.Job]search.Text{}
		job := func(jid id.Job) search.Job {
			now[jid] = text()
			return search.Job{ID: jid, Pay: yen.Of(1), ClosesOn: 1 << 30, Category: "writing", Text: now[jid], Facets: search.Facets{Odd: r.IntN(5) == 0}}
		}
		write := func(f func(*db.Tx) error) {
			t.Helper()
			if err := d.Write(ctx, f); err != nil {
				t.Fatal(err)
			}
		}
		some := func() id.Job {
			for jid := range now { // any
				return jid
			}
			return ""
		}
		for round := range 400 {
			switch n := r.IntN(20); {
			case n == 0 && round%3 == 0: // many at once
				write(func(tx *db.Tx) error {
					var jobs []search.Job
					for i := range 30 {
						jobs = append(jobs, job(id.Job(fmt.Sprint("job-", round, "-", i))))
					}
					return searchdb.PutAgain(ctx, tx, jobs)
				})
			case n < 8:
				write(func(tx *db.Tx) error { return searchdb.Put(ctx, tx, job(id.Job(fmt.Sprint("job-", round)))) })
			case n < 11 && len(now) > 0:
				jid := some()
				write(func(tx *db.Tx) error { return searchdb.Put(ctx, tx, job(jid)) })
			case n < 13 && len(now) > 0:
				jid := some()
				delete(now, jid)
				write(func(tx *db.Tx) error { return searchdb.Drop(ctx, tx, jid) })
			case n < 15 && len(now) > 0:
				jid := some()
				write(func(tx *db.Tx) error { return searchdb.Touch(ctx, tx, jid) })
			}
			if r.IntN(3) == 0 { // nobody looks for a while
				hand.Advance(clock.Duration(r.Int64N(int64(clock.Hour))))
				if r.IntN(2) == 0 {
					continue
				}
			}
			typed := words[r.IntN(len(words))]
			if r.IntN(2) == 0 {
				typed += " " + words[r.IntN(len(words))]
			}
			s, err := shelfOf(ctx, d)
			if err != nil {
				t.Fatal(err)
			}
			snapshot := d.Snapshot()
			l := &lister{matcher: newMatcher(s, JobFilter{Words: typed}, snapshot.Now), r: snapshot, set: s.words.of(typed)}
			if err := l.set.load(ctx, snapshot, s); err != nil {
				t.Fatal(err)
			}
			rows, err := l.collect(ctx, l.inOrder(ByNewest, "", false), 1<<30)
			if err != nil {
				t.Fatal(err)
			}
			var got, want []string
			for _, i := range rows {
				got = append(got, string(l.rows[i].job))
			}
			for jid, x := range now {
				if search.Parse(typed).Matches(x) {
					want = append(want, string(jid))
				}
			}
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Fatalf("round %d, %q: found %v, want %v", round, typed, got, want)
			}
		}
	})
}
