package trust

import (
	"os"
	"strings"
	"testing"
	"unicode/utf8"
)

func all(Rule) bool { return true }

// rulesIn is the rules that find something in a body, once each.
func rulesIn(body string) (out []string) {
	seen := map[string]bool{}
	for _, f := range Lures.Find([]Text{{"body", body}}, all) {
		if !seen[f.Rule] {
			seen[f.Rule] = true
			out = append(out, f.Rule)
		}
	}
	return out
}

func TestSentences(t *testing.T) {
	b, err := os.ReadFile("testdata/sentences.tsv")
	if err != nil {
		t.Fatal(err)
	}
	good, bad := 0, 0
	for line := range strings.Lines(string(b)) {
		if line[0] == '#' {
			continue
		}
		want, text, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		found := rulesIn(text)
		if want == "-" {
			if good++; len(found) > 0 {
				t.Errorf("%s: found %v in what is harmless", text, found)
			}
			continue
		}
		if bad++; !strings.Contains(" "+strings.Join(found, " ")+" ", " "+want+" ") {
			t.Errorf("%s: found %v, want %s", text, found, want)
		}
	}
	if good < 60 || bad < 60 {
		t.Errorf("%d harmless sentences and %d lures are too few", good, bad)
	}
	t.Logf("%d harmless sentences, %d lures", good, bad)
}

func TestEveryRuleIsExplained(t *testing.T) {
	if Lures.Version < 1 {
		t.Error("the list has no number")
	}
	for _, r := range Lures.Rules {
		for what, w := range map[string]Words{"name": r.Name, "law": r.Law, "forbids": r.Forbids, "why": r.Why, "instead": r.Instead, "worker": r.Worker} {
			if (w.Ja == "") != (w.En == "") || w.Ja == "" && what != "worker" {
				t.Errorf("%s: %s is said in Japanese as %q and in English as %q", r.ID, what, w.Ja, w.En)
			}
		}
		if r.Action == "" || len(r.finds) == 0 {
			t.Errorf("%s: action %q, %d patterns", r.ID, r.Action, len(r.finds))
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
		if again, ok := Lures.Rule(r.ID); !ok || again.Name != r.Name {
			t.Error(r.ID, "is not found, or twice")
		}
	}
	if _, ok := Lures.Rule("no such rule"); ok {
		t.Error("found what is not there")
	}
}

func TestListsThatCantBeRead(t *testing.T) {
	for _, text := range []string{"rule", "find A ~ B", "rule x\naction forbid", "rule x\nfid A", "rule x\nfind A B", "rule x\nfind A ~", "list x"} {
		if _, err := readList(text); err == nil {
			t.Errorf("%q was read", text)
		}
	}
}

// What a finding points at is in the text that was written, however it was written.
func TestFindingsPoint(t *testing.T) {
	body := "はじめまして。\n\n- まず**教 材**を購入していただきます！ そのあと、ＬＩＮＥ　を追加してください。"
	found := Lures.Find([]Text{{"title", "記事"}, {"body", body}}, all)
	if len(found) != 2 {
		t.Fatalf("%+v", found)
	}
	for i, want := range [][3]string{{"まず**", "教 材**を購入していただ", "きます！"}, {"そのあと、", "ＬＩＮＥ　を追加", "してください。"}} {
		f := found[i]
		if f.Field != "body" || body[f.From:f.To] != f.Sentence || f.Parts() != want {
			t.Errorf("%+v %q", f, f.Parts())
		}
	}
	if got := (Finding{Sentence: "短い", Mark: [2]int{0, 99}}).Parts(); got != [3]string{"短い"} {
		t.Error(got)
	}
	off := func(r Rule) bool { return r.ID != "buy" }
	if found := Lures.Find([]Text{{"body", body}}, off); len(found) != 1 || found[0].Rule != "contact" {
		t.Errorf("with a rule off: %+v", found)
	}
	// a text without an end is read, too
	long := strings.Repeat("長い説明が続いて", 500) + "まず教材を購入していただきます"
	if found := rulesIn(long); len(found) != 1 {
		t.Error(found)
	}
}

func FuzzFind(f *testing.F) {
	for _, s := range []string{"まず教材を購入していただきます。", "L.I.N.E を追加", "０９０-1234-5678まで", "ｶﾞｶﾞ\u3099\u200b", "a@b.c\xff", "。。。。", "l i n e・i d: @abc"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, x := range Lures.Find([]Text{{"body", s}}, all) {
			if x.From < 0 || x.To > len(s) || x.From >= x.To || s[x.From:x.To] != x.Sentence {
				t.Fatalf("%q: %+v", s, x)
			}
			if a, b := x.Mark[0], x.Mark[1]; a < 0 || a >= b || b > len(x.Sentence) {
				t.Fatalf("%q: %+v", s, x)
			}
			if p := x.Parts(); utf8.ValidString(s) && !(utf8.ValidString(p[0]) && utf8.ValidString(p[1]) && utf8.ValidString(p[2])) {
				t.Fatalf("%q is cut within a letter: %q", s, p)
			}
		}
	})
}

func BenchmarkFind(b *testing.B) {
	body := strings.Repeat("港町の「冬の過ごし方」を、はじめて訪れる方に向けて書いてくださる方を探しています。数字と固有名詞は、出典を確かめてください。", 13)
	for b.Loop() {
		Lures.Find([]Text{{"body", body}}, all)
	}
}
