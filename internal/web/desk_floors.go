package web

import (
	"slices"
	"strconv"

	"nariwai/internal/market"
	"nariwai/internal/yen"
)

// floorRows is the form of a mall's floors: as many rows as there are, some empty ones, and no more than rowsMost.
type floorRows struct {
	Rows   []floorRow
	Groups []categoryGroup
	Units  []Option
}

// floorRow is one floor as it is typed.
type floorRow struct{ Category, Unit, Least string }

const (
	emptyRows = 3
	rowsMost  = 200 // every category of both levels with every unit is about half of it
)

func newFloorRows(q *Request, f market.Floors) *floorRows {
	r := &floorRows{Groups: categoryGroups(q, ""), Units: unitOptions(q, "", false)}
	for _, x := range f.Rows {
		r.Rows = append(r.Rows, floorRow{x.Category, string(x.Unit), x.Least.String()})
	}
	return r
}

// typed puts what was sent into the form, if anything was, and adds empty rows to write in.
func (r *floorRows) typed(q *Request) *floorRows {
	if rows := typedFloors(q); rows != nil {
		r.Rows = rows
	}
	for range min(emptyRows, rowsMost-len(r.Rows)) {
		r.Rows = append(r.Rows, floorRow{Unit: string(market.PerCharacter)})
	}
	return r
}

// typedFloors are the rows in which something stands, without those that were ticked to go.
func typedFloors(q *Request) (rows []floorRow) {
	categories, units, least := q.Forms("floor_category"), q.Forms("floor_unit"), q.Forms("floor_least")
	drop := q.Forms("floor_drop")
	for i := range min(len(categories), len(units), len(least), rowsMost) {
		if row := (floorRow{categories[i], units[i], least[i]}); (row.Category != "" || row.Least != "") && !slices.Contains(drop, strconv.Itoa(i)) {
			rows = append(rows, row)
		}
	}
	return rows
}

// readFloors reads the form. A price that can't be read is none, and is refused with its row.
func readFloors(q *Request) market.Floors {
	f := market.Floors{Action: market.FloorAction(q.Form("action"))}
	for _, row := range typedFloors(q) {
		x := market.Floor{Category: row.Category, Unit: market.Unit(row.Unit)}
		if x.Unit == market.LumpSum {
			if y, err := yen.ParsePositive(row.Least); err == nil {
				x.Least = yen.Sen(y.Int64() * 100)
			}
		} else if s, err := yen.ParseSen(row.Least); err == nil {
			x.Least = s
		}
		f.Rows = append(f.Rows, x)
	}
	return f
}

func floorFields(q *Request, f market.Floors) []ruleField {
	action := ruleField{Name: "action", Label: q.T("下限より低い募集")}
	for _, o := range []struct {
		action     market.FloorAction
		name, hint string
	}{
		{market.Inform, "知らせる", "募集はできます。下限より低いことを、依頼主と働く人に見せます。"},
		{market.RequireReason, "理由を書いてもらう", "募集はできます。依頼主に理由を書いてもらい、募集に見せます。"},
		{market.Block, "公開させない", "全員に同じ価格の下限を強いると、独占禁止法に触れることがあります。選ぶ前に、公正取引委員会か弁護士に相談してください。"},
	} {
		action.Options = append(action.Options, Option{Value: string(o.action), Label: q.T(o.name), Hint: q.T(o.hint), Chosen: f.Action == o.action})
	}
	rows := ruleField{Name: "rows", Label: q.T("下限"), Rows: newFloorRows(q, f)}
	for _, l := range floorTable(q, f) {
		for _, price := range l.Prices {
			if price != "" {
				rows.List = append(rows.List, l.Name+" "+price)
			}
		}
	}
	return []ruleField{action, rows}
}
