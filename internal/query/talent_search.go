package query

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/search"
	"nariwai/internal/yen"
)

// A talentHit is a worker of the index who answers a search, as far as that counts and orders them.
type talentHit struct {
	n             int64
	party         id.Party
	low           yen.Sen
	freeFrom      calendar.Date
	finished      int64
	rated         int64
	seenOn        calendar.Date
	traits, texts string
	points        search.Closeness
}

// talentSearch asks the index of workers. Words and traits together find candidates, the texts decide about the words; so
// every database gives the same workers in the same order.
type talentSearch struct {
	s       *db.Snapshot
	f       TalentFilter
	q       search.Query
	loosely bool
	rated   bool // only those who are
}

func (t talentSearch) today() calendar.Date { return calendar.On(t.s.Now) }

// match writes what the index is asked for: words and traits.
func (t talentSearch) match() string {
	quote, and := "'", " & "
	if t.s.Engine == db.SQLite {
		quote, and = `"`, " AND "
	}
	var parts []string
	traits := t.f.traits()
	if t.rated {
		traits = append(traits, search.RatedTrait)
	}
	for _, trait := range traits {
		parts = append(parts, quote+string(trait)+quote)
	}
	if words := wordsMatch(t.s.Engine, t.q); words != "" {
		parts = append(parts, words)
	}
	return strings.Join(parts, and)
}

// plain reports whether nothing is asked for that needs words: the certified and the rated have indexes of their own.
func (t talentSearch) plain() bool {
	t.rated, t.f.Certified = false, false
	return t.match() == ""
}

// where adds to w what t asks for, and returns the tables to ask and the column of the place, by which the engine gives the
// newest first without sorting. rows says that more than the place is asked of them.
func (t talentSearch) where(w *where, rows bool) (from, n string) {
	if t.f.Now {
		w.and("j.free_from <= ?", t.today())
	}
	match := t.match()
	switch {
	case t.plain():
		if t.f.Certified {
			w.and("j.certified")
		}
		if t.rated {
			w.and("j.rated > 0")
		}
		w.and("j.n > ?", 0)
		return "search_worker j", "j.n"
	case t.s.Engine == db.Postgres:
		w.and("j.words @@ CAST(? AS tsquery)", match)
		return "search_worker j", "j.n"
	}
	w.and("w.search_worker_words MATCH ?", match)
	if !rows && !t.f.Now {
		return "search_worker_words w", "w.rowid"
	}
	return "search_worker_words w CROSS JOIN search_worker j ON j.n = w.rowid", "w.rowid" // CROSS: the words first
}

// count counts who answers, up to most. It knows nothing of words, whose texts would have to be read.
func (t talentSearch) count(ctx context.Context, most int) (n int64, err error) {
	w := &where{}
	from, _ := t.where(w, false)
	err = db.One(ctx, t.s, []any{&n}, fmt.Sprintf("SELECT COUNT(*) FROM (SELECT 1 AS one FROM %s WHERE %s LIMIT %d) counted", from, w.text(), most), w.args...)
	return n, err
}

// hits returns who answers, the newest first, at most most of them, behind the place before (0: from the beginning).
// oldest turns the order round, and before into the other end.
func (t talentSearch) hits(ctx context.Context, before int64, oldest bool, most int) (out []talentHit, err error) {
	defer fault.Wrap(&err, "search workers")
	matches := t.q.Matches
	if t.loosely {
		matches = t.q.MatchesLoosely
	}
	order, beyond := "DESC", "<"
	if oldest {
		order, beyond = "ASC", ">"
	}
	texts := "j.texts"
	if t.q.Empty() { // nothing is looked for in them
		texts = "''"
	}
	for {
		w := &where{}
		from, n := t.where(w, true)
		if before != 0 {
			w.and(n+" "+beyond+" ?", before)
		}
		by := n + " " + order
		if t.rated && t.plain() && t.q.Empty() { // the first chunk is all of it
			by = "j.rated DESC, j.n DESC"
		}
		chunk := most - len(out) + 8 // a few that the texts refuse
		rows, err := db.All(ctx, t.s, func(h *talentHit) []any {
			return []any{&h.n, &h.party, &h.low, &h.freeFrom, &h.finished, &h.rated, &h.seenOn, &h.traits, &h.texts}
		}, fmt.Sprintf(`SELECT j.n, j.party, j.low, j.free_from, j.finished, j.rated, j.seen_on, j.traits, %s
			FROM %s WHERE %s ORDER BY %s LIMIT %d`, texts, from, w.text(), by, chunk), w.args...)
		if err != nil {
			return nil, err
		}
		for _, h := range rows {
			if !t.q.Empty() && !matches(search.Text{Title: h.texts}) {
				continue
			}
			if out = append(out, h); len(out) == most {
				return out, nil
			}
		}
		if len(rows) < chunk {
			return out, nil
		}
		before = rows[len(rows)-1].n
	}
}

// closest returns who answers, of more than most the newest.
func (t talentSearch) closest(ctx context.Context, most int) ([]talentHit, error) {
	return t.hits(ctx, 0, false, most)
}

// best returns who answers, most at most: first those who are rated, then the newest of the others. Of more than most who are rated
// it knows the best where nothing but the seal is asked for, and else the newest.
func (t talentSearch) best(ctx context.Context, most int) (out []talentHit, err error) {
	rated := t
	rated.rated = true
	if out, err = rated.hits(ctx, 0, false, most); err != nil || len(out) == most {
		return out, err
	}
	newest, err := t.hits(ctx, 0, false, most)
	for _, h := range newest {
		if h.rated == 0 && len(out) < most {
			out = append(out, h)
		}
	}
	return out, err
}

// sort puts hits into an order that is total.
func (t talentSearch) sort(hits []talentHit, by TalentSort) {
	if by == TalentsClosest {
		for i := range hits {
			hits[i].points = t.points(hits[i])
		}
	}
	slices.SortFunc(hits, func(a, b talentHit) int {
		switch {
		case by == TalentsClosest && a.points.Points() != b.points.Points():
			return b.points.Points() - a.points.Points()
		case by == TalentsRated && a.rated != b.rated:
			return int(min(1, max(-1, b.rated-a.rated)))
		case by == TalentsCheap && a.low != b.low:
			return int(min(1, max(-1, a.low-b.low)))
		}
		return int(min(1, max(-1, b.n-a.n)))
	})
}

func (t talentSearch) points(h talentHit) search.Closeness {
	return t.q.Closeness(search.Worker{Finished: h.finished, SeenOn: h.seenOn, WorkerText: search.ParseWorkerText(h.texts)}, t.today(), t.loosely)
}
