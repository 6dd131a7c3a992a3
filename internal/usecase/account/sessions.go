package account

import (
	"context"

	"nariwai/internal/collusion/collusiondb"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
)

// SignOut ends the session that asks; one that is gone already is fine.
func SignOut(ctx context.Context, d *db.DB, a people.Actor) (err error) {
	defer fault.Wrap(&err, "sign out")
	return d.Write(ctx, func(tx *db.Tx) error { return peopledb.End(ctx, tx, a.Person, a.Session) })
}

// EndSession ends one of the person's sessions.
func EndSession(ctx context.Context, d *db.DB, a people.Actor, s id.Session) (err error) {
	defer fault.Wrap(&err, "end session %s", s)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		p, err := me(ctx, tx, a)
		if err != nil {
			return "", err
		}
		if _, err := peopledb.Session(ctx, tx, p.ID, s); err != nil {
			return "", err
		}
		return "", peopledb.End(ctx, tx, p.ID, s)
	})
	return err
}

// EndOtherSessions ends all sessions of the person but the one that asks, and returns how many.
func EndOtherSessions(ctx context.Context, d *db.DB, a people.Actor) (ended int64, err error) {
	defer fault.Wrap(&err, "end other sessions")
	err = d.Write(ctx, func(tx *db.Tx) error {
		p, err := me(ctx, tx, a)
		if err != nil {
			return err
		}
		ended, err = peopledb.EndOthers(ctx, tx, p.ID, a.Session)
		return err
	})
	return ended, err
}

// SeeSession notes that a session is in use; entry points call it when its SeenAt is older than people.SeenEvery.
func SeeSession(ctx context.Context, d *db.DB, s id.Session) (err error) {
	defer fault.Wrap(&err, "see session")
	return d.Write(ctx, func(tx *db.Tx) error { return peopledb.Seen(ctx, tx, s) })
}

// Sweep is the daily cleaning: what has run out is removed, devices in which nobody signs in any more too, suspensions that are over end, and what was kept of closed
// accounts goes when the law no longer asks for it.
func Sweep(ctx context.Context, d *db.DB) (err error) {
	defer fault.Wrap(&err, "sweep accounts")
	if err := d.Write(ctx, func(tx *db.Tx) error {
		if err := collusiondb.Prune(ctx, tx); err != nil {
			return err
		}
		return peopledb.Sweep(ctx, tx)
	}); err != nil {
		return err
	}
	if err := markAddresses(ctx, d); err != nil {
		return err
	}
	if err := endSuspensions(ctx, d); err != nil {
		return err
	}
	return eraseExpired(ctx, d)
}

// markAddresses gives those their mark who wrote their address before there were marks.
func markAddresses(ctx context.Context, d *db.DB) error {
	after := id.Party("")
	for {
		err := d.Write(ctx, func(tx *db.Tx) (err error) {
			after, err = peopledb.MarkAddresses(ctx, tx, after)
			return err
		})
		if err != nil || after == "" {
			return err
		}
	}
}
