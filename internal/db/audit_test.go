package db_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
)

func audit(t *testing.T, d *db.DB, n int) {
	t.Helper()
	for i := range n {
		if err := d.Write(t.Context(), func(tx *db.Tx) error {
			return tx.Audit(t.Context(), "hana", "hana-co", "accept", fmt.Sprint("item", i), "¥40,000")
		}); err != nil {
			t.Fatal(err)
		}
	}
}

func seal(t *testing.T, d *db.DB, back clock.Duration, want int) {
	t.Helper()
	if n, err := d.SealAudit(t.Context(), back); err != nil || n != want {
		t.Fatalf("sealed %d, want %d: %v", n, want, err)
	}
}

// checked is what is found of the record, "object: what".
func checked(t *testing.T, d *db.DB) (found []string, rep db.AuditReport) {
	t.Helper()
	err := d.View(t.Context(), func(r *db.Snapshot) (err error) {
		rep, err = db.CheckAudit(t.Context(), r, func(object, says string) { found = append(found, object+": "+says) })
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found, rep
}

func exec(t *testing.T, d *db.DB, q string, args ...any) {
	t.Helper()
	if err := d.Write(t.Context(), func(tx *db.Tx) error {
		n, err := tx.Do(t.Context(), q, args...)
		if err == nil && n == 0 {
			err = fmt.Errorf("touches nothing")
		}
		return err
	}); err != nil {
		t.Fatalf("%s: %v", q, err)
	}
}

func TestTamperingIsFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		var heads []string
		for _, n := range []int{3, 1001, 2} {
			audit(t, d, n)
			seal(t, d, clock.Minute, n)
			_, rep := checked(t, d)
			heads = append(heads, rep.Head.Head())
			c.Advance(3 * clock.Second)
		}
		seal(t, d, clock.Hour, 0)
		c.Advance(clock.Hour)
		audit(t, d, 1)
		if found, rep := checked(t, d); len(found) > 0 || rep.Lines != 1006 || rep.Waiting != 1 || rep.Head.N != 4 {
			t.Fatal(found, rep)
		}
		seal(t, d, 0, 1)
		all, err := db.Audits.All(t.Context(), d.Snapshot(), "ORDER BY id")
		if err != nil {
			t.Fatal(err)
		}
		second, late := all[1].ID, all[len(all)-1]
		swap := []string{"UPDATE db_audit_block SET n = -2 WHERE n = 2", "UPDATE db_audit_block SET n = 2 WHERE n = 3", "UPDATE db_audit_block SET n = 3 WHERE n = -2"}
		for _, f := range []struct {
			name, want  string
			plant, undo []string
		}{
			{"a changed sum", second + ": accept was changed after block 1 had sealed it",
				[]string{"UPDATE db_audit SET detail = '¥4,000' WHERE id = '" + second + "'"}, []string{"UPDATE db_audit SET detail = '¥40,000'"}},
			{"a changed time", second + ": accept was changed after block 1 had sealed it",
				[]string{"UPDATE db_audit SET at = at + 1 WHERE id = '" + second + "'"}, []string{"UPDATE db_audit SET at = at - 1 WHERE id = '" + second + "'"}},
			{"text moved to the next field", second + ": accepti was changed after block 1 had sealed it",
				[]string{"UPDATE db_audit SET verb = 'accepti', subject = 'tem1' WHERE id = '" + second + "'"},
				[]string{"UPDATE db_audit SET verb = 'accept', subject = 'item1' WHERE id = '" + second + "'"}},
			{"a removed line", second + ": was removed after block 1 had sealed it",
				[]string{"DELETE FROM db_audit WHERE id = '" + second + "'"}, []string{insert(all[1])}},
			{"an added line among sealed ones", second + "x: accept stands in the record and in no block",
				[]string{"INSERT INTO db_audit SELECT id || 'x', at, by_person, for_party, verb, subject, detail FROM db_audit WHERE id = '" + second + "'"},
				[]string{"DELETE FROM db_audit WHERE id = '" + second + "x'"}},
			{"a line added to a block", "block 1: was changed after it was made",
				[]string{"UPDATE db_audit_block SET list = list || '" + late.ID + " x\n', lines = lines + 1, last_id = '" + late.ID + "' WHERE n = 1"},
				[]string{"UPDATE db_audit_block SET list = replace(list, '" + late.ID + " x\n', ''), lines = lines - 1, last_id = '" + all[2].ID + "' WHERE n = 1"}},
			{"a block that says another count", "block 1: has another list than it says",
				[]string{"UPDATE db_audit_block SET lines = 2 WHERE n = 1"}, []string{"UPDATE db_audit_block SET lines = 3 WHERE n = 1"}},
			{"a removed block", "block 2: is missing",
				[]string{"UPDATE db_audit_block SET n = -2 WHERE n = 2"}, []string{"UPDATE db_audit_block SET n = 2 WHERE n = -2"}},
			{"blocks in another order", "block 2: does not follow the block before", swap, swap},
			{"a block made anew", "block 3: does not follow the block before",
				[]string{"UPDATE db_audit_block SET sha256 = 'f' || sha256 WHERE n = 2"}, []string{"UPDATE db_audit_block SET sha256 = substr(sha256, 2) WHERE n = 2"}},
		} {
			for _, q := range f.plant {
				exec(t, d, q)
			}
			if found, _ := checked(t, d); !slices.ContainsFunc(found, func(s string) bool { return strings.HasPrefix(s, f.want) }) {
				t.Errorf("%s: want %q, found %q", f.name, f.want, found)
			}
			for _, q := range f.undo {
				exec(t, d, q)
			}
			if found, _ := checked(t, d); len(found) > 0 {
				t.Fatalf("%s is not undone: %v", f.name, found)
			}
		}
		// What is cut off at the end leaves a chain that is whole: only who knows a later head can tell.
		heads = append(heads, "5:"+strings.Repeat("0", 64))
		knows := func() (out []bool) {
			for _, h := range heads {
				ok, err := db.KnowsAuditHead(t.Context(), d.Snapshot(), h)
				if err != nil {
					t.Fatal(err)
				}
				out = append(out, ok)
			}
			return out
		}
		if got := fmt.Sprint(knows()); got != "[true true true false]" {
			t.Fatal(got, heads)
		}
		exec(t, d, "DELETE FROM db_audit_block WHERE n >= 4")
		if got := fmt.Sprint(knows()); got != "[true true false false]" {
			t.Error(got, heads)
		}
		if found, rep := checked(t, d); len(found) > 0 || rep.Waiting != 3 {
			t.Error(found, rep)
		}
	})
}

