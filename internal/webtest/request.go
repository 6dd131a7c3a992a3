package webtest

import (
	"bytes"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A probe says what is sent to a route. The zero probe asks for the usual thing of the route's kind with an empty form.
type probe struct {
	id    string // name of the thing in {id}; "" is the usual one of its kind
	with  string // what other parts of the address are: "part=pay file=file.delivered"; names of things become their ids
	form  string // "a=b&c={item.delivered}"; {names} become ids
	query string // what stands behind the path, as a form does
	file  string // the field in which a small file is sent
	list  bool   // the file is the bank's list of deposits
	photo bool   // the file is a picture
	other bool   // the file is a record that another site has signed for the worker
	open  string // why others than its sides may have an answer
}

// usual is the thing that a kind of address asks for when the probe doesn't say.
var usual = map[string]string{
	"jobs": "job.open", "proposals": "proposal.main", "contracts": "contract.main", "items": "item.delivered", "cancels": "cancel.open",
	"changes": "change.open", "disputes": "dispute.open", "files": "file.delivered", "documents": "document.main", "fundings": "funding.open",
	"deliveries": "delivery.main", "statements": "statement.worker", "payouts": "payout.worker", "sessions": "session.worker",
	"notices": "notice.worker", "accounts": "account.checking", "people": "person.suspended", "operators": "person.other-worker",
	"mail": "mail.refused", "deposits": "import.pending", "imports": "import.pending", "lines": "deposit.unknown", "runs": "run.counted",
	"refunds": "refund.due", "marks": "mark.open", "reports": "report.open", "talks": "talk.reported", "talents": "handle.worker", "messages": "thread.main",
	"identity": "identity.waiting", "sites": "site.known", "import": "imported.worker",
	"cases": "case.open", "appeals": "appeal.open",
	"bulk": "bulk.open", "offers": "offer.open", "recurring": "recurring.active", "works": "work.public", "prizes": "prize.writing",
	"invoices": "invoice.other", "credit": "party.no-credit", "limits": "limit.waiting",
}

// Nobody is an id that nothing has.
const Nobody = "00000000-0000-7000-8000-000000000000"

// A Request is what one role sends to one route.
type Request struct {
	Method, Path string
	Form         url.Values
	File         string // the field of a file, which is a small text when FileName doesn't say what it is
	FileName     string
	FileBytes    []byte
	Key          string // the header Idempotency-Key
	Object       string // name of the thing that the address is about; "" for none
	Open         string // why everybody may have an answer about it
}

// Rows are the rows of the matrix for these patterns: each pattern, and its variants such as "GET /jobs/{id} @draft".
func Rows(patterns []string) (rows []string) {
	variants := map[string][]string{}
	for _, key := range slices.Sorted(maps.Keys(probes)) {
		if pattern, _, ok := strings.Cut(key, " @"); ok {
			variants[pattern] = append(variants[pattern], key)
		}
	}
	for _, p := range patterns {
		rows = append(rows, p)
		rows = append(rows, variants[p]...)
	}
	return rows
}

// Unused are the probes of routes that don't exist.
func Unused(patterns []string) (keys []string) {
	for _, key := range slices.Sorted(maps.Keys(probes)) {
		pattern, _, _ := strings.Cut(key, " @")
		if !slices.Contains(patterns, pattern) {
			keys = append(keys, key)
		}
	}
	return keys
}

var segment = regexp.MustCompile(`\{([a-z_]+|\$)\}`)
var braced = regexp.MustCompile(`\{([a-z]+\.[a-z-]+)\}`)

// Request is what a role sends to a row's route. A suspended worker asks for what is theirs, everybody else for the same;
// in a variant all ask for the same.
func (s *Stage) Request(row string, r Role) Request {
	s.t.Helper()
	p := probes[row]
	pattern, _, _ := strings.Cut(row, " @")
	method, path, _ := strings.Cut(pattern, " ")
	q := Request{Method: method, File: p.file, Open: p.open}
	with := map[string]string{"$": ""}
	for _, pair := range strings.Fields(p.with) {
		name, value, _ := strings.Cut(pair, "=")
		with[name] = value
	}
	if p.id != "" {
		with["id"], with["handle"] = p.id, p.id
	}
	own := func(name string) string {
		kind, what, _ := strings.Cut(name, ".")
		if mine := kind + ".suspended"; r == Suspended && !strings.Contains(row, " @") && s.Has(mine) && kind != "person" && kind != "handle" && kind != "account" {
			if better := mine + "-" + what; s.Has(better) {
				return better
			}
			return mine
		}
		return name
	}
	q.Path = segment.ReplaceAllStringFunc(path, func(part string) string {
		part = strings.Trim(part, "{}")
		name, told := with[part]
		if part == "id" || part == "handle" {
			if !told {
				name = usual[kindOf(path, part)]
			}
			q.Object = own(name)
		}
		if name == "" && part != "$" {
			s.t.Fatalf("%s: say in the probes what {%s} is", row, part)
		}
		if strings.Contains(name, ".") {
			return s.ID(own(name))
		}
		return name
	})
	if p.list {
		q.FileName, q.FileBytes = "nyukin.csv", s.List(5_000, "ﾀﾞﾚｶﾗｶ ﾓｳｲﾁﾄﾞ")
	}
	if p.photo {
		q.FileName, q.FileBytes = "menkyo.png", Picture()
	}
	if p.other {
		text, err := Foreign("http://example.com/talents/"+s.text("SELECT handle FROM people_party WHERE id = $1", s.actors[Worker].Party), s.DB.Clock())
		s.ok(err)
		q.FileName, q.FileBytes = "record.json", text
	}
	fill := func(text string) string {
		return braced.ReplaceAllStringFunc(text, func(name string) string { return s.ID(own(strings.Trim(name, "{}"))) })
	}
	var err error
	if q.Form, err = url.ParseQuery(fill(p.form)); err != nil {
		s.t.Fatalf("%s: %v", row, err)
	}
	if p.query != "" {
		q.Path += "?" + fill(p.query)
	}
	return q
}

// kindOf is the part of the address before the id.
func kindOf(path, part string) string {
	before, _, _ := strings.Cut(path, "/{"+part+"}")
	return before[strings.LastIndex(before, "/")+1:]
}

// Nowhere is the same request for a thing that isn't there; false when the address names nothing.
func (s *Stage) Nowhere(row string, r Role) (Request, bool) {
	q := s.Request(row, r)
	if q.Object == "" {
		return q, false
	}
	q.Path = strings.Replace(q.Path, s.ID(q.Object), Nobody, 1)
	return q, true
}

// Ask sends a request as the browser of a role would.
func (s *Stage) Ask(t testing.TB, site http.Handler, r Role, q Request) *httptest.ResponseRecorder {
	t.Helper()
	return Send(t, site, s.Session(r), q)
}

// Send sends a request with a session's secret, or without one.
func Send(t testing.TB, site http.Handler, secret string, q Request) *httptest.ResponseRecorder {
	t.Helper()
	var body bytes.Buffer
	req := httptest.NewRequest(q.Method, q.Path, &body)
	switch {
	case q.Method == http.MethodGet:
	case q.File != "":
		m := multipart.NewWriter(&body)
		for name, values := range q.Form {
			for _, v := range values {
				m.WriteField(name, v)
			}
		}
		name, content := q.FileName, q.FileBytes
		if name == "" {
			name, content = "memo.txt", []byte("ほんの少しの文です。")
		}
		f, err := m.CreateFormFile(q.File, name)
		if err != nil {
			t.Fatal(err)
		}
		f.Write(content)
		m.Close()
		req.Header.Set("Content-Type", m.FormDataContentType())
	default:
		body.WriteString(q.Form.Encode())
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	req.ContentLength = int64(body.Len())
	if q.Key != "" {
		req.Header.Set("Idempotency-Key", q.Key)
	}
	if secret != "" {
		req.AddCookie(&http.Cookie{Name: "nariwai", Value: secret})
	}
	w := httptest.NewRecorder()
	site.ServeHTTP(w, req)
	return w
}
