package verifying

import (
	"nariwai/internal/billing"
	"nariwai/internal/credit"
	"nariwai/internal/db"
	"nariwai/internal/document"
	"nariwai/internal/id"
	"nariwai/internal/ledger"
	"nariwai/internal/yen"
)

// creditLimits: what a client has free and at stake is its limit; and the capital was paid in by lines that say so.
func (e *examiner) creditLimits() error {
	limits, err := sumsBy[id.Party](e, "SELECT party, amount FROM credit_line")
	if err != nil {
		return err
	}
	stand := map[id.Party]yen.Yen{}
	for a, y := range e.kept {
		if k := a.Kind(); k == ledger.KindCredit || k == ledger.KindOwed {
			p := id.Party(a[len(k)+1:])
			stand[p] = stand[p].Add(y)
		}
	}
	for p, y := range limits {
		e.looked++
		e.same(p, "has free and at stake", stand[p], y)
		delete(stand, p)
	}
	for p, y := range stand {
		e.same(p, "has units of credit and no line", y, yen.Yen{})
	}
	unbooked, err := db.All(e.ctx, e.r, func(s *string) []any { return []any{s} },
		`SELECT id FROM billing_deposit WHERE state = 'capital' AND NOT EXISTS (SELECT 1 FROM ledger_transfer t
			WHERE t.id = 'own/' || billing_deposit.id AND t.kind = 'capital_in' AND t.amount = billing_deposit.amount)`)
	for _, d := range unbooked {
		e.bad(d, "is capital and not in the book")
	}
	return err
}

// creditOwed: what a client has at stake is what stands in escrow for it on credit, what was settled of that and stands on no invoice yet, and
// the invoices that it has not paid.
func (e *examiner) creditOwed() error {
	type part struct {
		client id.Party
		item   id.Item
	}
	parts, err := db.All(e.ctx, e.r, func(p *part) []any { return []any{&p.client, &p.item} },
		`SELECT DISTINCT f.client, i.item FROM billing_funding f JOIN billing_funding_item i ON i.funding = f.id WHERE f.state = 'credit'
		UNION SELECT o.client, l.id FROM bulk_line l JOIN bulk_order o ON o.id = l.bulk WHERE l.before <> '' AND o.security = 'credit'`)
	if err != nil {
		return err
	}
	should, err := sumsBy[id.Party](e, `SELECT client, CAST(SUM(net + fee + client_fee) AS BIGINT) FROM billing_settlement WHERE bill = 'due' GROUP BY client`)
	if err != nil {
		return err
	}
	open, err := sumsBy[id.Party](e, `SELECT party, CAST(SUM(amount) AS BIGINT) FROM credit_invoice WHERE state = 'open' GROUP BY party`)
	if err != nil {
		return err
	}
	for _, p := range parts {
		should[p.client] = should[p.client].Add(e.kept[ledger.Escrow(p.item)])
	}
	for p, y := range open {
		should[p] = should[p].Add(y)
	}
	accounts(e, ledger.KindOwed, should)
	return nil
}

// invoices: an invoice comes to the settlements on it, its document and its request say the same, and it is paid when that is. Every
// settlement of an item on credit is on an invoice or waits for one, and no other is.
func (e *examiner) invoices() error {
	type row struct {
		credit.Invoice
		lines, doc, asked yen.Yen
		items             int64
		kind              document.Kind
		state             billing.FundingState
		client            id.Party
	}
	rows, err := db.All(e.ctx, e.r, func(x *row) []any {
		return []any{&x.ID, &x.Party, &x.State, &x.Amount, &x.Items, &x.lines, &x.items, &x.doc, &x.kind, &x.asked, &x.state, &x.client}
	}, `SELECT i.id, i.party, i.state, i.amount, i.items, CAST(COALESCE(s.amount, 0) AS BIGINT), COALESCE(s.items, 0),
			COALESCE(d.amount, 0), COALESCE(d.kind, ''), COALESCE(f.amount, 0), COALESCE(f.state, ''), COALESCE(f.client, '')
		FROM credit_invoice i
		LEFT JOIN (SELECT bill, SUM(net + fee + client_fee) AS amount, COUNT(DISTINCT item) AS items FROM billing_settlement WHERE bill <> '' GROUP BY bill) s ON s.bill = i.id
		LEFT JOIN document_document d ON d.id = i.document
		LEFT JOIN billing_funding f ON f.id = i.funding AND f.invoice = i.id`)
	if err != nil {
		return err
	}
	for _, x := range rows {
		e.looked++
		e.same(x.ID, "asks for", x.Amount, x.lines)
		e.same(x.ID, "is written for", x.doc, x.Amount)
		e.same(x.ID, "is to be paid with", x.asked, x.Amount)
		paid := x.state == billing.FundingPaid
		if x.items != x.Items || x.kind != document.Invoice || x.client != x.Party || paid != (x.State == credit.InvoicePaid) {
			e.bad(x.ID, "is %s for %d items of %s by %q; its request is %s, of %s, its items are %d", x.State, x.Items, x.Party, x.kind, x.state, x.client, x.items)
		}
	}
	wrong, err := db.All(e.ctx, e.r, func(s *string) []any { return []any{s} },
		`SELECT s.id FROM billing_settlement s JOIN market_item i ON i.id = s.item
		WHERE (i.security = 'credit') <> (s.bill <> '') OR s.bill NOT IN ('', 'due') AND NOT EXISTS (SELECT 1 FROM credit_invoice v WHERE v.id = s.bill AND v.party = s.client)`)
	for _, s := range wrong {
		e.bad(s, "is billed as it should not be")
	}
	return err
}
