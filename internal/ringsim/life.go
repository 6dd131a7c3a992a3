package ringsim

import "nariwai/internal/collusion"

// person is how an honest worker lives and finds work.
type person struct {
	at       int
	rate     float64 // jobs a month
	worth    float64 // of the middle price
	stays    float64 // probability that a job comes from somebody who ordered before
	anchor   int     // one big client for some months; -1 for none
	anchored [2]int  // from, until
	share    float64 // of the jobs that come from it
	circle   []int   // clients whom the worker knows: family, the same house, brought along
	known    float64 // probability that a job comes from one of them
	local    *picker // clients of the small town; nil for none
	before   []int   // who has ordered, once for each time
}

// live makes the honest part: workers, clients, their homes, devices and two years of work.
//
// The assumptions are meant to be hard on the detector: much that looks like a ring is somebody's real life.
func (w *world) live() {
	clients := make([]picker, len(fields)) // whom a stranger finds, by field
	var all picker
	for range w.plan.Workers * 6 / 10 {
		from := 0
		if w.chance(0.5) {
			from = w.between(0, months-3)
		}
		c := w.join(party{from: from, good: w.within(0.95, 1)})
		size := w.around(1, 1.6) // a few order for hundreds
		all.add(c, size)
		for range 1 + w.IntN(2) {
			clients[w.fieldOf()].add(c, size)
		}
	}
	people := make([]person, 0, w.plan.Workers)
	for range w.plan.Workers {
		people = append(people, w.worker())
	}
	w.families(people)
	w.houses(people, &all)
	w.towns(people)
	w.traders(people, clients)
	for i := range people {
		w.work(&people[i], &clients[w.parties[people[i].at].field])
	}
}

// worker is one honest worker: most do little beside other work.
func (w *world) worker() person {
	p := party{works: true, field: w.fieldOf(), good: min(1, w.around(0.975, 0.02))}
	if w.chance(0.4) {
		p.from = w.between(0, months-2)
	}
	if w.chance(0.3) {
		p.until = min(months, p.from+w.between(2, 18))
	}
	p.counts = traits{answered: int64(w.between(55, 100)), done: int64(min(100, w.around(96, 0.04))), profile: w.chance(0.8), away: 0.1}
	p.counts.missed, p.counts.failed = 100-p.counts.answered, 100-p.counts.done
	rate := min(12, w.around(0.5, 1.1))
	p.counts.identity = w.chance(min(0.9, 0.4+rate/4))
	out := person{rate: rate, worth: w.around(1, 0.5), stays: w.within(0.3, 0.8), anchor: -1}
	if w.chance(0.12) { // one big client for half a year or longer
		from := w.between(0, months-6)
		out.anchored, out.share = [2]int{from, from + w.between(6, 24)}, w.within(0.5, 0.95)
		out.anchor = -2 // found when the work begins
	}
	out.at = w.join(p)
	if w.chance(0.02) { // brought clients along who order from nobody else here
		for range w.between(2, 6) {
			out.circle = append(out.circle, w.join(party{from: p.from, good: 1}))
		}
		out.known = w.within(0.3, 0.9)
	}
	return out
}

// families share an address, and half of the couples a device. Some order from each other.
func (w *world) families(people []person) {
	for i := 0; i+1 < len(people); i++ {
		switch me := &people[i]; {
		case w.chance(0.05): // two who work
			w.home(me.at, people[i+1].at)
			i++
		case w.chance(0.03): // the other half has a shop and orders here, sometimes from home
			c := w.join(party{from: w.parties[me.at].from, good: 1})
			w.home(me.at, c)
			if w.chance(0.3) {
				me.circle, me.known = append(me.circle, c), max(me.known, w.within(0.02, 0.3))
			}
		}
	}
}

func (w *world) home(who ...int) {
	w.share(collusion.Address, who...)
	if w.chance(0.5) {
		w.share(collusion.Device, who...)
	}
}

// houses are places where people work side by side, with one address and a computer for all.
func (w *world) houses(people []person, clients *picker) {
	for range len(people) / 330 {
		var in, orders []int
		for range w.between(4, 9) {
			in = append(in, w.IntN(len(people)))
		}
		var who []int
		for _, i := range in {
			who = append(who, people[i].at)
		}
		for range w.between(1, 4) {
			orders = append(orders, clients.draw(w))
		}
		who = append(who, orders...)
		w.share(collusion.Address, who...)
		w.share(collusion.Device, who...)
		for _, i := range in {
			if w.chance(0.25) {
				people[i].circle, people[i].known = append(people[i].circle, orders...), max(people[i].known, w.within(0.05, 0.4))
			}
		}
	}
}

// towns are small: a few workers, a few clients, and half of the work stays there.
func (w *world) towns(people []person) {
	for range len(people) / 170 {
		var local picker
		for range w.between(4, 10) {
			local.add(w.join(party{from: w.between(0, 12), good: w.within(0.95, 1)}), w.around(1, 1))
		}
		for range w.between(3, 7) {
			people[w.IntN(len(people))].local = &local
		}
	}
}

// traders work and order: they pass work on, and some do so with those from whom they get it.
func (w *world) traders(people []person, clients []picker) {
	for range len(people) * 6 / 100 {
		me, other := &people[w.IntN(len(people))], &people[w.IntN(len(people))]
		if me.at == other.at {
			continue
		}
		clients[w.parties[other.at].field].add(me.at, w.around(0.5, 1))
		if w.chance(0.3) { // they know each other and help each other out
			other.circle, other.known = append(other.circle, me.at), max(other.known, w.within(0.02, 0.2))
			if w.chance(0.5) {
				me.circle, me.known = append(me.circle, other.at), max(me.known, w.within(0.02, 0.2))
			}
		}
	}
}

// work is what a worker did in two years.
func (w *world) work(p *person, market *picker) {
	me := w.parties[p.at]
	for month := me.from; month < me.until; month++ {
		for range w.times(p.rate) {
			c := w.clientFor(p, market, month)
			if c == p.at || w.parties[c].from > month {
				continue
			}
			p.before = append(p.before, c)
			w.deed(p.at, c, month, price(w.around(fields[me.field].price*p.worth, 0.6)), 0.7, me.good*w.parties[c].good)
		}
	}
}

func (w *world) clientFor(p *person, market *picker, month int) int {
	switch {
	case p.anchor != -1 && month >= p.anchored[0] && month < p.anchored[1] && w.chance(p.share):
		if p.anchor < 0 {
			p.anchor = market.draw(w)
		}
		return p.anchor
	case len(p.circle) > 0 && w.chance(p.known):
		return p.circle[w.IntN(len(p.circle))]
	case len(p.before) > 0 && w.chance(p.stays):
		return p.before[w.IntN(len(p.before))]
	case p.local != nil && w.chance(0.5):
		return p.local.draw(w)
	}
	return market.draw(w)
}

// deed notes a paid job.
func (w *world) deed(worker, client, month int, pay int64, reviewed, satisfied float64) {
	w.deeds = append(w.deeds, deed{worker: worker, client: client, month: month, pay: pay, reviewed: w.chance(reviewed), satisfied: w.chance(satisfied)})
}
