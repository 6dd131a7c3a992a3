package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/seal"
	"nariwai/internal/usecase/sealing"
)

// unlock gives the database the keys that seal bank account numbers and second factors. The first key is made, if fresh, when
// nothing has been sealed yet; one that is missing later is never replaced, because nothing could be read with another.
func (p *process) unlock(d *db.DB, fresh bool) error {
	path := p.keys
	switch {
	case path != "":
	case isPostgres(p.db):
		path = filepath.Join("data", "nariwai.key")
	default:
		path = filepath.Join(filepath.Dir(p.db), "nariwai.key")
	}
	sealed, err := d.KeyID(p)
	if err != nil {
		return exit{exitNoData, err}
	}
	if sealed == 0 && !fresh {
		return nil
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if sealed != 0 {
			return refuse(exitNoData, "the database is sealed, and its key is not at %s: put the file there, or say with --keys where it is", path)
		}
		if err := makeKey(path); err != nil && !errors.Is(err, fs.ErrExist) { // another process may have made it meanwhile
			return exit{exitNoData, err}
		}
		fmt.Fprintf(p.err, "made the key that seals bank account numbers and second factors: %s. Keep a copy, and not where copies of the database are\n", path)
		text, err = os.ReadFile(path)
	}
	if err != nil {
		return exit{exitNoData, err}
	}
	if i, err := os.Stat(path); err == nil && i.Mode()&0o007 != 0 {
		return refuse(exitRefused, "everybody on this machine can read %s: chmod 600 it", path)
	}
	keys, err := seal.Parse(string(text))
	if err != nil {
		return refuse(exitNoData, "%s: %w", path, err)
	}
	switch err := d.UseKeys(p, keys); {
	case fault.Is(err, fault.Conflict):
		return refuse(exitNoData, "the database is sealed with a key that is not in %s", path)
	case err != nil:
		return exit{exitNoData, err}
	}
	return nil
}

// makeKey writes a fresh key to a file that is not there yet. It is on the disk, whole, before anything is sealed with it.
func makeKey(path string) (err error) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".key-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = fmt.Fprintf(f, "# The key that seals bank account numbers and second factors in Nariwai's database. Whoever has lost it can't read them.\n%s\n", seal.New())
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil {
		return err
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// reseal is the turn of the key.
type reseal struct{}

func (reseal) Run(p *process) (err error) {
	d, err := p.ready(true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if err := sealing.Reseal(p, d, newProgress(p.err, "sealing anew").Step); err != nil {
		return err
	}
	id, err := d.KeyID(p)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.out, "everything is sealed with the key %016x; older ones are not needed any more\n", id)
	return nil
}
