// Package certification says who gets the seal 認 and keeps it: programmes with their tiers and criteria, which are dated data;
// the window that a screening looks at; the line of the best-earning; what comes of the figures and the seal that was there.
//
// It takes facts and gives outcomes, and the same facts always give the same bytes: so a screening of long ago can be done again.
package certification

import (
	"slices"
	"strings"

	"nariwai/internal/calendar"
	"nariwai/internal/fault"
	"nariwai/internal/phrase"
)

// Figure is what a criterion looks at.
type Figure string

const (
	Reply        Figure = "reply"        // answered within 24 hours, in percent of what was asked
	Completion   Figure = "completion"   // contracts brought to their end, in percent of those that ended by the worker's doing or fault
	Earnings     Figure = "earnings"     // among the first so many percent of the field's active workers
	Satisfaction Figure = "satisfaction" // satisfied clients, in percent of the reviews
	Seen         Figure = "seen"         // signed in within so many days
	Profile      Figure = "profile"      // the profile says what clients need
	Identity     Figure = "identity"     // the desk has seen an identity document
	BestMonth    Figure = "best_month"   // in one month at least among the first so many of the field
	Scouts       Figure = "scouts"       // was asked for by so many clients
	Pledge       Figure = "pledge"       // has signed the pledge of confidentiality
)

// Figures are all of them, in the order in which pages show them.
var Figures = []Figure{Reply, Completion, Satisfaction, Earnings, BestMonth, Scouts, Seen, Profile, Identity, Pledge}

// Percent reports whether the bound of a figure is a share.
func (f Figure) Percent() bool {
	return f == Reply || f == Completion || f == Satisfaction || f == Earnings
}

// YesNo reports whether a figure has no bound: it is there or it is not.
func (f Figure) YesNo() bool { return f == Profile || f == Identity || f == Pledge }

// Criterion is one bound. What Bound means is said at its figure: at least so many percent or scouts, at most so many days,
// among the first so many (percent).
type Criterion struct {
	Figure Figure `json:"figure"`
	Bound  int64  `json:"bound,omitempty"`
	Fewest int64  `json:"fewest,omitempty"` // of how many at least the share must be
}

// Tier is one step of a programme, and what it asks. The steps rise.
type Tier struct {
	Key      string      `json:"key"`
	Ja       string      `json:"ja"`
	En       string      `json:"en"`
	Criteria []Criterion `json:"criteria"`
}

// Programme is a seal that can be had, field by field.
type Programme struct {
	Key          string `json:"key"`
	Ja           string `json:"ja"`
	En           string `json:"en"`
	Enabled      bool   `json:"enabled"`
	EveryMonths  int    `json:"every_months"`
	WindowMonths int    `json:"window_months"`
	Day          int    `json:"day"`         // of the month after the window, on which it is screened
	CapPercent   int64  `json:"cap_percent"` // of a field's active workers at most so many have the seal; 0: no cap
	Tiers        []Tier `json:"tiers"`
}

// Rules is one version of the dated rule.
type Rules struct {
	Programmes []Programme `json:"programmes"`
}

// Nariwai is the key of the programme whose seal is 認.
const Nariwai = "nariwai"

// DefaultRules are those that a new site begins with.
func DefaultRules() Rules {
	return Rules{[]Programme{
		{Key: Nariwai, Ja: "認定ワーカー", En: "certified worker", Enabled: true, EveryMonths: 1, WindowMonths: 12, Day: 3, Tiers: []Tier{
			{Key: "certified", Ja: "認定ワーカー", En: "certified worker", Criteria: []Criterion{
				{Figure: Reply, Bound: 80}, {Figure: Completion, Bound: 90}, {Figure: Satisfaction, Bound: 95, Fewest: 5}, {Figure: Earnings, Bound: 20},
				{Figure: Seen, Bound: 31}, {Figure: Profile}, {Figure: Identity}}}}},
		{Key: "professional", Ja: "プロフェッショナル", En: "professional", EveryMonths: 3, WindowMonths: 12, Day: 3, Tiers: []Tier{
			{Key: "professional", Ja: "プロフェッショナル", En: "professional", Criteria: []Criterion{
				{Figure: Completion, Bound: 90}, {Figure: Satisfaction, Bound: 96, Fewest: 5}, {Figure: BestMonth, Bound: 200}, {Figure: Scouts, Bound: 5},
				{Figure: Profile}, {Figure: Identity}, {Figure: Pledge}}}}},
	}}
}

