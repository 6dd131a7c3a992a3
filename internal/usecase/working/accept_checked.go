package working

import (
	"context"
	"fmt"
	"slices"

	"nariwai/internal/bulk/bulkdb"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
)

const (
	// MostAccepted is how many items of a bulk order are accepted with one command.
	MostAccepted = 100
	// acceptedTogether is how many of them one transaction settles: a long one would keep others waiting.
	acceptedTogether = 25
)

// AcceptChecked settles items of a bulk order that a director has passed, each as AcceptItem does. Some of them may be settled when it
// fails; sent again with the same key it goes on where it stopped.
func AcceptChecked(ctx context.Context, d *db.DB, a people.Actor, bid id.Bulk, list []id.Item) (err error) {
	defer fault.Wrap(&err, "accept %d items of %s", len(list), bid)
	switch {
	case len(list) == 0:
		return fault.New(fault.Invalid, "記事を選んでください")
	case len(list) > MostAccepted:
		return fault.New(fault.Invalid, "一度に選べるのは%d本までです", MostAccepted)
	}
	n := 0
	for part := range slices.Chunk(list, acceptedTogether) {
		some := a
		if a.Key != "" {
			some.Key = fmt.Sprint(a.Key, "/", n)
		}
		n++
		if _, err := command(ctx, d, some, func(tx *db.Tx) (string, error) { return "", acceptPassed(ctx, tx, a, bid, part) }); err != nil {
			return err
		}
	}
	return nil
}

func acceptPassed(ctx context.Context, tx *db.Tx, a people.Actor, bid id.Bulk, list []id.Item) error {
	lines, err := bulkdb.Among(ctx, tx, bid, list)
	if err != nil {
		return err
	}
	if len(lines) != len(list) {
		return fault.New(fault.NotFound, "見つかりませんでした")
	}
	for _, l := range lines {
		r, err := enterItem(ctx, tx, a, people.Accept, l.ID)
		if err != nil {
			return err
		}
		if err := l.Checked(); err != nil {
			return err
		}
		if err := r.accept(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}
