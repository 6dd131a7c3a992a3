package db

import (
	"golang.org/x/sys/unix"

	"nariwai/internal/clock"
)

// ahead is how far the machine's clock is ahead of one that nobody sets and that goes on while the machine sleeps. Only its
// changes mean anything.
func ahead() clock.Duration {
	var t unix.Timespec
	if unix.ClockGettime(unix.CLOCK_BOOTTIME, &t) != nil {
		return 0
	}
	return clock.System().Sub(clock.Instant(t.Nano() / 1e6))
}
