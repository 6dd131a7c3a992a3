package market_test

import (
	"strings"
	"testing"

	"nariwai/internal/fault"
	"nariwai/internal/market"
	"nariwai/internal/yen"
)

func floors(a market.FloorAction) market.Floors {
	return market.Floors{Action: a, Rows: []market.Floor{
		{Category: "writing", Unit: market.PerCharacter, Least: 250}, {Category: "writing/proof", Unit: market.PerCharacter, Least: 85},
		{Category: "writing", Unit: market.LumpSum, Least: 10_000_00},
	}}
}

func TestFloorOfACategory(t *testing.T) {
	for _, c := range []struct {
		category string
		unit     market.Unit
		quantity int64
		want     int64 // yen for the quantity
	}{
		{"writing/travel", market.PerCharacter, 1500, 3750}, // its parent's
		{"writing/proof", market.PerCharacter, 1501, 1276},  // its own, rounded up
		{"writing", market.PerCharacter, 2, 5},
		{"writing/travel", market.LumpSum, 3, 10_000},
		{"writing/travel", market.PerPiece, 10, 0},
		{"design/logo", market.PerCharacter, 10, 0},
		{"nothing", market.PerCharacter, 10, 0},
	} {
		if got := floors(market.Inform).Of(c.category, c.unit).For(c.quantity); got != yen.Of(c.want) {
			t.Errorf("%s by %s for %d: %s, want %d", c.category, c.unit, c.quantity, got, c.want)
		}
	}
}

func TestPayBelowTheFloor(t *testing.T) {
	low := market.Spec{Category: "writing/travel", Unit: market.PerCharacter, Quantity: 1500, Pay: yen.Of(3749)}
	said, fair := low, low
	said.LowReason, fair.Pay = "練習のためです", yen.Of(3750)
	for _, c := range []struct {
		action market.FloorAction
		spec   market.Spec
		field  string // that is refused; "" is none
	}{
		{market.Inform, low, ""}, {market.RequireReason, low, "low_reason"}, {market.RequireReason, said, ""},
		{market.Block, low, "pay"}, {market.Block, said, "pay"},
		{market.Block, fair, ""}, {market.RequireReason, fair, ""},
	} {
		err := floors(c.action).Check(c.spec)
		if e := fault.Of(err); (e == nil) != (c.field == "") || e != nil && e.Fields[0].Field != c.field {
			t.Errorf("%s of %s: %v, want %q", c.action, c.spec.Pay, err, c.field)
		}
	}
	if (market.Floors{Action: market.Block}).Below(low) || !floors(market.Inform).Below(low) || floors(market.Block).Below(market.Spec{Category: "writing/travel", Unit: market.PerCharacter, Quantity: 10}) {
		t.Error("below")
	}
}

func TestFloorsAreValidated(t *testing.T) {
	if err := floors(market.Inform).Validate(); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(*market.Floors){
		"no action":        func(f *market.Floors) { f.Action = "" },
		"unknown category": func(f *market.Floors) { f.Rows[0].Category = "cooking" },
		"no unit":          func(f *market.Floors) { f.Rows[0].Unit = "hour" },
		"no price":         func(f *market.Floors) { f.Rows[0].Least = 0 },
		"twice":            func(f *market.Floors) { f.Rows = append(f.Rows, f.Rows[0]) },
	} {
		f := floors(market.Inform)
		if change(&f); !fault.Is(f.Validate(), fault.Invalid) {
			t.Errorf("%s is taken", name)
		}
	}
	long := market.Spec{Title: "x", LowReason: strings.Repeat("字", market.MostLowReason+1)}
	if !fault.Is(long.CheckDraft(), fault.Invalid) {
		t.Error("a reason of any length is kept")
	}
}
