package query

import (
	"strings"

	"nariwai/internal/db"
	"nariwai/internal/search"
)

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
