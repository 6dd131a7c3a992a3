// Package attestdb keeps the attest_ tables.
package attestdb

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"

	"nariwai/internal/attest"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

var sites = db.Table[attest.Elsewhere]{
	Name: "attest_site", Columns: "id, address, name, keys, added_by, added_at, ended_at, version", Fixed: "address",
	Fields: func(e *attest.Elsewhere) []any {
		return []any{&e.ID, &e.Address, &e.Name, &e.Keys, &e.AddedBy, &e.AddedAt, &e.EndedAt, &e.Version}
	},
}

var imports = db.Table[attest.Import]{
	Name: "attest_import", Columns: "id, party, person, address, body, summary, sha256, issued_at, imported_at, checked_at, version", Fixed: "party, address",
	Fields: func(i *attest.Import) []any {
		return []any{&i.ID, &i.Party, &i.Person, &i.Address, &i.Body, &i.Summary, &i.SHA256, &i.IssuedAt, &i.ImportedAt, &i.CheckedAt, &i.Version}
	},
}

// Signs notes with which key this site signs from now on, if it didn't before; the one before it ends.
func Signs(ctx context.Context, tx *db.Tx, public ed25519.PublicKey) (err error) {
	defer fault.Wrap(&err, "note signing key")
	n, err := tx.Do(ctx, `INSERT INTO attest_key (id, public_key, from_at, until_at) VALUES ($1, $2, $3, 0) ON CONFLICT (id) DO UPDATE SET until_at = 0 WHERE attest_key.until_at > 0`,
		attest.KeyID(public), hex.EncodeToString(public), tx.Now)
	if err != nil || n == 0 {
		return err
	}
	_, err = tx.Do(ctx, "UPDATE attest_key SET until_at = $2 WHERE until_at = 0 AND id <> $1", attest.KeyID(public), tx.Now)
	return err
}

// Site returns the site at an address, or NotFound.
func Site(ctx context.Context, r db.Reader, address string) (attest.Elsewhere, error) {
	return sites.One(ctx, r, "WHERE address = $1", address)
}

// SiteByID returns one, or NotFound.
func SiteByID(ctx context.Context, r db.Reader, e id.Elsewhere) (attest.Elsewhere, error) {
	return sites.One(ctx, r, "WHERE id = $1", e)
}

// InsertSite adds a site.
func InsertSite(ctx context.Context, tx *db.Tx, e attest.Elsewhere) error {
	return sites.Insert(ctx, tx, e)
}

// SaveSite writes what became of a site.
func SaveSite(ctx context.Context, tx *db.Tx, e *attest.Elsewhere) (err error) {
	*e, err = sites.Update(ctx, tx, *e)
	return err
}

// ImportsOf returns what a party has brought along, by the address of the site.
func ImportsOf(ctx context.Context, r db.Reader, p id.Party) ([]attest.Import, error) {
	return imports.All(ctx, r, "WHERE party = $1 ORDER BY address", p)
}

// Waiting returns some of the imports from a site whose signature nobody has checked, behind one.
func Waiting(ctx context.Context, r db.Reader, address string, after id.Attested, most int) ([]attest.Import, error) {
	return imports.All(ctx, r, "WHERE address = $1 AND checked_at = 0 AND id > $2 ORDER BY id LIMIT $3", address, after, most)
}

// InsertImport adds one.
func InsertImport(ctx context.Context, tx *db.Tx, i attest.Import) error {
	return imports.Insert(ctx, tx, i)
}

// SaveImport writes one anew.
func SaveImport(ctx context.Context, tx *db.Tx, i *attest.Import) (err error) {
	*i, err = imports.Update(ctx, tx, *i)
	return err
}

// Checked notes that the signature of an import holds; its file isn't needed any more.
func Checked(ctx context.Context, tx *db.Tx, i id.Attested, at clock.Instant) error {
	return tx.Exec(ctx, 1, "UPDATE attest_import SET checked_at = $2, body = '', version = version + 1 WHERE id = $1 AND checked_at = 0", i, at)
}

// Drop removes an import of a party, and reports whether there was one.
func Drop(ctx context.Context, tx *db.Tx, p id.Party, i id.Attested) (dropped bool, err error) {
	n, err := tx.Do(ctx, "DELETE FROM attest_import WHERE id = $1 AND party = $2", i, p)
	return n > 0, err
}

// Forget removes what a party that leaves has brought along.
func Forget(ctx context.Context, tx *db.Tx, p id.Party) error {
	_, err := tx.Do(ctx, "DELETE FROM attest_import WHERE party = $1", p)
	return err
}
