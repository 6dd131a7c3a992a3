package bulkdb

import (
	"context"

	"nariwai/internal/bulk"
	"nariwai/internal/db"
	"nariwai/internal/id"
)

var imports = db.Table[bulk.Import]{
	Name:    "bulk_import",
	Columns: "id, bulk, name, cells, since_1904, by_person, at, version",
	Fixed:   "bulk, by_person",
	Fields: func(i *bulk.Import) []any {
		return []any{&i.ID, &i.Bulk, &i.Name, &i.Cells, &i.Since1904, &i.By, &i.At, &i.Version}
	},
}

// Import returns the table that waits in an order, or NotFound.
func Import(ctx context.Context, r db.Reader, bid id.Bulk) (bulk.Import, error) {
	return imports.One(ctx, r, "WHERE bulk = $1 ORDER BY id DESC LIMIT 1", bid)
}

// InsertImport adds a table instead of the one that waits.
func InsertImport(ctx context.Context, tx *db.Tx, i bulk.Import) error {
	if err := DropImport(ctx, tx, i.Bulk); err != nil {
		return err
	}
	return imports.Insert(ctx, tx, i)
}

// SaveImport writes i if nobody wrote it since it was read.
func SaveImport(ctx context.Context, tx *db.Tx, i *bulk.Import) (err error) {
	*i, err = imports.Update(ctx, tx, *i)
	return err
}

// DropImport removes what waits in an order.
func DropImport(ctx context.Context, tx *db.Tx, bid id.Bulk) error {
	_, err := tx.Do(ctx, "DELETE FROM bulk_import WHERE bulk = $1", bid)
	return err
}
