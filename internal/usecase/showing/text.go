package showing

import (
	"context"
	"io"

	"nariwai/internal/blob"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/portfolio"
	"nariwai/internal/portfolio/portfoliodb"
	"nariwai/internal/usecase/filing"
)

// Edit changes what a work says. A contract's work that was public goes back to a draft: what was agreed on was the old text.
func Edit(ctx context.Context, d *db.DB, a people.Actor, wid id.Work, in Form) (err error) {
	defer fault.Wrap(&err, "edit work %s", wid)
	return command(ctx, d, a, wid, own, func(tx *db.Tx, w *portfolio.Work) error {
		if w.Contract == "" {
			if err := in.check(tx); err != nil {
				return err
			}
			w.Field, w.Month = in.Field, in.Month
		}
		t, err := in.Text.Tidy()
		if err != nil {
			return err
		}
		return w.Change(t)
	})
}

// Upload is a file whose bytes are kept and that stands in no work yet.
type Upload = filing.Upload

// StoreFile keeps the bytes of a file that is about to be put into a work; a picture is made anew. Nobody fills the disk for
// somebody else's work.
func StoreFile(ctx context.Context, d *db.DB, s *blob.Store, a people.Actor, wid id.Work, name string, r io.Reader) (u Upload, err error) {
	defer fault.Wrap(&err, "store file for work %s", wid)
	if err := d.Write(ctx, func(tx *db.Tx) error {
		w, err := own(ctx, tx, a, wid)
		if err != nil {
			return err
		}
		return w.Refile()
	}); err != nil {
		return u, err
	}
	return filing.Keep(s, name, r)
}

// AddFiles puts files into a work.
func AddFiles(ctx context.Context, d *db.DB, a people.Actor, wid id.Work, uploads []Upload) (err error) {
	defer fault.Wrap(&err, "files into work %s", wid)
	return command(ctx, d, a, wid, own, func(tx *db.Tx, w *portfolio.Work) error {
		if len(uploads) == 0 {
			var f fault.Form
			f.Add("files", "ファイルを選んでください")
			return f.Err()
		}
		if err := w.Refile(); err != nil {
			return err
		}
		return filing.IntoWork(ctx, tx, *w, uploads)
	})
}

// DropFile takes a file out of a work.
func DropFile(ctx context.Context, d *db.DB, a people.Actor, wid id.Work, f id.File) (err error) {
	defer fault.Wrap(&err, "drop file of work %s", wid)
	return command(ctx, d, a, wid, own, func(tx *db.Tx, w *portfolio.Work) error {
		if err := w.Refile(); err != nil {
			return err
		}
		return portfoliodb.DropFile(ctx, tx, wid, f)
	})
}

// Drop removes a work for good. One that the client is asked about is taken back first.
func Drop(ctx context.Context, d *db.DB, a people.Actor, wid id.Work) (err error) {
	defer fault.Wrap(&err, "drop work %s", wid)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		w, err := own(ctx, tx, a, wid)
		if err != nil {
			return "", err
		}
		if w.Refusals > 0 {
			return "", fault.New(fault.Conflict, "相手の方が一度ことわった実績は、消せません。あなたのほかには見えません")
		}
		return "", portfoliodb.Drop(ctx, tx, w)
	})
	return err
}
