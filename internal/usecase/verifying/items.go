package verifying

import (
	"nariwai/internal/billing"
	"nariwai/internal/bulk"
	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/ledger"
	"nariwai/internal/market"
	"nariwai/internal/yen"
)

// item is what the rules need to know of an item.
type item struct {
	id       id.Item
	contract id.Contract
	state    market.ItemState
	security market.Security
	pay      yen.Yen
	secured  yen.Yen
}

func (e *examiner) items() ([]item, error) {
	return db.All(e.ctx, e.r, func(i *item) []any { return []any{&i.id, &i.contract, &i.state, &i.security, &i.pay, &i.secured} },
		"SELECT id, contract, state, security, pay, secured FROM market_item")
}

// escrow: each item that holds money has it in its account, to the yen; the others have nothing there.
func (e *examiner) escrow() error {
	items, err := e.items()
	if err != nil {
		return err
	}
	should := map[id.Item]yen.Yen{}
	for _, i := range items {
		if i.state.HoldsMoney() {
			should[i.id] = i.secured
			if i.secured.Sign() <= 0 {
				e.bad(i.id, "is %s with nothing secured", i.state)
			}
		}
	}
	lines, err := e.lines()
	if err != nil {
		return err
	}
	for _, l := range lines {
		if l.state == bulk.LineOpen { // of a bulk order, and nobody's yet
			should[l.id] = l.secured
		}
	}
	accounts(e, ledger.KindEscrow, should)
	return nil
}

// funded: what an item has secured was paid in for it by requests, each paid by a deposit of exactly its amount, or secured by
// credit; one item never has both.
func (e *examiner) funded() error {
	items, err := e.items()
	if err != nil {
		return err
	}
	const by = `SELECT i.item, CAST(SUM(i.amount) AS BIGINT) FROM billing_funding_item i JOIN billing_funding f ON f.id = i.funding WHERE f.state = $1 GROUP BY i.item`
	cash, err := sumsBy[id.Item](e, by, billing.FundingPaid)
	if err != nil {
		return err
	}
	credit, err := sumsBy[id.Item](e, by, billing.FundingCredit)
	if err != nil {
		return err
	}
	lines, err := e.lines()
	if err != nil {
		return err
	}
	back, carried := map[id.Item]yen.Yen{}, map[id.Item]yen.Yen{}
	for _, l := range lines { // of what was paid in for a line, tax that is withheld went back; a fresh line has an old one's money
		if back[l.id] = l.back; l.before != "" {
			carried[l.id] = l.secured
		}
	}
	for _, i := range items {
		e.looked++
		should, other := cash[i.id], credit[i.id]
		if i.security == market.SecuredByCredit {
			should, other = other, should
		}
		e.same(i.id, "secured", i.secured, should.Add(carried[i.id]).Sub(back[i.id]))
		e.same(i.id, "secured in another way", other, yen.Yen{})
	}
	type row struct {
		funding         id.Funding
		state           billing.FundingState
		amount, parts   yen.Yen
		deposit, named  string
		lineState, line string
		arrived         yen.Yen
	}
	rows, err := db.All(e.ctx, e.r, func(x *row) []any {
		return []any{&x.funding, &x.state, &x.amount, &x.parts, &x.deposit, &x.line, &x.lineState, &x.named, &x.arrived}
	}, `SELECT f.id, f.state, f.amount, CAST(COALESCE((SELECT SUM(amount) FROM billing_funding_item WHERE funding = f.id),
			(SELECT amount FROM credit_invoice WHERE id = f.invoice), 0) AS BIGINT), f.deposit,
			COALESCE(d.id, ''), COALESCE(d.state, ''), COALESCE(d.funding, ''), COALESCE(d.amount, 0)
		FROM billing_funding f LEFT JOIN billing_deposit d ON d.id = f.deposit`)
	if err != nil {
		return err
	}
	for _, x := range rows {
		e.looked++
		e.same(x.funding, "asks for", x.amount, x.parts)
		switch {
		case x.state != billing.FundingPaid:
			if x.deposit != "" {
				e.bad(x.funding, "is %s and has a deposit", x.state)
			}
		case x.line == "" || x.named != string(x.funding) || x.lineState != string(billing.DepositMatched):
			e.bad(x.funding, "is paid by deposit %q, which is %q and pays %q", x.deposit, x.lineState, x.named)
		default:
			e.same(x.funding, "was paid with", x.arrived, x.amount)
		}
	}
	return nil
}

