package web_test

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"nariwai/internal/bank/zenginread"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/web"
	"nariwai/internal/webtest"
)

// desk is two operators' browsers over the stage.
type desk struct {
	*webtest.Stage
	t      *testing.T
	site   http.Handler
	second string
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	s := webtest.New(t)
	return &desk{s, t, web.New(web.Config{DB: s.DB, Files: s.Files, BaseURL: "http://example.com"}).Handler(), s.SessionOf(s.Second(), true)}
}

func (d *desk) ask(session, method, path, form string) *httptest.ResponseRecorder {
	d.t.Helper()
	values, err := url.ParseQuery(form)
	if err != nil {
		d.t.Fatal(err)
	}
	return webtest.Send(d.t, d.site, session, webtest.Request{Method: method, Path: path, Form: values})
}

func (d *desk) want(w *httptest.ResponseRecorder, status int, says ...string) {
	d.t.Helper()
	if w.Code != status {
		d.t.Fatalf("%d, want %d\n%s", w.Code, status, w.Body)
	}
	for _, s := range says {
		if !strings.Contains(w.Body.String(), s) {
			d.t.Errorf("doesn't say %s", s)
		}
	}
}

// TestRunByTwo takes a counted run through two people and the bank, on the desk's pages alone.
func TestRunByTwo(t *testing.T) {
	d := newDesk(t)
	first, page := d.Session(webtest.Desk), "/desk/runs/"+d.ID("run.counted")
	d.want(d.ask(first, "GET", page, ""), 200, "80,831", "7項目すべてが一致", "あなたの番です")
	d.want(d.ask(first, "POST", page+"/check", "total=８０，８３０"), 422, "お金は動いていません", "80,830円", "80,831円")
	d.want(d.ask(first, "POST", page+"/check", "total=six"), 422, "金額は数字で入れてください")
	d.want(d.ask(first, "POST", page+"/release", ""), 409)
	d.want(d.ask(first, "POST", page+"/check", "total=８０，８３１円"), 303)
	d.want(d.ask(first, "GET", page, ""), 200, "別の人の承認を待っています")
	d.want(d.ask(first, "POST", page+"/release", ""), 403)
	d.want(d.ask(d.second, "GET", page+"/file", ""), 409)
	d.want(d.ask(d.second, "POST", page+"/return", ""), 422, "差し戻すわけを書いてください")
	d.want(d.ask(d.second, "POST", page+"/release", ""), 303)
	d.want(d.ask(d.second, "GET", page, ""), 200, "振込データを作れます")
	d.want(d.ask(d.second, "GET", page+"/file", ""), 409)
	d.want(d.ask(d.second, "POST", page+"/export", ""), 303)

	w := d.ask(first, "GET", page+"/file", "")
	d.want(w, 200)
	if got := w.Header().Get("Content-Disposition"); !strings.Contains(got, "nariwai-20260415.txt") {
		t.Error(got)
	}
	file, err := zenginread.Read(bytes.NewReader(w.Body.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if file.Count != 2 || file.Sum.Int64() != 80_831 || file.Month != 4 || file.Day != 15 {
		t.Errorf("%+v", file)
	}
	if again := d.ask(d.second, "GET", page+"/file", ""); !bytes.Equal(again.Body.Bytes(), w.Body.Bytes()) {
		t.Error("the second download is another file")
	}
	d.want(d.ask(first, "POST", page+"/paid", ""), 409) // two days before its day
	d.Clock.Set(calendar.Of(2026, 4, 15).Start().Add(10 * clock.Hour))
	d.want(d.ask(first, "POST", page+"/paid", ""), 303)
	d.want(d.ask(first, "GET", page, ""), 200, "80,831円を、振り込みました。", "振込ずみ")
	d.want(d.ask(d.Session(webtest.Worker), "GET", "/earnings", ""), 200, "42,431円", "振込ずみ")
}

// TestStatementTable gives the statement to a spreadsheet; nobody else's is there.
func TestStatementTable(t *testing.T) {
	d := newDesk(t)
	page := "/statements/" + d.ID("statement.worker")
	d.want(d.ask(d.Session(webtest.Worker), "GET", page, ""), 200, "28,288円", "3,712", "8,000", "P-2026-")
	d.want(d.ask(d.Session(webtest.OtherWorker), "GET", page+"/csv", ""), 404)
	w := d.ask(d.Session(webtest.Worker), "GET", page+"/csv", "")
	d.want(w, 200)
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(w.Body.Bytes(), []byte("\ufeff")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 4 || strings.Join(rows[1][3:], " ") != "40000 3636 3712 8000  28288" || strings.Join(rows[2][3:], " ") != "40000 3636 3712 8000 727 28288" {
		t.Errorf("%q", rows)
	}
	d.want(d.ask(d.Session(webtest.Worker), "GET", "/earnings.csv", ""), 200, "40000,8000,3712,28288")
}

// TestDecideOnALine sends a deposit without a match back, and books another as the operator's own.
func TestDecideOnALine(t *testing.T) {
	d := newDesk(t)
	first := d.Session(webtest.Desk)
	short, unknown := "/desk/lines/"+d.ID("deposit.short"), "/desk/lines/"+d.ID("deposit.unknown")
	d.want(d.ask(first, "GET", short, ""), 200, "金額が足りません", "9,999")
	d.want(d.ask(first, "POST", short+"/return", "bank=0001&branch=999&type=1&number=12&payee=北道"), 422, "この番号の支店は、この金融機関にありません", "口座名義に「北」は使えません", `value="0001"`)
	d.want(d.ask(first, "POST", short+"/return", "bank=０００１&branch=001&type=1&number=12&payee=カ）キタミチ"), 303)
	d.want(d.ask(first, "GET", "/desk/refunds", ""), 200, "9,999円", "次の振込で返します")
	d.want(d.ask(d.Session(webtest.Client), "GET", "/client", ""), 200, "9,999円", "金額が足りません")
	d.want(d.ask(first, "POST", unknown+"/own", ""), 422, "何のお金かを書いてください")
	d.want(d.ask(first, "POST", unknown+"/own", "note=運営が入れたお金"), 303)
	d.want(d.ask(first, "GET", unknown, ""), 200, "運営のお金")
}
