package talking

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/message"
	"nariwai/internal/message/messagedb"
	"nariwai/internal/people"
	"nariwai/internal/reply"
	"nariwai/internal/usecase/replying"
)

// BlockParty keeps the other side of a thread from writing, here and in new threads. Contracts between the two go on as before.
func BlockParty(ctx context.Context, d *db.DB, a people.Actor, tid id.Thread) (err error) {
	defer fault.Wrap(&err, "block the other of %s", tid)
	_, err = once(ctx, d, a, func(tx *db.Tx) (string, error) {
		t, _, err := enter(ctx, tx, a, tid)
		if err != nil {
			return "", err
		}
		other := t.Other(a.Party)
		if err := messagedb.Block(ctx, tx, message.Block{Party: a.Party, Other: other, By: a.Person, At: tx.Now}); err != nil {
			return "", err
		}
		if err := replying.Shunned(ctx, tx, a.Party, other, reply.Blocked); err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, a.Party, "block_party", string(other), "")
	})
	return err
}

// UnblockParty takes that back.
func UnblockParty(ctx context.Context, d *db.DB, a people.Actor, tid id.Thread) (err error) {
	defer fault.Wrap(&err, "unblock the other of %s", tid)
	_, err = once(ctx, d, a, func(tx *db.Tx) (string, error) {
		t, _, err := enter(ctx, tx, a, tid)
		if err != nil {
			return "", err
		}
		other := t.Other(a.Party)
		if err := messagedb.Unblock(ctx, tx, a.Party, other); err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, a.Party, "unblock_party", string(other), "")
	})
	return err
}
