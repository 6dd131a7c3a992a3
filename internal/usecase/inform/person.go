package inform

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/live"
	"nariwai/internal/live/livedb"
	"nariwai/internal/notice"
	"nariwai/internal/notice/noticedb"
)

// Person tells one person, whose address the caller knows.
func Person(ctx context.Context, tx *db.Tx, to notice.To, kind notice.Kind, m notice.Message) error {
	return All(ctx, tx, []noticedb.Told{{To: to, Kind: kind, Message: m}})
}

// All is Person for many. What goes into the application shows itself on the pages that they have open.
func All(ctx context.Context, tx *db.Tx, list []noticedb.Told) (err error) {
	defer fault.Wrap(&err, "inform %d persons", len(list))
	if err := noticedb.InformAll(ctx, tx, list); err != nil {
		return err
	}
	persons := make([]id.Person, len(list))
	for i, t := range list {
		persons[i] = t.To.Person
	}
	return livedb.Tell(ctx, tx, persons, live.Notice, "", 0)
}
