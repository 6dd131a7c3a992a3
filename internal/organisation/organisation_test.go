package organisation

import (
	"testing"

	"nariwai/internal/fault"
	"nariwai/internal/yen"
)

func TestApproval(t *testing.T) {
	s := Setting{ApproveOver: yen.Of(50_000)}
	for amount, want := range map[int64]bool{1: false, 50_000: false, 50_001: true} {
		if s.NeedsApproval(yen.Of(amount)) != want || (Setting{}).NeedsApproval(yen.Of(amount)) {
			t.Error(amount)
		}
	}
	for _, c := range []struct {
		by     string
		state  State
		yes    bool
		reason string
		want   fault.Kind
	}{
		{"asker", Open, true, "", fault.Forbidden}, {"other", Open, false, " ", fault.Invalid}, {"other", Approved, true, "", fault.Conflict},
	} {
		v := Approval{AskedBy: "asker", State: c.state}
		if err := v.Decide("asker", c.yes, c.reason, 5); c.by == "asker" && !fault.Is(err, c.want) {
			t.Error(c, err)
		}
		if err := v.Decide("other", c.yes, c.reason, 5); c.by == "other" && !fault.Is(err, c.want) {
			t.Error(c, err)
		}
	}
	v := Approval{AskedBy: "asker", State: Open}
	if err := v.Withdraw("other", 5); !fault.Is(err, fault.Forbidden) {
		t.Error(err)
	}
	if err := v.Decide("other", false, "高すぎます", 5); err != nil || v.State != Refused || v.Withdraw("asker", 6) == nil {
		t.Error(v, err)
	}
}

func TestBudget(t *testing.T) {
	b := Budget{Amount: yen.Of(100_000)}
	if err := b.Check(yen.Of(60_000), yen.Of(40_000)); err != nil {
		t.Error(err)
	}
	if err := b.Check(yen.Of(60_000), yen.Of(40_001)); !fault.Is(err, fault.Conflict) {
		t.Error(err)
	}
	if err := b.Check(yen.Of(160_000), yen.Of(1)); !fault.Is(err, fault.Conflict) {
		t.Error(err)
	}
}

func TestDepartment(t *testing.T) {
	if d, err := NewDepartment("d", "p", " 110 ", "広報課"); err != nil || d.Label() != "110 広報課" {
		t.Error(d, err)
	}
	for _, c := range [][2]string{{"", "a"}, {"1", ""}, {"1,2", "a"}, {"1234567890123", "a"}, {"1", "a\nb"}} {
		if _, err := NewDepartment("d", "p", c[0], c[1]); err == nil {
			t.Error(c)
		}
	}
}
