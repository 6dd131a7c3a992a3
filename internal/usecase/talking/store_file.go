package talking

import (
	"context"
	"io"

	"nariwai/internal/blob"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/message"
	"nariwai/internal/message/messagedb"
	"nariwai/internal/people"
	"nariwai/internal/usecase/filing"
)

// Upload is a file whose bytes are kept and that nobody has sent yet.
type Upload = filing.Upload

// StoreFile keeps the bytes of a file that a side of a thread is about to send with a message; a picture is made anew.
// Nobody fills the disk who may not write there.
func StoreFile(ctx context.Context, d *db.DB, s *blob.Store, a people.Actor, tid id.Thread, name string, r io.Reader) (u Upload, err error) {
	defer fault.Wrap(&err, "store file for %s", tid)
	if err := d.Write(ctx, func(tx *db.Tx) error {
		t, _, err := enter(ctx, tx, a, tid)
		if err != nil {
			return err
		}
		st, err := messagedb.Standing(ctx, tx, t, a.Party)
		if err != nil {
			return err
		}
		return t.MayWrite(st)
	}); err != nil {
		return u, err
	}
	return filing.Keep(s, name, r)
}

// attach puts files beside a message: those of a contract's thread are files of the contract.
func attach(ctx context.Context, tx *db.Tx, t message.Thread, m message.Message, uploads []Upload) error {
	if t.Contract == "" || len(uploads) == 0 {
		return filing.IntoMessage(ctx, tx, t, m, uploads)
	}
	c, err := marketdb.Contract(ctx, tx, t.Contract)
	if err != nil {
		return err
	}
	return filing.IntoContract(ctx, tx, c, m.From, uploads, market.File{Message: m.ID})
}
