package db

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"nariwai/internal/fault"
)

// Table maps a struct to the columns of a table, so that the list of columns is written once.
// The first column is the key. If the last one is "version", Update also checks that nobody wrote in between.
type Table[T any] struct {
	Name    string
	Columns string         // "id, title, version"
	Fixed   string         // those of them that never change after the insert: Update leaves them, and their indexes, alone
	Sealed  string         // one of them, of strings, that only who has the key can read (see UseKeys)
	Fields  func(*T) []any // pointers to the fields, in the order of Columns
}

// Insert adds row.
func (t Table[T]) Insert(ctx context.Context, tx *Tx, row T) (err error) {
	defer fault.Wrap(&err, "insert %s", t.Name)
	args := values(t.Fields(&row))
	if err := t.seal(tx.keys, t.sealedAt(), args); err != nil {
		return err
	}
	return tx.Exec(ctx, 1, "INSERT INTO "+t.Name+" ("+t.Columns+") VALUES ("+Marks(1, len(args))+")", args...)
}

// Update writes the row with row's key; a stale version is a Conflict. It returns the row as it stands now.
func (t Table[T]) Update(ctx context.Context, tx *Tx, row T) (now T, err error) {
	defer fault.Wrap(&err, "update %s", t.Name)
	cols := strings.Split(t.Columns, ", ")
	fields := t.Fields(&row)
	all := values(fields)
	if err := t.seal(tx.keys, t.sealedAt(), all); err != nil {
		return row, err
	}
	fixed := strings.Split(t.Fixed, ", ")
	args := all[:1]
	var q strings.Builder
	q.WriteString("UPDATE " + t.Name)
	sep := " SET "
	for i, c := range cols[1:] {
		if c == "version" || slices.Contains(fixed, c) {
			continue
		}
		args = append(args, all[i+1])
		q.WriteString(sep + c + " = $" + strconv.Itoa(len(args)))
		sep = ", "
	}
	if last := len(cols) - 1; cols[last] == "version" {
		args = append(args, all[last])
		q.WriteString(", version = version + 1 WHERE " + cols[0] + " = $1 AND version = $" + strconv.Itoa(len(args)))
		err = tx.Exec(ctx, 1, q.String(), args...)
		v := fields[last].(*int64)
		*v++
	} else {
		q.WriteString(" WHERE " + cols[0] + " = $1")
		err = tx.Exec(ctx, 1, q.String(), args...)
	}
	return row, err
}

// One returns the row that tail ("WHERE id = $1") finds, or NotFound.
func (t Table[T]) One(ctx context.Context, r Reader, tail string, args ...any) (row T, err error) {
	defer fault.Wrap(&err, "one %s", t.Name)
	fields := t.Fields(&row)
	if err := One(ctx, r, fields, "SELECT "+t.Columns+" FROM "+t.Name+" "+tail, args...); err != nil {
		return row, err
	}
	return row, t.unseal(r, t.sealedAt(), fields)
}

// All returns the rows that tail finds, in its order.
func (t Table[T]) All(ctx context.Context, r Reader, tail string, args ...any) (rows []T, err error) {
	defer fault.Wrap(&err, "all %s", t.Name)
	rows, err = All(ctx, r, t.Fields, "SELECT "+t.Columns+" FROM "+t.Name+" "+tail, args...)
	if at := t.sealedAt(); at >= 0 {
		for i := range rows {
			if err := t.unseal(r, at, t.Fields(&rows[i])); err != nil {
				return nil, err
			}
		}
	}
	return rows, err
}

// All runs q and returns its rows; fields gives the pointers for the columns of q.
func All[T any](ctx context.Context, r Reader, fields func(*T) []any, q string, args ...any) (out []T, err error) {
	err = r.waitFor(ctx, func() error {
		rows, err := r.Query(ctx, q, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for out = nil; rows.Next(); {
			var row T
			if err := rows.Scan(fields(&row)...); err != nil {
				return err
			}
			out = append(out, row)
		}
		return rows.Err()
	})
	return out, classify(err)
}

// One runs q and scans its only row into dest, or returns NotFound.
func One(ctx context.Context, r Reader, dest []any, q string, args ...any) error {
	err := r.waitFor(ctx, func() error {
		rows, err := r.Query(ctx, q, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		if !rows.Next() {
			return cmp.Or(rows.Err(), sql.ErrNoRows)
		}
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		return rows.Close()
	})
	if errors.Is(err, sql.ErrNoRows) {
		return fault.Because(err, fault.NotFound, "見つかりませんでした")
	}
	return classify(err)
}

// Marks returns n placeholders from $from on: "$3, $4".
func Marks(from, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("$" + strconv.Itoa(from+i))
	}
	return b.String()
}

func values(pointers []any) []any {
	out := make([]any, len(pointers))
	for i, p := range pointers {
		out[i] = reflect.ValueOf(p).Elem().Interface()
	}
	return out
}
