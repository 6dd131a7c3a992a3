// Package zenginread reads a transfer file (総合振込, records of 120 bytes in the Zengin format) back, by the positions of
// the banks' record sheets alone. It shares no code with the writer in package bank, so that the two can check each other:
// what a payday's file really says is compared with the ledger before it goes to the bank.
package zenginread

import (
	"bytes"
	"fmt"
	"io"
	"time"

	"nariwai/internal/yen"
)

// A File is everything that a transfer file says. Names are in half width, numbers keep their leading zeros.
type File struct {
	Code       string // 委託者コード
	Name       string
	Month      time.Month // of the transfer; the file has no year
	Day        int
	Bank       string
	BankKana   string
	Branch     string
	BranchKana string
	Type       string
	Number     string
	Transfers  []Transfer
	Count      int     // as the trailer says, and so many there are
	Sum        yen.Yen // as the trailer says, and so much they are
}

// A Transfer is one data record.
type Transfer struct {
	Bank       string
	BankKana   string
	Branch     string
	BranchKana string
	Type       string
	Number     string
	Payee      string
	Amount     yen.Yen
	Customer1  string
	Customer2  string
}

const (
	recordSize = 120
	lineSize   = recordSize + 2
	maxRecords = 999_999 + 3
)

// Read reads one file: a header, at least one transfer, trailer, end; each record closed by CRLF and nothing after the last.
// Any byte that the format does not allow at its place is an error that says which record and position.
func Read(r io.Reader) (File, error) {
	raw, err := io.ReadAll(io.LimitReader(r, maxRecords*lineSize+1))
	if err != nil {
		return File{}, err
	}
	if len(raw)%lineSize != 0 || len(raw) < 4*lineSize || len(raw) > maxRecords*lineSize {
		return File{}, fmt.Errorf("zenginread: %d bytes are not 4 to %d records of %d", len(raw), maxRecords, lineSize)
	}
	n := len(raw) / lineSize
	var f File
	var sum int64
	for i := range n {
		line := raw[i*lineSize : (i+1)*lineSize]
		rec := record{no: i + 1, b: line[:recordSize]}
		if !bytes.Equal(line[recordSize:], []byte("\r\n")) {
			rec.fail(recordSize+1, "no CRLF")
		}
		switch i {
		case 0:
			f.header(&rec)
		case n - 2:
			rec.must(1, "8")
			f.Count = int(rec.number(2, 7))
			f.Sum = yen.Of(rec.number(8, 19))
			rec.blank(20, 120)
		case n - 1:
			rec.must(1, "9")
			rec.blank(2, 120)
		default:
			t := rec.transfer()
			sum += t.Amount.Int64()
			f.Transfers = append(f.Transfers, t)
		}
		if rec.err != nil {
			return File{}, rec.err
		}
	}
	if f.Count != len(f.Transfers) {
		return File{}, fmt.Errorf("zenginread: the trailer counts %d of %d transfers", f.Count, len(f.Transfers))
	}
	if f.Sum.Int64() != sum {
		return File{}, fmt.Errorf("zenginread: the trailer sums %d, the transfers %d", f.Sum.Int64(), sum)
	}
	return f, nil
}

func (f *File) header(r *record) {
	r.must(1, "1")
	r.must(2, "21")
	r.must(4, "0")
	f.Code = r.digits(5, 14)
	f.Name = r.name(15, 54)
	f.Month, f.Day = time.Month(r.number(55, 56)), int(r.number(57, 58))
	if f.Month < 1 || f.Month > 12 || f.Day < 1 || f.Day > 31 {
		r.fail(55, "no day of a year")
	}
	f.Bank, f.BankKana = r.digits(59, 62), r.name(63, 77)
	f.Branch, f.BranchKana = r.digits(78, 80), r.name(81, 95)
	f.Type = r.oneOf(96, "129")
	f.Number = r.digits(97, 103)
	r.blank(104, 120)
}

func (r *record) transfer() (t Transfer) {
	r.must(1, "2")
	t.Bank, t.BankKana = r.digits(2, 5), r.name(6, 20)
	t.Branch, t.BranchKana = r.digits(21, 23), r.name(24, 38)
	r.must(39, "0000")
	t.Type = r.oneOf(43, "1249")
	t.Number = r.digits(44, 50)
	t.Payee = r.name(51, 80)
	t.Amount = yen.Of(r.number(81, 90))
	if t.Amount.IsZero() {
		r.fail(81, "a transfer of nothing")
	}
	r.oneOf(91, "012")
	t.Customer1, t.Customer2 = r.digits(92, 101), r.digits(102, 111)
	r.must(112, "7")
	r.blank(113, 120)
	return t
}

// A record is 120 bytes; positions count from 1 as on the record sheets, both ends included.
type record struct {
	no  int
	b   []byte
	err error // the first
}

func (r *record) fail(position int, what string) {
	if r.err == nil {
		r.err = fmt.Errorf("zenginread: record %d, position %d: %s", r.no, position, what)
	}
}

func (r *record) must(from int, want string) {
	if string(r.b[from-1:from-1+len(want)]) != want {
		r.fail(from, "not "+want)
	}
}

func (r *record) oneOf(at int, allowed string) string {
	if bytes.IndexByte([]byte(allowed), r.b[at-1]) < 0 {
		r.fail(at, "not one of "+allowed)
	}
	return string(rune(r.b[at-1]))
}

func (r *record) blank(from, to int) {
	for at := from; at <= to; at++ {
		if r.b[at-1] != ' ' {
			r.fail(at, "not blank")
		}
	}
}

func (r *record) digits(from, to int) string {
	for at := from; at <= to; at++ {
		if c := r.b[at-1]; c < '0' || c > '9' {
			r.fail(at, "not a digit")
		}
	}
	return string(r.b[from-1 : to])
}

func (r *record) number(from, to int) (n int64) {
	for _, c := range []byte(r.digits(from, to)) {
		n = n*10 + int64(c-'0')
	}
	return n
}

// name reads a field of letters: something, from the left, filled with spaces. JIS X 0201 has ｱ to ﾝ at B1 to DD and
// the two sound marks after them, in the order of Unicode's half-width block.
func (r *record) name(from, to int) string {
	field := bytes.TrimRight(r.b[from-1:to], " ")
	if len(field) == 0 || field[0] == ' ' {
		r.fail(from, "no name at the left")
	}
	out := make([]rune, 0, len(field))
	for i, c := range field {
		switch {
		case c >= '0' && c <= '9', c >= 'A' && c <= 'Z', bytes.IndexByte([]byte(" ()-./"), c) >= 0:
			out = append(out, rune(c))
		case c >= 0xB1 && c <= 0xDF:
			out = append(out, 0xFF71+rune(c-0xB1))
		default:
			r.fail(from+i, fmt.Sprintf("the byte %02X", c))
		}
	}
	return string(out)
}
