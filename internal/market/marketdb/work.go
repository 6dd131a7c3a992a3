package marketdb

import (
	"context"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/market"
)

var deliveries = db.Table[market.Delivery]{
	Name:    "market_delivery",
	Columns: "id, item, n, body, minutes, by_person, at",
	Fields: func(d *market.Delivery) []any {
		return []any{&d.ID, &d.Item, &d.N, &d.Body, &d.Minutes, &d.By, &d.At}
	},
}

// InsertDelivery adds a delivery under the item's next number.
func InsertDelivery(ctx context.Context, tx *db.Tx, d market.Delivery) error {
	if err := db.One(ctx, tx, []any{&d.N}, "SELECT COUNT(*) + 1 FROM market_delivery WHERE item = $1", d.Item); err != nil {
		return err
	}
	return deliveries.Insert(ctx, tx, d)
}

// LastDelivery returns the newest delivery of an item, or NotFound.
func LastDelivery(ctx context.Context, r db.Reader, iid id.Item) (market.Delivery, error) {
	return deliveries.One(ctx, r, "WHERE item = $1 ORDER BY n DESC LIMIT 1", iid)
}

// Deliveries returns the deliveries of a contract's items, oldest first.
func Deliveries(ctx context.Context, r db.Reader, cid id.Contract) ([]market.Delivery, error) {
	return deliveries.All(ctx, r, "WHERE item IN (SELECT id FROM market_item WHERE contract = $1) ORDER BY id", cid)
}

var revisions = db.Table[market.Revision]{
	Name:    "market_revision",
	Columns: "id, item, delivery, reason, fault, by_person, at",
	Fields: func(v *market.Revision) []any {
		return []any{&v.ID, &v.Item, &v.Delivery, &v.Reason, &v.Fault, &v.By, &v.At}
	},
}

// InsertRevision adds a revision request.
func InsertRevision(ctx context.Context, tx *db.Tx, v market.Revision) error {
	return revisions.Insert(ctx, tx, v)
}

// Revisions returns the revision requests of a contract's items, oldest first.
func Revisions(ctx context.Context, r db.Reader, cid id.Contract) ([]market.Revision, error) {
	return revisions.All(ctx, r, "WHERE item IN (SELECT id FROM market_item WHERE contract = $1) ORDER BY id", cid)
}

var files = db.Table[market.File]{
	Name:    "market_file",
	Columns: "id, contract, delivery, message, uploaded_by, name, size, type, sha256, at",
	Fields: func(f *market.File) []any {
		return []any{&f.ID, &f.Contract, &f.Delivery, &f.Message, &f.UploadedBy, &f.Name, &f.Size, &f.Type, &f.SHA256, &f.At}
	},
}

// InsertFile adds a file to a contract.
func InsertFile(ctx context.Context, tx *db.Tx, f market.File) error { return files.Insert(ctx, tx, f) }

// File returns a file, or NotFound. Whoever asks must still be a side of its contract.
func File(ctx context.Context, r db.Reader, fid id.File) (market.File, error) {
	return files.One(ctx, r, "WHERE id = $1", fid)
}

// Files returns a contract's files, oldest first.
func Files(ctx context.Context, r db.Reader, cid id.Contract) ([]market.File, error) {
	return files.All(ctx, r, "WHERE contract = $1 ORDER BY id", cid)
}

// FilesOf returns the files whose bytes have a SHA-256, whichever contract they are in.
func FilesOf(ctx context.Context, r db.Reader, sum string) ([]market.File, error) {
	return files.All(ctx, r, "WHERE sha256 = $1 ORDER BY id LIMIT 100", sum)
}

// CountFiles is how many files of one side a contract holds, and how many bytes they have together.
func CountFiles(ctx context.Context, r db.Reader, cid id.Contract, party id.Party) (n, size int64, err error) {
	err = db.One(ctx, r, []any{&n, &size}, "SELECT COUNT(*), CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM market_file WHERE contract = $1 AND uploaded_by = $2", cid, party)
	return n, size, err
}

