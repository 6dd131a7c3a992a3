package bulk

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"nariwai/internal/calendar"
	"nariwai/internal/fault"
	"nariwai/internal/phrase"
	"nariwai/internal/yen"
)

// Column is what a column of a client's table is.
type Column string

const (
	Title    Column = "title"
	Keywords Column = "keywords"
	Chars    Column = "chars"
	Price    Column = "price"
	DueOn    Column = "due_on"
	Notes    Column = "notes"
)

// Columns are all of them, in the order in which a table without heads is read.
var Columns = []Column{Title, Keywords, Chars, Price, DueOn, Notes}

// Word says it to people, as a key of package phrase.
func (c Column) Word() string {
	switch c {
	case Title:
		return "題"
	case Keywords:
		return "キーワード"
	case Chars:
		return "字数"
	case Price:
		return "報酬"
	case DueOn:
		return "納期"
	}
	return "備考"
}

// heads are what people call the columns, as plain says it.
var heads = map[string]Column{
	"題": Title, "題名": Title, "タイトル": Title, "記事タイトル": Title, "件名": Title, "記事名": Title, "title": Title,
	"キーワード": Keywords, "kw": Keywords, "keyword": Keywords, "keywords": Keywords,
	"字数": Chars, "文字数": Chars, "chars": Chars, "characters": Chars, "length": Chars,
	"報酬": Price, "単価": Price, "金額": Price, "価格": Price, "price": Price, "pay": Price,
	"納期": DueOn, "期日": DueOn, "締切": DueOn, "納品日": DueOn, "due": DueOn, "duedate": DueOn, "dueon": DueOn, "deadline": DueOn,
	"備考": Notes, "メモ": Notes, "注意": Notes, "補足": Notes, "notes": Notes, "note": Notes,
}

// plain is a head without what does not matter: width, case, spaces, and what stands in brackets.
func plain(s string) string {
	s, _, _ = strings.Cut(norm.NFKC.String(s), "(")
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '_' || r == '\n' || r == '*' {
			return -1
		}
		return r
	}, strings.ToLower(s))
}

// Bad is a row that can't be taken, with one of the reasons.
type Bad struct {
	Row    int // as the spreadsheet counts
	Column Column
	Value  string
	Say    fault.Error
}

// Sheet is what a table says.
type Sheet struct {
	Asks    []Ask
	Rows    []int // the row of each
	Bad     []Bad
	Unknown []string // heads that were not understood, and so left out
}

// Read understands a table: heads in any order, in Japanese or English, or none and the columns in ours. It takes all that it can
// and names every row that is wrong, with its reasons.
func Read(rows [][]string, since1904 bool, today calendar.Date) (s Sheet, err error) {
	at, first := map[Column]int{}, 0
	if head, found, unknown := headsOf(rows); found {
		at, first, s.Unknown = head, 1, unknown
		for _, c := range []Column{Title, Price, DueOn} {
			if _, ok := at[c]; !ok {
				return s, fault.New(fault.Invalid, "「%s」の列がありません。1行めに、題・報酬・納期の見出しを入れてください", phrase.Word(c.Word()))
			}
		}
	} else {
		for i, c := range Columns {
			at[c] = i
		}
	}
	for i, row := range rows[first:] {
		cell := func(c Column) string {
			if k, ok := at[c]; ok && k < len(row) {
				return row[k]
			}
			return ""
		}
		if !slices.ContainsFunc(Columns, func(c Column) bool { return cell(c) != "" }) {
			continue // an empty row between others
		}
		a, form := ask(cell, since1904, today)
		if len(form.fields) > 0 {
			for _, f := range form.fields {
				c := Column(f.Field)
				s.Bad = append(s.Bad, Bad{Row: first + i + 1, Column: c, Value: cell(c), Say: f})
			}
			continue
		}
		s.Asks, s.Rows = append(s.Asks, a), append(s.Rows, first+i+1)
	}
	return s, nil
}

// headsOf finds the heads in the first row: two that are known make it one.
func headsOf(rows [][]string) (at map[Column]int, found bool, unknown []string) {
	at = map[Column]int{}
	if len(rows) == 0 {
		return at, false, nil
	}
	for i, h := range rows[0] {
		c, known := heads[plain(h)]
		if _, twice := at[c]; known && !twice {
			at[c] = i
		} else if h != "" {
			unknown = append(unknown, h)
		}
	}
	return at, len(at) >= 2, unknown
}

// reasons are what is wrong with a row, at most one for each column.
type reasons struct{ fields []fault.Error }

func (r *reasons) add(c Column, say string, args ...any) {
	if !slices.ContainsFunc(r.fields, func(f fault.Error) bool { return f.Field == string(c) }) {
		r.fields = append(r.fields, fault.Error{Kind: fault.Invalid, Field: string(c), Say: say, Args: args})
	}
}

func ask(cell func(Column) string, since1904 bool, today calendar.Date) (a Ask, r reasons) {
	a.Title, a.Keywords, a.Notes = cell(Title), cell(Keywords), cell(Notes)
	var ok bool
	if a.Chars, ok = whole(cell(Chars), "字", "文字"); !ok {
		r.add(Chars, "字数を数で書いてください")
	}
	price, ok := whole(cell(Price), "円")
	switch {
	case cell(Price) == "":
		r.add(Price, "報酬がありません")
	case !ok:
		r.add(Price, "報酬を、円の数で書いてください")
	}
	a.Price = yen.Of(price)
	if cell(DueOn) != "" {
		if a.DueOn, ok = day(cell(DueOn), since1904, today); !ok {
			r.add(DueOn, "納期を日付で書いてください（2026/12/5 など）")
		}
	}
	if err := a.Check(today); err != nil {
		for _, f := range fault.Of(err).Fields {
			r.add(Column(f.Field), f.Say, f.Args...)
		}
	}
	return a, r
}
