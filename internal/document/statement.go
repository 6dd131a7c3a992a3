package document

import (
	"nariwai/internal/calendar"
	"nariwai/internal/id"
	"nariwai/internal/yen"
)

// Statement is what a payee is told of a closing (支払明細書): every line of pay with what was taken from it, and what is
// sent when. It says what stood on the day of issue; whether the bank has paid is asked of the payout.
type Statement struct {
	Run      id.Run          `json:"run"`
	Payee    Identity        `json:"payee"`
	Operator Issuer          `json:"operator"`
	Month    calendar.Month  `json:"month"`   // of the closing; a run in between bears the month that it was made in
	Through  calendar.Date   `json:"through"` // the last day that it covers
	IssuedOn calendar.Date   `json:"issued_on"`
	PayOn    calendar.Date   `json:"pay_on"`
	Held     bool            `json:"held"` // there was no account to send it to on the day of issue
	Lines    []StatementLine `json:"lines"`
	Pay      yen.Yen         `json:"pay"`
	Tax      yen.Yen         `json:"tax"`
	Withheld yen.Yen         `json:"withheld"`
	Fee      yen.Yen         `json:"fee"`
	TaxRate  yen.Rate        `json:"tax_rate"` // of consumption tax
	FeeTax   yen.Yen         `json:"fee_tax"`  // in all of the fee, rounded once (消費税法57条の4: once for each rate)
	Net      yen.Yen         `json:"net"`
	FromHeld yen.Yen         `json:"from_held"` // held by earlier closings and sent with this one
	Amount   yen.Yen         `json:"amount"`    // what is sent, or held
}

// Issuer names who runs the site, as the law and the payee want it.
type Issuer struct {
	Name    string `json:"name"`
	Address string `json:"address"`
	TNumber string `json:"t_number"`
}

// StatementLine is one settlement.
type StatementLine struct {
	Settlement id.Settlement `json:"settlement"`
	Contract   id.Contract   `json:"contract"`
	SettledOn  calendar.Date `json:"settled_on"` // the payment day for tax
	Title      string        `json:"title"`
	Client     string        `json:"client"`
	Pay        yen.Yen       `json:"pay"` // consumption tax included
	Tax        yen.Yen       `json:"tax"`
	Withheld   yen.Yen       `json:"withheld"` // income tax that the client kept back
	Fee        yen.Yen       `json:"fee"`
	Net        yen.Yen       `json:"net"`
}

// Add puts a line into the statement and its sums.
func (s *Statement) Add(l StatementLine) {
	s.Lines = append(s.Lines, l)
	s.Pay, s.Tax, s.Withheld = s.Pay.Add(l.Pay), s.Tax.Add(l.Tax), s.Withheld.Add(l.Withheld)
	s.Fee, s.Net = s.Fee.Add(l.Fee), s.Net.Add(l.Net)
	s.FeeTax = s.Fee.MulDiv(int64(s.TaxRate), 10_000+int64(s.TaxRate))
}
