// Package calendar holds civil dates and months of Japan, the days on which its banks work,
// and the rule by which a month is closed and paid.
package calendar

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"nariwai/internal/clock"
	"nariwai/internal/fault"
)

// A Date is a day in Japan, kept as the number yyyymmdd so that a table can be read by eye.
// The zero Date means "none".
type Date int32

// Of returns the date; a day or month out of range carries over, as with time.Date.
func Of(year int, month time.Month, day int) Date {
	return fromTime(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// On returns Japan's day at i; the zero Instant has none.
func On(i clock.Instant) Date {
	if i.IsZero() {
		return 0
	}
	return fromTime(i.Time())
}

func fromTime(t time.Time) Date {
	y, m, d := t.Date()
	return Date(y*10_000 + int(m)*100 + d)
}

func (d Date) time() time.Time {
	return time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, time.UTC)
}

func (d Date) Year() int             { return int(d) / 10_000 }
func (d Date) Month() time.Month     { return time.Month(int(d) / 100 % 100) }
func (d Date) Day() int              { return int(d) % 100 }
func (d Date) Weekday() time.Weekday { return d.time().Weekday() }
func (d Date) IsZero() bool          { return d == 0 }
func (d Date) Before(e Date) bool    { return d < e }
func (d Date) After(e Date) bool     { return d > e }

// Start is 00:00 of the day in Japan; the zero Date has the zero Instant.
func (d Date) Start() clock.Instant {
	if d == 0 {
		return 0
	}
	return clock.At(d.Year(), d.Month(), d.Day(), 0, 0)
}

// AddDays returns the day n days later; "none" stays none.
func (d Date) AddDays(n int) Date {
	if d == 0 {
		return 0
	}
	return fromTime(d.time().AddDate(0, 0, n))
}

// Sub returns how many days after e d is. Neither may be zero.
func (d Date) Sub(e Date) int {
	return int((d.time().Unix() - e.time().Unix()) / (24 * 60 * 60))
}

// String is 2026-11-23, or "" for none.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year(), d.Month(), d.Day())
}

var weekdays = [...]string{"日", "月", "火", "水", "木", "金", "土"}

// Ja is 2026年11月23日（月）.
func (d Date) Ja() string {
	if d == 0 {
		return ""
	}
	return fmt.Sprintf("%d年%d月%d日（%s）", d.Year(), d.Month(), d.Day(), weekdays[d.Weekday()])
}

// Short is 11/23（月）.
func (d Date) Short() string {
	if d == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d（%s）", d.Month(), d.Day(), weekdays[d.Weekday()])
}

// En is Mon 23 Nov 2026.
func (d Date) En() string {
	if d == 0 {
		return ""
	}
	return d.time().Format("Mon 2 Jan 2006")
}

// Parse reads a date as a person or a bank writes it: 2026-11-23, 2026/11/23, 2026/1/5, 20261123,
// 2026年11月23日, also in full-width digits. A day that does not exist, or anything else, is Invalid.
func Parse(s string) (Date, error) {
	s = plain(s)
	if s == "" {
		return 0, fault.New(fault.Invalid, "日付を入れてください")
	}
	if r, ok := strings.CutSuffix(s, "日"); ok {
		s = strings.NewReplacer("年", "-", "月", "-").Replace(r)
	}
	f := strings.Split(s, "-")
	if len(f) == 1 && len(s) == 8 {
		f = []string{s[:4], s[4:6], s[6:]}
	}
	if len(f) != 3 || len(f[0]) != 4 || !digits(f[0]) || !upToTwo(f[1]) || !upToTwo(f[2]) {
		return 0, fault.New(fault.Invalid, "日付は 2026-11-23 の形で入れてください")
	}
	y, m, day := number(f[0]), number(f[1]), number(f[2])
	d := Of(y, time.Month(m), day)
	if y < 1900 || y > 2199 || int(d) != y*10_000+m*100+day {
		return 0, fault.New(fault.Invalid, "%sという日付はありません", s)
	}
	return d, nil
}

// plain narrows digits and turns every usual separator into a hyphen.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case strings.ContainsRune("/／－−‐.．", r):
			return '-'
		}
		return r
	}, strings.TrimSpace(s))
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func upToTwo(s string) bool { return len(s) <= 2 && digits(s) }

func number(s string) int {
	n, _ := strconv.Atoi(s) // the caller has seen that it is a few digits
	return n
}

func (d Date) Value() (driver.Value, error) { return int64(d), nil }

func (d *Date) Scan(src any) error {
	n, ok := src.(int64)
	if !ok {
		return fmt.Errorf("calendar: cannot scan %T", src)
	}
	*d = Date(n)
	return nil
}

func (d Date) MarshalJSON() ([]byte, error) { return json.Marshal(d.String()) }

func (d *Date) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	if s == "" {
		*d = 0
		return nil
	}
	p, err := Parse(s)
	if err != nil {
		return err
	}
	*d = p
	return nil
}
