package talking

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/live"
	"nariwai/internal/message/messagedb"
	"nariwai/internal/people"
	"nariwai/internal/usecase/threading"
)

// EditMessage mends what one has written, within some minutes. What it said before stays to be seen.
func EditMessage(ctx context.Context, d *db.DB, a people.Actor, tid id.Thread, mid id.Message, body string) (err error) {
	defer fault.Wrap(&err, "edit message %s", mid)
	_, err = once(ctx, d, a, func(tx *db.Tx) (string, error) {
		t, _, err := enter(ctx, tx, a, tid)
		if err != nil {
			return "", err
		}
		m, err := messagedb.Message(ctx, tx, t.ID, mid)
		if err != nil {
			return "", err
		}
		before, changed, err := m.Edit(a.Person, body, tx.Now)
		if err != nil || !changed {
			return "", err
		}
		before.ID = tx.NewID()
		if err := messagedb.SaveEdit(ctx, tx, m, before); err != nil {
			return "", err
		}
		return "", threading.Tell(ctx, tx, t, live.Message, m.N)
	})
	return err
}
