package bank

import (
	"strings"

	"nariwai/internal/billing"
	"nariwai/internal/fault"
)

// TargetForm is an account to which money goes back, as it is typed.
type TargetForm struct {
	Bank, Branch string // codes of four and three digits
	Type         string // 1 ordinary, 2 current, 4 savings
	Number       string // up to seven digits
	Payee        string
}

// ReadTarget checks an account against the directory and the letters of the transfer file.
func ReadTarget(in TargetForm) (t billing.Target, err error) {
	var f fault.Form
	t = billing.Target{Bank: typedDigits(in.Bank), Branch: typedDigits(in.Branch), Type: in.Type, Number: typedDigits(in.Number)}
	if _, ok := FindBank(t.Bank); !ok {
		f.Add("bank", "この番号の金融機関はありません")
	} else if _, ok := FindBranch(t.Bank, t.Branch); !ok {
		f.Add("branch", "この番号の支店は、この金融機関にありません")
	}
	if t.Type != "1" && t.Type != "2" && t.Type != "4" {
		f.Add("type", "預金の種類を選んでください")
	}
	switch {
	case len(t.Number) > 7 || !isDigits(t.Number):
		f.Add("number", "口座番号は7桁までの数字で入れてください")
	default:
		t.Number = strings.Repeat("0", 7-len(t.Number)) + t.Number
	}
	t.Payee, err = PayeeName(in.Payee)
	f.Check("payee", err)
	return t, f.Err()
}
