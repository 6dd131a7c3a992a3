package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"

	"nariwai/internal/usecase/cast"
	"nariwai/internal/webtest"
)

// TestDepositsByTheList brings the bank's list over the desk's pages, in CP932: to the yen it pays, one yen less pays nothing.
func TestDepositsByTheList(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	second := h.SessionOf(h.Second(), true)
	undo := h.Undo(t)
	for amount, want := range map[int64]string{40_000: "paid", 39_999: "open", 40_001: "open"} {
		deal := cast.Award(t, h.DB, h.Actor(webtest.Client), h.Actor(webtest.Worker), false, 40_000)
		reference := h.strings("SELECT reference FROM billing_funding WHERE contract = $1", deal.Contract)[0]
		file, err := japanese.ShiftJIS.NewEncoder().Bytes(h.List(amount, reference+" ｶ)ｷﾀﾉﾐﾁｷｶｸ"))
		if err != nil {
			t.Fatal(err)
		}
		bring := webtest.Request{Method: "POST", Path: "/desk/deposits", File: "file", FileName: "nyukin.csv", FileBytes: file}
		w := h.Ask(t, h.site, webtest.Desk, bring)
		list := w.Header().Get("Location")
		if w.Code != http.StatusSeeOther || !strings.HasPrefix(list, "/desk/deposits/") {
			t.Fatalf("%d %s\n%s", w.Code, list, h.lastError())
		}
		confirm := webtest.Request{Method: "POST", Path: list + "/confirm"}
		if w := h.Ask(t, h.site, webtest.Desk, confirm); w.Code != http.StatusForbidden {
			t.Errorf("one person brings and confirms: %d", w.Code)
		}
		if w := webtest.Send(t, h.site, second, confirm); w.Code != http.StatusSeeOther {
			t.Errorf("the second person: %d\n%s", w.Code, h.lastError())
		}
		got := h.strings("SELECT state FROM billing_funding WHERE contract = $1", deal.Contract)[0]
		escrow := h.Count("SELECT CAST(COALESCE(SUM(secured), 0) AS BIGINT) FROM market_item WHERE contract = $1", deal.Contract)
		waits := h.Count("SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM billing_deposit WHERE reference = $1 AND state = 'suspense'", reference)
		if got != want || want == "paid" && (escrow != 40_000 || waits != 0) || want == "open" && (escrow != 0 || waits != amount) {
			t.Errorf("%d for 40,000: the request is %s, %d in escrow, %d in suspense", amount, got, escrow, waits)
		}
		room := h.Ask(t, h.site, webtest.Client, webtest.Request{Method: "GET", Path: "/contracts/" + string(deal.Contract)})
		if room.Code != http.StatusOK {
			t.Errorf("the room of %d: %d", amount, room.Code)
		}
		undo.Do()
	}
	for name, bad := range map[string]string{
		"not a list":       "写真ではありません",
		"a missing line":   "日付,入出金額,振込人,残高\r\n2026-04-13,100,A,999999999\r\n",
		"a broken balance": strings.Replace(string(h.List(100, "A")), ",100,", ",101,", 1) + "2026-04-13,5,B,7\r\n",
		"a day to come":    strings.ReplaceAll(string(h.List(100, "A")), "2026-04-13", "2026-04-14"),
		"half a yen":       strings.Replace(string(h.List(100, "A")), ",100,", ",100.5,", 1),
	} {
		w := h.Ask(t, h.site, webtest.Desk, webtest.Request{Method: "POST", Path: "/desk/deposits", File: "file", FileName: "x.csv", FileBytes: []byte(bad)})
		if w.Code != http.StatusUnprocessableEntity || undo.Do() {
			t.Errorf("%s: %d, want 422 and nothing written", name, w.Code)
		}
	}
	w := h.Ask(t, h.site, webtest.Desk, webtest.Request{Method: "POST", Path: "/desk/deposits", File: "file", FileName: "list.csv",
		FileBytes: fmt.Appendf(nil, "MZ%s", strings.Repeat("\x00\xff", 500))})
	if w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a program as a list: %d", w.Code)
	}
}
