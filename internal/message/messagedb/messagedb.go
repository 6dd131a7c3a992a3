// Package messagedb keeps the message_ table.
package messagedb

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/message"
)

var messages = db.Table[message.Message]{
	Name:    "message_message",
	Columns: "id, contract, from_party, by_person, body, at",
	Fields: func(m *message.Message) []any {
		return []any{&m.ID, &m.Contract, &m.From, &m.By, &m.Body, &m.At}
	},
}

// Insert adds a message.
func Insert(ctx context.Context, tx *db.Tx, m message.Message) error {
	return messages.Insert(ctx, tx, m)
}

// Of returns the messages of a contract, oldest first.
func Of(ctx context.Context, r db.Reader, c id.Contract) ([]message.Message, error) {
	return messages.All(ctx, r, "WHERE contract = $1 ORDER BY id", c)
}
