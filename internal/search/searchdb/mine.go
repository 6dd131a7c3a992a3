package searchdb

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// SaveJob notes that a party keeps a job in mind; one that it keeps already stays where it is.
func SaveJob(ctx context.Context, tx *db.Tx, party id.Party, jid id.Job) (err error) {
	defer fault.Wrap(&err, "save job %s", jid)
	_, err = tx.Do(ctx, "INSERT INTO search_saved_job (party, job, at) VALUES ($1, $2, $3) ON CONFLICT (party, job) DO NOTHING", party, jid, tx.Now)
	return err
}

// UnsaveJob takes that back.
func UnsaveJob(ctx context.Context, tx *db.Tx, party id.Party, jid id.Job) (err error) {
	defer fault.Wrap(&err, "unsave job %s", jid)
	_, err = tx.Do(ctx, "DELETE FROM search_saved_job WHERE party = $1 AND job = $2", party, jid)
	return err
}

// JobsKeptBy counts the jobs that a party keeps in mind.
func JobsKeptBy(ctx context.Context, r db.Reader, party id.Party) (n int64, err error) {
	err = db.One(ctx, r, []any{&n}, "SELECT COUNT(*) FROM search_saved_job WHERE party = $1", party)
	return n, err
}

// Hide notes that a party wants to see no more of a thing: of the kind "job" or "client".
func Hide(ctx context.Context, tx *db.Tx, party id.Party, kind, thing string) (err error) {
	defer fault.Wrap(&err, "hide %s %s", kind, thing)
	_, err = tx.Do(ctx, "INSERT INTO search_hidden (party, kind, thing, at) VALUES ($1, $2, $3, $4) ON CONFLICT (party, kind, thing) DO NOTHING", party, kind, thing, tx.Now)
	return err
}

// Unhide takes that back.
func Unhide(ctx context.Context, tx *db.Tx, party id.Party, kind, thing string) (err error) {
	defer fault.Wrap(&err, "unhide %s %s", kind, thing)
	_, err = tx.Do(ctx, "DELETE FROM search_hidden WHERE party = $1 AND kind = $2 AND thing = $3", party, kind, thing)
	return err
}

// HiddenBy counts what a party has hidden.
func HiddenBy(ctx context.Context, r db.Reader, party id.Party) (n int64, err error) {
	err = db.One(ctx, r, []any{&n}, "SELECT COUNT(*) FROM search_hidden WHERE party = $1", party)
	return n, err
}

// ForgetKept removes what a party kept in mind and hid.
func ForgetKept(ctx context.Context, tx *db.Tx, party id.Party) (err error) {
	defer fault.Wrap(&err, "forget jobs of %s", party)
	if _, err := tx.Do(ctx, "DELETE FROM search_saved_job WHERE party = $1", party); err != nil {
		return err
	}
	_, err = tx.Do(ctx, "DELETE FROM search_hidden WHERE party = $1", party)
	return err
}
