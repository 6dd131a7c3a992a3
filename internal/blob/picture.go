package blob

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path"
	"strings"

	"nariwai/internal/fault"
	"nariwai/internal/photo"
)

// anew keeps a received picture as one that is made anew, and its preview.
func (s *Store) anew(f incomingFile, b Blob) (Blob, error) {
	s.bench <- struct{}{}
	whole, small, err := photo.Anew(f, b.Type)
	<-s.bench
	switch {
	case errors.Is(err, photo.ErrTooLarge):
		return b, fault.Because(err, fault.Invalid, "「%s」は、画像として大きすぎて開けません。小さくするか、zip にまとめてください", b.Name)
	case errors.Is(err, photo.ErrUnreadable):
		return b, fault.Because(err, fault.Invalid, "「%s」を画像として開けません。別の形式で保存し直すか、zip にまとめてください", b.Name)
	case err != nil:
		return b, err
	}
	kept, err := s.keep(whole.Bytes)
	if err != nil {
		return b, err
	}
	kept.Name, kept.Type = b.Name, whole.Type
	if whole.Type != b.Type && !strings.HasSuffix(b.Type, "png") {
		kept.Name = strings.TrimSuffix(b.Name, path.Ext(b.Name)) + "." + whole.End()
	}
	return kept, s.show(small, &kept)
}

// preview keeps a small picture of a received one that stays as it is. There is none of what we can't decode, or not within
// our means: the file itself is no worse for that.
func (s *Store) preview(f incomingFile, b *Blob) error {
	if !photo.Known(b.Type) {
		return nil
	}
	s.bench <- struct{}{}
	small, err := photo.Preview(f, b.Type)
	<-s.bench
	if errors.Is(err, photo.ErrTooLarge) || errors.Is(err, photo.ErrUnreadable) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.show(small, b)
}

func (s *Store) show(small photo.Picture, b *Blob) error {
	kept, err := s.keep(small.Bytes)
	b.Preview, b.Width, b.Height = kept.SHA256, small.Width, small.Height
	return err
}

// keep keeps bytes of our own making.
func (s *Store) keep(text []byte) (b Blob, err error) {
	f := incomingFile{name: path.Join(incoming, rand.Text())}
	if f.File, err = s.root.OpenFile(f.name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600); err != nil {
		return b, err
	}
	defer s.discard(f)
	sum := sha256.Sum256(text)
	b.SHA256, b.Size = hex.EncodeToString(sum[:]), int64(len(text))
	if _, err := io.Copy(f, bytes.NewReader(text)); err != nil {
		return b, err
	}
	return b, s.finish(f, b)
}
