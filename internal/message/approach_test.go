package message

import (
	"strings"
	"testing"
)

func TestMayApproach(t *testing.T) {
	limits := Limits{Open: 20, Day: 10}
	for _, c := range []struct {
		waiting, today, left int64
		say                  string // of the refusal
	}{
		{0, 0, 10, ""},
		{15, 3, 5, ""},
		{12, 9, 1, ""},
		{19, 10, 0, "明日になると"},
		{20, 0, 0, "募集が終わると"},
		{25, 12, 0, "募集が終わると"}, // the limits were higher before
	} {
		a := Approaches{Limits: limits, Waiting: c.waiting, Today: c.today}
		if a.Left() != c.left {
			t.Errorf("%d wait, %d today: %d left, want %d", c.waiting, c.today, a.Left(), c.left)
		}
		err := a.MayApproach()
		if (err == nil) != (c.say == "") || err != nil && !strings.Contains(err.Error(), c.say) {
			t.Errorf("%d wait, %d today: %v", c.waiting, c.today, err)
		}
	}
	for _, l := range []Limits{{2, 10}, {20, 0}, {1_001, 10}} {
		if l.Validate() == nil {
			t.Errorf("%+v is a rule", l)
		}
	}
}
