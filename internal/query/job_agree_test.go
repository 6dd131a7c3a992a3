package query

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode"
	"unicode/utf8"

	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/id"
	"nariwai/internal/search"
	"nariwai/internal/search/searchdb"
	"nariwai/internal/yen"
)

// strata are 120 pairs of kanji, 120 words of three to eight letters and 100 pairs of words, all cut out of the texts: of each
// kind a third stands in few texts, a third in more and a third in many.
func strata(jobs []search.Job) (out []string) {
	r := rand.New(rand.NewPCG(11, 12))
	cut := func(n int, good func(rune) bool) string {
		for {
			text := []rune(jobs[r.IntN(len(jobs))].Body)
			if len(text) <= n {
				continue
			}
			if from := r.IntN(len(text) - n); !slices.ContainsFunc(text[from:from+n], func(c rune) bool { return !good(c) }) {
				return string(text[from : from+n])
			}
		}
	}
	common := func(typed string) (n int) {
		q := search.Parse(typed)
		for _, j := range jobs[:150] {
			if q.Matches(j.Text) {
				n++
			}
		}
		return n
	}
	kanji := func(c rune) bool { return unicode.Is(unicode.Han, c) }
	for _, kind := range []struct {
		n    int
		draw func(i int) string
	}{
		{120, func(int) string { return cut(2, kanji) }},
		{120, func(i int) string { return cut(3+i%6, unicode.IsLetter) }},
		{100, func(i int) string { return cut(2+i%3, unicode.IsLetter) + " " + cut(2, kanji) }},
	} {
		type drawn struct {
			word string
			n    int
		}
		var all []drawn
		known := map[string]bool{}
		for i := 0; len(all) < 3*kind.n && i < 100*kind.n; i++ {
			if w := kind.draw(i); !known[w] {
				known[w] = true
				all = append(all, drawn{w, common(w)})
			}
		}
		slices.SortStableFunc(all, func(a, b drawn) int { return cmp.Compare(a.n, b.n) })
		for i := range kind.n {
			out = append(out, all[i*len(all)/kind.n].word)
		}
	}
	return out
}

// Both databases give the same jobs in the same order, whatever the order; every job in which the words stand is found, and no other.
func TestEnginesAgree(t *testing.T) {
	jobs := corpus(5_000)
	var lengths []int
	for i := range jobs {
		lengths = append(lengths, utf8.RuneCountInString(jobs[i].Body))
		jobs[i].N, jobs[i].Pay = int64(i+1), yen.Of(int64(1000+i*7919%977))
	}
	slices.Sort(lengths)
	if median := lengths[len(lengths)/2]; median < 750 || median > 900 {
		t.Fatalf("half of the texts are longer than %d letters: real ones are longer than 800", median)
	}
	for i, s := range []search.Text{{Title: "テストの監督"}, {Title: "コンテストの作品募集"}, {Title: "作品", Body: "コンテストに出す前のテストをします"}, {Title: "テスト"}, {Title: "コンテスト テスト"}} {
		jobs[1000*i].Text = s
	}
	asked := strata(jobs)
	if len(asked) != 340 {
		t.Fatalf("%d queries", len(asked))
	}
	asked = append(asked, "テスト", "コンテスト", "絵", "「記事を」", "記事 -原稿", "-記事", "サーバ", "ライター", "c++", "()", "てーぶる")
	want := map[string][]int{}
	for _, typed := range asked {
		if q := search.Parse(typed); len(want[typed]) == 0 {
			for i, j := range slices.Backward(jobs) {
				if q.Matches(j.Text) {
					want[typed] = append(want[typed], i)
				}
			}
		}
	}
	var mu sync.Mutex
	given := map[string]string{} // what was answered first
	t.Run("engines", func(t *testing.T) {
		dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
			ctx := t.Context()
			for some := range slices.Chunk(jobs, 500) {
				if err := d.Write(ctx, func(tx *db.Tx) error { return searchdb.PutAll(ctx, tx, some) }); err != nil {
					t.Fatal(err)
				}
			}
			shelf, err := shelfOf(ctx, d)
			if err != nil {
				t.Fatal(err)
			}
			for k, typed := range asked {
				set := &wordSet{q: search.Parse(typed)}
				for _, order := range JobSorts {
					s := d.Snapshot()
					l := &lister{matcher: newMatcher(shelf, JobFilter{Words: typed, Sort: order}, s.Now), r: s}
					expected := slices.Clone(want[typed])
					if !set.q.Empty() {
						l.set = set
						if err := set.load(ctx, s, shelf); err != nil {
							t.Fatal(err)
						}
					}
					var rows []int32
					var err error
					if order == ByScore {
						var all []placed
						all, err = l.scored(ctx)
						for _, p := range all {
							rows = append(rows, p.i)
						}
						expected = expected[:min(len(expected), scoredMost)]
					} else {
						rows, err = l.collect(ctx, l.inOrder(order, "", false), math.MaxInt)
					}
					if err != nil {
						t.Fatal(err)
					}
					var found []int
					for _, i := range rows {
						found = append(found, int(l.rows[i].n)-1)
					}
					switch order {
					case ByPay:
						slices.SortStableFunc(expected, func(a, b int) int { return cmp.Compare(jobs[b].Pay.Int64(), jobs[a].Pay.Int64()) })
					case ByClosing:
						slices.SortStableFunc(expected, func(a, b int) int { return cmp.Compare(jobs[a].ClosesOn, jobs[b].ClosesOn) })
					case ByScore: // in whatever order, but the same on both
						slices.Sort(expected)
						mine := slices.Clone(found)
						slices.Sort(mine)
						if !slices.Equal(mine, expected) {
							t.Errorf("%q by score finds %d jobs, want %d", typed, len(found), len(expected))
						}
						expected = found
					}
					if !slices.Equal(found, expected) {
						t.Errorf("%q, %s: finds %d jobs, want %d, or in another order", typed, order, len(found), len(expected))
					}
					mu.Lock()
					key, answer := typed+" by "+string(order), fmt.Sprint(found)
					if first, ok := given[key]; ok && first != answer {
						t.Errorf("%s: the databases differ:\n%.300s\n%.300s", key, first, answer)
					}
					given[key] = answer
					mu.Unlock()
				}
				if k%4 > 0 {
					continue
				}
				// What is only near is the same, too.
				shelf, err := shelfOf(ctx, d)
				if err != nil {
					t.Fatal(err)
				}
				s := d.Snapshot()
				l := &lister{matcher: newMatcher(shelf, JobFilter{}, s.Now), r: s}
				ranked, err := l.ranked(ctx, search.Parse(typed).Near())
				if err != nil {
					t.Fatal(err)
				}
				var ids []id.Job
				for _, j := range ranked {
					ids = append(ids, j.ID)
				}
				mu.Lock()
				key, answer := typed+", near", fmt.Sprint(ids)
				if first, ok := given[key]; ok && first != answer {
					t.Errorf("%s: the databases differ:\n%.300s\n%.300s", key, first, answer)
				}
				given[key] = answer
				mu.Unlock()
			}
		})
	})
	// テスト in コンテスト is found, but behind every text in which it is a word of its own.
	var inside, whole []int
	for k, i := range strings.Fields(strings.Trim(given["テスト by "+string(ByScore)], "[]")) {
		switch i {
		case "1000":
			inside = append(inside, k)
		case "0", "3000", "4000":
			whole = append(whole, k)
		}
	}
	if len(inside) != 1 || len(whole) != 3 || inside[0] < slices.Max(whole) {
		t.Errorf("テスト: コンテスト is at %v, テスト at %v", inside, whole)
	}
}
