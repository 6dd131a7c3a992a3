package zenginread

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// sample is a file of two payments by the record sheet, made without the writer.
func sample() []byte {
	pad := func(s string, n int) string { return s + strings.Repeat(" ", n-len(s)) }
	return []byte(strings.Join([]string{
		pad("1210"+"0012345678"+pad("\xC5\xD8\xDC\xB2", 40)+"1215"+"0001"+pad("\xD0\xBD\xDE\xCE", 15)+"001"+pad("\xC4\xB3\xB7\xD6\xB3", 15)+"1"+"1234567", 120),
		pad("2"+"9900"+pad("\xD5\xB3\xC1\xD6", 15)+"058"+pad("\xBE\xDE\xDB", 15)+"0000"+"1"+"7654321"+pad("\xB6\xDE \xCA\xDF", 30)+"0000032000"+"0"+"0000000042"+"0000000000"+"7", 120),
		pad("2"+"0001"+pad("Y", 15)+"001"+pad("Z", 15)+"0000"+"4"+"0000021"+pad("B-2", 30)+"0000028288"+"0"+"0000000000"+"9999999999"+"7", 120),
		pad("8"+"000002"+"000000060288", 120),
		pad("9", 120),
		"",
	}, "\r\n"))
}

func TestRead(t *testing.T) {
	f, err := Read(bytes.NewReader(sample()))
	if err != nil {
		t.Fatal(err)
	}
	if f.Code != "0012345678" || f.Name != "ﾅﾘﾜｲ" || f.Month != 12 || f.Day != 15 || f.Bank != "0001" || f.BankKana != "ﾐｽﾞﾎ" || f.Branch != "001" ||
		f.BranchKana != "ﾄｳｷﾖｳ" || f.Type != "1" || f.Number != "1234567" || f.Count != 2 || f.Sum.Int64() != 60_288 || len(f.Transfers) != 2 {
		t.Errorf("%+v", f)
	}
	if x := f.Transfers[0]; x.Payee != "ｶﾞ ﾊﾟ" || x.Amount.Int64() != 32_000 || x.Number != "7654321" || x.Customer1 != "0000000042" || x.BankKana != "ﾕｳﾁﾖ" {
		t.Errorf("%+v", x)
	}
	if x := f.Transfers[1]; x.Payee != "B-2" || x.Type != "4" || x.Customer2 != "9999999999" {
		t.Errorf("%+v", x)
	}
}

// A byte that the format does not allow is found at every place of the file.
func TestEveryByteCounts(t *testing.T) {
	good := sample()
	for i := range good {
		for _, c := range []byte{0, '\n', 'a', 0xA1, 0xFF} {
			bad := bytes.Clone(good)
			if bad[i] == c {
				continue
			}
			bad[i] = c
			if _, err := Read(bytes.NewReader(bad)); err == nil {
				t.Fatalf("byte %02X at %d passed", c, i)
			}
		}
	}
	// A wrong digit of an amount, of the count or of the sum breaks the totals.
	for _, at := range []int{122 + 84, 2*122 + 89, 3*122 + 6, 3*122 + 18} {
		bad := bytes.Clone(good)
		bad[at] = '0' + (bad[at]-'0'+1)%10
		if _, err := Read(bytes.NewReader(bad)); err == nil {
			t.Errorf("the digit at %d passed", at)
		}
	}
	for name, bad := range map[string][]byte{
		"empty": nil, "short": good[:len(good)-1], "long": append(bytes.Clone(good), 0x1A), "no transfer": append(bytes.Clone(good[:122]), good[3*122:]...),
		"two headers": append(bytes.Clone(good[:122]), good...), "no end": good[:4*122], "no header": good[122:],
	} {
		if _, err := Read(bytes.NewReader(bad)); err == nil {
			t.Errorf("%s passed", name)
		}
	}
	if _, err := Read(brokenReader{}); err == nil {
		t.Error("a broken reader passed")
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, os.ErrClosed }
