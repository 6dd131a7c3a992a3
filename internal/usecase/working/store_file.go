package working

import (
	"context"
	"io"

	"nariwai/internal/blob"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
	"nariwai/internal/upload"
	"nariwai/internal/usecase/filing"
)

// Upload is a file whose bytes are kept and that nobody has placed in a contract yet.
type Upload = filing.Upload

// StoreFile keeps the bytes of a file that a side of the contract puts into the room; a picture is made anew. The upload
// becomes part of the contract with ShareFiles. It is refused when it is empty, larger than market.MostFile, a program, or not what its name says.
func StoreFile(ctx context.Context, d *db.DB, s *blob.Store, a people.Actor, cid id.Contract, name string, r io.Reader) (u Upload, err error) {
	defer fault.Wrap(&err, "store file for %s", cid)
	if err := mayStore(ctx, d, a, cid); err != nil {
		return u, err
	}
	return filing.Keep(s, name, r)
}

// StoreWork is StoreFile for work that is handed in with DeliverItem: not a byte of it is changed.
func StoreWork(ctx context.Context, d *db.DB, s *blob.Store, a people.Actor, cid id.Contract, name string, r io.Reader) (u Upload, err error) {
	defer fault.Wrap(&err, "store work for %s", cid)
	if err := mayStore(ctx, d, a, cid); err != nil {
		return u, err
	}
	return filing.KeepAsItIs(s, name, r)
}

// mayStore keeps those from filling the disk who have no business here.
func mayStore(ctx context.Context, d *db.DB, a people.Actor, cid id.Contract) error {
	return d.Write(ctx, func(tx *db.Tx) error { _, err := enter(ctx, tx, a, cid); return err })
}

// mostFiles is how many files each side may put into a contract. Each side has room of its own, so that nobody can keep
// the other from delivering.
const mostFiles = 250

// place puts uploads into the contract, as parts of a delivery or, without one, beside it.
func (r *room) place(ctx context.Context, tx *db.Tx, uploads []Upload, delivery id.Delivery) error {
	if len(uploads) == 0 {
		return nil
	}
	n, size, err := marketdb.CountFiles(ctx, tx, r.c.ID, r.by.Party)
	if err != nil {
		return err
	}
	quota, _, err := policydb.At[upload.Quota](ctx, tx, policy.Room, r.c.Mall, calendar.On(tx.Now))
	if err != nil {
		return err
	}
	var f fault.Form
	if n+int64(len(uploads)) > mostFiles {
		f.Add("files", "1つの契約に、あなたの側から置けるファイルは%d個までです。まとめて1つにしてください", mostFiles)
	} else {
		f.Check("files", upload.Room(quota.Contract, size, filing.Size(uploads)))
	}
	if err := f.Err(); err != nil {
		return err
	}
	if err := filing.Note(ctx, tx, uploads); err != nil {
		return err
	}
	for _, u := range uploads {
		f := market.File{ID: id.File(tx.NewID()), Contract: r.c.ID, Delivery: delivery, UploadedBy: r.by.Party,
			Name: u.Name, Size: u.Size, Type: u.Type, SHA256: u.SHA256, At: tx.Now}
		if err := marketdb.InsertFile(ctx, tx, f); err != nil {
			return err
		}
	}
	return nil
}
