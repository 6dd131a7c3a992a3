package web

import (
	"html/template"
	"net/http"

	"nariwai/internal/clock"
	"nariwai/internal/phrase"
	"nariwai/internal/query"
	"nariwai/internal/record"
	"nariwai/internal/review"
)

// shownReviews are the reviews of one side in sums, with the names of its aspects.
type shownReviews struct {
	record.Reviews
	Side review.Side
}

// Means are the five aspects with their means, none when there are too few.
func (r shownReviews) Means() (out []aspectMean) {
	for i, a := range review.Aspects(r.Side) {
		if n := r.AspectTenths(i); n >= 0 {
			out = append(out, aspectMean{a.Name, n})
		}
	}
	return out
}

type aspectMean struct {
	Name   string
	Tenths int64
}

// recordFuncs are the functions of what is counted.
func recordFuncs(lang phrase.Lang) template.FuncMap {
	return template.FuncMap{
		"sayKey":      func(key string) string { return phrase.T(lang, key) },
		"permille":    func(n int64) string { return perMilleText(lang, n) },
		"ofWorker":    func(r record.Reviews) shownReviews { return shownReviews{r, review.OfWorker} },
		"ofClient":    func(r record.Reviews) shownReviews { return shownReviews{r, review.OfClient} },
		"meanDays":    func(d clock.Duration) int64 { return int64(d) * 10 / int64(clock.Day) },
		"aspectNames": func(side review.Side) [5]review.Aspect { return review.Aspects(side) },
	}
}

// recordPage is the data of templates/record.html.
type recordPage struct {
	query.Figures
	Own                 bool // there are figures of one's own
	Ours, Theirs, Alike []record.Definition
	Fewest              int
}

// recordShow says what each figure means and, to who is signed in, what their own are; earnings are for nobody else's eyes.
func (s *Server) recordShow(w http.ResponseWriter, q *Request) (err error) {
	p := recordPage{Ours: record.WorkDefinitions(), Theirs: record.OrderDefinitions(), Alike: record.SharedDefinitions(), Fewest: record.Fewest}
	if q.Viewer.SignedIn() && q.Viewer.Party != "" {
		p.Own = true
		if p.Figures, err = query.FiguresOf(q.Context(), s.DB.Snapshot(), q.Viewer.Party, q.Today); err != nil {
			return err
		}
	}
	return s.show(w, q, "record", p)
}
