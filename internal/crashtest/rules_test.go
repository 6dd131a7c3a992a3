package crashtest

import (
	"fmt"
	"slices"
	"sync"
)

// A rule is what must hold however often and whenever the server is killed. docs/reliability.md explains each.
type rule string

const (
	books        rule = "I1 books"        // every balance is the sum of its transfers, and all of them come to nothing
	once         rule = "I2 once"         // nothing is settled twice, none paid and refunded, none paid before it was delivered
	acknowledged rule = "I3 acknowledged" // what was answered is there before anybody asks again
	replayed     rule = "I4 replay"       // what was answered is answered the same again and adds nothing
	recorded     rule = "I5 recorded"     // every transfer of a command has the command's record, every record its transfer
	closed       rule = "I6 closing"      // a month is closed once, with what belongs to it, and everybody is paid once
	told         rule = "I7 told"         // who has to know is told once, and nobody of what did not happen
	priced       rule = "I8 priced"       // fees are those of the price list, to the yen
	answered     rule = "I9 answered"     // nobody is answered with an error of ours
)

// violation is something that must not be.
type violation struct {
	rule
	what string
}

func (v violation) String() string { return string(v.rule) + ": " + v.what }

// findings collects violations from many goroutines; of each rule it keeps the first few.
type findings struct {
	mu    sync.Mutex
	list  []violation
	count map[rule]int
}

func (f *findings) bad(r rule, format string, args ...any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.count == nil {
		f.count = map[rule]int{}
	}
	if f.count[r]++; f.count[r] <= 5 {
		f.list = append(f.list, violation{r, fmt.Sprintf(format, args...)})
	}
}

func (f *findings) any() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.list) > 0
}

// all returns what was found; it says how much of it is left out.
func (f *findings) all() []violation {
	f.mu.Lock()
	defer f.mu.Unlock()
	out := slices.Clone(f.list)
	for r, n := range f.count {
		if n > 5 {
			out = append(out, violation{r, fmt.Sprintf("and %d more", n-5)})
		}
	}
	return out
}

// broken reports whether the rule was broken.
func (f *findings) broken(r rule) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.count[r] > 0
}

// first is the first violation of the rule.
func (f *findings) first(r rule) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, v := range f.list {
		if v.rule == r {
			return v.what
		}
	}
	return ""
}
