package terms

import (
	"context"
	"fmt"

	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/document"
	"nariwai/internal/document/documentdb"
	"nariwai/internal/fault"
	"nariwai/internal/market"
)

// WriteLines keeps the notice of what a worker has just taken of a bulk order: the notice of terms of a contract that begins with it,
// a supplement to one that goes on. It states the new items only; content says of each what is to be written.
func WriteLines(ctx context.Context, tx *db.Tx, c market.Contract, items []market.Item, total billing.Quote, content string, begins bool) (doc document.Document, err error) {
	defer fault.Wrap(&err, "notice of lines of %s", c.ID)
	add := func(t *document.Terms) { t.Content += "\n\n" + content }
	if begins {
		return write(ctx, tx, document.NoticeOfTerms, c, items, total, c.StartsOn, add)
	}
	earlier, err := documentdb.About(ctx, tx, string(c.ID))
	if err != nil {
		return doc, err
	}
	if len(earlier) == 0 {
		return doc, fmt.Errorf("there is no notice of %s to add to", c.ID)
	}
	last := earlier[len(earlier)-1]
	return write(ctx, tx, document.ChangedTerms, c, items, total, calendar.On(tx.Now), func(t *document.Terms) {
		add(t)
		t.Change = &document.TermsOfAChange{Before: last.Number, Scope: fmt.Sprintf("次の%d本を加えました。前の書面の区切りは、そのままです。", len(items))}
	})
}
