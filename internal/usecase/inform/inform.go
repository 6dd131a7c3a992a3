// Package inform is the one step that every process shares: telling the people behind a party, or the desk, what has happened.
// It stands among the use cases because it joins two domains; it decides nothing.
package inform

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
	"nariwai/internal/notice/noticedb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
)

// Party tells everybody who acts for a party, in the application and by mail as each has chosen, in the caller's transaction.
func Party(ctx context.Context, tx *db.Tx, p id.Party, kind notice.Kind, m notice.Message) (err error) {
	defer fault.Wrap(&err, "inform %s", p)
	persons, err := peopledb.Contacts(ctx, tx, p)
	if err != nil {
		return err
	}
	return each(ctx, tx, persons, kind, m)
}

// Told is what a party is told.
type Told struct {
	Party id.Party
	Kind  notice.Kind
	notice.Message
}

// Parties is Party for many.
func Parties(ctx context.Context, tx *db.Tx, list []Told) (err error) {
	defer fault.Wrap(&err, "inform %d parties", len(list))
	if len(list) == 0 {
		return nil
	}
	parties := make([]id.Party, len(list))
	for i, t := range list {
		parties[i] = t.Party
	}
	contacts, err := peopledb.ContactsOf(ctx, tx, parties)
	if err != nil {
		return err
	}
	var all []noticedb.Told
	for _, t := range list {
		for _, c := range contacts[t.Party] {
			all = append(all, noticedb.Told{To: notice.To(c), Kind: t.Kind, Message: t.Message})
		}
	}
	return All(ctx, tx, all)
}

// Desk tells everybody at the desk.
func Desk(ctx context.Context, tx *db.Tx, kind notice.Kind, m notice.Message) (err error) {
	defer fault.Wrap(&err, "inform the desk")
	persons, err := peopledb.Operators(ctx, tx)
	if err != nil {
		return err
	}
	return each(ctx, tx, persons, kind, m)
}

func each(ctx context.Context, tx *db.Tx, persons []people.Person, kind notice.Kind, m notice.Message) error {
	all := make([]noticedb.Told, len(persons))
	for i, p := range persons {
		all[i] = noticedb.Told{To: notice.To{Person: p.ID, Email: p.Email, Lang: p.Lang}, Kind: kind, Message: m}
	}
	return All(ctx, tx, all)
}
