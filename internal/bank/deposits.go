package bank

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/unicode/norm"

	"nariwai/internal/calendar"
	"nariwai/internal/fault"
	"nariwai/internal/yen"
)

const (
	maxList     = 5 << 20 // bytes of one list
	maxPayerLen = 200     // letters in what the bank says of a line
)

// A List is what the bank says happened on the account, oldest line first.
type List struct {
	Opening yen.Yen // the balance before the first line
	Closing yen.Yen // the balance after the last line
	Lines   []Line
}

// A Line is one movement on the account.
type Line struct {
	On      calendar.Date
	Amount  yen.Yen // money in; below zero money out
	Payer   string  // what the bank says of it, as it is
	Balance yen.Yen // after this line
	Row     int     // the line of the file, the header being 1
}

// The accepted names of the columns, after NFKC, without spaces and in small letters. Either amount, or in and out.
// Other columns are ignored.
var columnNames = map[string][]string{
	"date":    {"日付", "取引日", "取引日付", "入金日", "勘定日", "お取引日", "date"},
	"amount":  {"金額", "取引金額", "入金額", "入出金額", "amount"},
	"in":      {"入金", "入金金額", "お預入額", "お預入金額", "お預り金額", "deposit", "credit"},
	"out":     {"出金", "出金額", "出金金額", "お引出額", "お引出金額", "お支払金額", "withdrawal", "debit"},
	"payer":   {"振込人", "振込人名", "振込依頼人", "振込依頼人名", "摘要", "お取引内容", "内容", "payer", "description"},
	"balance": {"残高", "差引残高", "取引後残高", "balance"},
}

// ParseDeposits reads the bank's list of movements: CSV with a header row, in UTF-8 (with or without a byte order mark)
// or CP932. It needs a date, an amount (or money in and money out), the payer and the balance after each line.
// Digits may be full width, with commas, ¥ or 円; a minus sign or ▲ means money out.
//
// A list is taken whole or not at all: each balance must follow from the one before, dates must not go back, and
// the fault names every row that can't be read (at most 20 of them).
func ParseDeposits(r io.Reader) (List, error) {
	raw, err := io.ReadAll(io.LimitReader(r, maxList+1))
	if err != nil {
		return List{}, err
	}
	if len(raw) > maxList {
		return List{}, fault.New(fault.Invalid, "ファイルが大きすぎます（5MBまで）")
	}
	s, err := decode(raw)
	if err != nil {
		return List{}, err
	}
	p := depositParser{csv: csv.NewReader(strings.NewReader(s))}
	p.csv.FieldsPerRecord = -1
	if err := p.header(); err != nil {
		return List{}, err
	}
	return p.rows()
}

func decode(raw []byte) (string, error) {
	raw = bytes.TrimPrefix(raw, []byte("\xEF\xBB\xBF"))
	if utf8.Valid(raw) {
		return string(raw), nil
	}
	b, err := japanese.ShiftJIS.NewDecoder().Bytes(raw) // the WHATWG table, which is CP932
	if err != nil || bytes.ContainsRune(b, utf8.RuneError) {
		return "", fault.New(fault.Invalid, "文字コードを読めません。UTF-8かShift_JISのCSVにしてください")
	}
	return string(b), nil
}

type depositParser struct {
	csv    *csv.Reader
	column map[string]int
	form   fault.Form
	faulty int
}

func (p *depositParser) header() error {
	row, err := p.csv.Read()
	if errors.Is(err, io.EOF) {
		return fault.New(fault.Invalid, "ファイルが空です")
	}
	if err != nil {
		return notCSV(err)
	}
	p.column = map[string]int{}
	for i, cell := range row {
		name := strings.ToLower(strings.ReplaceAll(norm.NFKC.String(cell), " ", ""))
		name = strings.TrimSuffix(name, "(円)")
		for column, names := range columnNames {
			if !slices.Contains(names, name) {
				continue
			}
			if _, twice := p.column[column]; twice {
				return fault.New(fault.Invalid, "見出しに同じ意味の列が2つあります：%s", excerpt(cell))
			}
			p.column[column] = i
		}
	}
	has := func(column string) bool { _, ok := p.column[column]; return ok }
	switch {
	case !has("date"):
		return fault.New(fault.Invalid, "1行目の見出しに「日付」の列がありません")
	case !has("amount") && !has("in"):
		return fault.New(fault.Invalid, "1行目の見出しに「金額」の列がありません")
	case has("amount") && (has("in") || has("out")):
		return fault.New(fault.Invalid, "金額の列は、1つか、入金と出金の2つにしてください")
	case !has("payer"):
		return fault.New(fault.Invalid, "1行目の見出しに「振込人」の列がありません")
	case !has("balance"):
		return fault.New(fault.Invalid, "1行目の見出しに「残高」の列がありません")
	}
	return nil
}

