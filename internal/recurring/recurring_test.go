package recurring_test

import (
	"testing"

	"pgregory.net/rapid"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/recurring"
	"nariwai/internal/yen"
)

func plan(first, last calendar.Month, day int64) recurring.Plan {
	return recurring.Plan{Category: "writing/article", Title: "旅の記事", Body: "毎月4本です。", Deliverable: "原稿4本", Rights: "transfer", AIPolicy: "assist",
		Quantity: 4, UnitPay: yen.Of(5_000), DueDay: day, First: first, Last: last}
}

// order is one that has been accepted on a day.
func order(t testing.TB, on calendar.Date, p recurring.Plan) recurring.Order {
	o, err := recurring.New("r", "client", "worker", "k", p, "", false, on.Start())
	if err != nil {
		t.Fatal(err)
	}
	if err := o.Accept(on.Start().Add(clock.Hour)); err != nil {
		t.Fatal(err)
	}
	return o
}

func TestDueOn(t *testing.T) {
	for _, c := range []struct {
		month calendar.Month
		day   int64
		want  calendar.Date
	}{
		{202601, 31, calendar.Of(2026, 1, 31)},
		{202602, 31, calendar.Of(2026, 2, 28)},
		{202602, 29, calendar.Of(2026, 2, 28)},
		{202802, 31, calendar.Of(2028, 2, 29)},
		{202604, 31, calendar.Of(2026, 4, 30)},
		{202612, 1, calendar.Of(2026, 12, 1)},
	} {
		if got := plan(c.month, c.month, c.day).DueOn(c.month); got != c.want {
			t.Errorf("day %d of %s is %s, want %s", c.day, c.month, got, c.want)
		}
	}
}

