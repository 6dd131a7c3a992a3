package market

import (
	"strings"
	"unicode/utf8"

	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// Delivery is work handed in: words, files, or both.
type Delivery struct {
	ID      id.Delivery
	Item    id.Item
	N       int64
	Body    string // Markdown
	Minutes int64  // how long it took, if the worker says so; for the price guidance
	By      id.Person
	At      clock.Instant
}

// MostDelivery is how many characters a delivery's text may have; longer work comes as a file.
const MostDelivery = 100_000

// Check refuses an empty delivery.
func (d *Delivery) Check(files int) error {
	var f fault.Form
	if strings.TrimSpace(d.Body) == "" && files == 0 {
		f.Add("body", "納品する文章を書くか、ファイルを選んでください")
	}
	if n := utf8.RuneCountInString(d.Body); n > MostDelivery {
		f.Add("body", "文章は%d字までです。長いものはファイルで納めてください", MostDelivery)
	}
	if d.Minutes < 0 || d.Minutes > 60*24*365 {
		f.Add("minutes", "かかった時間を分で入れてください")
	}
	return f.Err()
}

// Revision is a request to do a delivery again.
type Revision struct {
	ID       id.Revision
	Item     id.Item
	Delivery id.Delivery
	Reason   string
	Fault    Blame
	By       id.Person
	At       clock.Instant
}

// File belongs to a contract and is seen by its two sides. The bytes are kept by their hash, apart.
type File struct {
	ID         id.File
	Contract   id.Contract
	Delivery   id.Delivery
	Message    id.Message // it came with, "" for none
	UploadedBy id.Party
	Name       string
	Size       int64
	Type       string // by the bytes themselves, not by the name
	SHA256     string
	At         clock.Instant
}

// MostFiles is how many files each side may put into a contract.
const MostFiles = 250

// MostFile is a file's largest size in bytes.
const MostFile = 50 << 20

// Event is a line of a contract's history.
type Event struct {
	ID       id.Event
	Contract id.Contract
	Item     id.Item
	Kind     EventKind
	By       id.Person // "" when time did it
	At       clock.Instant
	Amount   int64 // yen, where the event moved money
	Note     string
}

// EventKind is what happened.
type EventKind string

const (
	EventAwarded   EventKind = "awarded"
	EventFunded    EventKind = "funded"
	EventDelivered EventKind = "delivered"
	EventRevision  EventKind = "revision"
	EventAccepted  EventKind = "accepted"
	EventAuto      EventKind = "auto_accepted"
	EventChange    EventKind = "change_offered"
	EventChanged   EventKind = "changed"
	EventCancel    EventKind = "cancel_offered"
	EventSettled   EventKind = "settled"
	EventRefunded  EventKind = "refunded"
	EventCancelled EventKind = "cancelled"
	EventLapsed    EventKind = "lapsed"
	EventDisputed  EventKind = "disputed"
	EventDecided   EventKind = "decided"
	EventAppealed  EventKind = "appealed"
	EventWithdrawn EventKind = "withdrawn"
	EventEscalated EventKind = "escalated"
	EventRejected  EventKind = "rejected"
	EventPaid      EventKind = "paid"
	EventSigned    EventKind = "change_signed" // a raise that waits for its money
	EventTakenBack EventKind = "taken_back"
	EventVoid      EventKind = "change_void" // the money of a raise did not come in time
	EventSaid      EventKind = "said"        // to the desk, in a dispute
	EventContent   EventKind = "content"     // with the desk's decision
	EventTakenUp   EventKind = "taken_up"    // by the desk, without either side's asking
	EventShared    EventKind = "shared"      // everybody has agreed to what they do of an item
)
