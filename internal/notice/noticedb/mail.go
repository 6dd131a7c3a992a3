package noticedb

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
)

var mails = db.Table[notice.Mail]{
	Name: "notice_mail",
	Columns: "id, person, to_address, lang, kind, subject, text, link, secret, " +
		"state, attempts, next_at, lease_until, last_error, at, sent_at, about",
	Fields: func(m *notice.Mail) []any {
		return []any{&m.ID, &m.Person, &m.To, &m.Lang, &m.Kind, &m.Subject, &m.Text, &m.Link, &m.Secret,
			&m.State, &m.Attempts, &m.NextAt, &m.LeaseUntil, &m.LastError, &m.At, &m.SentAt, &m.About}
	},
}

// Queue puts a letter into the queue; it is sent after the commit of tx.
func Queue(ctx context.Context, tx *db.Tx, l notice.Letter) error {
	return mails.Insert(ctx, tx, queued(tx, l))
}

// queued is a letter as it stands in the queue at first.
func queued(tx *db.Tx, l notice.Letter) notice.Mail {
	l.Subject = notice.Subject(l.Subject)
	return notice.Mail{ID: id.Mail(tx.NewID()), Letter: l, State: notice.Queued, NextAt: tx.Now, At: tx.Now}
}

// Claim takes the mail that has waited longest and holds it for notice.Lease, so that no other node sends it.
// It returns false when none is due.
func Claim(ctx context.Context, tx *db.Tx) (m notice.Mail, ok bool, err error) {
	defer fault.Wrap(&err, "claim mail")
	got, err := db.All(ctx, tx, mails.Fields, `UPDATE notice_mail SET lease_until = $1
		WHERE state = 'queued' AND lease_until <= $2 AND id IN (
			SELECT id FROM notice_mail WHERE state = 'queued' AND next_at <= $2 AND lease_until <= $2 ORDER BY next_at, id LIMIT 1)
		RETURNING `+mails.Columns, tx.Now.Add(notice.Lease), tx.Now)
	if err != nil || len(got) == 0 {
		return m, false, err
	}
	return got[0], true, nil
}

// Settle writes what became of a claimed mail. claimed is the mail as Claim returned it: when its lease has run out
// and somebody else holds it, only the news that it was sent is written.
func Settle(ctx context.Context, tx *db.Tx, claimed, now notice.Mail) (err error) {
	defer fault.Wrap(&err, "settle mail %s", claimed.ID)
	held := claimed.LeaseUntil
	if now.State == notice.Sent {
		// No row: whoever took it over has already said so.
		_, err := tx.Do(ctx, `UPDATE notice_mail SET state = $1, attempts = $2, lease_until = 0, last_error = '', sent_at = $3, text = $4, link = $5
			WHERE id = $6 AND state <> 'sent'`, now.State, now.Attempts, now.SentAt, now.Text, now.Link, now.ID)
		return err
	}
	_, err = tx.Do(ctx, `UPDATE notice_mail SET state = $1, attempts = $2, next_at = $3, lease_until = 0, last_error = $4
		WHERE id = $5 AND state = 'queued' AND lease_until = $6`, now.State, now.Attempts, now.NextAt, now.LastError, now.ID, held)
	return err
}

// Again puts a mail that was given up back into the queue; it is a Conflict when it is not given up.
func Again(ctx context.Context, tx *db.Tx, m id.Mail) (err error) {
	defer fault.Wrap(&err, "queue mail %s again", m)
	old, err := mails.One(ctx, tx, "WHERE id = $1", m)
	if err != nil {
		return err
	}
	now := old.Again(tx.Now)
	return tx.Exec(ctx, 1, `UPDATE notice_mail SET state = $1, attempts = $2, next_at = $3, lease_until = $4
		WHERE id = $5 AND state = 'failed'`, now.State, now.Attempts, now.NextAt, now.LeaseUntil, m)
}
