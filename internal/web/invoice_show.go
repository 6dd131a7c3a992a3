package web

import (
	"net/http"

	"nariwai/internal/bank"
	"nariwai/internal/credit"
	"nariwai/internal/id"
	"nariwai/internal/policy"
	"nariwai/internal/query"
	"nariwai/internal/usecase/funding"
)

// invoicePage is the data of templates/invoice.html.
type invoicePage struct {
	query.InvoicePage
	Tag          Tag
	Own          bool // looked at by its client
	Operator     policy.Identity
	Bank, Branch string
	Kind         string
}

// Open reports whether it is still to be paid.
func (p invoicePage) Open() bool { return p.State == credit.InvoiceOpen }

// invoiceShow is an invoice, which prints on A4.
func (s *Server) invoiceShow(w http.ResponseWriter, q *Request) error {
	p, err := s.invoice(q)
	if err != nil {
		return err
	}
	return s.show(w, q, "invoice", p)
}

func (s *Server) invoice(q *Request) (p invoicePage, err error) {
	r := s.DB.Snapshot()
	if p.InvoicePage, err = query.Invoice(q.Context(), r, id.Invoice(q.PathValue("id")), q.Viewer.Party, q.Viewer.Operator && q.Viewer.Strong); err != nil {
		return p, err
	}
	p.Tag, p.Own = invoiceTag(q.Lang, p.Invoice, q.Today), p.Party == q.Viewer.Party
	op, err := query.Rule[policy.Identity](q.Context(), r, policy.Operator, q.Today)
	if err != nil {
		return p, err
	}
	p.Operator, p.Kind = op.Rule, q.T(accountTypes[op.Rule.Type])
	if b, ok := bank.FindBank(p.Operator.Bank); ok {
		p.Bank = b.Name
	}
	if b, ok := bank.FindBranch(p.Operator.Bank, p.Operator.Branch); ok {
		p.Branch = b.Name
	}
	return p, nil
}

// invoiceCSV is the same as a table.
func (s *Server) invoiceCSV(w http.ResponseWriter, q *Request) error {
	p, err := s.invoice(q)
	if err != nil {
		return err
	}
	rows := [][]string{{q.T("検収日"), q.T("契約"), q.T("働く人"), q.T("登録番号"), q.T("報酬（税込）"), q.T("うち消費税"), q.T("源泉徴収"), q.T("依頼主の手数料"), q.T("うち消費税"), q.T("請求額")}}
	f := p.Facts
	for _, l := range f.Lines {
		rows = append(rows, []string{l.SettledOn.String(), l.Title, l.Payee, l.TNumber, plainYen(l.Pay), plainYen(l.Tax), plainYen(l.Withheld), plainYen(l.ClientFee), "", plainYen(l.Amount)})
	}
	rows = append(rows, []string{"", q.T("合計"), "", "", plainYen(f.Pay), plainYen(f.Tax), plainYen(f.Withheld), plainYen(f.ClientFee), plainYen(f.ClientFeeTax), plainYen(f.Amount)})
	return s.csv(w, q, p.Number+".csv", rows)
}

// invoicePay is the demonstration's button.
func (s *Server) invoicePay(w http.ResponseWriter, q *Request) error {
	q.MoneyStill()
	p, err := s.invoice(q)
	if err != nil {
		return err
	}
	if err := funding.PayInDemonstration(q.Context(), s.DB, q.Actor(), p.Funding); err != nil {
		return s.again(w, q, "invoice", p, err)
	}
	return s.done(w, q, "/invoices/"+string(p.ID), "お支払いを確かめました。枠が戻りました")
}
