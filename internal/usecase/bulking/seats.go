package bulking

import (
	"context"
	"strings"

	"nariwai/internal/bulk"
	"nariwai/internal/bulk/bulkdb"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
)

// InviteWorker offers a worker a seat; limit is how many lines at a time, 0 as the order has it.
func InviteWorker(ctx context.Context, d *db.DB, a people.Actor, bid id.Bulk, worker id.Party, limit int64) (err error) {
	defer fault.Wrap(&err, "invite %s to %s", worker, bid)
	_, err = command(ctx, d, a, func(tx *db.Tx) (string, error) { return "", invite(ctx, tx, a, bid, worker, limit) })
	return err
}

// InviteHandle is InviteWorker by the name in a worker's address.
func InviteHandle(ctx context.Context, d *db.DB, a people.Actor, bid id.Bulk, handle string, limit int64) (err error) {
	defer fault.Wrap(&err, "invite %s to %s", handle, bid)
	_, err = command(ctx, d, a, func(tx *db.Tx) (string, error) {
		handle = strings.TrimPrefix(strings.TrimSpace(handle), "@")
		worker, err := peopledb.PartyByHandle(ctx, tx, handle)
		if fault.Is(err, fault.NotFound) || handle == "" {
			var f fault.Form
			f.Add("handle", "この名前の人は見つかりませんでした")
			return "", f.Err()
		}
		if err != nil {
			return "", err
		}
		return "", invite(ctx, tx, a, bid, worker.ID, limit)
	})
	return err
}

func invite(ctx context.Context, tx *db.Tx, a people.Actor, bid id.Bulk, worker id.Party, limit int64) error {
	o, _, err := own(ctx, tx, a, bid, peopledb.Trading, people.Order)
	if err != nil {
		return err
	}
	if o.State == bulk.Ended {
		return fault.New(fault.Conflict, "このまとめ依頼は、もう終わっています")
	}
	if _, err := peopledb.Tradable(ctx, tx, worker); err != nil {
		return err
	}
	if limit < 0 || limit > bulk.MostCap {
		return fault.New(fault.Invalid, "%dから%dまでにしてください", 0, bulk.MostCap)
	}
	if err := sit(ctx, tx, o, worker, limit, bulk.SeatInvited, a.Person); err != nil {
		return err
	}
	return notify(ctx, tx, worker, "bulk_seat", o, "まとめ依頼「%s」に招かれました", o.Title)
}

// AskForSeat is a worker's wish to write for an order that is open to all.
func AskForSeat(ctx context.Context, d *db.DB, a people.Actor, bid id.Bulk) (err error) {
	defer fault.Wrap(&err, "ask for a seat in %s", bid)
	_, err = command(ctx, d, a, func(tx *db.Tx) (string, error) {
		worker, err := peopledb.Trading(ctx, tx, a, people.Work)
		if err != nil {
			return "", err
		}
		o, err := bulkdb.Order(ctx, tx, bid)
		if err != nil {
			return "", err
		}
		if o.Audience != bulk.All || o.State != bulk.Open {
			return "", notFound()
		}
		if o.Certified && !worker.Certified {
			return "", fault.New(fault.Forbidden, "この依頼は、認定ワーカーの方だけが書けます")
		}
		if err := sit(ctx, tx, o, worker.ID, 0, bulk.SeatAsked, a.Person); err != nil {
			return "", err
		}
		return "", notify(ctx, tx, o.Client, "bulk_seat", o, "%sさんが、まとめ依頼「%s」を書きたいと申し込みました", worker.DisplayName, o.Title)
	})
	return err
}

// sit opens a seat, or one that was declined or left, anew.
func sit(ctx context.Context, tx *db.Tx, o bulk.Order, worker id.Party, limit int64, state bulk.SeatState, by id.Person) error {
	if worker == o.Client {
		return fault.New(fault.Forbidden, "自分の依頼は引き受けられません")
	}
	s, err := bulkdb.SeatOf(ctx, tx, o.ID, worker)
	switch {
	case fault.Is(err, fault.NotFound):
		all, err := bulkdb.Seats(ctx, tx, o.ID)
		if err != nil {
			return err
		}
		if len(all) >= bulk.MostSeats {
			return fault.New(fault.Conflict, "書く人は%d人までです", bulk.MostSeats)
		}
		return bulkdb.InsertSeat(ctx, tx, bulk.Seat{ID: id.Seat(tx.NewID()), Bulk: o.ID, Worker: worker, Cap: limit, State: state, At: tx.Now, By: by})
	case err != nil:
		return err
	}
	if err := s.Again(state, by, tx.Now); err != nil {
		return err
	}
	s.Cap = limit
	return bulkdb.SaveSeat(ctx, tx, &s)
}

