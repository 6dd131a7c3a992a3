package query

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/search"
	"nariwai/internal/search/searchdb"
)

// counted is what the list must count, found by looking at every job.
func counted(jobs []search.Job, f JobFilter, today calendar.Date) (n int64) {
	q := search.Parse(f.Words)
	for _, j := range jobs {
		if j.ClosesOn.Before(today) || !q.Matches(j.Text) ||
			f.Mall != "" && j.Mall != f.Mall || f.Kind != "" && j.Facets.Kind != string(f.Kind) || f.Client != "" && j.Client != f.Client ||
			f.Category != "" && j.Category != f.Category && !strings.HasPrefix(j.Category, f.Category+"/") ||
			f.Unit != "" && j.Facets.Unit != string(f.Unit) || j.Facets.Band < f.Band || f.AI != "" && j.Facets.AI != string(f.AI) ||
			f.Beginners && !j.Facets.Beginners || f.Unregistered && !j.Facets.Unregistered || f.Teams && !j.Facets.Team || f.Record && !j.Facets.Record || f.Certified && !j.Facets.Certified ||
			f.ClosingSoon && j.ClosesOn.After(today.AddDays(ClosingSoonDays)) {
			continue
		}
		n++
	}
	return n
}

func drawFilter(t *rapid.T, words []string) (f JobFilter) {
	seldom := func(name string) bool { return rapid.IntRange(0, 3).Draw(t, name) == 0 }
	if seldom("words") {
		f.Words = rapid.SampledFrom(words).Draw(t, "q")
	}
	if seldom("kind") {
		f.Kind = rapid.SampledFrom([]market.Kind{"project", "hourly"}).Draw(t, "kind")
	}
	if seldom("category") {
		f.Category = rapid.SampledFrom([]string{"writing", "writing/seo", "design", "design/logo", "data"}).Draw(t, "category")
	}
	if seldom("unit") {
		f.Unit = rapid.SampledFrom(market.Units).Draw(t, "unit")
		f.Band = rapid.SampledFrom([]int{0, 0, 2, 3, 5}).Draw(t, "band")
	}
	if seldom("AI") {
		f.AI = rapid.SampledFrom(market.AIPolicies).Draw(t, "AI")
	}
	if seldom("mall") {
		f.Mall = rapid.SampledFrom([]id.Mall{id.Site, "elsewhere"}).Draw(t, "mall")
	}
	f.Beginners, f.Unregistered, f.Teams, f.Record, f.ClosingSoon = seldom("beginners"), seldom("unregistered"), seldom("teams"), seldom("record"), seldom("soon")
	f.Certified = seldom("certified")
	return f
}

// Each facet's count is what the list counts with that choice, under whatever filter.
func TestFacetsAgreeWithTheList(t *testing.T) {
	jobs := corpus(1_200)
	for i := range jobs {
		jobs[i].Facets.Team = i%9 == 0
		if i%13 == 0 {
			jobs[i].Mall = "harbour"
		}
		if i%40 == 0 {
			jobs[i].Body += " 東京ー大阪"
			jobs[i].Facets.Odd = search.Odd(jobs[i].Body)
		}
	}
	words := append(queries(jobs)[100:140:140], "記事", "京大", "記事 -原稿", "-記事", "ライター", "絵")
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		index(t, d, jobs)
		today := calendar.On(dbtest.Start)
		rapid.Check(t, func(t *rapid.T) {
			f := drawFilter(t, words)
			f.Sort = rapid.SampledFrom(append(JobSorts, "")).Draw(t, "sort")
			list, err := JobsAndFacets(t.Context(), d, f, "")
			if err != nil {
				t.Fatal(err)
			}
			check := func(what string, count int64, more bool, f JobFilter) {
				if want := counted(jobs, f, today); count != min(want, countedMost) || more != (want > countedMost) {
					t.Fatalf("%s of %+v: %d (more: %v), want %d", what, f, count, more, want)
				}
			}
			check("the list", list.Count, list.More, f)
			each := func(what string, options []JobOption, choose func(*JobFilter, string)) {
				for _, o := range options {
					with := f
					choose(&with, o.Value)
					check(what+" "+o.Value, o.Count, o.More, with)
					if (with == f) != o.Chosen {
						t.Fatalf("%s %q is chosen: %v", what, o.Value, o.Chosen)
					}
				}
			}
			one := func(what string, o JobOption, choose func(*JobFilter)) {
				with := f
				choose(&with)
				check(what, o.Count, o.More, with)
			}
			x := list.Facets
			each("kind", x.Kinds, func(f *JobFilter, v string) { f.Kind = market.Kind(v) })
			each("category", x.Categories, func(f *JobFilter, v string) { f.Category = v })
			each("AI", x.AI, func(f *JobFilter, v string) { f.AI = market.AIPolicy(v) })
			each("mall", x.Malls, func(f *JobFilter, v string) { f.Mall = id.Mall(v) })
			each("unit", x.Units, func(f *JobFilter, v string) {
				asked := ParseJobFilter(map[string][]string{"unit": {v}})
				f.Unit, f.Band = asked.Unit, asked.Band
			})
			one("beginners", x.Beginners, func(f *JobFilter) { f.Beginners = true })
			one("unregistered", x.Unregistered, func(f *JobFilter) { f.Unregistered = true })
			one("teams", x.Teams, func(f *JobFilter) { f.Teams = true })
			one("certified", x.Certified, func(f *JobFilter) { f.Certified = true })
			one("record", x.Record, func(f *JobFilter) { f.Record = true })
			one("closing soon", x.ClosingSoon, func(f *JobFilter) { f.ClosingSoon = true })
		})
	})
}

// A node that has the index in memory sees each change.
func TestShelfFollows(t *testing.T) {
	jobs := corpus(60)
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		index(t, d, jobs[:40])
		want := func(n int64, f JobFilter) {
			t.Helper()
			list, err := Jobs(t.Context(), d, f, "")
			if err != nil || list.Count != n {
				t.Fatalf("%+v counts %d, want %d (%v)", f, list.Count, n, err)
			}
		}
		word := JobFilter{Words: "鯨"}
		want(40, JobFilter{})
		want(0, word)
		index(t, d, jobs[40:])
		want(60, JobFilter{})
		changed := jobs[3]
		changed.Body += "鯨"
		index(t, d, []search.Job{changed})
		want(60, JobFilter{})
		want(1, word)
		if err := d.Write(t.Context(), func(tx *db.Tx) error { return searchdb.Drop(t.Context(), tx, changed.ID) }); err != nil {
			t.Fatal(err)
		}
		want(59, JobFilter{})
		want(0, word)
		c.Advance(clock.Hour) // long after
		index(t, d, []search.Job{changed})
		want(1, word)
		if err := d.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Do(t.Context(), "DELETE FROM search_change"); return err }); err != nil {
			t.Fatal(err)
		}
		want(60, JobFilter{})
	})
}
