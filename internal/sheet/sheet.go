// Package sheet reads the tables that people have: CSV and TSV as Excel saves or copies them, in UTF-8, UTF-16 or CP932, and the first
// sheet of an XLSX file. It hands over cells; what they mean is somebody else's decision.
package sheet

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"

	"nariwai/internal/fault"
)

// Table is what was read. A row is as long as its last cell that is not empty; rows after the last that has one are left out.
type Table struct {
	Rows      [][]string
	Since1904 bool // days are counted as Excel on the Mac once did
}

// Limits of a table.
const (
	MostRows  = 20_000
	MostCells = 50    // in a row
	MostCell  = 5_000 // bytes of a cell
	MostBytes = 16 << 20
)

func bad(say string, args ...any) error { return fault.New(fault.Invalid, say, args...) }

// Read reads a file, whatever its name says.
func Read(body []byte) (t Table, err error) {
	if len(body) > MostBytes {
		return t, bad("ファイルが大きすぎます（%dMBまで）", MostBytes>>20)
	}
	if bytes.HasPrefix(body, []byte("PK\x03\x04")) {
		t, err = readXLSX(body)
	} else {
		var text string
		if text, err = decode(body); err == nil {
			t.Rows, err = readText(text)
		}
	}
	if err != nil {
		return Table{}, err
	}
	return t, t.trim()
}

// ReadText reads what was pasted.
func ReadText(text string) (t Table, err error) {
	if t.Rows, err = readText(text); err != nil {
		return Table{}, err
	}
	return t, t.trim()
}

// trim leaves out what is empty at the ends, and refuses what is too large.
func (t *Table) trim() error {
	last := 0
	for i, r := range t.Rows {
		n := 0
		for k, c := range r {
			if len(c) > MostCell {
				return bad("%d行めに、長すぎる欄があります", i+1)
			}
			if r[k] = strings.TrimSpace(c); r[k] != "" {
				n = k + 1
			}
		}
		if n > MostCells {
			return bad("列が多すぎます（%d列まで）", MostCells)
		}
		if t.Rows[i] = r[:n]; n > 0 {
			last = i + 1
		}
	}
	if t.Rows = t.Rows[:last]; last == 0 {
		return bad("表に何も入っていません")
	}
	if last > MostRows {
		return bad("行が多すぎます（%d行まで）", MostRows)
	}
	return nil
}

// decode finds out in what way a text is written: a mark at its beginning says so; what is valid UTF-8 is UTF-8; the rest is CP932, in
// which Excel saves CSV on a Japanese Windows.
func decode(body []byte) (string, error) {
	switch {
	case bytes.HasPrefix(body, []byte("\xef\xbb\xbf")):
		body = body[3:]
	case bytes.HasPrefix(body, []byte("\xff\xfe")), bytes.HasPrefix(body, []byte("\xfe\xff")):
		var order binary.ByteOrder = binary.LittleEndian
		if body[0] == 0xfe {
			order = binary.BigEndian
		}
		units := make([]uint16, 0, len(body)/2)
		for body = body[2:]; len(body) >= 2; body = body[2:] {
			units = append(units, order.Uint16(body))
		}
		return string(utf16.Decode(units)), nil
	}
	if utf8.Valid(body) {
		return string(body), nil
	}
	text, err := japanese.ShiftJIS.NewDecoder().Bytes(body)
	if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
		return "", bad("文字の種類がわかりません。ExcelかCSV（UTF-8かシフトJIS）で保存してください")
	}
	return string(text), nil
}

// readText reads CSV, or TSV when the first line has a tab.
func readText(text string) (rows [][]string, err error) {
	if strings.ContainsRune(text, 0) {
		return nil, bad("表として読めないファイルです")
	}
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	first, _, _ := strings.Cut(text, "\n")
	comma := byte(',')
	if strings.Contains(first, "\t") {
		comma = '\t'
	} else if strings.Count(first, ";") > strings.Count(first, ",") {
		comma = ';'
	}
	var row []string
	for text != "" {
		cell, rest, ok := nextCell(text, comma)
		if !ok {
			return nil, bad("%d行めの引用符（\"）が閉じていません", len(rows)+1)
		}
		row = append(row, cell)
		if rest == "" || rest[0] == '\n' {
			if rows, row = append(rows, row), nil; len(rows) > MostRows+1 {
				return nil, bad("行が多すぎます（%d行まで）", MostRows)
			}
		} else if len(row) > MostCells*2 {
			return nil, bad("列が多すぎます（%d列まで）", MostCells)
		}
		if rest == "" {
			break
		}
		if text = rest[1:]; text == "" && rest[0] == comma {
			rows = append(rows, append(row, ""))
		}
	}
	return rows, nil
}

// nextCell takes a cell from the front of text; rest begins with what ends it. A quote that stands inside a cell is a quote.
func nextCell(text string, comma byte) (cell, rest string, ok bool) {
	if text[0] != '"' {
		if i := strings.IndexAny(text, string(comma)+"\n"); i >= 0 {
			return text[:i], text[i:], true
		}
		return text, "", true
	}
	var b strings.Builder
	for s := text[1:]; ; {
		i := strings.IndexByte(s, '"')
		if i < 0 {
			return "", "", false
		}
		b.WriteString(s[:i])
		if s = s[i+1:]; s == "" || s[0] == comma || s[0] == '\n' {
			return b.String(), s, true
		}
		b.WriteByte('"')
		if s[0] == '"' {
			s = s[1:]
		}
	}
}