// Find returns a programme by its key.
func (r Rules) Find(key string) (Programme, bool) {
	i := slices.IndexFunc(r.Programmes, func(p Programme) bool { return p.Key == key })
	if i < 0 {
		return Programme{}, false
	}
	return r.Programmes[i], true
}

// Name is what a programme is called.
func (p Programme) Name(l phrase.Lang) string { return in(l, p.Ja, p.En) }

// Name is what a tier is called.
func (t Tier) Name(l phrase.Lang) string { return in(l, t.Ja, t.En) }

func in(l phrase.Lang, ja, en string) string {
	if l == phrase.En {
		return en
	}
	return ja
}

// Tier returns a tier by its key; the first one for what is not there.
func (p Programme) Tier(key string) Tier {
	for _, t := range p.Tiers {
		if t.Key == key {
			return t
		}
	}
	return p.Tiers[0]
}

// Asks reports whether some tier looks at a figure.
func (p Programme) Asks(f Figure) bool {
	return slices.ContainsFunc(p.Tiers, func(t Tier) bool {
		return slices.ContainsFunc(t.Criteria, func(c Criterion) bool { return c.Figure == f })
	})
}

// Falls reports whether the programme is screened as of the end of a month: a quarterly one as of March, June, …
func (p Programme) Falls(m calendar.Month) bool { return int(m.First().Month())%p.EveryMonths == 0 }

// Due is the day on which the screening as of a month's end is done.
func (p Programme) Due(m calendar.Month) calendar.Date { return m.Next().First().AddDays(p.Day - 1) }

// Next is the month as of whose end the next screening after one as of m is.
func (p Programme) Next(m calendar.Month) calendar.Month {
	for m = m.Next(); !p.Falls(m); {
		m = m.Next()
	}
	return m
}

// Validate refuses rules by which no screening could be done.
func (r Rules) Validate() error {
	var f fault.Form
	bad := func(ok bool, say string, args ...any) {
		if !ok {
			f.Add("body", say, args...)
		}
	}
	seen := map[string]bool{}
	bad(len(r.Programmes) > 0, "認定の制度を1つ以上入れてください")
	for _, p := range r.Programmes {
		bad(p.Key != "" && strings.TrimSpace(p.Ja) != "" && strings.TrimSpace(p.En) != "" && !seen[p.Key], "制度には、ほかと重ならない key と、日本語と英語の名前が要ります")
		seen[p.Key] = true
		bad(p.EveryMonths > 0 && 12%p.EveryMonths == 0, "%s：every_months は1、2、3、4、6、12のどれかです", p.Key)
		bad(p.WindowMonths >= 1 && p.WindowMonths <= 24, "%s：window_months は1から24までです", p.Key)
		bad(p.Day >= 1 && p.Day <= 28, "%s：day は1から28までです", p.Key)
		bad(p.CapPercent >= 0 && p.CapPercent <= 100, "%s：cap_percent は0から100までです", p.Key)
		bad(len(p.Tiers) > 0, "%s：tiers が1つ以上要ります", p.Key)
		for _, t := range p.Tiers {
			bad(t.Key != "" && t.Ja != "" && t.En != "" && len(t.Criteria) > 0, "%s：tiers には key と名前と criteria が要ります", p.Key)
			for _, c := range t.Criteria {
				bad(slices.Contains(Figures, c.Figure), "%s：「%s」という基準はありません", p.Key, c.Figure)
				bad(c.Fewest >= 0 && c.Bound >= 0 && (c.Figure.YesNo() || c.Bound > 0) && (!c.Figure.Percent() || c.Bound <= 100), "%s：「%s」の bound が使えません", p.Key, c.Figure)
			}
		}
	}
	return f.Err()
}
