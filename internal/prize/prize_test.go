package prize

import (
	"fmt"
	"testing"

	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

func year(t *testing.T) (Year, map[Kind]Prize) {
	t.Helper()
	n := 0
	y, all, err := NewYear(2026, 20261130, []string{"writing", "data"}, "desk", func() string { n++; return fmt.Sprint(n) }, clock.At(2026, 11, 1, 9, 0))
	if err != nil {
		t.Fatal(err)
	}
	by := map[Kind]Prize{}
	for _, p := range all {
		if _, twice := by[p.Kind]; !twice {
			by[p.Kind] = p
		}
	}
	if len(all) != 6 || by[Team].Open || !by[Parent].Open {
		t.Fatalf("the prizes are %v", all)
	}
	return y, by
}

func TestNominate(t *testing.T) {
	y, prizes := year(t)
	in, late := clock.At(2026, 11, 30, 23, 59), clock.At(2026, 12, 1, 0, 0)
	good := Facts{Paid: true, Earned: true, SignedUp: 20260301, Prefecture: "01"}
	with := func(change func(*Facts)) Facts { x := good; change(&x); return x }
	for _, c := range []struct {
		name  string
		kind  Kind
		facts Facts
		at    clock.Instant
		words string
		want  fault.Kind // Internal: it is taken
		side  Side
	}{
		{"a client", OfField, good, in, "よい仕事", fault.Internal, Client},
		{"a peer", OfField, with(func(x *Facts) { x.Paid, x.WorksHere = false, true }), in, "よい仕事", fault.Internal, Peer},
		{"a stranger", OfField, with(func(x *Facts) { x.Paid = false }), in, "よい仕事", fault.Conflict, ""},
		{"oneself", OfField, with(func(x *Facts) { x.Self = true }), in, "よい仕事", fault.Conflict, ""},
		{"late", OfField, good, late, "よい仕事", fault.Conflict, ""},
		{"no words", OfField, good, in, " ", fault.Invalid, ""},
		{"who earned nothing", OfField, with(func(x *Facts) { x.Earned = false }), in, "よい仕事", fault.Invalid, ""},
		{"a newcomer", Newcomer, good, in, "よい仕事", fault.Internal, Client},
		{"an old hand", Newcomer, with(func(x *Facts) { x.SignedUp = 20251231 }), in, "よい仕事", fault.Invalid, ""},
		{"far away", Region, good, in, "よい仕事", fault.Internal, Client},
		{"Tokyo", Region, with(func(x *Facts) { x.Prefecture = "13" }), in, "よい仕事", fault.Invalid, ""},
		{"nobody knows where", Region, with(func(x *Facts) { x.Prefecture = "" }), in, "よい仕事", fault.Invalid, ""},
		{"a team", Team, good, in, "よい仕事", fault.Conflict, ""},
	} {
		n, err := y.Nominate(prizes[c.kind], c.facts, Nomination{Words: c.words}, c.at)
		if c.want == fault.Internal && (err != nil || n.Side != c.side) || c.want != fault.Internal && !fault.Is(err, c.want) {
			t.Errorf("%s: %v as %q", c.name, err, n.Side)
		}
	}
}

func TestAnswer(t *testing.T) {
	y, prizes := year(t)
	if _, err := y.Answer(prizes[Parent], Entry{}, true, false, 1); !fault.Is(err, fault.Invalid) {
		t.Errorf("who doesn't say that they are a parent stands for that prize: %v", err)
	}
	e, err := y.Answer(prizes[Parent], Entry{}, true, true, 1)
	if err != nil || !e.Declared || e.State != Accepted {
		t.Errorf("%+v, %v", e, err)
	}
	if e, _ = y.Answer(prizes[Parent], e, false, true, 2); e.Declared || e.State != Declined {
		t.Errorf("who steps back has still said it: %+v", e)
	}
	if e, _ = y.Answer(prizes[OfField], Entry{}, true, true, 2); e.Declared {
		t.Error("it is kept for another prize")
	}
	y.State = Announced
	if _, err := y.Answer(prizes[OfField], e, true, false, 3); !fault.Is(err, fault.Conflict) {
		t.Error("answered after the names were read out")
	}
}

func TestWinners(t *testing.T) {
	p := Prize{ID: "p"}
	entries := []Entry{{Prize: "p", Party: "a", State: Accepted}, {Prize: "p", Party: "b", State: Accepted}, {Prize: "p", Party: "c", State: Declined}, {Prize: "q", Party: "d", State: Accepted}}
	noms := []Nomination{{Prize: "p", Party: "a", Words: "first"}, {Prize: "p", Party: "a", Words: "second"}}
	vote := func(parties ...id.Party) (v []Vote) {
		for i, x := range parties {
			v = append(v, Vote{Prize: "p", Person: id.Person(fmt.Sprint(i)), Party: x})
		}
		return v
	}
	for _, c := range []struct {
		votes []Vote
		want  string
	}{
		{vote("a", "a"), "[a first]"},
		{vote("a", "b"), "[a first][b ]"},
		{vote("a", "b", "b"), "[b ]"},
		{vote("a"), "too few"},
		{vote("a", "c"), "too few"}, // who steps back loses their votes
		{nil, "too few"},
	} {
		got := ""
		w, err := Winners(p, entries, c.votes, noms)
		for _, x := range w {
			got += fmt.Sprintf("[%s %s]", x.Party, x.Words)
		}
		if fault.Is(err, fault.Conflict) {
			got = "too few"
		}
		if got != c.want {
			t.Errorf("%v: %s, want %s", c.votes, got, c.want)
		}
	}
	if w, err := Winners(Prize{ID: "r"}, entries, nil, noms); w != nil || err != nil {
		t.Error("a prize for which nobody stands is nobody's")
	}
}

func TestVotes(t *testing.T) {
	y, _ := year(t)
	if err := y.MayVote(true, false, false); err == nil {
		t.Error("votes while nominations come in")
	}
	if err := y.Close(1); err != nil || y.Close(2) == nil {
		t.Error("closed once")
	}
	for _, c := range [][3]bool{{false, false, false}, {true, true, false}, {true, false, true}} {
		if y.MayVote(c[0], c[1], c[2]) == nil {
			t.Errorf("%v may vote", c)
		}
	}
	if y.MayVote(true, false, false) != nil || y.Announce("desk", 3) != nil || y.Announce("desk", 4) == nil {
		t.Error("judged and read out once")
	}
}
