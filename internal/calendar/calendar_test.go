package calendar

import (
	"encoding/json"
	"testing"
	"time"

	"nariwai/internal/clock"
	"nariwai/internal/fault"
)

func TestDateText(t *testing.T) {
	d := Of(2026, time.November, 23)
	for got, want := range map[string]string{
		d.String(): "2026-11-23",
		d.Ja():     "2026年11月23日（月）",
		d.Short():  "11/23（月）",
		d.En():     "Mon 23 Nov 2026",
		Date(0).String() + Date(0).Ja() + Date(0).Short() + Date(0).En(): "",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestParse(t *testing.T) {
	want := Of(2026, 1, 5)
	for _, s := range []string{"2026-01-05", "2026/1/5", " 2026-1-5 ", "20260105", "２０２６−０１−０５", "２０２６／１／５", "2026年1月5日", "2026.1.5"} {
		if d, err := Parse(s); err != nil || d != want {
			t.Errorf("Parse(%q) = %v, %v", s, d, err)
		}
	}
	for _, s := range []string{"", "2026-02-29", "2026-13-01", "2026-00-01", "2026-1-0", "26-01-05", "2026-1", "2026-1-5-1", "20261", "1899-01-01", "today", "2026-01-005", "+026-01-05"} {
		if d, err := Parse(s); !fault.Is(err, fault.Invalid) {
			t.Errorf("Parse(%q) = %v, %v; want Invalid", s, d, err)
		}
	}
}

func TestParseMonth(t *testing.T) {
	for _, s := range []string{"2026-10", "202610", "2026/10", "２０２６－１０", "2026年10月"} {
		if m, err := ParseMonth(s); err != nil || m != 202610 {
			t.Errorf("ParseMonth(%q) = %v, %v", s, m, err)
		}
	}
	for _, s := range []string{"", "2026-13", "2026-0", "20261", "2026", "2026-", "x", "2026-10-01"} {
		if m, err := ParseMonth(s); !fault.Is(err, fault.Invalid) {
			t.Errorf("ParseMonth(%q) = %v, %v; want Invalid", s, m, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("2026-11-23")
	f.Add("２０２６年２月３０日")
	f.Fuzz(func(t *testing.T, s string) {
		if d, err := Parse(s); err == nil {
			if back, err := Parse(d.String()); err != nil || back != d {
				t.Errorf("%q → %v → %v, %v", s, d, back, err)
			}
		} else if !fault.Is(err, fault.Invalid) {
			t.Error(err)
		}
	})
}

func TestStored(t *testing.T) {
	type row struct {
		D Date
		M Month
	}
	for _, in := range []row{{Of(2026, 11, 23), 202611}, {}} {
		b, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		var out row
		if err := json.Unmarshal(b, &out); err != nil || out != in {
			t.Errorf("%s → %v, %v", b, out, err)
		}
		v, _ := in.D.Value()
		w, _ := in.M.Value()
		out = row{}
		if out.D.Scan(v) != nil || out.M.Scan(w) != nil || out != in {
			t.Errorf("scanned %v from %v, %v", out, v, w)
		}
	}
	var r row
	if json.Unmarshal([]byte(`{"D":"2026-02-30"}`), &r) == nil || r.D.Scan("2026-11-23") == nil || r.M.Scan(nil) == nil {
		t.Error("took what is no date")
	}
}

func TestDays(t *testing.T) {
	if d := On(clock.At(2026, 10, 31, 23, 59)); d != 20261031 {
		t.Error(d)
	}
	if d := On(clock.At(2026, 11, 1, 0, 0)); d != 20261101 || d.Start() != clock.At(2026, 11, 1, 0, 0) {
		t.Error(d)
	}
	if On(0) != 0 || Date(0).Start() != 0 || Date(0).AddDays(3) != 0 || PrevBankDay(0) != 0 || NextBankDay(0) != 0 {
		t.Error("none does not stay none")
	}
	d := Of(1970, 1, 1)
	for n := range 30_000 {
		e := d.AddDays(n)
		if e.Sub(d) != n || d.Sub(e) != -n || e.AddDays(-n) != d || Of(e.Year(), e.Month(), e.Day()) != e || On(e.Start()) != e {
			t.Fatalf("%v + %d = %v", d, n, e)
		}
		if m := MonthOf(e); m.First().After(e) || m.Last().Before(e) || m.Last().AddDays(1) != m.Next().First() || m.Next().Prev() != m {
			t.Fatalf("%v of %v", m, e)
		}
	}
	if m := Month(202612); m.Next() != 202701 || Month(202701).Prev() != m || m.String() != "2026-12" || m.Ja() != "2026年12月" || Month(202610).En() != "October 2026" {
		t.Error("months")
	}
}

func TestHolidays(t *testing.T) {
	if n := len(holidays()); n != 1329 {
		t.Errorf("%d holidays", n)
	}
	for d, want := range map[Date]string{
		Of(2026, 1, 1): "元日", Of(2026, 9, 22): "休日", Of(2026, 11, 23): "勤労感謝の日", Of(2026, 5, 6): "こどもの日 振替休日",
		Of(2019, 5, 1): "休日（祝日扱い）", Of(2021, 7, 23): "スポーツの日", Of(1989, 2, 24): "大喪の礼",
		Of(2026, 11, 24): "", Of(2021, 10, 11): "",
	} {
		if got, ok := Holiday(d); ok != (want != "") || got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
	for d, name := range holidays() {
		if name == "" || fromTime(d.time()) != d {
			t.Errorf("%v %q", d, name)
		}
	}
}

func TestBankDays(t *testing.T) {
	for d, want := range map[Date]bool{
		20261123: false, 20261121: false, 20261122: false, 20261124: true,
		20261230: true, 20261231: false, 20270101: false, 20270103: false, 20270104: true,
		20260922: false, // between two holidays
	} {
		if IsBankDay(d) != want {
			t.Errorf("IsBankDay(%v) = %v", d, !want)
		}
	}
	for _, c := range []struct {
		d    Date
		n    int
		want Date
	}{
		{20261124, -2, 20261119}, {20261124, 1, 20261125}, {20261120, 1, 20261124}, {20261230, 1, 20270104},
		{20270104, -1, 20261230}, {20261123, 0, 20261123}, {20261123, 1, 20261124}, {20261123, -1, 20261120},
	} {
		if got := AddBankDays(c.d, c.n); got != c.want {
			t.Errorf("AddBankDays(%v, %d) = %v, want %v", c.d, c.n, got, c.want)
		}
	}
	if PrevBankDay(20261123) != 20261120 || NextBankDay(20261121) != 20261124 || PrevBankDay(20261124) != 20261124 {
		t.Error("previous and next")
	}
}

func TestClosing(t *testing.T) {
	c := DefaultClosing()
	if err := c.Validate(); err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct{ got, want Date }{
		{c.Payday(202610), 20261113}, // 15 November 2026 is a Sunday
		{c.PaydayFor(20261001), 20261113},
		{c.PaydayFor(20261031), 20261113},
		{c.Payday(202612), 20270115},
		{c.FileDay(20261113), 20261111},
		{c.TermsPayday(20261024), 20261113},
		{c.TermsPayday(20261025), 20261215},
		{c.PayBy(20261015), 20261211}, // receipt + 59 is Sunday 13 December
		{c.EscalateOn(20261015), 20261204},
	} {
		if x.got != x.want {
			t.Errorf("got %v, want %v", x.got, x.want)
		}
	}
}

// worst is the latest payday after receipt, in days, over four years of deliveries that nobody decides on.
func worst(c Closing, acceptedAfter int) (days int) {
	for d := Of(2025, 1, 1); d.Before(Of(2029, 1, 1)); d = d.AddDays(1) {
		days = max(days, c.PaydayFor(d.AddDays(acceptedAfter)).Sub(d))
	}
	return days
}

func TestNothingIsPaidAfterTheSixtiethDay(t *testing.T) {
	c := DefaultClosing()
	for c.PayDay = 1; c.PayDay <= 28; c.PayDay++ {
		got := worst(c, c.AutoAcceptDays)
		if c.PayDay <= 22 && got > 59 {
			t.Errorf("pay day %d: %d days after receipt", c.PayDay, got)
		}
		if c.Validate() == nil && worst(c, c.AutoAcceptDays+1) > 59 {
			t.Errorf("pay day %d is allowed and leaves no reserve", c.PayDay)
		}
	}
	// No rule that Validate lets through may break its own limit, whatever its numbers.
	for pay := -1; pay <= 32; pay++ {
		for accept := -1; accept <= 40; accept++ {
			for _, limit := range []int{0, 30, 45, 58, 59, 60} {
				c := Closing{PayDay: pay, FileLeadDays: 2, AutoAcceptDays: accept, LimitDays: limit, EscalateDays: limit - 1}
				if c.Validate() == nil && (limit > 59 || pay > 20 || worst(c, accept+1) > limit) {
					t.Errorf("allowed %+v", c)
				}
			}
		}
	}
}

func TestGuardAndFileDays(t *testing.T) {
	c := DefaultClosing()
	for d := Of(2025, 1, 1); d.Before(Of(2029, 1, 1)); d = d.AddDays(1) {
		by := c.PayBy(d)
		if !IsBankDay(by) || by.Sub(d) > 59 || by.Sub(d) < 50 {
			t.Errorf("received %v, pay by %v", d, by)
		}
		if by.Before(c.TermsPayday(d)) {
			t.Errorf("received %v: the terms say %v, after %v", d, c.TermsPayday(d), by)
		}
	}
	for m := Month(202501); m.Before(203001); m = m.Next() {
		p := c.Payday(m)
		if !IsBankDay(p) || !IsBankDay(c.FileDay(p)) || !c.FileDay(p).After(m.Last()) || p.Day() > 15 {
			t.Errorf("%v: file %v, payday %v", m, c.FileDay(p), p)
		}
	}
}

func TestValidate(t *testing.T) {
	for name, change := range map[string]func(*Closing){
		"pay day 0": func(c *Closing) { c.PayDay = 0 }, "pay day 21": func(c *Closing) { c.PayDay = 21 },
		"on the first": func(c *Closing) { c.PayDay = 1 }, "at new year": func(c *Closing) { c.PayDay = 4 },
		"lead -1": func(c *Closing) { c.FileLeadDays = -1 }, "lead 6": func(c *Closing) { c.FileLeadDays = 6 },
		"accept 0": func(c *Closing) { c.AutoAcceptDays = 0 }, "accept 14": func(c *Closing) { c.AutoAcceptDays = 14 },
		"limit 60": func(c *Closing) { c.LimitDays = 60 }, "escalate late": func(c *Closing) { c.EscalateDays = 59 },
		"escalate early": func(c *Closing) { c.EscalateDays = 7 },
	} {
		c := DefaultClosing()
		change(&c)
		if err := c.Validate(); !fault.Is(err, fault.Invalid) || len(fault.Of(err).Fields) == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	c := DefaultClosing()
	if c.PayDay = 20; c.Validate() != nil {
		t.Error("the 20th is allowed")
	}
}
