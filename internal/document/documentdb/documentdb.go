// Package documentdb keeps the document_ tables. Rows are only ever added.
package documentdb

import (
	"context"
	"fmt"

	"nariwai/internal/db"
	"nariwai/internal/document"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

var documents = db.Table[document.Document]{
	Name:    "document_document",
	Columns: "id, kind, number, subject, day, amount, body, sha256, at",
	Fields: func(d *document.Document) []any {
		return []any{&d.ID, &d.Kind, &d.Number, &d.Subject, &d.On, &d.Amount, &d.Body, &d.SHA256, &d.At}
	},
}

// Keep stores a document under the next number of its kind and year, and returns it with that number.
func Keep(ctx context.Context, tx *db.Tx, d document.Document) (kept document.Document, err error) {
	defer fault.Wrap(&err, "keep document")
	series := fmt.Sprintf("%s-%d", d.Kind.Prefix(), d.On.Year())
	var n int64
	if err := db.One(ctx, tx, []any{&n}, `INSERT INTO document_series (id, last) VALUES ($1, 1)
		ON CONFLICT (id) DO UPDATE SET last = document_series.last + 1 RETURNING last`, series); err != nil {
		return d, err
	}
	d.Number = fmt.Sprintf("%s-%06d", series, n)
	if err := documents.Insert(ctx, tx, d); err != nil {
		return d, err
	}
	for _, p := range d.Parties {
		if err := tx.Exec(ctx, 1, "INSERT INTO document_party (party, document, day, amount) VALUES ($1, $2, $3, $4)", p, d.ID, d.On, d.Amount); err != nil {
			return d, err
		}
	}
	return d, nil
}

// Of returns a document that party may see; anybody else's is NotFound.
func Of(ctx context.Context, r db.Reader, did id.Document, party id.Party) (document.Document, error) {
	return documents.One(ctx, r, "WHERE id = $1 AND EXISTS (SELECT 1 FROM document_party WHERE document = $1 AND party = $2)", did, party)
}

// Document returns any document, for the desk and for verify.
func Document(ctx context.Context, r db.Reader, did id.Document) (document.Document, error) {
	return documents.One(ctx, r, "WHERE id = $1", did)
}

// About returns the documents of a subject in the order in which they were written.
func About(ctx context.Context, r db.Reader, subject string) ([]document.Document, error) {
	return documents.All(ctx, r, "WHERE subject = $1 ORDER BY id", subject)
}

// Each calls f with every document: verify recomputes their fingerprints.
func Each(ctx context.Context, r db.Reader, f func(document.Document) error) (err error) {
	rows, err := r.Query(ctx, "SELECT "+documents.Columns+" FROM document_document")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var d document.Document
		if err := rows.Scan(documents.Fields(&d)...); err != nil {
			return err
		}
		if err := f(d); err != nil {
			return err
		}
	}
	return rows.Err()
}
