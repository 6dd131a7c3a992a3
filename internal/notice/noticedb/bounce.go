package noticedb

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
)

// bouncedAmong returns which of these mailboxes take no mail.
func bouncedAmong(ctx context.Context, tx *db.Tx, addresses []string) (out map[string]bool, err error) {
	out = map[string]bool{}
	if len(addresses) == 0 {
		return out, nil
	}
	defer fault.Wrap(&err, "bounced among %d", len(addresses))
	marks, args := db.In(1, addresses)
	list, err := db.All(ctx, tx, func(s *string) []any { return []any{s} }, "SELECT address FROM notice_bounce WHERE address IN ("+marks+")", args...)
	for _, a := range list {
		out[a] = true
	}
	return out, err
}
