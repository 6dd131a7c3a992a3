package people

import (
	"slices"
	"strings"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/yen"
)

// Talent is what a worker offers to clients, and what of it they let everybody see. Works says that somebody takes work
// at all and has its pages; Listed is another thing: the consent to be found. Nobody is found before they have said so.
type Talent struct {
	Fields     Tags // codes of the fields in which they work
	Price      PriceRange
	FreeFrom   calendar.Date // the first day on which they can begin; 0 or a day gone by: at once
	Listed     bool          // is found by clients who look for people
	ShowPlace  bool          // each of these: lets everybody see it, and be found by it
	ShowHours  bool
	ShowPrice  bool
	ShowRecord bool
	Certified  bool // holds the seal; granted by a screening, never by the party itself
	// RestingUntil is the last day of a rest that covers today, of who would otherwise hold the seal; 0: none.
	RestingUntil calendar.Date
}

// MostFields is how many fields a worker may name: who works in everything is found by nobody who looks for something.
const MostFields = 5

// PriceUnit is what a worker's price is for.
type PriceUnit string

const (
	PerHour      PriceUnit = "hour"
	PerCharacter PriceUnit = "character"
	PerPiece     PriceUnit = "piece"
)

// PriceUnits lists them in the order in which they are shown.
var PriceUnits = []PriceUnit{PerHour, PerCharacter, PerPiece}

// PriceRange is for how much somebody works, tax included. Low and High may each be missing (0); without a unit both are.
type PriceRange struct {
	Unit      PriceUnit
	Low, High yen.Sen
}

// IsZero reports whether nothing is said.
func (r PriceRange) IsZero() bool { return r.Unit == "" }

// Ends are the two ends with what is missing filled in by the other one: who asks for 3,000 yen or more begins at 3,000.
func (r PriceRange) Ends() (low, high yen.Sen) {
	low, high = r.Low, r.High
	if low == 0 {
		low = high
	}
	if high == 0 {
		high = low
	}
	return low, high
}

// mostPrice bounds a unit price, so that a slip of the finger is met: 1,000,000 yen.
const mostPrice = yen.Sen(1_000_000_00)

// TalentForm is a Talent as it is typed.
type TalentForm struct {
	Fields                                              []string
	PriceUnit                                           PriceUnit
	PriceLow, PriceHigh                                 string
	FreeFrom                                            string
	Listed, ShowPlace, ShowHours, ShowPrice, ShowRecord bool
}

// with is t as it is typed anew; what can't be used goes into f. The seal stays what it was.
func (t Talent) with(in TalentForm, f *fault.Form) Talent {
	t.Fields = nil
	for _, code := range in.Fields {
		if code = strings.TrimSpace(code); code != "" && !slices.Contains(t.Fields, code) {
			t.Fields = append(t.Fields, code)
		}
	}
	if len(t.Fields) > MostFields {
		f.Add("fields", "分野は%d個までにしてください", MostFields)
	}
	t.Price = in.price(f)
	t.FreeFrom = 0
	if strings.TrimSpace(in.FreeFrom) != "" {
		var err error
		t.FreeFrom, err = calendar.Parse(in.FreeFrom)
		f.Check("free_from", err)
	}
	t.Listed, t.ShowPlace, t.ShowHours, t.ShowPrice, t.ShowRecord = in.Listed, in.ShowPlace, in.ShowHours, in.ShowPrice, in.ShowRecord
	return t
}

func (in TalentForm) price(f *fault.Form) (r PriceRange) {
	if in.PriceUnit != "" && !slices.Contains(PriceUnits, in.PriceUnit) {
		f.Add("price_unit", "単価の単位を一覧から選んでください")
		return r
	}
	end := func(field, typed string) (s yen.Sen) {
		if strings.TrimSpace(typed) == "" {
			return 0
		}
		s, err := yen.ParseSen(typed)
		if err == nil && s > mostPrice {
			err = fault.New(fault.Invalid, "単価は%s円までにしてください", mostPrice.String())
		}
		f.Check(field, err)
		return s
	}
	r = PriceRange{in.PriceUnit, end("price_low", in.PriceLow), end("price_high", in.PriceHigh)}
	switch {
	case r.Low != 0 && r.High != 0 && r.Low > r.High:
		f.Add("price_high", "上の金額を、下の金額より大きくしてください")
	case r.Unit == "" && (in.PriceLow != "" || in.PriceHigh != ""):
		f.Add("price_unit", "何に対する単価かを選んでください")
	case r.Low == 0 && r.High == 0:
		r.Unit = ""
	}
	return r
}

// Findable reports whether a search may show the party at all, as far as it decides this itself.
func (p Party) Findable() bool { return p.Works && p.Listed && p.ClosedAt == 0 }

// Seen is the party as everybody may see it: what it has not agreed to show is as if it had never been said. Consent is
// about work: the place of somebody who only orders stands on their jobs anyway, by law (Freelance Act, art. 12).
func (p Party) Seen() Party {
	if p.Works && !p.ShowPlace {
		p.Prefecture, p.Municipality = "", ""
	}
	if !p.ShowHours {
		p.HoursWeek, p.FreeFrom = 0, 0
	}
	if !p.ShowPrice {
		p.Price = PriceRange{}
	}
	return p
}

// Complete reports whether the party says of itself what a client wants to know first. A certification asks for it.
func (p Party) Complete() bool {
	return p.DisplayName != "" && p.Headline != "" && p.Bio != "" && len(p.Fields) > 0 && p.Prefecture != ""
}

// FreeOn reports whether they say that they can begin on a day.
func (t Talent) FreeOn(day calendar.Date) bool { return t.ShowHours && t.FreeFrom <= day }

// Record is what a worker's contracts say of them.
type Record struct {
	Finished int64 // contracts that have ended and in which something was paid for
	InTime   int64 // items of them whose first delivery came on the agreed day or before
	Late     int64 // and the others
}

// fewest is from how many items on a share says something.
const fewest = 3

// OnTime is the share of items delivered in time, in percent; -1 as long as there are too few to tell.
func (r Record) OnTime() int64 {
	if n := r.InTime + r.Late; n >= fewest {
		return r.InTime * 100 / n
	}
	return -1
}

// LastSeen is the Monday of the week in which one of those who act for a party was last here. It is as coarse as that
// so that the search does not tell who is at their desk, and need not be written at every step.
func LastSeen(at clock.Instant) calendar.Date {
	d := calendar.On(at)
	if d == 0 {
		return 0
	}
	return d.AddDays(-(int(d.Weekday()) + 6) % 7)
}
