package yen

import (
	"math/bits"
	"strconv"
	"strings"

	"nariwai/internal/fault"
)

// Sen is a price in hundredths of a yen, for what is paid by the character. No account holds it: it becomes money
// only by a quantity.
type Sen int64

// ParseSen reads a unit price as a person types it: 1.25, １．２５, 3,000円. At most two decimals, greater than 0.
func ParseSen(s string) (Sen, error) {
	s = strings.NewReplacer("．", ".").Replace(strings.TrimSpace(s))
	s = strings.TrimSpace(strings.TrimSuffix(s, "円"))
	whole, part, fraction := strings.Cut(s, ".")
	y, err := Parse(whole)
	if err != nil {
		return 0, err
	}
	n := y.n * 100
	if fraction {
		p, err := Parse(part)
		decimals := len([]rune(part))
		if err != nil || decimals > 2 || strings.ContainsAny(part, ",，、") {
			return 0, fault.New(fault.Invalid, "単価は小数2桁までの数字で入れてください")
		}
		if decimals == 1 {
			p.n *= 10
		}
		n += p.n
	}
	if n == 0 {
		return 0, fault.New(fault.Invalid, "金額は0円より大きくしてください")
	}
	return Sen(n), nil
}

// String is 1.25, 1.2 or 3,000, without a unit.
func (s Sen) String() string {
	text := Of(int64(s) / 100).Digits()
	if c := int64(s) % 100; c != 0 {
		text += "." + strings.TrimRight(strconv.FormatInt(100+c, 10)[1:], "0")
	}
	return text
}

// For is the least amount in whole yen that pays s for each of a quantity: it is rounded up. What is too much to be
// typed is Most.
func (s Sen) For(quantity int64) Yen {
	hi, lo := bits.Mul64(uint64(max(0, int64(s))), uint64(max(0, quantity)))
	if hi != 0 || lo > Most*100 {
		return Yen{Most}
	}
	return Yen{int64((lo + 99) / 100)}
}

// Per is the price of one of a quantity that costs a, to the nearest hundredth; of no quantity it is the whole.
func (a Yen) Per(quantity int64) Sen {
	quantity = max(1, quantity)
	return Sen((a.n*100 + quantity/2) / quantity)
}
