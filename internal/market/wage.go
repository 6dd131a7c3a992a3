package market

import (
	"cmp"
	_ "embed"
	"slices"
	"strconv"
	"strings"

	"nariwai/internal/calendar"
	"nariwai/internal/fault"
	"nariwai/internal/place"
	"nariwai/internal/yen"
)

// Wage is a prefecture's minimum wage (地域別最低賃金, 最低賃金法 9条) from a day on, in yen an hour. The law binds who
// employs; for work on commission, as it is offered here, it is something to compare with and no more.
type Wage struct {
	Prefecture place.Prefecture `json:"prefecture"`
	From       calendar.Date    `json:"from"`
	Hour       yen.Yen          `json:"hour"`
}

// Wages is the table of all prefectures, with the years that overlap (dated data).
type Wages struct {
	Source string `json:"source"`
	Rows   []Wage `json:"rows"`
}

//go:embed wages.tsv
var wagesTSV string

// DefaultWages is the table that this program ships with.
func DefaultWages() (w Wages) {
	for line := range strings.Lines(wagesTSV) {
		if head, source, ok := strings.Cut(line, "Source: "); ok && head[0] == '#' {
			w.Source = strings.TrimSpace(source)
			continue
		}
		f := strings.Fields(line)
		from, _ := strconv.ParseInt(f[1], 10, 64)
		hour, _ := strconv.ParseInt(f[2], 10, 64)
		w.Rows = append(w.Rows, Wage{place.Prefecture(f[0]), calendar.Date(from), yen.Of(hour)})
	}
	return w
}

// In returns what is in force in a prefecture on a day; the zero Wage is unknown.
func (w Wages) In(p place.Prefecture, on calendar.Date) (now Wage) {
	for _, r := range w.Rows {
		if r.Prefecture == p && !r.From.After(on) && !r.From.Before(now.From) {
			now = r
		}
	}
	return now
}

// On returns what is in force in each prefecture on a day, north to south.
func (w Wages) On(on calendar.Date) (all []Wage) {
	for _, p := range place.Prefectures() {
		if now := w.In(p, on); now.Prefecture != "" {
			all = append(all, now)
		}
	}
	return all
}

// Spread returns the lowest and the highest that are in force on a day.
func (w Wages) Spread(on calendar.Date) (low, high Wage) {
	all := w.On(on)
	if len(all) == 0 {
		return low, high
	}
	by := func(a, b Wage) int { return a.Hour.Cmp(b.Hour) }
	return slices.MinFunc(all, by), slices.MaxFunc(all, by)
}

// Old reports whether a newer table must have been published: each prefecture's wage is set anew every year, and one of
// those in force is older than that.
func (w Wages) Old(on calendar.Date) bool {
	for _, p := range place.Prefectures() {
		if now := w.In(p, on); now.From.IsZero() || on.Sub(now.From) > 366 && !slices.ContainsFunc(w.Rows, func(r Wage) bool { return r.Prefecture == p && r.From.After(on) }) {
			return true
		}
	}
	return false
}

// Validate refuses a table that leaves a prefecture out, says two things of one day, or is unbelievable.
func (w Wages) Validate() error {
	var form fault.Form
	if strings.TrimSpace(w.Source) == "" {
		form.Add("source", "出どころを書いてください")
	}
	type day struct {
		p  place.Prefecture
		on calendar.Date
	}
	seen := map[day]bool{}
	known := map[place.Prefecture]bool{}
	for i, r := range w.Rows {
		key := day{r.Prefecture, r.From}
		switch {
		case !r.Prefecture.Valid() || r.From.IsZero():
			form.Add("rows", "%d行めの都道府県と日付を確かめてください", i+1)
		case r.Hour.Less(yen.Of(500)) || yen.Of(5_000).Less(r.Hour):
			form.Add("rows", "%d行めの金額を確かめてください", i+1)
		case seen[key]:
			form.Add("rows", "%d行めと同じ都道府県と日付が、もうあります", i+1)
		}
		seen[key], known[r.Prefecture] = true, true
	}
	for _, p := range place.Prefectures() {
		if !known[p] {
			form.Add("rows", "%sの行がありません", p.Ja())
			break
		}
	}
	return form.Err()
}

// Sorted returns the rows by day, then north to south.
func (w Wages) Sorted() []Wage {
	return slices.SortedFunc(slices.Values(w.Rows), func(a, b Wage) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.Prefecture, b.Prefecture))
	})
}
