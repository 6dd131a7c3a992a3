package working

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/team"
	"nariwai/internal/team/teamdb"
	"nariwai/internal/yen"
)

// Work is what a worker hands in: words, files, or both.
type Work struct {
	Body    string
	Minutes int64     // how long it took, if the worker says so
	Uploads []Upload  // sent with the delivery
	Files   []id.File // shared in the room before, by the worker, and not yet part of a delivery
}

// DeliverItem hands work in. The client's days to accept begin, and with the first delivery the days to pay.
func DeliverItem(ctx context.Context, d *db.DB, a people.Actor, iid id.Item, w Work) (cid id.Contract, err error) {
	defer fault.Wrap(&err, "deliver item %s", iid)
	return onItem(ctx, d, a, people.Deliver, iid, func(tx *db.Tx, r *room) error {
		if err := r.must(market.WorkerSide); err != nil {
			return err
		}
		if err := r.it.Deliver(r.c.Terms, tx.Now); err != nil {
			return err
		}
		if r.c.TeamForm != market.Alone {
			parts, err := teamdb.Parts(ctx, tx, r.c.ID, iid)
			if err != nil {
				return err
			}
			// Who has brought others in may still do an item alone; a team is never paid itself.
			alone := len(parts) == 0 && len(r.it.Payees) == 1 && r.it.Payees[0].Party == r.c.Worker
			if err := team.Deliverable(parts); err != nil && !alone {
				return err
			}
		}
		del := market.Delivery{ID: id.Delivery(tx.NewID()), Item: iid, Body: w.Body, Minutes: w.Minutes, By: a.Person, At: tx.Now}
		if err := del.Check(len(w.Uploads) + len(w.Files)); err != nil {
			return err
		}
		if err := marketdb.InsertDelivery(ctx, tx, del); err != nil {
			return err
		}
		if err := r.place(ctx, tx, w.Uploads, del.ID); err != nil {
			return err
		}
		if err := marketdb.AttachFiles(ctx, tx, r.c.ID, a.Party, del.ID, w.Files); err != nil {
			return err
		}
		if err := marketdb.SaveItem(ctx, tx, &r.it); err != nil {
			return err
		}
		if err := r.check(ctx, tx, w.Body); err != nil {
			return err
		}
		if err := r.answered(ctx, tx); err != nil {
			return err
		}
		if err := r.log(ctx, tx, market.EventDelivered, yen.Yen{}, string(del.ID)); err != nil {
			return err
		}
		last := calendar.On(r.it.AcceptBy).AddDays(-1)
		return r.tell(ctx, tx, "delivered", "「%s」が納品されました。%sまでに検収してください", []any{name(r.c, r.it), last},
			notice.Sentence{Say: "直してほしいところがあれば、理由を書いて戻せます。返事がないときは、期限の翌日の午前0時に検収が成立します。"})
	})
}
