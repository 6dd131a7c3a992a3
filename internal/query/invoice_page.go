package query

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/document"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// InvoicePage is an invoice as it was written, and whether it is paid.
type InvoicePage struct {
	InvoiceRow
	Funding id.Funding
	SHA256  string
	Facts   document.Bill
}

// Invoice returns an invoice for its client, or for the desk; for anybody else it is NotFound.
func Invoice(ctx context.Context, r db.Reader, iid id.Invoice, party id.Party, desk bool) (p InvoicePage, err error) {
	defer fault.Wrap(&err, "invoice %s", iid)
	var doc document.Document
	if err := db.One(ctx, r, append([]any{&p.Funding, &doc.Body, &p.SHA256}, invoiceFields(&p.InvoiceRow)...),
		`SELECT i.funding, (SELECT body FROM document_document d WHERE d.id = i.document), (SELECT sha256 FROM document_document d WHERE d.id = i.document), `+
			invoiceColumns+"WHERE i.id = $1 AND ($2 OR i.party = $3)", iid, desk, party); err != nil {
		return p, err
	}
	p.Facts, err = document.Read[document.Bill](doc)
	return p, err
}
