package webtest

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A Page is an address that somebody can look at.
type Page struct {
	Row, Path string
	Role      Role
	HTML      string
}

var notInNames = regexp.MustCompile(`[^a-z0-9-]+`)

// Name is the page's row and role as a file's name.
func (p Page) Name() string {
	return strings.Trim(notInNames.ReplaceAllString(strings.ToLower(strings.TrimPrefix(p.Row, "GET ")), "_"), "_") + "_" + string(p.Role)
}

// Pages are the HTML pages among these patterns: each as the role sees it for whom it is longest, as a stranger sees it
// where it is open to all, and where it says that there is nothing yet. The suspended see their home besides.
func (s *Stage) Pages(t testing.TB, site http.Handler, patterns []string) (pages []Page) {
	t.Helper()
	for _, row := range Rows(patterns) {
		if !strings.HasPrefix(row, "GET ") {
			continue
		}
		var seen []Page
		for _, r := range Roles {
			q := s.Request(row, r)
			w := s.Ask(t, site, r, q)
			if w.Code == http.StatusOK && strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") && strings.Contains(w.Body.String(), "<html") { // a part of a page is none
				seen = append(seen, Page{row, q.Path, r, w.Body.String()})
			}
		}
		pages = append(pages, choose(seen)...)
	}
	slices.SortStableFunc(pages, func(a, b Page) int { return strings.Compare(string(a.Role), string(b.Role)) }) // a window changes hands seldom
	return pages
}

func choose(seen []Page) (out []Page) {
	nothing := func(p Page) bool { return strings.Contains(p.HTML, `class="none"`) }
	var longest, empty *Page
	for i, p := range seen {
		switch {
		case p.Role == Suspended:
			if p.Row == "GET /home" || len(seen) == 1 {
				out = append(out, p)
			}
			continue
		case p.Role == Half:
			if len(seen) == 1 {
				out = append(out, p)
			}
			continue
		case p.Role == Anonymous && len(seen) > 1:
			out = append(out, p)
		}
		if longest == nil || len(p.HTML) > len(longest.HTML) {
			longest = &seen[i]
		}
		if nothing(p) && empty == nil {
			empty = &seen[i]
		}
	}
	if longest != nil && (longest.Role != Anonymous || len(seen) == 1) {
		out = append(out, *longest)
	}
	if empty != nil && empty.Role != Anonymous && !nothing(*longest) {
		out = append(out, *empty)
	}
	return out
}

// Answers are the pages with which forms are asked once more or refused: one for each row that answers a POST with HTML.
func (s *Stage) Answers(t testing.TB, site http.Handler, patterns []string) (pages []Page) {
	t.Helper()
	undo := s.Undo(t)
	for _, row := range Rows(patterns) {
		if !strings.HasPrefix(row, "POST ") {
			continue
		}
		if p, ok := s.answer(t, site, row, undo); ok {
			pages = append(pages, p)
		}
	}
	return pages
}

// answer prefers the page that asks once more, and otherwise shows the form that was sent empty.
func (s *Stage) answer(t testing.TB, site http.Handler, row string, undo *Undo) (Page, bool) {
	t.Helper()
	var best Page
	for _, r := range Roles {
		q := s.Request(row, r)
		empty := q
		empty.Form, empty.FileName, empty.FileBytes = nil, "", nil
		for _, q := range []Request{q, empty} {
			w := s.Ask(t, site, r, q)
			undo.Do()
			if !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
				continue
			}
			p := Page{row, q.Path, r, w.Body.String()}
			switch w.Code {
			case http.StatusOK:
				return p, true
			case http.StatusUnprocessableEntity, http.StatusConflict:
				if best.Row == "" || len(q.Form) == 0 && best.Role == r {
					best = p
				}
			}
		}
	}
	return best, best.Row != ""
}
