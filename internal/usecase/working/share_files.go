package working

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
)

// ShareFiles puts stored files into the contract's room: materials, drafts, anything that is no delivery.
func ShareFiles(ctx context.Context, d *db.DB, a people.Actor, cid id.Contract, uploads []Upload) (err error) {
	defer fault.Wrap(&err, "share files in %s", cid)
	if len(uploads) == 0 {
		var f fault.Form
		f.Add("files", "ファイルを選んでください")
		return f.Err()
	}
	_, err = command(ctx, d, a, func(tx *db.Tx) (string, error) {
		r, err := enter(ctx, tx, a, people.Direct, cid)
		if err != nil {
			return "", err
		}
		if err := r.place(ctx, tx, uploads, ""); err != nil {
			return "", err
		}
		if err := r.answered(ctx, tx); err != nil {
			return "", err
		}
		return string(cid), r.tell(ctx, tx, "files", "「%s」にファイルが置かれました（%d個）", []any{r.c.Title, len(uploads)})
	})
	return err
}
