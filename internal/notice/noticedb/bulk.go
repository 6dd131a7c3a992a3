package noticedb

import (
	"context"
	"strings"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
)

// Told is what one person is told.
type Told struct {
	To   notice.To
	Kind notice.Kind
	notice.Message
}

// InformAll is Inform for many.
func InformAll(ctx context.Context, tx *db.Tx, list []Told) (err error) {
	defer fault.Wrap(&err, "inform %d", len(list))
	w, err := wishesOf(ctx, tx, list)
	if err != nil {
		return err
	}
	var ns []notice.Notice
	var ms []notice.Mail
	var lines []notice.Line
	for _, t := range list {
		p := w.plan(tx, t)
		n := t.Notice(t.To, t.Kind)
		n.ID, n.At = id.Notice(tx.NewID()), tx.Now
		if t.About != "" {
			if p.Mail, err = again(ctx, tx, t, p.Mail); err != nil {
				return err
			}
		}
		if p.App {
			ns = append(ns, n)
		}
		if p.Digest {
			lines = append(lines, notice.Line{ID: n.ID, Person: n.Person, Kind: n.Kind, Text: n.Text, Link: n.Link, About: n.About, At: n.At})
		}
		if p.Mail {
			m := queued(tx, t.Letter(t.To, t.Kind))
			m.NextAt = p.At
			ms = append(ms, m)
		}
	}
	if err := notices.InsertAll(ctx, tx, ns); err != nil {
		return err
	}
	if err := putOff(ctx, tx, w, lines); err != nil {
		return err
	}
	return mails.InsertAll(ctx, tx, ms)
}

// InsertAll adds notices as they are: for markets that are made up (usecase/seeding).
func InsertAll(ctx context.Context, tx *db.Tx, ns []notice.Notice) error {
	return notices.InsertAll(ctx, tx, ns)
}

// A mail that waits for its reader takes up what comes after it, until it is so long.
const gatherMost = 4000

// again makes way for what is told once more of the same thing: an older line that nobody has read goes, and a mail that
// still waits says the new words too. It reports whether there is to be a new mail.
func again(ctx context.Context, tx *db.Tx, t Told, mail bool) (anew bool, err error) {
	defer fault.Wrap(&err, "tell %s again", t.About)
	if _, err := tx.Do(ctx, "DELETE FROM notice_notice WHERE person = $1 AND about = $2 AND read_at = 0 AND about <> ''", t.To.Person, t.About); err != nil {
		return false, err
	}
	if _, err := tx.Do(ctx, "DELETE FROM notice_line WHERE person = $1 AND about = $2", t.To.Person, t.About); err != nil || !mail {
		return false, err
	}
	_, rest, _ := strings.Cut(t.Letter(t.To, t.Kind).Text, "\n\n")
	n, err := tx.Do(ctx, `UPDATE notice_mail SET text = CASE WHEN LENGTH(text) < $1 THEN text || $2 ELSE text END
		WHERE person = $3 AND about = $4 AND state = 'queued' AND about <> '' AND lease_until <= $5`,
		gatherMost, "\n\n"+rest, t.To.Person, t.About, tx.Now)
	return n == 0, err
}

// Seen is to be called when persons have seen what something is about: its notices count as read, and a mail that still
// waits is not sent.
func Seen(ctx context.Context, tx *db.Tx, about string, persons ...id.Person) (err error) {
	defer fault.Wrap(&err, "seen %s", about)
	if about == "" {
		return nil
	}
	for _, p := range persons {
		if _, err := tx.Do(ctx, "UPDATE notice_notice SET read_at = $1 WHERE person = $2 AND about = $3 AND read_at = 0 AND about <> ''", tx.Now, p, about); err != nil {
			return err
		}
		if _, err := tx.Do(ctx, "DELETE FROM notice_mail WHERE person = $1 AND about = $2 AND state = 'queued' AND about <> '' AND lease_until <= $3", p, about, tx.Now); err != nil {
			return err
		}
		if _, err := tx.Do(ctx, "DELETE FROM notice_line WHERE person = $1 AND about = $2", p, about); err != nil {
			return err
		}
	}
	return nil
}
