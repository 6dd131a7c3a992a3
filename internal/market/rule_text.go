package market

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"nariwai/internal/calendar"
	"nariwai/internal/place"
	"nariwai/internal/yen"
)

// Long tables are typed, or pasted from a spreadsheet, as lines of three words: what can't be read stays zero in its row, so
// that Validate refuses the row by its number.

// Text writes the rows as ParseWages reads them, by day and then north to south: 北海道 2025-10-04 1075.
func (w Wages) Text() string {
	var b strings.Builder
	for _, r := range w.Sorted() {
		b.WriteString(r.Prefecture.Ja() + " " + r.From.String() + " " + strconv.FormatInt(r.Hour.Int64(), 10) + "\n")
	}
	return b.String()
}

// ParseWages reads lines of prefecture, first day and yen an hour.
func ParseWages(text string) (rows []Wage) {
	for _, f := range wordsOfLines(text) {
		r := Wage{}
		if len(f) == 3 {
			for _, p := range place.Prefectures() {
				if ja := p.Ja(); f[0] == ja || f[0] == p.En() || strings.HasPrefix(ja, f[0]) && utf8.RuneCountInString(ja) == utf8.RuneCountInString(f[0])+1 {
					r.Prefecture = p
				}
			}
			r.From, _ = calendar.Parse(f[1])
			r.Hour, _ = yen.Parse(f[2])
		}
		rows = append(rows, r)
	}
	return rows
}

// How paces name their units.
const perThousand, perPiece = "1000字", "1件"

// Text writes the rows as ParsePaces reads them, in their order: 翻訳・通訳 1000字 150.
func (p Paces) Text() string {
	var b strings.Builder
	for _, r := range p.Rows {
		c, _ := Categories.Find(r.Category)
		unit := perPiece
		if r.Unit == PerCharacter {
			unit = perThousand
		}
		b.WriteString(c.Ja + " " + unit + " " + strconv.FormatInt(r.Minutes, 10) + "\n")
	}
	return b.String()
}

// ParsePaces reads lines of category, unit and minutes.
func ParsePaces(text string) (rows []Pace) {
	for _, f := range wordsOfLines(text) {
		r := Pace{}
		if len(f) == 3 {
			for _, c := range Categories {
				if f[0] == c.Ja || f[0] == c.En || f[0] == c.Code {
					r.Category = c.Code
				}
			}
			switch strings.ReplaceAll(f[1], ",", "") {
			case perThousand:
				r.Unit = PerCharacter
			case perPiece:
				r.Unit = PerPiece
			}
			if n, err := yen.Parse(strings.TrimSuffix(f[2], "分")); err == nil {
				r.Minutes = n.Int64()
			}
		}
		rows = append(rows, r)
	}
	return rows
}

// wordsOfLines are the words of each line in which something stands.
func wordsOfLines(text string) (lines [][]string) {
	for line := range strings.Lines(text) {
		if f := strings.Fields(norm.NFKC.String(line)); len(f) > 0 {
			lines = append(lines, f)
		}
	}
	return lines
}
