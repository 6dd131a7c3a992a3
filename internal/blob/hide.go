package blob

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"time"

	"github.com/gabriel-vasile/mimetype"

	"nariwai/internal/fault"
	"nariwai/internal/photo"
)

// Hidden is a picture that lies here encrypted with a key of its own. Whoever asked for it to be kept has the key; without it nobody
// reads the picture, and to erase it is to forget the key.
type Hidden struct {
	Name string // where it lies
	Key  string
	Type string // image/jpeg or image/png
}

const (
	// MostHidden is how large a picture to be hidden may be.
	MostHidden = 10 << 20
	// hiddenIn is no shelf: what lies here is never copied into a backup.
	hiddenIn = "hidden"

	hiddenKey = 32 // bytes
)

// Hide keeps a picture, made anew, encrypted with a fresh key. Nothing of it reaches the disk before it is encrypted.
func (s *Store) Hide(r io.Reader) (h Hidden, err error) {
	defer fault.Wrap(&err, "hide picture")
	defer sayFull(&err)
	text, err := io.ReadAll(io.LimitReader(r, MostHidden+1))
	if err != nil {
		return h, err
	}
	whole, err := s.ofPhoto(text)
	if err != nil {
		return h, err
	}
	key := make([]byte, hiddenKey)
	rand.Read(key)
	h = Hidden{Name: rand.Text(), Key: base64.RawURLEncoding.EncodeToString(key), Type: whole.Type}
	aead, err := gcm(key)
	if err != nil {
		return h, err
	}
	nonce := make([]byte, aead.NonceSize()) // the key is used once
	if err := s.root.MkdirAll(hiddenIn, 0o700); err != nil {
		return h, err
	}
	f, err := s.root.OpenFile(path.Join(hiddenIn, h.Name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return h, err
	}
	_, err = f.Write(aead.Seal(nil, nonce, whole.Bytes, []byte(h.Name)))
	if err = errors.Join(err, f.Sync(), f.Close(), s.sync(hiddenIn), s.sync(".")); err != nil {
		s.root.Remove(path.Join(hiddenIn, h.Name))
	}
	return h, err
}

// ofPhoto is a picture made anew of what somebody has sent, or a sentence that says why there is none.
func (s *Store) ofPhoto(text []byte) (whole photo.Picture, err error) {
	kind := mimetype.Detect(text).String()
	switch {
	case len(text) == 0:
		return whole, fault.New(fault.Invalid, "書類の写真を選んでください")
	case len(text) > MostHidden:
		return whole, fault.New(fault.Invalid, "写真が大きすぎます。%dMBまでにしてください", MostHidden>>20)
	case kind == "application/pdf":
		return whole, fault.New(fault.Invalid, "PDFは受け取れません。なかに隠れたものを除いて作り直すことが、できないためです。書類の写真を送ってください")
	case kind == "image/gif" || !photo.Known(kind):
		return whole, fault.New(fault.Invalid, "JPEG か PNG の写真を選んでください")
	}
	s.bench <- struct{}{}
	whole, _, err = photo.Anew(bytes.NewReader(text), kind)
	<-s.bench
	switch {
	case errors.Is(err, photo.ErrTooLarge):
		return whole, fault.Because(err, fault.Invalid, "写真が、画像として大きすぎて開けません。小さくして送ってください")
	case errors.Is(err, photo.ErrUnreadable):
		return whole, fault.Because(err, fault.Invalid, "写真を開けません。撮り直すか、JPEG で保存し直して送ってください")
	}
	return whole, err
}

// Reveal returns a hidden picture to who has its key. One that is not here is NotFound.
func (s *Store) Reveal(name, key string) (text []byte, err error) {
	defer fault.Wrap(&err, "reveal picture")
	f, err := s.root.Open(path.Join(hiddenIn, path.Base(name)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Because(err, fault.NotFound, "見つかりませんでした")
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	sealed, err := io.ReadAll(f)
	if err != nil {
		return nil, err
	}
	raw, err := base64.RawURLEncoding.DecodeString(key)
	if err != nil || len(raw) != hiddenKey {
		return nil, errors.New("that is no key of a hidden picture")
	}
	aead, err := gcm(raw)
	if err != nil {
		return nil, err
	}
	return aead.Open(nil, make([]byte, aead.NonceSize()), sealed, []byte(name))
}

// Forget removes a hidden picture; one that is gone already is forgotten too.
func (s *Store) Forget(name string) (err error) {
	defer fault.Wrap(&err, "forget hidden picture")
	err = s.root.Remove(path.Join(hiddenIn, path.Base(name)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return errors.Join(err, s.sync(hiddenIn))
}

// ForgetOld removes the hidden pictures that have lain here since before a time, whoever knows of them.
func (s *Store) ForgetOld(before time.Time) (n int, err error) {
	defer fault.Wrap(&err, "forget old hidden pictures")
	all, err := fs.ReadDir(s.root.FS(), hiddenIn)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	old := slices.DeleteFunc(all, func(e fs.DirEntry) bool {
		i, err := e.Info()
		return err != nil || !i.ModTime().Before(before)
	})
	for _, e := range old {
		if err := s.Forget(e.Name()); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

func gcm(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
