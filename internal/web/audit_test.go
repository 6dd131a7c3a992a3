package web_test

import (
	"slices"
	"strings"
	"testing"

	"nariwai/internal/web"
	"nariwai/internal/webtest"
)

// TestEveryActIsOnRecord sends every form as everybody: what is done at the desk, and what writes of money, leaves a line in the
// record of actions that names who did it.
func TestEveryActIsOnRecord(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	undo := h.Undo(t)
	done := map[string]bool{}
	for _, rt := range web.Routes() {
		if !strings.HasPrefix(rt.Pattern, "POST ") {
			continue
		}
		for _, row := range webtest.Rows([]string{rt.Pattern}) {
			for _, r := range webtest.Roles {
				if !r.SignedIn() || rt.Who == web.Desk && r != webtest.Desk {
					continue
				}
				lines := func() int64 {
					return h.Count("SELECT COUNT(*) FROM db_audit WHERE by_person = $1", h.Actor(r).Person)
				}
				had := lines()
				h.Ask(t, h.site, r, h.Request(row, r))
				if wrote := weighs(rt, undo.Changed()); len(wrote) > 0 {
					done[rt.Pattern] = true
					if lines() == had {
						t.Errorf("%s as %s writes %s and no line of the record", row, r, strings.Join(wrote, ", "))
					}
				}
				undo.Do()
			}
		}
	}
	for _, rt := range web.Routes() {
		if rt.Who == web.Desk && strings.HasPrefix(rt.Pattern, "POST ") && !done[rt.Pattern] {
			t.Errorf("%s wrote nothing: what is asked for in internal/webtest/probes.go can't be done", rt.Pattern)
		}
	}
	t.Logf("%d forms leave a line", len(done))
}

// weighs returns the changed tables for which a route must leave a line: of the desk's routes all that is not of its session,
// of the others those of money.
func weighs(rt web.Route, changed []string) []string {
	return slices.DeleteFunc(changed, func(table string) bool {
		domain, _, _ := strings.Cut(table, "_")
		if rt.Who == web.Desk {
			return domain == "db" || table == "people_session" || table == "people_try"
		}
		return domain != "billing" && domain != "ledger"
	})
}
