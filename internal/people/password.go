package people

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"nariwai/internal/fault"
)

const (
	MinPassword = 15 // characters; NIST SP 800-63B, 3.1.1.1, for a password alone
	maxPassword = 256
	fewestParts = 4 // a password that is pieced together of fewer well-known parts is one of the first that are tried
)

// CheckPassword refuses a password that is too short, or that is among the first to be tried: well-known words and
// sequences in a row, one short piece again and again, or words about the person themself.
func CheckPassword(password string, about ...string) error {
	p := plain(password)
	switch n := utf8.RuneCountInString(p); {
	case n < MinPassword:
		return fault.New(fault.Invalid, "パスワードは%d文字以上にしてください。好きな言葉をいくつか並べると、長くて覚えやすくなります", MinPassword)
	case n > maxPassword:
		return fault.New(fault.Invalid, "パスワードは%d文字までにしてください", maxPassword)
	case guessable(fold(p), words(about)):
		return fault.New(fault.Invalid, "このパスワードは推測されやすいので使えません。関係のない言葉をいくつか並べてください")
	}
	return nil
}

//go:embed common.txt
var commonText string

var common = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for line := range strings.Lines(commonText) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for w := range strings.FieldsSeq(line) {
			all[fold(w)] = true
		}
	}
	return all
})

func words(about []string) map[string]bool {
	own := map[string]bool{}
	for _, a := range about {
		for _, w := range strings.FieldsFunc(fold(plain(a)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			if utf8.RuneCountInString(w) >= 3 {
				own[w] = true
			}
		}
	}
	return own
}

var lookalikes = strings.NewReplacer("@", "a", "$", "s", "!", "i", "0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t")

// fold lowers capitals. Digits that stand for letters are folded where a word is looked up.
func fold(s string) string { return strings.ToLower(s) }

// rows are what fingers and children follow.
var rows = []string{
	"abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik",
	"qawsedrftgyhujikolp", "qazwsxedcrfvtgbyhnujmik", "!@#$%^&*()", "!\"#$%&'()", "あいうえおかきくけこさしすせそたちつてと", "いろはにほへとちりぬるを",
	"147258369", "159753", "321654987",
}

func guessable(p string, own map[string]bool) bool {
	joined := strings.Map(func(r rune) rune {
		if separator(r) {
			return -1
		}
		return r
	}, p)
	return parts([]rune(p), own) < fewestParts || parts([]rune(joined), own) < fewestParts
}

// parts is the least number of parts that s is made of: a well-known word, a run along one of the rows, one character
// again and again, or a piece that stood just before, which costs nothing; any other character is a part of its own.
// What separates words costs nothing either.
func parts(s []rune, own map[string]bool) int {
	least := make([]int, len(s)+1)
	for end := 1; end <= len(s); end++ {
		least[end] = least[end-1] + 1
		if separator(s[end-1]) {
			least[end] = least[end-1]
		}
		for start := max(0, end-maxPart); start < end-1; start++ {
			piece := s[start:end]
			switch n := len(piece); {
			case n <= start && string(s[start-n:start]) == string(piece):
				least[end] = min(least[end], least[start])
			case n >= 3 && (same(piece) || run(piece)), known(piece, own):
				least[end] = min(least[end], least[start]+1)
			}
		}
	}
	return least[len(s)]
}

const maxPart = 32

func separator(r rune) bool { return unicode.IsSpace(r) || unicode.IsPunct(r) || unicode.IsSymbol(r) }

func same(s []rune) bool {
	for _, r := range s {
		if r != s[0] {
			return false
		}
	}
	return true
}

func run(s []rune) bool {
	there := string(s)
	back := make([]rune, len(s))
	for i, r := range s {
		back[len(s)-1-i] = r
	}
	for _, row := range rows {
		if strings.Contains(row, there) || strings.Contains(row, string(back)) {
			return true
		}
	}
	return false
}

func known(s []rune, own map[string]bool) bool {
	w := string(s)
	if common()[w] || own[w] || year(w) {
		return true
	}
	l := lookalikes.Replace(w)
	return l != w && (common()[l] || own[l])
}

func year(w string) bool {
	return len(w) == 4 && (strings.HasPrefix(w, "19") || strings.HasPrefix(w, "20")) && w[2] >= '0' && w[2] <= '9' && w[3] >= '0' && w[3] <= '9'
}
