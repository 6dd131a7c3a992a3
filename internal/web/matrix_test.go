package web_test

import (
	"bytes"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"nariwai/internal/people"
	"nariwai/internal/web"
	"nariwai/internal/webtest"
)

var update = flag.Bool("update", false, "write testdata/matrix.txt anew, to be read before it is committed")

const matrixFile = "testdata/matrix.txt"

// house is the site over the stage.
type house struct {
	*webtest.Stage
	t    testing.TB
	site http.Handler
	log  *bytes.Buffer

	once   sync.Once
	people []string // all that people of the stage have written
}

func newHouse(t testing.TB) *house {
	t.Helper()
	h := &house{Stage: webtest.New(t), t: t, log: &bytes.Buffer{}}
	h.site = web.New(web.Config{
		DB: h.DB, Files: h.Files, Log: slog.New(slog.NewJSONHandler(h.log, nil)), BaseURL: "http://example.com", Hasher: people.NewHasher(people.Cost{Memory: 64, Passes: 1, Threads: 1}, 4),
	}).Handler()
	return h
}

func patterns() (all []string) {
	for _, rt := range web.Routes() {
		all = append(all, rt.Pattern)
	}
	return all
}

var columns = func() (names []string) {
	for _, r := range webtest.Roles {
		names = append(names, string(r))
	}
	return append(names, "nowhere")
}()

// cell is how an answer stands in the table: its status, or where a reader was sent to prove who they are.
func cell(w *httptest.ResponseRecorder) string {
	if to := w.Header().Get("Location"); w.Code == http.StatusSeeOther {
		switch {
		case strings.HasPrefix(to, "/signin?"):
			return "signin"
		case to == "/settings/second-factor":
			return "second"
		}
	}
	return strconv.Itoa(w.Code)
}

// TestMatrix asks every route as every role, and compares with the table in testdata. What must hold whatever the table
// says stands in (*matrix).rules.
func TestMatrix(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	m := &matrix{house: h, T: t, undo: h.Undo(t), want: readMatrix(t), got: map[string][]string{}}
	for _, key := range webtest.Unused(patterns()) {
		t.Errorf("internal/webtest/probes.go speaks of %q, which is no route", key)
	}
	var rows []string
	for _, rt := range web.Routes() {
		for _, row := range webtest.Rows([]string{rt.Pattern}) {
			rows = append(rows, row)
			m.row(rt, row)
		}
	}
	for row := range m.want {
		if !slices.Contains(rows, row) {
			t.Errorf("%s: %q is no route any more: take the row out (or -update)", matrixFile, row)
		}
	}
	if *update {
		m.write(rows)
	}
}

type matrix struct {
	*house
	*testing.T
	undo *webtest.Undo
	want map[string][]string
	got  map[string][]string
}

// row asks one route as everybody. After each request that wrote, the market is brought back.
func (m *matrix) row(rt web.Route, row string) {
	var cells []string
	for _, r := range webtest.Roles {
		q := m.Request(row, r)
		w := m.Ask(m.T, m.site, r, q)
		cells = append(cells, cell(w))
		m.rules(rt, row, r, q, w)
		m.undo.Do()
	}
	cells = append(cells, m.nowhere(rt, row))
	m.weak(rt, row)
	m.got[row] = cells
	want, ok := m.want[row]
	switch {
	case *update:
	case !ok:
		m.Errorf("%s: no row for %q. Tell internal/webtest/probes.go what to send there (the thing, the form), run\n"+
			"\tgo test ./internal/web -run TestMatrix -update\nand read the row that appears: it says who may do what.\nNow: %s", matrixFile, row, strings.Join(cells, " "))
	default:
		for i, c := range columns {
			if cells[i] != want[i] {
				m.Errorf("%s as %s: %s, want %s", row, c, cells[i], want[i])
			}
		}
	}
}

