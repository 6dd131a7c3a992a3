package directing

import (
	"context"

	"nariwai/internal/bulk"
	"nariwai/internal/bulk/bulkdb"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/inform"
)

// EntrustOrder gives a bulk order to a worker, who reads, passes and sends back within this order and nothing else of the client's.
// It takes the place of whoever had it. Nobody directs what they write themselves.
func EntrustOrder(ctx context.Context, d *db.DB, a people.Actor, bid id.Bulk, handle string) (err error) {
	defer fault.Wrap(&err, "entrust %s to %q", bid, handle)
	_, err = command(ctx, d, a, func(tx *db.Tx) (string, error) {
		o, err := mine(ctx, tx, a, bid)
		if err != nil {
			return "", err
		}
		party, err := peopledb.PartyByHandle(ctx, tx, handle)
		if fault.Is(err, fault.NotFound) || err == nil && (party.Kind != people.OnePerson || party.ID == o.Client) {
			return "", fieldError("handle", "このIDの人は見つかりませんでした")
		}
		if err != nil {
			return "", err
		}
		if _, err := peopledb.Tradable(ctx, tx, party.ID); err != nil {
			return "", err
		}
		if s, err := bulkdb.SeatOf(ctx, tx, bid, party.ID); err == nil && s.State == bulk.SeatIn {
			return "", fieldError("handle", "この方は記事を書く人です。自分の記事の進行役にはなれません")
		} else if err != nil && !fault.Is(err, fault.NotFound) {
			return "", err
		}
		who, err := peopledb.Contacts(ctx, tx, party.ID)
		if err != nil {
			return "", err
		}
		if len(who) == 0 || who[0].ID == o.Director {
			return "", nil
		}
		if err := end(ctx, tx, o); err != nil {
			return "", err
		}
		if err := peopledb.AddGrant(ctx, tx, people.Grant{Person: who[0].ID, Role: people.Director, Scope: people.BulkScope, ScopeID: string(bid), By: a.Person}); err != nil {
			return "", err
		}
		o.Director = who[0].ID
		if err := bulkdb.SaveOrder(ctx, tx, &o); err != nil {
			return "", err
		}
		if err := inform.Party(ctx, tx, party.ID, "bulk_seat", notice.Message{
			Say: "まとめ依頼「%s」の進行役をお願いされました", Args: []any{o.Title}, Link: "/bulk/" + string(bid) + "/grid",
			More: []notice.Sentence{{Say: "届いた記事を読み、確認済みにするか、理由を書いて直しをお願いできます。検収とお支払いは依頼主がします。"}},
		}); err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, a.Party, "entrust_bulk", string(bid), string(party.ID))
	})
	return err
}

// TakeOrderBack ends that somebody else directs the order.
func TakeOrderBack(ctx context.Context, d *db.DB, a people.Actor, bid id.Bulk) (err error) {
	defer fault.Wrap(&err, "take back the direction of %s", bid)
	_, err = command(ctx, d, a, func(tx *db.Tx) (string, error) {
		o, err := mine(ctx, tx, a, bid)
		if err != nil || o.Director == "" {
			return "", err
		}
		was := o.Director
		if err := end(ctx, tx, o); err != nil {
			return "", err
		}
		o.Director = ""
		if err := bulkdb.SaveOrder(ctx, tx, &o); err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, a.Party, "take_back_bulk", string(bid), string(was))
	})
	return err
}

// mine returns an order of the actor's own party, for who may order.
func mine(ctx context.Context, tx *db.Tx, a people.Actor, bid id.Bulk) (o bulk.Order, err error) {
	if err := peopledb.Entitled(ctx, tx, a, people.Order); err != nil {
		return o, err
	}
	if o, err = bulkdb.Order(ctx, tx, bid); err == nil && o.Client != a.Party {
		return bulk.Order{}, fault.New(fault.NotFound, "見つかりませんでした")
	}
	return o, err
}

func end(ctx context.Context, tx *db.Tx, o bulk.Order) error {
	if o.Director == "" {
		return nil
	}
	_, err := peopledb.EndGrants(ctx, tx, o.Director, people.Director, people.BulkScope, string(o.ID))
	return err
}

func fieldError(field, say string, args ...any) error {
	var f fault.Form
	f.Add(field, say, args...)
	return f.Err()
}
