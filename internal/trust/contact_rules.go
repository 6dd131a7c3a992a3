package trust

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// The rules of a ContactList that look for more than words.
const (
	ContactURL   = "url"
	ContactMail  = "mail"
	ContactPhone = "phone"
	ContactApp   = "app"
	ContactPay   = "pay"
)

// A ContactList finds ways to each other outside of this place in what people write. Its rules are read by people, too.
type ContactList struct {
	List
	ats, dots, slashes spellings
	digits             spellings
	tlds               []string
	sites, numbers     []string
}

//go:embed contacts.txt
var contactRules string

// Contacts are the rules for talk before a contract.
var Contacts = mustReadContacts(contactRules)

func mustReadContacts(text string) ContactList {
	l, err := readContacts(text)
	if err != nil {
		panic(err) // what is shipped is broken; a test says so first
	}
	return l
}

// spellings are the ways to write a sign, by their first letter, the longest first.
type spellings struct {
	by   map[rune][]spelling
	some *[512]bool // of the first letters' last bits: most letters begin nothing
}

func newSpellings() spellings { return spellings{map[rune][]spelling{}, new([512]bool)} }

type spelling struct {
	word  string
	digit byte
}

func (s spellings) add(value string, digit byte) {
	for _, w := range alternatives(value) {
		first, _ := utf8.DecodeRuneInString(w)
		s.some[first&511] = true
		s.by[first] = append(s.by[first], spelling{w, digit})
		slices.SortStableFunc(s.by[first], func(a, b spelling) int { return len(b.word) - len(a.word) })
	}
}

// at returns the spelling that begins a text.
func (s spellings) at(text string) (spelling, bool) {
	first, _ := utf8.DecodeRuneInString(text)
	if !s.some[first&511] {
		return spelling{}, false
	}
	for _, w := range s.by[first] {
		if strings.HasPrefix(text, w.word) {
			return w, true
		}
	}
	return spelling{}, false
}

func readContacts(text string) (l ContactList, err error) {
	l = ContactList{ats: newSpellings(), dots: newSpellings(), slashes: newSpellings(), digits: newSpellings()}
	sets := strings.NewReplacer()
	var pairs []string
	var rest strings.Builder
	n := 0
	for line := range strings.Lines(text) {
		n++
		key, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		kept := "\n"
		switch key {
		case "at":
			l.ats.add(value, 0)
		case "dot":
			l.dots.add(value, 0)
		case "slash":
			l.slashes.add(value, 0)
		case "digit":
			d, words, ok := strings.Cut(value, " ")
			if !ok || len(d) != 1 || d[0] < '0' || d[0] > '9' {
				return l, fmt.Errorf("line %d: %q is no digit with its spellings", n, value)
			}
			l.digits.add(words, d[0])
		case "tld":
			l.tlds = append(l.tlds, alternatives(value)...)
		case "site":
			l.sites = append(l.sites, alternatives(value)...)
		case "number":
			l.numbers = append(l.numbers, alternatives(value)...)
		case "set":
			name, words, ok := strings.Cut(value, " ")
			if !ok {
				return l, fmt.Errorf("line %d: %q sets nothing", n, value)
			}
			pairs = append(pairs, "{"+name+"}", words)
			sets = strings.NewReplacer(pairs...)
		case "find", "find!":
			kept = sets.Replace(line)
		default:
			kept = line
		}
		rest.WriteString(kept)
	}
	l.List, err = readList(rest.String())
	return l, err
}
