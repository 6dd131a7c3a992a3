package team_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/team"
	"nariwai/internal/yen"
)

const now = clock.Instant(1_793_000_000_000_000)

var (
	due  = calendar.Of(2026, 12, 10)
	crew = team.Members{{Party: "lead", Role: team.Leader, Weight: 2}, {Party: "a", Role: team.Ordinary, Weight: 1}, {Party: "b", Role: team.Ordinary, Weight: 1},
		{Party: "young", Role: team.Apprentice, Mentor: "a", Weight: 1}}
)

func total(ss []team.Share) (y yen.Yen) {
	for _, s := range ss {
		y = y.Add(s.Pay)
	}
	return y
}

// Whatever members agree to, refuse, drop and take over: what would be paid adds up to the item's pay to the yen, and nothing is
// delivered before everybody has agreed to what stands.
func TestSplitIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pay := yen.Of(rapid.Int64Range(8, 3_000_000).Draw(t, "pay"))
		fr := team.Frame{Item: "i", Pay: pay, DueOn: due, Members: crew, Leader: "lead"}
		if total(crew.Default(pay)) != pay {
			t.Fatal("the default split doesn't add up")
		}
		n := 0
		newID := func() id.Part { n++; return id.Part(fmt.Sprint(n)) }
		var parts []team.Part
		put := func(changed, added []team.Part) {
			for _, c := range changed {
				for i := range parts {
					if parts[i].ID == c.ID {
						parts[i] = c
					}
				}
			}
			parts = append(parts, added...)
		}
		split := func(t *rapid.T) {
			weights := rapid.SliceOfN(rapid.Int64Range(1, 50), 1, 4).Draw(t, "weights")
			var asks []team.Ask
			for i, p := range yen.Split(pay, weights) {
				a := team.Ask{Member: crew[i].Party, Pay: p, Title: "書く", DueOn: due}
				if crew[i].Role == team.Apprentice {
					a.Mentor = "a"
					if p.Int64() > 1 {
						a.MentorPay, a.Pay = yen.Of(1), p.Sub(yen.Of(1))
					}
				}
				if a.Pay.IsZero() {
					return
				}
				asks = append(asks, a)
			}
			changed, added, err := fr.Split(parts, asks, "p", now, newID)
			if err != nil {
				t.Fatal(err)
			}
			put(changed, added)
		}
		split(t)
		one := func(t *rapid.T) *team.Part {
			if len(parts) == 0 {
				t.Skip("no parts")
			}
			return &parts[rapid.IntRange(0, len(parts)-1).Draw(t, "part")]
		}
		t.Repeat(map[string]func(*rapid.T){
			"split":  split,
			"agree":  func(t *rapid.T) { _ = one(t).Agree(now) },
			"refuse": func(t *rapid.T) { _ = one(t).Refuse("忙しい") },
			"drop":   func(t *rapid.T) { _ = one(t).Drop("病気", false) },
			"check":  func(t *rapid.T) { _ = one(t).Check("m", now) },
			"succeed": func(t *rapid.T) {
				p := one(t)
				if next, err := p.Succeed(newID(), rapid.SampledFrom([]id.Party{"lead", "a", "b"}).Draw(t, "who"), "", "p", now); err == nil {
					parts = append(parts, next)
				}
			},
			"": func(t *rapid.T) {
				if len(parts) == 0 {
					return
				}
				if got := total(team.Standing(parts, "lead")); got != pay {
					t.Fatalf("%s of %s would be paid", got, pay)
				}
				agreed, places := true, map[int64]bool{}
				for _, p := range team.Live(parts) {
					agreed = agreed && p.State == team.Agreed && (p.Mentor == "" || p.CheckedAt != 0)
					if places[p.N] {
						t.Fatalf("two parts stand at %d", p.N)
					}
					places[p.N] = true
				}
				if err := team.Deliverable(parts); (err == nil) != agreed {
					t.Fatalf("deliverable: %v, all agreed and checked: %t", err, agreed)
				}
			},
		})
	})
}

func TestSplitIsRefused(t *testing.T) {
	good := []team.Ask{{Member: "lead", Pay: yen.Of(600), Title: "まとめ", DueOn: due}, {Member: "young", Mentor: "a", Pay: yen.Of(300), MentorPay: yen.Of(100), Title: "書く", DueOn: due}}
	for name, x := range map[string]struct {
		spoil    func([]team.Ask)
		withheld int64
		field    string
	}{
		"good":                     {spoil: func([]team.Ask) {}, withheld: 600},
		"a yen short":              {spoil: func(a []team.Ask) { a[0].Pay = yen.Of(599) }, field: "parts"},
		"a stranger":               {spoil: func(a []team.Ask) { a[0].Member = "x" }, field: "member.00"},
		"nobody checks":            {spoil: func(a []team.Ask) { a[1].Mentor = "" }, field: "mentor.01"},
		"one's own mentor":         {spoil: func(a []team.Ask) { a[1].Mentor = "young" }, field: "mentor.01"},
		"too late":                 {spoil: func(a []team.Ask) { a[1].DueOn = due.AddDays(1) }, field: "due_on.01"},
		"nothing said":             {spoil: func(a []team.Ask) { a[1].Title = " " }, field: "title.01"},
		"leader can't bear a tax":  {spoil: func([]team.Ask) {}, withheld: 601, field: "parts"},
		"nobody is paid for a lot": {spoil: func(a []team.Ask) { a[0].Pay = yen.Of(0) }, field: "pay.00"},
	} {
		asks := append([]team.Ask(nil), good...)
		x.spoil(asks)
		fr := team.Frame{Pay: yen.Of(1000), DueOn: due, Members: crew, Leader: "lead", Withheld: yen.Of(x.withheld)}
		err := fr.Check(asks)
		switch fields := fault.Of(err); {
		case x.field == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case x.field != "" && (err == nil || fields.Fields[0].Field != x.field):
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestMembership(t *testing.T) {
	tm := team.Team{ID: "t", Form: team.Joint}
	if _, err := tm.NextRule("  ", "p", now); err == nil {
		t.Error("rules that say nothing")
	}
	if _, err := tm.NextRule("締切の前の日までに知らせます。", "p", now); err != nil || tm.Rules != 1 {
		t.Error(tm, err)
	}
	if err := tm.Reform(team.Prime, true); err == nil || tm.Form != team.Joint {
		t.Error("the form changed behind a proposal")
	}
	in := team.Invitation{Team: "t", Party: "c", Role: team.Apprentice, Mentor: "a", Weight: 1, State: team.Sent}
	if err := crew.Invite(in, nil); err != nil {
		t.Error(err)
	}
	if err := crew.Invite(in, []team.Invitation{in}); err == nil {
		t.Error("asked twice")
	}
	if _, err := in.Answer(team.Accepted, tm, 0, "p", now); !fault.Is(err, fault.Conflict) {
		t.Error("agreed to rules that are old", err)
	}
	if m, err := in.Answer(team.Accepted, tm, 1, "p", now); err != nil || m.Mentor != "a" || m.RuleN != 1 {
		t.Error(m, err)
	}
	if _, err := in.Answer(team.Declined, tm, 1, "p", now); !fault.Is(err, fault.Conflict) {
		t.Error("answered twice", err)
	}
	mentor, lead, b := crew[1], crew[0], crew[2]
	if crew.Leave(&mentor, now) == nil || crew.Leave(&lead, now) == nil || crew.Leave(&b, now) != nil || b.LeftAt != now {
		t.Error("who may leave")
	}
}
