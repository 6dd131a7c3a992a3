package seal

import (
	"crypto/ed25519"
	"strings"
	"testing"
)

func keys(t testing.TB, lines ...string) *Keys {
	t.Helper()
	k, err := Parse(strings.Join(lines, "\n"))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestSeal(t *testing.T) {
	old, now := New(), New()
	k := keys(t, old)
	sealed, err := k.Seal("people_account.number", "a1", "1234567")
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := k.Seal("people_account.number", "a1", "1234567"); again != sealed {
		t.Error("a life played again leaves another database")
	}
	if other, _ := k.Seal("people_account.number", "a2", "1234567"); other[:30] == sealed[:30] {
		t.Error("equal texts in different rows look alike")
	}
	if strings.Contains(sealed, "1234567") {
		t.Error("it can be read")
	}
	turned := keys(t, "# the new one", now, "", old)
	for name, k := range map[string]*Keys{"the same key": k, "the key below a newer one": turned} {
		if got, err := k.Open("people_account.number", "a1", sealed); got != "1234567" || err != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if !k.Newest(sealed) || turned.Newest(sealed) {
		t.Error("which key has sealed it?")
	}
	for name, c := range map[string]struct {
		k                   *Keys
		column, row, sealed string
	}{
		"another key":    {keys(t, now), "people_account.number", "a1", sealed},
		"no key":         {nil, "people_account.number", "a1", sealed},
		"another row":    {k, "people_account.number", "a2", sealed},
		"another column": {k, "billing_payout.account", "a1", sealed},
		"changed":        {k, "people_account.number", "a1", sealed[:len(sealed)-2] + "AA"},
		"cut":            {k, "people_account.number", "a1", sealed[:30]},
		"plain text":     {k, "people_account.number", "a1", "1234567"},
	} {
		if got, err := c.k.Open(c.column, c.row, c.sealed); err == nil || got != "" {
			t.Errorf("%s: opened to %q", name, got)
		} else if strings.Contains(err.Error(), "1234567") || strings.Contains(err.Error(), sealed) {
			t.Errorf("%s: the error tells: %v", name, err)
		}
	}
	for _, k := range []*Keys{nil, k} { // what is empty needs no key
		if s, err := k.Seal("c", "r", ""); s != "" || err != nil {
			t.Error(s, err)
		}
		if s, err := k.Open("c", "r", ""); s != "" || err != nil {
			t.Error(s, err)
		}
	}
}

func TestMark(t *testing.T) {
	k, other := keys(t, New()), keys(t, New())
	a, _ := k.Mark("0001-001-1-1234567")
	b, _ := k.Mark("0001-001-1-1234567")
	c, _ := k.Mark("0001-001-1-1234568")
	d, _ := other.Mark("0001-001-1-1234567")
	if a != b || a == c || a == d {
		t.Error(a, b, c, d)
	}
	if _, err := (*Keys)(nil).Mark("x"); err == nil {
		t.Error("marked without a key")
	}
}

func TestSign(t *testing.T) {
	old, now := New(), New()
	k, turned := keys(t, old), keys(t, now, old)
	sig, err := k.Sign([]byte("a record"))
	if err != nil || !ed25519.Verify(k.Public(), []byte("a record"), sig) || ed25519.Verify(k.Public(), []byte("another"), sig) {
		t.Error(err)
	}
	if turned.Public().Equal(k.Public()) {
		t.Error("the old key still signs")
	}
	if _, err := (*Keys)(nil).Sign(nil); err == nil || (*Keys)(nil).Public() != nil {
		t.Error("signed without a key")
	}
}

func TestParse(t *testing.T) {
	one := New()
	for name, file := range map[string]string{
		"nothing": "", "only words": "# here be keys\n", "too short": "c2hvcnQ=", "no base64": strings.Repeat("あ", 20),
		"twice": one + "\n" + one, "two in a line": one + " " + New(),
	} {
		if _, err := Parse(file); err == nil {
			t.Errorf("%s is read", name)
		} else if strings.Contains(err.Error(), one) {
			t.Errorf("%s: the error shows the key", name)
		}
	}
}

// Whatever lies in a sealed column, opening it does not panic, and only what was sealed opens.
func FuzzOpen(f *testing.F) {
	k := keys(f, New())
	good, err := k.Seal("c", "r", "1234567")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add(prefix(k.ID()))
	f.Add(prefix(k.ID()) + "AAAA")
	f.Add("0.1234567")
	f.Fuzz(func(t *testing.T, sealed string) {
		if text, err := k.Open("c", "r", sealed); err == nil && sealed != "" && (sealed != good || text != "1234567") {
			t.Errorf("%q opens to %q", sealed, text)
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add(New() + "\n# old\n" + New())
	f.Fuzz(func(t *testing.T, file string) {
		k, err := Parse(file)
		if err != nil {
			return
		}
		s, err := k.Seal("c", "r", "x")
		if err != nil {
			t.Fatal(err)
		}
		if text, err := k.Open("c", "r", s); text != "x" || err != nil {
			t.Error(text, err)
		}
	})
}
