package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"

	"nariwai/internal/clock"
	"nariwai/internal/fault"
)

// A site that people live on can't trust its machine's clock blindly (see HoldTime):
//
//   - behind the newest transaction by no more than slack, time stands still until the clock has caught up;
//   - behind it by more, nothing is written until the clock is right, or somebody says with AcceptTime that the newest
//     transaction is what was dated wrongly;
//   - set forward by more than leapMost between two transactions, nothing is written until it is set back, or the program is
//     started again, which says that the clock is right. (After a start a leap looks like a time in which nobody was here.)
//
// Reads go on.
const (
	slack    = clock.Minute
	leapMost = clock.Hour
)

// No clock is right that shows a time before this program was written, as one with an empty battery does.
var earliest = clock.At(2026, 1, 1, 0, 0)

// HoldTime keeps transactions from being dated by a clock that can't be right: days and months that are closed stay closed,
// none is closed too early, and what comes later sorts later. The program does it; tests and made-up histories, which move
// their clocks as they like, don't. A demonstration's time is made up, too, and is left alone.
func HoldTime() Option {
	return func(d *DB) {
		d.holds = true
		d.newest.Store(int64(earliest))
		d.believed.Store(math.MaxInt64 / 2)
	}
}

// now is the time of a transaction that begins.
func (d *DB) now() (clock.Instant, error) {
	at := d.Clock()
	if !d.holds || d.demo.Load() {
		return at, nil
	}
	ahead := d.Ahead()
	if by := ahead - clock.Duration(d.believed.Load()); by > leapMost {
		return 0, wrongTime(fmt.Errorf("the clock was set forward by %s while the program ran; if it is right now, start the program again", spell(by)))
	}
	for {
		newest := clock.Instant(d.newest.Load())
		behind := newest.Sub(at)
		if behind > slack {
			return 0, wrongTime(fmt.Errorf("the clock shows %s, which is %s before the newest transaction (%s)", at, spell(behind), newest))
		}
		if behind >= 0 {
			at = newest
		} else if !d.newest.CompareAndSwap(int64(newest), int64(at)) {
			continue
		}
		d.believed.Store(int64(ahead))
		return at, nil
	}
}

func wrongTime(err error) error {
	return fault.Because(err, fault.Unavailable, "サーバーの時計が合っていないので、いま記録できません。少し待ってから、もう一度お試しください")
}

func spell(d clock.Duration) string {
	if d >= 2*clock.Day {
		return fmt.Sprintf("%d days", d/clock.Day)
	}
	return fmt.Sprintf("%d:%02d h", d/clock.Hour, d%clock.Hour/clock.Minute)
}

// WrongTime says why nothing can be written by this machine's clock, or nil when it is right as far as we can tell.
func (d *DB) WrongTime() error {
	_, err := d.now()
	return err
}

// newestKept is when the newest transaction was that left a trace of its time, and the newest id of one.
func (d *DB) newestKept(ctx context.Context) (at clock.Instant, id string, err error) {
	if err := d.read.QueryRowContext(ctx, "SELECT id, at FROM db_audit ORDER BY id DESC LIMIT 1").Scan(&id, &at); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, "", err
	}
	var key clock.Instant
	if err := d.read.QueryRowContext(ctx, "SELECT CAST(COALESCE(MAX(at), 0) AS BIGINT) FROM db_idempotency").Scan(&key); err != nil {
		return 0, "", err
	}
	return max(at, key), id, nil
}

// rememberTime takes up where earlier transactions have stopped: their time and their ids.
func (d *DB) rememberTime(ctx context.Context) error {
	if !d.holds || d.demo.Load() {
		return nil
	}
	if d.Engine == Postgres {
		if err := d.sameTime(ctx); err != nil {
			return err
		}
	}
	at, newest, err := d.newestKept(ctx)
	if err != nil {
		return err
	}
	d.ids.After(newest)
	d.newest.Store(max(d.newest.Load(), int64(at)))
	return nil
}

// sameTime refuses a PostgreSQL whose machine has another time than ours: nodes that share it would date each other's
// transactions into the past.
func (d *DB) sameTime(ctx context.Context) error {
	before := clock.System()
	var theirs clock.Instant
	if err := d.read.QueryRowContext(ctx, "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)").Scan(&theirs); err != nil {
		return err
	}
	after := clock.System()
	switch {
	case before.Sub(theirs) > slack:
		return fmt.Errorf("this machine's clock is %s ahead of the database's: set one of them right", spell(before.Sub(theirs)))
	case theirs.Sub(after) > slack:
		return fmt.Errorf("this machine's clock is %s behind the database's: set one of them right", spell(theirs.Sub(after)))
	}
	return nil
}

// AcceptTime says that the machine's clock is right and that what was written later than now was dated wrongly. It returns
// what was the newest transaction's time, or 0 if nothing is dated later. The keys of commands count as sent now, so that they
// are forgotten in time; all else stays as it was written. Programs that run must be started again.
func (d *DB) AcceptTime(ctx context.Context) (wrong clock.Instant, err error) {
	defer fault.Wrap(&err, "accept time")
	if wrong, _, err = d.newestKept(ctx); err != nil || wrong <= d.Clock() {
		return 0, err
	}
	d.newest.Store(int64(earliest))
	return wrong, d.Write(ctx, func(tx *Tx) error {
		if _, err := tx.Do(ctx, "UPDATE db_idempotency SET at = $1 WHERE at > $1", tx.Now); err != nil {
			return err
		}
		return tx.Audit(ctx, "", "", "accept_time", "", fmt.Sprintf("%s → %s", wrong, tx.Now))
	})
}
