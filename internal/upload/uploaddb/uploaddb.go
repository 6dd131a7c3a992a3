// Package uploaddb keeps the upload_ tables.
package uploaddb

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/upload"
)

var scans = db.Table[upload.Scan]{
	Name:    "upload_scan",
	Columns: "sha256, size, state, virus, attempts, next_at, lease_until, last_error, asked_at, at",
	Fields: func(s *upload.Scan) []any {
		return []any{&s.SHA256, &s.Size, &s.State, &s.Virus, &s.Attempts, &s.NextAt, &s.LeaseUntil, &s.LastError, &s.AskedAt, &s.At}
	},
}

// Note notes that bytes have come, unless they were here before, and returns what is known of them.
func Note(ctx context.Context, tx *db.Tx, s upload.Scan) (known upload.Scan, err error) {
	defer fault.Wrap(&err, "note bytes %s", s.SHA256)
	if _, err := tx.Do(ctx, `INSERT INTO upload_scan (sha256, size, state, virus, attempts, next_at, lease_until, last_error, asked_at, at)
		VALUES ($1, $2, $3, '', 0, $4, 0, '', $4, 0) ON CONFLICT (sha256) DO NOTHING`, s.SHA256, s.Size, s.State, s.AskedAt); err != nil {
		return s, err
	}
	return Scan(ctx, tx, s.SHA256)
}

// Scan returns what is known of bytes, or NotFound.
func Scan(ctx context.Context, r db.Reader, sum string) (upload.Scan, error) {
	return scans.One(ctx, r, "WHERE sha256 = $1", sum)
}

// Claim takes the bytes that have waited longest and holds them for upload.Lease, so that no other node looks at them too.
// What came when there was no scanner comes after all others. It returns false when nothing is due.
func Claim(ctx context.Context, tx *db.Tx) (s upload.Scan, ok bool, err error) {
	defer fault.Wrap(&err, "claim bytes")
	for _, state := range []upload.State{upload.Waiting, upload.Unscanned} {
		got, err := db.All(ctx, tx, scans.Fields, `UPDATE upload_scan SET lease_until = $1
			WHERE state = $2 AND lease_until <= $3 AND sha256 IN (
				SELECT sha256 FROM upload_scan WHERE state = $2 AND next_at <= $3 AND lease_until <= $3 ORDER BY next_at, sha256 LIMIT 1)
			RETURNING `+scans.Columns, tx.Now.Add(upload.Lease), state, tx.Now)
		if err != nil {
			return s, false, err
		}
		if len(got) > 0 {
			return got[0], true, nil
		}
	}
	return s, false, nil
}

// Settle writes what became of a look. claimed is what Claim returned; it reports false, and writes nothing, when somebody
// else has taken it over since.
func Settle(ctx context.Context, tx *db.Tx, claimed, now upload.Scan) (mine bool, err error) {
	defer fault.Wrap(&err, "settle bytes %s", now.SHA256)
	n, err := tx.Do(ctx, `UPDATE upload_scan SET state = $1, virus = $2, attempts = $3, next_at = $4, lease_until = 0, last_error = $5, at = $6
		WHERE sha256 = $7 AND state = $8 AND lease_until = $9`, now.State, now.Virus, now.Attempts, now.NextAt, now.LastError, now.At, now.SHA256, claimed.State, claimed.LeaseUntil)
	return n > 0, err
}

// Show notes what a picture looks like in small, unless that is known.
func Show(ctx context.Context, tx *db.Tx, p upload.Picture) (err error) {
	defer fault.Wrap(&err, "note picture %s", p.SHA256)
	_, err = tx.Do(ctx, `INSERT INTO upload_picture (sha256, preview, width, height) VALUES ($1, $2, $3, $4)
		ON CONFLICT (sha256) DO NOTHING`, p.SHA256, p.Preview, p.Width, p.Height)
	return err
}
