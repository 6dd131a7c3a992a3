package query

import (
	"context"
	"sort"

	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/place"
	"nariwai/internal/policy"
	"nariwai/internal/yen"
)

// PriceLook holds a pay against what such work is worth, and against an hour's minimum wage.
type PriceLook struct {
	market.Gauge
	Category  string
	Quantity  int64
	Takes     market.Takes
	Time      clock.Duration // of the whole work; 0 where nobody can say
	Kept      yen.Yen        // of the pay after the site's fee; income tax that is withheld is paid in advance, and counts
	Hour      yen.Yen        // Kept in an hour
	Wage      market.Wage    // to compare with: of the viewer's prefecture, or the lowest of all
	Own       bool           // … it is of the viewer's prefecture
	Low, High market.Wage    // of all prefectures
	Works     int64          // accepted works of the last half year, of all kinds
	Choices   []PayChoice
}

// PayChoice is a pay that a client may choose instead.
type PayChoice struct {
	Kind  string  // "floor", "median", or "wage": what comes to the minimum wage
	Price yen.Sen // for one unit; for a lump sum, for the whole
	Pay   yen.Yen
	Net   yen.Yen // what reaches the worker
	Cost  yen.Yen // what the client pays: in, and of it to the tax office
	Hour  yen.Yen // 0 where nobody can say
}

// Shown reports whether there is anything to tell.
func (l PriceLook) Shown() bool { return l.Category != "" }

// Reaches reports whether an hour comes to the minimum wage.
func (l PriceLook) Reaches() bool { return !l.Hour.Less(l.Wage.Hour) }

// Choice returns a choice by its kind.
func (l PriceLook) Choice(kind string) (c PayChoice, ok bool) {
	for _, c := range l.Choices {
		if c.Kind == kind {
			return c, true
		}
	}
	return c, false
}

// priceRules are what a look is made of.
type priceRules struct {
	PriceGuides
	paces market.Paces
	wages market.Wages
	today calendar.Date
}

func priceRulesOf(ctx context.Context, s *db.Snapshot, mall id.Mall) (r priceRules, err error) {
	r.today = calendar.On(s.Now)
	if r.PriceGuides, err = priceGuides(ctx, s, mall); err != nil {
		return r, err
	}
	if r.paces, err = ruleOn[market.Paces](ctx, s, policy.Paces, mall, r.today); err != nil {
		return r, err
	}
	r.wages, err = ruleOn[market.Wages](ctx, s, policy.Wages, id.Site, r.today)
	return r, err
}

// look holds a pay against the rules for somebody in a prefecture. way says what a pay means under the terms of a job.
func (r priceRules) look(j market.Spec, pay yen.Yen, in place.Prefecture, terms billing.Terms) PriceLook {
	l := PriceLook{Gauge: r.Gauge(j.Category, j.Unit, j.Quantity, pay), Category: j.Category, Quantity: j.Quantity, Works: r.Guides.Works}
	if j.Unit == market.LumpSum {
		l.Quantity = 1
	}
	l.Low, l.High = r.wages.Spread(r.today)
	if l.Wage = r.wages.In(in, r.today); l.Wage.Prefecture != "" {
		l.Own = true
	} else {
		l.Wage = l.Low
	}
	l.Takes = market.TakesOf(j.Category, j.Unit, r.Guides, r.paces)
	l.Time = l.Takes.For(j.Unit, l.Quantity)
	kept := func(pay yen.Yen) yen.Yen {
		q := terms.QuoteItems([]billing.Work{{Pay: pay}})[0]
		return q.Net.Add(q.Withheld)
	}
	if pay.Sign() > 0 {
		l.Kept = kept(pay)
		l.Hour = market.Hourly(l.Kept, l.Time)
	}
	if _, ok := market.Categories.Find(j.Category); !ok || l.Quantity < 1 {
		return l
	}
	add := func(kind string, price yen.Sen) {
		c := PayChoice{Kind: kind, Price: price, Pay: price.For(l.Quantity)}
		q := terms.QuoteItems([]billing.Work{{Pay: c.Pay}})[0]
		c.Net, c.Cost, c.Hour = q.Net, q.Escrow.Add(q.Withheld), market.Hourly(q.Net.Add(q.Withheld), l.Time)
		l.Choices = append(l.Choices, c)
	}
	if l.Floor.Least > 0 {
		add("floor", l.Floor.Least)
	}
	if l.Guide.Known() {
		add("median", l.Guide.Median)
	}
	if l.Time > 0 && l.Wage.Hour.Sign() > 0 {
		need := market.Worth(l.Wage.Hour, l.Time)
		const most = 1_000_000_000 // nobody is offered more
		if n := sort.Search(most, func(n int) bool { return !kept(yen.Of(int64(n))).Less(need) }); n < most {
			add("wage", roundUp(yen.Of(int64(n)).Per(l.Quantity), j.Unit, yen.Of(int64(n)), l.Quantity))
		}
	}
	return l
}

// roundUp makes a unit price one that people write: whole yen, or tenths by the character. It pays at least the whole.
func roundUp(p yen.Sen, u market.Unit, whole yen.Yen, quantity int64) yen.Sen {
	step := yen.Sen(100)
	if u == market.PerCharacter {
		step = 10
	}
	p = p / step * step
	for p.For(quantity).Less(whole) {
		p += step
	}
	return p
}

// Look holds the pay of the job, as it is written, against what such work is worth: as its client sees it.
func (f JobForm) Look() PriceLook {
	return f.prices.look(f.Spec, f.Pay, f.prefecture, f.Rates.terms(f.individual(f.Category)))
}
