package ranking_test

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/query"
	"nariwai/internal/record"
	"nariwai/internal/record/recorddb"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/ranking"
	"nariwai/internal/yen"
)

var ctx = context.Background()

const month calendar.Month = 202610

// paid notes what workers were paid in a field and month.
func paid(t testing.TB, d *db.DB, m calendar.Month, field string, pays map[id.Party]int64) {
	t.Helper()
	var rows []record.WorkMonth
	for p, n := range pays {
		rows = append(rows, record.WorkMonth{Key: record.Key{Party: p, Field: field, Month: m}, Work: record.Work{Pay: yen.Of(n), Settlements: 1}})
	}
	ok(t, d.Write(ctx, func(tx *db.Tx) error {
		if err := recorddb.AddWork(ctx, tx, rows); err != nil {
			return err
		}
		return recorddb.SetVersion(ctx, tx)
	}))
}

// closed notes that a month was closed.
func closed(t testing.TB, d *db.DB, m calendar.Month, st billing.RunState) {
	t.Helper()
	ok(t, d.Write(ctx, func(tx *db.Tx) error {
		return billingdb.InsertRun(ctx, tx, billing.Run{ID: id.Run(tx.NewID()), Kind: billing.RunMonth, Month: m, Through: m.Last(), PayOn: m.Next().First(), State: st, StartedAt: tx.Now})
	}))
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// A month is ranked once it is closed and not before, once however often one asks; who is in a list is told once, is named
// with consent only, and may take that back for all months at once.
func TestRankMonth(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		c.Set(clock.At(2026, 11, 1, 0, 10))
		var actors []people.Actor
		last, now := map[id.Party]int64{}, map[id.Party]int64{}
		for i, pay := range []int64{90_000, 90_000, 60_000, 50_000, 40_000, 30_000} {
			a := cast.Add(t, d, fmt.Sprintf("hito%d", i), func(_ *people.Person, p *people.Party) { p.Works, p.Prefecture, p.ShowPlace = true, "01", i != 5 })
			actors = append(actors, a)
			last[a.Party], now[a.Party] = int64(100-i)*1_000, pay
		}
		paid(t, d, month.Prev(), "writing", last)
		paid(t, d, month, "writing", now)
		paid(t, d, month, "data", map[id.Party]int64{actors[5].Party: 500_000, actors[0].Party: 1})
		if err := ranking.RankMonth(ctx, d, month); !fault.Is(err, fault.Conflict) {
			t.Fatalf("a month that is not closed is ranked: %v", err)
		}
		closed(t, d, month.Prev(), billing.RunPaid)
		closed(t, d, month, billing.RunCounting)
		ok(t, ranking.RankDue(ctx, d))
		if _, err := query.Ranking(ctx, d.Snapshot(), "writing", month, ""); !fault.Is(err, fault.NotFound) {
			t.Fatalf("a run that is still counting counts as closed: %v", err)
		}
		if told := cast.Told(t, d, actors[0]); len(told) != 0 {
			t.Errorf("told of an old month: %v", told)
		}
		closeRun(t, d, month)
		ok(t, d.Write(ctx, func(tx *db.Tx) error { return recorddb.ForgetVersion(ctx, tx) }))
		if err := ranking.RankMonth(ctx, d, month); !fault.Is(err, fault.Conflict) {
			t.Fatalf("ranked by records that nobody has counted: %v", err)
		}
		ok(t, d.Write(ctx, func(tx *db.Tx) error { return recorddb.SetVersion(ctx, tx) }))
		for range 2 {
			ok(t, ranking.RankDue(ctx, d))
		}
		paid(t, d, month, "writing", map[id.Party]int64{actors[5].Party: 1_000_000}) // whatever comes later changes nothing
		ok(t, ranking.RankMonth(ctx, d, month))

		p, err := query.Ranking(ctx, d.Snapshot(), "writing", month, actors[3].Party)
		ok(t, err)
		got := ""
		for _, l := range p.Lines {
			got += fmt.Sprintf("%d/%d %s%s|", l.N, l.Before, l.Name, l.Prefecture)
		}
		if want := "1/1 01|1/2 01|3/3 01|4/4 01|5/5 01|6/6 |"; got != want || p.Own.N != 4 || p.People != 6 {
			t.Errorf("the list is %s, own place %d of %d; want %s", got, p.Own.N, p.People, want)
		}
		if _, err := query.Ranking(ctx, d.Snapshot(), "data", month, ""); !fault.Is(err, fault.NotFound) {
			t.Errorf("a field of two people is published: %v", err)
		}
		all, err := query.Ranking(ctx, d.Snapshot(), "", month, "")
		ok(t, err)
		if all.Lines[0].N != 1 || all.Lines[1].N != 2 || all.People != 6 {
			t.Errorf("of all fields: %+v", all.Lines)
		}
		for i, a := range actors {
			if told := cast.Told(t, d, a); len(told) != 1 || told[0] != "ranked" {
				t.Errorf("%d was told %v", i, told)
			}
		}
		if m := cast.Mail(t, d, actors[2], "ranked"); m == "" {
			t.Error("no mail")
		}

		named := func(m calendar.Month) string {
			p, err := query.Ranking(ctx, d.Snapshot(), "writing", m, "")
			ok(t, err)
			for _, l := range p.Lines {
				if l.Name != "" {
					return fmt.Sprint(l.N, l.Name, p.Named)
				}
			}
			return ""
		}
		ok(t, ranking.SetConsent(ctx, d, actors[2], true))
		ok(t, ranking.SetConsent(ctx, d, actors[2], true))
		if got := named(month); got != "3hito21" || named(month.Prev()) == "" {
			t.Errorf("with consent: %q", got)
		}
		ok(t, ranking.SetConsent(ctx, d, actors[2], false))
		if named(month) != "" || named(month.Prev()) != "" {
			t.Error("a name stands there without consent")
		}
		client := cast.Client(t, d, "irai")
		if err := ranking.SetConsent(ctx, d, client, true); !fault.Is(err, fault.Conflict) {
			t.Errorf("a client in the workers' ranking: %v", err)
		}
	})
}

