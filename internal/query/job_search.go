package query

import (
	"strings"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/search"
)

// Narrow is what narrows a search for open jobs beside its words; zero values ask for nothing.
type Narrow struct {
	Mall          id.Mall
	Category      string // either level
	Client        id.Party
	Soon          bool // closes within ClosingSoonDays
	search.Facets      // but for the Band: that one and those above
}

// narrow is what the filter asks for beside its words.
func (f JobFilter) narrow() Narrow {
	return Narrow{Mall: f.Mall, Category: f.Category, Client: f.Client, Soon: f.ClosingSoon, Facets: search.Facets{
		Kind: string(f.Kind), Unit: string(f.Unit), AI: string(f.AI), Band: f.Band,
		Beginners: f.Beginners, Unregistered: f.Unregistered, Record: f.Record, Team: f.Teams}}
}

// nearFew is how few finds make a search offer what is only near.
const nearFew = 5

func (n Narrow) where(today calendar.Date) *where {
	w := &where{}
	w.and("j.closes_on >= ?", today)
	if n.Mall != "" {
		w.and("j.mall = ?", n.Mall)
	}
	if c, ok := market.Categories.Find(n.Category); ok && c.Parent != "" {
		w.and("j.category = ?", c.Code)
	} else if ok {
		w.and("j.category > ? AND j.category < ?", c.Code+"/", c.Code+"0") // "0" follows "/"
	}
	if n.Client != "" {
		w.and("j.client = ?", n.Client)
	}
	if n.Soon {
		w.and("j.closes_on <= ?", today.AddDays(ClosingSoonDays))
	}
	asked := n.Facets
	asked.Band = 0
	if mask, value := asked.Mask(); mask != 0 {
		w.and("(j.facets & ?) = ?", mask, value)
	}
	if n.Band > 1 {
		w.and("(j.facets & ?) >= ?", search.Facets{Band: 7}.Pack(), search.Facets{Band: n.Band}.Pack())
	}
	return w
}

// matching is the table of jobs with the condition that their words match, and the column by which the engine gives the
// newest first without sorting.
func matching(e db.Engine, w *where, match string) (from, n string) {
	if e == db.Postgres {
		w.and("j.words @@ CAST(? AS tsquery)", match)
		return "search_job j", "j.n"
	}
	w.and("w.search_job_words MATCH ?", match)
	return "search_job_words w CROSS JOIN search_job j ON j.n = w.rowid", "w.rowid" // CROSS: the words first
}

// wordsMatch writes the tokens of a query as the engine asks for them; "" when it has none.
func wordsMatch(e db.Engine, q search.Query) string {
	and, or := " & ", " | "
	if e == db.SQLite {
		and, or = " AND ", " OR "
	}
	join := func(parts []string, with string) string {
		if len(parts) == 1 {
			return parts[0]
		}
		return "(" + strings.Join(parts, with) + ")"
	}
	var groups []string
	for _, g := range q.Tokens() {
		var words []string
		for _, tokens := range g {
			var parts []string
			for _, t := range tokens {
				parts = append(parts, tokenMatch(e, t))
			}
			words = append(words, join(parts, and))
		}
		groups = append(groups, join(words, or))
	}
	if len(groups) == 0 {
		return ""
	}
	return join(groups, and)
}

// tokenMatch writes one token as the engine asks for it. Tokens hold letters and digits, + and #.
func tokenMatch(e db.Engine, t search.Token) string {
	quote, prefix := "'", ":*"
	if e == db.SQLite {
		quote, prefix = `"`, " *"
	}
	if !t.Prefix {
		prefix = ""
	}
	return quote + t.Text + quote + prefix
}
