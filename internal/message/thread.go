// Package message is what two sides write to each other: about a job before there is a contract, and then about the contract.
package message

import (
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// Side is on which side of a thread a party sits.
type Side string

const (
	ClientSide Side = "client"
	WorkerSide Side = "worker"
)

// Thread is what a client and a worker write to each other about one job, or about one contract.
type Thread struct {
	ID       id.Thread
	Job      id.Job
	Contract id.Contract // "" before there is one
	Proposal id.Proposal // "" before there is one
	Client   id.Party
	Worker   id.Party
	OpenedAt clock.Instant
	LastN    int64 // how many messages it has
	LastAt   clock.Instant
	Title    string // of the job or the contract
	Version  int64
}

// SideOf says on which side a party sits; for others the thread does not exist.
func (t Thread) SideOf(p id.Party) (Side, error) {
	switch p {
	case t.Client:
		return ClientSide, nil
	case t.Worker:
		return WorkerSide, nil
	}
	return "", fault.New(fault.NotFound, "見つかりませんでした")
}

// Other is who sits opposite a party.
func (t Thread) Other(p id.Party) id.Party {
	if p == t.Client {
		return t.Worker
	}
	return t.Client
}

// Seat is a thread as one of its sides has it.
type Seat struct {
	Thread    id.Thread
	Party     id.Party
	Other     id.Party
	Side      Side
	Contract  id.Contract
	LastAt    clock.Instant
	TheirsN   int64 // the other side's newest message
	ReadN     int64 // the newest message that somebody of this side has seen
	ReadAt    clock.Instant
	Needs     bool          // the other side waits for an answer
	BlockedAt clock.Instant // this side has blocked the other; 0 if not
}

// Seats are the two places of a thread.
func (t Thread) Seats() []Seat {
	seat := func(p, other id.Party, s Side) Seat {
		return Seat{Thread: t.ID, Party: p, Other: other, Side: s, Contract: t.Contract, LastAt: t.LastAt}
	}
	return []Seat{seat(t.Client, t.Worker, ClientSide), seat(t.Worker, t.Client, WorkerSide)}
}

// Block is a party that another doesn't want to hear from.
type Block struct {
	Party id.Party // who blocks
	Other id.Party // whom
	By    id.Person
	At    clock.Instant
}

// Standing is what decides whether a side may write in a thread.
type Standing struct {
	Moved   bool // the talk goes on in a contract's thread
	Blocks  bool // the writer has blocked the other
	Blocked bool // the other has blocked the writer
}

// MayWrite refuses a thread that goes on elsewhere, and who is blocked. Within a contract nobody is kept from writing: the work
// and the law need it.
func (t Thread) MayWrite(s Standing) error {
	switch {
	case t.Contract != "":
		return nil
	case s.Moved:
		return fault.New(fault.Conflict, "契約ができたあとは、契約の連絡に書いてください")
	case s.Blocks:
		return fault.New(fault.Conflict, "この相手をブロックしています。書くには、ブロックを解いてください")
	}
	return s.MayOpen()
}

// MayOpen refuses a new thread with somebody who has blocked the writer.
func (s Standing) MayOpen() error {
	if s.Blocked {
		return fault.New(fault.Forbidden, "相手の方が連絡を受け取らないことにしているため、送れません")
	}
	return nil
}

// Add gives a message its place behind the others. Its time is later than theirs, so that the order of time is that of the numbers
// on whatever node it is written.
func (t *Thread) Add(m *Message, now clock.Instant) {
	if t.LastN > 0 {
		now = max(now, t.LastAt+1)
	}
	t.LastN++
	t.LastAt = now
	m.Thread, m.N, m.At = t.ID, t.LastN, now
}
