package working

import (
	"context"
	"io"

	"nariwai/internal/blob"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/people"
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
	return d.Write(ctx, func(tx *db.Tx) error { _, err := admit(ctx, tx, a, people.Direct, cid); return err })
}

// place puts uploads into the contract, as parts of a delivery or, without one, beside it.
func (r *room) place(ctx context.Context, tx *db.Tx, uploads []Upload, delivery id.Delivery) error {
	return filing.IntoContract(ctx, tx, r.c, r.by.Party, uploads, market.File{Delivery: delivery})
}