// AttachFiles makes files of a contract, which party has shared in its room, parts of a delivery.
// One that is not party's, or is part of another delivery, is a Conflict.
func AttachFiles(ctx context.Context, tx *db.Tx, cid id.Contract, party id.Party, did id.Delivery, ids []id.File) error {
	for _, fid := range ids {
		if err := tx.Exec(ctx, 1, "UPDATE market_file SET delivery = $1 WHERE id = $2 AND contract = $3 AND uploaded_by = $4 AND delivery = ''", did, fid, cid, party); err != nil {
			return err
		}
	}
	return nil
}

var changes = db.Table[market.Change]{
	Name:    "market_change",
	Columns: "id, contract, item, state, by_party, by_person, pay, due_on, scope, reason, asked_at, answered_by, answered_at, version",
	Fields: func(c *market.Change) []any {
		return []any{&c.ID, &c.Contract, &c.Item, &c.State, &c.ByParty, &c.By, &c.Pay, &c.DueOn, &c.Scope, &c.Reason, &c.AskedAt, &c.AnsweredBy, &c.AnsweredAt, &c.Version}
	},
}

// Change returns a change order, or NotFound.
func Change(ctx context.Context, r db.Reader, cid id.Change) (market.Change, error) {
	return changes.One(ctx, r, "WHERE id = $1", cid)
}

// Changes returns a contract's change orders, oldest first.
func Changes(ctx context.Context, r db.Reader, cid id.Contract) ([]market.Change, error) {
	return changes.All(ctx, r, "WHERE contract = $1 ORDER BY id", cid)
}

// ChangesPending returns an item's change orders that wait for an answer or for money.
func ChangesPending(ctx context.Context, r db.Reader, iid id.Item) ([]market.Change, error) {
	return changes.All(ctx, r, "WHERE item = $1 AND state IN ('offered', 'signed') ORDER BY id", iid)
}

// InsertChange adds a change order.
func InsertChange(ctx context.Context, tx *db.Tx, c market.Change) error {
	return changes.Insert(ctx, tx, c)
}

// SaveChange writes c if nobody wrote it since it was read.
func SaveChange(ctx context.Context, tx *db.Tx, c *market.Change) (err error) {
	*c, err = changes.Update(ctx, tx, *c)
	return err
}

var cancels = db.Table[market.Cancel]{
	Name:    "market_cancel",
	Columns: "id, contract, item, state, by_party, by_person, pay, fault, reason, asked_at, answered_by, answered_at, version",
	Fields: func(c *market.Cancel) []any {
		return []any{&c.ID, &c.Contract, &c.Item, &c.State, &c.ByParty, &c.By, &c.Pay, &c.Fault, &c.Reason, &c.AskedAt, &c.AnsweredBy, &c.AnsweredAt, &c.Version}
	},
}

// Cancel returns an offer to end an item, or NotFound.
func Cancel(ctx context.Context, r db.Reader, cid id.Cancel) (market.Cancel, error) {
	return cancels.One(ctx, r, "WHERE id = $1", cid)
}

// Cancels returns a contract's offers to end items, oldest first.
func Cancels(ctx context.Context, r db.Reader, cid id.Contract) ([]market.Cancel, error) {
	return cancels.All(ctx, r, "WHERE contract = $1 ORDER BY id", cid)
}

// CancelsPending returns an item's unanswered offers.
func CancelsPending(ctx context.Context, r db.Reader, iid id.Item) ([]market.Cancel, error) {
	return cancels.All(ctx, r, "WHERE item = $1 AND state = 'offered' ORDER BY id", iid)
}

// InsertCancel adds an offer to end an item.
func InsertCancel(ctx context.Context, tx *db.Tx, c market.Cancel) error {
	return cancels.Insert(ctx, tx, c)
}

// SaveCancel writes c if nobody wrote it since it was read.
func SaveCancel(ctx context.Context, tx *db.Tx, c *market.Cancel) (err error) {
	*c, err = cancels.Update(ctx, tx, *c)
	return err
}

