package demo

import (
	"nariwai/internal/market"
	"nariwai/internal/policy"
	"nariwai/internal/usecase/desk"
)

// What the desk holds to be fair at the least, in hundredths of a yen; a month ago some of it rose.
var floorsFirst, floorsNow = []market.Floor{
	{Category: "writing", Unit: market.PerCharacter, Least: 200}, {Category: "writing", Unit: market.PerPiece, Least: 500_00},
	{Category: "writing/proof", Unit: market.PerCharacter, Least: 80},
	{Category: "translation", Unit: market.PerCharacter, Least: 500},
	{Category: "design/logo", Unit: market.LumpSum, Least: 20_000_00}, {Category: "design/print", Unit: market.LumpSum, Least: 20_000_00},
	{Category: "photo/photo", Unit: market.PerPiece, Least: 800_00},
	{Category: "data/entry", Unit: market.PerCharacter, Least: 50}, {Category: "data/entry", Unit: market.PerPiece, Least: 15_00},
}, []market.Floor{
	{Category: "writing", Unit: market.PerCharacter, Least: 250}, {Category: "writing", Unit: market.PerPiece, Least: 700_00},
	{Category: "writing/proof", Unit: market.PerCharacter, Least: 100}, {Category: "writing/proof", Unit: market.PerPiece, Least: 30_00},
	{Category: "translation", Unit: market.PerCharacter, Least: 600},
	{Category: "design/illustration", Unit: market.PerPiece, Least: 2_500_00},
	{Category: "design/logo", Unit: market.LumpSum, Least: 20_000_00}, {Category: "design/print", Unit: market.LumpSum, Least: 25_000_00},
	{Category: "design/web", Unit: market.LumpSum, Least: 60_000_00},
	{Category: "photo/photo", Unit: market.PerPiece, Least: 800_00}, {Category: "photo/video", Unit: market.LumpSum, Least: 25_000_00},
	{Category: "data/entry", Unit: market.PerCharacter, Least: 80}, {Category: "data/entry", Unit: market.PerPiece, Least: 20_00},
	{Category: "data/research", Unit: market.PerPiece, Least: 60_00},
	{Category: "development/web", Unit: market.LumpSum, Least: 50_000_00},
}

// setFloors plans the floors: they inform and forbid nothing.
func (s *stage) setFloors() {
	for _, v := range []struct {
		from int
		rows []market.Floor
	}{{-History + 1, floorsFirst}, {-30, floorsNow}} {
		s.plan(s.at(max(v.from-7, -History), 9, 30), "floors", func() error {
			return desk.SetRule(s.ctx, s.d, s.at1(), policy.Floor, s.on(v.from), market.Floors{Action: market.Inform, Rows: v.rows})
		})
	}
}
