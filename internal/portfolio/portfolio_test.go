package portfolio

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// Whatever the two sides do one after the other: a contract's work is public only while the last that the client has said of
// the text as it stands is yes, and nobody is asked more often than MostRefusals allows.
func TestNothingIsPublicWithoutBoth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := OfContract("w", "c", "worker", "client", "writing", 0, Text{Title: "a", What: "b"}, 0)
		agreed, asks := "", 0
		for range rapid.IntRange(1, 40).Draw(t, "n") {
			switch rapid.IntRange(0, 7).Draw(t, "what") {
			case 0:
				if w.Ask(1) == nil {
					asks++
				}
			case 1:
				_ = w.Unask()
			case 2:
				if w.Agree("p", 1) == nil {
					agreed = w.What
				}
			case 3:
				if w.Refuse("client", "") == nil {
					agreed = ""
				}
			case 4:
				if w.Withdraw("client", "") == nil {
					agreed = ""
				}
			case 5:
				_ = w.Withdraw("worker", "")
			case 6:
				_ = w.Change(Text{Title: "a", What: rapid.SampledFrom([]string{"b", "c", "d"}).Draw(t, "what")})
			case 7:
				if w.Publish(1) == nil {
					t.Fatal("a contract's work is published by one side")
				}
			}
			if w.State == Public && w.What != agreed {
				t.Fatalf("%q is public, and %q was agreed on", w.What, agreed)
			}
			if w.SeenBy("client") != (w.State == Asked) || !w.SeenBy("worker") || w.SeenBy("other") || w.SeenBy("") {
				t.Fatalf("%s is seen by the wrong ones", w.State)
			}
			if w.Refusals > MostRefusals {
				t.Fatal("asked too often")
			}
		}
	})
}

func TestText(t *testing.T) {
	for _, c := range []struct {
		name string
		Text
		field string
	}{
		{"good", Text{Title: " 湯けむり ", What: "取材して書いた", Link: "https://tabi.example/1"}, ""},
		{"no title", Text{What: "x"}, "title"},
		{"nothing said", Text{Title: "x", What: " \n"}, "what"},
		{"http", Text{Title: "x", What: "x", Link: "http://tabi.example"}, "link"},
		{"script", Text{Title: "x", What: "x", Link: "javascript:alert(1)"}, "link"},
		{"password", Text{Title: "x", What: "x", Link: "https://tabi@evil.example"}, "link"},
		{"no host", Text{Title: "x", What: "x", Link: "https:///x"}, "link"},
		{"long", Text{Title: strings.Repeat("長", mostTitle+1), What: "x"}, "title"},
	} {
		got, err := c.Tidy()
		if (err == nil) != (c.field == "") {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if e := fault.Of(err); e != nil && (len(e.Fields) != 1 || e.Fields[0].Field != c.field) {
			t.Errorf("%s: %v", c.name, e.Fields)
		}
		if strings.TrimSpace(got.Title) != got.Title {
			t.Errorf("%s: %q", c.name, got.Title)
		}
	}
}

func TestOwn(t *testing.T) {
	w := Own(id.Work("w"), "me", "design", 202610, Text{Title: "a", What: "b", ShowReview: true}, 0)
	if w.ShowReview || w.Ask(1) == nil || w.Publish(1) != nil || w.State != Public {
		t.Errorf("%+v", w)
	}
	if err := w.Change(Text{Title: "c", What: "d"}); err != nil || w.State != Public {
		t.Errorf("an own work that is changed is %s, %v", w.State, err)
	}
	if err := w.Withdraw("me", ""); err != nil || w.Refusals != 0 || w.State != Withdrawn {
		t.Errorf("%+v, %v", w, err)
	}
}

func FuzzLinkable(f *testing.F) {
	for _, s := range []string{"https://a.example", "https://a.example/?q=<b>", "HTTPS://A.example", "https://[::1]/", "//a.example"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if Linkable(s) && !strings.HasPrefix(strings.ToLower(s), "https://") {
			t.Errorf("%q", s)
		}
	})
}
