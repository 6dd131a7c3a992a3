package noticedb

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
)

// StopKey is the key that signs the links by which one stops a kind of mail; the first who asks for it makes it.
func StopKey(ctx context.Context, tx *db.Tx) (key []byte, err error) {
	defer fault.Wrap(&err, "key of stop links")
	var text string
	err = db.One(ctx, tx, []any{&text}, "SELECT key FROM notice_key WHERE id = 'stop'")
	if fault.Is(err, fault.NotFound) {
		h := sha256.New() // of ids, whose random parts come from the system's own source
		for range 8 {
			h.Write([]byte(tx.NewID()))
		}
		text = hex.EncodeToString(h.Sum(nil))
		err = tx.Exec(ctx, 1, "INSERT INTO notice_key (id, key) VALUES ('stop', $1)", text)
	}
	if err != nil {
		return nil, err
	}
	return hex.DecodeString(text)
}

// StopMails takes mails of a kind that wait for a person out of the queue, except one that is on its way.
func StopMails(ctx context.Context, tx *db.Tx, p id.Person, kind notice.Kind) (err error) {
	defer fault.Wrap(&err, "stop mails of %s", kind)
	if _, err := tx.Do(ctx, "DELETE FROM notice_mail WHERE person = $1 AND kind = $2 AND state = 'queued' AND lease_until <= $3", p, kind, tx.Now); err != nil {
		return err
	}
	if kind == notice.DigestKind {
		_, err = tx.Do(ctx, "DELETE FROM notice_line WHERE person = $1", p)
		return err
	}
	_, err = tx.Do(ctx, "DELETE FROM notice_line WHERE person = $1 AND kind = $2", p, kind)
	return err
}
