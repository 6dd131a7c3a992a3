package billing_test

import (
	"testing"

	"pgregory.net/rapid"

	"nariwai/internal/billing"
	"nariwai/internal/id"
	"nariwai/internal/ledger"
	"nariwai/internal/yen"
)

// A life is one contract from its quote to its last settlement.
type life struct {
	*rapid.T
	terms   billing.Terms
	items   []billing.Work
	quotes  []billing.Quote
	paid    map[id.Party]yen.Yen // settled so far
	fees    map[id.Party]yen.Yen // taken so far from each payee
	clients yen.Yen              // the client's fee so far
}

func anyLife(t *rapid.T) *life {
	l := &life{T: t, terms: anyTerms(t), paid: map[id.Party]yen.Yen{}, fees: map[id.Party]yen.Yen{}}
	amounts := rapid.OneOf(rapid.Int64Range(1, 20), rapid.Int64Range(1, 50_000), rapid.Int64Range(900_000, 5_000_000)) // to the yen; usual; about the threshold
	people := []id.Party{"a", "b", "c", "d", "e"}
	for range rapid.IntRange(1, 8).Draw(t, "items") {
		w := billing.Work{Pay: yen.Of(amounts.Draw(t, "pay"))}
		for _, p := range rapid.Permutation(people).Draw(t, "payees")[:rapid.IntRange(1, len(people)).Draw(t, "how many")] {
			w.Shares = append(w.Shares, billing.Share{ID: id.Settlement(p), Payee: p, Weight: rapid.Int64Range(1, 100).Draw(t, "share")})
		}
		l.items = append(l.items, w)
	}
	l.quotes = l.terms.QuoteItems(l.items)
	return l
}

// settle ends item n with a pay and looks at every yen of its escrow.
func (l *life) settle(n int, pay yen.Yen) {
	work, secured := l.items[n], l.quotes[n].Escrow
	var weights []int64
	for i, s := range work.Shares {
		work.Shares[i].Before = l.paid[s.Payee]
		weights = append(weights, s.Weight)
	}
	f := billing.Facts{Item: "i", Contract: "c", Mall: id.Site, Client: "client", Full: work.Pay, Pay: pay, Secured: secured, At: 1_800_000_000_000}
	ss, refund, e, err := l.terms.Settle(f, work.Shares, "r")
	if err != nil {
		l.Fatalf("%s of %s: %v", pay, work.Pay, err)
	}
	booked := map[ledger.Account]yen.Yen{}
	left := secured
	for _, tr := range e.Transfers {
		if tr.Debit != ledger.Escrow("i") {
			l.Fatalf("%+v takes from another account", tr)
		}
		left, booked[tr.Credit] = left.Sub(tr.Amount), booked[tr.Credit].Add(tr.Amount)
	}
	if !left.IsZero() || booked[ledger.Refund("r")] != refund {
		l.Fatalf("%s stays in an escrow of %s, %s goes back and %s is booked", left, secured, refund, booked[ledger.Refund("r")])
	}
	if pay == work.Pay && !refund.IsZero() {
		l.Fatalf("%s goes back of what is paid in full", refund)
	}
	whole := yen.Split(work.Pay, weights)
	var sum, fees yen.Yen
	for i, s := range ss {
		for what, y := range map[string]yen.Yen{"pay": s.Pay, "withheld": s.Withheld, "fee": s.Fee, "client's fee": s.ClientFee, "net": s.Net} {
			if y.Sign() < 0 {
				l.Fatalf("%s of %+v is below zero", what, s)
			}
		}
		if s.Pay != yen.Sum(s.Net, s.Fee, s.Withheld) || s.Escrow != yen.Sum(s.Net, s.Fee, s.ClientFee) || booked[ledger.Earned(s.Payee)] != s.Net {
			l.Fatalf("%+v does not add up, or %s is booked", s, booked[ledger.Earned(s.Payee)])
		}
		if tax := l.terms.Tax.Tax(l.terms.Withholding, s.Pay.Sub(l.terms.Tax.Inside(s.Pay))); s.Withheld != tax {
			l.Fatalf("%s withheld from one payment of %s to one person, should be %s", s.Withheld, s.Pay, tax)
		}
		if whole[i].Less(s.Pay) || pay == work.Pay && whole[i] != s.Pay {
			l.Fatalf("%s to %s, whose share of the whole is %s", s.Pay, s.Payee, whole[i])
		}
		sum, fees, l.clients = sum.Add(s.Pay), yen.Sum(fees, s.Fee, s.ClientFee), l.clients.Add(s.ClientFee)
		l.paid[s.Payee], l.fees[s.Payee] = l.paid[s.Payee].Add(s.Pay), l.fees[s.Payee].Add(s.Fee)
		if all, _ := l.terms.Fee.Worker.Floor(l.paid[s.Payee]); l.fees[s.Payee] != all {
			l.Fatalf("%s has paid fees of %s for %s, should be %s", s.Payee, l.fees[s.Payee], l.paid[s.Payee], all)
		}
	}
	if sum != pay || booked[ledger.Fee(id.Site)] != fees {
		l.Fatalf("paid %s of %s, fees of %s booked as %s", sum, pay, fees, booked[ledger.Fee(id.Site)])
	}
}

// Whatever is shared, charged and withheld, and in whatever order: each item's escrow is emptied to the yen, nothing goes back
// of what is paid in full, each payee's fee is that of all their pay in the contract, and the client's that of the contract.
func TestSettleInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := anyLife(t)
		var pay yen.Yen
		for _, n := range rapid.Permutation(index(l.items)).Draw(t, "order") {
			l.settle(n, l.items[n].Pay)
			pay = pay.Add(l.items[n].Pay)
		}
		if all, _ := l.terms.Fee.Client.Floor(pay); l.clients != all {
			t.Fatalf("the client has paid fees of %s, should be %s", l.clients, all)
		}
	})
}

// A part of an item is settled by the same rules, and the client pays no more of the fee than for all of it.
func TestSettleParts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := anyLife(t)
		for _, n := range rapid.Permutation(index(l.items)).Draw(t, "order") {
			before := l.clients
			full := l.items[n].Pay.Int64()
			l.settle(n, yen.Of(rapid.OneOf(rapid.Int64Range(0, full), rapid.Int64Range(max(0, full-3), full)).Draw(t, "paid")))
			if fee := l.clients.Sub(before); l.quotes[n].ClientFee.Less(fee) {
				t.Fatalf("a client's fee of %s, %s was quoted", fee, l.quotes[n].ClientFee)
			}
		}
	})
}

func index[T any](list []T) (ns []int) {
	for n := range list {
		ns = append(ns, n)
	}
	return ns
}

// Three share 40,000 that a company pays in: 10.21 % are kept back of each part, so that 36,289 come in where 36,288 would for one.
func TestSeveralPayees(t *testing.T) {
	work := billing.Work{Pay: yen.Of(40_000), Shares: []billing.Share{{Payee: "a", Weight: 1}, {Payee: "b", Weight: 1}, {Payee: "c", Weight: 1}}}
	q := terms(billing.Resident).QuoteItems([]billing.Work{work})[0]
	if q.Pay != yen.Of(40_000) || q.Withheld != yen.Of(3_711) || q.Escrow != yen.Of(36_289) || q.Fee != yen.Of(7_998) {
		t.Errorf("%+v", q)
	}
}
