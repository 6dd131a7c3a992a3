package screening_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"nariwai/internal/calendar"
	"nariwai/internal/certification"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/screening"
)

// stage is a market of workers in one field, of whom each month is told what the record counts.
type stage struct {
	*testing.T
	d *db.DB
	c *dbtest.Clock
}

func (s stage) write(f func(tx *db.Tx) error) {
	s.Helper()
	if err := s.d.Write(context.Background(), f); err != nil {
		s.Fatal(err)
	}
}

// worker is somebody of whom nothing is missing but what the record says.
func (s stage) worker(name string) people.Actor {
	a := cast.Worker(s, s.d, name)
	cast.Change(s, s.d, a, func(by *people.Person, p *people.Party) {
		by.LastSeen = s.c.Now()
		p.Works, p.Headline, p.Bio, p.Fields, p.Prefecture, p.IdentityAt, p.Listed = true, "書きます", "地方紙で10年", people.Tags{"writing"}, "01", 1, true
	})
	return a
}

// month counts a month of a party in writing: pay from as many clients, contracts done and failed, reviews and satisfied ones.
func (s stage) month(p id.Party, m calendar.Month, pay int64, clients int, counts ...int64) {
	s.write(func(tx *db.Tx) error {
		counts := append(counts, []int64{5, 0, 5, 5}[len(counts):]...)
		if err := tx.Exec(context.Background(), 1, `INSERT INTO record_work_month (party, field, month, hires, rehires, done, failed, items, on_time, revised, pay, settlements,
			reviews, satisfied, a1, a2, a3, a4, a5, private, scouts) VALUES ($1, 'writing', $2, 0, 0, $3, $4, 0, 0, 0, $5, 0, $6, $7, 0, 0, 0, 0, 0, 0, 0)`,
			p, m, counts[0], counts[1], pay, counts[2], counts[3]); err != nil {
			return err
		}
		for i := range clients {
			if err := tx.Exec(context.Background(), 1, "INSERT INTO record_pair_month (worker, client, field, month, pay, settlements) VALUES ($1, $2, 'writing', $3, $4, 1)",
				p, fmt.Sprint("client", i), m, pay/int64(clients)); err != nil {
				return err
			}
		}
		return nil
	})
}

