package db

import (
	"context"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"

	"nariwai/internal/fault"
)

// SQLite's primary result codes (sqlite.org/rescode.html).
const (
	sqliteBusy       = 5
	sqliteLocked     = 6
	sqliteIOErr      = 10
	sqliteFull       = 13
	sqliteConstraint = 19
)

// classify gives the database's errors a kind: a refused constraint is a Conflict, a full disk is Unavailable.
func classify(err error) error {
	if err == nil || fault.Of(err) != nil {
		return err
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		switch e.Code() & 0xff {
		case sqliteConstraint:
			return fault.Because(err, fault.Conflict, "ほかの人が先に変えました。新しい内容を確かめてください")
		case sqliteFull, sqliteBusy, sqliteLocked, sqliteIOErr:
			return fault.Because(err, fault.Unavailable, "いま記録できません。少し待ってから、もう一度お試しください")
		}
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch {
		case strings.HasPrefix(e.Code, "23"):
			return fault.Because(err, fault.Conflict, "ほかの人が先に変えました。新しい内容を確かめてください")
		case strings.HasPrefix(e.Code, "53"), strings.HasPrefix(e.Code, "40"): // a full disk and the like; a place in the queue that never came
			return fault.Because(err, fault.Unavailable, "いま記録できません。少し待ってから、もう一度お試しください")
		}
	}
	if gone(err) {
		return fault.Because(err, fault.Unavailable, "いま記録できません。少し待ってから、もう一度お試しください")
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fault.Because(err, fault.Unavailable, "いま混み合っています。少し待ってから、もう一度お試しください")
	}
	return err
}