func closeRun(t testing.TB, d *db.DB, m calendar.Month) {
	t.Helper()
	ok(t, d.Write(ctx, func(tx *db.Tx) error {
		run, err := billingdb.RunOf(ctx, tx, billing.RunMonth, m, m.Last())
		if err != nil {
			return err
		}
		run.State = billing.RunCounted
		return billingdb.SaveRun(ctx, tx, &run)
	}))
}

// TestRankMany says how long a month takes with as many paid people as NARIWAI_RANK says (41000), each in one or two fields.
func TestRankMany(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv("NARIWAI_RANK"))
	if n == 0 {
		t.Skip("NARIWAI_RANK is not set: how many people")
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		c.Set(clock.At(2026, 11, 1, 0, 10))
		fields := []string{"writing", "translation", "design", "photo", "sound", "data", "development"}
		for from := 0; from < n; from += 1_000 {
			ok(t, d.Write(ctx, func(tx *db.Tx) error {
				var parties []people.Party
				var persons []people.Person
				var grants []people.Grant
				var rows []record.WorkMonth
				for i := from; i < min(from+1_000, n); i++ {
					p := people.Party{ID: id.Party(tx.NewID()), Kind: people.OnePerson, DisplayName: "人", Handle: fmt.Sprintf("h%d", i), Works: true, Form: people.PrivatePerson}
					p.Prefecture, p.ShowPlace, p.CreatedAt = "01", true, tx.Now
					q := people.Person{ID: id.Person(tx.NewID()), Email: fmt.Sprintf("h%d@example.jp", i), EmailKey: fmt.Sprintf("h%d@example.jp", i), State: people.Active, Lang: "ja"}
					parties, persons = append(parties, p), append(persons, q)
					grants = append(grants, people.Grant{ID: id.Grant(tx.NewID()), Person: q.ID, Scope: people.PartyScope, ScopeID: string(p.ID), Role: people.Self, From: 1})
					for f := range 1 + i%2 {
						rows = append(rows, record.WorkMonth{Key: record.Key{Party: p.ID, Field: fields[(i+f)%len(fields)], Month: month}, Work: record.Work{Pay: yen.Of(int64(1_000 + i*7919%300_000))}})
					}
				}
				if err := peopledb.Parties.InsertAll(ctx, tx, parties); err != nil {
					return err
				}
				if err := peopledb.Persons.InsertAll(ctx, tx, persons); err != nil {
					return err
				}
				if err := peopledb.Grants.InsertAll(ctx, tx, grants); err != nil {
					return err
				}
				if err := recorddb.SetVersion(ctx, tx); err != nil {
					return err
				}
				return recorddb.AddWork(ctx, tx, rows)
			}))
		}
		closed(t, d, month, billing.RunCounted)
		start := time.Now()
		ok(t, ranking.RankMonth(ctx, d, month))
		made := time.Since(start)
		ok(t, ranking.RankDue(ctx, d))
		told := time.Since(start) - made
		start = time.Now()
		p, err := query.Ranking(ctx, d.Snapshot(), "", month, "")
		ok(t, err)
		t.Logf("%d people: lists %s, telling those in them %s, reading a page %s (%d lines of %d)", n, made.Round(time.Millisecond), told.Round(time.Millisecond), time.Since(start).Round(time.Millisecond), len(p.Lines), p.People)
	})
}
