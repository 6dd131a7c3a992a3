package query

import (
	"context"
	"encoding/json"

	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/policy"
)

// ruleOn returns the rule of a kind that is in force on a day in a mall; a mall without one of its own follows the site's.
func ruleOn[T any](ctx context.Context, r db.Reader, kind policy.Kind, mall id.Mall, on calendar.Date) (rule T, err error) {
	defer fault.Wrap(&err, "rule %s of %s on %s", kind, mall, on)
	var body string
	err = db.One(ctx, r, []any{&body}, `SELECT body FROM policy_rule WHERE kind = $1 AND mall IN ($2, $3) AND valid_from <= $4
		ORDER BY CASE WHEN mall = $2 THEN 0 ELSE 1 END, valid_from DESC LIMIT 1`, kind, mall, id.Site, on)
	if err != nil {
		return rule, err
	}
	return rule, json.Unmarshal([]byte(body), &rule)
}

// Rates are the rules by which an offer is quoted before there is a contract.
type Rates struct {
	Fee     billing.FeePolicy
	Tax     billing.TaxRates
	Closing calendar.Closing
	Clocks  market.Clocks
}

func ratesOn(ctx context.Context, r db.Reader, mall id.Mall, on calendar.Date) (rates Rates, err error) {
	if rates.Fee, err = ruleOn[billing.FeePolicy](ctx, r, policy.Fee, mall, on); err != nil {
		return rates, err
	}
	if rates.Tax, err = ruleOn[billing.TaxRates](ctx, r, policy.Tax, id.Site, on); err != nil {
		return rates, err
	}
	if rates.Closing, err = ruleOn[calendar.Closing](ctx, r, policy.Closing, id.Site, on); err != nil {
		return rates, err
	}
	rates.Clocks, err = ruleOn[market.Clocks](ctx, r, policy.Clocks, mall, on)
	return rates, err
}

// taxFacts are what of a party decides whether income tax is withheld from its pay, and where it is. The zero value of a viewer who is
// not signed in is read as a private person who lives in Japan.
func taxFacts(ctx context.Context, r db.Reader, p id.Party) (party people.Party, err error) {
	party = people.Party{Form: people.PrivatePerson, Resident: true}
	if p == "" {
		return party, nil
	}
	err = db.One(ctx, r, []any{&party.Form, &party.Resident, &party.PaysSalaries, &party.TNumber, &party.Prefecture},
		"SELECT form, resident, pays_salaries, t_number, prefecture FROM people_party WHERE id = $1", p)
	return party, err
}

// withholding is how tax would be withheld from work of a category, by its default: at the award the client confirms it.
func withholding(client, worker people.Party, category string) billing.Withholding {
	c, _ := market.Categories.Find(category)
	return billing.Withhold(client.Withholds(), c.Withholding, worker.Form == people.Company, worker.Resident)
}

// terms are the rates for one pair of parties.
func (r Rates) terms(w billing.Withholding) billing.Terms {
	return billing.Terms{Fee: r.Fee, Tax: r.Tax, Withholding: w}
}
