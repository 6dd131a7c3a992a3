package filing

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/message"
	"nariwai/internal/message/messagedb"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
	"nariwai/internal/portfolio"
	"nariwai/internal/portfolio/portfoliodb"
	"nariwai/internal/upload"
)

// IntoContract puts uploads of a side into a contract; as says with what they come. Each side has room of its own, so that
// nobody can keep the other from delivering.
func IntoContract(ctx context.Context, tx *db.Tx, c market.Contract, by id.Party, uploads []Upload, as market.File) (err error) {
	defer fault.Wrap(&err, "files into %s", c.ID)
	if len(uploads) == 0 {
		return nil
	}
	n, size, err := marketdb.CountFiles(ctx, tx, c.ID, by)
	if err != nil {
		return err
	}
	quota, _, err := policydb.At[upload.Quota](ctx, tx, policy.Room, c.Mall, calendar.On(tx.Now))
	if err != nil {
		return err
	}
	if err := room(n, market.MostFiles, "1つの契約に、あなたの側から置けるファイルは%d個までです。まとめて1つにしてください", quota.Contract, size, uploads); err != nil {
		return err
	}
	if err := note(ctx, tx, uploads); err != nil {
		return err
	}
	for _, u := range uploads {
		f := as
		f.ID, f.Contract, f.UploadedBy, f.At = id.File(tx.NewID()), c.ID, by, tx.Now
		f.Name, f.Size, f.Type, f.SHA256 = u.Name, u.Size, u.Type, u.SHA256
		if err := marketdb.InsertFile(ctx, tx, f); err != nil {
			return err
		}
	}
	return nil
}

// IntoMessage puts uploads of a side beside a message of a thread before a contract.
func IntoMessage(ctx context.Context, tx *db.Tx, t message.Thread, m message.Message, uploads []Upload) (err error) {
	defer fault.Wrap(&err, "files into %s", t.ID)
	if len(uploads) == 0 {
		return nil
	}
	n, size, err := messagedb.CountFiles(ctx, tx, t.ID, m.From)
	if err != nil {
		return err
	}
	quota, _, err := policydb.At[upload.Quota](ctx, tx, policy.Room, id.Site, calendar.On(tx.Now))
	if err != nil {
		return err
	}
	if err := room(n, message.MostFiles, "契約の前のやりとりに、あなたの側から置けるファイルは%d個までです。まとめて1つにしてください", quota.Thread, size, uploads); err != nil {
		return err
	}
	if err := note(ctx, tx, uploads); err != nil {
		return err
	}
	for _, u := range uploads {
		if err := messagedb.InsertFile(ctx, tx, message.File{ID: id.File(tx.NewID()), Thread: t.ID, Message: m.ID, UploadedBy: m.From,
			Name: u.Name, Size: u.Size, Type: u.Type, SHA256: u.SHA256, At: tx.Now}); err != nil {
			return err
		}
	}
	return nil
}

// room refuses more files than a place has room for, in number (many says so) or in megabytes.
func room(n, most int64, many string, limit, size int64, uploads []Upload) error {
	var f fault.Form
	if n+int64(len(uploads)) > most {
		f.Add("files", many, most)
		return f.Err()
	}
	var more int64
	for _, u := range uploads {
		more += u.Size
	}
	f.Check("files", upload.Room(limit, size, more))
	return f.Err()
}

// IntoWork puts uploads of a worker into one of their works. All works of a worker have as much room as one contract.
func IntoWork(ctx context.Context, tx *db.Tx, w portfolio.Work, uploads []Upload) (err error) {
	defer fault.Wrap(&err, "files into work %s", w.ID)
	n, size, err := portfoliodb.CountFiles(ctx, tx, w)
	if err != nil {
		return err
	}
	quota, _, err := policydb.At[upload.Quota](ctx, tx, policy.Room, id.Site, calendar.On(tx.Now))
	if err != nil {
		return err
	}
	if err := room(n, portfolio.MostFiles, "1つの実績に置けるファイルは%d個までです", quota.Contract, size, uploads); err != nil {
		return err
	}
	if err := note(ctx, tx, uploads); err != nil {
		return err
	}
	for _, u := range uploads {
		if err := portfoliodb.InsertFile(ctx, tx, portfolio.File{ID: id.File(tx.NewID()), Work: w.ID, UploadedBy: w.Party,
			Name: u.Name, Size: u.Size, Type: u.Type, SHA256: u.SHA256, At: tx.Now}); err != nil {
			return err
		}
	}
	return nil
}
