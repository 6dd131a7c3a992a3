package query

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/document"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// DocumentPage is a writing as it was kept.
type DocumentPage struct {
	document.Document
	Intact bool // its bytes still have the fingerprint that was taken of them
}

const documentColumns = "d.id, d.kind, d.number, d.subject, d.day, d.amount, d.body, d.sha256, d.at"

func (p *DocumentPage) fields() []any {
	return []any{&p.ID, &p.Kind, &p.Number, &p.Subject, &p.On, &p.Amount, &p.Body, &p.SHA256, &p.At}
}

// Document reads a writing that party may see; anybody else's does not exist.
func Document(ctx context.Context, r db.Reader, did id.Document, party id.Party) (p DocumentPage, err error) {
	defer fault.Wrap(&err, "document %s", did)
	err = db.One(ctx, r, p.fields(), "SELECT "+documentColumns+" FROM document_document d JOIN document_party p ON p.document = d.id WHERE d.id = $1 AND p.party = $2", did, party)
	p.Intact = document.Sum(p.Body) == p.SHA256
	return p, err
}

// DisputedDocument reads a writing about a contract with a dispute, for the desk.
func DisputedDocument(ctx context.Context, r db.Reader, did id.Document, dispute id.Dispute) (p DocumentPage, err error) {
	defer fault.Wrap(&err, "document %s", did)
	err = db.One(ctx, r, p.fields(), "SELECT "+documentColumns+" FROM document_document d JOIN market_dispute x ON x.contract = d.subject WHERE d.id = $1 AND x.id = $2", did, dispute)
	p.Intact = document.Sum(p.Body) == p.SHA256
	return p, err
}
