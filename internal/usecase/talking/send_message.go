package talking

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/message/messagedb"
	"nariwai/internal/people"
)

// SendMessage says something to the other side of a thread.
func SendMessage(ctx context.Context, d *db.DB, a people.Actor, tid id.Thread, w Words) (_ id.Message, err error) {
	defer fault.Wrap(&err, "send message in %s", tid)
	mid, err := once(ctx, d, a, func(tx *db.Tx) (string, error) {
		t, _, err := enter(ctx, tx, a, tid)
		if err != nil {
			return "", err
		}
		s, err := messagedb.Standing(ctx, tx, t, a.Party)
		if err != nil {
			return "", err
		}
		if err := t.MayWrite(s); err != nil {
			return "", err
		}
		m, err := say(ctx, tx, a, t, s, w)
		return string(m.ID), err
	})
	return id.Message(mid), err
}
