package backup

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"iter"
	"net/url"
	"os"
	"path"
	"strings"
)

// place is where a backup lies. Names are paths with slashes.
type place interface {
	// put keeps what r holds under a name: all of it, durably, or nothing. What was there is replaced.
	put(ctx context.Context, name string, r io.Reader) error
	// open returns fs.ErrNotExist for a name that is not there.
	open(ctx context.Context, name string) (io.ReadCloser, error)
	// list goes through all names below a directory, in their order.
	list(ctx context.Context, dir string) iter.Seq2[string, error]
	// remove removes names; one that is not there is no error.
	remove(ctx context.Context, names []string) error
	close() error
}

// openPlace opens a directory, which is made if missing, or a bucket: s3://name/prefix?endpoint=https://…
func openPlace(address string) (place, error) {
	if !strings.HasPrefix(address, "s3://") {
		if err := os.MkdirAll(address, 0o700); err != nil {
			return nil, err
		}
		root, err := os.OpenRoot(address)
		if err != nil {
			return nil, err
		}
		return &directory{root}, nil
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	return openBucket(u)
}

type directory struct{ root *os.Root }

const half = "half-written"

func (d *directory) put(_ context.Context, name string, r io.Reader) (err error) {
	dir := path.Dir(name)
	_, missing := d.root.Stat(dir)
	if err := errors.Join(d.root.MkdirAll(half, 0o700), d.root.MkdirAll(dir, 0o700)); err != nil {
		return err
	}
	tmp := path.Join(half, rand.Text())
	f, err := d.root.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		f.Close()
		if err != nil {
			d.root.Remove(tmp)
		}
	}()
	if _, err := io.Copy(f, r); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := d.root.Rename(tmp, name); err != nil {
		return err
	}
	for err = d.sync(dir); err == nil && missing != nil && dir != "."; err = d.sync(dir) {
		dir = path.Dir(dir)
	}
	return err
}

// sync makes the names in a directory durable.
func (d *directory) sync(dir string) error {
	f, err := d.root.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func (d *directory) open(_ context.Context, name string) (io.ReadCloser, error) {
	return d.root.Open(name)
}

func (d *directory) list(_ context.Context, dir string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		err := fs.WalkDir(d.root.FS(), dir, func(name string, e fs.DirEntry, err error) error {
			switch {
			case errors.Is(err, fs.ErrNotExist):
				return nil
			case err != nil:
				return err
			case !e.IsDir() && !yield(name, nil):
				return fs.SkipAll
			}
			return nil
		})
		if err != nil {
			yield("", err)
		}
	}
}

func (d *directory) remove(_ context.Context, names []string) error {
	for _, name := range names {
		if err := d.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		d.root.Remove(path.Dir(name)) // refuses while something is in it
	}
	return nil
}

func (d *directory) close() error { return d.root.Close() }
