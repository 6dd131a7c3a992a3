// Package billing says what work costs, what arrives, and when: quotes, funding, settlements, payout runs, statements.
package billing

import (
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/yen"
)

// FeePolicy is the site's fee, dated data per mall: a share of the pay, consumption tax included.
type FeePolicy struct {
	Worker yen.Rate `json:"worker"` // taken from the pay
	Client yen.Rate `json:"client"` // added to what the client pays in
}

// DefaultFee is 20 % of the pay, on the worker's side.
func DefaultFee() FeePolicy { return FeePolicy{Worker: yen.Percent(20)} }

// Validate refuses fees that nobody would believe.
func (p FeePolicy) Validate() error {
	var f fault.Form
	if p.Worker < 0 || p.Worker > yen.Percent(50) {
		f.Add("worker", "手数料は0%%から50%%までにしてください")
	}
	if p.Client < 0 || p.Client > yen.Percent(50) {
		f.Add("client", "手数料は0%%から50%%までにしてください")
	}
	return f.Err()
}

// TaxRates are the rates that the law sets, dated data.
type TaxRates struct {
	// Consumption tax: 10 % since 2019-10-01 (消費税法 29条 and 地方税法 72条の83).
	Consumption yen.Rate `json:"consumption"`
	// Income tax withheld with the reconstruction surtax (所得税法 205条, 復興財源確保法 28条):
	// 10.21 % of a payment up to Threshold, 20.42 % of what lies above; 20.42 % flat for non-residents (所得税法 213条).
	Withheld     yen.Rate `json:"withheld"`
	Threshold    yen.Yen  `json:"threshold"`
	WithheldOver yen.Rate `json:"withheld_over"`
	Abroad       yen.Rate `json:"abroad"`
}

// DefaultTax is the table of 2026.
func DefaultTax() TaxRates {
	return TaxRates{Consumption: 1000, Withheld: 1021, Threshold: yen.Of(1_000_000), WithheldOver: 2042, Abroad: 2042}
}

// Validate refuses rates outside 0–100 %.
func (t TaxRates) Validate() error {
	for _, r := range []yen.Rate{t.Consumption, t.Withheld, t.WithheldOver, t.Abroad} {
		if r < 0 || r > 10_000 {
			return fault.New(fault.Invalid, "税率は0%%から100%%までにしてください")
		}
	}
	if t.Threshold.Sign() <= 0 {
		return fault.New(fault.Invalid, "金額は0円より大きくしてください")
	}
	return nil
}

// Withholding says whether and how income tax is withheld from a contract's pay.
type Withholding string

const (
	NotWithheld Withholding = ""
	Resident    Withholding = "resident"
	Abroad      Withholding = "abroad"
)

// Of one payee among several (Share.Withholding), besides Resident and Abroad.
const (
	AsContract Withholding = ""      // as from everybody's pay under the contract
	Exempt     Withholding = "none"  // nothing, whatever the contract says
	OnWhole    Withholding = "whole" // as the contract says, of what all payees get together: the payee alone has contracted, and bears it alone
)

// Withhold decides from the two parties' kinds: only clients who must withhold do (companies, and individuals
// who pay salaries: 所得税法 204条2項2号), only for work in scope (204条1項), never from a company that is resident.
func Withhold(clientWithholds, inScope, workerIsCompany, workerIsResident bool) Withholding {
	switch {
	case !clientWithholds || !inScope:
		return NotWithheld
	case !workerIsResident:
		return Abroad
	case workerIsCompany:
		return NotWithheld
	}
	return Resident
}

// Tax returns the income tax withheld from one payment of base, which is without consumption tax.
// A fraction of a yen is dropped.
func (t TaxRates) Tax(w Withholding, base yen.Yen) yen.Yen {
	switch w {
	case Resident:
		if t.Threshold.Less(base) {
			low, _ := t.Withheld.Floor(t.Threshold)
			high, _ := t.WithheldOver.Floor(base.Sub(t.Threshold))
			return low.Add(high)
		}
		part, _ := t.Withheld.Floor(base)
		return part
	case Abroad:
		part, _ := t.Abroad.Floor(base)
		return part
	}
	return yen.Yen{}
}

// Inside returns the consumption tax that an amount, tax included, contains: floor(incl × rate / (1 + rate)).
func (t TaxRates) Inside(incl yen.Yen) yen.Yen {
	return incl.MulDiv(int64(t.Consumption), 10_000+int64(t.Consumption))
}

// Terms are the rates of one contract, looked up once at award.
type Terms struct {
	Fee         FeePolicy
	Tax         TaxRates
	Withholding Withholding
	// Gross: the escrow holds the whole pay, because who is paid, and what their tax keeps back, may still change after it was
	// paid in. What is withheld in the end goes back to the client with the settlement.
	Gross bool
}

// Quote is what an amount of pay means for both sides. Pay = Withheld + Fee + Net; Escrow = Pay − Withheld + ClientFee
// (of a whole item under gross Terms: Pay + ClientFee).
type Quote struct {
	Pay          yen.Yen `json:"pay"`            // consumption tax included
	Tax          yen.Yen `json:"tax"`            // the consumption tax in it
	Withheld     yen.Yen `json:"withheld"`       // income tax that the client keeps back and pays to the tax office
	Fee          yen.Yen `json:"fee"`            // the site's, from the pay
	FeeTax       yen.Yen `json:"fee_tax"`        // the consumption tax in it
	ClientFee    yen.Yen `json:"client_fee"`     // the site's, on top
	ClientFeeTax yen.Yen `json:"client_fee_tax"` // the consumption tax in it
	Net          yen.Yen `json:"net"`            // what reaches the worker
	Escrow       yen.Yen `json:"escrow"`         // what the client pays in
}

