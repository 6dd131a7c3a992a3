// Package scanning is the process of looking for viruses in what people have sent, before anybody gets it.
package scanning

import (
	"context"
	"errors"

	"nariwai/internal/blob"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/message/messagedb"
	"nariwai/internal/notice"
	"nariwai/internal/portfolio/portfoliodb"
	"nariwai/internal/upload"
	"nariwai/internal/upload/uploaddb"
	"nariwai/internal/usecase/inform"
)

// ScanFiles has the scanner look at everything that is due, one after the other, and answers how many it has looked at.
// When the scanner can't be reached the round ends: all stay where they are, and the next round tries again.
func ScanFiles(ctx context.Context, d *db.DB, s *blob.Store) (done int, err error) {
	defer fault.Wrap(&err, "scan files")
	if !s.Scans() {
		return 0, nil
	}
	var failed []error
	for ctx.Err() == nil {
		var c upload.Scan
		var ok bool
		if err := d.Write(ctx, func(tx *db.Tx) (err error) {
			c, ok, err = uploaddb.Claim(ctx, tx)
			return err
		}); err != nil || !ok {
			return done, errors.Join(append(failed, err)...)
		}
		v, looked := s.Scan(ctx, c.SHA256)
		// Whoever is told to stop in the middle says so, so that nobody waits for the lease.
		if err := settle(context.WithoutCancel(ctx), d, c, v, looked); err != nil {
			return done, err
		}
		switch {
		case errors.Is(looked, blob.ErrNoScanner) || ctx.Err() != nil:
			return done, looked
		case looked != nil:
			failed = append(failed, looked) // these bytes wait; the others don't wait for them
		default:
			done++
		}
	}
	return done, errors.Join(append(failed, ctx.Err())...)
}

// settle writes what the scanner has said of bytes, and tells those whom it concerns.
func settle(ctx context.Context, d *db.DB, c upload.Scan, v upload.Verdict, looked error) (err error) {
	defer fault.Wrap(&err, "bytes %s", c.SHA256)
	return d.Write(ctx, func(tx *db.Tx) error {
		now := c.Answered(v, tx.Now)
		if looked != nil {
			now = c.Failed(looked.Error(), !errors.Is(looked, blob.ErrNoScanner), tx.Now)
		}
		mine, err := uploaddb.Settle(ctx, tx, c, now)
		if err != nil || !mine || now.State != upload.Found {
			return err
		}
		return tell(ctx, tx, now)
	})
}

// tell tells who sent the bytes, who was to get them, and the desk.
func tell(ctx context.Context, tx *db.Tx, s upload.Scan) error {
	files, err := marketdb.FilesOf(ctx, tx, s.SHA256)
	if err != nil {
		return err
	}
	var told []inform.Told
	add := func(name, link string, by, to id.Party) {
		m := notice.Message{Say: "「%s」からウイルスが見つかりました", Args: []any{name}, Link: link}
		m.More = []notice.Sentence{{Say: "だれにも渡しません。お使いの機械を調べ、問題のないファイルを置き直してください。"}}
		told = append(told, inform.Told{Party: by, Kind: "virus", Message: m})
		m.More = []notice.Sentence{{Say: "相手の方が置いたファイルです。だれにも渡しません。置き直しを、相手の方に頼んでください。"}}
		told = append(told, inform.Told{Party: to, Kind: "virus", Message: m})
	}
	for _, f := range files {
		c, err := marketdb.Contract(ctx, tx, f.Contract)
		if err != nil {
			return err
		}
		add(f.Name, "/contracts/"+string(f.Contract), f.UploadedBy, c.Other(f.UploadedBy))
	}
	sent, err := messagedb.FilesOf(ctx, tx, s.SHA256)
	if err != nil {
		return err
	}
	for _, f := range sent {
		t, err := messagedb.Thread(ctx, tx, f.Thread)
		if err != nil {
			return err
		}
		add(f.Name, "/messages/"+string(f.Thread), f.UploadedBy, t.Other(f.UploadedBy))
	}
	shown, err := portfoliodb.FilesOf(ctx, tx, s.SHA256)
	if err != nil {
		return err
	}
	for _, f := range shown { // nobody in particular was to get it
		told = append(told, inform.Told{Party: f.UploadedBy, Kind: "virus", Message: notice.Message{Say: "「%s」からウイルスが見つかりました", Args: []any{f.Name}, Link: "/works/" + string(f.Work),
			More: []notice.Sentence{{Say: "だれにも渡しません。お使いの機械を調べ、問題のないファイルを置き直してください。"}}}})
	}
	if err := inform.Parties(ctx, tx, told); err != nil {
		return err
	}
	return inform.Desk(ctx, tx, "virus", notice.Message{Say: "送られたファイルからウイルスが見つかりました（%s）", Args: []any{s.Virus}, Link: "/desk/files",
		More: []notice.Sentence{{Say: "だれにも渡していません。送った人と、受け取るはずだった人に知らせました。"}}})
}
