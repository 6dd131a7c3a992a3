package bank

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"nariwai/internal/calendar"
	"nariwai/internal/fault"
	"nariwai/internal/yen"
)

// Limits of a transfer file: the trailer counts in six digits and sums in twelve, an amount has ten.
const (
	MaxTransfers = 999_999
	maxAmount    = 9_999_999_999
	maxSum       = 999_999_999_999
	maxFaults    = 20 // told of one file; who has more has one cause
)

// Header says who orders the transfers of a file, and for when.
type Header struct {
	Code       string        // 委託者コード, ten digits, given by the bank
	NameKana   string        // half width, at most 40
	On         calendar.Date // 振込指定日, a bank day
	Bank       string        // the own bank, branch and account: codes of four and three digits
	BankKana   string        // half width, at most 15
	Branch     string
	BranchKana string // half width, at most 15
	Type       string // 1 ordinary, 2 current, 9 other
	Number     string // up to seven digits
}

// Transfer is one payment to an account. Names are in half width as PayeeName and ZenginKana give them.
type Transfer struct {
	Bank       string
	BankKana   string // at most 15
	Branch     string
	BranchKana string // at most 15
	Type       string // 1 ordinary, 2 current, 4 savings, 9 other
	Number     string // up to seven digits
	Payee      string // at most 30
	Amount     yen.Yen
	Customer1  string // 顧客コード1 and 2: up to ten digits each for the sender's own use, or ""
	Customer2  string
}

// WriteZengin writes the file for 総合振込 (種別 21): one header, the transfers in order, trailer and end, records of
// 120 single bytes (JIS X 0201) and CRLF. Everything is checked before the first byte is written; the fault names
// the transfer and what is wrong with it. Amounts are told to the bank as they are: whoever made the run has
// balanced it, and reads the file back with package zenginread.
func WriteZengin(w io.Writer, h Header, transfers []Transfer) error {
	if err := checkFile(h, transfers); err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	var total yen.Yen
	writeRecord(out, "1", "21", "0", h.Code, text(h.NameKana, 40), fmt.Sprintf("%02d%02d", h.On.Month(), h.On.Day()),
		h.Bank, text(h.BankKana, 15), h.Branch, text(h.BranchKana, 15), h.Type, digits(h.Number, 7), text("", 17))
	for _, t := range transfers {
		writeRecord(out, "2", t.Bank, text(t.BankKana, 15), t.Branch, text(t.BranchKana, 15), "0000", t.Type, digits(t.Number, 7),
			text(t.Payee, 30), digits(fmt.Sprint(t.Amount.Int64()), 10), "0", digits(t.Customer1, 10), digits(t.Customer2, 10), "7", " ", text("", 7))
		total = total.Add(t.Amount)
	}
	writeRecord(out, "8", digits(fmt.Sprint(len(transfers)), 6), digits(fmt.Sprint(total.Int64()), 12), text("", 101))
	writeRecord(out, "9", text("", 119))
	return out.Flush()
}

// SplitTransfers cuts transfers into files of at most limit records each whose sums fit their trailers, in order.
// Many banks take fewer records in one file than the format could hold.
func SplitTransfers(transfers []Transfer, limit int) [][]Transfer {
	limit = max(1, min(limit, MaxTransfers))
	var files [][]Transfer
	var sum int64
	start := 0
	for i, t := range transfers {
		if i-start == limit || i > start && sum+t.Amount.Int64() > maxSum {
			files = append(files, transfers[start:i])
			start, sum = i, 0
		}
		sum += t.Amount.Int64()
	}
	if start < len(transfers) {
		files = append(files, transfers[start:])
	}
	return files
}

// text is a C field: to the left, filled with spaces.
func text(s string, width int) string { return s + strings.Repeat(" ", width-halfLen(s)) }

// digits is an N field: to the right, filled with zeros.
func digits(s string, width int) string { return strings.Repeat("0", width-len(s)) + s }

// writeRecord writes the fields in JIS X 0201, where half-width kana are single bytes from A1. The fields have been checked;
// a failed write shows in Flush.
func writeRecord(out *bufio.Writer, fields ...string) {
	for _, field := range fields {
		for _, r := range field {
			if r >= '｡' && r <= 'ﾟ' {
				r = r - '｡' + 0xA1
			}
			out.WriteByte(byte(r))
		}
	}
	out.WriteString("\r\n")
}

