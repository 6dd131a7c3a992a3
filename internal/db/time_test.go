package db

import (
	"runtime"
	"testing"
	"time"

	"nariwai/internal/clock"
)

// While nobody sets the machine's clock, it and the steady one go at the same pace.
func TestAheadStands(t *testing.T) {
	was := ahead()
	time.Sleep(50 * time.Millisecond)
	if by := ahead() - was; by < -20 || by > 20 {
		t.Errorf("the machine's clock was set by %d ms, or one of the two doesn't go", by)
	}
	if runtime.GOOS == "linux" && was < clock.Hour {
		t.Errorf("%d ms since the machine was started: that clock isn't read", was)
	}
}

func BenchmarkNow(b *testing.B) {
	d := &DB{Clock: clock.System, Ahead: ahead}
	HoldTime()(d)
	for b.Loop() {
		if _, err := d.now(); err != nil {
			b.Fatal(err)
		}
	}
}
