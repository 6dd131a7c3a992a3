package noticedb

import (
	"context"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
)

var lines = db.Table[notice.Line]{
	Name:    "notice_line",
	Columns: "id, person, kind, text, link, about, at",
	Fields: func(l *notice.Line) []any {
		return []any{&l.ID, &l.Person, &l.Kind, &l.Text, &l.Link, &l.About, &l.At}
	},
}

// putOff keeps lines for the day's letter, and sees to it that one is written.
func putOff(ctx context.Context, tx *db.Tx, w wishes, list []notice.Line) error {
	if len(list) == 0 {
		return nil
	}
	seen := map[id.Person]bool{}
	for _, l := range list {
		if seen[l.Person] {
			continue
		}
		seen[l.Person] = true
		if _, err := tx.Do(ctx, "INSERT INTO notice_digest (person, due_at) VALUES ($1, $2) ON CONFLICT (person) DO NOTHING",
			l.Person, w.of(l.Person).NextDigest(tx.Now)); err != nil {
			return err
		}
	}
	return lines.InsertAll(ctx, tx, list)
}

// DigestsDue returns those whose letter of the day is due, at most so many.
func DigestsDue(ctx context.Context, r db.Reader, now clock.Instant, most int) (persons []id.Person, err error) {
	return db.All(ctx, r, func(p *id.Person) []any { return []any{p} },
		"SELECT person FROM notice_digest WHERE due_at <= $1 ORDER BY due_at, person LIMIT $2", now, most)
}

// TakeDigest takes out what stands in a person's letter of the day, if it is due: nobody else gets it afterwards. What
// the person has read in the application meanwhile is not in it.
func TakeDigest(ctx context.Context, tx *db.Tx, person id.Person) (list []notice.Line, err error) {
	defer fault.Wrap(&err, "digest of %s", person)
	n, err := tx.Do(ctx, "DELETE FROM notice_digest WHERE person = $1 AND due_at <= $2", person, tx.Now)
	if err != nil || n == 0 {
		return nil, err
	}
	list, err = lines.All(ctx, tx, `WHERE person = $1 AND NOT EXISTS (
		SELECT 1 FROM notice_notice n WHERE n.id = notice_line.id AND n.read_at > 0) ORDER BY id`, person)
	if err != nil {
		return nil, err
	}
	_, err = tx.Do(ctx, "DELETE FROM notice_line WHERE person = $1", person)
	return list, err
}

// QueueDigest puts a letter of the day into the queue. Where mails don't arrive at its address, its lines are shown in the
// application instead, those that were wanted by mail alone among them.
func QueueDigest(ctx context.Context, tx *db.Tx, l notice.Letter, list []notice.Line) (queued bool, err error) {
	bounced, err := bouncedAmong(ctx, tx, []string{notice.Mailbox(l.To)})
	if err != nil {
		return false, err
	}
	if !bounced[notice.Mailbox(l.To)] {
		return true, Queue(ctx, tx, l)
	}
	for _, x := range list {
		if _, err := tx.Do(ctx, `INSERT INTO notice_notice (id, person, kind, text, link, about, at, read_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 0)
			ON CONFLICT (id) DO NOTHING`, x.ID, x.Person, x.Kind, x.Text, x.Link, x.About, x.At); err != nil {
			return false, err
		}
	}
	return false, nil
}