// sums are what was settled for an item.
type sums struct {
	item                                   id.Item
	n                                      int64
	pay, net, fee, clientFee, withheld, to yen.Yen
}

func (e *examiner) settledSums() (map[id.Item]sums, error) {
	rows, err := db.All(e.ctx, e.r, func(s *sums) []any {
		return []any{&s.item, &s.n, &s.pay, &s.net, &s.fee, &s.clientFee, &s.withheld, &s.to}
	},
		`SELECT item, COUNT(*), CAST(SUM(pay) AS BIGINT), CAST(SUM(net) AS BIGINT), CAST(SUM(fee) AS BIGINT), CAST(SUM(client_fee) AS BIGINT),
			CAST(SUM(withheld) AS BIGINT), CAST(SUM(refund) AS BIGINT) FROM billing_settlement GROUP BY item`)
	out := make(map[id.Item]sums, len(rows))
	for _, s := range rows {
		out[s.item] = s
	}
	return out, err
}

// settled: an item that ended with money was settled once for each payee, to the sum that was secured; no other item was.
func (e *examiner) settled() error {
	items, err := e.items()
	if err != nil {
		return err
	}
	ss, err := e.settledSums()
	if err != nil {
		return err
	}
	back, err := sumsBy[id.Item](e, "SELECT source, CAST(SUM(amount) AS BIGINT) FROM billing_refund WHERE source_kind = 'item' GROUP BY source")
	if err != nil {
		return err
	}
	carried, err := sumsBy[id.Item](e, "SELECT before, secured FROM bulk_line WHERE before <> ''")
	if err != nil {
		return err
	}
	payees, err := sumsBy[id.Item](e, "SELECT item, COUNT(*) FROM market_payee GROUP BY item")
	if err != nil {
		return err
	}
	for _, i := range items {
		e.looked++
		s := ss[i.id]
		delete(ss, i.id)
		if i.security == market.SecuredByCredit {
			e.same(i.id, "returned to its client", back[i.id], yen.Yen{})
			back[i.id] = e.entries[string(i.id)]["recall"]
		}
		switch i.state {
		case market.ItemAccepted, market.ItemSplit:
			if s.n != payees[i.id].Int64() {
				e.bad(i.id, "is %s with %d settlements for %d payees", i.state, s.n, payees[i.id].Int64())
			}
		case market.ItemRefunded:
			if s.n != 0 {
				e.bad(i.id, "went back and has %d settlements", s.n)
			}
		default:
			if s.n != 0 || !back[i.id].IsZero() {
				e.bad(i.id, "is %s and was settled", i.state)
			}
			continue
		}
		e.same(i.id, "went out", yen.Sum(s.net, s.fee, s.clientFee, back[i.id], carried[i.id]), i.secured)
		e.same(i.id, "settled pay", s.pay, yen.Sum(s.net, s.fee, s.withheld))
		if i.state == market.ItemAccepted {
			e.same(i.id, "was accepted for", s.pay, i.pay)
		}
		if i.pay.Less(s.pay) {
			e.bad(i.id, "settled for %s, more than its pay of %s", s.pay, i.pay)
		}
	}
	for item := range ss {
		e.bad(item, "has settlements and does not exist")
	}
	return nil
}

// settlementEntries: the transfers of a settlement are its lines.
func (e *examiner) settlementEntries() error {
	ss, err := e.settledSums()
	if err != nil {
		return err
	}
	type row struct {
		item  id.Item
		payee id.Party
		net   yen.Yen
	}
	nets, err := db.All(e.ctx, e.r, func(x *row) []any { return []any{&x.item, &x.payee, &x.net} }, "SELECT item, payee, net FROM billing_settlement")
	if err != nil {
		return err
	}
	perItem := map[id.Item]int{}
	for _, n := range nets {
		e.looked++
		perItem[n.item]++
		e.same(n.item, "paid "+string(n.payee), e.entries[string(n.item)]["pay "+string(ledger.Earned(n.payee))], n.net)
	}
	for item, l := range e.entries {
		s := ss[id.Item(item)]
		e.same(item, "fee booked", l["fee"], s.fee)
		e.same(item, "client's fee booked", l["client_fee"], s.clientFee)
		pays := 0
		for kind := range l {
			if len(kind) > 4 && kind[:4] == "pay " {
				pays++
			}
		}
		if pays > perItem[id.Item(item)] {
			e.bad(item, "paid %d parties with %d settlements", pays, perItem[id.Item(item)])
		}
	}
	return nil
}
