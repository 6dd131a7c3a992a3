package market_test

import (
	"testing"

	"pgregory.net/rapid"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/market"
	"nariwai/internal/yen"
)

var terms = market.Terms{Revisions: 2, AcceptDays: 7, LimitDays: 59, EscalateDays: 50, LateDays: 3, SilentDays: 7, AppealDays: 7}

func item(s market.ItemState) market.Item {
	return market.Item{ID: "i", State: s, Pay: yen.Of(40_000), Secured: yen.Of(40_000), DueOn: calendar.Of(2026, 4, 10)}
}

func TestAutomaticAcceptanceIsDatedByItsInstant(t *testing.T) {
	it := item(market.ItemFunded)
	if err := it.Deliver(terms, clock.At(2026, 4, 23, 18, 30)); err != nil {
		t.Fatal(err)
	}
	if want := clock.At(2026, 5, 1, 0, 0); it.AcceptBy != want {
		t.Fatalf("accepted at %s, want %s", it.AcceptBy, want)
	}
	if err := it.AcceptOverdue(clock.At(2026, 4, 30, 23, 59)); !fault.Is(err, fault.Conflict) {
		t.Fatalf("a minute early: %v", err)
	}
	// The task runs three days late; the acceptance is dated by its instant and counts to April, whose last day it ends.
	if err := it.AcceptOverdue(clock.At(2026, 5, 4, 9, 0)); err != nil {
		t.Fatal(err)
	}
	if it.AcceptedAt != clock.At(2026, 5, 1, 0, 0) || it.SettledOn != calendar.Of(2026, 4, 30) || it.Ending != market.ByTime {
		t.Fatalf("accepted at %s, counted on %s", it.AcceptedAt, it.SettledOn)
	}
}

func TestReceiptRestartsOnlyForTheWorkersFault(t *testing.T) {
	first, second := clock.At(2026, 4, 1, 10, 0), clock.At(2026, 4, 20, 10, 0)
	for blame, want := range map[market.Blame]calendar.Date{
		market.NoFault: calendar.On(first), market.ClientFault: calendar.On(first), market.WorkerFault: calendar.On(second),
	} {
		it := item(market.ItemFunded)
		if err := it.Deliver(terms, first); err != nil {
			t.Fatal(err)
		}
		if err := it.Revise(terms, "営業時間が違います", blame); err != nil {
			t.Fatal(err)
		}
		if err := it.Deliver(terms, second); err != nil {
			t.Fatal(err)
		}
		if it.ReceivedOn != want {
			t.Errorf("revised for %s: received on %s, want %s", blame, it.ReceivedOn, want)
		}
	}
}

func TestRevisionsAreCounted(t *testing.T) {
	it := item(market.ItemFunded)
	now := clock.At(2026, 4, 1, 10, 0)
	for range 2 {
		if err := it.Deliver(terms, now); err != nil {
			t.Fatal(err)
		}
		if err := it.Revise(terms, "r", market.NoFault); err != nil {
			t.Fatal(err)
		}
	}
	if err := it.Deliver(terms, now); err != nil {
		t.Fatal(err)
	}
	if err := it.Revise(terms, "r", market.NoFault); !fault.Is(err, fault.Conflict) {
		t.Fatalf("a third revision: %v", err)
	}
}

