package messagedb

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/message"
)

var files = db.Table[message.File]{
	Name:    "message_file",
	Columns: "id, thread, message, uploaded_by, name, size, type, sha256, at",
	Fields: func(f *message.File) []any {
		return []any{&f.ID, &f.Thread, &f.Message, &f.UploadedBy, &f.Name, &f.Size, &f.Type, &f.SHA256, &f.At}
	},
}

// InsertFile adds a file to a message.
func InsertFile(ctx context.Context, tx *db.Tx, f message.File) error {
	return files.Insert(ctx, tx, f)
}

// FilesOf returns the files whose bytes have a SHA-256, whichever thread they are in.
func FilesOf(ctx context.Context, r db.Reader, sum string) ([]message.File, error) {
	return files.All(ctx, r, "WHERE sha256 = $1 ORDER BY id LIMIT 100", sum)
}

// CountFiles is how many files of one side a thread holds, and how many bytes they have together.
func CountFiles(ctx context.Context, r db.Reader, t id.Thread, party id.Party) (n, size int64, err error) {
	err = db.One(ctx, r, []any{&n, &size}, "SELECT COUNT(*), CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM message_file WHERE thread = $1 AND uploaded_by = $2", t, party)
	return n, size, err
}
