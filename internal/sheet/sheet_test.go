package sheet_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/japanese"

	"nariwai/internal/bulk"
	"nariwai/internal/calendar"
	"nariwai/internal/sheet"
)

func TestText(t *testing.T) {
	want := [][]string{{"題", "備考"}, {"谷中, 坂の道", "一行\n二行 \"引用\""}, nil, {"7インチ\"", "x"}}
	csv := "題,備考\r\n\"谷中, 坂の道\",\"一行\r\n二行 \"\"引用\"\"\"\r\n,\r\n7インチ\",x,,\r\n\r\n,,\r\n"
	cp932, err := japanese.ShiftJIS.NewEncoder().String(csv)
	if err != nil {
		t.Fatal(err)
	}
	wide := []byte{0xff, 0xfe}
	for _, r := range strings.ReplaceAll(csv, ",", ",") {
		wide = append(wide, byte(r), byte(r>>8))
	}
	for name, body := range map[string]string{"utf-8": csv, "mark": "\xef\xbb\xbf" + csv, "cp932": cp932, "utf-16": string(wide)} {
		got, err := sheet.Read([]byte(body))
		if err != nil || len(got.Rows) != len(want) {
			t.Fatalf("%s: %q %v", name, got.Rows, err)
		}
		for i := range want {
			if len(want[i])+len(got.Rows[i]) > 0 && !reflect.DeepEqual(got.Rows[i], want[i]) {
				t.Errorf("%s: row %d: %q", name, i+1, got.Rows[i])
			}
		}
	}
	if got, err := sheet.ReadText("題\t備考\n\"一\n二\"\tx, y\n"); err != nil || !reflect.DeepEqual(got.Rows, [][]string{{"題", "備考"}, {"一\n二", "x, y"}}) {
		t.Errorf("%q %v", got.Rows, err)
	}
	for _, s := range []string{"", "\n\n,,\n", "題,\"開いたまま\nx,y", "a\x00b", strings.Repeat("x\n", sheet.MostRows+2), "PK\x03\x04 nothing"} {
		if got, err := sheet.Read([]byte(s)); err == nil {
			t.Errorf("%.20q was read as %q", s, got.Rows)
		}
	}
}

// xlsx makes a file as Excel writes one: strings apart, furigana beside them, numbers bare.
func xlsx(t testing.TB, sheetXML string, shared ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, body := range map[string]string{
		"xl/workbook.xml":            `<workbook xmlns:r="http://r"><workbookPr/><sheets><sheet name="記事" sheetId="1" r:id="rId7"/><sheet name="x" sheetId="2" r:id="rId8"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId8" Target="worksheets/sheet2.xml"/><Relationship Id="rId7" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   sheetXML,
		"xl/sharedStrings.xml":       "<sst>" + strings.Join(shared, "") + "</sst>",
	} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(w, body)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestExcel(t *testing.T) {
	body := xlsx(t, `<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row>
		<row r="3"><c r="A3" t="inlineStr"><is><t>直書き</t></is></c><c r="B3"><v>8.0E2</v></c><c r="C3" s="4"><v>46361</v></c><c r="D3"><v>0.10000000000000001</v></c><c r="E3" t="str"><f>A1</f><v>式</v></c></row>
		</sheetData></worksheet>`, `<si><t>谷中</t><rPh sb="0" eb="2"><t>ヤナカ</t></rPh></si>`, `<si><r><t>納</t></r><r><t>期</t></r></si>`)
	got, err := sheet.Read(body)
	if err != nil || len(got.Rows) != 3 || !reflect.DeepEqual(got.Rows[0], []string{"谷中", "", "納期"}) || !reflect.DeepEqual(got.Rows[2], []string{"直書き", "800", "46361", "0.1", "式"}) {
		t.Errorf("%q %v", got.Rows, err)
	}
	for _, broken := range []string{`<worksheet><row r="1"><c r="A1" t="s"><v>9</v></c></row></worksheet>`, `<worksheet><row`, `<worksheet><row r="0"/></worksheet>`} {
		if got, err := sheet.Read(xlsx(t, broken)); err == nil {
			t.Errorf("%s was read as %q", broken, got.Rows)
		}
	}
}

func FuzzSheet(f *testing.F) {
	f.Add([]byte("題,備考\n\"a\"\"b\",c"))
	f.Add([]byte("a\tb\n\"c\nd\"\te"))
	f.Add(xlsx(f, `<worksheet><row r="1"><c r="A1"><v>1</v></c></row></worksheet>`))
	f.Fuzz(func(t *testing.T, body []byte) {
		got, err := sheet.Read(body)
		if err == nil && (len(got.Rows) == 0 || len(got.Rows) > sheet.MostRows || len(got.Rows[len(got.Rows)-1]) == 0) {
			t.Errorf("%d rows", len(got.Rows))
		}
	})
}

// table is n rows as CSV in CP932.
func table(t testing.TB, n int) []byte {
	var b strings.Builder
	b.WriteString("題,キーワード,字数,報酬,納期,備考\r\n")
	for i := range n {
		fmt.Fprintf(&b, "\"商店街 %d\",\"散歩,老舗\",\"1,500\",\"2,400\",2026/12/%d,\"写真は\r\n使わない\"\r\n", i, i%28+1)
	}
	s, err := japanese.ShiftJIS.NewEncoder().String(b.String())
	if err != nil {
		t.Fatal(err)
	}
	return []byte(s)
}

// Ten thousand rows are read in far less than the five seconds that people were promised; what is measured stands in docs/operating.md.
func TestTenThousandRows(t *testing.T) {
	body, start := table(t, 10_000), time.Now()
	s, err := sheet.Read(body)
	if err != nil {
		t.Fatal(err)
	}
	got, err := bulk.Read(s.Rows, s.Since1904, calendar.Of(2026, 11, 20))
	if err != nil || len(got.Asks) != 10_000 || len(got.Bad) != 0 {
		t.Fatal(len(got.Asks), len(got.Bad), err)
	}
	if took := time.Since(start); took > 3*time.Second {
		t.Errorf("took %s", took)
	}
}

func BenchmarkTenThousandRows(b *testing.B) {
	body := table(b, 10_000)
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		s, _ := sheet.Read(body)
		if got, err := bulk.Read(s.Rows, false, calendar.Of(2026, 11, 20)); err != nil || len(got.Asks) != 10_000 {
			b.Fatal(err)
		}
	}
}
