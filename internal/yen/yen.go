// Package yen holds money. A Yen is a whole number of yen and nothing else:
// it cannot be made from a float, multiplied by another Yen, or compared with a plain int.
package yen

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"math/bits"
	"strconv"
	"strings"

	"nariwai/internal/fault"
)

// Yen is an amount of money. The zero value is 0 yen.
type Yen struct{ n int64 }

// Most is the largest amount that a person can type: 10^11 yen. Sums of a million of them still fit.
const Most = 100_000_000_000

func Of(n int64) Yen        { return Yen{n} }
func (a Yen) Add(b Yen) Yen { return Yen{a.n + b.n} }
func (a Yen) Sub(b Yen) Yen { return Yen{a.n - b.n} }
func (a Yen) Neg() Yen      { return Yen{-a.n} }

// Sign is -1, 0 or 1.
func (a Yen) Sign() int {
	switch {
	case a.n < 0:
		return -1
	case a.n > 0:
		return 1
	}
	return 0
}

func (a Yen) IsZero() bool      { return a.n == 0 }
func (a Yen) Less(b Yen) bool   { return a.n < b.n }
func (a Yen) Cmp(b Yen) int     { return a.Sub(b).Sign() }
func (a Yen) Int64() int64      { return a.n }
func (a Yen) Times(k int64) Yen { return Yen{a.n * k} }

// Min returns the smaller of a and b.
func Min(a, b Yen) Yen {
	if b.Less(a) {
		return b
	}
	return a
}

// Sum adds up.
func Sum(ys ...Yen) (s Yen) {
	for _, y := range ys {
		s = s.Add(y)
	}
	return s
}

// Digits groups the amount in thousands with the true minus sign: −1,234,567.
func (a Yen) Digits() string {
	s := strconv.FormatInt(a.n, 10)
	neg := strings.HasPrefix(s, "-")
	s = strings.TrimPrefix(s, "-")
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	if neg {
		return "−" + s
	}
	return s
}

// String is for Japanese pages: 40,000円.
func (a Yen) String() string { return a.Digits() + "円" }

func (a Yen) Value() (driver.Value, error)  { return a.n, nil }
func (a Yen) MarshalJSON() ([]byte, error)  { return strconv.AppendInt(nil, a.n, 10), nil }
func (a *Yen) UnmarshalJSON(b []byte) error { return json.Unmarshal(b, &a.n) }

func (a *Yen) Scan(src any) error {
	n, ok := src.(int64)
	if !ok {
		return fmt.Errorf("yen: cannot scan %T", src)
	}
	a.n = n
	return nil
}

// Parse reads an amount as a person types it: full-width digits, commas, a yen sign or 円 are welcome.
// A fraction, a sign, anything else, or more than Most is Invalid.
func Parse(s string) (Yen, error) {
	var digits []byte
	s = strings.TrimSpace(s)
	s = strings.TrimSpace(strings.TrimSuffix(s, "円"))
	for _, sign := range []string{"¥", "￥", "\\"} {
		s = strings.TrimSpace(strings.TrimPrefix(s, sign))
	}
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits = append(digits, byte(r))
		case r >= '０' && r <= '９':
			digits = append(digits, byte(r-'０'+'0'))
		case r == ',' || r == '，' || r == '、':
			if len(digits) == 0 {
				return Yen{}, fault.New(fault.Invalid, "金額は数字で入れてください")
			}
		case r == '-' || r == '−' || r == '－':
			return Yen{}, fault.New(fault.Invalid, "金額は0円より大きくしてください")
		case r == '.' || r == '．':
			return Yen{}, fault.New(fault.Invalid, "1円より細かい金額は使えません")
		default:
			return Yen{}, fault.New(fault.Invalid, "金額は数字で入れてください")
		}
	}
	if len(digits) == 0 {
		return Yen{}, fault.New(fault.Invalid, "金額を入れてください")
	}
	n, err := strconv.ParseInt(string(digits), 10, 64)
	if err != nil || n > Most {
		return Yen{}, fault.New(fault.Invalid, "金額が大きすぎます（1,000億円まで）")
	}
	return Yen{n}, nil
}

// ParsePositive is Parse, and refuses zero.
func ParsePositive(s string) (Yen, error) {
	y, err := Parse(s)
	if err == nil && y.n == 0 {
		err = fault.New(fault.Invalid, "金額は0円より大きくしてください")
	}
	return y, err
}

// MulDiv returns floor(a × num ÷ den) without overflow for 0 ≤ num ≤ den; a must not be negative.
func (a Yen) MulDiv(num, den int64) Yen {
	if a.n < 0 || num < 0 || den <= 0 || num > den {
		panic("yen: MulDiv out of range") // a programmer's mistake: amounts and rates are checked at the door
	}
	hi, lo := bits.Mul64(uint64(a.n), uint64(num))
	q, _ := bits.Div64(hi, lo, uint64(den))
	return Yen{int64(q)}
}

// A Rate is a share of an amount in basis points: 2000 is 20 %.
type Rate int64

func Percent(p int64) Rate { return Rate(p * 100) }

// Floor returns r of y, rounded down to a whole yen, and the rest, so that part+rest == y always.
func (r Rate) Floor(y Yen) (part, rest Yen) {
	part = y.MulDiv(int64(r), 10_000)
	return part, y.Sub(part)
}

// ParseRate reads a share as a person types it: 20, 16.5, ２０％. At most two decimals, 0 to 100.
func ParseRate(s string) (Rate, error) {
	bad := fault.New(fault.Invalid, "割合は0から100までの数字で入れてください（小数は2桁まで）")
	var whole, part int64
	decimals := -1
	s = strings.TrimSpace(s)
	s = strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(s, "%"), "％"))
	if s == "" {
		return 0, bad
	}
	for _, r := range s {
		if r >= '０' && r <= '９' {
			r -= '０' - '0'
		}
		switch {
		case (r == '.' || r == '．') && decimals < 0:
			decimals = 0
		case r < '0' || r > '9', decimals >= 2, whole > 100:
			return 0, bad
		case decimals >= 0:
			part, decimals = part*10+int64(r-'0'), decimals+1
		default:
			whole = whole*10 + int64(r-'0')
		}
	}
	if decimals == 1 {
		part *= 10
	}
	if whole*100+part > 10_000 {
		return 0, bad
	}
	return Rate(whole*100 + part), nil
}

// String is 20 % or 16.5 %.
func (r Rate) String() string {
	s := strconv.FormatInt(int64(r)/100, 10)
	if c := int64(r) % 100; c != 0 {
		s += "." + strings.TrimRight(fmt.Sprintf("%02d", c), "0")
	}
	return s + "%"
}

// Split shares y by weights to the yen with the largest remainder; the parts sum to y.
// Equal remainders go to the earlier part. At least one weight must be positive, none negative.
func Split(y Yen, weights []int64) []Yen {
	var total int64
	for _, w := range weights {
		total += w
	}
	parts := make([]Yen, len(weights))
	rems := make([]uint64, len(weights))
	left := y
	for i, w := range weights {
		hi, lo := bits.Mul64(uint64(y.n), uint64(w))
		q, r := bits.Div64(hi, lo, uint64(total))
		parts[i], rems[i] = Yen{int64(q)}, r
		left = left.Sub(parts[i])
	}
	for ; left.n > 0; left.n-- {
		best := 0
		for i := range rems {
			if rems[i] > rems[best] {
				best = i
			}
		}
		parts[best].n++
		rems[best] = 0
	}
	return parts
}
