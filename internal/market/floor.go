package market

import (
	"slices"
	"strings"
	"unicode/utf8"

	"nariwai/internal/fault"
	"nariwai/internal/yen"
)

// FloorAction is what happens to a job whose pay lies below the floor.
type FloorAction string

const (
	Inform        FloorAction = "inform" // client and worker are told
	RequireReason FloorAction = "reason" // the client says why, for all to read
	Block         FloorAction = "block"  // it can't be published; a price list for all may touch the Antimonopoly Act
)

// Floor is the lowest unit price (tax included) that the operator holds to be fair in a category. For a lump sum it is
// the lowest pay of the whole work.
type Floor struct {
	Category string  `json:"category"` // of either level
	Unit     Unit    `json:"unit"`
	Least    yen.Sen `json:"least"`
}

// For is the least fair pay for a quantity; for no Floor it is 0.
func (f Floor) For(quantity int64) yen.Yen {
	if f.Unit == LumpSum {
		quantity = 1
	}
	return f.Least.For(quantity)
}

// Floors are the floors of a mall from a day on (dated data). A new site has none.
type Floors struct {
	Action FloorAction `json:"action"`
	Rows   []Floor     `json:"rows"`
}

// MostLowReason is how long a client's reason for pay below the floor may be, in characters.
const MostLowReason = 500

// Of returns the floor for a category and unit: its own, or its parent category's. The zero Floor is none.
func (f Floors) Of(category string, u Unit) Floor {
	c, ok := Categories.Find(category)
	if !ok {
		return Floor{}
	}
	for _, code := range []string{c.Code, c.Parent} {
		if i := slices.IndexFunc(f.Rows, func(r Floor) bool { return r.Category == code && r.Unit == u }); i >= 0 {
			return f.Rows[i]
		}
	}
	return Floor{}
}

// Below reports whether a job pays less than its floor.
func (f Floors) Below(s Spec) bool {
	return s.Pay.Sign() > 0 && s.Pay.Less(f.Of(s.Category, s.Unit).For(s.Quantity))
}

// Check refuses pay below the floor where the action says so.
func (f Floors) Check(s Spec) error {
	if !f.Below(s) {
		return nil
	}
	least := f.Of(s.Category, s.Unit).For(s.Quantity)
	switch {
	case f.Action == Block:
		return fieldError("pay", "この分野のめやすの下限（%s）より低い報酬では、公開できません", least)
	case f.Action == RequireReason && strings.TrimSpace(s.LowReason) == "":
		return fieldError("low_reason", "報酬がめやすの下限（%s）より低い理由を書いてください", least)
	}
	return nil
}

// Moved reports whether s is priced otherwise than was: only then is a published job held to the floors anew.
func (s *Spec) Moved(was Spec) bool {
	return s.Category != was.Category || s.Unit != was.Unit || s.Quantity != was.Quantity || s.Pay != was.Pay || s.LowReason != was.LowReason
}

// Validate refuses floors that can't be read or stand twice.
func (f Floors) Validate() error {
	var form fault.Form
	if f.Action != Inform && f.Action != RequireReason && f.Action != Block {
		form.Add("action", "下限より低い募集をどうするかを選んでください")
	}
	seen := map[Floor]bool{}
	for i, r := range f.Rows {
		key := Floor{Category: r.Category, Unit: r.Unit}
		_, known := Categories.Find(r.Category)
		switch {
		case !known || !slices.Contains(Units, r.Unit) || r.Least <= 0:
			form.Add("rows", "%d行めの分野、決め方、金額を確かめてください", i+1)
		case seen[key]:
			form.Add("rows", "%d行めと同じ分野と決め方が、もうあります", i+1)
		}
		seen[key] = true
	}
	return form.Err()
}

func checkLowReason(f *fault.Form, reason string) {
	if n := utf8.RuneCountInString(reason); n > MostLowReason {
		f.Add("low_reason", "理由は%d字までです（いま%d字）", MostLowReason, n)
	}
}
