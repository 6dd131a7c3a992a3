package certification

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/yen"
)

func ladder(pays ...int64) Ladder {
	var l []yen.Yen
	for _, p := range pays {
		l = append(l, yen.Of(p))
	}
	return NewLadder(l)
}

// The first 20 % are rounded down but never nobody, and whoever has as much as the last of them is among them.
func TestLineAtItsEdge(t *testing.T) {
	for _, c := range []struct {
		name       string
		pays       []int64
		line       int64
		in, out    int64 // pays just on the line and just below it
		placeOfOut int64
	}{
		{"one", []int64{500}, 500, 500, 499, 2},
		{"four: a fifth of four is nobody, so the first", []int64{10, 40, 30, 20}, 40, 40, 39, 2},
		{"five: one", []int64{1, 2, 3, 4, 5}, 5, 5, 4, 2},
		{"nine: still one", []int64{1, 2, 3, 4, 5, 6, 7, 8, 9}, 9, 9, 8, 2},
		{"ten: two", []int64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 9, 9, 8, 3},
		{"ten, equals at the line", []int64{10, 9, 9, 9, 5, 4, 3, 2, 1, 1}, 9, 9, 8, 5},
		{"equals at the top", []int64{7, 7, 7, 7, 7, 1, 1, 1, 1, 1}, 7, 7, 6, 6},
		{"nobody else has earned", []int64{0, 0, 0, 0, 3, 2}, 3, 3, 2, 2},
		{"nobody at all", []int64{0, 0}, 1, 1, 0, 0},
	} {
		l := ladder(c.pays...)
		if got := l.Line(20); got != yen.Of(c.line) {
			t.Errorf("%s: the line is %s, want %d", c.name, got, c.line)
		}
		for pay, want := range map[int64]bool{c.in: true, c.out: false} {
			bar := Criterion{Figure: Earnings, Bound: 20}.bar(Facts{Counts: Counts{Pay: yen.Of(pay)}}, l)
			if bar.OK != want || bar.Away != c.line-pay {
				t.Errorf("%s: %d comes out as %+v", c.name, pay, bar)
			}
		}
		if got := l.Place(yen.Of(c.out)); got != c.placeOfOut {
			t.Errorf("%s: %d stands on place %d, want %d", c.name, c.out, got, c.placeOfOut)
		}
	}
	if l := ladder(9, 9, 5); l.Place(yen.Of(9)) != 1 || l.Place(yen.Of(5)) != 3 {
		t.Error("equals don't share a place")
	}
}

func TestShares(t *testing.T) {
	for _, c := range []struct {
		bound, fewest, hits, n int64
		ok                     bool
		value, away            int64
	}{
		{80, 0, 0, 0, true, -1, 0},      // never asked
		{80, 0, 4, 5, true, 800, 0},     // exactly on it
		{80, 0, 84, 98, true, 857, -7},  // seven more may be late
		{80, 0, 79, 99, false, 797, 1},  // one more answer makes 80 of 100
		{80, 0, 3, 5, false, 600, 5},    // 8 of 10
		{95, 5, 4, 4, false, 1000, 1},   // good, but too few
		{95, 5, 5, 5, true, 1000, 0},    //
		{95, 5, 18, 19, false, 947, 1},  // 19 of 20
		{95, 5, 0, 0, false, -1, 5},     //
		{100, 0, 9, 10, false, 900, 10}, // only time helps
		{90, 0, 899, 1000, false, 899, 10},
	} {
		b := Criterion{Figure: Reply, Bound: c.bound, Fewest: c.fewest}.share(c.hits, c.n)
		if b.OK != c.ok || b.Value != c.value || b.Away != c.away {
			t.Errorf("%d of %d against %d %% of %d: %+v, want %v %d %d", c.hits, c.n, c.bound, c.fewest, b, c.ok, c.value, c.away)
		}
		if !b.OK && c.bound < 100 { // what it says is missing makes it good, and one less doesn't
			if !(Criterion{Figure: Reply, Bound: c.bound, Fewest: c.fewest}).share(c.hits+b.Away, c.n+b.Away).OK {
				t.Errorf("%d more hits don't mend %d of %d", b.Away, c.hits, c.n)
			}
			if (Criterion{Figure: Reply, Bound: c.bound, Fewest: c.fewest}).share(c.hits+b.Away-1, c.n+b.Away-1).OK {
				t.Errorf("%d more hits are more than %d of %d need", b.Away, c.hits, c.n)
			}
		}
	}
}

