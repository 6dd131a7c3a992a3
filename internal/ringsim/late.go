package ringsim

// The shapes that were written after the detector was frozen, by somebody who knows how it works.
var late = []shape{{"disguised", disguised}, {"swap", swap}}

// disguised: a star whose clients also order real work from strangers, for a third to a half of what they pay, so that they
// don't seem to be there for one worker only. That work is worth its money, so it is not counted as spent.
func disguised(w *world, r *ring) {
	a := r.worker()
	clients := r.clients(w.between(4, 8), a)
	for i, sum := range r.spread(r.line(), len(clients), 0.45) {
		r.pay(clients[i], a, sum, window)
		before := w.spent[r.n]
		for range w.between(2, 4) {
			r.pay(clients[i], w.honest(r), sum*w.within(0.15, 0.3), window)
		}
		w.spent[r.n] = before
	}
}

// swap: several rings lend each other their clients, so that nobody's clients stand around one worker and no circle closes:
// each of a dozen workers is paid by four or five clients of many, and each client pays a few of the workers.
func swap(w *world, r *ring) {
	var workers []int
	for range w.between(8, 12) {
		workers = append(workers, r.worker())
	}
	clients := r.clients(2*len(workers), workers...)
	for i, a := range workers {
		n := w.between(4, 5)
		for k, sum := range r.spread(r.line(), n, 0.4) {
			r.pay(clients[(2*i+k*5)%len(clients)], a, sum, window)
		}
	}
}

// honest is a worker of the ring's field who has nothing to do with it.
func (w *world) honest(r *ring) int {
	for {
		i := w.IntN(len(w.parties))
		if p := w.parties[i]; p.ring == 0 && p.works && p.field == r.field && p.from <= r.from && p.until == months {
			return i
		}
	}
}
