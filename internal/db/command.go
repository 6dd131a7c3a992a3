package db

import (
	"context"
	"errors"

	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// Command is one thing that a person asks for. Key makes it happen once however often it is sent;
// it is stored in the transaction of its effect, with Body (a hash of what was sent) and the answer.
// An empty Key asks for no such promise.
type Command struct {
	By   id.Person
	Key  string
	Body string
}

// KeyKept is how long a command's key is remembered.
const KeyKept = 48 * clock.Hour

// Once is Write for a command: the second time with the same key and body it returns the first answer and does nothing.
// The same key with another body is Reused. An answer that was lost on the way to us is found by the key.
// A command that is refused leaves no trace: its key may be used again.
//
// The key is written last and read only when something stands in the way, by it or by what f finds: looking for it
// first would make every command read where all the others write.
func (d *DB) Once(ctx context.Context, c Command, f func(*Tx) (answer string, err error)) (answer string, err error) {
	key := string(c.By) + "/" + c.Key
	err = d.run(ctx, c.Key != "", func(tx *Tx) (err error) {
		if answer, err = f(tx); err != nil || c.Key == "" {
			return err
		}
		n, err := tx.Do(ctx, `INSERT INTO db_idempotency (id, body, answer, at) VALUES ($1, $2, $3, $4)
			ON CONFLICT (id) DO NOTHING`, key, c.Body, answer, tx.Now)
		if err == nil && n == 0 {
			err = errDone
		}
		return err
	})
	if err == nil || c.Key == "" || fault.Is(err, fault.Unavailable) {
		return answer, err
	}
	first, err2 := d.answered(ctx, key, c.Body)
	if fault.Is(err2, fault.NotFound) {
		return answer, err
	}
	return first, err2
}

// answered returns what a key was answered with.
func (d *DB) answered(ctx context.Context, key, body string) (answer string, err error) {
	var sent string
	if err := One(ctx, d.Snapshot(), []any{&sent, &answer}, "SELECT body, answer FROM db_idempotency WHERE id = $1", key); err != nil {
		return "", err
	}
	if sent != body {
		return "", fault.New(fault.Reused, "同じ操作の番号で、ちがう内容が届きました。2回めの内容では、お金は動いていません")
	}
	// Written before it is answered again: what a crash has left behind may be seen here and stand nowhere else yet,
	// neither on the disk nor on the standby. The commit of this waits until it does.
	return answer, d.run(ctx, true, func(tx *Tx) error {
		return tx.Exec(ctx, 1, "UPDATE db_idempotency SET at = at WHERE id = $1", key)
	})
}

// errDone rolls back what a command did that had been done before.
var errDone = errors.New("this key was used before")

// ForgetCommands removes the keys that are older than KeyKept.
func ForgetCommands(ctx context.Context, tx *Tx) error {
	_, err := tx.Do(ctx, "DELETE FROM db_idempotency WHERE at < $1", tx.Now.Add(-KeyKept))
	return err
}

// Lease takes the named lease until then for holder and reports whether it did: one node at a time runs a schedule.
func (d *DB) Lease(ctx context.Context, name, holder string, length clock.Duration) (got bool, err error) {
	err = d.Write(ctx, func(tx *Tx) error {
		n, err := tx.Do(ctx, `INSERT INTO db_lease (name, holder, until) VALUES ($1, $2, $3)
			ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
			WHERE db_lease.until <= $4 OR db_lease.holder = excluded.holder`, name, holder, tx.Now.Add(length), tx.Now)
		got = n == 1
		return err
	})
	return got, err
}
