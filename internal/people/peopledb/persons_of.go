package peopledb

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
)

// PersonsOf returns people by id.
func PersonsOf(ctx context.Context, r db.Reader, ids []id.Person) (out map[id.Person]people.Person, err error) {
	defer fault.Wrap(&err, "%d persons", len(ids))
	marks, args := db.In(1, ids)
	list, err := Persons.All(ctx, r, "WHERE id IN ("+marks+")", args...)
	out = make(map[id.Person]people.Person, len(list))
	for _, p := range list {
		out[p.ID] = p
	}
	return out, err
}
