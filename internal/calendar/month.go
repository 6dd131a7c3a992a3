package calendar

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"nariwai/internal/fault"
)

// A Month is a calendar month, kept as the number yyyymm. The zero Month means "none".
type Month int32

// MonthOf returns the month that d lies in.
func MonthOf(d Date) Month { return Month(d / 100) }

func (m Month) year() int           { return int(m) / 100 }
func (m Month) month() time.Month   { return time.Month(int(m) % 100) }
func (m Month) IsZero() bool        { return m == 0 }
func (m Month) Before(n Month) bool { return m < n }
func (m Month) After(n Month) bool  { return m > n }

// First and Last are the days that bound the month.
func (m Month) First() Date { return Of(m.year(), m.month(), 1) }
func (m Month) Last() Date  { return Of(m.year(), m.month()+1, 0) }
func (m Month) Next() Month { return MonthOf(Of(m.year(), m.month()+1, 1)) }
func (m Month) Prev() Month { return MonthOf(Of(m.year(), m.month()-1, 1)) }

// String is 2026-10, or "" for none.
func (m Month) String() string {
	if m == 0 {
		return ""
	}
	return fmt.Sprintf("%04d-%02d", m.year(), m.month())
}

// Ja is 2026年10月.
func (m Month) Ja() string {
	if m == 0 {
		return ""
	}
	return fmt.Sprintf("%d年%d月", m.year(), m.month())
}

// En is October 2026.
func (m Month) En() string {
	if m == 0 {
		return ""
	}
	return fmt.Sprintf("%s %d", m.month(), m.year())
}

// ParseMonth reads 2026-10, 2026/10, 202610 or 2026年10月, also in full-width digits; anything else is Invalid.
func ParseMonth(s string) (Month, error) {
	s = plain(s)
	if s == "" {
		return 0, fault.New(fault.Invalid, "月を入れてください")
	}
	if r, ok := strings.CutSuffix(s, "月"); ok {
		s = strings.Replace(r, "年", "-", 1)
	}
	y, mm, ok := strings.Cut(s, "-")
	if !ok && len(s) == 6 {
		y, mm = s[:4], s[4:]
	}
	if len(y) != 4 || !digits(y) || !upToTwo(mm) {
		return 0, fault.New(fault.Invalid, "月は 2026-10 の形で入れてください")
	}
	if number(y) < 1900 || number(y) > 2199 || number(mm) < 1 || number(mm) > 12 {
		return 0, fault.New(fault.Invalid, "%sという月はありません", s)
	}
	return Month(number(y)*100 + number(mm)), nil
}

func (m Month) Value() (driver.Value, error) { return int64(m), nil }

func (m *Month) Scan(src any) error {
	n, ok := src.(int64)
	if !ok {
		return fmt.Errorf("calendar: cannot scan %T", src)
	}
	*m = Month(n)
	return nil
}

func (m Month) MarshalJSON() ([]byte, error) { return json.Marshal(m.String()) }

func (m *Month) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	if s == "" {
		*m = 0
		return nil
	}
	p, err := ParseMonth(s)
	if err != nil {
		return err
	}
	*m = p
	return nil
}
