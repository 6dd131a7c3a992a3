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
	"nariwai/internal/reply"
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
	Replies      reply.Count
	Points       search.Closeness
}

// lineOf is a party as the list shows it.
func lineOf(p people.Party, finished, onTime int64, replies reply.Count) TalentLine {
	p = p.Seen()
	l := TalentLine{Party: p.ID, Kind: p.Kind, Name: p.DisplayName, Handle: p.Handle, Certified: p.Certified, Prefecture: p.Prefecture, Municipality: p.Municipality,
		Headline: p.Headline, Bio: p.Bio, Fields: p.Fields, Skills: p.Skills[:min(len(p.Skills), skillsOnALine)], Price: p.Price,
		ShowsHours: p.ShowHours, HoursWeek: p.HoursWeek, FreeFrom: p.FreeFrom, OnTime: -1}
	if p.ShowRecord {
		l.ShowsRecord, l.Finished, l.OnTime, l.Replies = true, finished, onTime, replies
	}
	return l
}

// OwnLine is how the list would show a party to clients, whether it is listed or not.
func OwnLine(ctx context.Context, r *db.Snapshot, p people.Party) (l TalentLine, err error) {
	defer fault.Wrap(&err, "own line of %s", p.ID)
	finished, onTime, err := recordOf(ctx, r, p.ID)
	if err != nil {
		return l, err
	}
	replies, err := replyCounts(ctx, r, []id.Party{p.ID})
	return lineOf(p, finished, onTime, replies[p.ID]), err
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
		list.Facets, err = t.facets(ctx, all, list.More)
		return err
	})
	return list, err
}

// page fills one page of the list, and returns all hits where the list is known as a whole.
func (t talentSearch) page(ctx context.Context) (list TalentList, all []talentHit, err error) {
	hits, list, all, err := t.hitsOfPage(ctx)
	if err != nil {
		return list, nil, err
	}
	if list.Lines, err = talentLines(ctx, t.s, hits); err != nil {
		return list, nil, err
	}
	if t.f.Words != "" && list.Prev == "" && list.Count < nearFew {
		list.Near, err = t.near(ctx, all)
	}
	return list, all, err
}

func (t talentSearch) hitsOfPage(ctx context.Context) (page []talentHit, list TalentList, all []talentHit, err error) {
	if t.q.Empty() && t.f.Order() == TalentsNewest {
		page, list, err = t.newest(ctx)
		return page, list, nil, err
	}
	find := t.closest
	if t.f.Order() == TalentsRated {
		find = t.best
	}
	if all, err = find(ctx, countedMost+1); err != nil {
		return nil, list, nil, err
	}
	if list.More = len(all) > countedMost; list.More {
		all = all[:countedMost]
	}
	list.Count = int64(len(all))
	t.sort(all, t.f.Order())
	at := func(p id.Party) int { return slices.IndexFunc(all, func(h talentHit) bool { return h.party == p }) }
	from := 0
	switch {
	case t.f.After != "":
		from = at(t.f.After) + 1
	case t.f.Before != "":
		from = max(0, at(t.f.Before)-talentsOnAPage)
	}
	to := min(len(all), from+talentsOnAPage)
	if from > 0 && from < to {
		list.Prev = all[from].party
	}
	if to < len(all) {
		list.Next = all[to-1].party
	}
	return all[from:to], list, all, nil
}

// newest is a page of the list by age, as deep as one likes: each is one step into the index.
func (t talentSearch) newest(ctx context.Context) (hits []talentHit, list TalentList, err error) {
	if list.Count, err = t.count(ctx, countedMost+1); err != nil {
		return nil, list, err
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
			return nil, list, err
		}
		back = back && n != 0 // who has left meanwhile leaves the first page behind
	}
	if hits, err = t.hits(ctx, n, back, talentsOnAPage+1); err != nil {
		return nil, list, err
	}
	more := len(hits) > talentsOnAPage
	hits = hits[:min(len(hits), talentsOnAPage)]
	if back {
		slices.Reverse(hits)
	}
	if len(hits) > 0 {
		if back && more || !back && n != 0 {
			list.Prev = hits[0].party
		}
		if !back && more || back {
			list.Next = hits[len(hits)-1].party
		}
	}
	return hits, list, nil
}

// near returns who answers only nearly: beside those who do.
func (t talentSearch) near(ctx context.Context, found []talentHit) ([]TalentLine, error) {
	known := map[id.Party]bool{}
	for _, h := range found {
		known[h.party] = true
	}
	if len(t.q.Must) == 0 {
		return nil, nil
	}
	some := search.Query{Must: [][]search.Word{slices.Concat(t.q.Must...)}, Not: t.q.Not} // one of the words is enough
	var near []talentHit
	for _, n := range []talentSearch{{s: t.s, f: t.f, q: t.q, loosely: true}, {s: t.s, f: t.f, q: some}} {
		more, err := n.hits(ctx, 0, false, talentsOnAPage)
		if err != nil {
			return nil, err
		}
		n.sort(more, TalentsClosest)
		for _, h := range more {
			if !known[h.party] {
				known[h.party] = true
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
		at[h.party], ids = i, append(ids, h.party)
	}
	marks, args := db.In(1, ids)
	type row struct {
		people.Party
		finished, onTime int64
	}
	rows, err := db.All(ctx, s, func(p *row) []any {
		return []any{&p.ID, &p.Kind, &p.DisplayName, &p.Handle, &p.Prefecture, &p.Municipality, &p.Headline, &p.Bio, &p.Skills, &p.HoursWeek, &p.Works,
			&p.Fields, &p.Price.Unit, &p.Price.Low, &p.Price.High, &p.FreeFrom, &p.ShowPlace, &p.ShowHours, &p.ShowPrice, &p.ShowRecord, &p.Certified,
			&p.finished, &p.onTime}
	}, fmt.Sprintf(`SELECT p.id, p.kind, p.display_name, p.handle, p.prefecture, p.municipality, p.headline, SUBSTR(p.bio, 1, %d), p.skills, p.hours_week, p.works,
			p.fields, p.price_unit, p.price_low, p.price_high, p.free_from, p.show_place, p.show_hours, p.show_price, p.show_record, p.certified,
			w.finished, w.on_time
		FROM people_party p JOIN search_worker w ON w.party = p.id WHERE p.id IN (%s)`, excerptMost, marks), args...)
	if err != nil {
		return nil, err
	}
	replies, err := replyCounts(ctx, s, ids)
	lines := make([]TalentLine, len(hits))
	for _, p := range rows {
		l := lineOf(p.Party, p.finished, p.onTime, replies[p.ID])
		l.Points = hits[at[p.ID]].points
		lines[at[p.ID]] = l
	}
	return lines, err
}
