package crediting

import (
	"context"
	"errors"

	"nariwai/internal/bank"
	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/credit"
	"nariwai/internal/credit/creditdb"
	"nariwai/internal/db"
	"nariwai/internal/document"
	"nariwai/internal/document/documentdb"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
	"nariwai/internal/usecase/inform"
)

// IssueInvoices writes, for each client with something settled on its line by the end of the last month that is over, one invoice for all
// of it. What comes late, dated before a month's end, goes on the next invoice. It does nothing for who has that month's already.
func IssueInvoices(ctx context.Context, d *db.DB) (issued int, err error) {
	defer fault.Wrap(&err, "issue invoices")
	m := calendar.MonthOf(calendar.On(d.Clock())).Prev()
	var failed []error
	for after := id.Party(""); ; {
		clients, err := billingdb.ClientsUnbilled(ctx, d.Snapshot(), m.Last(), after, 100)
		if err != nil || len(clients) == 0 {
			return issued, errors.Join(append(failed, err)...)
		}
		for _, p := range clients {
			after = p
			wrote := false
			if err := d.Write(ctx, func(tx *db.Tx) (err error) {
				wrote, err = issue(ctx, tx, p, m)
				return err
			}); err != nil {
				failed = append(failed, err) // it keeps nobody else waiting
			} else if wrote {
				issued++
			}
		}
	}
}

func issue(ctx context.Context, tx *db.Tx, p id.Party, m calendar.Month) (wrote bool, err error) {
	defer fault.Wrap(&err, "issue the invoice of %s for %s", p, m)
	if _, err := creditdb.InvoiceOf(ctx, tx, p, m); !fault.Is(err, fault.NotFound) {
		return false, err
	}
	settled, err := billingdb.Unbilled(ctx, tx, p, m.Last())
	if err != nil || len(settled) == 0 {
		return false, err
	}
	today := calendar.On(tx.Now)
	rules, _, err := policydb.At[credit.Rules](ctx, tx, policy.Credit, id.Site, today)
	if err != nil {
		return false, err
	}
	line, err := creditdb.Line(ctx, tx, p)
	if err != nil {
		return false, err
	}
	i := credit.Invoice{ID: id.Invoice(tx.NewID()), Party: p, Month: m, State: credit.InvoiceOpen, IssuedOn: today, DueOn: credit.DueOn(m, line.DueMonths)}
	// An invoice that comes late leaves the client as much time as one that does not.
	if i.DueOn.Before(credit.DueOn(calendar.MonthOf(today).Prev(), line.DueMonths)) {
		i.DueOn = credit.DueOn(calendar.MonthOf(today).Prev(), line.DueMonths)
	}
	i.Schedule(rules)
	bill, err := write(ctx, tx, &i, settled)
	if err != nil {
		return false, err
	}
	f, err := billingdb.RequestBill(ctx, tx, billing.NewBill(i.ID, p, bill.Amount, tx.Now, i.DueOn.AddDays(1).Start()), bank.NewReference)
	if err != nil {
		return false, err
	}
	bill.Reference = f.Reference
	doc, err := document.New(id.Document(tx.NewID()), document.Invoice, string(i.ID), today, bill.Amount, bill, tx.Now, p)
	if err != nil {
		return false, err
	}
	if doc, err = documentdb.Keep(ctx, tx, doc); err != nil {
		return false, err
	}
	i.Number, i.Amount, i.Funding, i.Document = doc.Number, bill.Amount, f.ID, doc.ID
	if err := creditdb.InsertInvoice(ctx, tx, i); err != nil {
		return false, err
	}
	if err := billingdb.Bill(ctx, tx, i.ID, p, m.Last(), len(settled)); err != nil {
		return false, err
	}
	if err := tx.Audit(ctx, "", p, "issue_invoice", string(i.ID), i.Amount.String()); err != nil {
		return false, err
	}
	return true, inform.Party(ctx, tx, p, "invoice", notice.Message{
		Say: "%sの請求書 %s（%s）をお送りします", Args: []any{m, i.Number, i.Amount}, Link: "/invoices/" + string(i.ID),
		More: howToPay(i, f.Reference),
	})
}

// write fills the invoice's document with what was settled.
func write(ctx context.Context, tx *db.Tx, i *credit.Invoice, settled []billing.Settlement) (b document.Bill, err error) {
	ids := []id.Party{i.Party}
	for _, s := range settled {
		ids = append(ids, s.Payee)
	}
	parties, err := peopledb.PartiesOf(ctx, tx, ids)
	if err != nil {
		return b, err
	}
	operator, _, err := policydb.At[policy.Identity](ctx, tx, policy.Operator, id.Site, i.IssuedOn)
	if err != nil {
		return b, err
	}
	tax, _, err := policydb.At[billing.TaxRates](ctx, tx, policy.Tax, id.Site, i.Month.Last())
	if err != nil {
		return b, err
	}
	b = document.Bill{
		Invoice: i.ID, Client: identity(parties[i.Party]), Operator: document.Issuer{Name: operator.Name, Address: operator.Address, TNumber: operator.TNumber},
		Month: i.Month, IssuedOn: i.IssuedOn, DueOn: i.DueOn, TaxRate: tax.Consumption,
	}
	items := map[id.Item]bool{}
	for _, s := range settled {
		payee := identity(parties[s.Payee])
		items[s.Item] = true
		b.Add(document.BillLine{Settlement: s.ID, Item: s.Item, Contract: s.Contract, Title: s.Title, Payee: payee.Name, TNumber: payee.TNumber,
			SettledOn: s.On, Pay: s.Pay, Tax: s.Tax, Withheld: s.Withheld, ClientFee: s.ClientFee, Amount: s.Pay.Sub(s.Withheld).Add(s.ClientFee)})
	}
	i.Items = int64(len(items))
	return b, nil
}

func identity(p people.Party) document.Identity {
	name := p.LegalName
	if name == "" {
		name = p.DisplayName
	}
	return document.Identity{Party: p.ID, Name: name, Handle: p.Handle, Address: p.Address, TNumber: string(p.TNumber), Business: p.InBusiness()}
}

// howToPay says how an invoice is paid.
func howToPay(i credit.Invoice, reference string) []notice.Sentence {
	return []notice.Sentence{
		{Say: "お支払いの期限は%sです。", Args: []any{i.DueOn}},
		{Say: "お支払い番号は %s です。振込のとき、お名前の前に番号を入れて、%sちょうどをお振込みください。", Args: []any{reference, i.Amount}},
	}
}
