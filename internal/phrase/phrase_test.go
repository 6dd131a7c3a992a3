package phrase

import (
	"strings"
	"testing"
	"time"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/yen"
)

func TestShow(t *testing.T) {
	at := clock.At(2026, time.November, 23, 9, 5)
	for _, c := range []struct {
		v      any
		ja, en string
	}{
		{yen.Of(40000), "40,000円", "¥40,000"},
		{yen.Of(-1200), "−1,200円", "−¥1,200"},
		{calendar.Of(2026, 11, 23), "2026年11月23日（月）", "Mon 23 Nov 2026"},
		{calendar.Month(202610), "2026年10月", "October 2026"},
		{at, "2026年11月23日（月）09:05", "Mon 23 Nov 2026 09:05"},
		{clock.Instant(0), "", ""},
		{yen.Percent(20), "20%", "20%"},
		{12345, "12345", "12345"},
		{"そのまま", "そのまま", "そのまま"},
	} {
		if ja, en := Show(Ja, c.v), Show(En, c.v); ja != c.ja || en != c.en {
			t.Errorf("%v: %q, %q", c.v, ja, en)
		}
	}
}

func TestT(t *testing.T) {
	for _, c := range []struct {
		key  string
		args []any
		want string
	}{
		{"手数料は20%です", nil, "手数料は20%です"},
		{"%sを%dつ、%s", []any{yen.Of(5), 3, calendar.Date(20260401)}, "5円を3つ、2026年4月1日（水）"},
		{"%[2]sの%[1]s", []any{"a", 7}, "7のa"},
		{"%dは%s%%", []any{"七", 7}, "七は7%"},
		{"%02d", []any{7}, "07"},
	} {
		if got := T(Ja, c.key, c.args...); got != c.want {
			t.Errorf("%q: %q, want %q", c.key, got, c.want)
		}
	}
	if got := T(En, "どこにもない文"); got != "どこにもない文" {
		t.Errorf("fallback: %q", got)
	}
}

func TestParsePO(t *testing.T) {
	got, err := ParsePO(`# a comment
msgid ""
msgstr "Language: en\n"

#: somewhere
msgid "一"
"二\n"
msgstr ""
"one \"two\"\\"
`)
	if err != nil || len(got) != 1 || got[0].Key != "一二\n" || got[0].Text != `one "two"\` || got[0].Line != 6 {
		t.Errorf("%+v, %v", got, err)
	}
	for _, bad := range []string{
		"msgid \"a\"\n", "msgstr \"a\"\n", "msgid \"a\"\nmsgid \"b\"\nmsgstr \"\"\n", "msgid a\nmsgstr \"\"\n",
		"\"a\"\n", "msgid \"a\"\nmsgstr \"\\x\"\n", "msgid \"a\"\nmsgstr \"a\"b\"\n", "msgid \"a\"\nmsgstr \"\\\"\n",
		"msgid \"a\"\nmsgstr \"b\"\nmsgid \"a\"\nmsgstr \"c\"\n", "msgctxt \"a\"\n", "msgid \"a\"\nmsgid_plural \"b\"\n",
	} {
		if e, err := ParsePO(bad); err == nil {
			t.Errorf("took %q as %+v", bad, e)
		}
	}
}

func FuzzParsePO(f *testing.F) {
	f.Add("msgid \"一\"\nmsgstr \"one\\n\"\n")
	f.Fuzz(func(t *testing.T, s string) {
		entries, err := ParsePO(s)
		if err != nil {
			return
		}
		seen := map[string]bool{}
		for _, e := range entries {
			if e.Key == "" || seen[e.Key] || strings.Count(s, "\n")+1 < e.Line {
				t.Errorf("%q: %+v", s, e)
			}
			seen[e.Key] = true
		}
	})
}
