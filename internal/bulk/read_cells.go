package bulk

import (
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"nariwai/internal/calendar"
)

// whole reads a number as people and spreadsheets write it: １，２００円, "1,200", 1200.0. Nothing is 0.
func whole(s string, units ...string) (int64, bool) {
	s = strings.TrimSpace(norm.NFKC.String(s))
	for _, u := range units {
		s = strings.TrimSpace(strings.TrimSuffix(s, u))
	}
	s = strings.TrimSpace(strings.TrimLeft(s, "¥\\"))
	if s == "" {
		return 0, true
	}
	if i, fraction, ok := strings.Cut(s, "."); ok {
		if strings.Trim(fraction, "0") != "" {
			return 0, false
		}
		s = i
	}
	if head, rest, ok := strings.Cut(s, ","); ok { // thousands, and nothing else
		parts := strings.Split(rest, ",")
		if head == "" || len(head) > 3 {
			return 0, false
		}
		for _, p := range parts {
			if len(p) != 3 {
				return 0, false
			}
		}
		s = head + strings.Join(parts, "")
	}
	n, err := strconv.ParseUint(s, 10, 31)
	return int64(n), err == nil
}

// day reads a date as people and spreadsheets write it: 2026/12/5, 2026-12-05, 2026年12月5日（土）, R8.12.5, 12/5 (the next one), 20261205,
// and the number of days that Excel keeps.
func day(s string, since1904 bool, today calendar.Date) (calendar.Date, bool) {
	s = strings.TrimSpace(norm.NFKC.String(s))
	if s, _, _ = strings.Cut(s, "("); s == "" {
		return 0, false
	}
	s, _, _ = strings.Cut(strings.ReplaceAll(s, "T", " "), " ") // the time of the day
	if n, err := strconv.ParseFloat(s, 64); err == nil && n == n && strings.IndexFunc(s, func(r rune) bool { return (r < '0' || r > '9') && r != '.' }) < 0 && strings.Count(s, ".") < 2 {
		return serial(n, since1904)
	}
	era := 0
	for _, e := range []string{"令和", "R", "r"} {
		if rest, ok := strings.CutPrefix(s, e); ok {
			s, era = strings.Replace(rest, "元", "1", 1), 2018
			break
		}
	}
	parts := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("/-.年月日", r) })
	var n []int
	for _, p := range parts {
		x, err := strconv.Atoi(p)
		if err != nil || x < 0 || len(p) > 4 {
			return 0, false
		}
		n = append(n, x)
	}
	switch {
	case len(n) == 2 && era == 0:
		d, ok := date(today.Year(), n[0], n[1])
		if ok && d.Before(today) {
			d, ok = date(today.Year()+1, n[0], n[1])
		}
		return d, ok
	case len(n) == 3 && era > 0:
		return date(era+n[0], n[1], n[2])
	case len(n) == 3 && n[0] < 100:
		return date(2000+n[0], n[1], n[2])
	case len(n) == 3:
		return date(n[0], n[1], n[2])
	}
	return 0, false
}

// serial reads 20261205, and days since the last day of 1899 (or the first of 1904) as Excel keeps dates.
func serial(n float64, since1904 bool) (calendar.Date, bool) {
	i := int(n)
	switch {
	case i >= 2000_01_01 && i <= 2099_12_31 && float64(i) == n:
		return date(i/10000, i/100%100, i%100)
	case i >= 30_000 && i <= 80_000:
		from := calendar.Of(1899, 12, 30)
		if since1904 {
			from = calendar.Of(1904, 1, 1)
		}
		return from.AddDays(i), true
	}
	return 0, false
}

// date makes a date of what may be none, such as the 31st of February.
func date(year, month, dayOfMonth int) (calendar.Date, bool) {
	if year < 2000 || year > 2099 || month < 1 || month > 12 || dayOfMonth < 1 || dayOfMonth > 31 {
		return 0, false
	}
	d := calendar.Date(year*10000 + month*100 + dayOfMonth)
	return d, d.AddDays(1).AddDays(-1) == d
}