func (p *depositParser) rows() (List, error) {
	var list List
	chained := true // false after a bad row: the next balance has nothing to follow from
	for {
		row, err := p.csv.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return List{}, notCSV(err)
		}
		n, _ := p.csv.FieldPos(0)
		if !slices.ContainsFunc(row, func(cell string) bool { return strings.TrimSpace(cell) != "" }) {
			continue
		}
		line, err := p.line(n, row)
		if err != nil {
			p.bad(err)
			chained = false
			continue
		}
		if len(list.Lines) > 0 {
			prev := list.Lines[len(list.Lines)-1]
			if line.On.Before(prev.On) {
				p.bad(fault.New(fault.Invalid, "%d行目：日付が前の行より前です。古い順に並べてください", n))
			}
			if want := prev.Balance.Add(line.Amount); chained && want != line.Balance {
				p.bad(fault.New(fault.Invalid, "%d行目：残高が前の行とつながりません（計算では%s、ファイルでは%s）", n, want, line.Balance))
			}
		}
		chained = true
		list.Lines = append(list.Lines, line)
	}
	if p.faulty > maxFaults {
		p.form.Add("file", "ほかにも%d行に問題があります", p.faulty-maxFaults)
	}
	if err := p.form.Err(); err != nil {
		return List{}, err
	}
	if len(list.Lines) == 0 {
		return List{}, fault.New(fault.Invalid, "明細が1行もありません")
	}
	list.Opening = list.Lines[0].Balance.Sub(list.Lines[0].Amount)
	list.Closing = list.Lines[len(list.Lines)-1].Balance
	return list, nil
}

// line reads row n of the file.
func (p *depositParser) line(n int, row []string) (l Line, err error) {
	cell := func(column string) string {
		i, ok := p.column[column]
		if !ok || i >= len(row) {
			return ""
		}
		return strings.TrimSpace(row[i])
	}
	l.Row = n
	if l.On, err = calendar.Parse(cell("date")); err != nil {
		return l, fault.Because(err, fault.Invalid, "%d行目：日付を読めません：%s", n, excerpt(cell("date")))
	}
	if l.Amount, err = amountOf(n, cell("amount"), cell("in"), cell("out")); err != nil {
		return l, err
	}
	if l.Balance, err = signed(cell("balance")); err != nil {
		return l, fault.Because(err, fault.Invalid, "%d行目：残高を読めません：%s", n, excerpt(cell("balance")))
	}
	l.Payer = cell("payer")
	if utf8.RuneCountInString(l.Payer) > maxPayerLen || strings.ContainsFunc(l.Payer, unicode.IsControl) {
		return l, fault.New(fault.Invalid, "%d行目：振込人が長すぎるか、使えない文字を含みます", n)
	}
	return l, nil
}

func amountOf(n int, amount, in, out string) (yen.Yen, error) {
	if in != "" && out != "" { // banks write 0 in the other column, or nothing
		i, errIn := signed(in)
		o, errOut := signed(out)
		switch {
		case errIn == nil && i.IsZero():
			in = ""
		case errOut == nil && o.IsZero():
			out = ""
		default:
			return yen.Yen{}, fault.New(fault.Invalid, "%d行目：入金と出金の両方に金額があります", n)
		}
	}
	s := amount + in
	if s == "" {
		s = out
	}
	a, err := signed(s)
	if err != nil {
		return a, fault.Because(err, fault.Invalid, "%d行目：金額を読めません：%s", n, excerpt(s))
	}
	if a.IsZero() {
		return a, fault.New(fault.Invalid, "%d行目：金額が0円です", n)
	}
	if out != "" {
		if a.Sign() < 0 {
			return a, fault.New(fault.Invalid, "%d行目：出金の列に負の金額があります", n)
		}
		a = a.Neg()
	}
	return a, nil
}

// signed is yen.Parse for what may be below zero.
func signed(s string) (yen.Yen, error) {
	for _, minus := range []string{"-", "−", "－", "‐", "▲", "△"} {
		if rest, ok := strings.CutPrefix(s, minus); ok {
			y, err := yen.Parse(rest)
			return y.Neg(), err
		}
	}
	return yen.Parse(strings.TrimPrefix(s, "+"))
}

// excerpt keeps a sentence short that quotes what was in a cell.
func excerpt(s string) string {
	if r := []rune(s); len(r) > 20 {
		return string(r[:20]) + "…"
	}
	return s
}

// bad notes a row that can't be used.
func (p *depositParser) bad(err error) {
	if p.faulty++; p.faulty <= maxFaults {
		p.form.Check("file", err)
	}
}

func notCSV(err error) error {
	line := 1
	if e, ok := errors.AsType[*csv.ParseError](err); ok {
		line = e.Line
	}
	return fault.Because(err, fault.Invalid, "%d行目：CSVとして読めません", line)
}