func TestSeen(t *testing.T) {
	end := calendar.Of(2026, 10, 31)
	for seen, want := range map[calendar.Date]bool{end: true, end.AddDays(2): true, end.AddDays(-31): true, end.AddDays(-32): false, 0: false} {
		if b := (Criterion{Figure: Seen, Bound: 31}).bar(Facts{AsOf: end, State: State{Seen: seen}}, nil); b.OK != want || b.OK != (b.Away <= 0) {
			t.Errorf("seen on %s: %+v", seen, b)
		}
	}
}

func TestWindow(t *testing.T) {
	show := func(months []calendar.Month) string {
		var s []string
		for _, m := range months {
			s = append(s, m.String())
		}
		return strings.Join(s, " ")
	}
	if got := show(Window(202602, 3, nil)); got != "2026-02 2026-01 2025-12" {
		t.Error(got)
	}
	skip := func(list ...calendar.Month) func(calendar.Month) bool {
		return func(m calendar.Month) bool { return slices.Contains(list, m) }
	}
	if got := show(Window(202604, 3, skip(202604, 202602))); got != "2026-03 2026-01 2025-12" {
		t.Error(got)
	}
	all := func(calendar.Month) bool { return true }
	if got := show(Window(202612, 2, all)); got != "2026-06 2026-05" {
		t.Error("it goes back by more than six months:", got)
	}
	// Half of a month's days are enough, one less is not.
	for until, want := range map[int]bool{15: true, 14: false} {
		if got := Skips([]Pause{{From: calendar.Of(2026, 6, 1), Until: calendar.Of(2026, 6, until)}}, 202606); got != want {
			t.Errorf("a pause until June %d: %v", until, got)
		}
	}
	two := []Pause{{From: calendar.Of(2026, 1, 20), Until: calendar.Of(2026, 2, 6)}, {From: calendar.Of(2026, 2, 20), Until: calendar.Of(2026, 3, 3)}}
	if !Skips(two, 202602) { // 6 + 9 of 28
		t.Error("two pauses of one month are not added")
	}
}

