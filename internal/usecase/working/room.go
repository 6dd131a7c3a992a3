package working

import (
	"context"
	"errors"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/deputing"
	"nariwai/internal/usecase/inform"
	"nariwai/internal/usecase/replying"
	"nariwai/internal/yen"
)

// room is a contract, and one of its items, as one of its two sides comes to it in a transaction.
type room struct {
	c     market.Contract
	it    market.Item
	items []market.Item // of the contract, as they were when the actor came
	side  market.Side
	by    people.Actor
}

// enter lets an actor with a power into a contract's room to do something there, which answers what they were asked about it.
func enter(ctx context.Context, tx *db.Tx, a people.Actor, power people.Power, cid id.Contract) (r room, err error) {
	if r, err = admit(ctx, tx, a, power, cid); err != nil {
		return r, err
	}
	return r, replying.Acted(ctx, tx, r.c.Job, cid, r.by.Party, "")
}

// admit is enter for who only looks. For everybody but its two sides the room does not exist.
func admit(ctx context.Context, tx *db.Tx, a people.Actor, power people.Power, cid id.Contract) (r room, err error) {
	if err := peopledb.Entitled(ctx, tx, a, power); err != nil {
		return r, err
	}
	r.by = a
	if r.c, err = marketdb.Contract(ctx, tx, cid); err != nil {
		return r, err
	}
	if r.side, err = r.c.SideOf(a.Party); fault.Is(err, fault.NotFound) && r.c.Arrangement == market.Bulk {
		r.side = market.ClientSide
		r.by, err = deputing.In(ctx, tx, a, power, r.c.Job)
	}
	return r, err
}

// enterItem is enter by one of the contract's items.
func enterItem(ctx context.Context, tx *db.Tx, a people.Actor, power people.Power, iid id.Item) (r room, err error) {
	it, items, err := marketdb.ItemAmong(ctx, tx, iid)
	if err != nil {
		return r, err
	}
	r, err = enter(ctx, tx, a, power, it.Contract)
	r.it, r.items = it, items
	return r, err
}

// command runs what a person asks for in a transaction, once however often it is sent. What it answers is the id of what
// the person sees next, most often the contract's.
func command(ctx context.Context, d *db.DB, a people.Actor, f func(*db.Tx) (string, error)) (string, error) {
	return d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, f)
}

// onItem is command for what is done to an item; it answers the contract.
func onItem(ctx context.Context, d *db.DB, a people.Actor, power people.Power, iid id.Item, f func(*db.Tx, *room) error) (id.Contract, error) {
	answer, err := command(ctx, d, a, func(tx *db.Tx) (string, error) {
		r, err := enterItem(ctx, tx, a, power, iid)
		if err != nil {
			return "", err
		}
		return string(r.c.ID), f(tx, &r)
	})
	return id.Contract(answer), err
}

// must refuses the other side.
func (r *room) must(side market.Side) error { return r.c.Must(r.by.Party, side) }

// wrote notes that this side has spoken: whatever the worker does ends the client's wait for an answer.
func (r *room) wrote(ctx context.Context, tx *db.Tx) error {
	was := r.c.AskedAt
	r.c.Wrote(r.side, tx.Now)
	if r.c.AskedAt == was {
		return nil
	}
	return marketdb.SaveContract(ctx, tx, &r.c)
}

// answered is wrote for what is no message: a worker who acts is not silent, a client who acts has asked nothing.
func (r *room) answered(ctx context.Context, tx *db.Tx) error {
	if r.side == market.ClientSide {
		return nil
	}
	return r.wrote(ctx, tx)
}

// log adds a line to the contract's history.
func (r *room) log(ctx context.Context, tx *db.Tx, k market.EventKind, amount yen.Yen, note string) error {
	return marketdb.Log(ctx, tx, market.Event{Contract: r.c.ID, Item: r.it.ID, Kind: k, By: r.by.Person, Amount: amount.Int64(), Note: note})
}

// tell tells the other side; the link leads to the room.
func (r *room) tell(ctx context.Context, tx *db.Tx, kind notice.Kind, say string, args []any, more ...notice.Sentence) error {
	return tellParty(ctx, tx, r.c, r.c.Other(r.by.Party), kind, say, args, more...)
}

func tellParty(ctx context.Context, tx *db.Tx, c market.Contract, p id.Party, kind notice.Kind, say string, args []any, more ...notice.Sentence) error {
	return inform.Party(ctx, tx, p, kind, notice.Message{Say: say, Args: args, More: more, Link: roomLink(c)})
}

func tellBoth(ctx context.Context, tx *db.Tx, c market.Contract, kind notice.Kind, say string, args []any, more ...notice.Sentence) error {
	for _, p := range []id.Party{c.Worker, c.Client} {
		if err := tellParty(ctx, tx, c, p, kind, say, args, more...); err != nil {
			return err
		}
	}
	return nil
}

func roomLink(c market.Contract) string { return "/contracts/" + string(c.ID) }

// name is how an item is named in sentences and on statements.
func name(c market.Contract, it market.Item) string {
	if it.Title == c.Title {
		return c.Title
	}
	return c.Title + "／" + it.Title
}

// atATime is how many things one round of the clock-work looks up.
const atATime = 100

// eachDue runs do on everything that list finds, each once and in a transaction of its own. What fails doesn't keep
// the others waiting; it is tried again the next time. list must not find again what do has done.
func eachDue[T any, K comparable](ctx context.Context, d *db.DB, key func(T) K, list func(db.Reader) ([]T, error), do func(*db.Tx, T) (bool, error)) (done int, err error) {
	seen := map[K]bool{}
	var failed []error
	for fresh := true; fresh && ctx.Err() == nil; {
		found, err := list(d.Snapshot())
		if err != nil {
			return done, err
		}
		fresh = false
		for _, x := range found {
			if seen[key(x)] {
				continue
			}
			seen[key(x)], fresh = true, true
			did := false
			err := d.Write(ctx, func(tx *db.Tx) (err error) {
				did, err = do(tx, x)
				return err
			})
			switch {
			case err != nil:
				failed = append(failed, err)
			case did:
				done++
			}
		}
	}
	return done, errors.Join(append(failed, ctx.Err())...)
}

// reload reads an item and its contract as they stand in this transaction.
func reload(ctx context.Context, tx *db.Tx, iid id.Item) (c market.Contract, it market.Item, err error) {
	defer fault.Wrap(&err, "item %s", iid)
	if it, err = marketdb.Item(ctx, tx, iid); err != nil {
		return c, it, err
	}
	c, err = marketdb.Contract(ctx, tx, it.Contract)
	return c, it, err
}

func itemKey(it market.Item) id.Item { return it.ID }
