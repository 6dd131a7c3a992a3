// Package backup copies an SQLite database and the delivered files to another place while the program runs, encrypted, and brings
// them back as they were at any moment. It copies bytes and knows nothing of what they mean.
//
// The library litestream reads what is committed from SQLite's log and writes it into small files of pages; this package decides
// when, encrypts them with age for whoever holds the key, keeps them in a directory or a bucket, and throws away what is old.
package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync/atomic"

	"filippo.io/age"
)

// Vault is a place with encrypted files.
type Vault struct {
	place
	address string
	to      []age.Recipient
	keys    []age.Identity
	proved  atomic.Bool                  // a file was opened with them
	damaged atomic.Pointer[DamagedError] // the last one that was met: the library tries again before it gives up, and words it in its own way
}

// OpenForWriting opens the vault at a directory or s3:// address. Only who holds the key of one of the recipients (age1…) can
// read what is written; this program can't.
func OpenForWriting(address string, recipients []string) (*Vault, error) {
	if len(recipients) == 0 {
		return nil, errors.New("a backup holds bank accounts, so it is always encrypted: say for whom (nariwai backup-key makes a key)")
	}
	to, err := age.ParseRecipients(strings.NewReader(strings.Join(recipients, "\n")))
	if err != nil {
		return nil, fmt.Errorf("recipient: %w", err)
	}
	p, err := openPlace(address)
	if err != nil {
		return nil, fmt.Errorf("the place for backups, %s, can't be opened: %w", address, err)
	}
	return &Vault{place: p, address: address, to: to}, nil
}

// OpenForReading opens the vault with the key in a file.
func OpenForReading(address, keyFile string) (*Vault, error) {
	f, err := os.Open(keyFile)
	if err != nil {
		return nil, fmt.Errorf("the key can't be read: %w", err)
	}
	defer f.Close()
	keys, err := age.ParseIdentities(f)
	if err != nil {
		return nil, fmt.Errorf("%s holds no key: %w", keyFile, err)
	}
	if !strings.HasPrefix(address, "s3://") {
		if _, err := os.Stat(address); err != nil {
			return nil, fmt.Errorf("there is no backup: %w", err)
		}
	}
	p, err := openPlace(address)
	if err != nil {
		return nil, fmt.Errorf("the place of the backup, %s, can't be opened: %w", address, err)
	}
	return &Vault{place: p, address: address, keys: keys}, nil
}

// Close lets go of the place.
func (v *Vault) Close() error { return v.place.close() }

func (v *Vault) put(ctx context.Context, name string, r io.Reader) error {
	sealed, err := age.EncryptReader(r, v.to...)
	if err != nil {
		return err
	}
	if err := v.place.put(ctx, name, sealed); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// WrongKeyError says that a backup was made for somebody else's key.
type WrongKeyError struct{ Name string }

func (e *WrongKeyError) Error() string {
	return "this key does not open the backup: it was made for another one (" + e.Name + ")"
}

// DamagedError says that a file of the backup is not what was written.
type DamagedError struct {
	Name string
	Err  error
}

func (e *DamagedError) Error() string {
	return fmt.Sprintf("%s in the backup was cut off or changed (%v): it can't be restored from; try an earlier moment, or another copy", e.Name, e.Err)
}

func (e *DamagedError) Unwrap() error { return e.Err }

var errNoKey = errors.New("it can only be read with the key, which is not here")

func (v *Vault) open(ctx context.Context, name string) (io.ReadCloser, error) {
	if v.keys == nil {
		return nil, fmt.Errorf("%s: %w", name, errNoKey)
	}
	f, err := v.place.open(ctx, name)
	if err != nil {
		return nil, err
	}
	o := &opened{source: f, vault: v, name: name}
	if o.plain, err = age.Decrypt(carrier{o}, v.keys...); err != nil {
		f.Close()
		// A key that has opened another file is the right one.
		if _, ok := errors.AsType[*age.NoIdentityMatchError](err); ok && !v.proved.Load() {
			return nil, &WrongKeyError{name}
		}
		return nil, o.judge(err)
	}
	v.proved.Store(true)
	return o, nil
}

// opened is the plain text of an encrypted file. Its end is known: one that was cut off gives an error and never io.EOF.
type opened struct {
	source io.ReadCloser
	plain  io.Reader
	broken error // what the place said, and not the file
	vault  *Vault
	name   string
}

func (o *opened) Close() error { return o.source.Close() }

func (o *opened) Read(b []byte) (int, error) {
	n, err := o.plain.Read(b)
	if err != nil && err != io.EOF {
		err = o.judge(err)
	}
	return n, err
}

// judge tells a damaged file from a place that does not answer.
func (o *opened) judge(err error) error {
	if o.broken != nil {
		return o.broken
	}
	e := &DamagedError{o.name, err}
	o.vault.damaged.Store(e)
	return e
}

// carrier reads the encrypted bytes.
type carrier struct{ *opened }

func (c carrier) Read(b []byte) (int, error) {
	n, err := c.source.Read(b)
	if err != nil && err != io.EOF {
		c.broken = err
	}
	return n, err
}

// NewKey makes a key, writes it into a new file, and returns the recipient that belongs to it.
func NewKey(file string) (recipient string, err error) {
	key, err := age.GenerateX25519Identity()
	if err != nil {
		return "", err
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", err
	}
	_, err = fmt.Fprintf(f, "# The key of Nariwai's backups. Who has it can read them; without it they are lost.\n# recipient: %s\n%s\n", key.Recipient(), key)
	return key.Recipient().String(), errors.Join(err, f.Sync(), f.Close())
}
