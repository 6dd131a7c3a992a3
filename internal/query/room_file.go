package query

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/upload"
)

// RoomFile is a file of a contract with what is known of its bytes.
type RoomFile struct {
	market.File
	State   upload.State
	Preview string // the SHA-256 of a small picture of it; "" for none
	Width   int64  // of the preview
	Height  int64
}

// Shown reports whether a small picture of the file can be looked at: never before its bytes are given out.
func (f RoomFile) Shown() bool { return f.Preview != "" && f.State.Given() }

var files = db.Table[RoomFile]{
	Name: "market_file f LEFT JOIN upload_scan s ON s.sha256 = f.sha256 LEFT JOIN upload_picture p ON p.sha256 = f.sha256",
	Columns: "f.id, f.contract, f.delivery, f.message, f.uploaded_by, f.name, f.size, f.type, f.sha256, f.at, " +
		"COALESCE(s.state, 'waiting'), COALESCE(p.preview, ''), COALESCE(p.width, 0), COALESCE(p.height, 0)",
	Fields: func(f *RoomFile) []any {
		return []any{&f.ID, &f.Contract, &f.Delivery, &f.Message, &f.UploadedBy, &f.Name, &f.Size, &f.Type, &f.SHA256, &f.At,
			&f.State, &f.Preview, &f.Width, &f.Height}
	},
}

var messageFiles = db.Table[RoomFile]{
	Name: "message_file f LEFT JOIN upload_scan s ON s.sha256 = f.sha256 LEFT JOIN upload_picture p ON p.sha256 = f.sha256",
	Columns: "f.id, f.message, f.uploaded_by, f.name, f.size, f.type, f.sha256, f.at, " +
		"COALESCE(s.state, 'waiting'), COALESCE(p.preview, ''), COALESCE(p.width, 0), COALESCE(p.height, 0)",
	Fields: func(f *RoomFile) []any {
		return []any{&f.ID, &f.Message, &f.UploadedBy, &f.Name, &f.Size, &f.Type, &f.SHA256, &f.At, &f.State, &f.Preview, &f.Width, &f.Height}
	},
}

// File reads what is known of a file, for one of the sides of its contract or thread.
func File(ctx context.Context, r db.Reader, fid id.File, party id.Party) (f RoomFile, err error) {
	defer fault.Wrap(&err, "file %s", fid)
	f, err = messageFiles.One(ctx, r, "WHERE f.id = $1 AND EXISTS (SELECT 1 FROM message_thread t WHERE t.id = f.thread AND (t.client = $2 OR t.worker = $2))", fid, party)
	if !fault.Is(err, fault.NotFound) {
		return f, err
	}
	return files.One(ctx, r, "WHERE f.id = $1 AND EXISTS (SELECT 1 FROM market_contract c WHERE c.id = f.contract AND (c.client = $2 OR c.worker = $2))", fid, party)
}

// DisputedFile reads what is known of a file of a contract with a dispute, for the desk.
func DisputedFile(ctx context.Context, r db.Reader, fid id.File, did id.Dispute) (f RoomFile, err error) {
	defer fault.Wrap(&err, "file %s", fid)
	return files.One(ctx, r, "WHERE f.id = $1 AND EXISTS (SELECT 1 FROM market_dispute d WHERE d.id = $2 AND d.contract = f.contract)", fid, did)
}

// LooseFiles returns the files that a party has put into a contract's room and that belong to no delivery, newest first.
func LooseFiles(ctx context.Context, r db.Reader, cid id.Contract, party id.Party) (out []RoomFile, err error) {
	defer fault.Wrap(&err, "files of %s", cid)
	return files.All(ctx, r, "WHERE f.contract = $1 AND f.uploaded_by = $2 AND f.delivery = '' ORDER BY f.id DESC LIMIT 50", cid, party)
}
