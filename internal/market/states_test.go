package market_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/market"
	"nariwai/internal/yen"
)

var states = []market.ItemState{market.ItemAgreed, market.ItemFunded, market.ItemDelivered, market.ItemRevising, market.ItemDisputed,
	market.ItemAccepted, market.ItemSplit, market.ItemRefunded, market.ItemCancelled, market.ItemLapsed}

// arrows are the machine's methods, each asked when nothing but the state could be in its way.
func arrows() map[string]func(*market.Item) error {
	now := clock.At(2026, 6, 1, 12, 0)
	c := market.Contract{Terms: terms, FundBy: now, AskedAt: now.Add(-30 * clock.Day)}
	return map[string]func(*market.Item) error{
		"Fund":           func(it *market.Item) error { return it.Fund(it.Pay) },
		"CancelUnfunded": func(it *market.Item) error { return it.CancelUnfunded() },
		"Lapse":          func(it *market.Item) error { return it.Lapse(c, now) },
		"Deliver":        func(it *market.Item) error { return it.Deliver(terms, now) },
		"Revise":         func(it *market.Item) error { return it.Revise(terms, "理由", market.NoFault) },
		"Accept":         func(it *market.Item) error { return it.Accept(now) },
		"AcceptOverdue":  func(it *market.Item) error { return it.AcceptOverdue(now) },
		"CancelLate":     func(it *market.Item) error { return it.CancelLate(terms, now) },
		"CancelSilent":   func(it *market.Item) error { return it.CancelSilent(c, now) },
		"Freeze":         func(it *market.Item) error { return it.Freeze() },
		"Thaw":           func(it *market.Item) error { return it.Thaw(terms, now) },
		"Agree":          nil, // by how much is paid
		"Decide":         nil,
	}
}

// leadsTo returns the states into which an arrow leads out of a state, in the order of states.
func leadsTo(t *testing.T, from market.ItemState, arrow string) (to []market.ItemState) {
	now := clock.At(2026, 6, 1, 12, 0)
	before := []market.ItemState{""}
	if from == market.ItemDisputed {
		before = []market.ItemState{market.ItemFunded, market.ItemDelivered, market.ItemRevising}
	}
	ways := []func(*market.Item) error{arrows()[arrow]}
	if ways[0] == nil {
		e := map[string]market.Ending{"Agree": market.ByAgreement, "Decide": market.ByDecision}[arrow]
		ways = nil
		for _, pay := range []int64{0, 15_000, 40_000} {
			ways = append(ways, func(it *market.Item) error { return it.Settle(yen.Of(pay), e, now) })
		}
	}
	for _, was := range before {
		for _, way := range ways {
			it := item(from)
			it.Before, it.AcceptBy, it.DueOn, it.ReceivedOn = was, now.Add(-clock.Day), calendar.Of(2026, 4, 10), calendar.Of(2026, 4, 9)
			asked := it
			switch err := way(&it); {
			case err == nil:
				to = append(to, it.State)
			case !fault.Is(err, fault.Conflict):
				t.Errorf("%s of a %s item: %v", arrow, from, err)
			case it.State != asked.State || it.AcceptBy != asked.AcceptBy || it.Before != asked.Before || it.SettledOn != asked.SettledOn:
				t.Errorf("%s refused a %s item and changed it", arrow, from)
			}
		}
	}
	slices.SortFunc(to, func(a, b market.ItemState) int { return slices.Index(states, a) - slices.Index(states, b) })
	return slices.Compact(to)
}

func TestTheDocumentDrawsTheMachine(t *testing.T) {
	text, err := os.ReadFile("../../docs/states.md")
	if err != nil {
		t.Fatal(err)
	}
	drawn := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^ +(\w+) --> (\w+): (\w+)$`).FindAllStringSubmatch(string(text), -1) {
		drawn[m[1]+" --> "+m[2]+": "+m[3]] = true
	}
	head := regexp.MustCompile(`(?m)^\| \| (.+) \|$`).FindStringSubmatch(string(text))
	if head == nil {
		t.Fatal("no table")
	}
	names := strings.Split(head[1], " | ")
	if len(names) != len(arrows()) {
		t.Errorf("the table has %d columns, the machine %d arrows", len(names), len(arrows()))
	}
	for _, from := range states {
		row := regexp.MustCompile(`(?m)^\| ` + string(from) + ` \| (.+) \|$`).FindStringSubmatch(string(text))
		if row == nil {
			t.Errorf("the table has no row for %s", from)
			continue
		}
		cells := strings.Split(row[1], " | ")
		for i, name := range names {
			var to []string
			for _, s := range leadsTo(t, from, name) {
				to = append(to, string(s))
				if edge := string(from) + " --> " + string(s) + ": " + name; !drawn[edge] {
					t.Errorf("the drawing lacks %q", edge)
				} else {
					delete(drawn, edge)
				}
			}
			want := strings.Join(to, " ")
			if want == "" {
				want = "–"
			}
			if i >= len(cells) || cells[i] != want {
				t.Errorf("%s of a %s item leads to %q; the table says otherwise: %q", name, from, want, cells)
			}
		}
	}
	for edge := range drawn {
		t.Errorf("nothing leads %q", edge)
	}
	for _, s := range states {
		ended := true
		for name := range arrows() {
			ended = ended && len(leadsTo(t, s, name)) == 0
		}
		if ended != s.Ended() {
			t.Errorf("%s.Ended() is %v", s, s.Ended())
		}
	}
}
