package bulking

import (
	"context"

	"nariwai/internal/bulk"
	"nariwai/internal/bulk/bulkdb"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/ledger"
	"nariwai/internal/ledger/ledgerdb"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/concluding"
)

// ReturnLine is a worker giving back what they have never delivered. It costs them nothing, and another may take it at once.
func ReturnLine(ctx context.Context, d *db.DB, a people.Actor, bid id.Bulk, lid id.Item) (err error) {
	defer fault.Wrap(&err, "return line %s", lid)
	_, err = command(ctx, d, a, func(tx *db.Tx) (string, error) {
		if _, err := peopledb.Acting(ctx, tx, a, people.Deliver); err != nil {
			return "", err
		}
		m, err := taken(ctx, tx, a, bid, lid, market.WorkerSide)
		if err != nil {
			return "", err
		}
		if err := m.it.GiveBack(tx.Now); err != nil {
			return "", err
		}
		if err := m.free(ctx, tx, a); err != nil {
			return "", err
		}
		return "", notify(ctx, tx, m.o.Client, "bulk_news", m.o, "「%s」の%d番「%s」が、担当から戻りました。ほかの方が引き受けられます", m.o.Title, m.l.N, m.l.Title)
	})
	return err
}

// TakeBackLine takes from its worker what is late beyond what the contract allows and was never delivered; another may take it at once.
func TakeBackLine(ctx context.Context, d *db.DB, a people.Actor, bid id.Bulk, lid id.Item) (err error) {
	defer fault.Wrap(&err, "take back line %s", lid)
	_, err = command(ctx, d, a, func(tx *db.Tx) (string, error) {
		if _, err := peopledb.Acting(ctx, tx, a, people.Direct); err != nil {
			return "", err
		}
		m, err := taken(ctx, tx, a, bid, lid, market.ClientSide)
		if err != nil {
			return "", err
		}
		if err := m.it.CancelLate(m.c.Terms, tx.Now); err != nil {
			return "", err
		}
		if err := m.free(ctx, tx, a); err != nil {
			return "", err
		}
		return "", notify(ctx, tx, m.c.Worker, "bulk_news", m.o, "「%s」の%d番「%s」は、納期を過ぎたため、ほかの方にお願いすることになりました", m.o.Title, m.l.N, m.l.Title)
	})
	return err
}

// taken is a line as the item that it became.
type takenLine struct {
	o  bulk.Order
	l  bulk.Line
	c  market.Contract
	it market.Item
}

func taken(ctx context.Context, tx *db.Tx, a people.Actor, bid id.Bulk, lid id.Item, side market.Side) (m takenLine, err error) {
	if m.l, err = bulkdb.Line(ctx, tx, lid); err != nil {
		return m, err
	}
	if m.l.Bulk != bid {
		return m, notFound()
	}
	if m.o, err = bulkdb.Order(ctx, tx, bid); err != nil {
		return m, err
	}
	if m.it, err = marketdb.Item(ctx, tx, lid); err != nil {
		return m, err
	}
	if m.c, err = marketdb.Contract(ctx, tx, m.it.Contract); err != nil {
		return m, err
	}
	return m, m.c.Must(a.Party, side)
}

// free makes a fresh line of one whose item has just ended without a delivery: it has the number, and the money goes from escrow to escrow.
// A late line may be taken until a week from now.
func (m *takenLine) free(ctx context.Context, tx *db.Tx, a people.Actor) error {
	fresh, err := m.l.Return(id.Item(tx.NewID()))
	if err != nil {
		return err
	}
	today := calendar.On(tx.Now)
	fresh.Secured, fresh.Price, fresh.DueOn = m.it.Secured, m.it.Pay, m.it.DueOn // a change order may have altered them
	if soon := today.AddDays(7); fresh.DueOn.Before(soon) {
		fresh.DueOn = soon
	}
	if err := bulkdb.SaveLine(ctx, tx, &m.l); err != nil {
		return err
	}
	if err := bulkdb.InsertLines(ctx, tx, []bulk.Line{fresh}); err != nil {
		return err
	}
	e, err := ledger.New("carry/"+string(fresh.ID), today, ledger.Move("carry", m.it.Secured, ledger.Escrow(m.it.ID), ledger.Escrow(fresh.ID)))
	if err != nil {
		return err
	}
	if err := ledgerdb.Post(ctx, tx, e); err != nil {
		return err
	}
	if err := marketdb.Log(ctx, tx, market.Event{Contract: m.c.ID, Item: m.it.ID, Kind: market.EventRefunded, By: a.Person, Amount: m.it.Secured.Int64(), Note: string(m.it.Ending)}); err != nil {
		return err
	}
	if err := concluding.Item(ctx, tx, &m.c, &m.it); err != nil {
		return err
	}
	return tx.Audit(ctx, a.Person, a.Party, "return_line", string(m.l.ID), m.it.Secured.String())
}