// Share is one payee's part of an item.
type Share struct {
	ID     id.Settlement // of the settlement that pays it; "" in a quote
	Payee  id.Party
	Weight int64
	Before yen.Yen // settled (in a quote: agreed) earlier for the same contract and payee
	Withholding
}

// Work is what a quote must know of an item.
type Work struct {
	Pay    yen.Yen
	Shares []Share // none: one payee, who shares nothing
}

// Quote computes the lines for pay that goes to one payee, when before was already settled for the same contract and payee:
// the fee is cumulative, so that splitting work into tiny items saves nobody the fee.
func (t Terms) Quote(pay, before yen.Yen) Quote {
	return t.part(Share{Before: before}, pay, pay, cumulative(t.Fee.Client, pay, before))
}

// part computes the lines of what one payee gets of whole, of which the client's fee is known already.
func (t Terms) part(s Share, pay, whole, clientFee yen.Yen) Quote {
	q := Quote{Pay: pay, Tax: t.Tax.Inside(pay), Withheld: t.keptBack(s, pay, whole), Fee: cumulative(t.Fee.Worker, pay, s.Before), ClientFee: clientFee}
	// Withholding and a fee of 50 % can't reach the pay; with rates as the law might set them, the fee gives way before the net falls below zero.
	q.Fee = yen.Min(q.Fee, pay.Sub(q.Withheld))
	q.FeeTax, q.ClientFeeTax = t.Tax.Inside(q.Fee), t.Tax.Inside(q.ClientFee)
	q.Net = pay.Sub(q.Withheld).Sub(q.Fee)
	q.Escrow = pay.Sub(q.Withheld).Add(q.ClientFee)
	return q
}

// withheld is the income tax on one payment to one person, consumption tax included. It leaves no less of a larger payment
// than of a smaller one.
func (t Terms) withheld(pay yen.Yen) yen.Yen {
	return t.Tax.Tax(t.Withholding, pay.Sub(t.Tax.Inside(pay)))
}

// keptBack is the income tax on one payee's part of whole.
func (t Terms) keptBack(s Share, part, whole yen.Yen) yen.Yen {
	switch s.Withholding {
	case AsContract:
		return t.withheld(part)
	case OnWhole:
		return yen.Min(t.withheld(whole), part)
	case Exempt:
		return yen.Yen{}
	}
	t.Withholding = s.Withholding
	return t.withheld(part)
}

func cumulative(r yen.Rate, pay, before yen.Yen) yen.Yen {
	all, _ := r.Floor(before.Add(pay))
	had, _ := r.Floor(before)
	return all.Sub(had)
}

// Add sums two quotes, for the total of a contract.
func (q Quote) Add(r Quote) Quote {
	return Quote{q.Pay.Add(r.Pay), q.Tax.Add(r.Tax), q.Withheld.Add(r.Withheld), q.Fee.Add(r.Fee), q.FeeTax.Add(r.FeeTax),
		q.ClientFee.Add(r.ClientFee), q.ClientFeeTax.Add(r.ClientFeeTax), q.Net.Add(r.Net), q.Escrow.Add(r.Escrow)}
}

// QuoteItems quotes a contract's items in their order. The worker's fee is cumulative over contract and payee, the client's
// over the contract. The shares' Before is computed here.
func (t Terms) QuoteItems(items []Work) []Quote {
	out := make([]Quote, len(items))
	for i, parts := range t.QuoteShares(items) {
		for _, q := range parts {
			out[i] = out[i].Add(q)
		}
		if t.Gross {
			out[i].Escrow = out[i].Pay.Add(out[i].ClientFee)
		}
	}
	return out
}

// QuoteShares is QuoteItems payee by payee.
func (t Terms) QuoteShares(items []Work) [][]Quote {
	var before yen.Yen
	settled := map[id.Party]yen.Yen{}
	out := make([][]Quote, len(items))
	for i, w := range items {
		shares := w.Shares
		if len(shares) == 0 {
			shares = []Share{{Weight: 1}}
		}
		parts := yen.Split(w.Pay, weights(shares))
		fees := yen.Split(cumulative(t.Fee.Client, w.Pay, before), weights(shares))
		for n, s := range shares {
			s.Before = settled[s.Payee]
			out[i] = append(out[i], t.part(s, parts[n], w.Pay, fees[n]))
			settled[s.Payee] = settled[s.Payee].Add(parts[n])
		}
		before = before.Add(w.Pay)
	}
	return out
}

func weights(shares []Share) []int64 {
	out := make([]int64, len(shares))
	for i, s := range shares {
		out[i] = s.Weight
	}
	return out
}

// Of is what a member of a joint team has in the place of the contract's withholding, which says whether the client must withhold
// from an individual at all.
func (w Withholding) Of(isCompany, isResident bool) Withholding {
	switch way := Withhold(true, w != NotWithheld, isCompany, isResident); {
	case way == w:
		return AsContract
	case way == NotWithheld:
		return Exempt
	default:
		return way
	}
}