func TestOutcomes(t *testing.T) {
	why := []Reason{{Kind: "one_client"}}
	for _, c := range []struct {
		name                   string
		s                      State
		passed, paused, capped bool
		want                   Outcome
		after                  SealState
	}{
		{"first time", State{}, true, false, false, OutGranted, Granted},
		{"not yet", State{}, false, false, false, OutNone, Unsealed},
		{"again", State{Before: Granted}, true, false, false, OutKept, Granted},
		{"below once", State{Before: Granted}, false, false, false, OutAtRisk, AtRisk},
		{"below twice", State{Before: AtRisk, Weak: 1}, false, false, false, OutEnded, Ended},
		{"mended", State{Before: AtRisk, Weak: 1}, true, false, false, OutKept, Granted},
		{"back", State{Before: Ended}, true, false, false, OutGranted, Granted},
		{"still gone", State{Before: Ended}, false, false, false, OutNone, Ended},
		{"a person looks first", State{Reasons: why}, true, false, false, OutHeld, Held},
		{"and is still looking", State{Before: Held, Reasons: why, Case: CaseOpen}, true, false, false, OutHeld, Held},
		{"and finds nothing", State{Before: Held, Reasons: why, Case: CaseCleared}, true, false, false, OutGranted, Granted},
		{"and says no", State{Before: Ended, Reasons: why, Case: CaseRefused}, true, false, false, OutRefused, Ended},
		{"no reason any more", State{Before: Ended, Case: CaseRefused}, true, false, false, OutGranted, Granted},
		{"held, then below", State{Before: Held, Reasons: why}, false, false, false, OutNone, Ended},
		{"a seal is not cut while a person looks", State{Before: Granted, Reasons: why, Case: CaseOpen}, true, false, false, OutKept, Granted},
		{"paused with a seal", State{Before: AtRisk, Weak: 1}, false, true, false, OutPaused, AtRisk},
		{"paused without", State{}, true, true, false, OutPaused, Unsealed},
		{"capped", State{}, true, false, true, OutCapped, Unsealed},
		{"the cap cuts nothing", State{Before: Granted}, true, false, true, OutKept, Granted},
		{"gone with a seal", State{Before: Granted, Gone: true}, true, true, false, OutEnded, Ended},
		{"gone without", State{Gone: true}, true, false, false, OutNone, Unsealed},
	} {
		got := c.s.outcome(c.passed, c.paused, c.capped)
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		before := Seal{State: c.s.Before, Weak: c.s.Weak, Tier: c.s.Tier}
		if after, _ := before.Apply(got, "t", "run", calendar.Of(2026, 11, 3)); after.State != c.after {
			t.Errorf("%s: the seal is %q, want %q", c.name, after.State, c.after)
		} else if again, changed := after.Apply(got, "t", "run", calendar.Of(2026, 11, 3)); got == OutKept && (changed || again != after) {
			t.Errorf("%s: kept again changes %+v", c.name, again)
		}
	}
	// Since when the seal is shown stays through a warning, and begins anew when it comes back.
	day := calendar.Of(2026, 1, 3)
	s, _ := Seal{}.Apply(OutGranted, "t", "a", day)
	s, _ = s.Apply(OutAtRisk, "", "b", day.AddDays(31))
	if s.Since != day || s.Weak != 1 || s.Tier != "t" {
		t.Errorf("%+v", s)
	}
	s, _ = s.Apply(OutEnded, "", "c", day.AddDays(59))
	if s.Since != day.AddDays(59) || s.Weak != 0 {
		t.Errorf("%+v", s)
	}
}

func good(p id.Party, pay int64) Facts {
	return Facts{Party: p, Field: "writing", AsOf: calendar.Of(2026, 10, 31),
		Counts: Counts{Pay: yen.Of(pay), Done: 9, Failed: 1, Answered: 8, Missed: 2, Reviews: 20, Satisfied: 19},
		State:  State{Seen: calendar.Of(2026, 10, 1), Profile: true, Identity: true}}
}

func TestJudge(t *testing.T) {
	programme, _ := DefaultRules().Find(Nariwai)
	var all []Facts
	for i := range int64(20) {
		all = append(all, good(id.Party(fmt.Sprintf("p%02d", i)), max(100, 100*min(i, 17))))
	}
	// Four of twenty are the first 20 %: 1,700 (three times) and 1,600.
	judge := func(p Programme, all []Facts) (granted string) {
		c := NewCourt(p, "run", all)
		c.Limit(all)
		for _, f := range all {
			r, err := c.Judge(f)
			if err != nil {
				t.Fatal(err)
			}
			again, _ := c.Judge(f)
			if again != r {
				t.Errorf("%s comes out differently: %+v, %+v", f.Party, r, again)
			}
			if bars, err := r.Bars(); err != nil || len(bars) != 7 || (Short(bars) == 0) != (r.Tier != "") {
				t.Errorf("%s: %v, %v", f.Party, bars, err)
			}
			if r.Outcome == OutGranted {
				granted += " " + string(f.Party)
			}
		}
		return granted
	}
	if got := judge(programme, all); got != " p16 p17 p18 p19" {
		t.Errorf("granted:%s", got)
	}
	for name, spoil := range map[string]func(*Facts){
		"completion":   func(f *Facts) { f.Counts.Done = 8 },
		"reply":        func(f *Facts) { f.Counts.Missed = 3 },
		"satisfaction": func(f *Facts) { f.Counts.Satisfied = 18 },
		"few reviews":  func(f *Facts) { f.Counts.Satisfied, f.Counts.Reviews = 4, 4 },
		"not here":     func(f *Facts) { f.State.Seen = calendar.Of(2026, 9, 29) },
		"profile":      func(f *Facts) { f.State.Profile = false },
		"identity":     func(f *Facts) { f.State.Identity = false },
		"a reason":     func(f *Facts) { f.State.Reasons = []Reason{{Kind: "one_client"}} },
	} {
		some := slices.Clone(all)
		spoil(&some[19])
		if got := judge(programme, some); got != " p16 p17 p18" {
			t.Errorf("%s: granted%s", name, got)
		}
	}
	// With room for three, the seals that are there keep theirs, and equals are told apart by nothing but their id.
	programme.CapPercent = 15
	if got := judge(programme, all); got != " p17 p18 p19" {
		t.Errorf("capped: granted%s", got)
	}
	some := slices.Clone(all)
	some[16].State.Before, some[2].State.Before = Granted, Granted // p02 is below and only warned
	if got := judge(programme, some); got != " p17" {
		t.Errorf("capped with seals: granted%s", got)
	}
}

