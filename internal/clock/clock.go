// Package clock is the only source of time. An Instant is a moment; Japan's wall clock gives it a day.
package clock

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// JST is Japan's time, nine hours ahead of UTC since 1951 and without summer time.
var JST = time.FixedZone("JST", 9*60*60)

// An Instant is a moment in milliseconds since 1970 (UTC). The zero Instant means "not yet" or "never".
type Instant int64

const (
	Second Duration = 1000
	Minute          = 60 * Second
	Hour            = 60 * Minute
	Day             = 24 * Hour
)

// A Duration is a length of time in milliseconds.
type Duration int64

// Of returns t as an Instant.
func Of(t time.Time) Instant { return Instant(t.UnixMilli()) }

// At returns the Instant of a wall-clock time in Japan.
func At(year int, month time.Month, day, hour, min int) Instant {
	return Of(time.Date(year, month, day, hour, min, 0, 0, JST))
}

// Time returns the Instant in Japan's time.
func (i Instant) Time() time.Time { return time.UnixMilli(int64(i)).In(JST) }

func (i Instant) IsZero() bool           { return i == 0 }
func (i Instant) Add(d Duration) Instant { return i + Instant(d) }

// Sub returns how long after j i is.
func (i Instant) Sub(j Instant) Duration { return Duration(i - j) }

func (i Instant) String() string { return i.Time().Format("2006-01-02T15:04:05.000-07:00") }

func (i Instant) Value() (driver.Value, error) { return int64(i), nil }

func (i *Instant) Scan(src any) error {
	n, ok := src.(int64)
	if !ok {
		return fmt.Errorf("clock: cannot scan %T", src)
	}
	*i = Instant(n)
	return nil
}

// System reads the machine's clock.
func System() Instant { return Of(time.Now()) }
