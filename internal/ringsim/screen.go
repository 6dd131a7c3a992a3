package ringsim

import (
	"cmp"
	"maps"
	"slices"

	"nariwai/internal/calendar"
	"nariwai/internal/certification"
	"nariwai/internal/clock"
	"nariwai/internal/collusion"
	"nariwai/internal/id"
	"nariwai/internal/yen"
)

// start is the month in which the market begins.
const start = calendar.Month(202501)

// Run simulates a plan.
func Run(p Plan) (Report, error) {
	w := newWorld(p)
	w.live()
	w.seeLine()
	w.rings()
	return w.screen()
}

// seeLine notes what the top 20 % line of each field is, as everybody can read it on the page: the one of the first year.
func (w *world) seeLine() {
	for f, pays := range w.pays(0, window) {
		w.line[f] = certification.NewLadder(slices.Collect(maps.Values(pays))).Line(20).Int64()
	}
}

// pays is what workers earned in each field from a month until another.
func (w *world) pays(from, until int) (out [8]map[int]yen.Yen) {
	for i := range out {
		out[i] = map[int]yen.Yen{}
	}
	for _, d := range w.deeds {
		if d.month >= from && d.month < until {
			f := out[w.parties[d.worker].field]
			f[d.worker] = f[d.worker].Add(yen.Of(d.pay))
		}
	}
	return out
}

// court is the screening over time: what each worker had before, and what a person has said.
type court struct {
	w         *world
	seals     map[int]certification.Seal
	cases     map[int]certification.Case // the last of each worker
	out       Report
	rehearsal bool
	held      map[int]map[collusion.Kind]bool // honest workers who were ever held, and why
	asked     map[int]bool                    // honest workers who were ever candidates
	lost      map[int]bool                    // rings that have a seal which nobody has looked at
	caught    map[int]map[collusion.Kind]bool // rings that a person was shown
}

func (w *world) screen() (Report, error) {
	c := &court{w: w, seals: map[int]certification.Seal{}, cases: map[int]certification.Case{},
		held: map[int]map[collusion.Kind]bool{}, asked: map[int]bool{}, lost: map[int]bool{}, caught: map[int]map[collusion.Kind]bool{}}
	if w.plan.Ahead { // and once before the first screening
		c.rehearsal = true
		if err := c.month(window - 1); err != nil {
			return Report{}, err
		}
		c.seals, c.lost, c.asked, c.held, c.out.Screenings = map[int]certification.Seal{}, map[int]bool{}, map[int]bool{}, map[int]map[collusion.Kind]bool{}, nil
		c.rehearsal = false
	}
	for at := window; at <= months; at++ {
		if err := c.month(at); err != nil {
			return Report{}, err
		}
	}
	return c.report(), nil
}

// month screens as of the end of the month before at.
func (c *court) month(at int) error {
	w := c.w
	m, paid := w.market(at-window, at)
	programme, _ := certification.DefaultRules().Find(certification.Nariwai)
	var all [8][]certification.Facts
	where := map[id.Party]int{}
	for _, who := range slices.Sorted(maps.Keys(paid)) {
		p := w.parties[who]
		if p.until < at { // has left
			continue
		}
		f := w.facts(who, paid[who])
		f.State.Before, f.State.Weak = c.seals[who].State, c.seals[who].Weak
		all[p.field] = append(all[p.field], f)
		where[p.id] = who
	}
	s := Screening{}
	c.out.Lines = nil
	for f, list := range all {
		court := certification.NewCourt(programme, "sim", list)
		line := court.Ladder.Line(20)
		fee, _ := yen.Percent(20).Floor(line)
		c.out.Lines = append(c.out.Lines, Line{fields[f].key, len(court.Ladder), line, fee})
		for _, facts := range list {
			who := where[facts.Party]
			bars, passed := programme.Tiers[0].Evaluate(facts, court.Ladder)
			if near := w.plan.Ahead && certification.Short(bars) <= 1; !passed && !near {
				if _, err := c.judge(court, facts, where); err != nil {
					return err
				}
				continue
			}
			asked := collusion.Asked{Line: line, Reviews: 5, Satisfaction: 95}
			known := m.Facts(collusion.Candidate{Worker: facts.Party, Field: fields[f].key, Asked: asked}, values(paid[who]))
			reasons := collusion.Reasons(known)
			for _, r := range reasons {
				facts.State.Reasons = append(facts.State.Reasons, reason(r))
			}
			if len(reasons) > 0 {
				facts.State.Case = c.cases[who].Says(facts.State.Reasons, day(at))
			}
			open := reasons
			if facts.State.Case != "" {
				open = nil
			}
			if !passed { // ahead
				if len(open) > 0 {
					s.Looks++
					c.look(who, at, open, facts.State.Reasons)
				}
				if _, err := c.judge(court, facts, where); err != nil {
					return err
				}
				continue
			}
			outcome, err := c.judge(court, facts, where)
			if err != nil {
				return err
			}
			c.count(&s, who, outcome, known, reasons, open)
			if len(open) > 0 {
				c.look(who, at, open, facts.State.Reasons)
			}
		}
	}
	c.out.Screenings = append(c.out.Screenings, s)
	return nil
}

