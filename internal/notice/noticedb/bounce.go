package noticedb

import (
	"context"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
)

// heldBack is why a mail did not even go: the desk reads it, and Reachable finds the mail by it.
const heldBack = "held back: no mail arrives at this address until its person confirms it"

// Bounced notes that no mail arrives where m was to go. What waits for the same address is held back until its person has
// confirmed it; mails that hold a key go all the same, because they are how one confirms.
func Bounced(ctx context.Context, tx *db.Tx, m notice.Mail, why string) (err error) {
	defer fault.Wrap(&err, "note that mail %s bounced", m.ID)
	if _, err := tx.Do(ctx, `INSERT INTO notice_bounce (address, at, why, times) VALUES ($1, $2, $3, 1)
		ON CONFLICT (address) DO UPDATE SET at = excluded.at, why = excluded.why, times = notice_bounce.times + 1`,
		notice.Mailbox(m.To), tx.Now, notice.Reason(why)); err != nil || m.Person == "" {
		return err
	}
	_, err = tx.Do(ctx, `UPDATE notice_mail SET state = 'failed', last_error = $1
		WHERE person = $2 AND state = 'queued' AND to_address = $3 AND secret = FALSE AND lease_until <= $4`, heldBack, m.Person, m.To, tx.Now)
	return err
}

// Returned notes what a server said later of a mail that it, or another one, had taken. It is NotFound when we have sent no
// such mail.
func Returned(ctx context.Context, tx *db.Tx, mail id.Mail, gone bool, why string) (err error) {
	defer fault.Wrap(&err, "mail %s came back", mail)
	m, err := mails.One(ctx, tx, "WHERE id = $1 AND sent_at > 0", mail)
	if err != nil {
		return err
	}
	if m.State == notice.Sent && !m.Secret { // of one that held a key nothing is left to send again
		if _, err := tx.Do(ctx, "UPDATE notice_mail SET state = 'failed', last_error = $1 WHERE id = $2", notice.Reason(why), m.ID); err != nil {
			return err
		}
	}
	if !gone {
		return nil
	}
	return Bounced(ctx, tx, m, why)
}

// Reachable notes that a person has shown that mail arrives at their address. What was held back in the last days goes now.
func Reachable(ctx context.Context, tx *db.Tx, p id.Person, address string) (err error) {
	defer fault.Wrap(&err, "%s is reachable", p)
	n, err := tx.Do(ctx, "DELETE FROM notice_bounce WHERE address = $1", notice.Mailbox(address))
	if err != nil || n == 0 {
		return err
	}
	_, err = tx.Do(ctx, `UPDATE notice_mail SET state = 'queued', attempts = 0, next_at = $1, last_error = ''
		WHERE person = $2 AND id >= $3 AND state = 'failed' AND last_error = $4 AND to_address = $5`,
		tx.Now, p, id.Floor(tx.Now.Add(-14*clock.Day).Time()), heldBack, address)
	return err
}

// IsBounced reports whether mails to an address have come back.
func IsBounced(ctx context.Context, tx *db.Tx, address string) (bool, error) {
	bounced, err := bouncedAmong(ctx, tx, []string{notice.Mailbox(address)})
	return bounced[notice.Mailbox(address)], err
}

// ForgetAddress removes what is known of an address whose person has left.
func ForgetAddress(ctx context.Context, tx *db.Tx, address string) error {
	_, err := tx.Do(ctx, "DELETE FROM notice_bounce WHERE address = $1", notice.Mailbox(address))
	return err
}

// bouncedAmong returns which of these mailboxes take no mail.
func bouncedAmong(ctx context.Context, tx *db.Tx, addresses []string) (out map[string]bool, err error) {
	out = map[string]bool{}
	if len(addresses) == 0 {
		return out, nil
	}
	defer fault.Wrap(&err, "bounced among %d", len(addresses))
	marks, args := db.In(1, addresses)
	list, err := db.All(ctx, tx, func(s *string) []any { return []any{s} }, "SELECT address FROM notice_bounce WHERE address IN ("+marks+")", args...)
	for _, a := range list {
		out[a] = true
	}
	return out, err
}
