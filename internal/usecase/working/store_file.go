package working

import (
	"context"
	"io"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"nariwai/internal/blob"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
)

// Upload is a file whose bytes are kept and that nobody has placed in a contract yet.
type Upload struct {
	Name string
	blob.Blob
}

// StoreFile keeps the bytes of a file that a side of the contract sends. The upload becomes part of the contract with
// DeliverItem or ShareFiles. It is refused when it is empty, larger than market.MostFile, a program, or not what its name says.
func StoreFile(ctx context.Context, d *db.DB, s *blob.Store, a people.Actor, cid id.Contract, name string, r io.Reader) (u Upload, err error) {
	defer fault.Wrap(&err, "store file for %s", cid)
	// Nobody fills the disk who has no business here.
	if err := d.Write(ctx, func(tx *db.Tx) error { _, err := enter(ctx, tx, a, cid); return err }); err != nil {
		return u, err
	}
	u.Name = fileName(name)
	u.Blob, err = s.Put(u.Name, r)
	return u, err
}

const mostName = 120 // characters

// fileName makes a name that any computer takes out of what a browser sends: the last part of a path, without control characters.
func fileName(s string) string {
	s = path.Base(strings.ReplaceAll(strings.ToValidUTF8(s, "_"), `\`, "/"))
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r): // Cf turns the reading direction: gpj.exe
			return -1
		case strings.ContainsRune(`/:*?"<>|`, r):
			return '_'
		}
		return r
	}, s)
	s = strings.Trim(s, " .")
	if s == "" {
		return "file"
	}
	if n := utf8.RuneCountInString(s); n > mostName {
		end := path.Ext(s)
		if utf8.RuneCountInString(end) > 10 {
			end = ""
		}
		s = string([]rune(s)[:mostName-utf8.RuneCountInString(end)]) + end
	}
	return s
}

// mostFiles is how many files a contract may hold.
const mostFiles = 500

// place puts uploads into the contract, as parts of a delivery or, without one, beside it.
func (r *room) place(ctx context.Context, tx *db.Tx, uploads []Upload, delivery id.Delivery) error {
	if len(uploads) == 0 {
		return nil
	}
	n, err := marketdb.CountFiles(ctx, tx, r.c.ID)
	if err != nil {
		return err
	}
	if n+int64(len(uploads)) > mostFiles {
		return fault.New(fault.Conflict, "1つの契約に置けるファイルは%d個までです。まとめて1つにしてください", mostFiles)
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
