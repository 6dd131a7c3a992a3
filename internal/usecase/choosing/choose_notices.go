// Package choosing is what people decide about how they are told things: on a page of the settings, or with the link that
// stands in every mail that can be stopped.
package choosing

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/notice"
	"nariwai/internal/notice/noticedb"
	"nariwai/internal/people"
)

// ChooseNotices writes how a person wants to be told of some kinds, and when they want to be left alone.
func ChooseNotices(ctx context.Context, d *db.DB, a people.Actor, choices []notice.Choice, h notice.Hours) (err error) {
	defer fault.Wrap(&err, "choose notices")
	if a.Person == "" {
		return fault.New(fault.Unsigned, "ログインしてください")
	}
	h.Person = a.Person
	if err := h.Check(); err != nil {
		return err
	}
	for i := range choices {
		choices[i].Person = a.Person
		if err := choices[i].Check(); err != nil {
			return err
		}
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		if err := noticedb.SetHours(ctx, tx, h); err != nil {
			return err
		}
		return noticedb.Choose(ctx, tx, choices)
	})
}