func TestPauses(t *testing.T) {
	now := clock.At(2026, 11, 28, 12, 0)
	today := calendar.On(now)
	ask := func(from, until calendar.Date, had ...Pause) error {
		_, err := NewPause(Pause{From: from, Until: until, Why: Care}, had, now)
		return err
	}
	for name, err := range map[string]error{
		"yesterday":   ask(today.AddDays(-1), today.AddDays(3)),
		"too far":     ask(today.AddDays(61), today.AddDays(70)),
		"backwards":   ask(today.AddDays(5), today.AddDays(4)),
		"185 days":    ask(today, today.AddDays(184)),
		"with others": ask(today, today.AddDays(9), Pause{From: today.AddDays(-400), Until: today.AddDays(-226), EndedAt: now.Add(-100 * clock.Day)}),
	} {
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := ask(today, today.AddDays(3), Pause{From: today, Until: today.AddDays(3)}); !fault.Is(err, fault.Conflict) {
		t.Error(err)
	}
	for name, err := range map[string]error{
		"184 days":      ask(today, today.AddDays(183)),
		"one day":       ask(today, today),
		"came back":     ask(today, today.AddDays(99), Pause{From: today.AddDays(-200), Until: today.AddDays(-17), EndedAt: today.AddDays(-120).Start()}),
		"two years ago": ask(today, today.AddDays(183), Pause{From: today.AddDays(-800), Until: today.AddDays(-700), EndedAt: today.AddDays(-699).Start()}),
	} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	p := Pause{From: today, Until: today.AddDays(9), SetAt: now}
	if p.Over(today.AddDays(9).Start()) || !p.Over(today.AddDays(10).Start()) {
		t.Error("a pause is over on the day after its last")
	}
	if err := p.End(today.AddDays(4).Start()); err != nil || p.Days() != 4 || p.Covers(today.AddDays(4)) || !p.Covers(today.AddDays(3)) {
		t.Errorf("%+v: %d days, %v", p, p.Days(), err)
	}
	if err := p.End(now); !fault.Is(err, fault.Conflict) {
		t.Error(err)
	}
	// What was set or ended later was not known yet.
	if known := AsOf([]Pause{p}, now); len(known) != 0 {
		t.Error(known)
	}
	if known := AsOf([]Pause{p}, now+1); len(known) != 1 || !known[0].Covers(today.AddDays(9)) {
		t.Error(known)
	}
}

func TestCasesAndAppeals(t *testing.T) {
	now := clock.At(2026, 11, 3, 9, 0)
	c := Case{ID: "c", State: CaseOpen, Reasons: []Reason{{Kind: "b"}, {Kind: "a"}}}
	if c.Says(nil, now) != CaseOpen || (Case{}).Says(nil, now) != "" {
		t.Error("what is open waits, what is not there says nothing")
	}
	if err := c.Decide(true, "hana", " ", now); !fault.Is(err, fault.Invalid) {
		t.Error(err)
	}
	if err := c.Decide(true, "hana", "取引先は1社ですが、まったく別の会社です", now); err != nil || c.State != CaseCleared {
		t.Error(err, c)
	}
	if err := c.Decide(false, "hana", "x", now); !fault.Is(err, fault.Conflict) {
		t.Error(err)
	}
	for reasons, want := range map[string]CaseState{"a": CaseCleared, "a b": CaseCleared, "a z": ""} {
		var list []Reason
		for _, k := range strings.Fields(reasons) {
			list = append(list, Reason{Kind: k})
		}
		if got := c.Says(list, now.Add(100*clock.Day)); got != want {
			t.Errorf("%s: %q", reasons, got)
		}
	}
	seen := Case{ID: "c", State: CaseCleared, DecidedAt: now, Reasons: []Reason{{Kind: "linked", With: []id.Party{"a", "b"}, Marks: []string{"device"}}}}
	for _, x := range []struct {
		r    Reason
		want CaseState
	}{
		{Reason{Kind: "linked", With: []id.Party{"b"}, Marks: []string{"device"}}, CaseCleared},
		{Reason{Kind: "linked", With: []id.Party{"b", "z"}, Marks: []string{"device"}}, ""}, // another client
		{Reason{Kind: "linked", With: []id.Party{"b"}, Marks: []string{"account"}}, ""},     // something more in common
		{Reason{Kind: "round", With: []id.Party{"b"}}, ""},
	} {
		if got := seen.Says([]Reason{x.r}, now); got != x.want {
			t.Errorf("%+v: %q, want %q", x.r, got, x.want)
		}
	}
	if c.Says(nil, now.Add(CaseHolds+1)) != "" {
		t.Error("what a person said a year ago still stands")
	}
	if _, err := NewAppeal(Appeal{Words: "x"}, OutKept, now, now); !fault.Is(err, fault.Conflict) {
		t.Error(err)
	}
	if _, err := NewAppeal(Appeal{Words: "x"}, OutNone, now, now.Add(AppealWithin+1)); !fault.Is(err, fault.Conflict) {
		t.Error(err)
	}
	a, err := NewAppeal(Appeal{Words: " 違います ", Person: "michi"}, OutEnded, now, now.Add(AppealWithin))
	if err != nil || a.Words != "違います" || a.State != AppealOpen {
		t.Error(a, err)
	}
	for _, who := range []id.Person{"hana", "michi"} {
		if err := a.Decide(true, who, "x", []id.Person{"hana"}, now); !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s decides: %v", who, err)
		}
	}
	if err := a.Decide(true, "ken", "数え直しました", []id.Person{"hana"}, now); err != nil || a.State != AppealUpheld {
		t.Error(err)
	}
}

