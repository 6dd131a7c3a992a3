package demo

import (
	"cmp"
	"container/heap"
	"context"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"sync/atomic"

	"nariwai/internal/blob"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/people"
)

// stage is where the play is played: the clock, what is to come, and who is who.
type stage struct {
	ctx     context.Context
	d       *db.DB
	files   *blob.Store
	now     atomic.Int64 // milliseconds since 1970; the database's writer reads it
	newID   func(clock.Instant) string
	today   calendar.Date // the day on which visitors come
	end     clock.Instant // the moment at which the play is over
	acts    acts
	seq     int
	actors  map[string]people.Actor
	persons map[string]player
	jobs    []*posted
	bank    bankBook
	runs    map[id.Run]bool // whose check and release are on their way
}

func (s *stage) clock() clock.Instant { return clock.Instant(s.now.Load()) }

// on is a day counted from today.
func (s *stage) on(day int) calendar.Date { return s.today.AddDays(day) }

// at is a wall-clock time on a day. What would come after the end of the play is moved before it, on the last day only.
func (s *stage) at(day, hour, minute int) clock.Instant {
	start := s.on(day).Start()
	at := start.Add(clock.Duration(hour)*clock.Hour + clock.Duration(minute)*clock.Minute)
	if day == 0 {
		at = start.Add(clock.Duration(int64(s.end.Sub(start)) * int64(at.Sub(start)) / int64(clock.Day)))
	}
	return at
}

// dice are for one thing of the play, whatever else is played.
func dice(about string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(about))
	return rand.New(rand.NewPCG(1, h.Sum64()))
}

// act is something that is going to be done.
type act struct {
	at  clock.Instant
	seq int
	of  string
	do  func() error
}

type acts []act

func (a acts) Len() int { return len(a) }
func (a acts) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(a[i].at, a[j].at), cmp.Compare(a[i].seq, a[j].seq)) < 0
}
func (a acts) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a *acts) Push(x any)   { *a = append(*a, x.(act)) }
func (a *acts) Pop() any {
	last := (*a)[len(*a)-1]
	*a = (*a)[:len(*a)-1]
	return last
}

// plan lets something be done at a moment, or at once when the moment has passed. What comes after the end is not done:
// its story is still running when visitors come.
func (s *stage) plan(at clock.Instant, of string, do func() error) {
	if at >= s.end {
		return
	}
	s.seq++
	heap.Push(&s.acts, act{max(at, s.clock()), s.seq, of, do})
}

// live plays one day: first what the clock-work does after midnight, then what people do.
func (s *stage) live(day int) error {
	if err := s.ctx.Err(); err != nil {
		return err
	}
	start := s.on(day).Start()
	s.now.Store(int64(min(max(start.Add(5*clock.Minute), s.clock()), s.end)))
	if err := s.midnight(day); err != nil {
		return err
	}
	next := min(s.on(day+1).Start(), s.end)
	for len(s.acts) > 0 && s.acts[0].at < next {
		a := heap.Pop(&s.acts).(act)
		s.now.Store(int64(max(a.at, s.clock())))
		if err := a.do(); err != nil {
			return fmt.Errorf("%s at %s: %w", a.of, s.clock(), err)
		}
	}
	if day == 0 {
		s.now.Store(int64(s.end))
	}
	return nil
}
