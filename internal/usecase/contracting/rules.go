package contracting

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

// rules are the dated rules on the day of an award; the contract keeps them.
type rules struct {
	fee      billing.FeePolicy
	tax      billing.TaxRates
	closing  calendar.Closing
	clocks   market.Clocks
	versions []string
}

func rulesAt(ctx context.Context, tx *db.Tx, mall id.Mall, on calendar.Date) (r rules, err error) {
	var v [4]string
	if r.fee, v[0], err = policydb.At[billing.FeePolicy](ctx, tx, policy.Fee, mall, on); err != nil {
		return r, err
	}
	if r.tax, v[1], err = policydb.At[billing.TaxRates](ctx, tx, policy.Tax, id.Site, on); err != nil {
		return r, err
	}
	if r.closing, v[2], err = policydb.At[calendar.Closing](ctx, tx, policy.Closing, id.Site, on); err != nil {
		return r, err
	}
	r.clocks, v[3], err = policydb.At[market.Clocks](ctx, tx, policy.Clocks, mall, on)
	r.versions = v[:]
	return r, err
}

func (r rules) terms(w billing.Withholding) market.Terms {
	return market.Terms{
		Revisions: r.clocks.Revisions, AcceptDays: r.closing.AutoAcceptDays, LimitDays: r.closing.LimitDays, EscalateDays: r.closing.EscalateDays,
		LateDays: r.clocks.LateDays, SilentDays: r.clocks.SilentDays, AppealDays: r.clocks.AppealDays,
		FeeRate: r.fee.Worker, ClientFeeRate: r.fee.Client, TaxRate: r.tax.Consumption, Withholding: string(w),
		Rules: strings.Join(r.versions, " "),
	}
}
