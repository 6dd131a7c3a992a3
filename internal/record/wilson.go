package record

import "math/big"

// z = 1.6449 (two-sided 90 %), as z² in millionths.
const z2 = 2_705_543

// wilson is the lower end of Wilson's interval for k of n, in per mille rounded down, in integers, so that every machine says
// the same: (2k + z² − z·√(z² + 4k(n−k)/n)) / (2(n + z²)).
func wilson(k, n int64) int64 {
	if n == 0 {
		return 0
	}
	const m = 1_000_000
	// In millionths: s = √(z²·(z² + 4k(n−k)/n)), rounded up.
	in := new(big.Int).Mul(big.NewInt(4*m), big.NewInt(k))
	in.Mul(in, big.NewInt(n-k))
	in.Quo(in, big.NewInt(n))
	in.Add(in, big.NewInt(z2))
	in.Mul(in, big.NewInt(z2))
	s := new(big.Int).Sqrt(in)
	s.Add(s, big.NewInt(1))
	top := 2*m*k + z2 - s.Int64()
	return max(top*1000/(2*(m*n+z2)), 0)
}