// AnswerInvitation is a worker's yes or no to a seat.
func AnswerInvitation(ctx context.Context, d *db.DB, a people.Actor, bid id.Bulk, yes bool) (err error) {
	defer fault.Wrap(&err, "answer the invitation to %s", bid)
	_, err = command(ctx, d, a, func(tx *db.Tx) (string, error) {
		worker, err := peopledb.Trading(ctx, tx, a, people.Work)
		if err != nil {
			return "", err
		}
		o, s, err := seated(ctx, tx, bid, worker.ID)
		if err != nil {
			return "", err
		}
		say := "%sさんは、まとめ依頼「%s」を書けないとのことです"
		if yes {
			say, err = "%sさんが、まとめ依頼「%s」に加わりました", s.Accept(a.Person, tx.Now)
		} else if s.State == bulk.SeatInvited {
			err = s.Decline(a.Person, tx.Now)
		} else {
			err = fault.New(fault.Conflict, "この招待は、もう返事をしてあります")
		}
		if err != nil {
			return "", err
		}
		if err := bulkdb.SaveSeat(ctx, tx, &s); err != nil {
			return "", err
		}
		return "", notify(ctx, tx, o.Client, "bulk_seat", o, say, worker.DisplayName, o.Title)
	})
	return err
}

// seated returns an order with a worker's seat in it; for who has none, the order does not exist.
func seated(ctx context.Context, tx *db.Tx, bid id.Bulk, worker id.Party) (o bulk.Order, s bulk.Seat, err error) {
	if o, err = bulkdb.Order(ctx, tx, bid); err == nil {
		s, err = bulkdb.SeatOf(ctx, tx, bid, worker)
	}
	return o, s, err
}

// AnswerAsk is the client's yes or no to a worker who asked for a seat.
func AnswerAsk(ctx context.Context, d *db.DB, a people.Actor, bid id.Bulk, sid id.Seat, yes bool) (err error) {
	defer fault.Wrap(&err, "answer seat %s", sid)
	_, err = command(ctx, d, a, func(tx *db.Tx) (string, error) {
		o, s, err := seatOf(ctx, tx, a, bid, sid, people.Order)
		if err != nil {
			return "", err
		}
		say := "まとめ依頼「%s」は、ほかの方にお願いすることになりました。お申し込みをありがとうございました"
		if yes {
			say, err = "まとめ依頼「%s」を書けることになりました。記事を選んで引き受けてください", s.Admit(a.Person, tx.Now)
		} else if s.State == bulk.SeatAsked {
			err = s.Decline(a.Person, tx.Now)
		} else {
			err = fault.New(fault.Conflict, "この申し込みは、もう返事をしてあります")
		}
		if err != nil {
			return "", err
		}
		if err := bulkdb.SaveSeat(ctx, tx, &s); err != nil {
			return "", err
		}
		return "", notify(ctx, tx, s.Worker, "bulk_seat", o, say, o.Title)
	})
	return err
}

// CloseSeat lets a worker take no more lines. What was taken goes on.
func CloseSeat(ctx context.Context, d *db.DB, a people.Actor, bid id.Bulk, sid id.Seat) (err error) {
	defer fault.Wrap(&err, "close seat %s", sid)
	_, err = command(ctx, d, a, func(tx *db.Tx) (string, error) {
		o, s, err := seatOf(ctx, tx, a, bid, sid, people.Order)
		if err != nil {
			return "", err
		}
		if err := s.Leave(a.Person, tx.Now); err != nil {
			return "", err
		}
		if err := bulkdb.SaveSeat(ctx, tx, &s); err != nil {
			return "", err
		}
		return "", notify(ctx, tx, s.Worker, "bulk_seat", o, "まとめ依頼「%s」の新しい記事は、引き受けられなくなりました。受け持っている記事は、そのまま続けられます", o.Title)
	})
	return err
}

// seatOf returns a seat in an order of the actor's party.
func seatOf(ctx context.Context, tx *db.Tx, a people.Actor, bid id.Bulk, sid id.Seat, power people.Power) (o bulk.Order, s bulk.Seat, err error) {
	client, err := peopledb.Trading(ctx, tx, a, power)
	if err != nil {
		return o, s, err
	}
	if s, err = bulkdb.Seat(ctx, tx, sid); err != nil {
		return o, s, err
	}
	if o, err = bulkdb.Order(ctx, tx, s.Bulk); err == nil && (o.Client != client.ID || o.ID != bid) {
		err = notFound()
	}
	return o, s, err
}
