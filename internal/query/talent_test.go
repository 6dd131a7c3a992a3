package query

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/place"
	"nariwai/internal/search"
)

func found(t testing.TB, d *db.DB, f TalentFilter, most int) (ids []id.Party) {
	t.Helper()
	if err := d.View(t.Context(), func(s *db.Snapshot) error {
		hits, err := talentSearch{s: s, f: f, q: search.Parse(f.Words)}.hits(t.Context(), 0, false, most)
		for _, h := range hits {
			ids = append(ids, h.party)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return ids
}

// answers says by the rules alone, without an index, whether a worker answers a filter.
func answers(f TalentFilter, w search.Worker, today calendar.Date) bool {
	q := search.Parse(f.Words)
	in := func(field string) bool { return field == f.Category || strings.HasPrefix(field, f.Category+"/") }
	from, below := search.PriceBand(string(f.Unit), f.Band)
	return (q.Empty() || q.Matches(search.Text{Title: w.Name + "\n" + w.Headline + "\n" + w.Place + "\n" + w.Skills, Body: w.Bio})) &&
		(f.Category == "" || slices.ContainsFunc(w.Fields, in)) && (f.Prefecture == "" || w.Prefecture == f.Prefecture) &&
		(f.Unit == "" || w.Unit == string(f.Unit)) && (f.Band == 0 || w.High >= from && (below == 0 || w.Low < below)) && w.Hours >= f.Hours &&
		(!f.Now || w.FreeFrom <= today) && (!f.Record || w.Finished > 0) && (!f.Certified || w.Certified)
}

func someFilter(r *rand.Rand) (f TalentFilter) {
	if r.IntN(2) == 0 {
		f.Words = skillWords[r.IntN(len(skillWords)/3)]
	}
	if r.IntN(6) == 0 {
		f.Words += " " + skillWords[r.IntN(len(skillWords)/3)]
	}
	if r.IntN(3) == 0 {
		f.Category = []string{"writing", "writing/travel", "design", "data/entry", "translation"}[r.IntN(5)]
	}
	if r.IntN(3) == 0 {
		f.Prefecture = place.Prefectures()[12+r.IntN(8)]
	}
	if r.IntN(3) == 0 {
		f.Unit = people.PriceUnits[r.IntN(3)]
		f.Band = r.IntN(search.PriceBands(string(f.Unit)) + 1)
	}
	if r.IntN(4) == 0 {
		f.Hours = search.HourSteps[r.IntN(4)]
	}
	f.Now, f.Record, f.Certified = r.IntN(4) == 0, r.IntN(5) == 0, r.IntN(8) == 0
	return f
}

// Both databases give the workers that the rules give, in the same order, and their counts agree with their lists: of a
// group whose choice is made, too.
func TestTalentsAgree(t *testing.T) {
	var all []search.Worker
	for w := range madeUp(1_500) {
		w.Certified = w.Certified || len(all)%29 == 0
		all = append(all, w)
	}
	r := rand.New(rand.NewPCG(1, 1))
	filters := []TalentFilter{{}, {Certified: true}, {Words: "()"}, {Words: "取材 -校正"}, {Words: "「データ入力」"}, {Words: "ライテイング"}}
	for range 60 {
		filters = append(filters, someFilter(r))
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		indexWorkers(t, d, slices.Values(all))
		today := calendar.On(c.Now())
		for i, f := range filters {
			var want []id.Party
			for _, w := range slices.Backward(all) {
				if answers(f, w, today) {
					want = append(want, w.Party)
				}
			}
			if got := found(t, d, f, len(all)); !slices.Equal(got, want) {
				t.Errorf("%+v finds %d workers, want %d", f, len(got), len(want))
			}
			if i%3 == 0 {
				checkFacets(t, d, f, all, today)
			}
		}
		// What is too many to be looked at is counted by the index.
		choices := []TalentFilter{{}, {Now: true}, {Certified: true}, {Certified: true, Now: true}, {Unit: people.PerHour}, {Unit: people.PerHour, Band: 1}, {Category: "data"}, {Category: "data", Record: true, Now: true, Hours: 5}}
		if err := d.View(t.Context(), func(s *db.Snapshot) error {
			counts, err := talentSearch{s: s}.countEach(t.Context(), choices)
			for i, c := range counts {
				var n int64
				for _, w := range all {
					if answers(choices[i], w, today) {
						n++
					}
				}
				if c.N != min(n, countedMost) || c.More != (n > countedMost) {
					t.Errorf("%+v: the index counts %+v, %d there are", choices[i], c, n)
				}
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}

func checkFacets(t *testing.T, d *db.DB, f TalentFilter, all []search.Worker, today calendar.Date) {
	t.Helper()
	list, err := Talents(t.Context(), d, f)
	if err != nil {
		t.Fatal(err)
	}
	count := func(f TalentFilter) (n int64) {
		for _, w := range all {
			if answers(f, w, today) {
				n++
			}
		}
		return n
	}
	check := func(c FacetCount, g TalentFilter) {
		n := count(g)
		switch {
		case c.AtLeast && c.N <= n && count(f) > 0:
		case c.More && n > countedMost && c.N == countedMost:
		case !c.More && !c.AtLeast && c.N == n:
		default:
			t.Errorf("%+v: the choice %+v says %+v, %d there are", f, g, c, n)
		}
	}
	if n := count(f); list.Count != min(n, countedMost) || list.More != (n > countedMost) {
		t.Errorf("%+v: %d (%v), %d there are", f, list.Count, list.More, n)
	}
	for _, c := range list.Facets.Categories {
		g := f
		g.Category = c.Value
		check(c, g)
	}
	for _, c := range list.Facets.Prefectures {
		g := f
		g.Prefecture = place.Prefecture(c.Value)
		check(c, g)
	}
	for _, c := range list.Facets.Units {
		g := f
		g.Unit, g.Band = people.PriceUnit(c.Value), 0
		check(c, g)
	}
	for i, c := range list.Facets.Bands {
		g := f
		g.Band = i + 1
		check(c, g)
	}
	for i, c := range list.Facets.Hours {
		g := f
		g.Hours = search.HourSteps[i]
		check(c, g)
	}
	g := f
	g.Now = true
	check(list.Facets.Now, g)
	g = f
	g.Record = true
	check(list.Facets.Record, g)
	g = f
	g.Certified = true
	check(list.Facets.Certified, g)
}

// Each page follows the last without a gap and leads back to it, in every order.
func TestTalentPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		indexWorkers(t, d, madeUp(300))
		for _, f := range []TalentFilter{{}, {Category: "writing"}, {Words: "の"}, {Unit: people.PerHour, Sort: TalentsCheap}, {Sort: TalentsClosest}, {Words: "の", Sort: TalentsNewest}, {Sort: TalentsRated}, {Words: "の", Sort: TalentsRated}} {
			var seen []id.Party
			var pages []TalentFilter
			for next := f; ; {
				page := talentPage(t, d, next)
				seen = append(seen, page.ids...)
				pages = append(pages, next)
				if page.prev != "" {
					back := f
					back.Before = page.prev
					if got, want := talentPage(t, d, back).ids, talentPage(t, d, pages[len(pages)-2]).ids; !slices.Equal(got, want) {
						t.Fatalf("%+v: back to %v, want %v", f, got, want)
					}
				} else if len(pages) > 1 {
					t.Fatalf("%+v: page %d leads nowhere back", f, len(pages))
				}
				if page.next == "" {
					break
				}
				next = f
				next.After = page.next
			}
			sorted := slices.Clone(seen)
			slices.Sort(sorted)
			if all := found(t, d, f, 1000); len(seen) != len(all) || len(slices.Compact(sorted)) != len(all) || len(pages) < 2 {
				t.Errorf("%+v: %d pages with %d workers, of %d", f, len(pages), len(seen), len(all))
			}
		}
	})
}

// The best reviews stand first, whoever is newest, then those who have few; the index gives them without sorting.
func TestTalentsByReviews(t *testing.T) {
	var all []search.Worker
	for w := range madeUp(1_300) {
		w.Certified = w.Certified || len(all)%29 == 0
		all = append(all, w)
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		indexWorkers(t, d, slices.Values(all))
		for _, f := range []TalentFilter{{}, {Certified: true}, {Category: "writing"}, {Words: "取材"}, {Now: true, Prefecture: "13"}, {Words: "-校正"}} {
			f.Sort = TalentsRated
			var want []search.Worker
			for _, w := range slices.Backward(all) {
				if answers(f, w, calendar.On(c.Now())) {
					want = append(want, w)
				}
			}
			slices.SortStableFunc(want, func(a, b search.Worker) int { return int(b.Rated - a.Rated) })
			rated := slices.IndexFunc(want, func(w search.Worker) bool { return w.Rated == 0 })
			if rated < 1 {
				t.Fatalf("%+v: nobody is rated, or everybody", f)
			}
			at := 0
			for next := f; ; {
				page := talentPage(t, d, next)
				for _, p := range page.ids {
					if at >= len(want) || p != want[at].Party {
						t.Fatalf("%+v: %s is number %d", f, p, at)
					}
					at++
				}
				if page.next == "" {
					break
				}
				next = f
				next.After = page.next
			}
			if at != min(len(want), countedMost) {
				t.Errorf("%+v: %d workers, want %d", f, at, len(want))
			}
		}
		if d.Engine == db.SQLite {
			type step struct {
				id, parent, unused int64
				detail             string
			}
			steps, err := db.All(t.Context(), d.Snapshot(), func(s *step) []any { return []any{&s.id, &s.parent, &s.unused, &s.detail} },
				"EXPLAIN QUERY PLAN SELECT j.n FROM search_worker j WHERE j.rated > 0 AND j.n > 0 ORDER BY j.rated DESC, j.n DESC LIMIT 9")
			if err != nil || len(steps) != 1 || !strings.Contains(steps[0].detail, "search_worker_rated") {
				t.Errorf("%+v %v", steps, err)
			}
		}
	})
}

type talentIDs struct {
	ids        []id.Party
	prev, next id.Party
}

// talentPage is a page by its ids, without the lines, whose parties this test has not.
func talentPage(t *testing.T, d *db.DB, f TalentFilter) (p talentIDs) {
	t.Helper()
	if err := d.View(t.Context(), func(s *db.Snapshot) error {
		hits, list, _, err := talentSearch{s: s, f: f, q: search.Parse(f.Words)}.hitsOfPage(t.Context())
		for _, h := range hits {
			p.ids = append(p.ids, h.party)
		}
		p.prev, p.next = list.Prev, list.Next
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return p
}

func FuzzParseTalentFilter(f *testing.F) {
	for _, s := range []string{"", "q=取材+%20&category=writing/travel&unit=hour&band=2&sort=price", "band=9&hours=7&prefecture=48&after=a&before=b", "q=%ff%00&now=0", "sort=new&q=x", "unit=piece&sort=near"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, _ := url.ParseQuery(s)
		p := ParseTalentFilter(v)
		if again := ParseTalentFilter(p.Values()); !reflect.DeepEqual(p, again) {
			t.Errorf("%q: %+v came back as %+v", s, p, again)
		}
		if len([]rune(p.Words)) > mostTyped || p.After != "" && p.Before != "" || p.Band != 0 && p.Unit == "" {
			t.Errorf("%+v", p)
		}
	})
}

// A text of points comes from what is published.
func TestCloseness(t *testing.T) {
	w := search.Worker{Finished: 5, SeenOn: 20260330, WorkerText: search.WorkerText{Name: "取材 花子", Headline: "コンテストの記事", Skills: "取材\t校正", Place: "福島県", Bio: "取材が好きです"}}
	for q, want := range map[string]int{"取材": 3 * (6 + 4 + 1), "テスト": 1 * 4, "コンテ": 2 * 4, "福島": 3 * 2, "取材 校正": 3*(6+4+1) + 3*6, "鉄道": 0} {
		got := search.Parse(q).Closeness(w, 20260401, false)
		if got.Words != want || got.Record != 4 || got.Seen != 4 || got.Points() != want+8 {
			t.Errorf("%q: %+v, want %d", q, got, want)
		}
	}
}

func TestWorkerTextComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		part := func() string { return search.Exact(rapid.String().Draw(t, "part")) }
		w := search.WorkerText{Name: part(), Headline: part(), Skills: part() + "\t" + part(), Place: part(), Bio: part()}
		if got := search.ParseWorkerText(w.String()); got != w {
			t.Errorf("%+v came back as %+v", w, got)
		}
		for _, trait := range (search.Worker{Certified: true, Prefecture: "01", Fields: []string{"data/entry"}, Hours: 40, Finished: 1, Unit: "hour", Low: 1, High: 9_999_00}).Traits() {
			if slices.Contains(search.Tokens(search.Loose(w.String()+" "+string(trait))), string(trait)) {
				t.Errorf("a text holds the trait %s", trait)
			}
		}
	})
	if got := fmt.Sprint((search.Worker{Certified: true, Fields: []string{"data/entry"}, Hours: 12, Unit: "character", Low: 1_50, High: 2_00}).Traits()); got != "[_c _fdata _fdata_entry _ucharacter _ucharacter2 _ucharacter3 _h5 _h10]" {
		t.Error(got)
	}
}
