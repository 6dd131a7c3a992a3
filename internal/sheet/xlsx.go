package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"path"
	"strconv"
	"strings"
)

// mostInside bounds what a file may unpack to.
const mostInside = 64 << 20

// book is an open XLSX file. It is a few XML files in a zip archive; of a table we need cells, so that a library for all of Excel
// (styles, formulas, charts) would be a hundred times what is here.
type book struct {
	files map[string]*zip.File
	left  int64 // bytes that may still be unpacked
}

func unreadable() error {
	return bad("Excelのファイルとして読めません。もう一度保存するか、CSVで保存してください")
}

// each goes through the elements of one of the files.
func (b *book) each(name string, f func(*xml.Decoder, xml.StartElement) error) error {
	file := b.files[name]
	if file == nil {
		return unreadable()
	}
	r, err := file.Open()
	if err != nil {
		return unreadable()
	}
	defer r.Close()
	limited := &io.LimitedReader{R: r, N: b.left}
	d := xml.NewDecoder(limited)
	for {
		t, err := d.Token()
		if err == io.EOF && limited.N > 0 {
			b.left = limited.N
			return nil
		}
		if err != nil {
			return unreadable()
		}
		if e, ok := t.(xml.StartElement); ok {
			if err := f(d, e); err != nil {
				return err
			}
		}
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// text is a string with its runs; the furigana (rPh) that Excel keeps of a Japanese text is not part of it.
type text struct {
	T string `xml:"t"`
	R []struct {
		T string `xml:"t"`
	} `xml:"r"`
}

func (t text) String() string {
	s := t.T
	for _, r := range t.R {
		s += r.T
	}
	return s
}

func readXLSX(body []byte) (t Table, err error) {
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil || len(z.File) > 2_000 {
		return t, unreadable()
	}
	b := &book{files: map[string]*zip.File{}, left: mostInside}
	for _, f := range z.File {
		b.files[strings.TrimPrefix(f.Name, "/")] = f
	}
	var sheet string
	if err := b.each("xl/workbook.xml", func(_ *xml.Decoder, e xml.StartElement) error {
		switch e.Name.Local {
		case "workbookPr":
			v := attr(e, "date1904")
			t.Since1904 = v == "1" || v == "true"
		case "sheet":
			if sheet == "" {
				for _, a := range e.Attr {
					if a.Name.Local == "id" && a.Name.Space != "" { // r:id
						sheet = a.Value
					}
				}
			}
		}
		return nil
	}); err != nil {
		return t, err
	}
	var where string
	if err := b.each("xl/_rels/workbook.xml.rels", func(_ *xml.Decoder, e xml.StartElement) error {
		if e.Name.Local == "Relationship" && attr(e, "Id") == sheet {
			where = attr(e, "Target")
		}
		return nil
	}); err != nil {
		return t, err
	}
	if where == "" {
		return t, unreadable()
	}
	if strings.HasPrefix(where, "/") {
		where = where[1:]
	} else {
		where = path.Join("xl", where)
	}
	var shared []string
	if b.files["xl/sharedStrings.xml"] != nil {
		if err := b.each("xl/sharedStrings.xml", func(d *xml.Decoder, e xml.StartElement) error {
			if e.Name.Local != "si" {
				return nil
			}
			var s text
			if err := d.DecodeElement(&s, &e); err != nil {
				return unreadable()
			}
			shared = append(shared, s.String())
			return nil
		}); err != nil {
			return t, err
		}
	}
	t.Rows, err = b.cells(where, shared)
	return t, err
}

// cell is <c r="B2" t="s"><v>7</v></c>.
type cell struct {
	Ref    string `xml:"r,attr"`
	Type   string `xml:"t,attr"`
	Value  string `xml:"v"`
	Inline text   `xml:"is"`
}

func (b *book) cells(where string, shared []string) (rows [][]string, err error) {
	at := 0 // the row that we are in, from 1
	err = b.each(where, func(d *xml.Decoder, e xml.StartElement) error {
		switch e.Name.Local {
		case "row":
			if at++; attr(e, "r") != "" {
				n, err := strconv.Atoi(attr(e, "r"))
				if err != nil || n < at {
					return unreadable()
				}
				at = n
			}
			if at > MostRows*2 {
				return io.EOF // far below the last: the style of empty cells
			}
		case "c":
			var c cell
			if err := d.DecodeElement(&c, &e); err != nil || at == 0 {
				return unreadable()
			}
			value := c.Value
			switch c.Type {
			case "s":
				n, err := strconv.Atoi(value)
				if err != nil || n < 0 || n >= len(shared) {
					return unreadable()
				}
				value = shared[n]
			case "inlineStr":
				value = c.Inline.String()
			case "", "n":
				value = number(value)
			}
			if value == "" {
				return nil
			}
			for len(rows) < at {
				rows = append(rows, nil)
			}
			col := column(c.Ref, len(rows[at-1]))
			if col < 0 || col >= MostCells*2 {
				return bad("列が多すぎます（%d列まで）", MostCells)
			}
			for len(rows[at-1]) <= col {
				rows[at-1] = append(rows[at-1], "")
			}
			rows[at-1][col] = value
		}
		return nil
	})
	if err == io.EOF {
		err = nil
	}
	return rows, err
}

// column is the number of a cell's column, from 0: that of "AB12" is 27. next is that of a cell that does not say it.
func column(ref string, next int) int {
	if ref == "" {
		return next
	}
	n := 0
	for _, r := range ref {
		if r < 'A' || r > 'Z' || n > 1_000 {
			break
		}
		n = n*26 + int(r-'A') + 1
	}
	return n - 1
}

// number writes a number as people do: Excel keeps 800 as 800, 8E2 or 800.00000000000011.
func number(s string) string {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || f > 1e15 || f < -1e15 {
		return s
	}
	if short, err := strconv.ParseFloat(strconv.FormatFloat(f, 'g', 15, 64), 64); err == nil {
		f = short // the 15 digits that Excel shows
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}
