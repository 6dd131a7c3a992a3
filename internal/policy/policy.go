// Package policy keeps the rules that touch somebody's money or time as dated data: each version has its first day,
// is kept for ever, and is shown to everybody with its history.
package policy

import (
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
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
	Floor    Kind = "floor"    // market.Floors
	Paces    Kind = "paces"    // market.Paces
	Wages    Kind = "wages"    // market.Wages
	Operator Kind = "operator" // Identity
	Lures    Kind = "lures"    // trust.Settings
	Room     Kind = "room"     // upload.Quota
	Reviews  Kind = "reviews"  // review.Rules

	Approaches Kind = "approaches" // message.Limits

	Certification Kind = "certification" // certification.Rules
	Trials        Kind = "trials"        // market.Trials
	Credit        Kind = "credit"        // credit.Rules
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
	FileLines  int    `json:"file_lines"` // how many transfers the bank takes in one file; 0 when it has said nothing
}

// usualFileLines is what most banks take; the format has room for 999,999.
const usualFileLines = 9_999

// LinesOfAFile is how many transfers go into one file.
func (o Identity) LinesOfAFile() int {
	if o.FileLines > 0 {
		return o.FileLines
	}
	return usualFileLines
}

// Validate refuses an identity that law or bank could not use: the name, address and phone stand on the page that the
// 特定商取引法 asks for (art. 11), and the transfer file needs the rest.
func (o Identity) Validate() error {
	var f fault.Form
	for _, field := range []struct{ name, value, say string }{
		{"name", o.Name, "運営者の名称を入れてください"}, {"representative", o.Representative, "代表者の氏名を入れてください"},
		{"address", o.Address, "運営者の住所を入れてください"}, {"phone", o.Phone, "電話番号を入れてください"}, {"mail", o.Mail, "メールアドレスを入れてください"},
		{"client_name", o.ClientName, "委託者名をカナで入れてください"},
	} {
		if field.value == "" {
			f.Add(field.name, field.say)
		}
	}
	if !digits(o.ClientCode, 10) {
		f.Add("client_code", "委託者コードは10桁の数字です")
	}
	if !digits(o.Account, 7) {
		f.Add("account", "口座番号は7桁の数字です")
	}
	if o.Type != "1" && o.Type != "2" {
		f.Add("type", "預金の種類を選んでください")
	}
	if o.FileLines < 0 || o.FileLines > 999_999 {
		f.Add("file_lines", "件数は999,999件までです。銀行から聞いていないときは空のままにします")
	}
	return f.Err()
}

func digits(s string, n int) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return len(s) == n
}
