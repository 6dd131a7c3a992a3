// Package document keeps what was written and may never change: notices of terms, statements, invoices.
// A correction is a new document.
package document

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/id"
	"nariwai/internal/yen"
)

// Kind is what a document is.
type Kind string

const (
	NoticeOfTerms   Kind = "terms"   // Freelance Act, art. 3
	ChangedTerms    Kind = "changed" // supplementary notice after a change order
	PayoutStatement Kind = "statement"
	Invoice         Kind = "invoice" // for what a client's line of credit has paid in a month
	PartTerms       Kind = "part"    // the notice to a member of a team (Freelance Act, art. 3, and 4(3) where it is re-entrusted)
)

// Prefix stands before the number of a kind.
func (k Kind) Prefix() string {
	switch k {
	case NoticeOfTerms:
		return "T"
	case ChangedTerms:
		return "H"
	case PayoutStatement:
		return "P"
	case Invoice:
		return "I"
	case PartTerms:
		return "B"
	}
	return "D"
}

// Document is an immutable writing. Body is JSON: the facts from which its page is drawn; SHA256 is over its bytes.
type Document struct {
	ID      id.Document
	Kind    Kind
	Number  string // gapless per kind and year: T-2026-000001
	Subject string // the contract's or run's id
	On      calendar.Date
	Amount  yen.Yen
	Body    string
	SHA256  string
	At      clock.Instant
	Parties []id.Party // who may see it
}

// New writes facts down. The number is given by storage.
func New(did id.Document, k Kind, subject string, on calendar.Date, amount yen.Yen, facts any, at clock.Instant, parties ...id.Party) (Document, error) {
	b, err := json.Marshal(facts)
	if err != nil {
		return Document{}, err
	}
	return Document{ID: did, Kind: k, Subject: subject, On: on, Amount: amount, Body: string(b), SHA256: Sum(string(b)), At: at, Parties: parties}, nil
}

// Sum is the fingerprint of a body.
func Sum(body string) string {
	s := sha256.Sum256([]byte(body))
	return hex.EncodeToString(s[:])
}

// Read decodes a document's facts.
func Read[T any](d Document) (facts T, err error) {
	err = json.Unmarshal([]byte(d.Body), &facts)
	return facts, err
}
