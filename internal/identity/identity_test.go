package identity

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

func waiting() Check {
	return Check{ID: "c", Party: "worker", Person: "michiru", Kind: License, Name: "佐藤みちる", State: Waiting, Document: "d", Key: "k", UploadedAt: 1}
}

func TestMay(t *testing.T) {
	good := Holder{LegalName: "佐藤みちる", Single: true}
	if err := good.May(); err != nil {
		t.Error(err)
	}
	for name, h := range map[string]Holder{
		"no name": {Single: true}, "company": {LegalName: "x", Single: true, Company: true}, "not one's own": {LegalName: "x"}, "too often": {LegalName: "x", Single: true, Shown: MostShown},
	} {
		if err := h.May(); !fault.Is(err, fault.Conflict) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if License.Valid() != nil || !fault.Is(Kind("insurance").Valid(), fault.Invalid) {
		t.Error("kinds")
	}
}

func TestCheck(t *testing.T) {
	now := clock.At(2026, 11, 28, 10, 0)
	c := waiting()
	if c.OpenTo("desk", now) {
		t.Error("read before it was opened")
	}
	if err := c.Pass("desk", "佐藤みちる", now); !fault.Is(err, fault.Conflict) {
		t.Error("decided without a look:", err)
	}
	if _, err := c.Open("desk", " ", now); !fault.Is(err, fault.Invalid) {
		t.Error("opened without a reason:", err)
	}
	if _, err := c.Open("michiru", "自分で", now); !fault.Is(err, fault.Forbidden) {
		t.Error("opened one's own:", err)
	}
	if why, err := c.Open("desk", " 届いた順に確認 ", now); err != nil || why != "届いた順に確認" {
		t.Error(why, err)
	}
	if !c.OpenTo("desk", now) || c.OpenTo("other", now) || c.OpenTo("desk", now.Add(OpenFor)) {
		t.Error("open to whom, and until when?")
	}
	if err := c.Pass("other", "佐藤みちる", now); !fault.Is(err, fault.Conflict) {
		t.Error("decided by who has not looked:", err)
	}
	if err := c.Pass("desk", "佐藤はるか", now); !fault.Is(err, fault.Conflict) {
		t.Error("another name passes:", err)
	}
	if err := c.Refuse("desk", "", now); !fault.Is(err, fault.Invalid) {
		t.Error("refused without a word:", err)
	}
	if err := c.Pass("desk", "佐藤みちる", now); err != nil || c.Key+c.Name != "" || c.ErasedAt != now || c.State != Passed || c.CheckedBy != "desk" {
		t.Errorf("%+v %v", c, err)
	}
	if c.OpenTo("desk", now) {
		t.Error("read after the decision")
	}
}

// Whatever happens to a check in whatever order: it can be opened only while it waits, and what has ended has no key, for ever.
func TestCheckLife(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, now := waiting(), clock.At(2026, 4, 1, 10, 0)
		c.UploadedAt = now
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			now = now.Add(clock.Duration(rapid.Int64Range(0, int64(10*clock.Day)).Draw(t, "later")))
			before := c
			by := id.Person(rapid.SampledFrom([]string{"desk", "other", "michiru"}).Draw(t, "by"))
			switch rapid.IntRange(0, 4).Draw(t, "what") {
			case 0:
				_, _ = c.Open(by, "確認", now)
			case 1:
				_ = c.Pass(by, "佐藤みちる", now)
			case 2:
				_ = c.Refuse(by, "読めません", now)
			case 3:
				_ = c.Withdraw(now)
			case 4:
				c.Expire(now)
			}
			if (c.State == Waiting) != (c.Key != "") || (c.State == Waiting) != c.ErasedAt.IsZero() {
				t.Fatalf("%+v", c)
			}
			if before.State != Waiting && c != before {
				t.Fatalf("changed after its end: %+v, %+v", before, c)
			}
			if c.OpenTo("michiru", now) || c.State == Passed && c.CheckedBy == "michiru" {
				t.Fatalf("looked at their own: %+v", c)
			}
		}
		if now >= c.UploadedAt.Add(KeptFor) && c.State == Waiting && (!c.Expire(now) || c.Key != "") {
			t.Fatalf("%+v lies longer than it may", c)
		}
	})
}

func TestPledge(t *testing.T) {
	e := PledgeOn(20261128)
	if PledgeOn(20200101).From != 20260101 || len(e.SHA256()) != 64 {
		t.Error(e)
	}
	// A text that somebody has signed can't be changed; a new one is a new edition.
	if got := editions[0].SHA256(); got != "d6789a7e6c53e2061d80339f388276173b78002dca8478ef1ac6674bc35b39c5" {
		t.Errorf("the first edition was changed: %s", got)
	}
	for name, c := range map[string]struct {
		shown       calendar.Date
		name, legal string
		agreed      bool
		kind        fault.Kind // 0 for none
	}{
		"good":       {20260101, "佐藤 みちる", "佐藤みちる", true, 0},
		"no legal":   {20260101, "みちる", "", true, 0},
		"old text":   {20250101, "佐藤みちる", "", true, fault.Conflict},
		"no name":    {20260101, " ", "", true, fault.Invalid},
		"other name": {20260101, "佐藤はるか", "佐藤みちる", true, fault.Invalid},
		"not agreed": {20260101, "佐藤みちる", "佐藤みちる", false, fault.Invalid},
		"long":       {20260101, strings.Repeat("あ", 101), "", true, fault.Invalid},
	} {
		p, err := e.Sign(c.shown, c.name, c.legal, c.agreed)
		if c.kind == 0 && (err != nil || p.SHA256 != e.SHA256() || p.Edition != e.From) || c.kind != 0 && !fault.Is(err, c.kind) {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
	}
}
