package web_test

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"nariwai/internal/bank"
	"nariwai/internal/db"
)

var (
	kana = regexp.MustCompile(`[\p{Hiragana}\p{Katakana}\p{Han}]`)
	// what stands in a text that is written with marks
	marks = strings.NewReplacer("**", "", "*", "", "- ", "")
)

// english looks for Japanese on an English page that is neither marked as Japanese nor something that people wrote.
func (c *checker) english(doc *html.Node) {
	for n := range doc.Descendants() {
		if n.Type != html.TextNode || !kana.MatchString(n.Data) || spoken(n) != "en" || posting(n.Parent) { // data holds a client's words as HTML
			continue
		}
		if left := c.ours(strings.Join(strings.Fields(n.Data), " ")); left != "" {
			c.bad("Japanese on an English page: %q", left)
		}
	}
	for n := range doc.Descendants() {
		for _, a := range n.Attr {
			if slices.Contains([]string{"alt", "title", "aria-label", "placeholder"}, a.Key) && kana.MatchString(a.Val) && spoken(n) == "en" && c.ours(a.Val) != "" {
				c.bad("Japanese on an English page: %s=%q", a.Key, a.Val)
			}
		}
	}
}

// spoken is the language that a node is marked with.
func spoken(n *html.Node) string {
	for ; n != nil; n = n.Parent {
		if lang := attr(n, "lang"); lang != "" {
			return lang
		}
	}
	return ""
}

// ours is what is left of a text when everything that people of the stage wrote is taken out.
func (c *checker) ours(text string) string {
	text = strings.ReplaceAll(text, "Nariwai 生業", "Nariwai")
	for _, w := range c.written() {
		if strings.Contains(w, text) {
			return ""
		}
		text = strings.ReplaceAll(text, w, "")
	}
	if !kana.MatchString(text) {
		return ""
	}
	return text
}

// written are all Japanese texts of the database, long ones first, line by line. What the site itself has written there
// (notices, mails, the record) was written in its reader's language and stays in it.
func (h *house) written() []string {
	h.once.Do(func() {
		seen := map[string]bool{}
		for _, table := range h.tables() {
			for _, column := range h.strings("SELECT name FROM pragma_table_info($1) WHERE type = 'TEXT'", table) {
				for _, v := range h.strings("SELECT DISTINCT " + column + " FROM " + table) {
					for _, line := range regexp.MustCompile(`[\n"\t]+`).Split(v, -1) {
						for _, line := range []string{strings.TrimSpace(line), strings.TrimSpace(marks.Replace(line))} {
							if kana.MatchString(line) && !seen[line] {
								seen[line] = true
								h.people = append(h.people, line)
							}
						}
					}
				}
			}
		}
		h.people = append(h.people, "コザクラ ミチル", "カ)ナリワイ", "カ）", "キタミチ", "日本語") // examples of kana, and a language's own name
		for _, b := range bank.Banks("みずほ") {
			h.people = append(h.people, b.Name, b.Kana)
		}
		for _, b := range bank.Branches("0001", "") {
			h.people = append(h.people, b.Name, b.Kana)
		}
		slices.SortFunc(h.people, func(a, b string) int { return len(b) - len(a) })
	})
	return h.people
}

func (h *house) tables() []string {
	return h.strings("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'goose_%'")
}

func (h *house) strings(q string, args ...any) []string {
	h.t.Helper()
	out, err := db.All(h.t.Context(), h.DB.Snapshot(), func(s *string) []any { return []any{s} }, q, args...)
	if err != nil {
		h.t.Fatal(err)
	}
	return out
}
