package db

import (
	"context"
	"database/sql"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"nariwai/internal/fault"
)

// A statement that takes longer than this is not answered any more: the machine behind it hangs.
const statementLimit = 45 * time.Second

// defaultPatience is how long a transaction or a read waits for a database that has gone away, or for its turn among others,
// and a commit for its standby.
const defaultPatience = 10 * time.Second

// ending is how an attempt at a transaction ended.
type ending int

const (
	kept     ending = iota
	undone          // nothing was kept, and trying again would not change that
	again           // nothing was kept, and the next try may go better
	doubtful        // nothing was kept, and if the next few tries don't go better, none will
	unsure          // COMMIT was sent and not answered: all of it was kept, or nothing
)

// writePostgres is Write on PostgreSQL: a SERIALIZABLE transaction, run again as long as the database asks for it, or
// while it has gone away: a primary that died, a standby that takes over.
//
// What failed before COMMIT was sent has left nothing behind and may always be run again. An unanswered COMMIT may have
// been kept. With a key of its own (keyed) the function is run again: it finds the key and the first answer if it was kept,
// and does its work if it was not. Without one it would be a second time, so the answer is the truth: nobody knows.
func (d *DB) writePostgres(ctx context.Context, keyed bool, f func(*Tx) error) error {
	giveUp, lost, doubts := time.Now().Add(d.patience), false, 0
	for pause := (backoff{}); ; {
		end, err := d.attempt(ctx, giveUp, f)
		switch end {
		case kept:
			return nil
		case unsure:
			lost = true
		case doubtful:
			if doubts++; doubts > 3 {
				end = undone
			}
		}
		if end == undone || end == unsure && !keyed || !pause.wait(ctx, giveUp) {
			if lost {
				return fault.Because(err, fault.Unsure, "記録できたかどうか、確かめられませんでした。ページを開いて、いまどうなっているかを見てください")
			}
			return classify(err)
		}
		d.Stats.Retries.Add(1)
	}
}

// attempt runs f once, on a connection that is had before giveUp. Neither its statements nor its commit end with ctx.
func (d *DB) attempt(ctx context.Context, giveUp time.Time, f func(*Tx) error) (end ending, err error) {
	epoch := d.epoch.Load()
	defer func() {
		if end == again && gone(err) || end == unsure {
			d.distrust(epoch)
		}
	}()
	waiting, cancel := context.WithDeadline(ctx, giveUp)
	defer cancel()
	begun := time.Now()
	select {
	case d.turns <- struct{}{}:
		defer func() { <-d.turns }()
	case <-waiting.Done():
		return trouble(ctx, waiting.Err()), waiting.Err()
	}
	conn, err := d.write.Conn(waiting)
	if err != nil {
		return trouble(ctx, err), err
	}
	defer conn.Close()
	b := Batch{Size: 1, Wait: time.Since(begun)}
	wire := wireOf(conn)

	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	limit := time.AfterFunc(statementLimit, stop)
	defer limit.Stop()
	tx, err := conn.BeginTx(running, &sql.TxOptions{Isolation: sql.LevelSerializable})
	if err != nil {
		return trouble(ctx, err), err
	}
	now, err := d.now()
	if err != nil {
		tx.Rollback()
		return undone, err
	}
	t := d.tx(limited{tx, running, context.WithValue(running, mayWait{}, true), limit}, now)
	if err := guarded(f, t); err != nil {
		tx.Rollback()
		if wire.closed() { // whatever f made of it
			return again, errors.Join(err, pgconn.ErrConnClosed)
		}
		return trouble(ctx, err), err
	}
	if wire.closed() { // asked before COMMIT is sent: pgx says of one cut off while it waits for the answer, too, that it is safe to retry
		return again, pgconn.ErrConnClosed
	}
	limit.Reset(d.patience)
	begun = time.Now()
	err = tx.Commit()
	b.Commit = time.Since(begun)
	switch e, answered := errors.AsType[*pgconn.PgError](err); {
	case err == nil && !wire.alone():
		if f := d.onBatch.Load(); f != nil {
			(*f)(b)
		}
		if t.rings {
			d.rung()
		}
		return kept, nil
	case err == nil:
		return unsure, errors.New("the standby did not confirm the commit")
	case answered && e.SeverityUnlocalized == "ERROR", errors.Is(err, pgx.ErrTxCommitRollback):
		return trouble(ctx, err), err // the database says that it has rolled back
	case errors.Is(err, sql.ErrTxDone):
		return again, err // COMMIT was not sent
	}
	return unsure, err
}

// trouble says what an error before the commit means for the next try.
func trouble(ctx context.Context, err error) ending {
	var code string
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		code = e.Code
	}
	switch {
	case code == "40001", code == "40P01", ctx.Err() == nil && gone(err): // serialization failure, deadlock
		return again
	case code == "23505":
		// A unique violation may be a race that a rerun sees as a row that stands there: the other click of a double
		// click then answers what the first did. One that stays is a Conflict.
		return doubtful
	case code == "25P02", errors.Is(err, pgx.ErrTxCommitRollback): // f went on after one of these
		return doubtful
	}
	return undone
}

// insist runs a read until the database answers.
func (d *DB) insist(ctx context.Context, f func() error) error {
	if d.Engine == SQLite {
		return f()
	}
	giveUp := time.Now().Add(d.patience)
	for pause := (backoff{}); ; {
		epoch := d.epoch.Load()
		err := f()
		if err == nil || ctx.Err() != nil || !gone(err) {
			return err
		}
		d.distrust(epoch)
		if !pause.wait(ctx, giveUp) {
			return classify(err)
		}
	}
}

// backoff waits a little longer each time, and never as long as the one beside it.
type backoff struct{ tries int }

// wait reports whether it is worth trying again.
func (b *backoff) wait(ctx context.Context, giveUp time.Time) bool {
	most := min(time.Millisecond<<min(b.tries, 10), 128*time.Millisecond)
	b.tries++
	pause := most + rand.N(most)
	if time.Now().Add(pause).After(giveUp) {
		return false
	}
	select {
	case <-ctx.Done():
		return false
	case <-time.After(pause):
		return true
	}
}

// limited is the transaction that f sees: each statement has a limit of time, and none ends with the caller's context.
type limited struct {
	tx      *sql.Tx
	running context.Context
	waiting context.Context // running, for statements that may wait
	limit   *time.Timer
}

func (l limited) ExecContext(ctx context.Context, q string, a ...any) (sql.Result, error) {
	l.limit.Reset(statementLimit)
	if ctx.Value(mayWait{}) != nil {
		return l.tx.ExecContext(l.waiting, q, a...)
	}
	return l.tx.ExecContext(l.running, q, a...)
}

func (l limited) QueryContext(_ context.Context, q string, a ...any) (*sql.Rows, error) {
	l.limit.Reset(statementLimit)
	return l.tx.QueryContext(l.running, q, a...)
}
