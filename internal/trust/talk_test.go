package trust

import (
	"strings"
	"testing"

	"nariwai/internal/fault"
)

func TestTalkReport(t *testing.T) {
	r := TalkReport{ID: "r", Reason: ReasonSpam, Words: " しつこい ", State: ReportOpen}
	if err := r.Check(); err != nil || r.Words != "しつこい" {
		t.Error(err, r.Words)
	}
	for _, bad := range []TalkReport{{Reason: "grudge"}, {Reason: ReasonFalse}, {Reason: ReasonSpam, Words: strings.Repeat("あ", MostWords+1)}} {
		if err := bad.Check(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	if _, err := r.OpenTalk("l", "desk", "  ", 5); !fault.Is(err, fault.Invalid) {
		t.Error("read without a reason:", err)
	}
	look, err := r.OpenTalk("l", "desk", " 通報を確かめるため ", 5)
	if err != nil || look != (Look{ID: "l", Report: "r", Person: "desk", Reason: "通報を確かめるため", At: 5}) {
		t.Error(look, err)
	}
	if err := r.Decide(true, "desk", "", 6); !fault.Is(err, fault.Invalid) {
		t.Error("decided without a word:", err)
	}
	if err := r.Decide(true, "desk", "注意しました", 6); err != nil || r.State != ReportUpheld || r.Note != "注意しました" {
		t.Error(err, r)
	}
	if err := r.Decide(false, "desk", "やはり", 7); !fault.Is(err, fault.Conflict) {
		t.Error("decided twice:", err)
	}
	if _, err := r.OpenTalk("l", "desk", "もう一度", 8); !fault.Is(err, fault.Conflict) {
		t.Error("read after the decision:", err)
	}
}
