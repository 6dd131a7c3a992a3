package bulk

import (
	"encoding/json"
	"hash/fnv"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Shingles are compared in samples, so that a text of any length costs a few rows and a comparison a few look-ups: a shingle is kept
// when its hash is a multiple of oneIn, which is the same choice in every text, and at most mostPrints of them.
const (
	shingle    = 5 // letters
	oneIn      = 6
	mostPrints = 200
	leastPrint = 8 // a text with fewer is too short to be said to be like another
)

// Finding is what the checks found in one delivery. It is shown to both sides and blocks nothing.
type Finding struct {
	Chars   int64    // letters without spaces and signs of Markdown
	Asked   int64    `json:",omitempty"` // what the line asks, where the text lies outside of what is tolerated
	Words   []string `json:",omitempty"` // forbidden words that occur
	Similar int64    `json:",omitempty"` // per cent of the text that is found in Like, where it is more than the order allows
	Like    int64    `json:",omitempty"` // the number of the other line; 0 is the order's own sample
}

// OK reports whether nothing was found.
func (f Finding) OK() bool { return f.Asked == 0 && len(f.Words) == 0 && f.Similar == 0 }

// Short reports whether the text is too short, as against too long.
func (f Finding) Short() bool { return f.Chars < f.Asked }

// String is how a finding is stored.
func (f Finding) String() string {
	b, _ := json.Marshal(f) // strings and numbers
	return string(b)
}

// Found reads what is stored; ok is false while nothing was checked.
func (l *Line) Found() (f Finding, ok bool) {
	return f, l.Findings != "" && json.Unmarshal([]byte(l.Findings), &f) == nil
}

// Likeness is how many of a text's prints another line has too.
type Likeness struct {
	N      int64 // the other line
	Shared int64
}

// Find holds a text against what its line asks and what the order's checks say. prints are the text's own, and likes those other lines
// of the order that share some of them.
func (c Checks) Find(text string, asked int64, sample string, prints []int64, likes []Likeness) (f Finding) {
	f.Chars = Letters(text)
	if c.Tolerance > 0 && asked > 0 && (f.Chars*100 < asked*(100-c.Tolerance) || f.Chars*100 > asked*(100+c.Tolerance)) {
		f.Asked = asked
	}
	whole := bare(text)
	for _, w := range c.Words() {
		if strings.Contains(whole, bare(w)) {
			f.Words = append(f.Words, w)
		}
	}
	if c.Similarity == 0 || len(prints) < leastPrint {
		return f
	}
	for _, l := range append(likes, Likeness{Shared: shared(prints, Prints(sample))}) {
		if part := min(100, l.Shared*100/int64(len(prints))); part > c.Similarity && part > f.Similar {
			f.Similar, f.Like = part, l.N
		}
	}
	return f
}

// Letters is how long a text is: what a reader sees of it, without spaces, line ends and the signs of Markdown at a line's beginning.
func Letters(text string) (n int64) {
	for line := range strings.Lines(text) {
		for _, r := range strings.TrimLeft(line, "#>-* \t　") {
			if !unicode.IsSpace(r) && !unicode.IsControl(r) && r != utf8.RuneError {
				n++
			}
		}
	}
	return n
}

// bare is a text as it is compared: widths and cases made equal, without spaces.
func bare(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToLower(norm.NFKC.String(text)))
}

// Prints are the sampled hashes of a text's shingles, sorted, each once. Signs don't count: another comma makes no other text.
func Prints(text string) []int64 {
	letters := []rune(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return r
		}
		return -1
	}, bare(text)))
	var out []int64
	for i := 0; i+shingle <= len(letters); i++ {
		h := fnv.New64a()
		h.Write([]byte(string(letters[i : i+shingle])))
		if v := h.Sum64(); v%oneIn == 0 {
			out = append(out, int64(v>>1)) // a positive BIGINT
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	return out[:min(len(out), mostPrints)]
}

func shared(a, b []int64) (n int64) {
	for _, v := range a {
		if _, ok := slices.BinarySearch(b, v); ok {
			n++
		}
	}
	return n
}
