package ringsim

import "nariwai/internal/collusion"

// A shape is a way of pretending work: it makes the parties of a ring and what they pay each other.
type shape struct {
	name string
	make func(w *world, r *ring)
}

// The shapes that were known while the detector was written.
var known = []shape{
	{"pair", pair}, {"star", star}, {"chain", chain}, {"cluster", cluster}, {"variants", variants}, {"slow", slow},
}

// ring is one ring. All its workers meet every criterion besides pay, and its clients are always satisfied.
type ring struct {
	w     *world
	n     int
	field int
	from  int     // when it begins
	aim   float64 // how much of the line it turns over in a year
	slips float64 // probability that a member leaves a mark that it has in common with another
}

// rings adds the rings to the market.
func (w *world) rings() {
	shapes := known
	if w.plan.Late {
		shapes = append(shapes[:len(shapes):len(shapes)], late...)
	}
	for i := range w.plan.Rings {
		s := shapes[i%len(shapes)]
		w.shapes, w.spent = append(w.shapes, s.name), append(w.spent, 0)
		r := &ring{w: w, n: len(w.shapes) - 1, field: w.IntN(len(fields)), from: w.between(0, months-window), aim: w.within(1.15, 1.8)}
		switch x := w.Float64(); { // a third are careless, a third careful, a third make no mistake at all
		case x < 0.34:
			r.slips = 0.6
		case x < 0.67:
			r.slips = 0.2
		}
		w.careful = append(w.careful, r.slips == 0)
		s.make(w, r)
	}
}

func (r *ring) worker() int {
	return r.w.join(party{ring: r.n, works: true, field: r.field, from: r.from, good: 1,
		counts: traits{answered: 100, done: 100, profile: true, identity: true}})
}

func (r *ring) clients(n int, with ...int) (list []int) {
	for range n {
		c := r.w.join(party{ring: r.n, from: r.from, good: 1})
		for _, k := range []collusion.MarkKind{collusion.Device, collusion.Address, collusion.Account} {
			if others := append(with, list...); len(others) > 0 && r.w.chance(r.slips) {
				r.w.share(k, c, others[r.w.IntN(len(others))])
			}
		}
		list = append(list, c)
	}
	return list
}

// pay lets a client pay a worker a sum over some months, in jobs of usual size.
func (r *ring) pay(client, worker int, sum float64, over int) {
	left := sum
	job := min(sum/2, fields[r.w.parties[worker].field].price*r.w.within(0.7, 2.5))
	for left > 0 {
		pay := price(min(left, r.w.around(job, 0.3)))
		r.w.deed(worker, client, min(months-1, r.from+r.w.IntN(over)), pay, 1, 1)
		r.w.spent[r.n] += pay
		left -= float64(pay)
	}
}

// line is what is aimed at.
func (r *ring) line() float64 { return float64(r.w.line[r.field]) * r.aim }

// spread splits a sum into n uneven parts, none more than most of it.
func (r *ring) spread(sum float64, n int, most float64) []float64 {
	out := make([]float64, n)
	for {
		total, largest := 0.0, 0.0
		for i := range out {
			out[i] = r.w.within(0.5, 1.5)
			total, largest = total+out[i], max(largest, out[i])
		}
		if largest/total <= most || n == 1 {
			for i := range out {
				out[i] *= sum / total
			}
			return out
		}
	}
}

// pair: two who order from each other, with something from strangers.
func pair(w *world, r *ring) {
	a, b := r.worker(), r.worker()
	if w.chance(r.slips) {
		w.share(collusion.Device, a, b)
	}
	most := w.within(0.3, 0.95)
	for _, p := range [][2]int{{a, b}, {b, a}} {
		r.pay(p[0], p[1], r.line()*most, window)
		for _, sum := range r.spread(r.line()*(1-most), 3, 1) {
			r.pay(w.stranger(r), p[1], sum, window)
		}
	}
}

// star: one worker, and clients who are there for nothing else.
func star(w *world, r *ring) {
	a := r.worker()
	clients := r.clients(w.between(3, 10), a)
	for i, sum := range r.spread(r.line(), len(clients), 0.49) {
		r.pay(clients[i], a, sum, window)
	}
}

// chain: everybody works for the next ones and the money goes round, so that little is needed.
func chain(w *world, r *ring) {
	var all []int
	for range w.between(4, 8) {
		all = append(all, r.worker())
	}
	reach := w.between(1, 3)
	for i := range all {
		for k, sum := range r.spread(r.line(), reach, 1) {
			r.pay(all[(i+k+1)%len(all)], all[i], sum, window)
		}
	}
}

// cluster: some workers and some clients who only deal with each other, and some do both.
func cluster(w *world, r *ring) {
	var workers []int
	for range w.between(3, 6) {
		workers = append(workers, r.worker())
	}
	clients := r.clients(w.between(5, 9), workers...)
	for _, a := range workers {
		for i, sum := range r.spread(r.line(), len(clients), 0.4) {
			r.pay(clients[i], a, sum, window)
		}
	}
	for range 3 { // and a review the other way
		r.pay(workers[w.IntN(len(workers))], clients[w.IntN(len(clients))], 3000, window)
	}
}

// variants: a star whose clients are one person with several accounts, who gives the same address and bank account in other
// words, or signs in from the same machine.
func variants(w *world, r *ring) {
	a := r.worker()
	clients := r.clients(w.between(4, 8))
	if w.chance(0.5) {
		w.share(collusion.Address, append([]int{a}, clients...)...)
	} else {
		w.share(collusion.Device, clients...)
		w.share(collusion.Account, clients[:2]...)
	}
	for i, sum := range r.spread(r.line(), len(clients), 0.45) {
		r.pay(clients[i], a, sum, window)
	}
}

// slow: real work for strangers, and as much from a few friends as is missing to the line, over a year and longer.
func slow(w *world, r *ring) {
	a := r.worker()
	real := w.within(0.3, 0.7)
	for _, sum := range r.spread(r.line()*real, w.between(4, 9), 0.5) {
		before := w.spent[r.n]
		r.pay(w.stranger(r), a, sum, window)
		w.spent[r.n] = before // that was no fraud
	}
	clients := r.clients(w.between(3, 6), a)
	for i, sum := range r.spread(r.line()*(1-real), len(clients), 0.5) {
		r.pay(clients[i], a, sum, window)
	}
}

// stranger is an honest client.
func (w *world) stranger(r *ring) int {
	for {
		if i := w.IntN(w.plan.Workers / 2); w.parties[i].ring == 0 && !w.parties[i].works && w.parties[i].from <= r.from {
			return i
		}
	}
}
