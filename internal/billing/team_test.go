package billing_test

import (
	"testing"

	"pgregory.net/rapid"

	"nariwai/internal/billing"
	"nariwai/internal/id"
	"nariwai/internal/ledger"
	"nariwai/internal/yen"
)

// A joint team's escrow holds the whole pay: whoever is put in the place of whom before the settlement, a company for a person or
// somebody abroad, each gets their part less what their own tax keeps back, which goes back to the client to the yen.
func TestJointPayeesMayChange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := anyTerms(t)
		terms.Gross = true
		ways := []billing.Withholding{billing.AsContract, billing.Exempt, billing.Resident, billing.Abroad}
		crew := func(label string) (shares []billing.Share) {
			for _, p := range []id.Party{"a", "b", "c", "d", "e"}[:rapid.IntRange(1, 5).Draw(t, label)] {
				shares = append(shares, billing.Share{ID: id.Settlement(p), Payee: p, Weight: rapid.Int64Range(1, 90_000).Draw(t, "share"),
					Withholding: rapid.SampledFrom(ways).Draw(t, "way")})
			}
			return shares
		}
		pay := yen.Of(rapid.Int64Range(1, 3_000_000).Draw(t, "pay"))
		quote := terms.QuoteItems([]billing.Work{{Pay: pay, Shares: crew("before")}})[0]
		shares := crew("after")
		paid := yen.Of(rapid.OneOf(rapid.Just(pay.Int64()), rapid.Int64Range(0, pay.Int64())).Draw(t, "paid"))
		settled(t, terms, pay, paid, quote.Escrow, shares, func(sum billing.Quote, refund yen.Yen) {
			if paid == pay && refund != sum.Withheld {
				t.Fatalf("%s goes back, %s were withheld", refund, sum.Withheld)
			}
		})
	})
}

// Under a prime contract the leader's tax is that of the whole, whoever shares in it: the escrow that was paid in for the leader
// alone is enough for any split in which the leader can bear it, and nothing goes back of what is paid in full.
func TestPrimeLeaderBearsTheTax(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := anyTerms(t)
		pay := yen.Of(rapid.OneOf(rapid.Int64Range(100, 50_000), rapid.Int64Range(900_000, 3_000_000)).Draw(t, "pay"))
		alone := terms.QuoteItems([]billing.Work{{Pay: pay}})[0]
		least := max(1, alone.Withheld.Int64())
		leader := rapid.Int64Range(least, max(least, pay.Int64()-1)).Draw(t, "leader")
		shares := []billing.Share{{ID: "l", Payee: "l", Weight: leader, Withholding: billing.OnWhole}}
		if rest := pay.Int64() - leader; rest > 0 {
			shares = append(shares, billing.Share{ID: "m", Payee: "m", Weight: rest, Withholding: billing.Exempt})
		}
		again := terms.QuoteItems([]billing.Work{{Pay: pay, Shares: shares}})[0]
		if again.Escrow != alone.Escrow || again.Withheld != alone.Withheld {
			t.Fatalf("%+v for many, %+v alone", again, alone)
		}
		settled(t, terms, pay, pay, alone.Escrow, shares, func(sum billing.Quote, refund yen.Yen) {
			if !refund.IsZero() || sum.Withheld != alone.Withheld {
				t.Fatalf("%s goes back, %s withheld of %s", refund, sum.Withheld, alone.Withheld)
			}
		})
		part := yen.Of(rapid.Int64Range(1, pay.Int64()).Draw(t, "part"))
		settled(t, terms, pay, part, alone.Escrow, shares, func(billing.Quote, yen.Yen) {})
	})
}

func settled(t *rapid.T, terms billing.Terms, full, pay, secured yen.Yen, shares []billing.Share, look func(billing.Quote, yen.Yen)) {
	ss, refund, e, err := terms.Settle(billing.Facts{Item: "i", Full: full, Pay: pay, Secured: secured, At: 1_800_000_000_000}, shares, "r")
	if err != nil {
		t.Fatal(err)
	}
	left := secured
	for _, tr := range e.Transfers {
		left = left.Sub(tr.Amount)
		if tr.Amount.Sign() < 0 || tr.Debit != ledger.Escrow("i") {
			t.Fatalf("%+v", tr)
		}
	}
	var sum billing.Quote
	for _, s := range ss {
		sum = sum.Add(s.Quote)
		if s.Net.Sign() < 0 || s.Pay != yen.Sum(s.Net, s.Fee, s.Withheld) {
			t.Fatalf("%+v", s)
		}
	}
	if !left.IsZero() || sum.Pay != pay || refund.Sign() < 0 {
		t.Fatalf("%s left of %s, %s of %s paid, %s back", left, secured, sum.Pay, pay, refund)
	}
	look(sum, refund)
}
