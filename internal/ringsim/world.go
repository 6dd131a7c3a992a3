// Package ringsim lets rings that pretend to work for each other try to gain the seal, among workers who have a real life, and
// counts how many get it without a person's look, how many honest workers are held, and what a seal by fraud costs.
//
// Everything is made up from a seed, and no database is needed: what happened in a month is counted, and the screening of the
// product (package certification) and its detector (package collusion) judge it. docs/trust.md says what is assumed of the
// people, what came out, and what the figures don't say.
package ringsim

import (
	"fmt"
	"math"
	"math/rand/v2"

	"nariwai/internal/collusion"
	"nariwai/internal/id"
)

// months is how long the market is watched. The first screening looks back on the first year, and one follows each month.
const (
	months = 24
	window = 12
)

// Plan is what is simulated.
type Plan struct {
	Seed    uint64
	Workers int
	Rings   int
	Late    bool // with the shapes that were written after the detector was frozen
	Ahead   bool // the desk also looks, a screening ahead, at those who miss one criterion; the product doesn't do that yet
}

// Whole is the plan of docs/trust.md.
func Whole(seed uint64) Plan { return Plan{Seed: seed, Workers: 20_000, Rings: 200, Late: true} }

// field is a line of work.
type field struct {
	key    string
	weight float64 // share of the workers
	price  float64 // the middle price of a job in yen
}

var fields = []field{
	{"writing", 0.26, 12_000}, {"design", 0.18, 30_000}, {"web", 0.12, 60_000}, {"app", 0.06, 90_000},
	{"video", 0.10, 35_000}, {"translation", 0.08, 20_000}, {"office", 0.14, 8_000}, {"marketing", 0.06, 40_000},
}

// deed is a job that was paid, with what the client said of it.
type deed struct {
	worker, client      int
	month               int
	pay                 int64
	reviewed, satisfied bool
}

// party is a worker, a client or both.
type party struct {
	id     id.Party
	marks  []mark
	ring   int // 0: honest
	works  bool
	field  int // of a worker
	from   int // month of arrival
	until  int // … and of leaving
	good   float64
	counts traits
}

// traits are what the screening asks besides pay and reviews.
type traits struct {
	answered, missed, done, failed int64 // per hundred
	profile, identity              bool
	away                           float64 // probability that nobody signs in for a month
}

type mark struct {
	kind collusion.MarkKind
	key  string
}

// world is the market while it is made.
type world struct {
	*rand.Rand
	plan    Plan
	parties []party
	deeds   []deed
	shapes  []string // of each ring, from 1
	spent   []int64  // yen that each ring turned over
	careful []bool   // rings that make no mistake
	n       int      // of marks
	line    [8]int64 // what reaches the line of each field over a year, as the page shows it to everybody
}

func newWorld(p Plan) *world {
	return &world{Rand: rand.New(rand.NewPCG(p.Seed, 6)), plan: p, shapes: []string{""}, spent: []int64{0}, careful: []bool{false}}
}

// join adds a party and returns its place.
func (w *world) join(p party) int {
	p.id = id.Party(fmt.Sprintf("p%06d", len(w.parties)))
	if p.until == 0 {
		p.until = months
	}
	w.parties = append(w.parties, p)
	return len(w.parties) - 1
}

// share gives parties a mark in common.
func (w *world) share(k collusion.MarkKind, who ...int) {
	w.n++
	for _, p := range who {
		w.parties[p].marks = append(w.parties[p].marks, mark{k, fmt.Sprintf("m%06d", w.n)})
	}
}

func (w *world) chance(p float64) bool { return w.Float64() < p }

// between is a number from a to b, both inclusive.
func (w *world) between(a, b int) int { return a + w.IntN(b-a+1) }

func (w *world) within(a, b float64) float64 { return a + (b-a)*w.Float64() }

// around is a number around middle with a long tail above.
func (w *world) around(middle, spread float64) float64 {
	return middle * math.Exp(spread*w.NormFloat64())
}

// times is how often something happens in a month that happens rate times on average.
func (w *world) times(rate float64) (n int) {
	limit, p := math.Exp(-rate), w.Float64()
	for p > limit {
		p *= w.Float64()
		n++
	}
	return n
}

// price rounds to what people write into an offer.
func price(yen float64) int64 { return max(500, int64(yen/500)*500) }

// fieldOf picks a field by weight.
func (w *world) fieldOf() int {
	x := w.Float64()
	for i, f := range fields {
		if x -= f.weight; x < 0 {
			return i
		}
	}
	return 0
}

// picker draws from a list by weight.
type picker struct {
	who []int
	sum []float64
}

func (p *picker) add(who int, weight float64) {
	total := weight
	if len(p.sum) > 0 {
		total += p.sum[len(p.sum)-1]
	}
	p.who, p.sum = append(p.who, who), append(p.sum, total)
}

func (p *picker) draw(w *world) int {
	x := w.Float64() * p.sum[len(p.sum)-1]
	lo, hi := 0, len(p.sum)-1
	for lo < hi {
		if mid := (lo + hi) / 2; p.sum[mid] > x {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return p.who[lo]
}