var disputes = db.Table[market.Dispute]{
	Name: "market_dispute",
	Columns: "id, contract, item, state, by_party, by_person, reason, opened_at, client_says, worker_says, pay, fault, grounds, decided_by, decided_at, appeal_by, " +
		"appeal, appealed_by, appealed_at, client_content, worker_content, ended_by, ended_at, version",
	Fields: func(d *market.Dispute) []any {
		return []any{&d.ID, &d.Contract, &d.Item, &d.State, &d.ByParty, &d.By, &d.Reason, &d.OpenedAt, &d.ClientSays, &d.WorkerSays, &d.Pay, &d.Fault, &d.Grounds, &d.DecidedBy, &d.DecidedAt, &d.AppealBy,
			&d.Appeal, &d.AppealedBy, &d.AppealedAt, &d.ClientContent, &d.WorkerContent, &d.EndedBy, &d.EndedAt, &d.Version}
	},
}

// Dispute returns a dispute, or NotFound.
func Dispute(ctx context.Context, r db.Reader, did id.Dispute) (market.Dispute, error) {
	return disputes.One(ctx, r, "WHERE id = $1", did)
}

// DisputeOn returns the dispute that holds an item, or NotFound.
func DisputeOn(ctx context.Context, r db.Reader, iid id.Item) (market.Dispute, error) {
	return disputes.One(ctx, r, "WHERE item = $1 AND state <> 'ended'", iid)
}

// AddLook writes down that the desk reads a disputed contract.
func AddLook(ctx context.Context, tx *db.Tx, l market.Look) error {
	return tx.Exec(ctx, 1, "INSERT INTO market_look (id, dispute, person, reason, at) VALUES ($1, $2, $3, $4, $5)", l.ID, l.Dispute, l.Person, l.Reason, l.At)
}

// Looked returns when a person last opened a disputed contract; 0 for never.
func Looked(ctx context.Context, r db.Reader, did id.Dispute, by id.Person) (at clock.Instant, err error) {
	err = db.One(ctx, r, []any{&at}, "SELECT CAST(COALESCE(MAX(at), 0) AS BIGINT) FROM market_look WHERE dispute = $1 AND person = $2", did, by)
	return at, err
}

// Disputes returns a contract's disputes, oldest first.
func Disputes(ctx context.Context, r db.Reader, cid id.Contract) ([]market.Dispute, error) {
	return disputes.All(ctx, r, "WHERE contract = $1 ORDER BY id", cid)
}

// Hanging reports whether something still waits on an item: a change order, an offer to end it, a dispute.
func Hanging(ctx context.Context, r db.Reader, iid id.Item) (some bool, err error) {
	err = db.One(ctx, r, []any{&some}, `SELECT EXISTS (SELECT 1 FROM market_change WHERE item = $1 AND state IN ('offered', 'signed'))
		OR EXISTS (SELECT 1 FROM market_cancel WHERE item = $1 AND state = 'offered')
		OR EXISTS (SELECT 1 FROM market_dispute WHERE item = $1 AND state <> 'ended')`, iid)
	return some, err
}

// DisputesDecided returns decided disputes whose time for an appeal is over at now.
func DisputesDecided(ctx context.Context, r db.Reader, now clock.Instant, limit int) ([]market.Dispute, error) {
	return disputes.All(ctx, r, "WHERE state = 'decided' AND appeal_by <= $1 ORDER BY id LIMIT $2", now, limit)
}

// InsertDispute adds a dispute.
func InsertDispute(ctx context.Context, tx *db.Tx, d market.Dispute) error {
	return disputes.Insert(ctx, tx, d)
}

// SaveDispute writes d if nobody wrote it since it was read.
func SaveDispute(ctx context.Context, tx *db.Tx, d *market.Dispute) (err error) {
	*d, err = disputes.Update(ctx, tx, *d)
	return err
}

var events = db.Table[market.Event]{
	Name:    "market_event",
	Columns: "id, contract, item, kind, by_person, at, amount, note",
	Fields: func(e *market.Event) []any {
		return []any{&e.ID, &e.Contract, &e.Item, &e.Kind, &e.By, &e.At, &e.Amount, &e.Note}
	},
}

// Log adds a line to a contract's history.
func Log(ctx context.Context, tx *db.Tx, e market.Event) error {
	e.ID = id.Event(tx.NewID())
	if e.At.IsZero() {
		e.At = tx.Now
	}
	return events.Insert(ctx, tx, e)
}

// Events returns a contract's history, oldest first.
func Events(ctx context.Context, r db.Reader, cid id.Contract) ([]market.Event, error) {
	return events.All(ctx, r, "WHERE contract = $1 ORDER BY id", cid)
}
