package trust

import (
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestContactSentences(t *testing.T) {
	b, err := os.ReadFile("testdata/contacts.tsv")
	if err != nil {
		t.Fatal(err)
	}
	good, bad := 0, 0
	for line := range strings.Lines(string(b)) {
		if line[0] == '#' {
			continue
		}
		want, text, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		var rules []string
		var marked []string
		for _, s := range Contacts.Find(text) {
			rules = append(rules, s.Rule)
			marked = append(marked, text[s.From:s.To])
		}
		if want == "-" {
			if good++; len(rules) > 0 {
				t.Errorf("%s: found %v %q in what is harmless", text, rules, marked)
			}
			continue
		}
		if bad++; !slices.Contains(rules, want) {
			t.Errorf("%s: found %v %q, want %s", text, rules, marked, want)
		}
	}
	if good < 150 || bad < 150 {
		t.Errorf("%d harmless sentences and %d ways out are too few", good, bad)
	}
	t.Logf("%d harmless sentences, %d ways out", good, bad)
}

// What is marked is what was found and no more, in the text as it was written.
func TestContactSpots(t *testing.T) {
	body := "はじめまして。\n番号は ０９０-1234-5678 です。10時から。\r\n- **sakura アットマーク example ドット com** まで、please see https://example.com/a?b=c and then LINEを追加してください！"
	var got []string
	for _, s := range Contacts.Find(body) {
		got = append(got, s.Rule+" "+body[s.From:s.To])
	}
	want := []string{"phone ０９０-1234-5678", "mail sakura アットマーク example ドット com", "url https://example.com/a?b=c", "app LINEを追加"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestEveryContactRuleIsExplained(t *testing.T) {
	var ids []string
	for _, r := range Contacts.Rules {
		ids = append(ids, r.ID)
		for what, w := range map[string]Words{"name": r.Name, "forbids": r.Forbids, "why": r.Why, "instead": r.Instead, "worker": r.Worker} {
			if w.Ja == "" || w.En == "" {
				t.Errorf("%s: %s is said in Japanese as %q and in English as %q", r.ID, what, w.Ja, w.En)
			}
		}
		for _, p := range r.finds {
			for _, g := range p.groups {
				for _, w := range g {
					if strings.HasPrefix(w, "{") && kinds[w].form == nil {
						t.Errorf("%s: %s stands for nothing", r.ID, w)
					}
				}
			}
		}
	}
	if want := []string{ContactURL, ContactMail, ContactPhone, ContactApp, ContactPay}; !slices.Equal(ids, want) {
		t.Errorf("the rules are %v, want %v", ids, want)
	}
	if Contacts.Version < 1 {
		t.Error("the list has no number")
	}
	for _, text := range []string{"digit x", "digit 10 a", "set app", "rule", "find A", "fid A"} {
		if _, err := readContacts(text); err == nil {
			t.Errorf("%q was read", text)
		}
	}
}

func FuzzContacts(f *testing.F) {
	b, err := os.ReadFile("testdata/contacts.tsv")
	if err != nil {
		f.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		f.Add(line)
	}
	for _, s := range []string{"+81", "+810", "0\n9", "a@b.c\xff", "@.", "://", "a://", "ｶﾞｶﾞ\u3099\u200b090-1234-5678", "𠮷.com", ".com.com", "a.b.com/"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		end := 0
		for _, x := range Contacts.Find(s) {
			if x.From < end || x.From >= x.To || x.To > len(s) {
				t.Fatalf("%q: %+v after %d", s, x, end)
			}
			if end = x.To; utf8.ValidString(s) && !(utf8.ValidString(s[:x.From]) && utf8.ValidString(s[x.From:x.To])) {
				t.Fatalf("%q is cut within a letter at %+v", s, x)
			}
		}
	})
}

// 5,000 characters, the longest message: ordinary talk, and one that is full of beginnings.
func BenchmarkContacts(b *testing.B) {
	cut := func(s string) string { return string([]rune(strings.Repeat(s, 1000))[:5000]) }
	for name, body := range map[string]string{
		"talk":    cut("ご提案ありがとうございます。月に2回、季節の料理の紹介をお願いできればと思っています。1回800字で、料理長のお話をうかがってから書く形はいかがでしょうか。\n"),
		"worst":   cut("LINEのID 090-12 @a.b ラインで0九0 https 口座に直接、手数料 telegram。"),
		"digits":  cut("0 9 0-1 2 "),
		"endless": cut("ラインで友だちラインで友だち口座番号を"),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Contacts.Find(body)
			}
		})
	}
}
