package seeding

import (
	"context"
	"strings"

	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
)

// rules are the dated rules that the whole made-up past went by.
type rules struct {
	fee      billing.FeePolicy
	tax      billing.TaxRates
	closing  calendar.Closing
	clocks   market.Clocks
	versions string
}

func readRules(ctx context.Context, r db.Reader, on calendar.Date) (out rules, err error) {
	var v [4]string
	if out.fee, v[0], err = policydb.At[billing.FeePolicy](ctx, r, policy.Fee, id.Site, on); err != nil {
		return out, err
	}
	if out.tax, v[1], err = policydb.At[billing.TaxRates](ctx, r, policy.Tax, id.Site, on); err != nil {
		return out, err
	}
	if out.closing, v[2], err = policydb.At[calendar.Closing](ctx, r, policy.Closing, id.Site, on); err != nil {
		return out, err
	}
	out.clocks, v[3], err = policydb.At[market.Clocks](ctx, r, policy.Clocks, id.Site, on)
	out.versions = strings.Join(v[:], " ")
	return out, err
}

// contract is what a contract keeps of the rules, and the rates by which it is settled.
func (r rules) contract(w billing.Withholding) (market.Terms, billing.Terms) {
	return market.Terms{
			Revisions: r.clocks.Revisions, AcceptDays: r.closing.AutoAcceptDays, LimitDays: r.closing.LimitDays, EscalateDays: r.closing.EscalateDays,
			LateDays: r.clocks.LateDays, SilentDays: r.clocks.SilentDays, AppealDays: r.clocks.AppealDays,
			FeeRate: r.fee.Worker, ClientFeeRate: r.fee.Client, TaxRate: r.tax.Consumption, Withholding: string(w), Rules: r.versions,
		},
		billing.Terms{Fee: r.fee, Tax: r.tax, Withholding: w}
}
