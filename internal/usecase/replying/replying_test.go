package replying_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/id"
	"nariwai/internal/message"
	"nariwai/internal/message/messagedb"
	"nariwai/internal/reply"
	"nariwai/internal/reply/replydb"
	"nariwai/internal/usecase/replying"
)

var ctx = context.Background()

// stage is a job with two proposers and a contract with one of them.
type stage struct {
	*rapid.T
	d       *db.DB
	c       *dbtest.Clock
	job     id.Job
	threads []message.Thread
}

const (
	shop  id.Party = "shop"
	ume   id.Party = "ume"
	sakae id.Party = "sakae"
)

func (s *stage) write(f func(tx *db.Tx) error) {
	if err := s.d.Write(ctx, f); err != nil {
		s.Fatal(err)
	}
}

func newStage(t *rapid.T, d *db.DB, c *dbtest.Clock) *stage {
	s := &stage{T: t, d: d, c: c, job: id.Job(d.NewID(c.Now()))}
	contract := id.Contract(d.NewID(c.Now()))
	s.write(func(tx *db.Tx) error {
		s.threads = nil
		for _, t := range []message.Thread{{Worker: ume}, {Worker: sakae}, {Worker: ume, Contract: contract}} {
			t.ID, t.Job, t.Client, t.OpenedAt = id.Thread(tx.NewID()), s.job, shop, tx.Now
			if err := messagedb.Open(ctx, tx, t); err != nil {
				return err
			}
			s.threads = append(s.threads, t)
		}
		return nil
	})
	return s
}

// say writes a message as talking does.
func (s *stage) say(i int, from id.Party, wanted bool, why reply.How) {
	s.write(func(tx *db.Tx) error {
		t, err := messagedb.Thread(ctx, tx, s.threads[i].ID)
		if err != nil {
			return err
		}
		talk, err := replying.Of(ctx, tx, t)
		if err != nil {
			return err
		}
		first, err := messagedb.First(ctx, tx, t.ID, from)
		if err != nil {
			return err
		}
		m := message.Message{ID: id.Message(tx.NewID()), From: from, By: "somebody", Body: "…", Asks: reply.Asks(wanted, first, talk.Waits(from))}
		if err := messagedb.Add(ctx, tx, &t, &m, nil); err != nil {
			return err
		}
		return talk.Said(ctx, tx, m, why)
	})
}

// asks are what is kept of all threads, in their order.
func (s *stage) asks() (all []reply.Ask) {
	s.Helper()
	all, err := db.All(ctx, s.d.Snapshot(), func(a *reply.Ask) []any {
		return []any{&a.ID, &a.Thread, &a.Job, &a.Contract, &a.Asked, &a.By, &a.At, &a.DueAt, &a.Day, &a.State, &a.How, &a.ClosedAt, &a.ClosedN}
	}, "SELECT a.id, a.thread, a.job, a.contract, a.asked, a.asker, a.at, a.due_at, a.day, a.state, a.how, a.closed_at, a.closed_n FROM reply_ask a JOIN message_message m ON m.id = a.id WHERE a.job = $1 ORDER BY a.thread, m.n", s.job)
	if err != nil {
		s.Fatal(err)
	}
	return all
}

// anew makes the asks of all threads from their messages and what is remembered of the rest.
func (s *stage) anew(kept []reply.Ask) (all []reply.Ask) {
	for _, t := range s.threads {
		var events []reply.Event
		said, err := messagedb.Of(ctx, s.d.Snapshot(), t.ID)
		if err != nil {
			s.Fatal(err)
		}
		for _, m := range said {
			events = append(events, replying.Event(t, m))
		}
		for _, a := range kept {
			if f, ok := a.Fact(); ok && a.Thread == t.ID {
				events = append(events, f)
			}
		}
		all = append(all, reply.Replay(events, s.c.Now())...)
	}
	slices.SortStableFunc(all, func(a, b reply.Ask) int { return cmp.Compare(a.Thread, b.Thread) })
	return all
}

// Whatever happens, in whatever order, the counts are what comes of the messages.
func TestCountsAreThoseOfTheMessages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		rapid.Check(t, func(t *rapid.T) {
			s := newStage(t, d, c)
			before := s.days()
			for range rapid.IntRange(1, 25).Draw(t, "steps") {
				c.Advance(clock.Duration(rapid.SampledFrom([]int64{0, 1, int64(clock.Hour), int64(9 * clock.Hour), int64(25 * clock.Hour)}).Draw(t, "later")))
				i := rapid.IntRange(0, len(s.threads)-1).Draw(t, "thread")
				th := s.threads[i]
				who, other := th.Client, th.Worker
				if rapid.Bool().Draw(t, "the worker") {
					who, other = other, who
				}
				switch what := rapid.SampledFrom([]string{"say", "say", "say", "ask", "blocked", "act", "withdraw", "over", "shun", "gone", "miss"}).Draw(t, "what"); what {
				case "say", "ask":
					s.say(i, who, what == "ask", "")
				case "blocked":
					s.say(i, who, true, reply.Blocked)
				case "act":
					s.write(func(tx *db.Tx) error { return replying.Acted(ctx, tx, th.Job, th.Contract, who, "") })
				case "withdraw":
					s.write(func(tx *db.Tx) error { return replying.Withdrew(ctx, tx, th.Job, who, other) })
				case "over":
					s.write(func(tx *db.Tx) error { return replying.Over(ctx, tx, th.Job, th.Contract) })
				case "shun":
					s.write(func(tx *db.Tx) error { return replying.Shunned(ctx, tx, who, other, reply.Blocked) })
				case "gone":
					s.write(func(tx *db.Tx) error { return replying.Gone(ctx, tx, who) })
				case "miss":
					s.miss()
				}
			}
			s.miss()
			kept := s.asks()
			if anew := s.anew(kept); !slices.Equal(kept, anew) {
				t.Fatalf("kept %+v\nmade anew %+v", kept, anew)
			}
			after := s.days()
			for p, days := range reply.Days(kept) {
				for day, count := range days {
					key := fmt.Sprint(p, day)
					before[key] = before[key].Add(count)
				}
			}
			for key, count := range after {
				if before[key] != count {
					t.Fatalf("%s: counted %+v, should be %+v", key, count, before[key])
				}
			}
			if len(before) != len(after) {
				t.Fatalf("%d days are counted, should be %d", len(after), len(before))
			}
			s.write(func(tx *db.Tx) error { // what is left over does not belong to the next run
				for _, th := range s.threads {
					if err := replying.Over(ctx, tx, th.Job, th.Contract); err != nil {
						return err
					}
				}
				return nil
			})
		})
	})
}

func (s *stage) days() map[string]reply.Count {
	list, err := db.All(ctx, s.d.Snapshot(), func(d *reply.Day) []any { return []any{&d.Party, &d.Day, &d.Answered, &d.Missed} }, "SELECT party, day, answered, missed FROM reply_day")
	if err != nil {
		s.Fatal(err)
	}
	out := map[string]reply.Count{}
	for _, d := range list {
		out[fmt.Sprint(d.Party, d.Day)] = d.Count
	}
	return out
}

func (s *stage) miss() {
	s.write(func(tx *db.Tx) error {
		late, err := replydb.Overdue(ctx, tx, tx.Now, 1_000)
		for _, a := range late {
			before := a
			a.Miss(tx.Now)
			if err := replydb.Save(ctx, tx, before, a); err != nil {
				return err
			}
		}
		return err
	})
}
