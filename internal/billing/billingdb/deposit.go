package billingdb

import (
	"context"
	"encoding/base64"

	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/id"
)

var imports = db.Table[billing.Import]{
	Name:    "billing_import",
	Columns: "id, sha256, name, opening, closing, first_on, last_on, lines, state, by_person, at, confirmed_by, confirmed_at, version",
	Fields: func(i *billing.Import) []any {
		return []any{&i.ID, &i.SHA256, &i.Name, &i.Opening, &i.Closing, &i.FirstOn, &i.LastOn, &i.Lines, &i.State, &i.By, &i.At, &i.ConfirmedBy, &i.ConfirmedAt, &i.Version}
	},
}

// Import returns a list of deposits, or NotFound.
func Import(ctx context.Context, r db.Reader, iid id.Import) (billing.Import, error) {
	return imports.One(ctx, r, "WHERE id = $1", iid)
}

// LastImport returns the newest confirmed list, or NotFound.
func LastImport(ctx context.Context, r db.Reader) (billing.Import, error) {
	return imports.One(ctx, r, "WHERE state = 'confirmed' ORDER BY confirmed_at DESC, id DESC LIMIT 1")
}

// LastDay is the newest day that a confirmed list has told of; 0 without any.
func LastDay(ctx context.Context, r db.Reader) (day calendar.Date, err error) {
	err = db.One(ctx, r, []any{&day}, "SELECT CAST(COALESCE(MAX(last_on), 0) AS BIGINT) FROM billing_import WHERE state = 'confirmed'")
	return day, err
}

// ImportKnown reports whether the same bytes have been brought and not dropped.
func ImportKnown(ctx context.Context, r db.Reader, sha256 string) (bool, error) {
	var n int64
	err := db.One(ctx, r, []any{&n}, "SELECT COUNT(*) FROM billing_import WHERE sha256 = $1 AND state <> 'dropped'", sha256)
	return n > 0, err
}

// InsertImport adds a list. The same bytes again are a Conflict.
func InsertImport(ctx context.Context, tx *db.Tx, i billing.Import) error {
	return imports.Insert(ctx, tx, i)
}

// KeepImportFile keeps the bytes that a list was read from. They are never changed.
func KeepImportFile(ctx context.Context, tx *db.Tx, iid id.Import, file []byte) error {
	return tx.Exec(ctx, 1, "INSERT INTO billing_import_file (import, body) VALUES ($1, $2)", iid, base64.StdEncoding.EncodeToString(file))
}

// ImportFile returns the bytes that a list was read from, or NotFound.
func ImportFile(ctx context.Context, r db.Reader, iid id.Import) ([]byte, error) {
	var body string
	if err := db.One(ctx, r, []any{&body}, "SELECT body FROM billing_import_file WHERE import = $1", iid); err != nil {
		return nil, err
	}
	return base64.StdEncoding.DecodeString(body)
}

// SaveImport writes i if nobody wrote it since it was read.
func SaveImport(ctx context.Context, tx *db.Tx, i *billing.Import) (err error) {
	*i, err = imports.Update(ctx, tx, *i)
	return err
}

var deposits = db.Table[billing.Deposit]{
	Name:    "billing_deposit",
	Columns: "id, line, import, n, day, amount, payer, balance, reference, state, funding, reason, booked_at, return_by, refund, version",
	Fields: func(d *billing.Deposit) []any {
		return []any{&d.ID, &d.Line, &d.Import, &d.N, &d.On, &d.Amount, &d.Payer, &d.Balance, &d.Reference, &d.State, &d.Funding, &d.Reason, &d.BookedAt, &d.ReturnBy, &d.Refund, &d.Version}
	},
}

// Deposit returns a line, or NotFound.
func Deposit(ctx context.Context, r db.Reader, did id.Deposit) (billing.Deposit, error) {
	return deposits.One(ctx, r, "WHERE id = $1", did)
}

// LineKnown reports whether a line stands in an earlier list (dropped lists don't count).
func LineKnown(ctx context.Context, r db.Reader, line string) (bool, error) {
	var n int64
	err := db.One(ctx, r, []any{&n}, "SELECT COUNT(*) FROM billing_deposit WHERE line = $1", line)
	return n > 0, err
}

// Deposits returns the lines of a list in their order.
func Deposits(ctx context.Context, r db.Reader, iid id.Import) ([]billing.Deposit, error) {
	return deposits.All(ctx, r, "WHERE import = $1 ORDER BY n", iid)
}

// DepositsToBook returns lines of confirmed lists that are not booked yet, in the order of the lists, after a given line ("" for all), at most limit.
func DepositsToBook(ctx context.Context, r db.Reader, after id.Deposit, limit int) ([]billing.Deposit, error) {
	return deposits.All(ctx, r, `WHERE state = 'pending' AND id > $1 AND import IN (SELECT id FROM billing_import WHERE state = 'confirmed')
		ORDER BY id LIMIT $2`, after, limit)
}

// DepositsToReturn returns lines in suspense whose last day is on or before a day.
func DepositsToReturn(ctx context.Context, r db.Reader, by calendar.Date) ([]billing.Deposit, error) {
	return deposits.All(ctx, r, "WHERE state = 'suspense' AND return_by <= $1 ORDER BY return_by, id", by)
}

// InsertDeposit adds a line. A line that stands in an earlier list is a Conflict.
func InsertDeposit(ctx context.Context, tx *db.Tx, d billing.Deposit) error {
	return deposits.Insert(ctx, tx, d)
}

// SaveDeposit writes d if nobody wrote it since it was read.
func SaveDeposit(ctx context.Context, tx *db.Tx, d *billing.Deposit) (err error) {
	*d, err = deposits.Update(ctx, tx, *d)
	return err
}

// DropDeposits removes the lines of a list that was not confirmed, so that they can come with another list.
func DropDeposits(ctx context.Context, tx *db.Tx, iid id.Import) error {
	_, err := tx.Do(ctx, "DELETE FROM billing_deposit WHERE import = $1 AND state IN ('pending', 'outgoing')", iid)
	return err
}
