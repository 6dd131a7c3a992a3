package query

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"

	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/place"
	"nariwai/internal/search"
	"nariwai/internal/yen"
)

const (
	// ClosingSoonDays is how many days from today on the end of a call is near.
	ClosingSoonDays = 7
	jobsOnAPage     = 20
	countedMost     = 1000
	excerptMost     = 240 // characters of the Markdown text
)

// JobLine is one open job in the list.
type JobLine struct {
	ID            id.Job
	Title         string
	Body          string // how it begins, in Markdown
	Category      string
	Unit          market.Unit
	Quantity      int64
	Pay, Net      yen.Yen // net is what would reach the viewer
	Withheld      bool
	Tenths        int64 // pay per piece or character in tenths of a yen
	Hires, Hired  int64
	ClosesOn      calendar.Date
	Beginners     bool
	Unregistered  bool
	Teams         bool
	CertifiedOnly bool
	PublishedAt   clock.Instant
	Proposals     int64
	Client        string
	Prefecture    place.Prefecture
	Mine          bool
	Proposed      bool // by the viewer
	Saved         bool // by the viewer
	Gauge         market.Gauge
	Score         search.Score

	client people.Party
}

// JobList is one page of the open jobs.
type JobList struct {
	Lines      []JobLine
	Near       []JobLine // on the first page of a search that finds hardly anything: spellings mixed up, or only some of the words
	Count      int64     // of all pages, counted up to a thousand
	More       bool      // there are more than Count
	Prev, Next JobPlace
	Facets     JobFacets // of JobsAndFacets
}

// Jobs returns one page of the jobs that take proposals. viewer is "" for somebody who is not signed in; what they have
// hidden is left out. It does not count facets, see JobsAndFacets.
func Jobs(ctx context.Context, d *db.DB, f JobFilter, viewer id.Party) (JobList, error) {
	return jobList(ctx, d, f, viewer, false)
}

// JobsAndFacets is Jobs with what each further choice would count.
func JobsAndFacets(ctx context.Context, d *db.DB, f JobFilter, viewer id.Party) (JobList, error) {
	return jobList(ctx, d, f, viewer, true)
}

func jobList(ctx context.Context, d *db.DB, f JobFilter, viewer id.Party, facets bool) (list JobList, err error) {
	defer fault.Wrap(&err, "list jobs")
	shelf, err := shelfOf(ctx, d)
	if err != nil {
		return list, err
	}
	err = d.View(ctx, func(s *db.Snapshot) (err error) {
		list = JobList{}
		l := &lister{matcher: newMatcher(shelf, f, s.Now), r: s}
		if err := l.hide(ctx, s, viewer); err != nil {
			return err
		}
		if l.prices, err = priceGuides(ctx, s, f.mall()); err != nil {
			return err
		}
		if q := search.Parse(f.Words); !q.Empty() {
			l.set = shelf.words.of(f.Words)
			l.set.mu.Lock()
			defer l.set.mu.Unlock()
			if err := l.set.load(ctx, s, shelf); err != nil {
				return err
			}
		}
		if list.Count, err = l.count(ctx); err != nil {
			return err
		}
		if list.More = list.Count > countedMost; list.More {
			list.Count = countedMost
		}
		if err := l.page(ctx, viewer, &list); err != nil {
			return err
		}
		if facets {
			if list.Facets, err = l.facets(ctx); err != nil {
				return err
			}
		}
		if l.set != nil && list.Count < nearFew && f == f.First() {
			found := make([]id.Job, len(list.Lines))
			for i, x := range list.Lines {
				found[i] = x.ID
			}
			near, err := l.near(ctx, found)
			if err != nil {
				return err
			}
			if list.Near, err = linesOf(ctx, s, near, viewer); err != nil {
				return err
			}
		}
		for _, lines := range [][]JobLine{list.Lines, list.Near} {
			for i, x := range lines {
				lines[i].Gauge = l.prices.Gauge(x.Category, x.Unit, x.Quantity, x.Pay)
			}
		}
		return list.quote(ctx, s, viewer)
	})
	return list, err
}

// mall is whose rules the list shows.
func (f JobFilter) mall() id.Mall {
	if f.Mall == "" {
		return id.Site
	}
	return f.Mall
}

