package market

import "nariwai/internal/yen"

// Standing is where a price lies beside what is usual.
type Standing string

const (
	Untold     Standing = ""      // there is too little work to tell
	BelowFloor Standing = "below" // lower than the operator holds to be fair
	Lower      Standing = "lower" // than at least three of four works
	Usual      Standing = "usual"
	Higher     Standing = "higher" // than at least three of four works
)

// Gauge holds a pay against what such work is worth.
type Gauge struct {
	Unit  Unit
	Price yen.Sen // for one unit; for a lump sum, for the whole; 0 for no pay yet
	Floor Floor   // the zero Floor is none
	Guide Guide   // the zero Guide is too little work to tell
	below bool
}

// NewGauge holds a pay for a quantity against a floor and a guide for the same unit.
func NewGauge(u Unit, quantity int64, pay yen.Yen, f Floor, g Guide) Gauge {
	if u == LumpSum {
		quantity = 1
	}
	return Gauge{u, pay.Per(quantity), f, g, pay.Less(f.For(quantity))}
}

// Standing says where the price lies.
func (g Gauge) Standing() Standing {
	switch {
	case g.Price <= 0:
		return Untold
	case g.below:
		return BelowFloor
	case !g.Guide.Known():
		return Untold
	case g.Price < g.Guide.Low:
		return Lower
	case g.Price > g.Guide.High:
		return Higher
	}
	return Usual
}
