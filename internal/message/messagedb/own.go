package messagedb

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/message"
)

var templates = db.Table[message.Template]{
	Name:    "message_template",
	Columns: "id, person, name, at, body",
	Fields:  func(t *message.Template) []any { return []any{&t.ID, &t.Person, &t.Name, &t.At, &t.Body} },
}

// Templates returns the texts that a person keeps, oldest first.
func Templates(ctx context.Context, r db.Reader, p id.Person) ([]message.Template, error) {
	return templates.All(ctx, r, "WHERE person = $1 ORDER BY id", p)
}

// InsertTemplate adds a text.
func InsertTemplate(ctx context.Context, tx *db.Tx, t message.Template) error {
	return templates.Insert(ctx, tx, t)
}

// SaveTemplate writes a text that its person has changed.
func SaveTemplate(ctx context.Context, tx *db.Tx, t message.Template) (err error) {
	_, err = templates.Update(ctx, tx, t)
	return err
}

// DropTemplate removes a text of a person; somebody else's is NotFound.
func DropTemplate(ctx context.Context, tx *db.Tx, p id.Person, t id.Template) (err error) {
	defer fault.Wrap(&err, "drop template %s", t)
	n, err := tx.Do(ctx, "DELETE FROM message_template WHERE id = $1 AND person = $2", t, p)
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "見つかりませんでした")
	}
	return err
}

// Block notes that a party doesn't want to hear from another.
func Block(ctx context.Context, tx *db.Tx, b message.Block) (err error) {
	defer fault.Wrap(&err, "block %s", b.Other)
	if _, err := tx.Do(ctx, "INSERT INTO message_block (party, other, by_person, at) VALUES ($1, $2, $3, $4) ON CONFLICT (party, other) DO NOTHING", b.Party, b.Other, b.By, b.At); err != nil {
		return err
	}
	_, err = tx.Do(ctx, "UPDATE message_seat SET blocked_at = $3 WHERE party = $1 AND other = $2 AND blocked_at = 0", b.Party, b.Other, b.At)
	return err
}

// Unblock takes that back.
func Unblock(ctx context.Context, tx *db.Tx, party, other id.Party) (err error) {
	defer fault.Wrap(&err, "unblock %s", other)
	if _, err := tx.Do(ctx, "DELETE FROM message_block WHERE party = $1 AND other = $2", party, other); err != nil {
		return err
	}
	_, err = tx.Do(ctx, "UPDATE message_seat SET blocked_at = 0 WHERE party = $1 AND other = $2", party, other)
	return err
}

// Known reports whether two parties have a thread with each other.
func Known(ctx context.Context, r db.Reader, party, other id.Party) (known bool, err error) {
	err = db.One(ctx, r, []any{&known}, "SELECT EXISTS (SELECT 1 FROM message_seat WHERE party = $1 AND other = $2)", party, other)
	return known, err
}

// Erase removes what a party that has gone wrote where no contract came of it, and what its person kept.
func Erase(ctx context.Context, tx *db.Tx, p id.Party, person id.Person) (err error) {
	defer fault.Wrap(&err, "erase messages of %s", p)
	const fruitless = `SELECT t.id FROM message_seat s JOIN message_thread t ON t.id = s.thread
		WHERE s.party = $1 AND t.contract = '' AND NOT EXISTS (SELECT 1 FROM message_thread c WHERE c.job = t.job AND c.worker = t.worker AND c.contract <> '')`
	for q, args := range map[string][]any{
		"UPDATE message_edit SET body = '' WHERE message IN (SELECT id FROM message_message WHERE from_party = $1 AND thread IN (" + fruitless + "))": {p},
		"UPDATE message_message SET body = '' WHERE from_party = $1 AND thread IN (" + fruitless + ")":                                                {p},
		"DELETE FROM message_template WHERE person = $1":                                                                                              {person},
		"DELETE FROM message_unread WHERE person = $1":                                                                                                {person},
		"DELETE FROM message_block WHERE party = $1":                                                                                                  {p},
		"UPDATE message_seat SET needs = FALSE WHERE party = $1 AND needs":                                                                            {p},
	} {
		if _, err := tx.Do(ctx, q, args...); err != nil {
			return err
		}
	}
	return nil
}