func TestRules(t *testing.T) {
	if err := DefaultRules().Validate(); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*Programme){
		"no name":    func(p *Programme) { p.En = "" },
		"every 5":    func(p *Programme) { p.EveryMonths = 5 },
		"every 0":    func(p *Programme) { p.EveryMonths = 0 },
		"no window":  func(p *Programme) { p.WindowMonths = 0 },
		"the 31st":   func(p *Programme) { p.Day = 31 },
		"cap":        func(p *Programme) { p.CapPercent = 101 },
		"no tier":    func(p *Programme) { p.Tiers = nil },
		"no figure":  func(p *Programme) { p.Tiers[0].Criteria[0].Figure = "luck" },
		"120 %":      func(p *Programme) { p.Tiers[0].Criteria[0].Bound = 120 },
		"no bound":   func(p *Programme) { p.Tiers[0].Criteria[0].Bound = 0 },
		"minus five": func(p *Programme) { p.Tiers[0].Criteria[2].Fewest = -5 },
	} {
		r := DefaultRules()
		spoil(&r.Programmes[0])
		if err := r.Validate(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	p := DefaultRules().Programmes[1]
	if p.Falls(202611) || !p.Falls(202612) || p.Next(202611) != 202612 || p.Next(202612) != 202703 || p.Due(202612) != calendar.Of(2027, 1, 3) {
		t.Error("a quarterly programme falls on other months")
	}
	if !p.Asks(Scouts) || p.Asks(Earnings) {
		t.Error("what a programme asks")
	}
}