// rules hold for every answer, whatever the table says.
func (m *matrix) rules(rt web.Route, row string, r webtest.Role, q webtest.Request, w *httptest.ResponseRecorder) {
	m.Helper()
	if w.Code >= 500 {
		m.Errorf("%s as %s: %d\n%s", row, r, w.Code, m.lastError())
	}
	if policy := w.Header().Get("Content-Security-Policy"); !strings.HasPrefix(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") ||
		strings.ContainsAny(policy, "*") || w.Header().Get("X-Content-Type-Options") != "nosniff" {
		m.Errorf("%s as %s: the policy is %q", row, r, policy)
	}
	done := w.Code < 400 && cell(w) != "signin"
	switch {
	case !r.SignedIn() && rt.Who != web.Anyone && done:
		m.Errorf("%s: %d for somebody who has not signed in", row, w.Code)
	case rt.Who == web.Desk && r != webtest.Desk && r.SignedIn() && w.Code != http.StatusForbidden:
		m.Errorf("%s as %s: %d, want 403: the desk is for operators", row, r, w.Code)
	case rt.Who != web.Desk && r.SignedIn() && q.Object != "" && q.Open == "" && !m.MayKnow(r, q.Object) && w.Code != http.StatusNotFound && !m.sameForNothing(row, r, w):
		m.Errorf("%s as %s: %d, want 404: %s is not theirs", row, r, w.Code, q.Object)
	case rt.Who == web.Anyone && !r.SignedIn() && q.Object != "" && q.Open == "" && !m.MayKnow(r, q.Object) && w.Code != http.StatusNotFound:
		m.Errorf("%s: %d, want 404: %s is not for everybody", row, w.Code, q.Object)
	}
	if strings.HasPrefix(q.Path, "/demo/") { // shows everybody's mail, and says so
		return
	}
	body := w.Body.String()
	for _, s := range m.Hidden(r) {
		if strings.Contains(body, s.Text) && !strings.Contains(fmt.Sprint(q.Form), s.Text) { // a form comes back to who sent it
			m.Errorf("%s shows %s %s %q", row, r, s.What, s.Text)
		}
	}
}

// sameForNothing reports whether a refusal came before anybody looked for the thing: a suspended person's does.
func (m *matrix) sameForNothing(row string, r webtest.Role, w *httptest.ResponseRecorder) bool {
	m.Helper()
	if w.Code != http.StatusForbidden {
		return false
	}
	q, _ := m.Nowhere(row, r)
	return m.Ask(m.T, m.site, r, q).Code == http.StatusForbidden
}

// nowhere asks for a thing that does not exist, as somebody who gets past the door.
func (m *matrix) nowhere(rt web.Route, row string) string {
	m.Helper()
	r := webtest.Client
	if rt.Who == web.Desk {
		r = webtest.Desk
	}
	q, ok := m.Nowhere(row, r)
	if !ok {
		return "-"
	}
	w := m.Ask(m.T, m.site, r, q)
	if m.undo.Do(); w.Code != http.StatusNotFound {
		m.Errorf("%s for a thing that isn't there: %d, want 404\n%s", row, w.Code, m.lastError())
	}
	return cell(w)
}

// weak is an operator whose session has not passed the second factor: to them the desk's rights are not open.
func (m *matrix) weak(rt web.Route, row string) {
	m.Helper()
	q := m.Request(row, webtest.Desk)
	if rt.Who != web.Desk && (q.Object == "" || q.Open != "" || strings.HasSuffix(q.Object, ".desk")) {
		return
	}
	w := webtest.Send(m.T, m.site, m.SessionOf(m.Actor(webtest.Desk), false), q)
	switch c := cell(w); {
	case rt.Who == web.Desk && c != "second" && c != "403":
		m.Errorf("%s without the second factor: %s", row, c)
	case rt.Who != web.Desk && c != "404":
		m.Errorf("%s for an operator without the second factor: %s, want 404", row, c)
	}
	m.undo.Do()
}

// lastError is the newest line of the log with an error in it.
func (h *house) lastError() string {
	lines := strings.Split(strings.TrimSpace(h.log.String()), "\n")
	for _, l := range slices.Backward(lines) {
		if strings.Contains(l, `"error":`) {
			return l
		}
	}
	return ""
}

func readMatrix(t *testing.T) map[string][]string {
	t.Helper()
	rows := map[string][]string{}
	if *update {
		return rows
	}
	b, err := os.ReadFile(matrixFile)
	if err != nil {
		t.Fatal(err)
	}
	for n, l := range strings.Split(string(b), "\n") {
		f := strings.Fields(l)
		if len(f) == 0 || f[0] == "#" {
			continue
		}
		if len(f) < len(columns)+2 {
			t.Fatalf("%s:%d: want a route and %d answers", matrixFile, n+1, len(columns))
		}
		at := len(f) - len(columns)
		rows[strings.Join(f[:at], " ")] = f[at:]
	}
	return rows
}

const matrixHead = `# Who may do what: for every route what each role is answered. Made by go test ./internal/web -run TestMatrix -update, to be read.
#
# worker and client are the two sides of what an address names (a contract, a proposal, a file …); other-worker and other-client
# have nothing to do with it; desk has passed the second factor; suspended is a worker whom the desk has stopped, and asks for
# what is theirs; half is an operator who has given the password and not the code, which is nobody. nowhere asks for a thing that does not exist. signin: sent to sign in. 422 and 409: let in, and the empty form
# or the state of the thing was refused. After " @" stands which thing it is (internal/webtest/probes.go).
#
`

func (m *matrix) write(rows []string) {
	width := 0
	for _, r := range rows {
		width = max(width, utf8.RuneCountInString(r))
	}
	var b strings.Builder
	b.WriteString(matrixHead)
	line := func(row string, cells []string) {
		fmt.Fprintf(&b, "%-*s", width, row)
		for i, c := range cells {
			fmt.Fprintf(&b, "  %-*s", len(columns[i]), c)
		}
		b.WriteString("\n")
	}
	line("# route", columns)
	area := ""
	for _, r := range rows {
		if a := strings.Split(strings.Fields(r)[1], "/")[1]; a != area {
			area = a
			b.WriteString("\n")
		}
		line(r, m.got[r])
	}
	text := strings.Split(b.String(), "\n")
	for i, l := range text {
		text[i] = strings.TrimRight(l, " ")
	}
	if err := os.MkdirAll("testdata", 0o755); err != nil {
		m.Fatal(err)
	}
	if err := os.WriteFile(matrixFile, []byte(strings.Join(text, "\n")), 0o644); err != nil {
		m.Fatal(err)
	}
}
