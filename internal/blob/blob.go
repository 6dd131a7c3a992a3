// Package blob keeps the bytes of files in a local directory under their SHA-256, so that the same file lies there once
// and a damaged one can be told. It knows nothing of whose a file is: whoever serves one has asked the contract first.
package blob

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"syscall"
	"time"

	"github.com/gabriel-vasile/mimetype"

	"nariwai/internal/fault"
	"nariwai/internal/market"
	"nariwai/internal/photo"
)

// Blob is what is known of kept bytes.
type Blob struct {
	Name   string // as it was given, or with another ending where a picture became one of another kind
	SHA256 string // 64 hexadecimal digits
	Size   int64
	Type   string // by the bytes, never by what the sender claims; application/octet-stream for what a browser might run

	Preview       string // the SHA-256 of a small JPEG of it, which is a blob too; "" for none
	Width, Height int    // of the preview
}

// Store is a directory of blobs. All access goes through os.Root: no name leads out of it.
type Store struct {
	root    *os.Root
	scanner *Scanner      // nil for none
	bench   chan struct{} // on which pictures are decoded, one at a time: each may take hundreds of megabytes
}

const (
	incoming = "incoming" // half-written files
	headSize = 256 << 10  // enough to tell the kinds of Office documents, which are all zip archives
)

// Open opens the store in dir, which is made if missing, and clears what a dead process left half-written.
func Open(dir string) (s *Store, err error) {
	defer fault.Wrap(&err, "open file store")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	mimetype.SetLimit(headSize)
	s = &Store{root: root, bench: make(chan struct{}, 1)}
	if err := s.sweep(); err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return s, nil
}

// halfWritten is how old an unfinished file must be to belong to nobody: an upload takes ten minutes at most, and other
// nodes may be writing in the same directory.
const halfWritten = time.Hour

// sweep clears what an earlier process left half-written.
func (s *Store) sweep() error {
	if err := s.root.MkdirAll(incoming, 0o700); err != nil {
		return err
	}
	left, err := fs.ReadDir(s.root.FS(), incoming)
	if err != nil {
		return err
	}
	for _, e := range left {
		i, err := e.Info()
		if err == nil && time.Since(i.ModTime()) > halfWritten {
			err = s.root.Remove(path.Join(incoming, e.Name()))
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // another node was faster
			return err
		}
	}
	return nil
}

// Close closes the directory; open files stay open.
func (s *Store) Close() error { return s.root.Close() }

// Put keeps what r holds, byte for byte. Nothing is kept, and the sentence says why, when it is empty, larger than
// market.MostFile, a program, or something else than its name says. When Put returns, the bytes survive a power cut.
func (s *Store) Put(name string, r io.Reader) (b Blob, err error) {
	defer fault.Wrap(&err, "keep file")
	defer sayFull(&err)
	f, b, err := s.receive(name, r)
	if err != nil {
		return b, err
	}
	defer s.discard(f)
	if err := s.preview(f, &b); err != nil {
		return b, err
	}
	return b, s.finish(f, b)
}

// PutAnew is Put for what needs not stay as it came: a picture is made anew, smaller and without what stands beside its pixels.
func (s *Store) PutAnew(name string, r io.Reader) (b Blob, err error) {
	defer fault.Wrap(&err, "keep file anew")
	defer sayFull(&err)
	f, b, err := s.receive(name, r)
	if err != nil {
		return b, err
	}
	defer s.discard(f)
	if photo.Known(b.Type) {
		return s.anew(f, b)
	}
	return b, s.finish(f, b)
}

// sayFull says what a full disk means for who sends.
func sayFull(err *error) {
	if Full(*err) {
		*err = fault.Because(*err, fault.Unavailable, "いま記録できません。少し待ってから、もう一度お試しください")
	}
}

// incomingFile is a file on its way in.
type incomingFile struct {
	*os.File
	name string
}

