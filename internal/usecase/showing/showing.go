// Package showing is how a worker shows what they have done: works of contracts, when the client agrees, and works of their own.
package showing

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/portfolio"
	"nariwai/internal/portfolio/portfoliodb"
)

// Form is what a worker writes of a work. Of a contract's work the field and the month are the contract's.
type Form struct {
	Field string
	Month calendar.Month
	portfolio.Text
}

func notFound() error { return fault.New(fault.NotFound, "見つかりませんでした") }

// own reads a work of the actor's party; everybody else's is not there.
func own(ctx context.Context, tx *db.Tx, a people.Actor, wid id.Work) (w portfolio.Work, err error) {
	if err := peopledb.Entitled(ctx, tx, a, people.Manage); err != nil {
		return w, err
	}
	if w, err = portfoliodb.Work(ctx, tx, wid); err == nil && w.Party != a.Party {
		err = notFound()
	}
	return w, err
}

// side reads a work for one of its two sides: the client's only as long as it has something to say about it.
func side(ctx context.Context, tx *db.Tx, a people.Actor, wid id.Work) (w portfolio.Work, err error) {
	if err := peopledb.Entitled(ctx, tx, a, people.Manage); err != nil {
		return w, err
	}
	if w, err = portfoliodb.Work(ctx, tx, wid); err != nil {
		return w, err
	}
	if !w.SeenBy(a.Party) && !(w.State == portfolio.Public && w.Client == a.Party) {
		err = notFound()
	}
	return w, err
}

// command runs a change of a work that stands there already.
func command(ctx context.Context, d *db.DB, a people.Actor, wid id.Work, who func(context.Context, *db.Tx, people.Actor, id.Work) (portfolio.Work, error), f func(*db.Tx, *portfolio.Work) error) error {
	_, err := d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		w, err := who(ctx, tx, a, wid)
		if err != nil {
			return "", err
		}
		if err := f(tx, &w); err != nil {
			return "", err
		}
		return string(w.ID), portfoliodb.Save(ctx, tx, &w)
	})
	return err
}

// MakeOwn begins a work that came of no contract here. Nobody else sees it before it is published.
func MakeOwn(ctx context.Context, d *db.DB, a people.Actor, in Form) (wid id.Work, err error) {
	defer fault.Wrap(&err, "make a work")
	return begin(ctx, d, a, in.Text, func(tx *db.Tx, wid id.Work, t portfolio.Text) (portfolio.Work, error) {
		if err := in.check(tx); err != nil {
			return portfolio.Work{}, err
		}
		return portfolio.Own(wid, a.Party, in.Field, in.Month, t, tx.Now), nil
	})
}

// MakeOfContract begins the work of a contract that has ended with something paid for. Of one contract there is one work.
func MakeOfContract(ctx context.Context, d *db.DB, a people.Actor, cid id.Contract, t portfolio.Text) (wid id.Work, err error) {
	defer fault.Wrap(&err, "make a work of %s", cid)
	return begin(ctx, d, a, t, func(tx *db.Tx, wid id.Work, t portfolio.Text) (w portfolio.Work, err error) {
		c, err := marketdb.Contract(ctx, tx, cid)
		if err == nil && c.Worker != a.Party {
			err = notFound()
		}
		if err != nil {
			return w, err
		}
		items, err := marketdb.Items(ctx, tx, cid)
		if err != nil {
			return w, err
		}
		if !Showable(c, items) {
			return w, fault.New(fault.Conflict, "公開の実績にできるのは、報酬が支払われて終わった契約です")
		}
		if _, err := portfoliodb.WorkOf(ctx, tx, cid); !fault.Is(err, fault.NotFound) {
			if err == nil {
				err = fault.New(fault.Conflict, "この契約の実績は、もうあります。実績の一覧から開いてください")
			}
			return w, err
		}
		return portfolio.OfContract(wid, cid, c.Worker, c.Client, parent(c.Category), c.EndedAt, t, tx.Now), nil
	})
}

// Showable reports whether a contract can become a work: it has ended, and something of it was accepted or paid for.
func Showable(c market.Contract, items []market.Item) bool {
	if c.State != market.ContractEnded {
		return false
	}
	for _, it := range items {
		if it.State == market.ItemAccepted || it.State == market.ItemSplit {
			return true
		}
	}
	return false
}

func begin(ctx context.Context, d *db.DB, a people.Actor, t portfolio.Text, f func(*db.Tx, id.Work, portfolio.Text) (portfolio.Work, error)) (id.Work, error) {
	answer, err := d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		p, err := peopledb.Acting(ctx, tx, a, people.Manage)
		if err != nil {
			return "", err
		}
		if !p.Works {
			return "", fault.New(fault.Conflict, "実績は、働く人のものです。プロフィールの設定で「仕事を受ける」を選んでください")
		}
		w, err := f(tx, id.Work(tx.NewID()), t)
		if err != nil {
			return "", err
		}
		if w.Text, err = t.Tidy(); err != nil {
			return "", err
		}
		n, err := portfoliodb.Count(ctx, tx, a.Party)
		if err != nil {
			return "", err
		}
		if n >= portfolio.MostWorks {
			return "", fault.New(fault.Conflict, "実績は%d件までです。古いものを消してから、加えてください", portfolio.MostWorks)
		}
		return string(w.ID), portfoliodb.Insert(ctx, tx, w)
	})
	return id.Work(answer), err
}

// check looks at what only a work of one's own lets be chosen.
func (in Form) check(tx *db.Tx) error {
	var f fault.Form
	if c, ok := market.Categories.Find(in.Field); !ok || c.Parent != "" {
		f.Add("field", "分野を一覧から選んでください")
	}
	if in.Month.IsZero() || in.Month.After(calendar.MonthOf(calendar.On(tx.Now))) {
		f.Add("month", "今月か、それより前の月にしてください")
	}
	_, err := in.Text.Tidy()
	f.Merge(err)
	return f.Err()
}

func parent(leaf string) string {
	c, _ := market.Categories.Leaf(leaf)
	return c.Parent
}
