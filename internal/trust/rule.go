package trust

import (
	_ "embed"
	"fmt"
	"strings"
	"unicode/utf8"

	"nariwai/internal/phrase"
)

// Action is what happens when a rule finds something.
type Action string

const (
	Off  Action = "off"
	Warn Action = "warn" // the writer is warned, the desk gets a mark, the job is shown
	Hold Action = "hold" // the same, and the desk looks before the job is shown
)

// Words is a text in both languages.
type Words struct{ Ja, En string }

// In returns the text in a language.
func (w Words) In(lang phrase.Lang) string {
	if lang == phrase.En {
		return w.En
	}
	return w.Ja
}

// Rule is something that a posting may not do, with its reasons, for all to read.
type Rule struct {
	ID      string
	Action  Action // that the list ships with
	Name    Words
	Law     Words // the articles of law and terms that it rests on
	Forbids Words
	Why     Words
	Instead Words // what to write instead
	Worker  Words // what to keep in mind when a posting says it nevertheless; "" where workers aren't told

	finds  []pattern
	no     []string // words that excuse a match in or behind which they stand
	topics []string // … or in whose sentence they stand
	next   []string // … or in the sentence behind it
}

// A pattern is groups of words that follow each other in a sentence.
type pattern struct {
	groups [][]string
	near   []int // at most so many letters lie between each two groups
	always bool  // nothing in no excuses it
}

// How many letters may lie between two groups, and behind a match until a word that excuses it.
const (
	nearby   = 20
	adjacent = 4
	behind   = 14
)

// A beginning is a word of the first group of a pattern: where none stands in a sentence, the pattern isn't tried.
type beginning struct{ word, rule string }

// A List is the rules that this program ships with.
type List struct {
	Version int64
	Rules   []Rule
	topics  []string // of every rule
	whole   []string // words that hide what stands inside of them
	clauses []string // where a clause ends, so that a word behind it is about something else
	begins  map[rune][]beginning
}

//go:embed lures.txt
var lures string

// Lures are the rules against what lures workers.
var Lures = mustRead(lures)

func mustRead(text string) List {
	l, err := readList(text)
	if err != nil {
		panic(err) // what is shipped is broken; a test says so first
	}
	return l
}

// Rule returns a rule by its id.
func (l List) Rule(rule string) (Rule, bool) {
	for _, r := range l.Rules {
		if r.ID == rule {
			return r, true
		}
	}
	return Rule{}, false
}

func readList(text string) (l List, err error) {
	var r *Rule
	n := 0
	for line := range strings.Lines(text) {
		n++
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		key, value, _ := strings.Cut(line, " ")
		value = strings.TrimSpace(value)
		switch {
		case value == "":
			err = fmt.Errorf("it says nothing")
		case key == "list":
			_, err = fmt.Sscan(value, &l.Version)
		case key == "rule":
			l.Rules = append(l.Rules, Rule{ID: value})
			r = &l.Rules[len(l.Rules)-1]
		case r == nil && key == "whole":
			l.whole = append(l.whole, alternatives(value)...)
		case r == nil && key == "topic":
			l.topics = append(l.topics, alternatives(value)...)
		case r == nil && key == "clause":
			l.clauses = append(l.clauses, alternatives(value)...)
		case r == nil:
			err = fmt.Errorf("it belongs to no rule")
		default:
			err = r.read(key, value)
		}
		if err != nil {
			return l, fmt.Errorf("line %d: %w", n, err)
		}
	}
	l.index()
	return l, nil
}

func (l *List) index() {
	l.begins = map[rune][]beginning{}
	for _, r := range l.Rules {
		for _, p := range r.finds {
			for _, w := range p.groups[0] {
				first, _ := utf8.DecodeRuneInString(w)
				l.begins[first] = append(l.begins[first], beginning{w, r.ID}) // of what isn't a word: {
			}
		}
	}
}

func (r *Rule) read(key, value string) error {
	texts := map[string]*Words{"name": &r.Name, "law": &r.Law, "forbids": &r.Forbids, "why": &r.Why, "instead": &r.Instead, "worker": &r.Worker}
	if english, ok := strings.CutSuffix(key, ".en"); ok && texts[english] != nil {
		texts[english].En = value
		return nil
	}
	switch {
	case texts[key] != nil:
		texts[key].Ja = value
	case key == "action":
		if r.Action = Action(value); r.Action != Off && r.Action != Warn && r.Action != Hold {
			return fmt.Errorf("no such action: %s", value)
		}
	case key == "find" || key == "find!":
		p, err := readPattern(value, key == "find!")
		if err != nil {
			return err
		}
		r.finds = append(r.finds, p)
	case key == "no":
		r.no = append(r.no, alternatives(value)...)
	case key == "next":
		r.next = append(r.next, alternatives(value)...)
	case key == "topic":
		r.topics = append(r.topics, alternatives(value)...)
	default:
		return fmt.Errorf("%q is not known", key)
	}
	return nil
}

func readPattern(value string, always bool) (pattern, error) {
	p := pattern{always: always}
	for i, part := range strings.Fields(value) {
		switch {
		case i%2 == 0:
			p.groups = append(p.groups, alternatives(part))
		case part == "~":
			p.near = append(p.near, nearby)
		case part == "+":
			p.near = append(p.near, adjacent)
		default:
			return p, fmt.Errorf("%q stands where ~ or + is due", part)
		}
	}
	if len(p.near)+1 != len(p.groups) {
		return p, fmt.Errorf("nothing comes after the last sign")
	}
	return p, nil
}

// alternatives are the words of A|B in the form in which they are compared.
func alternatives(value string) (out []string) {
	for w := range strings.SplitSeq(value, "|") {
		if strings.HasPrefix(w, "{") {
			out = append(out, w)
		} else if w = form(w, 0).text; w != "" {
			out = append(out, w)
		}
	}
	return out
}
