// Package identitydb keeps the identity_ tables.
package identitydb

import (
	"context"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/identity"
)

var checks = db.Table[identity.Check]{
	Name:    "identity_check",
	Columns: "id, party, person, kind, name, state, document, doc_key, type, uploaded_at, opened_by, opened_at, checked_by, checked_at, why, erased_at, version",
	Fixed:   "party, person, kind, type, uploaded_at",
	Sealed:  "doc_key",
	Fields: func(c *identity.Check) []any {
		return []any{&c.ID, &c.Party, &c.Person, &c.Kind, &c.Name, &c.State, &c.Document, &c.Key, &c.Type, &c.UploadedAt, &c.OpenedBy, &c.OpenedAt,
			&c.CheckedBy, &c.CheckedAt, &c.Why, &c.ErasedAt, &c.Version}
	},
}

var pledges = db.Table[identity.Pledge]{
	Name:    "identity_pledge",
	Columns: "id, party, person, edition, text_sha256, name, at",
	Fields: func(p *identity.Pledge) []any {
		return []any{&p.ID, &p.Party, &p.Person, &p.Edition, &p.SHA256, &p.Name, &p.At}
	},
}

// Sealed are the tables with a column that only who has the key can read.
func Sealed() []db.SealedTable { return []db.SealedTable{checks} }

// Check returns one check, or NotFound.
func Check(ctx context.Context, r db.Reader, c id.Check) (identity.Check, error) {
	return checks.One(ctx, r, "WHERE id = $1", c)
}

// WaitingOf returns the check of a party that waits for the desk, or NotFound.
func WaitingOf(ctx context.Context, r db.Reader, p id.Party) (identity.Check, error) {
	return checks.One(ctx, r, "WHERE party = $1 AND state = 'waiting'", p)
}

// Shown counts the documents that a party has shown since a moment.
func Shown(ctx context.Context, r db.Reader, p id.Party, since clock.Instant) (n int64, err error) {
	err = db.One(ctx, r, []any{&n}, "SELECT COUNT(*) FROM identity_check WHERE party = $1 AND uploaded_at > $2", p, since)
	return n, err
}

// Insert adds a check.
func Insert(ctx context.Context, tx *db.Tx, c identity.Check) error { return checks.Insert(ctx, tx, c) }

// Save writes what became of a check.
func Save(ctx context.Context, tx *db.Tx, c *identity.Check) (err error) {
	*c, err = checks.Update(ctx, tx, *c)
	return err
}

// Old returns some of the checks that wait since before a moment.
func Old(ctx context.Context, r db.Reader, before clock.Instant, most int) ([]identity.Check, error) {
	return checks.All(ctx, r, "WHERE state = 'waiting' AND uploaded_at <= $1 ORDER BY uploaded_at, id LIMIT $2", before, most)
}

// Left returns some of the checks that have ended and whose files may still lie there.
func Left(ctx context.Context, r db.Reader, most int) ([]identity.Check, error) {
	return checks.All(ctx, r, "WHERE document <> '' AND state <> 'waiting' ORDER BY id LIMIT $1", most)
}

// Gone notes that the file of an ended check is gone.
func Gone(ctx context.Context, tx *db.Tx, c id.Check) error {
	_, err := tx.Do(ctx, "UPDATE identity_check SET document = '', version = version + 1 WHERE id = $1 AND state <> 'waiting' AND document <> ''", c)
	return err
}

// Sign adds a signed pledge. One of the same edition that is there already stays, and signed is false.
func Sign(ctx context.Context, tx *db.Tx, p identity.Pledge) (signed bool, err error) {
	defer fault.Wrap(&err, "sign pledge of %s", p.Party)
	n, err := tx.Do(ctx, `INSERT INTO identity_pledge (id, party, person, edition, text_sha256, name, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (party, edition) DO NOTHING`, p.ID, p.Party, p.Person, p.Edition, p.SHA256, p.Name, p.At)
	return n > 0, err
}

// Pledges returns what a party has signed, the newest edition first.
func Pledges(ctx context.Context, r db.Reader, p id.Party) ([]identity.Pledge, error) {
	return pledges.All(ctx, r, "WHERE party = $1 ORDER BY edition DESC", p)
}

// Forget erases what is known of a party that leaves: a document that waits can't be opened from this moment, and the names go.
// That it signed, which text and when, stays with its pseudonym.
func Forget(ctx context.Context, tx *db.Tx, p id.Party) (err error) {
	defer fault.Wrap(&err, "forget identity of %s", p)
	c, err := WaitingOf(ctx, tx, p)
	if err == nil {
		if err = c.Withdraw(tx.Now); err == nil {
			err = Save(ctx, tx, &c)
		}
	}
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if _, err := tx.Do(ctx, "UPDATE identity_check SET why = '' WHERE party = $1 AND why <> ''", p); err != nil {
		return err
	}
	_, err = tx.Do(ctx, "UPDATE identity_pledge SET name = '' WHERE party = $1", p)
	return err
}
