// Package policy keeps the rules that touch somebody's money or time as dated data: each version has its first day,
// is kept for ever, and is shown to everybody with its history.
package policy

import (
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/id"
)

// Kind is what a rule is about.
type Kind string

const (
	Fee      Kind = "fee"      // billing.FeePolicy
	Tax      Kind = "tax"      // billing.TaxRates
	Closing  Kind = "closing"  // calendar.Closing
	Clocks   Kind = "clocks"   // market.Clocks
	Caps     Kind = "caps"     // market.Caps
	Operator Kind = "operator" // Identity
)

// Rule is one version of one rule of one mall.
type Rule struct {
	ID   string
	Kind Kind
	Mall id.Mall
	From calendar.Date
	Body string // JSON of the kind's type
	By   id.Person
	At   clock.Instant
}

// Identity is who runs the site, as law and bank want it.
type Identity struct {
	Name           string `json:"name"`
	Representative string `json:"representative"`
	Address        string `json:"address"`
	Phone          string `json:"phone"`
	Mail           string `json:"mail"`
	TNumber        string `json:"t_number"`
	// The segregated account at the bank that files are sent to, and the code (委託者コード) that the bank gave the site.
	ClientCode string `json:"client_code"`
	ClientName string `json:"client_name"` // half-width kana
	Bank       string `json:"bank"`
	Branch     string `json:"branch"`
	Account    string `json:"account"`
	Type       string `json:"type"`
}
