package query

import (
	"context"
	"strings"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/search"
)

// A facet is one thing that the list can be narrowed by and of which one value is chosen at a time.
type facet uint16

const (
	byKind facet = 1 << iota
	byCategory
	byUnit
	byAI
	byBeginners
	byUnregistered
	byTeams
	byCertified
	byRecord
	bySoon
	byMall
)

// Where the parts of packed facets stand, see search.Facets.
var (
	teamBit, recordBit                = int32(search.Facets{Team: true}.Pack()), int32(search.Facets{Record: true}.Pack())
	unregisteredBit, beginnersBit     = int32(search.Facets{Unregistered: true}.Pack()), int32(search.Facets{Beginners: true}.Pack())
	certifiedBit, oddBit              = int32(search.Facets{Certified: true}.Pack()), int32(search.Facets{Odd: true}.Pack())
	bandShift, aiShift                = 4, 7
	unitShift, kindShift              = 9, 12
	bandMask, aiMask, unitMask, kMask = int32(7), int32(3), int32(7), int32(7)
)

// A matcher says which rows of a shelf a filter asks for, without its words.
type matcher struct {
	*shelf
	today, soon    calendar.Date
	kind, unit, ai int32 // packed; 0 asks for nothing
	band           int32
	flags          int32 // that must be set
	closing        bool
	mall, client   int32  // -1 asks for nothing, -2 for what nobody has
	categories     []bool // by their places; nil asks for nothing
	hiddenJobs     map[int64]bool
	hiddenClients  map[int32]bool
	now            clock.Instant
	filter         JobFilter
}

func newMatcher(s *shelf, f JobFilter, now clock.Instant) *matcher {
	packed := func(x search.Facets) int32 { return int32(x.Pack()) }
	m := &matcher{shelf: s, filter: f, now: now, today: calendar.On(now), closing: f.ClosingSoon, mall: -1, client: -1,
		kind: packed(search.Facets{Kind: string(f.Kind)}) >> kindShift, unit: packed(search.Facets{Unit: string(f.Unit)}) >> unitShift,
		ai: packed(search.Facets{AI: string(f.AI)}) >> aiShift, band: int32(f.Band),
		flags: packed(search.Facets{Beginners: f.Beginners, Unregistered: f.Unregistered, Record: f.Record, Team: f.Teams, Certified: f.Certified})}
	m.soon = m.today.AddDays(ClosingSoonDays)
	if f.Mall != "" {
		if m.mall = s.malls.of(f.Mall); m.mall < 0 {
			m.mall = -2
		}
	}
	if f.Client != "" {
		if m.client = s.clients.of(f.Client); m.client < 0 {
			m.client = -2
		}
	}
	if _, ok := market.Categories.Find(f.Category); ok {
		m.categories = make([]bool, len(market.Categories))
		for i, c := range market.Categories {
			m.categories[i] = c.Code == f.Category || c.Parent == f.Category
		}
	}
	return m
}

// hide leaves out what the viewer wants to see no more.
func (m *matcher) hide(ctx context.Context, r db.Reader, viewer id.Party) error {
	type hidden struct {
		kind, thing string
		n           int64
	}
	if viewer == "" {
		return nil
	}
	list, err := db.All(ctx, r, func(h *hidden) []any { return []any{&h.kind, &h.thing, &h.n} },
		"SELECT h.kind, h.thing, COALESCE(j.n, 0) FROM search_hidden h LEFT JOIN search_job j ON j.job = h.thing WHERE h.party = $1", viewer)
	for _, h := range list {
		if h.kind == "client" {
			if m.hiddenClients == nil {
				m.hiddenClients = map[int32]bool{}
			}
			m.hiddenClients[m.clients.of(id.Party(h.thing))] = true
		} else {
			if m.hiddenJobs == nil {
				m.hiddenJobs = map[int64]bool{}
			}
			m.hiddenJobs[h.n] = true
		}
	}
	return err
}

// fails returns the facets for which a row is not asked for; open is false for one that is not asked for whatever is chosen.
func (m *matcher) fails(r *shelfRow) (f facet, open bool) {
	if r.closes < m.today || m.client != -1 && r.client != m.client || m.hiddenClients[r.client] || m.hiddenJobs[r.n] {
		return 0, false
	}
	x := r.facets
	if m.kind != 0 && x>>kindShift&kMask != m.kind {
		f |= byKind
	}
	if m.unit != 0 && (x>>unitShift&unitMask != m.unit || x>>bandShift&bandMask < m.band) {
		f |= byUnit
	}
	if m.ai != 0 && x>>aiShift&aiMask != m.ai {
		f |= byAI
	}
	if missing := m.flags &^ x; missing != 0 {
		for _, b := range [...]struct {
			bit int32
			by  facet
		}{{beginnersBit, byBeginners}, {unregisteredBit, byUnregistered}, {recordBit, byRecord}, {teamBit, byTeams}, {certifiedBit, byCertified}} {
			if missing&b.bit != 0 {
				f |= b.by
			}
		}
	}
	if m.closing && r.closes > m.soon {
		f |= bySoon
	}
	if m.mall != -1 && r.mall != m.mall {
		f |= byMall
	}
	if m.categories != nil && (r.category < 0 || !m.categories[r.category]) {
		f |= byCategory
	}
	return f, true
}

// asks reports whether the filter asks for a row.
func (m *matcher) asks(r *shelfRow) bool {
	f, open := m.fails(r)
	return open && f == 0
}

// parentOf is the first level of a category's code.
func parentOf(code string) string {
	parent, _, _ := strings.Cut(code, "/")
	return parent
}
