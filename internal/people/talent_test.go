package people

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
)

func TestWithTalent(t *testing.T) {
	in := Profile{DisplayName: "みちる", Works: true, TalentForm: TalentForm{Fields: []string{"writing/travel", "data", "writing/travel", " "},
		PriceUnit: PerCharacter, PriceLow: "１．５", PriceHigh: "3円", FreeFrom: "2026-12-01", Listed: true, ShowHours: true}}
	p, err := Party{Talent: Talent{Certified: true}}.WithProfile(in)
	if err != nil || p.Fields.String() != "writing/travel、data" || p.Price != (PriceRange{PerCharacter, 150, 300}) || p.FreeFrom != 20261201 ||
		!p.Listed || !p.ShowHours || p.ShowPlace || !p.Certified || !p.Findable() {
		t.Errorf("%+v %v", p.Talent, err)
	}
	for name, c := range map[string]struct {
		form  TalentForm
		field string
	}{
		"too many fields":        {TalentForm{Fields: strings.Fields("a b c d e f")}, "fields"},
		"another unit":           {TalentForm{PriceUnit: "month", PriceLow: "1"}, "price_unit"},
		"no unit":                {TalentForm{PriceLow: "1"}, "price_unit"},
		"no number":              {TalentForm{PriceUnit: PerHour, PriceLow: "高い"}, "price_low"},
		"too much":               {TalentForm{PriceUnit: PerHour, PriceHigh: "1000001"}, "price_high"},
		"ends the wrong way":     {TalentForm{PriceUnit: PerHour, PriceLow: "2000", PriceHigh: "1000"}, "price_high"},
		"a day that there isn't": {TalentForm{FreeFrom: "2026-02-30"}, "free_from"},
	} {
		_, err := Party{}.WithProfile(Profile{DisplayName: "み", TalentForm: c.form})
		if e := fault.Of(err); e == nil || len(e.Fields) != 1 || e.Fields[0].Field != c.field {
			t.Errorf("%s: %v", name, err)
		}
	}
	if p, err := (Party{}).WithProfile(Profile{DisplayName: "み", TalentForm: TalentForm{PriceUnit: PerHour}}); err != nil || !p.Price.IsZero() {
		t.Error("a unit alone says nothing:", p.Price, err)
	}
}

// Whatever a party says and agrees to: what it has not agreed to show can't be told from what was never said.
func TestSeen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func() bool { return rapid.Bool().Draw(t, "consent") }
		said := Party{Works: true, DisplayName: "み", Prefecture: "01", Municipality: "012092", HoursWeek: 20,
			Talent: Talent{Price: PriceRange{PerHour, 1, 2}, FreeFrom: 20261201, Listed: draw(), ShowPlace: draw(), ShowHours: draw(), ShowPrice: draw(), ShowRecord: draw()}}
		silent := said
		if !said.ShowPlace {
			silent.Prefecture, silent.Municipality = "", ""
		}
		if !said.ShowHours {
			silent.HoursWeek, silent.FreeFrom = 0, 0
		}
		if !said.ShowPrice {
			silent.Price = PriceRange{}
		}
		if a, b := said.Seen(), silent.Seen(); a.Prefecture != b.Prefecture || a.Municipality != b.Municipality || a.HoursWeek != b.HoursWeek ||
			a.FreeFrom != b.FreeFrom || a.Price != b.Price || a.FreeOn(20261130) != b.FreeOn(20261130) {
			t.Errorf("%+v and %+v", a, b)
		}
		if said.ShowPlace && said.Seen().Prefecture != "01" {
			t.Error("what is agreed to is not seen")
		}
	})
	if p := (Party{Orders: true, Prefecture: "01"}).Seen(); p.Prefecture != "01" {
		t.Error("the place of who only orders is hidden")
	}
}

func TestFindable(t *testing.T) {
	for _, c := range []struct {
		p    Party
		want bool
	}{
		{Party{}, false}, {Party{Works: true}, false}, {Party{Talent: Talent{Listed: true}}, false},
		{Party{Works: true, Talent: Talent{Listed: true}}, true}, {Party{Works: true, Talent: Talent{Listed: true}, ClosedAt: 1}, false},
	} {
		if got := c.p.Findable(); got != c.want {
			t.Errorf("%+v: %v", c.p, got)
		}
	}
	closed, _ := Party{Works: true, Talent: Talent{Listed: true, Fields: Tags{"data"}, ShowPlace: true}}.Close("p", 0, 1)
	if closed.Listed || closed.Fields != nil || closed.ShowPlace {
		t.Errorf("%+v", closed.Talent)
	}
}

func TestRecord(t *testing.T) {
	for r, want := range map[Record]int64{{}: -1, {2, 1, 1}: -1, {2, 2, 1}: 66, {9, 9, 0}: 100, {9, 0, 9}: 0} {
		if got := r.OnTime(); got != want {
			t.Errorf("%+v: %d, want %d", r, got, want)
		}
	}
	for at, want := range map[clock.Instant]calendar.Date{
		0: 0, clock.At(2026, 11, 23, 0, 0): 20261123, clock.At(2026, 11, 29, 23, 59): 20261123, clock.At(2026, 11, 28, 9, 0): 20261123,
	} {
		if got := LastSeen(at); got != want {
			t.Errorf("%v: %v", at, got)
		}
	}
}
