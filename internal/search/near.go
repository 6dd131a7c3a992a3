package search

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
	"unicode"
)

// A Near says how near a text comes to a query that hardly any text answers in full: how much of the query's words stands
// in it, rare parts counting more than common ones (BM25), in integers, so that the order is the same everywhere.
// The index is asked how many texts have each token (Learn), which of them have the rare ones (Pick, First), and only
// the texts that look best are read (Rank).
type Near struct {
	Asked []Token // what the index is asked for

	words    [][][]int // of each word that was typed, and of those that mean the same: its tokens
	firm     [][][]int // those of them that say what it is about: without hiragana, where there are such
	tokens   []string  // the asked ones come first
	place    map[string]int
	singles  []int   // tokens of one letter
	have     []int64 // of how many texts have each asked token
	most, of int64   // have goes no further than most; so many texts there are
	not      Query
}

// NearAsked is how many tokens the index is asked for at most. The others are looked for in the texts only.
const NearAsked = 40

// Near prepares the search for what is near.
func (q Query) Near() *Near {
	n := &Near{place: map[string]int{}, not: Query{Not: q.Not}}
	asked := map[int]bool{}
	var prefixes = map[int]bool{}
	for _, group := range q.Must {
		var words, firms [][]int
		for _, w := range group {
			var list, content, single, about []int
			common, firm := tokensOf(w.Exact, isHiragana), tokensOf(w.Exact, isNotHiragana)
			EachToken(w.Exact, func(t string, alone bool) {
				i, known := n.place[t]
				if !known {
					i = len(n.tokens)
					n.tokens, n.place[t] = append(n.tokens, t), i
				}
				switch {
				case alone:
					single = append(single, i)
				case !common[t]:
					content = append(content, i)
				}
				if firm[t] && !alone {
					about = append(about, i)
				}
				list = append(list, i)
			})
			// What a word consists of beside inflections and particles says what it is about; the rest is looked for in texts only.
			switch {
			case len(content) > 0:
			case len(list) > len(single):
				content = without(list, single)
			default:
				content = single
			}
			for _, i := range single {
				prefixes[i] = true
			}
			for _, i := range content {
				if len(asked) < NearAsked {
					asked[i] = true
				}
			}
			if list = compact(list); len(about) == 0 {
				about = list
			}
			words, firms = append(words, list), append(firms, compact(about))
		}
		n.words, n.firm = append(n.words, words), append(n.firm, firms)
	}
	n.sort(asked, prefixes)
	return n
}

// compact is a copy of a list with each number once.
func compact(list []int) []int {
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}

func without(list, out []int) []int {
	return slices.DeleteFunc(slices.Clone(list), func(i int) bool { return slices.Contains(out, i) })
}

// sort brings the asked tokens to the front.
func (n *Near) sort(asked, prefixes map[int]bool) {
	order, to := make([]int, 0, len(n.tokens)), make([]int, len(n.tokens))
	for _, front := range []bool{true, false} {
		for i := range n.tokens {
			if asked[i] == front {
				to[i] = len(order)
				order = append(order, i)
			}
		}
	}
	sorted := make([]string, len(order))
	for i, t := range n.tokens {
		sorted[to[i]], n.place[t] = t, to[i]
		if prefixes[i] {
			n.singles = append(n.singles, to[i])
		}
	}
	n.tokens = sorted
	for _, words := range slices.Concat(n.words, n.firm) {
		for _, list := range words {
			for k, i := range list {
				list[k] = to[i]
			}
		}
	}
	for i := range len(asked) {
		n.Asked = append(n.Asked, Token{safe(n.tokens[i]), slices.Contains(n.singles, i)})
	}
}

// EachToken calls f for each token of an exact form, as often as it stands there: those of Tokens; the last letter of a
// run only where it is the whole run.
func EachToken(exact string, f func(token string, alone bool)) {
	runs(exact, func(run string, of class) {
		if of == word {
			f(run, false)
			return
		}
		loose, several := Loose(run), false
		pairs(loose, func(s string) {
			several = true
			f(s, false)
		})
		if several {
			wholeKatakana(run, func(s string) { f(s, false) })
		} else if loose != "" {
			f(loose, true)
		}
	})
}

// tokensOf are the tokens of those parts of a word whose letters are all such.
func tokensOf(exact string, such func(rune) bool) map[string]bool {
	out := map[string]bool{}
	for _, part := range strings.FieldsFunc(exact, func(r rune) bool { return !such(r) }) {
		EachToken(part, func(t string, _ bool) { out[t] = true })
	}
	return out
}

// HasKana reports whether the query may stand in a text in another spelling.
func (q Query) HasKana() bool {
	kana := func(r rune) bool { return classOf(r) == katakana || isHiragana(r) }
	for _, group := range q.Must {
		for _, w := range group {
			if strings.ContainsFunc(w.Exact, kana) {
				return true
			}
		}
	}
	return false
}

// What consists of hiragana alone is inflections and particles, mostly.
func isHiragana(r rune) bool    { return r == 'ー' || unicode.Is(unicode.Hiragana, r) }
func isNotHiragana(r rune) bool { return r == 'ー' || !unicode.Is(unicode.Hiragana, r) }

// Learn takes how many of so many texts have each asked token. Neither number needs to be counted further than most.
func (n *Near) Learn(have []int64, of, most int64) { n.have, n.of, n.most = have, of, most }

// Pick returns which of the asked tokens lead to the texts worth looking at, by their places in Asked: the rarest, until
// they stand in so many texts together.
func (n *Near) Pick(texts int64) (picked []int) {
	for i, have := range n.have {
		if have > 0 {
			picked = append(picked, i)
		}
	}
	slices.SortStableFunc(picked, func(a, b int) int { return cmp.Compare(n.have[a], n.have[b]) })
	sum := int64(0)
	for k, i := range picked {
		if sum += n.have[i]; sum > texts && k > 0 {
			return picked[:k]
		}
	}
	return picked
}