// receive takes in what r holds and looks at what it is.
func (s *Store) receive(name string, r io.Reader) (f incomingFile, b Blob, err error) {
	f.name = path.Join(incoming, rand.Text())
	if f.File, err = s.root.OpenFile(f.name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600); err != nil {
		return f, b, err
	}
	defer func() {
		if err != nil {
			s.discard(f)
		}
	}()
	b.Name = name
	sum := sha256.New()
	if b.Size, err = io.Copy(io.MultiWriter(f, sum), io.LimitReader(r, market.MostFile+1)); err != nil {
		return f, b, err
	}
	switch {
	case b.Size == 0:
		return f, b, fault.New(fault.Invalid, "「%s」は空のファイルです", name)
	case b.Size > market.MostFile:
		return f, b, fault.New(fault.Invalid, "「%s」が大きすぎます。1つのファイルは%dMBまでです", name, market.MostFile>>20)
	}
	head := make([]byte, min(b.Size, headSize))
	if _, err := f.ReadAt(head, 0); err != nil {
		return f, b, err
	}
	b.SHA256 = hex.EncodeToString(sum.Sum(nil))
	b.Type, err = check(name, mimetype.Detect(head))
	return f, b, err
}

// finish makes a received file durable and moves it to its place.
func (s *Store) finish(f incomingFile, b Blob) error {
	if err := f.Sync(); err != nil {
		return err
	}
	return s.settle(f.name, b)
}

// discard removes a received file that has not been moved to its place.
func (s *Store) discard(f incomingFile) {
	f.Close()
	s.root.Remove(f.name) // most often it isn't there any more
}

// Full reports whether err says that there is no room for more bytes: the disk, its owner's part of it, or the largest file.
func Full(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG)
}

// settle moves a finished file to its place. A file that lies there already is the same one.
func (s *Store) settle(tmp string, b Blob) error {
	place := placeOf(b.SHA256)
	if i, err := s.root.Stat(place); err == nil && i.Size() == b.Size {
		return s.root.Remove(tmp)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	dir := path.Dir(place)
	if err := s.root.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if err := s.root.Rename(tmp, place); err != nil {
		return err
	}
	return errors.Join(s.sync(dir), s.sync("."))
}

// Take keeps what r holds if it is the bytes of that SHA-256, and refuses it otherwise: a copy that comes back from a backup.
func (s *Store) Take(sum string, r io.Reader) (err error) {
	defer fault.Wrap(&err, "take back file %s", sum)
	tmp := path.Join(incoming, rand.Text())
	f, err := s.root.OpenFile(tmp, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		f.Close()
		if err != nil {
			s.root.Remove(tmp)
		}
	}()
	h := sha256.New()
	size, err := io.Copy(io.MultiWriter(f, h), r)
	if err != nil {
		return err
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != sum {
		return fmt.Errorf("it holds other bytes: %s", got)
	}
	if err := f.Sync(); err != nil {
		return err
	}
	return s.settle(tmp, Blob{SHA256: sum, Size: size})
}

// Shelves is how many directories the files are spread over.
const Shelves = 256

// Shelf returns the SHA-256 of the files of one directory that has changed since a time, and the time to ask with next.
func (s *Store) Shelf(n int, since time.Time) (sums []string, next time.Time, err error) {
	defer fault.Wrap(&err, "list files")
	name := fmt.Sprintf("%02x", n)
	i, err := s.root.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, since, nil
	}
	if err != nil {
		return nil, since, err
	}
	// A file that comes in the same moment as this look doesn't change the directory's time once more: so a young change is not believed to be the last.
	if next = i.ModTime(); time.Since(next) < 2*time.Second {
		next = time.Time{}
	}
	if !since.IsZero() && next.Equal(since) {
		return nil, since, nil
	}
	names, err := fs.ReadDir(s.root.FS(), name)
	for _, f := range names {
		sums = append(sums, name+f.Name())
	}
	return sums, next, err
}

// sync makes the names in a directory durable.
func (s *Store) sync(dir string) error {
	d, err := s.root.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Open opens a blob for reading. One that is not here is NotFound.
func (s *Store) Open(sum string) (f *os.File, err error) {
	defer fault.Wrap(&err, "open file %s", sum)
	if b, err := hex.DecodeString(sum); err != nil || len(b) != sha256.Size || hex.EncodeToString(b) != sum {
		return nil, fault.Because(fmt.Errorf("%q is no SHA-256", sum), fault.NotFound, "見つかりませんでした")
	}
	f, err = s.root.Open(placeOf(sum))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Because(err, fault.NotFound, "見つかりませんでした")
	}
	return f, err
}

// placeOf spreads the files over 256 directories.
func placeOf(sum string) string { return sum[:2] + "/" + sum[2:] }
