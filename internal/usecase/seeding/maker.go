package seeding

import (
	"encoding/base64"
	"encoding/binary"
	"math"
	"math/rand/v2"

	"nariwai/internal/clock"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/yen"
)

// A maker makes the same things from the same number.
type maker struct {
	*rand.Rand
	source *rand.ChaCha8
	rules  rules
	now    clock.Instant // what is later has not happened
	number int64         // of the last reference that a payer was given
}

func newMaker(number, part int64, r rules, now clock.Instant) *maker {
	var seed [32]byte
	binary.BigEndian.PutUint64(seed[:], uint64(number))
	binary.BigEndian.PutUint64(seed[8:], uint64(part))
	source := rand.NewChaCha8(seed)
	return &maker{Rand: rand.New(source), source: source, rules: r, now: now, number: (part - 1) * partSize}
}

// partSize is how many references are set apart for each part of a database.
const partSize = 2_000_000

// id is an id of a moment.
func (m *maker) id(at clock.Instant) string {
	s := id.Source{Random: m.source}
	return s.New(at.Time())
}

// secret is what somebody's browser holds, and the hash that is kept of it.
func (m *maker) secret() (secret, hash string) {
	var b [32]byte
	m.source.Read(b[:]) // never fails
	secret = base64.RawURLEncoding.EncodeToString(b[:])
	return secret, people.HashSecret(secret)
}

// between is a number from lo to hi.
func (m *maker) between(lo, hi int) int { return lo + m.IntN(hi-lo+1) }

// chance is true so many times of a hundred.
func (m *maker) chance(percent int) bool { return m.IntN(100) < percent }

// spread is a number around a median that is never negative: one in six lies above median·e^sigma, one in six below median/e^sigma.
func (m *maker) spread(median, sigma float64) int64 {
	return int64(median * math.Exp(sigma*m.NormFloat64()))
}

// later is a moment so many days after another, by day.
func (m *maker) later(at clock.Instant, lo, hi int) clock.Instant {
	return at.Add(clock.Duration(m.between(lo*24*60, hi*24*60))*clock.Minute + clock.Duration(m.IntN(60_000)))
}

// pay is what a piece of work costs, in tens of yen.
func (m *maker) pay() yen.Yen {
	return yen.Of(max(300, min(400_000, m.spread(medianPay, 1))) / 10 * 10)
}

// medianPay is the median of what a contract pays, in yen.
const medianPay = 3_600

// pick is one of a list.
func pick[T any](m *maker, list []T) T { return list[m.IntN(len(list))] }