// others are workers of another field whom the clients pay as well, so that nobody's market is a closed circle.
func (s stage) others() {
	s.write(func(tx *db.Tx) error {
		for i := range 5 {
			for client, pay := range map[string]int64{fmt.Sprint("client", i): 3_000_000, "big": 9_000_000} {
				if err := tx.Exec(context.Background(), 1, "INSERT INTO record_pair_month (worker, client, field, month, pay, settlements) VALUES ($1, $2, 'design', 202607, $3, 1)",
					fmt.Sprint("other", i), client, pay); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// screen screens on the third of the month after m, with everybody having been here the day before.
func (s stage) screen(m calendar.Month, here ...people.Actor) certification.Run {
	s.Helper()
	s.c.Set(m.Next().First().AddDays(2).Start().Add(5 * clock.Hour))
	for _, a := range here {
		cast.Change(s, s.d, a, func(by *people.Person, _ *people.Party) { by.LastSeen = s.c.Now().Add(-clock.Day) })
	}
	if err := screening.ScreenDue(context.Background(), s.d); err != nil {
		s.Fatal(err)
	}
	run, err := screening.Screen(context.Background(), s.d, certification.Nariwai, m, nil)
	if err != nil || run.State != certification.Done {
		s.Fatal(run, err)
	}
	return run
}

func (s stage) result(run certification.Run, a people.Actor) (o certification.Outcome) {
	s.Helper()
	if err := db.One(context.Background(), s.d.Snapshot(), []any{&o}, "SELECT outcome FROM certification_result WHERE run = $1 AND party = $2", run.ID, a.Party); err != nil {
		s.Fatal(a.Party, err)
	}
	return o
}

func (s stage) want(a people.Actor, run certification.Run, o certification.Outcome, certified bool) {
	s.Helper()
	var shown, found bool
	if err := db.One(context.Background(), s.d.Snapshot(), []any{&shown, &found},
		"SELECT certified, EXISTS (SELECT 1 FROM search_worker w WHERE w.party = people_party.id AND w.certified) FROM people_party WHERE id = $1", a.Party); err != nil {
		s.Fatal(err)
	}
	if got := s.result(run, a); got != o || shown != certified || found != certified {
		s.Errorf("as of %s %s: %s, shown %v, found %v; want %s, %v", run.AsOf, a.Party, got, shown, found, o, certified)
	}
}

func (s stage) replay(run certification.Run, differ int) {
	s.Helper()
	out, err := screening.Replay(context.Background(), s.d, run.ID)
	if err != nil || out.Differ != differ {
		s.Errorf("replay as of %s: %d differ: %s, %v", run.AsOf, out.Differ, strings.Join(out.Differences, "\n"), err)
	}
}

func TestLifeOfASeal(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		s := stage{t, d, c}
		c.Set(clock.At(2026, 7, 20, 12, 0))
		michi, equal, below, one, rests := s.worker("michi"), s.worker("equal"), s.worker("below"), s.worker("one"), s.worker("rests")
		s.others()
		desk, other := cast.Operator(t, d, "hana"), cast.Operator(t, d, "ken")
		here := []people.Actor{michi, equal, below, one, rests}
		for i := range 15 { // twenty are active: four of them are the first 20 %
			s.month(id.Party(fmt.Sprint("small", i)), 202607, 10_000, 2)
		}
		s.month(michi.Party, 202607, 500_000, 3)
		s.month(one.Party, 202607, 400_000, 1)
		s.month(rests.Party, 202607, 350_000, 4)
		s.month(equal.Party, 202607, 300_000, 2)
		s.month(below.Party, 202607, 299_999, 2)

		july := s.screen(202607, here...)
		if july.Results != 20 {
			t.Errorf("%d results, want one for each of 20", july.Results)
		}
		s.want(michi, july, certification.OutGranted, true)
		s.want(equal, july, certification.OutGranted, true)
		s.want(rests, july, certification.OutGranted, true)
		s.want(below, july, certification.OutNone, false)
		s.want(one, july, certification.OutHeld, false)
		s.replay(july, 0)

		// A person looks, with a reason; then the seal is given.
		var held id.Case
		if err := db.One(t.Context(), d.Snapshot(), []any{&held}, "SELECT id FROM certification_case WHERE state = 'open'"); err != nil {
			t.Fatal(err)
		}
		if err := screening.DecideCase(t.Context(), d, michi, held, true, "x"); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a worker decides: %v", err)
		}
		if err := screening.DecideCase(t.Context(), d, desk, held, true, "長く続く相手で、つながりはありません"); err != nil {
			t.Fatal(err)
		}
		s.want(one, july, certification.OutHeld, true)

		// A new version of the rules, by which nobody passes, changes nothing in what was screened before.
		c.Set(clock.At(2026, 8, 4, 12, 0))
		s.write(func(tx *db.Tx) error {
			rules := certification.DefaultRules()
			for i := range rules.Programmes[0].Tiers[0].Criteria {
				if crit := &rules.Programmes[0].Tiers[0].Criteria[i]; crit.Figure == certification.Earnings {
					crit.Bound = 5
				}
			}
			return policydb.Set(context.Background(), tx, policy.Certification, id.Site, calendar.Of(2026, 8, 10), rules, desk.Person)
		})
		// rests has a sick mother: the clocks stop, and the seal waits.
		if err := screening.Rest(t.Context(), d, rests, calendar.Of(2026, 8, 10), calendar.Of(2026, 9, 30), certification.Care); err != nil {
			t.Fatal(err)
		}
		c.Set(clock.At(2026, 8, 10, 0, 1))
		if err := screening.Refresh(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		s.month(michi.Party, 202608, 200_000, 3)

		august := s.screen(202608, here...) // one of twenty is the first 5 %
		s.want(michi, august, certification.OutKept, true)
		s.want(equal, august, certification.OutAtRisk, true)
		s.want(one, august, certification.OutAtRisk, true)
		s.want(rests, august, certification.OutPaused, false)
		s.replay(july, 0)
		s.replay(august, 0)

		september := s.screen(202609, here...)
		s.want(equal, september, certification.OutEnded, false)
		s.want(rests, september, certification.OutPaused, false)
		if err := screening.Refresh(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		s.want(rests, september, certification.OutPaused, true) // back since the first of October
		if got := cast.Told(t, d, equal); !slices.Equal(got, []string{"seal_granted", "seal_at_risk", "seal_ended"}) {
			t.Errorf("told %v", got)
		}

		// An appeal is answered by somebody else than who decided before.
		if err := screening.Appeal(t.Context(), d, one, september.ID, "writing", "8月の1件が数えられていません"); err != nil {
			t.Fatal(err)
		}
		if err := screening.Appeal(t.Context(), d, one, september.ID, "writing", "もう一度"); !fault.Is(err, fault.Conflict) {
			t.Errorf("a second appeal: %v", err)
		}
		var appeal id.Appeal
		if err := db.One(t.Context(), d.Snapshot(), []any{&appeal}, "SELECT id FROM certification_appeal WHERE state = 'open'"); err != nil {
			t.Fatal(err)
		}
		if err := screening.DecideAppeal(t.Context(), d, desk, appeal, true, "x"); !fault.Is(err, fault.Forbidden) {
			t.Errorf("who decided before answers the appeal: %v", err)
		}
		if err := screening.DecideAppeal(t.Context(), d, other, appeal, true, "数え直しました"); err != nil {
			t.Fatal(err)
		}
		s.want(one, september, certification.OutEnded, true)

		// equal earns, and is back; what was found three months ago is still the same, byte for byte.
		s.month(equal.Party, 202610, 800_000, 3)
		october := s.screen(202610, here...)
		s.want(equal, october, certification.OutGranted, true)
		s.want(rests, october, certification.OutAtRisk, true)
		for _, run := range []certification.Run{july, august, september, october} {
			s.replay(run, 0)
		}
		// Whoever changes a month that is over is found.
		s.write(func(tx *db.Tx) error {
			return tx.Exec(context.Background(), 1, "UPDATE record_work_month SET pay = pay + 2 WHERE party = $1 AND month = 202607", below.Party)
		})
		s.replay(july, 20) // the line stands in every result
	})
}

// A screening that is killed in the middle goes on where it was, and comes to the same.
func TestKilledScreeningGoesOn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		s := stage{t, d, c}
		c.Set(clock.At(2026, 7, 20, 12, 0))
		s.others()
		michi := s.worker("michi")
		s.month(michi.Party, 202607, 900_000, 3)
		s.write(func(tx *db.Tx) error {
			for i := range 1_100 {
				if err := tx.Exec(context.Background(), 1, `INSERT INTO record_work_month (party, field, month, hires, rehires, done, failed, items, on_time, revised, pay, settlements,
					reviews, satisfied, a1, a2, a3, a4, a5, private, scouts) VALUES ($1, 'writing', 202607, 0, 0, 1, 0, 0, 0, 0, $2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)`,
					fmt.Sprintf("p%04d", i), 1_000+i); err != nil {
					return err
				}
			}
			return nil
		})
		c.Set(clock.At(2026, 8, 2, 23, 0))
		if err := screening.ScreenDue(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		if _, err := screening.Screen(t.Context(), d, certification.Nariwai, 202608, nil); !fault.Is(err, fault.Conflict) {
			t.Errorf("a month that is not over: %v", err)
		}
		c.Set(clock.At(2026, 8, 3, 5, 0))
		ctx, kill := context.WithCancel(t.Context())
		defer kill()
		if _, err := screening.Screen(ctx, d, certification.Nariwai, 202607, func(done, total int) { kill() }); err == nil {
			t.Fatal("the screening was not killed")
		}
		var n int64
		count := func() int64 {
			if err := db.One(t.Context(), d.Snapshot(), []any{&n}, "SELECT COUNT(*) FROM certification_result"); err != nil {
				t.Fatal(err)
			}
			return n
		}
		if first := count(); first == 0 || first >= 1_101 {
			t.Fatalf("%d results when it was killed", first)
		}
		due, err := screening.Due(t.Context(), d)
		if err != nil || len(due) != 1 || due[0].Run == "" {
			t.Fatal(due, err)
		}
		run := s.screen(202607)
		if count() != 1_101 || run.Results != 1_101 {
			t.Errorf("%d results, and the run says %d", n, run.Results)
		}
		s.want(michi, run, certification.OutGranted, true)
		s.replay(run, 0)
		if got := cast.Told(t, d, michi); !slices.Equal(got, []string{"seal_granted"}) {
			t.Errorf("told %v", got)
		}
	})
}
