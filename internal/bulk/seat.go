package bulk

import (
	"nariwai/internal/clock"
	"nariwai/internal/id"
)

// SeatState is where a worker's place stands.
type SeatState string

const (
	SeatInvited  SeatState = "invited" // the client asks
	SeatAsked    SeatState = "asked"   // the worker asks
	SeatIn       SeatState = "in"      // may take lines
	SeatDeclined SeatState = "declined"
	SeatOut      SeatState = "out" // takes no more; what was taken goes on
)

// Seat is a worker's place in an order.
type Seat struct {
	ID       id.Seat
	Bulk     id.Bulk
	Worker   id.Party
	Cap      int64 // 0: the order's
	State    SeatState
	Contract id.Contract // of what was taken last; "" until then
	At       clock.Instant
	By       id.Person
	Version  int64
}

// MostSeats is how many workers may have a place in one order.
const MostSeats = 300

// Limit is how many lines the worker may have in hand at a time.
func (s *Seat) Limit(o Order) int64 {
	if s.Cap > 0 {
		return s.Cap
	}
	return o.Cap
}

// Accept is the worker's yes to an invitation.
func (s *Seat) Accept(by id.Person, now clock.Instant) error {
	if s.State != SeatInvited {
		return conflict("この招待は、もう返事をしてあります")
	}
	s.State, s.By, s.At = SeatIn, by, now
	return nil
}

// Admit is the client's yes to who asked.
func (s *Seat) Admit(by id.Person, now clock.Instant) error {
	if s.State != SeatAsked {
		return conflict("この申し込みは、もう返事をしてあります")
	}
	s.State, s.By, s.At = SeatIn, by, now
	return nil
}

// Decline is a no of either side.
func (s *Seat) Decline(by id.Person, now clock.Instant) error {
	if s.State != SeatInvited && s.State != SeatAsked {
		return conflict("この席は、もう返事をしてあります")
	}
	s.State, s.By, s.At = SeatDeclined, by, now
	return nil
}

// Leave ends a seat: its worker takes no more.
func (s *Seat) Leave(by id.Person, now clock.Instant) error {
	if s.State != SeatIn {
		return conflict("この席は、もう空いています")
	}
	s.State, s.By, s.At = SeatOut, by, now
	return nil
}

// Again opens a seat anew that was declined or left: state is SeatInvited or SeatAsked.
func (s *Seat) Again(state SeatState, by id.Person, now clock.Instant) error {
	if s.State != SeatDeclined && s.State != SeatOut {
		return conflict("この方には、もう声をかけています")
	}
	s.State, s.By, s.At = state, by, now
	return nil
}

// Room is how many more lines the seat may take while it has inHand.
func (s *Seat) Room(o Order, inHand int64) int64 {
	if s.State != SeatIn {
		return 0
	}
	return max(0, s.Limit(o)-inHand)
}