func insert(a db.Audit) string {
	return fmt.Sprintf("INSERT INTO db_audit (id, at, by_person, for_party, verb, subject, detail) VALUES ('%s', %d, '%s', '%s', '%s', '%s', '%s')",
		a.ID, a.At, a.By, a.For, a.Verb, a.Subject, a.Detail)
}

// A line whose transaction took long is older than lines that are sealed already, and goes into a block all the same.
func TestLateLineIsSealed(t *testing.T) {
	d, c := dbtest.Postgres(t)
	ctx := t.Context()
	begun, goOn, done := make(chan bool, 1), make(chan bool), make(chan error, 1)
	go func() {
		done <- d.Write(ctx, func(tx *db.Tx) error {
			err := tx.Audit(ctx, "", "", "slow", "run", "")
			begun <- true
			<-goOn
			return err
		})
	}()
	<-begun
	c.Advance(20 * clock.Second)
	audit(t, d, 5)
	seal(t, d, 10*clock.Second, 5)
	goOn <- true
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	seal(t, d, 10*clock.Second, 0)
	seal(t, d, 10*clock.Minute, 1)
	if found, rep := checked(t, d); len(found) > 0 || rep.Lines != 6 || rep.Waiting != 0 {
		t.Fatal(found, rep)
	}
}

// Two nodes that seal at the same moment seal each line once.
func TestTwoSealers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		for range 10 {
			audit(t, d, 3)
			var both sync.WaitGroup
			for range 2 {
				both.Go(func() {
					if _, err := d.SealAudit(t.Context(), clock.Minute); err != nil {
						t.Error(err)
					}
				})
			}
			both.Wait()
		}
		if found, rep := checked(t, d); len(found) > 0 || rep.Lines != 30 || rep.Head.N != 10 {
			t.Fatal(found, rep)
		}
	})
}

// A clock that jumps leaves no line out, and none twice.
func TestSealAcrossJumps(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		for _, jump := range []clock.Duration{0, 400 * clock.Day, -400 * clock.Day, -clock.Day, clock.Day, -clock.Minute} {
			audit(t, d, 2)
			seal(t, d, 10*clock.Second, 2)
			audit(t, d, 1)
			c.Advance(jump)
			audit(t, d, 1)
			seal(t, d, 10*clock.Second, 2)
		}
		if found, rep := checked(t, d); len(found) > 0 || rep.Lines != 24 || rep.Waiting != 0 {
			t.Fatal(found, rep)
		}
	})
}

// While many write, a node seals: every line stands in one block, and nobody's transaction runs again because of it.
func TestSealWhileManyWrite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		ctx, stop := context.WithCancel(t.Context())
		const writers, each = 8, 100
		if err := d.Write(ctx, func(tx *db.Tx) error { // enough rows that PostgreSQL reads one by its key, and locks one
			for i := range 3000 {
				if err := put(ctx, tx, fmt.Sprint("writer", i), 0); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		var sealer, writing sync.WaitGroup
		sealer.Go(func() {
			for ctx.Err() == nil {
				if _, err := d.SealAudit(t.Context(), 10*clock.Second); err != nil {
					t.Error(err)
				}
				time.Sleep(5 * time.Millisecond)
			}
		})
		for w := range writers {
			writing.Go(func() {
				name := fmt.Sprint("writer", w)
				for range each {
					if err := d.Write(t.Context(), func(tx *db.Tx) error {
						if err := tx.Exec(t.Context(), 1, "UPDATE db_meta SET value = $1 WHERE name = $2", meta(t, tx, name)+1, name); err != nil {
							return err
						}
						return tx.Audit(t.Context(), "", "", "count", name, "")
					}); err != nil {
						t.Error(err)
					}
					c.Advance(1)
				}
			})
		}
		writing.Wait()
		stop()
		sealer.Wait()
		if _, err := d.SealAudit(t.Context(), clock.Hour); err != nil {
			t.Fatal(err)
		}
		found, rep := checked(t, d)
		if len(found) > 0 || rep.Lines != writers*each {
			t.Fatal(found, rep)
		}
		again := d.Stats.Retries.Load()
		t.Logf("%d blocks, %d of %d writes ran again", rep.Head.N, again, writers*each)
		if again > writers*each/20 {
			t.Error("sealing makes others' transactions run again")
		}
	})
}
