package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// progress tells a person how far long work has come: percent, rate, and when it will be done.
type progress struct {
	w      io.Writer
	what   string
	now    func() time.Time
	start  time.Time
	last   time.Time
	live   bool // a terminal: one line that changes; otherwise a line now and then
	length int
}

func newProgress(w io.Writer, what string) *progress {
	live := false
	if f, ok := w.(*os.File); ok {
		if i, err := f.Stat(); err == nil {
			live = i.Mode()&os.ModeCharDevice != 0
		}
	}
	return &progress{w: w, what: what, now: time.Now, start: time.Now(), live: live}
}

// Step says that done of total are done; total may still grow.
func (p *progress) Step(done, total int) {
	now := p.now()
	pause := 10 * time.Second
	if p.live {
		pause = 200 * time.Millisecond
	}
	if now.Sub(p.last) < pause && done < total {
		return
	}
	p.last = now
	took := now.Sub(p.start)
	line := fmt.Sprintf("%s %3d %% (%d of %d)", p.what, 100*done/max(total, 1), done, total)
	if done > 0 && took >= time.Second {
		line += fmt.Sprintf(", %.1f/s", float64(done)/took.Seconds())
		if done < total {
			left := time.Duration(float64(took) / float64(done) * float64(total-done))
			line += ", " + left.Round(time.Second).String() + " left"
		}
	}
	if !p.live {
		fmt.Fprintln(p.w, line)
		return
	}
	fmt.Fprint(p.w, "\r"+line+strings.Repeat(" ", max(0, p.length-len(line))))
	p.length = len(line)
	if done >= total {
		fmt.Fprintln(p.w)
		p.length = 0
	}
}