// judge lets the product's court decide, and keeps the seal.
func (c *court) judge(court *certification.Court, f certification.Facts, where map[id.Party]int) (certification.Outcome, error) {
	r, err := court.Judge(f)
	if err != nil {
		return "", err
	}
	who := where[f.Party]
	seal := c.seals[who]
	seal, _ = seal.Apply(r.Outcome, r.Tier, r.Run, f.AsOf)
	c.seals[who] = seal
	if n := c.w.parties[who].ring; n > 0 && r.Outcome == certification.OutGranted && c.caught[who] == nil {
		c.lost[n] = true
	}
	return r.Outcome, nil
}

// look is a person's: who finds that honest people are honest, and is not fooled by a ring.
func (c *court) look(who, at int, open []collusion.Reason, seen []certification.Reason) {
	c.cases[who] = certification.Case{ID: "case", State: certification.CaseCleared, Reasons: seen, DecidedAt: day(at)}
	if c.w.parties[who].ring == 0 {
		return
	}
	c.cases[who] = certification.Case{ID: "case", State: certification.CaseRefused, Reasons: seen, DecidedAt: day(at)}
	if c.caught[who] == nil {
		c.caught[who] = map[collusion.Kind]bool{}
	}
	for _, r := range open {
		c.caught[who][r.Kind] = true
	}
}

// day is when the screening of a month runs, and when a person has looked.
func day(at int) clock.Instant {
	m := start
	for range at {
		m = m.Next()
	}
	return m.First().AddDays(2).Start()
}

func reason(r collusion.Reason) certification.Reason {
	out := certification.Reason{Kind: string(r.Kind), With: r.With, Share: r.Share}
	for _, k := range r.Marks {
		out.Marks = append(out.Marks, string(k))
	}
	return out
}

func (c *court) count(s *Screening, who int, outcome certification.Outcome, f collusion.Facts, reasons, open []collusion.Reason) {
	if n := c.w.parties[who].ring; n > 0 {
		return
	}
	c.asked[who] = true
	s.Candidates++
	if len(reasons) > 0 {
		s.WithReason++
	}
	if len(open) == 0 {
		return
	}
	s.Looks++
	if outcome != certification.OutHeld {
		return // has the seal, and keeps it while a person looks
	}
	s.Held++
	only, independent := true, false
	if c.held[who] == nil {
		c.held[who] = map[collusion.Kind]bool{}
	}
	for _, r := range open {
		c.held[who][r.Kind] = true
		if r.Kind != collusion.OneClient {
			only = false
			continue
		}
		for _, client := range f.Clients {
			independent = independent || client.Party == r.With[0] && client.Workers >= 5 && client.Pay.Times(2).Less(client.Total)
		}
	}
	if only && independent {
		s.Independent++
	}
	if only {
		s.OneClient++
	}
}

// facts are what the screening counts of a worker.
func (w *world) facts(who int, paid map[int]*collusion.Paid) certification.Facts {
	p := w.parties[who]
	f := certification.Facts{Party: p.id, Field: fields[p.field].key, AsOf: start.Last()}
	for _, c := range paid {
		f.Counts.Pay = f.Counts.Pay.Add(c.Pay)
		f.Counts.Reviews += c.Reviews
		f.Counts.Satisfied += c.Satisfied
	}
	t := p.counts
	f.Counts.Answered, f.Counts.Missed, f.Counts.Done, f.Counts.Failed = t.answered, t.missed, t.done, t.failed
	f.State.Profile, f.State.Identity = t.profile, t.identity
	if !w.chance(t.away) {
		f.State.Seen = f.AsOf
	}
	return f
}

// market is what was paid from a month until another: as a market, and by whom to each worker.
func (w *world) market(from, until int) (*collusion.Market, map[int]map[int]*collusion.Paid) {
	paid := map[int]map[int]*collusion.Paid{}
	reviewed := map[[2]id.Party]bool{}
	for _, d := range w.deeds {
		if d.month < from || d.month >= until {
			continue
		}
		of := paid[d.worker]
		if of == nil {
			of = map[int]*collusion.Paid{}
			paid[d.worker] = of
		}
		p := of[d.client]
		if p == nil {
			p = &collusion.Paid{Client: w.parties[d.client].id}
			of[d.client] = p
		}
		p.Pay = p.Pay.Add(yen.Of(d.pay))
		if d.reviewed {
			p.Reviews++
			if d.satisfied {
				p.Satisfied++
			}
			reviewed[[2]id.Party{w.parties[d.client].id, w.parties[d.worker].id}] = true
		}
	}
	var flows []collusion.Flow
	for worker, of := range paid {
		for _, p := range of {
			flows = append(flows, collusion.Flow{Client: p.Client, Worker: w.parties[worker].id, Pay: p.Pay})
		}
	}
	m := collusion.NewMarket(flows)
	m.Reviewed = reviewed
	holders := map[mark]int64{}
	for _, p := range w.parties {
		for _, k := range p.marks {
			holders[k]++
		}
	}
	for _, p := range w.parties {
		for _, k := range p.marks {
			m.Marks[p.id] = append(m.Marks[p.id], collusion.Mark{Kind: k.kind, Key: k.key, Parties: holders[k]})
		}
	}
	return m, paid
}

func values(of map[int]*collusion.Paid) (list []collusion.Paid) {
	for _, p := range of {
		list = append(list, *p)
	}
	slices.SortFunc(list, func(a, b collusion.Paid) int { return cmp.Compare(a.Client, b.Client) })
	return list
}
