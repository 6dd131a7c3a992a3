package calendar

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
	"time"
)

//go:embed holidays.txt
var holidaysText string

var holidays = sync.OnceValue(func() map[Date]string { return readHolidays(holidaysText) })

func readHolidays(text string) map[Date]string {
	names := map[byte]string{}
	table := map[Date]string{}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "="):
			names[line[1]] = line[3:]
		case line == "" || line[0] == '#':
		default:
			year, days, _ := strings.Cut(line, " ")
			for day := range strings.FieldsSeq(days) {
				n, err := strconv.Atoi(year + day[:4])
				if err != nil {
					panic("calendar: holidays.txt: " + line) // shipped in the binary and read by the test
				}
				table[Date(n)] = names[day[4]]
			}
		}
	}
	return table
}

// Holiday returns the name of the national holiday on d. The table covers 1970 to 2050;
// equinoxes that are not yet announced are estimates.
func Holiday(d Date) (name string, ok bool) {
	name, ok = holidays()[d]
	return name, ok
}

// IsBankDay reports whether banks move money on d: not on Saturday, Sunday, a holiday,
// or from 31 December to 3 January (Order for Enforcement of the Banking Act, art. 5).
func IsBankDay(d Date) bool {
	switch md := int(d) % 10_000; {
	case md == 1231, md >= 101 && md <= 103:
		return false
	}
	if w := d.Weekday(); w == time.Saturday || w == time.Sunday {
		return false
	}
	_, holiday := Holiday(d)
	return !holiday
}

// PrevBankDay returns d, or the last bank day before it.
func PrevBankDay(d Date) Date {
	for d != 0 && !IsBankDay(d) {
		d = d.AddDays(-1)
	}
	return d
}

// NextBankDay returns d, or the first bank day after it.
func NextBankDay(d Date) Date {
	for d != 0 && !IsBankDay(d) {
		d = d.AddDays(1)
	}
	return d
}

// AddBankDays returns the nth bank day after d, or before it when n is negative.
// With n = 0 it is d itself, bank day or not.
func AddBankDays(d Date, n int) Date {
	for ; n > 0; n-- {
		d = NextBankDay(d.AddDays(1))
	}
	for ; n < 0; n++ {
		d = PrevBankDay(d.AddDays(-1))
	}
	return d
}
