package web_test

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"

	"nariwai/internal/web"
	"nariwai/internal/webtest"
)

// TestDoubleClick sends every form that succeeds twice with the same hidden key: nothing happens twice, the second answer is
// the first's, and two clicks at the same moment are one.
func TestDoubleClick(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	undo := h.Undo(t)
	found := map[string]bool{}
	for _, rt := range web.Routes() {
		if !strings.HasPrefix(rt.Pattern, "POST ") || rt.Who == web.Anyone {
			continue
		}
		for _, row := range webtest.Rows([]string{rt.Pattern}) {
			for _, r := range webtest.Roles {
				if !r.SignedIn() {
					continue
				}
				q := h.Request(row, r)
				q.Form.Set("once", "click-1")
				before := h.weighty()
				first := h.Ask(t, h.site, r, q)
				once := h.weighty()
				if first.Code >= 400 || maps.Equal(before, once) {
					undo.Do()
					continue
				}
				again := h.Ask(t, h.site, r, q)
				if twice := h.weighty(); !maps.Equal(once, twice) {
					t.Errorf("%s as %s happens twice: %s", row, r, difference(once, twice))
				}
				found[row] = true
				if again.Code != first.Code || again.Header().Get("Location") != first.Header().Get("Location") {
					t.Errorf("%s as %s: %d %s, and once more %d %s", row, r, first.Code, first.Header().Get("Location"), again.Code, again.Header().Get("Location"))
				}
				if !slices.Contains(settles, rt.Pattern) {
					h.reused(t, row, r, q, first)
				}
				undo.Do()
				h.together(t, row, r, q, once)
				undo.Do()
			}
		}
	}
	t.Logf("%d forms write what counts: %s", len(found), strings.Join(slices.Sorted(maps.Keys(found)), ", "))
	for _, row := range []string{"POST /proposals/{id}/award", "POST /items/{id}/accept", "POST /cancels/{id}/sign", "POST /changes/{id}/sign @raise"} {
		if !found[row] {
			t.Errorf("%s wrote nothing: what is asked for in internal/webtest/probes.go can't be done", row)
		}
	}
	h.keyed(t, found)
	for _, pattern := range moneyForms(t) {
		if !slices.ContainsFunc(webtest.Rows([]string{pattern}), func(row string) bool { return found[row] }) {
			t.Errorf("%s speaks of money and none of its probes writes anything: whether it happens once nobody knows", pattern)
		}
	}
}

// twoSteps are the forms that lead to a page which asks once more; that page's form carries the key.
var twoSteps = []string{"POST /jobs/{id}/proposals", "POST /proposals/{id}/edit", "POST /desk/disputes/{id}/decide"}

// settles are the forms that set something to what it may be already: twice is once, without a key.
var settles = []string{"POST /terms", "POST /settings/carry-over", "POST /settings/profile", "POST /settings/facts", "POST /settings/notices", "POST /settings/marks", "POST /settings/ranking", "POST /jobs/{id}/save", "POST /jobs/{id}/hide"}

// keyed looks at every form that sends what counts, on everybody's pages: it carries a key of its own.
func (h *house) keyed(t *testing.T, found map[string]bool) {
	t.Helper()
	mux := http.NewServeMux()
	for _, p := range patterns() {
		mux.HandleFunc(p, func(http.ResponseWriter, *http.Request) {})
	}
	pages := h.Answers(t, h.site, patterns())
	for _, row := range webtest.Rows(patterns()) {
		for _, r := range webtest.Roles {
			if q := h.Request(row, r); q.Method == "GET" && r.SignedIn() {
				if w := h.Ask(t, h.site, r, q); strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
					pages = append(pages, webtest.Page{Row: row, Path: q.Path, Role: r, HTML: w.Body.String()})
				}
			}
		}
	}
	keyed := map[string]bool{}
	for _, p := range pages {
		doc, err := html.Parse(strings.NewReader(p.HTML))
		if err != nil {
			t.Fatal(err)
		}
		for n := range doc.Descendants() {
			if n.Data != "form" || !strings.EqualFold(attr(n, "method"), "post") {
				continue
			}
			action, _, _ := strings.Cut(attr(n, "action"), "#")
			_, pattern := mux.Handler(httptest.NewRequest("POST", action, nil))
			key := false
			for field := range n.Descendants() {
				key = key || attr(field, "name") == "once" && attr(field, "value") != ""
			}
			if found[pattern] && !key && !slices.Contains(twoSteps, pattern) && !slices.Contains(settles, pattern) {
				t.Errorf("%s as %s: the form to %s has no key: {{once}}", p.Row, p.Role, pattern)
			}
			keyed[pattern] = keyed[pattern] || key
		}
	}
	for _, pattern := range slices.Sorted(maps.Keys(found)) {
		if !strings.Contains(pattern, " @") && !keyed[pattern] && !slices.Contains(settles, pattern) {
			t.Errorf("no page shows a form with a key to %s", pattern)
		}
	}
}

// together clicks twice at once.
func (h *house) together(t *testing.T, row string, r webtest.Role, q webtest.Request, once map[string]int64) {
	t.Helper()
	var codes [2]int
	var both sync.WaitGroup
	for i := range codes {
		both.Go(func() { codes[i] = h.Ask(t, h.site, r, q).Code })
	}
	both.Wait()
	if codes[0] != http.StatusSeeOther || codes[1] != http.StatusSeeOther {
		t.Errorf("%s as %s, two clicks at once: %d and %d", row, r, codes[0], codes[1])
	}
	if got := h.weighty(); !maps.Equal(once, got) {
		t.Errorf("%s as %s, two clicks at once: %s", row, r, difference(once, got))
	}
}

// weighty counts the rows of every table that a second click must not add to.
func (h *house) weighty() map[string]int64 {
	n := map[string]int64{}
	for _, table := range h.tables() {
		if strings.HasPrefix(table, "people_session") || strings.HasPrefix(table, "people_try") || table == "db_idempotency" || table == "live_event" {
			continue
		}
		n[table] = h.Count("SELECT COUNT(*) FROM " + table)
	}
	// Some things are put on record each time: a look at a dispute, facts that a person sends.
	n["db_audit"] = h.Count("SELECT COUNT(*) FROM db_audit WHERE verb NOT IN ('read_dispute', 'edit_tax_facts')")
	n["balances"] = h.Count("SELECT CAST(COALESCE(SUM(balance), 0) AS BIGINT) FROM ledger_account")
	return n
}

func difference(a, b map[string]int64) string {
	var out []string
	for _, k := range slices.Sorted(maps.Keys(a)) {
		if a[k] != b[k] {
			out = append(out, k)
		}
	}
	return strings.Join(out, ", ")
}