func TestLateAndSilent(t *testing.T) {
	c := market.Contract{Terms: terms}
	it := item(market.ItemFunded) // due on April 10, late from the 14th
	if err := it.CancelLate(terms, clock.At(2026, 4, 13, 23, 59)); !fault.Is(err, fault.Conflict) {
		t.Fatal("three days are not over")
	}
	late := it
	if err := late.CancelLate(terms, clock.At(2026, 4, 14, 0, 0)); err != nil || late.State != market.ItemRefunded {
		t.Fatal(err)
	}
	if err := it.CancelSilent(c, clock.At(2026, 4, 30, 0, 0)); !fault.Is(err, fault.Conflict) {
		t.Fatal("nobody asked")
	}
	c.Wrote(market.ClientSide, clock.At(2026, 4, 2, 9, 0))
	c.Wrote(market.ClientSide, clock.At(2026, 4, 8, 9, 0)) // the earliest unanswered message counts
	if err := it.CancelSilent(c, clock.At(2026, 4, 9, 8, 59)); !fault.Is(err, fault.Conflict) {
		t.Fatal("seven days are not over")
	}
	silent := it
	if err := silent.CancelSilent(c, clock.At(2026, 4, 9, 9, 0)); err != nil {
		t.Fatal(err)
	}
	c.Wrote(market.WorkerSide, clock.At(2026, 4, 9, 10, 0))
	if err := it.CancelSilent(c, clock.At(2026, 4, 30, 0, 0)); !fault.Is(err, fault.Conflict) {
		t.Fatal("the worker has answered")
	}
}

// Whatever is tried in whatever order: an ended item stays ended, money is settled once,
// the days to pay run from a receipt, and a frozen item moves only by the desk, both signatures or its thaw.
func TestItemMachine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		it := item(market.ItemAgreed)
		c := market.Contract{Terms: terms, FundBy: clock.At(2026, 4, 9, 0, 0)}
		now := clock.At(2026, 4, 1, 9, 0)
		settled := 0
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			now = now.Add(clock.Duration(rapid.Int64Range(0, int64(4*clock.Day)).Draw(t, "wait")))
			was := it
			var err error
			switch verb := rapid.SampledFrom([]string{"fund", "deliver", "revise", "accept", "time", "cancel", "lapse", "late", "silent", "settle", "decide", "freeze", "thaw", "ask", "escalate"}).Draw(t, "verb"); verb {
			case "fund":
				err = it.Fund(it.Pay)
			case "deliver":
				err = it.Deliver(terms, now)
			case "revise":
				err = it.Revise(terms, "r", rapid.SampledFrom([]market.Blame{market.NoFault, market.ClientFault, market.WorkerFault}).Draw(t, "blame"))
			case "accept":
				err = it.Accept(now)
			case "time":
				err = it.AcceptOverdue(now)
			case "cancel":
				err = it.CancelUnfunded()
			case "lapse":
				err = it.Lapse(c, now)
			case "late":
				err = it.CancelLate(terms, now)
			case "silent":
				err = it.CancelSilent(c, now)
			case "settle", "decide":
				e := market.ByAgreement
				if verb == "decide" {
					e = market.ByDecision
				}
				err = it.Settle(yen.Of(rapid.Int64Range(-1, 40_001).Draw(t, "pay")), e, now)
			case "freeze":
				err = it.Freeze()
			case "thaw":
				err = it.Thaw(terms, now)
			case "ask":
				c.Wrote(market.ClientSide, now)
			case "escalate":
				it.Escalate(terms, now)
			}
			if err != nil {
				if k := fault.KindOf(err); k != fault.Conflict && k != fault.Invalid {
					t.Fatalf("a refusal of kind %d: %v", k, err)
				}
				was.EscalatedAt = it.EscalatedAt
				if it.State != was.State || it.SettledOn != was.SettledOn {
					t.Fatalf("a refusal changed %s to %s", was.State, it.State)
				}
				continue
			}
			if was.State.Ended() && it.State != was.State {
				t.Fatalf("%s became %s", was.State, it.State)
			}
			if was.State == market.ItemDisputed && it.State == market.ItemDelivered && it.AcceptBy <= now {
				t.Fatal("thawed work is accepted at once")
			}
			if !was.State.Ended() && !it.SettledOn.IsZero() {
				settled++
				if it.State == market.ItemAccepted && it.ReceivedOn.IsZero() {
					t.Fatal("accepted work was never received")
				}
			}
			if it.State == market.ItemDelivered && (it.AcceptBy.IsZero() || it.ReceivedOn.IsZero()) {
				t.Fatal("delivered work has no clock")
			}
		}
		if settled > 1 {
			t.Fatalf("settled %d times", settled)
		}
	})
}
