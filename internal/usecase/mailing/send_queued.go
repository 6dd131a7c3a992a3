// Package mailing sends what waits in the queue of mails.
package mailing

import (
	"context"
	"errors"
	"time"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/mail"
	"nariwai/internal/notice"
	"nariwai/internal/notice/noticedb"
)

// SendQueued sends what is due until nothing is left, ctx ends, or the server can't be reached, which is an error.
// Any number of nodes may run it at once. A demonstration's mails are read on its own pages and never sent:
// the people in it are invented.
func SendQueued(ctx context.Context, d *db.DB, s *mail.Sender) (sent int, err error) {
	defer fault.Wrap(&err, "send queued mails")
	if d.Demonstration() {
		return 0, nil
	}
	var session *mail.Session
	defer func() { session.Close() }()
	for ctx.Err() == nil {
		var m notice.Mail
		var ok bool
		var key []byte
		if err := d.Write(ctx, func(tx *db.Tx) (err error) {
			if m, ok, err = noticedb.Claim(ctx, tx); ok && session == nil {
				key, err = noticedb.StopKey(ctx, tx)
			}
			return err
		}); err != nil || !ok {
			return sent, err
		}
		if session == nil {
			session = s.Open(key)
		}
		// From here on the mail may be on its way: a stop waits for the answer, and writes it down.
		ctx := context.WithoutCancel(ctx)
		answer, why := session.Send(ctx, m)
		if err := settle(ctx, d, m, answer, why); err != nil {
			return sent, err
		}
		switch answer {
		case notice.Taken:
			sent++
		case notice.Unreachable:
			return sent, errors.New(why)
		}
	}
	return sent, nil
}

// settle writes down what became of a mail. It has some patience with a database that can't serve: a mail that was taken, and
// of which nobody knows, is sent once more.
func settle(ctx context.Context, d *db.DB, m notice.Mail, a notice.Answer, why string) (err error) {
	for wait := 50 * time.Millisecond; ; wait *= 3 {
		err = d.Write(ctx, func(tx *db.Tx) error {
			if err := noticedb.Settle(ctx, tx, m, m.Answered(a, why, tx.Now)); err != nil || a != notice.Gone {
				return err
			}
			return noticedb.Bounced(ctx, tx, m, why)
		})
		if err == nil || wait > 5*time.Second {
			return err
		}
		<-time.After(wait)
	}
}
