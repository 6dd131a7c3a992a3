package choosing

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/notice"
	"nariwai/internal/notice/noticedb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
)

// StopMails does what the link of a mail promises: no more mails of its kind, those that still wait included. Doing it again
// changes nothing. The link of the day's letter stops every kind that would stand in it.
func StopMails(ctx context.Context, d *db.DB, token string) (s notice.Stop, err error) {
	defer fault.Wrap(&err, "stop mails")
	err = d.Write(ctx, func(tx *db.Tx) error {
		key, err := noticedb.StopKey(ctx, tx)
		if err != nil {
			return err
		}
		var ok bool
		if s, ok = notice.ReadStop(key, token); !ok {
			return fault.New(fault.NotFound, "見つかりませんでした")
		}
		p, err := peopledb.Person(ctx, tx, s.Person)
		if fault.Is(err, fault.NotFound) || err == nil && p.State == people.Closed {
			return nil // who has left gets no mails
		}
		if err != nil {
			return err
		}
		own, err := noticedb.ChoicesOf(ctx, tx, s.Person)
		if err != nil {
			return err
		}
		var off []notice.Choice
		for _, e := range notice.Kinds {
			c, chosen := own[e.Kind]
			if !chosen {
				c = e.Default(s.Person)
			}
			if e.Kind == s.Kind || s.Kind == notice.DigestKind && c.Mail == notice.Digest && !e.Always {
				c.Mail = notice.Off
				off = append(off, c)
			}
		}
		if err := noticedb.Choose(ctx, tx, off); err != nil {
			return err
		}
		return noticedb.StopMails(ctx, tx, s.Person, s.Kind)
	})
	return s, err
}
