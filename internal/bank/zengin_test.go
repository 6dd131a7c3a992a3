package bank

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"nariwai/internal/bank/zenginread"
	"nariwai/internal/calendar"
	"nariwai/internal/fault"
	"nariwai/internal/yen"
)

var header = Header{
	Code: "0012345678", NameKana: "ﾅﾘﾜｲ", On: calendar.Of(2026, 12, 15), Bank: "0001", BankKana: "ﾐｽﾞﾎ",
	Branch: "001", BranchKana: "ﾄｳｷﾖｳ", Type: "1", Number: "1234567",
}

func transfer(payee string, amount int64) Transfer {
	return Transfer{
		Bank: "9900", BankKana: "ﾕｳﾁﾖ", Branch: "058", BranchKana: "ｾﾞﾛｺﾞﾊﾁ", Type: "1", Number: "7654321",
		Payee: payee, Amount: yen.Of(amount), Customer1: "42",
	}
}

// The bytes of two payments, written down by hand from the record sheet: half-width kana in hexadecimal.
func TestWriteZenginBytes(t *testing.T) {
	var out bytes.Buffer
	h := header
	h.BankKana, h.BranchKana = "ABC", "DEF"
	a, b := transfer("ｶﾞ", 32_000), transfer("B-2", 28_288)
	a.BankKana, a.BranchKana = "ﾕｳ", "X"
	b.BankKana, b.BranchKana, b.Type, b.Number, b.Customer1, b.Customer2 = "Y", "Z", "4", "21", "", "9999999999"
	if err := WriteZengin(&out, h, []Transfer{a, b}); err != nil {
		t.Fatal(err)
	}
	pad := func(s string, n int) string { return s + strings.Repeat(" ", n-len(s)) }
	want := strings.Join([]string{
		pad("1210"+"0012345678"+pad("\xC5\xD8\xDC\xB2", 40)+"1215"+"0001"+pad("ABC", 15)+"001"+pad("DEF", 15)+"1"+"1234567", 120),
		pad("2"+"9900"+pad("\xD5\xB3", 15)+"058"+pad("X", 15)+"0000"+"1"+"7654321"+pad("\xB6\xDE", 30)+"0000032000"+"0"+"0000000042"+"0000000000"+"7", 120),
		pad("2"+"9900"+pad("Y", 15)+"058"+pad("Z", 15)+"0000"+"4"+"0000021"+pad("B-2", 30)+"0000028288"+"0"+"0000000000"+"9999999999"+"7", 120),
		pad("8"+"000002"+"000000060288", 120),
		pad("9", 120),
		"",
	}, "\r\n")
	if out.String() != want {
		t.Errorf("got\n%q\nwant\n%q", out.String(), want)
	}
}

