package billing_test

import (
	"testing"

	"pgregory.net/rapid"

	"nariwai/internal/billing"
	"nariwai/internal/yen"
)

func terms(w billing.Withholding) billing.Terms {
	return billing.Terms{Fee: billing.DefaultFee(), Tax: billing.DefaultTax(), Withholding: w}
}

// Income tax withheld from a base without consumption tax: the tax office's rule (No. 2795), a fraction of a yen dropped.
func TestTax(t *testing.T) {
	for _, c := range []struct {
		how        billing.Withholding
		base, want int64
	}{
		{billing.Resident, 40_000, 4_084},
		{billing.Resident, 100_000, 10_210},
		{billing.Resident, 999_999, 102_099},
		{billing.Resident, 1_000_000, 102_100},
		{billing.Resident, 1_000_001, 102_100},
		{billing.Resident, 1_500_000, 204_200},
		{billing.Resident, 0, 0},
		{billing.Abroad, 40_000, 8_168},
		{billing.Abroad, 1_500_000, 306_300},
		{billing.NotWithheld, 1_500_000, 0},
	} {
		if got := billing.DefaultTax().Tax(c.how, yen.Of(c.base)); got != yen.Of(c.want) {
			t.Errorf("%q of %d: %s, want %d", c.how, c.base, got, c.want)
		}
	}
}

func TestQuote(t *testing.T) {
	for _, c := range []struct {
		name                                      string
		how                                       billing.Withholding
		client                                    yen.Rate
		pay, tax, withheld, fee, feeTax, net, esc int64
	}{
		{"plain", billing.NotWithheld, 0, 40_000, 3_636, 0, 8_000, 727, 32_000, 40_000},
		{"withheld", billing.Resident, 0, 40_000, 3_636, 3_712, 8_000, 727, 28_288, 36_288},
		{"from abroad", billing.Abroad, 0, 40_000, 3_636, 7_425, 8_000, 727, 24_575, 32_575},
		{"with a client's fee", billing.NotWithheld, yen.Percent(5), 40_000, 3_636, 0, 8_000, 727, 32_000, 42_000},
		{"one yen", billing.NotWithheld, 0, 1, 0, 0, 0, 0, 1, 1},
		{"four yen", billing.NotWithheld, 0, 4, 0, 0, 0, 0, 4, 4},
		{"five yen", billing.NotWithheld, 0, 5, 0, 0, 1, 0, 4, 5},
		{"odd", billing.NotWithheld, 0, 39_999, 3_636, 0, 7_999, 727, 32_000, 39_999},
		{"over a million", billing.Resident, 0, 1_650_000, 150_000, 204_200, 330_000, 30_000, 1_115_800, 1_445_800},
	} {
		t.Run(c.name, func(t *testing.T) {
			terms := terms(c.how)
			terms.Fee.Client = c.client
			q := terms.Quote(yen.Of(c.pay), yen.Yen{})
			for what, pair := range map[string][2]yen.Yen{
				"tax": {q.Tax, yen.Of(c.tax)}, "withheld": {q.Withheld, yen.Of(c.withheld)}, "fee": {q.Fee, yen.Of(c.fee)},
				"fee's tax": {q.FeeTax, yen.Of(c.feeTax)}, "net": {q.Net, yen.Of(c.net)}, "escrow": {q.Escrow, yen.Of(c.esc)},
			} {
				if pair[0] != pair[1] {
					t.Errorf("%s %s, want %s", what, pair[0], pair[1])
				}
			}
		})
	}
	if base := yen.Of(40_000).Sub(terms(billing.Resident).Quote(yen.Of(40_000), yen.Yen{}).Tax); base != yen.Of(36_364) {
		t.Errorf("the base of 40,000 with tax is %s", base)
	}
}

func TestWithhold(t *testing.T) {
	for _, c := range []struct {
		clientMust, inScope, company, resident bool
		want                                   billing.Withholding
	}{
		{true, true, false, true, billing.Resident},
		{true, true, false, false, billing.Abroad},
		{true, true, true, true, billing.NotWithheld},
		{true, true, true, false, billing.Abroad},
		{true, false, false, true, billing.NotWithheld},
		{false, true, false, true, billing.NotWithheld},
	} {
		if got := billing.Withhold(c.clientMust, c.inScope, c.company, c.resident); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}

func anyTerms(t *rapid.T) billing.Terms {
	return billing.Terms{
		Fee:         billing.FeePolicy{Worker: yen.Rate(rapid.Int64Range(0, 5_000).Draw(t, "fee")), Client: yen.Rate(rapid.Int64Range(0, 5_000).Draw(t, "client's fee"))},
		Tax:         billing.DefaultTax(),
		Withholding: rapid.SampledFrom([]billing.Withholding{billing.NotWithheld, billing.Resident, billing.Abroad}).Draw(t, "withholding"),
	}
}

// Every yen of the pay is in exactly one place, and splitting work changes no fee.
func TestQuoteAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := anyTerms(t)
		var items []billing.Work
		var sum yen.Yen
		for _, n := range rapid.SliceOfN(rapid.Int64Range(1, 3_000_000), 1, 12).Draw(t, "pays") {
			items, sum = append(items, billing.Work{Pay: yen.Of(n)}), sum.Add(yen.Of(n))
		}
		var total billing.Quote
		for _, q := range terms.QuoteItems(items) {
			if q.Pay != q.Net.Add(q.Fee).Add(q.Withheld) {
				t.Fatalf("%+v: pay is not net + fee + withheld", q)
			}
			if q.Escrow != q.Pay.Sub(q.Withheld).Add(q.ClientFee) {
				t.Fatalf("%+v: escrow", q)
			}
			for what, y := range map[string]yen.Yen{"net": q.Net, "fee": q.Fee, "tax": q.Tax, "withheld": q.Withheld, "client's fee": q.ClientFee} {
				if y.Sign() < 0 {
					t.Fatalf("%+v: %s below zero", q, what)
				}
			}
			total = total.Add(q)
		}
		whole := terms.Quote(sum, yen.Yen{})
		if total.Fee != whole.Fee || total.ClientFee != whole.ClientFee {
			t.Fatalf("fees of the parts %s and %s, of the whole %s and %s", total.Fee, total.ClientFee, whole.Fee, whole.ClientFee)
		}
	})
}
