package ranking

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"nariwai/internal/id"
	"nariwai/internal/place"
	"nariwai/internal/yen"
)

func earned(field string, pays ...int64) (out []Earned) {
	for i, p := range pays {
		out = append(out, Earned{Party: id.Party(fmt.Sprintf("p%03d", i)), Field: field, Pay: yen.Of(p)})
	}
	return out
}

func listOf(lists []List, field string) (l List, ok bool) {
	for _, l := range lists {
		if l.Field == field {
			return l, true
		}
	}
	return l, false
}

func TestPlaces(t *testing.T) {
	l, _ := listOf(Lists(202610, earned("writing", 10, 30, 20, 20, 5, 5), map[Key]int64{{"writing", "p001"}: 3}), "writing")
	got := ""
	for _, p := range l.Places {
		got += fmt.Sprintf("%d:%s ", p.N, p.Party)
	}
	if got != "1:p001 2:p002 2:p003 4:p000 5:p004 5:p005 " {
		t.Errorf("places are %s", got)
	}
	if l.Places[0].Before != 3 || l.Places[0].Up() != 2 || l.Places[1].Before != 0 {
		t.Errorf("before: %+v", l.Places[:2])
	}
}

// The edge of the list: who shares the hundredth place is in it, who stands on the hundred and first is not, and where so
// many share a place that the list would be twice as long, they are left out together.
func TestTheEdge(t *testing.T) {
	many := func(above, same int) []Earned {
		var pays []int64
		for i := range above {
			pays = append(pays, int64(100_000+above-i))
		}
		for range same {
			pays = append(pays, 500)
		}
		return earned("data", append(pays, 1)...)
	}
	for _, c := range []struct{ above, same, want int }{
		{99, 1, 100}, {99, 3, 102}, {100, 3, 100}, {99, 101, 200}, {99, 102, 99}, {0, 300, 0}, {5, 1, 7},
	} {
		l, _ := listOf(Lists(202610, many(c.above, c.same), nil), "data")
		if len(l.Places) != c.want {
			t.Errorf("%d above, %d alike: %d in the list, want %d", c.above, c.same, len(l.Places), c.want)
		}
	}
}

func TestFewAreNotPublished(t *testing.T) {
	lists := Lists(202610, append(earned("writing", 1, 2, 3, 4), earned("data", 1, 1, 1, 1, 0)...), nil)
	if _, ok := listOf(lists, "writing"); ok {
		t.Error("four people make a list")
	}
	if _, ok := listOf(lists, "data"); ok {
		t.Error("who was paid nothing counts")
	}
	all, ok := listOf(lists, All)
	if !ok || all.People != 4 || len(all.Places) != 0 || len(all.Bands) != 0 {
		t.Errorf("of all fields: %+v", all)
	}
	if all, _ := listOf(Lists(202610, nil, nil), All); all.People != 0 {
		t.Error("an empty month has people")
	}
}

func TestBands(t *testing.T) {
	pays := func(ns ...int64) (out []yen.Yen) {
		for _, n := range ns {
			out = append(out, yen.Of(n))
		}
		return out
	}
	for _, c := range []struct {
		pays []yen.Yen
		want string
	}{
		{pays(300_000, 299_999, 200_000, 250_000, 400_000), "[{200000 0 5}]"},
		{pays(300_000, 300_000, 300_000, 300_000, 300_000, 299_999), "[{0 0 6}]"},
		{pays(1, 1, 1, 1, 1, 10_000, 10_000, 10_000, 10_000, 10_000, 49_999), "[{10000 0 6} {0 10000 5}]"},
		{pays(1, 2), "[]"},
	} {
		if got := fmt.Sprint(BandsOf(c.pays)); got != c.want {
			t.Errorf("%v: %s, want %s", c.pays, got, c.want)
		}
	}
	b := BandsOf(pays(1, 1, 1, 1, 1, 10_000, 10_000, 10_000, 10_000, 10_000))
	read, err := ReadBands(b.JSON())
	if err != nil || fmt.Sprint(read) != fmt.Sprint(b) || read.Of(yen.Of(10_000)).People != 5 {
		t.Errorf("%v, %v", read, err)
	}
}

func TestWhereTheNamelessLive(t *testing.T) {
	all := earned("writing", 9, 8, 7, 6, 5, 4)
	for i := range all {
		all[i].Prefecture = "01"
	}
	all[5].Prefecture = "32"
	l, _ := listOf(Lists(202610, all, nil), "writing")
	if l.Places[0].Prefecture != "01" || l.Places[5].Prefecture != "" {
		t.Error("five may be said to live somewhere, one may not")
	}
}

// Whatever people are paid: a list is in order, equal pay is an equal place, each band and each prefecture holds five, the
// bands hold everybody, and the same comes of the same.
func TestLists(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []Earned
		for i := range rapid.IntRange(0, 300).Draw(t, "people") {
			for _, f := range []string{"writing", "data"} {
				all = append(all, Earned{id.Party(fmt.Sprint(i)), f, yen.Of(rapid.Int64Range(0, 9).Draw(t, "pay") * 40_000), place.Prefecture(rapid.SampledFrom([]string{"", "01", "02"}).Draw(t, "lives"))})
			}
		}
		lists := Lists(202610, all, nil)
		if fmt.Sprint(lists) != fmt.Sprint(Lists(202610, all, nil)) {
			t.Fatal("not the same twice")
		}
		for _, l := range lists {
			pay, sum := map[id.Party]int64{}, int64(0)
			for _, e := range all {
				if l.Field == All || l.Field == e.Field {
					pay[e.Party] += e.Pay.Int64()
				}
			}
			for _, b := range l.Bands {
				if b.People < Fewest {
					t.Fatalf("a band of %d", b.People)
				}
				sum += b.People
			}
			if l.People >= Fewest && sum != l.People {
				t.Fatalf("%d in bands of %d", sum, l.People)
			}
			for _, p := range l.Places {
				above := int64(0)
				for _, x := range pay {
					if x > pay[p.Party] {
						above++
					}
				}
				if p.N != above+1 || p.N > Top || p.Pay.Int64() != pay[p.Party] || p.Band > p.Pay.Int64() {
					t.Fatalf("%+v: %d above", p, above)
				}
			}
			if len(l.Places) > Most {
				t.Fatal("too long")
			}
		}
	})
}
