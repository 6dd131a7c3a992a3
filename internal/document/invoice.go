package document

import (
	"nariwai/internal/calendar"
	"nariwai/internal/id"
	"nariwai/internal/yen"
)

// Bill is the invoice of a month for what a client's line of credit has paid (請求書). Of each line the pay is the worker's sale, which
// the operator has paid in the client's place; the fee is the operator's own sale, with its number and its tax (消費税法57条の4).
type Bill struct {
	Invoice      id.Invoice     `json:"invoice"`
	Client       Identity       `json:"client"`
	Operator     Issuer         `json:"operator"`
	Month        calendar.Month `json:"month"`
	IssuedOn     calendar.Date  `json:"issued_on"`
	DueOn        calendar.Date  `json:"due_on"`
	Reference    string         `json:"reference"` // put before the payer's name
	Lines        []BillLine     `json:"lines"`
	Pay          yen.Yen        `json:"pay"`
	Tax          yen.Yen        `json:"tax"`
	Withheld     yen.Yen        `json:"withheld"` // the client pays it to the tax office itself
	ClientFee    yen.Yen        `json:"client_fee"`
	TaxRate      yen.Rate       `json:"tax_rate"` // of consumption tax
	ClientFeeTax yen.Yen        `json:"client_fee_tax"`
	Amount       yen.Yen        `json:"amount"`
}

// BillLine is one settlement: what one payee got for one item.
type BillLine struct {
	Settlement id.Settlement `json:"settlement"`
	Item       id.Item       `json:"item"`
	Contract   id.Contract   `json:"contract"`
	Title      string        `json:"title"`
	Payee      string        `json:"payee"`
	TNumber    string        `json:"t_number"` // the payee's, if it is registered
	SettledOn  calendar.Date `json:"settled_on"`
	Pay        yen.Yen       `json:"pay"` // consumption tax included
	Tax        yen.Yen       `json:"tax"`
	Withheld   yen.Yen       `json:"withheld"`
	ClientFee  yen.Yen       `json:"client_fee"`
	Amount     yen.Yen       `json:"amount"`
}

// Add puts a line into the bill and its sums. The tax in the fee is rounded once for all of it.
func (b *Bill) Add(l BillLine) {
	b.Lines = append(b.Lines, l)
	b.Pay, b.Tax, b.Withheld = b.Pay.Add(l.Pay), b.Tax.Add(l.Tax), b.Withheld.Add(l.Withheld)
	b.ClientFee, b.Amount = b.ClientFee.Add(l.ClientFee), b.Amount.Add(l.Amount)
	b.ClientFeeTax = b.ClientFee.MulDiv(int64(b.TaxRate), 10_000+int64(b.TaxRate))
}