func TestRoundTrip(t *testing.T) {
	var transfers []Transfer
	for i, br := range Branches(JapanPostBank, "") {
		tr := transfer(fmt.Sprintf("ﾀﾅｶ %d", i), int64(i+1)*1000)
		tr.Branch, tr.BranchKana = br.Code, br.ZenginKana()
		transfers = append(transfers, tr)
	}
	var out bytes.Buffer
	if err := WriteZengin(&out, header, transfers); err != nil {
		t.Fatal(err)
	}
	got, err := zenginread.Read(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	compare(t, header, transfers, got)
}

func compare(t *testing.T, h Header, ts []Transfer, f zenginread.File) {
	t.Helper()
	zeros := func(s string, n int) string { return strings.Repeat("0", n-len(s)) + s }
	if f.Code != h.Code || f.Name != h.NameKana || f.Month != h.On.Month() || f.Day != h.On.Day() || f.Bank != h.Bank || f.BankKana != h.BankKana ||
		f.Branch != h.Branch || f.BranchKana != h.BranchKana || f.Type != h.Type || f.Number != zeros(h.Number, 7) {
		t.Errorf("header %+v read as %+v", h, f)
	}
	if f.Count != len(ts) || len(f.Transfers) != len(ts) {
		t.Fatalf("%d transfers read as %d", len(ts), f.Count)
	}
	var sum yen.Yen
	for i, x := range ts {
		sum = sum.Add(x.Amount)
		want := zenginread.Transfer{
			Bank: x.Bank, BankKana: x.BankKana, Branch: x.Branch, BranchKana: x.BranchKana, Type: x.Type, Number: zeros(x.Number, 7),
			Payee: x.Payee, Amount: x.Amount, Customer1: zeros(x.Customer1, 10), Customer2: zeros(x.Customer2, 10),
		}
		if f.Transfers[i] != want {
			t.Errorf("%+v read as %+v", want, f.Transfers[i])
		}
	}
	if f.Sum != sum {
		t.Errorf("%s read as %s", sum, f.Sum)
	}
}

func TestWriteZenginRefuses(t *testing.T) {
	for name, change := range map[string]func(*Header, *Transfer){
		"code":             func(h *Header, _ *Transfer) { h.Code = "12345" },
		"name":             func(h *Header, _ *Transfer) { h.NameKana = "ナリワイ" },
		"long name":        func(h *Header, _ *Transfer) { h.NameKana = strings.Repeat("ｱ", 41) },
		"no day":           func(h *Header, _ *Transfer) { h.On = 0 },
		"a Sunday":         func(h *Header, _ *Transfer) { h.On = calendar.Of(2026, 11, 15) },
		"own bank":         func(h *Header, _ *Transfer) { h.Bank = "" },
		"own bank kana":    func(h *Header, _ *Transfer) { h.BankKana = "" },
		"own branch":       func(h *Header, _ *Transfer) { h.Branch = "01" },
		"own branch kana":  func(h *Header, _ *Transfer) { h.BranchKana = strings.Repeat("ｱ", 16) },
		"own type":         func(h *Header, _ *Transfer) { h.Type = "4" },
		"own number":       func(h *Header, _ *Transfer) { h.Number = "12345678" },
		"bank":             func(_ *Header, t *Transfer) { t.Bank = "99００" },
		"bank kana":        func(_ *Header, t *Transfer) { t.BankKana = "ゆうちょ" },
		"branch":           func(_ *Header, t *Transfer) { t.Branch = "5a8" },
		"branch kana":      func(_ *Header, t *Transfer) { t.BranchKana = "A\r\nB" },
		"type":             func(_ *Header, t *Transfer) { t.Type = "3" },
		"number":           func(_ *Header, t *Transfer) { t.Number = "" },
		"payee full width": func(_ *Header, t *Transfer) { t.Payee = "タナカ" },
		"payee small":      func(_ *Header, t *Transfer) { t.Payee = "ｷｬ" },
		"payee space":      func(_ *Header, t *Transfer) { t.Payee = " ﾀﾅｶ" },
		"payee empty":      func(_ *Header, t *Transfer) { t.Payee = "" },
		"payee long":       func(_ *Header, t *Transfer) { t.Payee = strings.Repeat("ｱ", 31) },
		"payee mark":       func(_ *Header, t *Transfer) { t.Payee = "ﾀﾅｶ｢" },
		"zero":             func(_ *Header, t *Transfer) { t.Amount = yen.Of(0) },
		"negative":         func(_ *Header, t *Transfer) { t.Amount = yen.Of(-1) },
		"eleven digits":    func(_ *Header, t *Transfer) { t.Amount = yen.Of(10_000_000_000) },
		"customer 1":       func(_ *Header, t *Transfer) { t.Customer1 = "12345678901" },
		"customer 2":       func(_ *Header, t *Transfer) { t.Customer2 = "A" },
	} {
		h, tr := header, transfer("ﾀﾅｶ ﾊﾅｺ", 32_000)
		change(&h, &tr)
		var out bytes.Buffer
		err := WriteZengin(&out, h, []Transfer{transfer("ｻﾄｳ", 1), tr})
		if !fault.Is(err, fault.Invalid) || out.Len() > 0 {
			t.Errorf("%s: %v, %d bytes", name, err, out.Len())
			continue
		}
		if tr != transfer("ﾀﾅｶ ﾊﾅｺ", 32_000) && !strings.Contains(err.Error(), "2件目 "+tr.Payee) {
			t.Errorf("%s: the payee is not named: %v", name, err)
		}
	}
	var out bytes.Buffer
	if err := WriteZengin(&out, header, nil); !fault.Is(err, fault.Invalid) {
		t.Error("an empty file", err)
	}
	if err := WriteZengin(&out, header, slices.Repeat([]Transfer{transfer("ｱ", 9_999_999_999)}, 101)); !fault.Is(err, fault.Invalid) {
		t.Error("a sum of thirteen digits", err)
	}
	if err := WriteZengin(&out, header, make([]Transfer, MaxTransfers+1)); !fault.Is(err, fault.Invalid) {
		t.Error("a million records", err)
	}
	if err := WriteZengin(&out, header, make([]Transfer, 1000)); len(fault.Of(err).Fields) != maxFaults+1 || out.Len() > 0 {
		t.Error("too many faults are told", err)
	}
	broken := errors.New("disk full")
	if err := WriteZengin(failing{broken}, header, []Transfer{transfer("ｱ", 1)}); !errors.Is(err, broken) {
		t.Error(err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestFullSize(t *testing.T) {
	var out bytes.Buffer
	ts := slices.Repeat([]Transfer{transfer("ｱ", 9_999_999_999)}, 100)
	if err := WriteZengin(&out, header, ts); err != nil {
		t.Fatal(err)
	}
	f, err := zenginread.Read(&out)
	if err != nil || f.Sum.Int64() != 999_999_999_900 {
		t.Error(f.Sum, err)
	}
}

func FuzzZengin(f *testing.F) {
	f.Add("ナリワイ", "ﾀﾅｶ ﾊﾅｺ", "9900", "058", "1", "7654321", "42", int64(32_000), uint8(3))
	f.Add("ｶ)ｷﾀﾐﾁ", "ガ", "0001", "001", "9", "", "", int64(-1), uint8(0))
	f.Fuzz(func(t *testing.T, name, payee, bank, branch, typ, number, customer string, amount int64, n uint8) {
		h := header
		// Half the runs would end at the names: what a person types is mended first, as in the product.
		if half, err := PayeeName(name); err == nil {
			h.NameKana = half
		}
		if half, err := PayeeName(payee); err == nil {
			payee = half
		}
		var ts []Transfer
		for i := range int(n) {
			x := transfer(payee, amount)
			x.Bank, x.Branch, x.Type, x.Number, x.Customer2 = bank, branch, typ, number, customer
			if i%2 == 1 {
				x = transfer("ｻﾄｳ", int64(i))
			}
			ts = append(ts, x)
		}
		var out bytes.Buffer
		if err := WriteZengin(&out, h, ts); err != nil {
			if !fault.Is(err, fault.Invalid) || out.Len() > 0 {
				t.Errorf("%v after %d bytes", err, out.Len())
			}
			return
		}
		got, err := zenginread.Read(&out)
		if err != nil {
			t.Fatal(err)
		}
		compare(t, h, ts, got)
	})
}
