package query

import (
	"context"
	"fmt"
	"slices"
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
	ID           id.Job
	Title        string
	Body         string // how it begins, in Markdown
	Category     string
	Unit         market.Unit
	Quantity     int64
	Pay, Net     yen.Yen // net is what would reach the viewer
	Withheld     bool
	Tenths       int64 // pay per piece or character in tenths of a yen
	Hires, Hired int64
	ClosesOn     calendar.Date
	Beginners    bool
	Unregistered bool
	Teams        bool
	PublishedAt  clock.Instant
	Proposals    int64
	Client       string
	Prefecture   place.Prefecture
	Mine         bool
	Proposed     bool // by the viewer

	client people.Party
}

// JobList is one page of the open jobs, newest first.
type JobList struct {
	Lines      []JobLine
	Near       []JobLine // on the first page of a search that finds hardly anything: spellings mixed up, or only some of the words
	Count      int64     // of all pages, counted up to a thousand
	More       bool      // there are more than Count
	Prev, Next id.Job
}

// Jobs returns one page of the jobs that take proposals. viewer is "" for somebody who is not signed in.
func Jobs(ctx context.Context, d *db.DB, f JobFilter, viewer id.Party) (list JobList, err error) {
	defer fault.Wrap(&err, "list jobs")
	err = d.View(ctx, func(s *db.Snapshot) error {
		today := calendar.On(s.Now)
		if q := search.Parse(f.Words); !q.Empty() || f.Band > 1 || f.Record { // the index alone knows the band and the record
			if err := f.find(ctx, s, q, viewer, &list); err != nil {
				return err
			}
			return list.quote(ctx, s, viewer)
		}
		w := f.where(today)
		if err := db.One(ctx, s, []any{&list.Count}, fmt.Sprintf("SELECT COUNT(*) FROM (SELECT 1 AS one FROM market_job j WHERE %s LIMIT %d) counted", w.text(), countedMost+1), w.args...); err != nil {
			return err
		}
		if list.More = list.Count > countedMost; list.More {
			list.Count = countedMost
		}
		if list.Lines, err = f.page(ctx, s, w, viewer, &list); err != nil {
			return err
		}
		return list.quote(ctx, s, viewer)
	})
	return list, err
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

func (f JobFilter) where(today calendar.Date) *where {
	w := &where{}
	w.and("j.state = 'open'")
	w.and("j.closes_on >= ?", today)
	if c, ok := market.Categories.Find(f.Category); ok && c.Parent != "" {
		w.and("j.category = ?", c.Code)
	} else if ok {
		children := market.Categories.Children(c.Code)
		codes := make([]any, len(children))
		for i, child := range children {
			codes[i] = child.Code
		}
		w.and("j.category IN ("+strings.TrimSuffix(strings.Repeat("?, ", len(codes)), ", ")+")", codes...)
	}
	if f.Unit != "" {
		w.and("j.unit = ?", f.Unit)
	}
	if f.Mall != "" {
		w.and("j.mall = ?", f.Mall)
	}
	if f.Kind != "" {
		w.and("j.kind = ?", f.Kind)
	}
	if f.AI != "" {
		w.and("j.ai_policy = ?", f.AI)
	}
	if f.Teams {
		w.and("j.teams = ?", true)
	}
	if f.Beginners {
		w.and("j.beginners = ?", true)
	}
	if f.Unregistered {
		w.and("j.unregistered = ?", true)
	}
	if f.ClosingSoon {
		w.and("j.closes_on <= ?", today.AddDays(ClosingSoonDays))
	}
	if f.Client != "" {
		w.and("j.client = ?", f.Client)
	}
	return w
}

// page reads one page and sets the list's Prev and Next.
func (f JobFilter) page(ctx context.Context, s *db.Snapshot, w *where, viewer id.Party, list *JobList) ([]JobLine, error) {
	order, at, back := "DESC", f.After, f.Before != ""
	if back {
		order, at = "ASC", f.Before
	}
	if at != "" {
		var published clock.Instant
		err := db.One(ctx, s, []any{&published}, "SELECT published_at FROM market_job WHERE id = $1", at)
		if err != nil {
			return nil, err
		}
		if back {
			w.and("(j.published_at, j.id) > (?, ?)", published, at)
		} else {
			w.and("(j.published_at, j.id) < (?, ?)", published, at)
		}
	}
	lines, err := jobLines(ctx, s, w, viewer, fmt.Sprintf("ORDER BY j.published_at %s, j.id %s LIMIT %d", order, order, jobsOnAPage+1))
	if err != nil {
		return nil, err
	}
	more := len(lines) > jobsOnAPage
	lines = lines[:min(len(lines), jobsOnAPage)]
	if back {
		slices.Reverse(lines)
	}
	if len(lines) > 0 {
		if first := lines[0].ID; back && more || !back && at != "" {
			list.Prev = first
		}
		if last := lines[len(lines)-1].ID; !back && more || back {
			list.Next = last
		}
	}
	return lines, nil
}

// jobLines reads lines of the list.
func jobLines(ctx context.Context, s *db.Snapshot, w *where, viewer id.Party, tail string) ([]JobLine, error) {
	n := len(w.args)
	args := append(slices.Clone(w.args), viewer)
	return db.All(ctx, s, func(l *JobLine) []any {
		return []any{&l.ID, &l.Title, &l.Body, &l.Category, &l.Unit, &l.Quantity, &l.Pay, &l.Hires, &l.Hired, &l.ClosesOn, &l.Beginners, &l.Unregistered, &l.Teams, &l.PublishedAt,
			&l.Proposals, &l.Client, &l.Prefecture, &l.client.Form, &l.client.PaysSalaries, &l.Mine, &l.Proposed}
	}, fmt.Sprintf(`SELECT j.id, j.title, SUBSTR(j.body, 1, %d), j.category, j.unit, j.quantity, j.pay, j.hires, j.hired, j.closes_on, j.beginners, j.unregistered, j.teams, j.published_at,
			(SELECT COUNT(*) FROM market_proposal p WHERE p.job = j.id AND p.state <> 'withdrawn'),
			c.display_name, c.prefecture, c.form, c.pays_salaries, j.client = $%d,
			EXISTS (SELECT 1 FROM market_proposal p WHERE p.job = j.id AND p.worker = $%d AND p.state <> 'withdrawn')
		FROM market_job j JOIN people_party c ON c.id = j.client
		WHERE %s %s`, excerptMost, n+1, n+1, w.text(), tail), args...)
}
