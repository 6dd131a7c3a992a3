package db

import (
	"context"
	"crypto/ed25519"
	"reflect"
	"slices"
	"strings"

	"nariwai/internal/fault"
	"nariwai/internal/seal"
)

// UseKeys gives the database what seals and opens its sealed columns. The first time it notes the name of the key that seals;
// later it refuses, with a Conflict, keys among which that one is missing: with others, half of the database could never be read.
func (d *DB) UseKeys(ctx context.Context, k *seal.Keys) (err error) {
	defer fault.Wrap(&err, "use keys")
	id, err := d.KeyID(ctx)
	if err == nil && id == 0 {
		if err := d.Write(ctx, func(tx *Tx) error {
			_, err := tx.Do(ctx, "INSERT INTO db_meta (name, value) VALUES ('key', $1) ON CONFLICT (name) DO NOTHING", k.ID())
			return err
		}); err != nil {
			return err
		}
		id, err = d.KeyID(ctx) // another node may have been faster, with another key
	}
	switch {
	case err != nil:
		return err
	case !k.Has(id):
		return fault.New(fault.Conflict, "このデータベースに封をした鍵が、ここにありません")
	}
	d.keys.Store(k)
	return nil
}

// KeyID is the name of the key with which the database is sealed, as seal.Keys.ID; 0 before the first.
func (d *DB) KeyID(ctx context.Context) (id int64, err error) {
	err = One(ctx, d.Snapshot(), []any{&id}, "SELECT value FROM db_meta WHERE name = 'key'")
	if fault.Is(err, fault.NotFound) {
		return 0, nil
	}
	return id, err
}

// KeyTurned notes that nothing is sealed any more with another key than the newest, and returns that one's name.
func (t *Tx) KeyTurned(ctx context.Context) (id int64, err error) {
	id = t.keys.ID()
	return id, setMeta(ctx, t, "key", id)
}

// Mark is a fingerprint of text that only who has the key can make; see seal.Keys.Mark.
func (t *Tx) Mark(text string) (string, error) { return t.keys.Mark(text) }

// Sign signs a message with the newest key; see seal.Keys.Sign.
func (t *Tx) Sign(message []byte) ([]byte, error) { return t.keys.Sign(message) }

// SigningKey is the public half of the key that signs; nil without one.
func SigningKey(r Reader) ed25519.PublicKey { return r.secrets().Public() }

func (t *Tx) secrets() *seal.Keys       { return t.keys }
func (s *Snapshot) secrets() *seal.Keys { return s.keys }

// Unseal opens a value that a query of its own has read from a sealed column ("people_account.number"), whose row has this key.
// Table.One and Table.All do so by themselves.
func Unseal[K ~string](r Reader, column string, row K, text *string) (err error) {
	*text, err = r.secrets().Open(column, string(row), *text)
	return err
}

// sealedAt is the place of the sealed column in Columns; -1 without one.
func (t Table[T]) sealedAt() int {
	if t.Sealed == "" {
		return -1
	}
	return slices.Index(strings.Split(t.Columns, ", "), t.Sealed)
}

// seal seals a row's sealed column in its values, which stand in the order of Columns.
func (t Table[T]) seal(k *seal.Keys, at int, row []any) (err error) {
	if at >= 0 {
		row[at], err = k.Seal(t.Name+"."+t.Sealed, key(row[0]), row[at].(string))
	}
	return err
}

// unseal opens a row's sealed column in its struct.
func (t Table[T]) unseal(r Reader, at int, fields []any) error {
	if at < 0 {
		return nil
	}
	return Unseal(r, t.Name+"."+t.Sealed, key(reflect.ValueOf(fields[0]).Elem().Interface()), fields[at].(*string))
}

func key(id any) string { return reflect.ValueOf(id).String() }

// A SealedTable is a Table with a sealed column, whatever its rows.
type SealedTable interface {
	Reseal(ctx context.Context, tx *Tx, after string) (last string, err error)
	Unreadable(ctx context.Context, r Reader, after string) (bad []string, looked int, last string, err error)
}

// sealedMost is how many rows are gone through at a time.
const sealedMost = 500

// sealedRows returns the keys and the sealed values of some rows after the one named, by key.
func (t Table[T]) sealedRows(ctx context.Context, r Reader, after string) (rows [][2]string, last string, err error) {
	id, _, _ := strings.Cut(t.Columns, ", ")
	rows, err = All(ctx, r, func(r *[2]string) []any { return []any{&r[0], &r[1]} },
		"SELECT "+id+", "+t.Sealed+" FROM "+t.Name+" WHERE "+id+" > $1 ORDER BY "+id+" LIMIT $2", after, sealedMost)
	if n := len(rows); n > 0 {
		last = rows[n-1][0]
	}
	return rows, last, err
}

// Reseal seals some rows after the one named with the newest key, and returns the last of them; "" when there are no more.
func (t Table[T]) Reseal(ctx context.Context, tx *Tx, after string) (last string, err error) {
	defer fault.Wrap(&err, "reseal %s", t.Name)
	rows, last, err := t.sealedRows(ctx, tx, after)
	if err != nil {
		return "", err
	}
	column := t.Name + "." + t.Sealed
	id, _, _ := strings.Cut(t.Columns, ", ")
	for _, row := range rows {
		if row[1] == "" || tx.keys.Newest(row[1]) {
			continue
		}
		text, err := tx.keys.Open(column, row[0], row[1])
		if err != nil {
			return "", err
		}
		sealed, err := tx.keys.Seal(column, row[0], text)
		if err != nil {
			return "", err
		}
		if err := tx.Exec(ctx, 1, "UPDATE "+t.Name+" SET "+t.Sealed+" = $2 WHERE "+id+" = $1 AND "+t.Sealed+" = $3", row[0], sealed, row[1]); err != nil {
			return "", err
		}
	}
	return last, nil
}

// Unreadable returns which of some rows after the one named can't be opened, how many it looked at, and the last of them; "" when
// there are no more.
func (t Table[T]) Unreadable(ctx context.Context, r Reader, after string) (bad []string, looked int, last string, err error) {
	defer fault.Wrap(&err, "open %s", t.Name)
	rows, last, err := t.sealedRows(ctx, r, after)
	for _, row := range rows {
		if Unseal(r, t.Name+"."+t.Sealed, row[0], &row[1]) != nil {
			bad = append(bad, t.Name+"/"+row[0])
		}
	}
	return bad, len(rows), last, err
}
