package working

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/message"
	"nariwai/internal/message/messagedb"
	"nariwai/internal/notice"
	"nariwai/internal/people"
)

// PostMessage says something to the other side. A client's message that the worker leaves unanswered starts the days after
// which the client may cancel.
func PostMessage(ctx context.Context, d *db.DB, a people.Actor, cid id.Contract, body string) (err error) {
	defer fault.Wrap(&err, "post message in %s", cid)
	_, err = command(ctx, d, a, func(tx *db.Tx) (string, error) {
		r, err := enter(ctx, tx, a, cid)
		if err != nil {
			return "", err
		}
		m := message.Message{ID: id.Message(tx.NewID()), Contract: cid, From: a.Party, By: a.Person, Body: body, At: tx.Now}
		if err := m.Check(); err != nil {
			return "", err
		}
		if err := messagedb.Insert(ctx, tx, m); err != nil {
			return "", err
		}
		if err := r.wrote(ctx, tx); err != nil {
			return "", err
		}
		return string(m.ID), r.tell(ctx, tx, "message", "「%s」にメッセージが届きました", []any{r.c.Title}, notice.Sentence{Say: "%s", Args: []any{excerpt(body)}})
	})
	return err
}

// excerpt is how much of a message stands in the mail about it.
func excerpt(s string) string {
	const most = 200
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