func checkFile(h Header, transfers []Transfer) error {
	if len(transfers) == 0 {
		return fault.New(fault.Invalid, "振込が1件もありません")
	}
	if len(transfers) > MaxTransfers {
		return fault.New(fault.Invalid, "1つの振込データに入るのは%d件までです", MaxTransfers)
	}
	var f fault.Form
	h.check(&f)
	var sum int64
	faulty := 0
	for i, t := range transfers {
		if trouble := t.trouble(); trouble != "" {
			if faulty++; faulty <= maxFaults {
				f.Add(fmt.Sprintf("transfer %d", i+1), trouble, i+1, t.Payee)
			}
			continue
		}
		sum += t.Amount.Int64() // a million amounts of ten digits fit
	}
	if faulty > maxFaults {
		f.Add("transfers", "ほかにも%d件に問題があります", faulty-maxFaults)
	}
	if sum > maxSum {
		f.Add("transfers", "振込の合計が大きすぎます（1つの振込データは9,999億円台まで）")
	}
	return f.Err()
}

func (h Header) check(f *fault.Form) {
	add := func(field string, ok bool, say string) {
		if !ok {
			f.Add(field, say)
		}
	}
	add("code", len(h.Code) == 10 && isDigits(h.Code), "委託者コードは10桁の数字にしてください")
	add("name_kana", isText(h.NameKana, 40), "委託者名は半角カナで40文字までにしてください")
	add("on", !h.On.IsZero() && calendar.IsBankDay(h.On), "振込指定日は銀行の営業日にしてください")
	add("bank", len(h.Bank) == 4 && isDigits(h.Bank), "仕向銀行の番号は4桁の数字にしてください")
	add("bank_kana", isText(h.BankKana, 15), "仕向銀行の名前は半角カナで15文字までにしてください")
	add("branch", len(h.Branch) == 3 && isDigits(h.Branch), "仕向支店の番号は3桁の数字にしてください")
	add("branch_kana", isText(h.BranchKana, 15), "仕向支店の名前は半角カナで15文字までにしてください")
	add("type", h.Type == "1" || h.Type == "2" || h.Type == "9", "依頼人の預金種目は普通・当座・その他のどれかにしてください")
	add("number", len(h.Number) <= 7 && isDigits(h.Number), "依頼人の口座番号は7桁までの数字にしてください")
}

// trouble says what is wrong with a transfer: a sentence for its number in the file and its payee, or "".
func (t Transfer) trouble() string {
	switch {
	case !isText(t.Payee, maxPayee):
		return "%d件目 %s：受取人名は半角カナで30文字までにしてください"
	case len(t.Bank) != 4 || !isDigits(t.Bank):
		return "%d件目 %s：銀行の番号は4桁の数字にしてください"
	case !isText(t.BankKana, 15):
		return "%d件目 %s：銀行の名前は半角カナで15文字までにしてください"
	case len(t.Branch) != 3 || !isDigits(t.Branch):
		return "%d件目 %s：支店の番号は3桁の数字にしてください"
	case !isText(t.BranchKana, 15):
		return "%d件目 %s：支店の名前は半角カナで15文字までにしてください"
	case t.Type != "1" && t.Type != "2" && t.Type != "4" && t.Type != "9":
		return "%d件目 %s：預金種目は普通・当座・貯蓄・その他のどれかにしてください"
	case len(t.Number) > 7 || !isDigits(t.Number):
		return "%d件目 %s：口座番号は7桁までの数字にしてください"
	case t.Amount.Sign() <= 0 || t.Amount.Int64() > maxAmount:
		return "%d件目 %s：金額は1円から99億円台までにしてください"
	case len(t.Customer1) > 10 || t.Customer1 != "" && !isDigits(t.Customer1):
		return "%d件目 %s：顧客コード1は10桁までの数字にしてください"
	case len(t.Customer2) > 10 || t.Customer2 != "" && !isDigits(t.Customer2):
		return "%d件目 %s：顧客コード2は10桁までの数字にしてください"
	}
	return ""
}

// isText reports whether s is already in the letters of a transfer file and fits; a name is never mended here,
// where nobody would see what it became.
func isText(s string, width int) bool {
	half, bad := halfWidth(s)
	return s != "" && bad == 0 && half == s && halfLen(s) <= width
}
