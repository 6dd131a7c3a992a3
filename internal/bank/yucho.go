package bank

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"nariwai/internal/fault"
)

// JapanPostBank is the code of ゆうちょ銀行.
const JapanPostBank = "9900"

// JapanPost turns the 記号 and 番号 of a passbook of ゆうちょ銀行 into an account for transfers from other banks.
//
//	記号 1xxx0 (総合口座, 通常貯金): branch = its 2nd and 3rd digit and "8"; account = 番号 without its last digit, which is 1; ordinary.
//	記号 0xxxx (振替口座):           branch = its 2nd and 3rd digit and "9"; account = 番号; current.
//
// The single digit that may stand between the two is not part of either. The same 記号 serves 通常貯蓄貯金,
// a savings account (type 4), which only the holder can tell.
func JapanPost(symbol, number string) (branch, accountType, account string, err error) {
	symbol, number = typedDigits(symbol), typedDigits(number)
	if len(symbol) != 5 || !isDigits(symbol) || symbol[0] > '1' {
		return "", "", "", fault.New(fault.Invalid, "記号は0か1で始まる5桁の数字です")
	}
	switch {
	case symbol[0] == '1' && isDigits(number) && len(number) >= 2 && len(number) <= 8 && strings.HasSuffix(number, "1"):
		branch, accountType, account = symbol[1:3]+"8", "1", number[:len(number)-1]
	case symbol[0] == '1':
		return "", "", "", fault.New(fault.Invalid, "番号は1で終わる8桁までの数字です")
	case isDigits(number) && len(number) <= 7:
		branch, accountType, account = symbol[1:3]+"9", "2", number
	default:
		return "", "", "", fault.New(fault.Invalid, "振替口座の番号は7桁までの数字です")
	}
	if _, ok := FindBranch(JapanPostBank, branch); !ok {
		return "", "", "", fault.New(fault.Invalid, "この記号の店はありません。通帳で確かめてください")
	}
	return branch, accountType, strings.Repeat("0", 7-len(account)) + account, nil
}

// typedDigits narrows full-width digits and drops the spaces and hyphens that people put between groups.
func typedDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || strings.ContainsRune(longMarks, r) {
			return -1
		}
		return r
	}, norm.NFKC.String(s))
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
