package people

import (
	"strings"
	"testing"
)

func TestPrefix(t *testing.T) {
	for _, c := range []struct {
		name, asked string
		found       bool
	}{
		{"小桜 みちる", "小桜", true}, {"小桜 みちる", "小桜み", true}, {"小桜 みちる", "みちる", false}, {"小桜 みちる", "小桜 みちるこ", false},
		{"ﾐﾁﾙ Michiru", "ミチルm", true}, {"a.b-c@example.jp", "A.B-", true}, {"ab@example.jp", "a.b", false}, {"michiru", "ｍｉ", true},
		{"\U0010ffff", "\U0010ffff", true}, {strings.Repeat("あ", 40), strings.Repeat("あ", 39), true},
	} {
		from, to := PrefixRange(c.asked)
		if key := PrefixKey(c.name); (from <= key && key < to) != c.found {
			t.Errorf("%q for %q: %s ≤ %s < %s", c.name, c.asked, from, key, to)
		}
	}
	if PrefixKey(" 　") != "" {
		t.Error("spaces have a key")
	}
}
