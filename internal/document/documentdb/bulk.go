package documentdb

import (
	"context"
	"fmt"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/document"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/yen"
)

type partyRow struct {
	party    id.Party
	document id.Document
	on       calendar.Date
	amount   yen.Yen
}

var parties = db.Table[partyRow]{
	Name: "document_party", Columns: "party, document, day, amount",
	Fields: func(p *partyRow) []any { return []any{&p.party, &p.document, &p.on, &p.amount} },
}

// KeepAll is Keep for many documents: they get the next numbers of their series in their order.
func KeepAll(ctx context.Context, tx *db.Tx, docs []document.Document) (err error) {
	defer fault.Wrap(&err, "keep %d documents", len(docs))
	of := func(d document.Document) string { return fmt.Sprintf("%s-%d", d.Kind.Prefix(), d.On.Year()) }
	more := map[string]int64{}
	var order []string
	for _, d := range docs {
		if more[of(d)]++; more[of(d)] == 1 {
			order = append(order, of(d))
		}
	}
	next := map[string]int64{}
	for _, s := range order {
		var last int64
		if err := db.One(ctx, tx, []any{&last}, `INSERT INTO document_series (id, last) VALUES ($1, $2)
			ON CONFLICT (id) DO UPDATE SET last = document_series.last + excluded.last RETURNING last`, s, more[s]); err != nil {
			return err
		}
		next[s] = last - more[s]
	}
	var rows []partyRow
	for i := range docs {
		d := &docs[i]
		s := of(*d)
		next[s]++
		d.Number = fmt.Sprintf("%s-%06d", s, next[s])
		for _, p := range d.Parties {
			rows = append(rows, partyRow{p, d.ID, d.On, d.Amount})
		}
	}
	if err := documents.InsertAll(ctx, tx, docs); err != nil {
		return err
	}
	return parties.InsertAll(ctx, tx, rows)
}
