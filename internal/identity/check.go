// Package identity says who somebody is: a document that is shown to the desk and erased, and a pledge that is signed.
//
// What stays of a look at a document is that there was one, when, of what kind, and how it ended. Neither the document nor
// anything that was read in it is kept (Act on the Protection of Personal Information, art. 22: data that is needed no more is
// erased without delay).
package identity

import (
	"slices"
	"strings"
	"unicode/utf8"

	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// Kind is which document was shown.
type Kind string

const (
	License   Kind = "license"   // a driving licence
	MyNumber  Kind = "mynumber"  // the face of a My Number card; never its back, which has the number
	Passport  Kind = "passport"  // the page with the face
	Residence Kind = "residence" // a residence card, or that of a special permanent resident
)

// Kinds are the documents that are taken, in the order in which they are offered.
var Kinds = []Kind{License, MyNumber, Passport, Residence}

// Name is what a document is called: a key of package phrase.
func (k Kind) Name() string {
	switch k {
	case License:
		return "運転免許証（おもて面）"
	case MyNumber:
		return "マイナンバーカード（おもて面だけ）"
	case Passport:
		return "パスポート（顔写真のページ）"
	}
	return "在留カード・特別永住者証明書（おもて面）"
}

// State is where a check stands.
type State string

const (
	Waiting   State = "waiting"
	Passed    State = "passed"
	Refused   State = "refused"
	Withdrawn State = "withdrawn" // by who showed it
	Expired   State = "expired"   // nobody looked in time
)

const (
	// KeptFor is how long a document lies here at most. It is erased with the decision, and that comes sooner.
	KeptFor = 30 * clock.Day
	// OpenFor is how long it stays open to who has opened it.
	OpenFor = 30 * clock.Minute
	// MostShown is how many documents a party may show within KeptFor.
	MostShown = 5

	mostWords = 500 // characters of a reason
)

// Check is a document that was shown to the desk, and what came of it.
type Check struct {
	ID         id.Check
	Party      id.Party
	Person     id.Person // who showed it
	Kind       Kind
	Name       string // the legal name that it is compared with; "" once decided
	State      State
	Document   string // where the file store has it; "" once the file is gone
	Key        string // by which alone it can be opened; "" from the moment of the decision
	Type       string // image/jpeg or image/png
	UploadedAt clock.Instant
	OpenedBy   id.Person // who opened it last
	OpenedAt   clock.Instant
	CheckedBy  id.Person
	CheckedAt  clock.Instant
	Why        string        // it was refused
	ErasedAt   clock.Instant // when nobody could open it any more; 0 while it lies here
	Version    int64
}

// Holder is what must be known of a party that shows a document.
type Holder struct {
	LegalName string
	Company   bool
	Single    bool  // a single person's party, and that person's own
	Shown     int64 // documents within KeptFor
}

// May refuses who has nothing to be compared with, and who shows one after the other.
func (h Holder) May() error {
	switch {
	case !h.Single || h.Company:
		return fault.New(fault.Conflict, "本人確認は、いまは個人の方だけが受けられます")
	case h.LegalName == "":
		return fault.New(fault.Conflict, "さきに「取引のための情報」へ、書類のとおりの氏名を入れてください")
	case h.Shown >= MostShown:
		return fault.New(fault.Conflict, "書類を送れるのは、30日に%d回までです。しばらくたってから、もう一度お送りください", MostShown)
	}
	return nil
}

// Valid refuses a kind of document that is not taken.
func (k Kind) Valid() error {
	if slices.Contains(Kinds, k) {
		return nil
	}
	var f fault.Form
	f.Add("kind", "書類の種類を選んでください")
	return f.Err()
}

// Open lets somebody at the desk look at the document for a while, for a reason that is written down.
func (c *Check) Open(by id.Person, reason string, now clock.Instant) (why string, err error) {
	var f fault.Form
	reason = strings.TrimSpace(reason)
	switch n := utf8.RuneCountInString(reason); {
	case c.State != Waiting:
		return "", decided()
	case by == c.Person:
		return "", fault.New(fault.Forbidden, "自分の書類は、運営のほかの人が確かめます")
	case reason == "":
		f.Add("why", "書類を開く理由を書いてください")
	case n > mostWords:
		f.Add("why", "理由は%d字までです（いま%d字）", mostWords, n)
	}
	if err := f.Err(); err != nil {
		return "", err
	}
	c.OpenedBy, c.OpenedAt = by, now
	return reason, nil
}

// OpenTo reports whether somebody may look at the document now.
func (c Check) OpenTo(by id.Person, now clock.Instant) bool {
	return c.State == Waiting && c.Key != "" && c.OpenedBy == by && !c.OpenedAt.IsZero() && now < c.OpenedAt.Add(OpenFor)
}

// Pass is the yes of who has looked. name is the party's legal name now: a document that was compared with another one says nothing.
func (c *Check) Pass(by id.Person, name string, now clock.Instant) error {
	if err := c.looked(by); err != nil {
		return err
	}
	if name != c.Name {
		return fault.New(fault.Conflict, "書類が届いたあとで、届け出た氏名が変わりました。断って、もう一度送ってもらってください")
	}
	c.CheckedBy, c.CheckedAt = by, now
	c.end(Passed, now)
	return nil
}

// Refuse is the no of who has looked, and why.
func (c *Check) Refuse(by id.Person, why string, now clock.Instant) error {
	if err := c.looked(by); err != nil {
		return err
	}
	var f fault.Form
	why = strings.TrimSpace(why)
	switch n := utf8.RuneCountInString(why); {
	case why == "":
		f.Add("note", "本人に伝える理由を書いてください")
	case n > mostWords:
		f.Add("note", "理由は%d字までです（いま%d字）", mostWords, n)
	}
	if err := f.Err(); err != nil {
		return err
	}
	c.CheckedBy, c.CheckedAt, c.Why = by, now, why
	c.end(Refused, now)
	return nil
}

func (c Check) looked(by id.Person) error {
	switch {
	case c.State != Waiting:
		return decided()
	case c.OpenedBy != by:
		return fault.New(fault.Conflict, "書類を開いた人が決めます。さきに書類を開いてください")
	}
	return nil
}

// Withdraw takes the document back.
func (c *Check) Withdraw(now clock.Instant) error {
	if c.State != Waiting {
		return decided()
	}
	c.end(Withdrawn, now)
	return nil
}

// Expire ends a check that nobody decided in time, and reports whether it did.
func (c *Check) Expire(now clock.Instant) bool {
	if c.State != Waiting || now < c.UploadedAt.Add(KeptFor) {
		return false
	}
	c.end(Expired, now)
	return true
}

// end erases the document: without the key nobody opens it, wherever a copy of it may lie.
func (c *Check) end(s State, now clock.Instant) {
	c.State, c.ErasedAt = s, now
	c.Key, c.Name = "", ""
}

func decided() error {
	return fault.New(fault.Conflict, "この書類は、もう確認が終わって消えています")
}
