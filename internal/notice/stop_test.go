package notice

import "testing"

func TestStop(t *testing.T) {
	key, other := []byte("0123456789abcdef"), []byte("0123456789abcdeg")
	s := Stop{Person: "0190-p", Kind: "proposed"}
	if got, ok := ReadStop(key, s.Token(key)); !ok || got != s {
		t.Error(got, ok)
	}
	for name, token := range map[string]string{
		"of another site":     s.Token(other),
		"of another person":   "0190-q" + s.Token(key)[len("0190-p"):],
		"of another kind":     "0190-p.delivered" + s.Token(key)[len("0190-p.proposed"):],
		"cut short":           s.Token(key)[:20],
		"nothing":             "",
		"of money":            Stop{Person: "0190-p", Kind: "paid"}.Token(key),
		"of what there isn't": Stop{Person: "0190-p", Kind: "x"}.Token(key),
	} {
		if _, ok := ReadStop(key, token); ok {
			t.Errorf("a token %s is taken", name)
		}
	}
	if _, ok := ReadStop(nil, s.Token(nil)); ok {
		t.Error("a site without a key takes a token")
	}
}
