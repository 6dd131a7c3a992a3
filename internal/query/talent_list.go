package query

import (
	"context"
	"fmt"
	"slices"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/place"
	"nariwai/internal/search"
)

const (
	talentsOnAPage = 20
	skillsOnALine  = 5
)

// TalentLine is one worker in the list: what they let everybody see.
type TalentLine struct {
	Party        id.Party
	Kind         people.Kind
	Name, Handle string
	Certified    bool
	Prefecture   place.Prefecture
	Municipality place.Municipality
	Headline     string
	Bio          string // how it begins, in Markdown
	Fields       people.Tags
	Skills       people.Tags // the first few
	Price        people.PriceRange
	ShowsHours   bool
	HoursWeek    int64
	FreeFrom     calendar.Date
	ShowsRecord  bool
	Finished     int64
	OnTime       int64 // percent; -1 for too few to tell
	Points       search.Closeness
}

// lineOf is a party as the list shows it.
func lineOf(p people.Party, finished, onTime int64) TalentLine {
	p = p.Seen()
	l := TalentLine{Party: p.ID, Kind: p.Kind, Name: p.DisplayName, Handle: p.Handle, Certified: p.Certified, Prefecture: p.Prefecture, Municipality: p.Municipality,
		Headline: p.Headline, Bio: p.Bio, Fields: p.Fields, Skills: p.Skills[:min(len(p.Skills), skillsOnALine)], Price: p.Price,
		ShowsHours: p.ShowHours, HoursWeek: p.HoursWeek, FreeFrom: p.FreeFrom, OnTime: -1}
	if p.ShowRecord {
		l.ShowsRecord, l.Finished, l.OnTime = true, finished, onTime
	}
	return l
}

// OwnLine is how the list would show a party to clients, whether it is listed or not.
func OwnLine(ctx context.Context, r db.Reader, p people.Party) (l TalentLine, err error) {
	defer fault.Wrap(&err, "own line of %s", p.ID)
	finished, onTime, err := recordOf(ctx, r, p.ID)
	return lineOf(p, finished, onTime), err
}

// recordOf returns how many contracts a worker has finished, and what the index last knew of their being in time.
func recordOf(ctx context.Context, r db.Reader, p id.Party) (finished, onTime int64, err error) {
	err = db.One(ctx, r, []any{&finished, &onTime}, `SELECT (SELECT COUNT(*) FROM market_contract c WHERE c.worker = $1 AND c.state = 'ended'
			AND EXISTS (SELECT 1 FROM market_item i WHERE i.contract = c.id AND i.state IN ('accepted', 'split'))),
		COALESCE((SELECT w.on_time FROM search_worker w WHERE w.party = $1), -1)`, p)
	return finished, onTime, err
}

// TalentList is one page of the workers who want to be found.
type TalentList struct {
	Lines      []TalentLine
	Near       []TalentLine // on the first page of a search that finds hardly anybody: spellings mixed up, or only some of the words
	Count      int64        // of all pages, counted up to a thousand
	More       bool         // there are more than Count
	Prev, Next id.Party
	Facets     TalentFacets
}

// Talents returns one page of the workers that f asks for. A list in another order than by age puts the thousand newest who
// answer in order; that is said where the order is explained.
func Talents(ctx context.Context, d *db.DB, f TalentFilter) (list TalentList, err error) {
	defer fault.Wrap(&err, "list workers")
	err = d.View(ctx, func(s *db.Snapshot) error {
		t := talentSearch{s: s, f: f, q: search.Parse(f.Words)}
		var all []talentHit // nil where the list is not known as a whole
		if list, all, err = t.page(ctx); err != nil {
			return err
		}
		list.Facets, err = t.facets(ctx, all, list.Count, list.More)
		return err
	})
	return list, err
}

func (t talentSearch) page(ctx context.Context) (list TalentList, all []talentHit, err error) {
	if t.q.Empty() && t.f.Order() == TalentsNewest {
		list, err = t.newest(ctx)
		return list, nil, err
	}
	if all, err = t.hits(ctx, 0, false, countedMost+1); err != nil {
		return list, nil, err
	}
	if list.More = len(all) > countedMost; list.More {
		all = all[:countedMost]
	}
	list.Count = int64(len(all))
	t.sort(all, t.f.Order())
	at := func(p id.Party) int { return slices.IndexFunc(all, func(h talentHit) bool { return h.Party == p }) }
	from := 0
	switch {
	case t.f.After != "":
		from = at(t.f.After) + 1
	case t.f.Before != "":
		from = max(0, at(t.f.Before)-talentsOnAPage)
	}
	to := min(len(all), from+talentsOnAPage)
	if from > 0 && from < to {
		list.Prev = all[from].Party
	}
	if to < len(all) {
		list.Next = all[to-1].Party
	}
	if list.Lines, err = talentLines(ctx, t.s, all[from:to]); err != nil || len(all) >= nearFew || from > 0 {
		return list, all, err
	}
	list.Near, err = t.near(ctx, all)
	return list, all, err
}

