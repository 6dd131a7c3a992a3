// Package filing is the step that every process shares in which people send files: the bytes are kept before the command's
// transaction, and the transaction notes what has come.
package filing

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
	"nariwai/internal/upload"
	"nariwai/internal/upload/uploaddb"
)

// Upload is a file whose bytes are kept and that nobody has placed anywhere yet.
type Upload struct {
	blob.Blob
	scanning bool // a scanner is to look at it first
}

// Keep keeps the bytes of a file; a picture is made anew. It is refused when it is empty, larger than market.MostFile, a
// program, or not what its name says. Whoever calls has asked whether the sender has business here.
func Keep(s *blob.Store, name string, r io.Reader) (u Upload, err error) {
	u.scanning = s.Scans()
	u.Blob, err = s.PutAnew(fileName(name), r)
	return u, err
}

// KeepAsItIs is Keep for work that is handed in: it is what was agreed on, so not a byte of it is changed.
func KeepAsItIs(s *blob.Store, name string, r io.Reader) (u Upload, err error) {
	u.scanning = s.Scans()
	u.Blob, err = s.Put(fileName(name), r)
	return u, err
}

// note notes uploads in the transaction in which they get their place. Bytes in which a virus was found once are refused.
func note(ctx context.Context, tx *db.Tx, uploads []Upload) (err error) {
	defer fault.Wrap(&err, "note uploads")
	for _, u := range uploads {
		known, err := uploaddb.Note(ctx, tx, upload.New(u.SHA256, u.Size, u.scanning, tx.Now))
		if err != nil {
			return err
		}
		if known.State == upload.Found {
			var f fault.Form
			f.Add("files", "「%s」は置けません。ウイルスが見つかったファイルと同じものです（%s）", u.Name, known.Virus)
			return f.Err()
		}
		if u.Preview == "" {
			continue
		}
		if err := uploaddb.Show(ctx, tx, upload.Picture{SHA256: u.SHA256, Preview: u.Preview, Width: int64(u.Width), Height: int64(u.Height)}); err != nil {
			return err
		}
	}
	return nil
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
