package search

import "unicode/utf8"

// A text is like another when they share this much of their pairs of letters, in hundredths; shorter ones than this many pairs
// are greetings, which are all alike.
const (
	alikeFrom  = 80
	alikeLeast = 25
	alikeMost  = 4_000 // bytes of a text that are compared
)

// Alike counts the texts that say nearly the same as one, in the same words.
func Alike(text string, others []string) (n int) {
	mine := pairSet(text)
	if len(mine) < alikeLeast {
		return 0
	}
	for _, o := range others {
		if min(len(o), len(text), alikeMost)*2 < min(max(len(o), len(text)), alikeMost) {
			continue
		}
		if alike(mine, pairSet(o)) {
			n++
		}
	}
	return n
}

func pairSet(text string) map[string]bool {
	set := map[string]bool{}
	for len(text) > alikeMost {
		_, size := utf8.DecodeLastRuneInString(text[:alikeMost+1])
		text = text[:alikeMost+1-size]
	}
	for _, t := range Tokens(Exact(text)) {
		set[t] = true
	}
	return set
}

// alike compares two sets by what they share of all that they hold (Jaccard).
func alike(a, b map[string]bool) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a)*100 < alikeFrom*len(b) { // shares too little whatever it shares
		return false
	}
	both := 0
	for t := range a {
		if b[t] {
			both++
		}
	}
	return both*100 >= alikeFrom*(len(a)+len(b)-both)
}