// newest is a page of the list by age, as deep as one likes: each is one step into the index.
func (t talentSearch) newest(ctx context.Context) (list TalentList, err error) {
	if list.Count, err = t.count(ctx, countedMost+1); err != nil {
		return list, err
	}
	if list.More = list.Count > countedMost; list.More {
		list.Count = countedMost
	}
	at, back := t.f.After, t.f.Before != ""
	if back {
		at = t.f.Before
	}
	var n int64
	if at != "" {
		if err := db.One(ctx, t.s, []any{&n}, "SELECT n FROM search_worker WHERE party = $1", at); err != nil && !fault.Is(err, fault.NotFound) {
			return list, err
		}
		back = back && n != 0 // who has left meanwhile leaves the first page behind
	}
	hits, err := t.hits(ctx, n, back, talentsOnAPage+1)
	if err != nil {
		return list, err
	}
	more := len(hits) > talentsOnAPage
	hits = hits[:min(len(hits), talentsOnAPage)]
	if back {
		slices.Reverse(hits)
	}
	if len(hits) > 0 {
		if back && more || !back && n != 0 {
			list.Prev = hits[0].Party
		}
		if !back && more || back {
			list.Next = hits[len(hits)-1].Party
		}
	}
	list.Lines, err = talentLines(ctx, t.s, hits)
	return list, err
}

// near returns who answers only nearly: beside those who do.
func (t talentSearch) near(ctx context.Context, found []talentHit) ([]TalentLine, error) {
	known := map[id.Party]bool{}
	for _, h := range found {
		known[h.Party] = true
	}
	some := search.Query{Must: [][]search.Word{slices.Concat(t.q.Must...)}, Not: t.q.Not} // one of the words is enough
	if len(t.q.Must) == 0 {
		return nil, nil
	}
	var near []talentHit
	for _, n := range []talentSearch{{t.s, t.f, t.q, true}, {t.s, t.f, some, false}} {
		more, err := n.hits(ctx, 0, false, talentsOnAPage)
		if err != nil {
			return nil, err
		}
		n.sort(more, TalentsClosest)
		for _, h := range more {
			if !known[h.Party] {
				known[h.Party] = true
				near = append(near, h)
			}
		}
	}
	return talentLines(ctx, t.s, near[:min(len(near), talentsOnAPage)])
}

// talentLines returns the lines of hits in their order.
func talentLines(ctx context.Context, s *db.Snapshot, hits []talentHit) ([]TalentLine, error) {
	if len(hits) == 0 {
		return nil, nil
	}
	at, ids := map[id.Party]int{}, []id.Party{}
	for i, h := range hits {
		at[h.Party], ids = i, append(ids, h.Party)
	}
	marks, args := db.In(1, ids)
	parties, err := db.All(ctx, s, func(p *people.Party) []any {
		return []any{&p.ID, &p.Kind, &p.DisplayName, &p.Handle, &p.Prefecture, &p.Municipality, &p.Headline, &p.Bio, &p.Skills, &p.HoursWeek, &p.Works,
			&p.Fields, &p.Price.Unit, &p.Price.Low, &p.Price.High, &p.FreeFrom, &p.ShowPlace, &p.ShowHours, &p.ShowPrice, &p.ShowRecord, &p.Certified}
	}, fmt.Sprintf(`SELECT id, kind, display_name, handle, prefecture, municipality, headline, SUBSTR(bio, 1, %d), skills, hours_week, works,
			fields, price_unit, price_low, price_high, free_from, show_place, show_hours, show_price, show_record, certified
		FROM people_party WHERE id IN (%s)`, excerptMost, marks), args...)
	lines := make([]TalentLine, len(hits))
	for _, p := range parties {
		h := hits[at[p.ID]]
		l := lineOf(p, h.Finished, h.OnTime)
		l.Points = h.points
		lines[at[p.ID]] = l
	}
	return lines, err
}
