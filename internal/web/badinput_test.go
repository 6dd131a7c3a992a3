package web_test

import (
	"fmt"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"nariwai/internal/webtest"
)

// post sends a form as a role.
func (h *house) post(r webtest.Role, path, form string) *httptest.ResponseRecorder {
	h.t.Helper()
	v, err := url.ParseQuery(form)
	if err != nil {
		h.t.Fatal(err)
	}
	return h.Ask(h.t, h.site, r, webtest.Request{Method: "POST", Path: path, Form: v})
}

// inputs reads what stands in the fields of an answer.
func inputs(t testing.TB, w *httptest.ResponseRecorder) url.Values {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(w.Body.String()))
	if err != nil {
		t.Fatal(err)
	}
	v := url.Values{}
	for n := range doc.Descendants() {
		switch n.Data {
		case "input":
			v.Add(attr(n, "name"), attr(n, "value"))
		case "textarea":
			if n.FirstChild != nil {
				v.Add(attr(n, "name"), n.FirstChild.Data)
			}
		}
	}
	return v
}

func TestNumbersAsPeopleTypeThem(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	free, draft := "/jobs/"+h.ID("job.free"), "/jobs/"+h.ID("job.draft")
	undo := h.Undo(t)
	for _, typed := range []string{"４０，０００", "40,000", "40,000円", "￥４００００", " 40000 "} {
		w := h.post(webtest.Worker, free+"/proposals", "do=send&due_on=2026-05-10&message=書きます&price="+url.QueryEscape(typed))
		if n := h.Count("SELECT COALESCE(MAX(price), 0) FROM market_proposal WHERE job = $1", h.ID("job.free")); w.Code != 303 || n != 40_000 {
			t.Errorf("a proposal of %q: %d, stored as %d", typed, w.Code, n)
		}
		w = h.post(webtest.Client, draft+"/edit/pay", "do=draft&unit=piece&quantity=１０&hires=２&pay="+url.QueryEscape(typed))
		if n := h.Count("SELECT pay * 100 + quantity * 10 + hires FROM market_job WHERE id = $1", h.ID("job.draft")); w.Code != 303 || n != 4_000_102 {
			t.Errorf("a job of %q: %d, stored as %d", typed, w.Code, n)
		}
		undo.Do()
	}
}

func TestImpossibleAmounts(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	undo := h.Undo(t)
	tooSmall := []string{"0", "-1", "−1", "－１", "1000000000000", "１，０００，０００，０００，０００", "1.5", "１．５", "四万", "1e4", "0x10"}
	for _, f := range []struct {
		what, row, field string
		role             webtest.Role
		values           []string
	}{
		{"a proposal", "POST /jobs/{id}/proposals", "price", webtest.Worker, tooSmall},
		{"a look at a proposal", "POST /jobs/{id}/proposals @look", "price", webtest.Worker, tooSmall},
		{"a proposal that stands", "POST /proposals/{id}/edit", "price", webtest.Worker, tooSmall},
		{"a change order", "POST /items/{id}/change", "pay", webtest.Client, tooSmall},
		{"an agreed end", "POST /items/{id}/end", "pay", webtest.Client, tooSmall[1:]}, // nothing for the worker is possible
		{"a decision", "POST /desk/disputes/{id}/decide", "pay", webtest.Desk, tooSmall[1:]},
		{"a goal", "POST /home/goal", "goal", webtest.Worker, tooSmall[1:]},
	} {
		for _, typed := range f.values {
			q := h.Request(f.row, f.role)
			q.Form.Set(f.field, typed)
			w := h.Ask(t, h.site, f.role, q)
			if w.Code != 422 {
				t.Errorf("%s of %q: %d, want 422", f.what, typed, w.Code)
				continue
			}
			kept := inputs(t, w)
			for name, values := range q.Form {
				if name != "do" && name != "fault" && strings.Join(kept[name], " ") != strings.Join(values, " ") {
					t.Errorf("%s of %q: the field %s comes back as %q, was %q", f.what, typed, name, kept[name], values)
				}
			}
			if undo.Do() && f.what != "a decision" {
				t.Errorf("%s of %q wrote something", f.what, typed)
			}
		}
	}
	// A draft may lack its pay, but what stands there must be an amount.
	for _, typed := range tooSmall[1:] {
		w := h.post(webtest.Client, "/jobs/"+h.ID("job.draft")+"/edit/pay", "do=draft&unit=lump&hires=1&pay="+url.QueryEscape(typed))
		if got := inputs(t, w).Get("pay"); w.Code != 422 || got != typed {
			t.Errorf("a draft of %q: %d with %q", typed, w.Code, got)
		}
	}
	w := h.post(webtest.Client, "/jobs/"+h.ID("job.draft")+"/edit/pay", "unit=lump&hires=1&pay=0")
	if w.Code != 422 {
		t.Errorf("going on with a pay of 0: %d", w.Code)
	}
	// Milestones, too.
	for _, typed := range tooSmall {
		w := h.post(webtest.Worker, "/jobs/"+h.ID("job.free")+"/proposals", "do=send&price=40000&due_on=2026-05-10&message=書きます&part_title=a&part_title=b&part_price=20000&part_price="+
			url.QueryEscape(typed)+"&part_due_on=2026-05-01&part_due_on=2026-05-10")
		if w.Code != 422 || !strings.Contains(fmt.Sprint(inputs(t, w)["part_price"]), typed) {
			t.Errorf("a milestone of %q: %d", typed, w.Code)
		}
	}
	if undo.Do() {
		t.Error("something was written")
	}
}

func TestFilesThatLie(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	undo := h.Undo(t)
	for name, content := range map[string]string{
		"写真.png":    "MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00\xb8\x00\x00\x00",
		"写真.jpg":    "<!doctype html><script>alert(1)</script>",
		"原稿.pdf":    "%!PS-Adobe-3.0\n",
		"原稿.docx":   "ただの文です",
		"原稿.txt":    "\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x3e\x00",
		"setup.exe": "ただの文です",
		"空.txt":     "",
	} {
		for row, role := range map[string]webtest.Role{"POST /items/{id}/deliver": webtest.Worker, "POST /contracts/{id}/files": webtest.Client} {
			q := h.Request(row, role)
			q.FileName, q.FileBytes = name, []byte(content)
			w := h.Ask(t, h.site, role, q)
			if w.Code != 422 || !strings.Contains(w.Body.String(), name) {
				t.Errorf("%s with %s: %d, and the page doesn't name it", row, name, w.Code)
			}
			if body := q.Form.Get("body"); body != "" && inputs(t, w).Get("body") != body {
				t.Errorf("%s with %s: the text is lost", row, name)
			}
			if undo.Do() {
				t.Errorf("%s with %s: something was written", row, name)
			}
		}
	}
	// A page that somebody sends as text is given back as something that no browser runs.
	q := h.Request("POST /contracts/{id}/files", webtest.Client)
	q.FileName, q.FileBytes = "page.html", []byte("<!doctype html><script>alert(1)</script>")
	if w := h.Ask(t, h.site, webtest.Client, q); w.Code != 303 {
		t.Fatal(w.Code)
	}
	file := h.strings("SELECT id FROM market_file WHERE name = 'page.html'")[0]
	w := h.Ask(t, h.site, webtest.Worker, webtest.Request{Method: "GET", Path: "/files/" + file})
	if w.Code != 200 || w.Header().Get("Content-Type") != "application/octet-stream" || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") ||
		w.Header().Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(w.Header().Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}