// page reads one page and sets the list's Prev and Next.
func (l *lister) page(ctx context.Context, viewer id.Party, list *JobList) error {
	f, back := l.filter, l.filter.Before != ""
	at := cmp.Or(f.After, f.Before)
	var page []placed
	var value func(placed) int64
	if f.Order() == ByScore {
		all, err := l.scored(ctx)
		if err != nil {
			return err
		}
		value = func(p placed) int64 { return int64(p.score.Total()) }
		page = all
		if at != "" {
			v, n := at.numbers()
			from := sort.Search(len(all), func(k int) bool {
				c := cmp.Or(cmp.Compare(v, value(all[k])), cmp.Compare(n, l.rows[all[k].i].n))
				return c > 0 || back && c == 0
			})
			if page = all[from:]; back {
				page = slices.Clone(all[:from])
				slices.Reverse(page)
			}
		}
		page = page[:min(len(page), jobsOnAPage+1)]
	} else {
		rows, err := l.collect(ctx, l.inOrder(f.Order(), at, back), jobsOnAPage+1)
		if err != nil {
			return err
		}
		if page, err = l.scores(ctx, rows); err != nil {
			return err
		}
		value = func(p placed) int64 { return l.key(f.Order(), p.i) }
	}
	more := len(page) > jobsOnAPage
	page = page[:min(len(page), jobsOnAPage)]
	if back {
		slices.Reverse(page)
	}
	if len(page) > 0 {
		place := func(p placed) JobPlace { return jobPlace(value(p), l.rows[p.i].n) }
		if back && more || !back && at != "" {
			list.Prev = place(page[0])
		}
		if !back && more || back {
			list.Next = place(page[len(page)-1])
		}
	}
	ids := make([]id.Job, len(page))
	for k, p := range page {
		ids[k] = l.rows[p.i].job
	}
	lines, err := linesOf(ctx, l.r, ids, viewer)
	for k := range lines {
		lines[k].Score = page[slices.Index(ids, lines[k].ID)].score
	}
	list.Lines = lines
	return err
}

// quote says on each line what would reach the viewer.
func (l *JobList) quote(ctx context.Context, s *db.Snapshot, viewer id.Party) error {
	rates, err := ratesOn(ctx, s, id.Site, calendar.On(s.Now))
	if err != nil {
		return err
	}
	worker, err := taxFacts(ctx, s, viewer)
	if err != nil {
		return err
	}
	for _, lines := range [][]JobLine{l.Lines, l.Near} {
		for i := range lines {
			lines[i].quote(rates, worker)
		}
	}
	return nil
}

func (l *JobLine) quote(rates Rates, worker people.Party) {
	w := withholding(l.client, worker, l.Category)
	l.Net, l.Withheld = rates.terms(w).Quote(l.Pay, yen.Yen{}).Net, w != billing.NotWithheld
	spec := market.Spec{Unit: l.Unit, Quantity: l.Quantity, Pay: l.Pay}
	l.Tenths = spec.UnitPay()
}

// where collects the conditions of a query and their arguments.
type where struct {
	conditions []string
	args       []any
}

// and adds a condition whose ? stand for args in order.
func (w *where) and(condition string, args ...any) {
	for _, a := range args {
		w.args = append(w.args, a)
		condition = strings.Replace(condition, "?", fmt.Sprintf("$%d", len(w.args)), 1)
	}
	w.conditions = append(w.conditions, condition)
}

func (w *where) text() string { return strings.Join(w.conditions, " AND ") }

// linesOf returns the lines of jobs in their order.
func linesOf(ctx context.Context, s *db.Snapshot, ids []id.Job, viewer id.Party) ([]JobLine, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	w := &where{}
	args := make([]any, len(ids))
	for i, jid := range ids {
		args[i] = jid
	}
	w.and("j.id IN ("+strings.TrimSuffix(strings.Repeat("?, ", len(ids)), ", ")+")", args...)
	lines, err := jobLines(ctx, s, w, viewer, "")
	slices.SortFunc(lines, func(a, b JobLine) int { return slices.Index(ids, a.ID) - slices.Index(ids, b.ID) })
	return lines, err
}

// jobLines reads lines of the list.
func jobLines(ctx context.Context, s *db.Snapshot, w *where, viewer id.Party, tail string) ([]JobLine, error) {
	n := len(w.args)
	args := append(slices.Clone(w.args), viewer)
	return db.All(ctx, s, func(l *JobLine) []any {
		return []any{&l.ID, &l.Title, &l.Body, &l.Category, &l.Unit, &l.Quantity, &l.Pay, &l.Hires, &l.Hired, &l.ClosesOn, &l.Beginners, &l.Unregistered, &l.Teams, &l.CertifiedOnly, &l.PublishedAt,
			&l.Proposals, &l.Client, &l.Prefecture, &l.client.Form, &l.client.PaysSalaries, &l.Mine, &l.Proposed, &l.Saved}
	}, fmt.Sprintf(`SELECT j.id, j.title, SUBSTR(j.body, 1, %d), j.category, j.unit, j.quantity, j.pay, j.hires, j.hired, j.closes_on, j.beginners, j.unregistered, j.teams, j.certified_only, j.published_at,
			(SELECT COUNT(*) FROM market_proposal p WHERE p.job = j.id AND p.state <> 'withdrawn'),
			c.display_name, c.prefecture, c.form, c.pays_salaries, j.client = $%d,
			EXISTS (SELECT 1 FROM market_proposal p WHERE p.job = j.id AND p.worker = $%d AND p.state <> 'withdrawn'),
			EXISTS (SELECT 1 FROM search_saved_job k WHERE k.party = $%d AND k.job = j.id)
		FROM market_job j JOIN people_party c ON c.id = j.client
		WHERE %s %s`, excerptMost, n+1, n+1, n+1, w.text(), tail), args...)
}
