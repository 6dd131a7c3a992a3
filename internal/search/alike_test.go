package search

import (
	"strings"
	"testing"
)

func TestAlike(t *testing.T) {
	form := "はじめまして。旅行や観光の記事を5年ほど書いています。宿や食の取材も得意で、写真の手配もできます。納期は必ず守りますので、どうぞよろしくお願いいたします。"
	for name, c := range map[string]struct {
		text string
		want bool
	}{
		"the same":                 {form, true},
		"with another width":       {strings.ReplaceAll(form, "5", "５"), true},
		"with another name in it":  {strings.ReplaceAll(form, "宿や食", "温泉や食"), true},
		"with a greeting in front": {"きたみち様。" + form, true},
		"written for the job":      {"雪見の露天のお知らせ、12月号からお手伝いできます。料理長のお話を電話でうかがって、1回800字で2本にまとめます。昨年は山形の宿の月報を書きました。", false},
		"half of it new":           {form[:len(form)/2] + "御社の月報は前から読んでおり、12月の献立の回が好きです。料理長のお話を電話でうかがって、毎月2本にまとめるのはいかがでしょうか。", false},
		"nothing":                  {"", false},
	} {
		if got := Alike(form, []string{c.text}) == 1; got != c.want {
			t.Errorf("%s: alike is %t", name, got)
		}
		if Alike(form, []string{c.text}) != Alike(c.text, []string{form}) {
			t.Errorf("%s: it is not the same the other way round", name)
		}
	}
	if n := Alike("よろしくお願いします。", []string{"よろしくお願いします。"}); n != 0 {
		t.Error("greetings are alike")
	}
	if n := Alike(form, []string{form, form, "べつの文", form}); n != 3 {
		t.Error(n, "of three")
	}
}

func BenchmarkAlike(b *testing.B) {
	text := strings.Repeat("料理長のお話を電話でうかがって、1回800字で2本にまとめます。", 50)
	others := make([]string, 50)
	for i := range others {
		others[i] = text[:len(text)-3*i]
	}
	for b.Loop() {
		Alike(text, others)
	}
}