// First orders texts by the weight of the picked tokens that each has, the heaviest first, and of two that are alike the newer.
func (n *Near) First(has map[int64][]int) []int64 {
	weight := make(map[int64]int64, len(has))
	order := make([]int64, 0, len(has))
	for text, tokens := range has {
		for _, i := range tokens {
			weight[text] += rarity(n.have[i], n.of)
		}
		order = append(order, text)
	}
	slices.SortFunc(order, func(a, b int64) int {
		return cmp.Or(cmp.Compare(weight[b], weight[a]), cmp.Compare(b, a))
	})
	return order
}

// unit is one in the fixed-point numbers of this file.
const unit = 1 << 10

// rarity is what a token is worth that so many texts of all have: the logarithm of how seldom it is.
func rarity(have, of int64) int64 {
	have = min(have, of)
	return log2((2*of + 2) * unit / (2*have + 1)) // (of+1) / (have+½)
}

// log2 is the binary logarithm of a fixed-point number that is not below one.
func log2(x int64) (y int64) {
	x = max(x, unit)
	whole := bits.Len64(uint64(x)) - 11
	x >>= max(0, whole-10) // keep room for squares: 20 bits and less
	if whole < 10 {
		x <<= 10 - whole
	}
	y = int64(whole) * unit
	for bit := int64(unit / 2); bit > 0; bit /= 2 { // x is a number from 1 up to 2, of 20 bits
		if x = x * x >> 20; x >= 2<<20 {
			x, y = x/2, y+bit
		}
	}
	return y
}

// The terms of BM25: k1 is 1.2, b is 0.75.
//
//	worth · tf·(k1+1) / (tf + k1·(1-b + b·length/usual))
func bm25(worth, tf, length, usual int64) int64 {
	return worth * tf * 22 * usual / (10*tf*usual + 3*usual + 9*length)
}

// A counted text is one with what stands in it.
type counted struct {
	job    Job
	times  []int64 // each token stands in it
	length int64
	score  int64
}

// Rank returns those of the jobs that come near, the best first, of two that are alike the newer; none of which less than a
// fourth of the weight of what the query is about stands in the text.
func (n *Near) Rank(jobs []Job) (out []Job) {
	var texts []counted
	usual, found := int64(0), make([]int64, len(n.tokens)) // in how many of these texts each token stands
	for _, j := range jobs {
		if !n.not.Matches(j.Text) {
			continue
		}
		c := n.count(j)
		for i, times := range c.times {
			if times > 0 {
				found[i]++
			}
		}
		usual += c.length
		texts = append(texts, c)
	}
	if len(texts) == 0 {
		return nil
	}
	usual = max(1, usual/int64(len(texts)))
	worth := n.worth(found, int64(len(texts)))
	all := n.share(worth, func(i int) int64 { return worth[i] })
	texts = slices.DeleteFunc(texts, func(c counted) bool {
		return 4*n.share(worth, func(i int) int64 { return min(c.times[i], 1) * worth[i] }) < all
	})
	for i := range texts {
		c := &texts[i]
		c.score = n.sum(worth, func(i int) int64 { return bm25(worth[i], c.times[i], c.length, usual) })
	}
	slices.SortFunc(texts, func(a, b counted) int { return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.job.N, a.job.N)) })
	for _, c := range texts {
		out = append(out, c.job)
	}
	return out
}

// worth is the weight of each token. Of what stands in more texts than were counted, or was not asked for, the texts at
// hand tell how common it is.
func (n *Near) worth(found []int64, texts int64) []int64 {
	worth := make([]int64, len(n.tokens))
	for i := range worth {
		switch {
		case i >= len(n.Asked):
			worth[i] = rarity(found[i]*n.of/texts, n.of)
		case n.have[i] >= n.most:
			worth[i] = rarity(max(n.most, found[i]*n.of/texts), n.of)
		default:
			worth[i] = rarity(n.have[i], n.of)
		}
	}
	return worth
}

// sum adds up something over the tokens of each word of the query. A word that means the same as the one that was typed is
// worth as much as that one, and of them all the one counts of which most is there.
func (n *Near) sum(worth []int64, of func(token int) int64) (sum int64) {
	for _, words := range n.words {
		sum += most(words, worth, of)
	}
	return sum
}

// share is sum over the firm tokens, with long words counting no more than short ones.
func (n *Near) share(worth []int64, of func(token int) int64) (sum int64) {
	for _, words := range n.firm {
		sum += most(words, worth, of) * unit / int64(max(1, len(words[0])))
	}
	return sum
}

func most(words [][]int, worth []int64, of func(token int) int64) (best int64) {
	typed := int64(0)
	for k, list := range words {
		have, all := int64(0), int64(0)
		for _, i := range list {
			have, all = have+of(i), all+worth[i]
		}
		if k == 0 {
			typed = all
		}
		if all > 0 {
			best = max(best, have*typed/all)
		}
	}
	return best
}

// count looks through a text. What stands in the title counts twice.
func (n *Near) count(j Job) counted {
	c := counted{job: j, times: make([]int64, len(n.tokens))}
	for k, part := range []string{j.Title, j.Body} {
		for _, i := range n.singles {
			c.times[i] += int64(strings.Count(Loose(part), n.tokens[i])) * int64(2-k)
		}
		EachToken(part, func(t string, alone bool) {
			if i, ok := n.place[t]; ok && !alone {
				c.times[i] += int64(2 - k)
			}
			c.length++
		})
	}
	return c
}
