package closing_test

import (
	"slices"

	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/funding"
	"nariwai/internal/usecase/verifying"
	"nariwai/internal/usecase/working"
)

func (p *play) own(dep billing.Deposit) error {
	return funding.TakeAsOwn(ctx, p.d, p.desk, dep.ID, "銀行の手数料")
}

func (p *play) revise(deal cast.Deal) {
	p.Helper()
	for _, it := range deal.Items {
		_, err := working.RequestRevision(ctx, p.d, p.client, it, "もう少し短く", market.ClientFault)
		p.ok(err)
	}
}

// guards are the runs in between.
func (p *play) guards() (out []billing.Run) {
	p.Helper()
	all, err := billingdb.Runs(ctx, p.d.Snapshot(), 100)
	p.ok(err)
	for _, r := range all {
		if r.Kind == billing.RunGuard {
			out = append(out, r)
		}
	}
	return out
}

// found checks that verify names these rules and no others; they are then no surprise at the end.
func (p *play) found(rules ...string) {
	p.Helper()
	p.expected = rules
	p.verify()
}

func (p *play) verify() {
	p.Helper()
	found, err := verifying.Verify(ctx, p.d, nil)
	p.ok(err)
	named := map[string]bool{}
	for _, v := range found {
		named[v.Rule] = true
		if !slices.Contains(p.expected, v.Rule) {
			p.Error(v)
		}
	}
	for _, r := range p.expected {
		if !named[r] {
			p.Errorf("verify finds nothing wrong with %s", r)
		}
	}
}

// retire takes a party's accounts out of use.
func (p *play) retire(a people.Actor) error {
	return p.d.Write(ctx, func(tx *db.Tx) error { return peopledb.Retire(ctx, tx, a.Party, people.AccountActive) })
}

func (p *play) withAccount(name, last string) people.Actor {
	w := cast.Worker(p.T, p.d, name)
	cast.Account(p.T, p.d, w, last)
	return w
}

func (p *play) due(deal cast.Deal) calendar.Date {
	p.Helper()
	it, err := marketdb.Item(ctx, p.d.Snapshot(), deal.Items[0])
	p.ok(err)
	return it.DueOn
}
