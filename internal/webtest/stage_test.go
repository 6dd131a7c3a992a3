package webtest

import (
	"testing"
	"time"
)

func TestStage(t *testing.T) {
	began := time.Now()
	s := New(t)
	t.Logf("built in %s with %d names", time.Since(began), len(s.Names()))
	u := s.Undo(t)
	if u.Do() {
		t.Error("something was written")
	}
	before := s.Count("SELECT COUNT(*) FROM people_session")
	s.SessionOf(s.Actor(Worker), false)
	began = time.Now()
	if !u.Do() {
		t.Error("nothing was taken back")
	}
	t.Logf("taken back in %s", time.Since(began))
	if n := s.Count("SELECT COUNT(*) FROM people_session"); n != before {
		t.Errorf("%d sessions, want %d", n, before)
	}
	if u.Do() {
		t.Error("taken back twice")
	}
}
