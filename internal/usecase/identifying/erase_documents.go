package identifying

import (
	"context"

	"nariwai/internal/blob"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/identity"
	"nariwai/internal/identity/identitydb"
	"nariwai/internal/notice"
	"nariwai/internal/usecase/inform"
)

const checksAtATime = 100

// EraseDocuments ends the checks that nobody decided in time, and removes the files of those that have ended: nobody can open
// them any more, and this is so that they don't lie about either. Whatever the database says, no file stays longer than a
// document may.
func EraseDocuments(ctx context.Context, d *db.DB, files *blob.Store) (gone int, err error) {
	defer fault.Wrap(&err, "erase documents")
	if err := expire(ctx, d); err != nil {
		return 0, err
	}
	if gone, err = sweep(ctx, d, files); err != nil {
		return gone, err
	}
	n, err := files.ForgetOld(d.Clock().Add(-identity.KeptFor - identity.OpenFor).Time())
	return gone + n, err
}

func expire(ctx context.Context, d *db.DB) error {
	for more := true; more && ctx.Err() == nil; {
		if err := d.Write(ctx, func(tx *db.Tx) error {
			list, err := identitydb.Old(ctx, tx, tx.Now.Add(-identity.KeptFor), checksAtATime)
			if err != nil {
				return err
			}
			for _, c := range list {
				c.Expire(tx.Now)
				if err := identitydb.Save(ctx, tx, &c); err != nil {
					return err
				}
				if err := inform.Party(ctx, tx, c.Party, "identity_decided", notice.Message{Say: "本人確認の書類を、確かめないまま消しました", Link: "/identity",
					More: []notice.Sentence{{Say: "お預かりできる30日のうちに確認が終わらなかったためです。お手数ですが、もう一度お送りください。"}}}); err != nil {
					return err
				}
				if err := tx.Audit(ctx, "", c.Party, "identity_expired", string(c.ID), ""); err != nil {
					return err
				}
			}
			more = len(list) == checksAtATime
			return nil
		}); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// sweep removes the files of checks that have ended.
func sweep(ctx context.Context, d *db.DB, files *blob.Store) (gone int, err error) {
	for ctx.Err() == nil {
		list, err := identitydb.Left(ctx, d.Snapshot(), checksAtATime)
		if err != nil || len(list) == 0 {
			return gone, err
		}
		for _, c := range list {
			if err := files.Forget(c.Document); err != nil {
				return gone, err
			}
			if err := d.Write(ctx, func(tx *db.Tx) error { return identitydb.Gone(ctx, tx, c.ID) }); err != nil {
				return gone, err
			}
			gone++
		}
	}
	return gone, ctx.Err()
}

// swept removes files after a decision, if it was taken. That a file couldn't be removed undoes no decision: it is tried again by the clock,
// and nobody can open it any more.
func swept(ctx context.Context, d *db.DB, files *blob.Store, decided error) error {
	if decided == nil {
		_, _ = sweep(context.WithoutCancel(ctx), d, files)
	}
	return decided
}
