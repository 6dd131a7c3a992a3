// Package id names the things of the marketplace, one type per kind,
// so that a job's id is never taken for a person's.
package id

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

type (
	Person     string // somebody who signs in
	Party      string // somebody who can promise: a person, an organisation or a team
	Grant      string // a person's right to act for a party or for the site
	Session    string
	Account    string // a bank account that a party gave us
	Mall       string // the site itself, or a mall inside it
	Job        string
	Proposal   string
	Contract   string
	Item       string // the smallest thing that is secured, delivered, accepted and settled
	Delivery   string
	Revision   string
	File       string
	Change     string // a change order
	Cancel     string // an offer to end an item with a split
	Dispute    string
	Event      string
	Thread     string // what two sides write to each other about one job or one contract
	Message    string
	Template   string // a text that somebody writes often
	Funding    string // a request to a client to pay in
	Import     string // one list of deposits from the bank
	Deposit    string // one line of it
	Settlement string
	Run        string // a payout run
	Payout     string
	Refund     string
	Document   string
	Notice     string
	Mail       string
	Mark       string // a sentence of a posting that a rule points at
	Report     string // what somebody tells the desk of a job
	Search     string // a saved one
	Hint       string // what a person's open pages are told to look at
	Check      string // a look at an identity document
	Pledge     string // a signed pledge of confidentiality
	Attested   string // a record that another site has signed
	Elsewhere  string // a site whose signed records are shown here
	Screening  string // a run of a certification programme
	Pause      string // a time in which a worker rests
	Case       string // a screening that a person looks at
	Appeal     string // against the outcome of a screening
	Work       string // a case page: what somebody did, shown with the consent of those whom it is about
	Prize      string // of a year
	Nomination string
	Review     string // what one side of a contract says of the other
	Bulk       string // a bulk order: hundreds of lines, each of which becomes an item when somebody takes it
	Seat       string // a worker's place in a bulk order
	Table      string // of rows for a bulk order, read and not yet confirmed
	Part       string // a member's share of an item that a team does
	Offer      string // of work to one party alone
	Recurring  string // an order that comes again every month
	Limit      string // a decision about a line of credit
	Invoice    string // for what a client's line of credit has paid in a month
	Department string // of an organisation: what things are put on the cost of
	Approval   string // the second step of a commitment
	Invitation string // to act for a party
)

// Site is the root mall: the marketplace itself.
const Site Mall = "site"

// A Source makes UUIDs of version 7 (RFC 9562): time-ordered, so that new rows land side by side,
// and rising even within one millisecond, so that ORDER BY id is the order of writing.
type Source struct {
	// Random, if set before the first use, stands in for the machine's random numbers, so that a made-up history can be made again.
	Random io.Reader

	mu   sync.Mutex
	last int64 // milliseconds × 4096 + counter
}

// New returns the next id at now.
func (s *Source) New(now time.Time) string {
	var b [16]byte
	rand.Read(b[8:]) // never fails since Go 1.24
	s.mu.Lock()
	if s.Random != nil {
		io.ReadFull(s.Random, b[8:])
	}
	s.last = max(s.last+1, now.UnixMilli()<<12)
	n := s.last
	s.mu.Unlock()
	ms, seq := uint64(n>>12), uint64(n&0xfff)
	for i := range 6 {
		b[i] = byte(ms >> (40 - 8*i))
	}
	b[6], b[7] = 0x70|byte(seq>>8), byte(seq)
	b[8] = b[8]&0x3f | 0x80
	h := hex.EncodeToString(b[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// After makes every further id greater than this one and those that were made within a second of it.
func (s *Source) After(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if made := Made(id); !made.IsZero() {
		s.last = max(s.last, (made.UnixMilli()+1000)<<12)
	}
}

// Floor is below every id that a Source makes at that time or later, and above every earlier one.
func Floor(at time.Time) string {
	ms := uint64(max(at.UnixMilli(), 0))
	return fmt.Sprintf("%08x-%04x", ms>>16, ms&0xffff)
}

// Made is when a Source made an id, or a little earlier if it had made many; zero of anything else.
func Made(id string) (at time.Time) {
	if ms := Place(id) >> 21; ms > 0 {
		at = time.UnixMilli(ms)
	}
	return at
}

// Short is how an id is shown to people: its last eight digits, which are random.
func Short[T ~string](x T) string {
	if len(x) < 8 {
		return string(x)
	}
	return string(x[len(x)-8:])
}

// PlaceAt is below the place of every id that a Source makes at that time or later, and above those of all earlier ones.
func PlaceAt(at time.Time) int64 { return at.UnixMilli() << 21 }

// Place is where an id of a Source stands in time, as a number: of two ids the later has the greater. It keeps nine of the
// random bits, so that two nodes hardly ever make the same. Anything else has the place 0.
func Place(id string) int64 {
	b, err := hex.DecodeString(strings.ReplaceAll(id, "-", ""))
	if err != nil || len(b) != 16 {
		return 0
	}
	var ms int64
	for _, x := range b[:6] {
		ms = ms<<8 | int64(x)
	}
	return ms<<21 | int64(b[6]&0xf)<<17 | int64(b[7])<<9 | int64(b[8]&0x3f)<<3 | int64(b[9]>>5)
}
