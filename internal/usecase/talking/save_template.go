package talking

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/message"
	"nariwai/internal/message/messagedb"
	"nariwai/internal/people"
)

// SaveTemplate keeps a text that a person writes often, or changes it; "" is a new one.
func SaveTemplate(ctx context.Context, d *db.DB, a people.Actor, tid id.Template, name, body string) (err error) {
	defer fault.Wrap(&err, "save template %s", tid)
	_, err = once(ctx, d, a, func(tx *db.Tx) (string, error) {
		t := message.Template{ID: tid, Person: a.Person, Name: name, Body: body, At: tx.Now}
		kept, err := messagedb.Templates(ctx, tx, a.Person)
		if err != nil {
			return "", err
		}
		if err := t.Check(); err != nil {
			return "", err
		}
		for _, k := range kept {
			if k.ID == tid {
				return "", messagedb.SaveTemplate(ctx, tx, t)
			}
		}
		switch {
		case tid != "":
			return "", fault.New(fault.NotFound, "見つかりませんでした")
		case len(kept) >= message.MostTemplates:
			return "", fault.New(fault.Conflict, "定型文は%d個までです。使わないものを消してください", message.MostTemplates)
		}
		t.ID = id.Template(tx.NewID())
		return "", messagedb.InsertTemplate(ctx, tx, t)
	})
	return err
}

// DropTemplate throws a text away.
func DropTemplate(ctx context.Context, d *db.DB, a people.Actor, tid id.Template) (err error) {
	defer fault.Wrap(&err, "drop template %s", tid)
	_, err = once(ctx, d, a, func(tx *db.Tx) (string, error) {
		return "", messagedb.DropTemplate(ctx, tx, a.Person, tid)
	})
	return err
}