// The client of half a year gives 30 days' notice, to the end of a month; shorter orders, the worker and the law's exceptions do not.
func TestEarliestEnd(t *testing.T) {
	for _, c := range []struct {
		name        string
		last, made  calendar.Month
		by          id.Party
		cause       recurring.Cause
		today, want calendar.Date
	}{
		{"30 days to the last of the month", 202609, 202608, "client", recurring.Wish, calendar.Of(2026, 8, 1), calendar.Of(2026, 8, 31)},
		{"29 days are too few", 202609, 202608, "client", recurring.Wish, calendar.Of(2026, 8, 2), calendar.Of(2026, 9, 30)},
		{"over the end of February", 202609, 202604, "client", recurring.Wish, calendar.Of(2026, 4, 1), calendar.Of(2026, 5, 31)},
		{"five months need none", 202608, 202606, "client", recurring.Wish, calendar.Of(2026, 6, 20), calendar.Of(2026, 6, 30)},
		{"six do", 202609, 202606, "client", recurring.Wish, calendar.Of(2026, 6, 20), calendar.Of(2026, 7, 31)},
		{"a disaster", 202609, 202606, "client", recurring.Force, calendar.Of(2026, 6, 20), calendar.Of(2026, 6, 30)},
		{"the worker", 202609, 202606, "worker", recurring.Wish, calendar.Of(2026, 6, 20), calendar.Of(2026, 6, 30)},
		{"a month that is agreed goes on", 202608, 202607, "client", recurring.Wish, calendar.Of(2026, 6, 28), calendar.Of(2026, 7, 31)},
		{"never behind the term", 202609, 202609, "client", recurring.Wish, calendar.Of(2026, 9, 20), calendar.Of(2026, 9, 30)},
	} {
		o := recurring.Order{Client: "client", Worker: "worker", State: recurring.Active, Plan: plan(202604, c.last, 25), Made: c.made}
		if got := o.EarliestEnd(c.by, c.cause, c.today); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestAccept(t *testing.T) {
	if o := order(t, calendar.Of(2026, 4, 1), plan(202604, 202606, 20)); o.Made != 202603 {
		t.Errorf("the first month is left out: made %s", o.Made)
	}
	if o := order(t, calendar.Of(2026, 4, 19), plan(202604, 202606, 20)); o.Made != 202604 {
		t.Errorf("a month with one day left is not: made %s", o.Made)
	}
	p := plan(202604, 202604, 20)
	if _, err := recurring.New("r", "client", "worker", "k", p, "", false, calendar.Of(2026, 4, 13).Start()); !fault.Is(err, fault.Invalid) {
		t.Errorf("an order whose only day passes while it waits: %v", err)
	}
}

func TestNearAndRenewal(t *testing.T) {
	o := order(t, calendar.Of(2026, 4, 1), plan(202604, 202609, 31))
	if o.Near(calendar.Of(2026, 8, 25)) || !o.Near(calendar.Of(2026, 8, 26)) || o.EndsOn != calendar.Of(2026, 9, 30) || o.Near(calendar.Of(2026, 8, 27)) {
		t.Fatalf("told of the end on %s: %+v", o.NoticeOn, o.Notice)
	}
	now := calendar.Of(2026, 9, 1).Start()
	if err := o.AskReason(now); err != nil {
		t.Fatal(err)
	}
	if err := o.GiveReason("  "); !fault.Is(err, fault.Invalid) {
		t.Errorf("no reason is a reason: %v", err)
	}
	if err := o.GiveReason("企画が終わるためです。"); err != nil {
		t.Fatal(err)
	}
	if err := o.Renew(3, now); err != nil {
		t.Fatal(err)
	}
	if err := o.AnswerRenewal(true); err != nil || o.Last != 202612 || !o.NoticeOn.IsZero() {
		t.Fatalf("renewed to %s, %+v, %v", o.Last, o.Notice, err)
	}
}

// Whatever two people do in any order on any day: no month comes twice or late, none in a pause, none behind the end; who has
// worked half a year, or is to, hears of the end 30 days before; and every order ends.
func TestLife(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		today := calendar.Of(2026, 1, 1).AddDays(rapid.IntRange(0, 800).Draw(t, "begin"))
		this := calendar.MonthOf(today)
		first := this
		for range rapid.IntRange(1, 3).Draw(t, "first") {
			first = first.Next()
		}
		last := first
		for range rapid.IntRange(0, 11).Draw(t, "months") {
			last = last.Next()
		}
		o, err := recurring.New("r", "client", "worker", "k", plan(first, last, rapid.Int64Range(1, 31).Draw(t, "day")), "", false, today.Start())
		if fault.Is(err, fault.Invalid) {
			return // a first day within the week of the answer
		} else if err != nil {
			t.Fatal(err)
		}
		if err := o.Accept(today.Start().Add(clock.Day)); err != nil {
			t.Fatal(err)
		}
		today = today.AddDays(1)
		made := map[calendar.Month]bool{}
		var told calendar.Date // when the worker first heard of the end that came
		for day := 0; o.Goes(); day++ {
			if day > 1000 {
				t.Fatal("it never ends")
			}
			now := today.Start().Add(clock.Hour)
			looked := false
			for o.Goes() && o.NextOn <= today && !o.NextOn.IsZero() {
				was := o
				if m, make, ok := o.Next(today); ok {
					switch {
					case made[m]:
						t.Fatalf("%s comes twice", m)
					case make && (o.DueOn(m) <= today || o.Paused(m) || !o.EndsOn.IsZero() && m.First() > o.EndsOn || m > o.Last):
						t.Fatalf("%s is made on %s: %+v", m, today, o)
					}
					made[m] = true
					o.Take(m)
				} else if !o.Near(today) && !o.Finish(now) {
					t.Fatalf("nothing to do on %s: %+v", today, o)
				}
				if looked = o != was; !looked {
					t.Fatalf("the clock stands still on %s: %+v", today, o)
				}
			}
			if o.NoticeOn.IsZero() {
				told = 0
			} else if told.IsZero() || o.NoticeBy != "" && o.NoticeOn == today {
				told = o.NoticeOn
			}
			if o.State == recurring.Ended {
				if o.Long() && o.NoticeBy != "worker" && !(o.NoticeBy == "client" && o.Cause != recurring.Wish) && told.AddDays(recurring.NoticeDays) > o.EndsOn && o.EndsOn != o.Last.Last() {
					t.Fatalf("told on %s of the end on %s", told, o.EndsOn)
				}
				break
			}
			by := rapid.SampledFrom([]id.Party{"client", "worker"}).Draw(t, "by")
			switch rapid.IntRange(0, 60).Draw(t, "what") {
			case 0:
				o.End(by, rapid.SampledFrom(recurring.Causes).Draw(t, "cause"), "事情です。", now)
			case 1, 2:
				o.Pause(by, o.PauseFirst(by, today), rapid.IntRange(1, 4).Draw(t, "pause"), now)
			case 3:
				o.Resume()
			case 4, 5:
				if len(made) < 24 {
					o.Renew(rapid.IntRange(1, 6).Draw(t, "renew"), now)
				}
			case 6, 7:
				o.AnswerRenewal(rapid.Bool().Draw(t, "yes"))
			case 8:
				today = today.AddDays(rapid.IntRange(1, 40).Draw(t, "the clock stands still"))
			}
			today = today.AddDays(1)
		}
		for m := o.First; m <= o.Final(); m = m.Next() {
			if m > o.Made {
				t.Fatalf("%s had no turn before the end on %s", m, today)
			}
		}
	})
}
