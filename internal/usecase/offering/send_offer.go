package offering

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/message"
	"nariwai/internal/message/messagedb"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/inform"
	"nariwai/internal/usecase/replying"
	"nariwai/internal/usecase/threading"
	"nariwai/internal/usecase/vetting"
)

// Order is what a client writes to the one whom they ask.
type Order struct {
	To       id.Party
	Trial    bool
	Spec     market.Spec
	Message  string
	Withhold bool
}

// SendOffer offers work to one party. It takes the place of a first message among those that a party may have on their way, and a client
// whom the desk has never looked at calls for proposals first: what nobody else sees, nobody else can warn of.
func SendOffer(ctx context.Context, d *db.DB, a people.Actor, w Order) (_ id.Offer, err error) {
	defer fault.Wrap(&err, "offer work to %s", w.To)
	answer, err := d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		client, err := peopledb.Trading(ctx, tx, a, people.Order)
		if err != nil {
			return "", err
		}
		worker, err := peopledb.Tradable(ctx, tx, w.To)
		if err != nil {
			return "", err
		}
		published, err := marketdb.Published(ctx, tx, client.ID)
		if err != nil {
			return "", err
		}
		if published == 0 && client.ReviewedAt.IsZero() && client.NewClient() {
			return "", fault.New(fault.Conflict, "直接の依頼は、はじめての募集を運営が確かめたあとに送れます")
		}
		how := market.Direct
		if w.Trial {
			how = market.Trial
		}
		r := market.Recruiter{Name: client.LegalName, Address: client.Address, Contact: client.Contact}
		j, err := market.NewPrivate(id.Job(tx.NewID()), client.ID, a.Person, how, w.Spec, r, tx.Now)
		if err != nil {
			return "", err
		}
		o, err := j.Offer(id.Offer(tx.NewID()), worker.ID, w.Message, w.Withhold, a.Person, tx.Now)
		if err != nil {
			return "", err
		}
		if err := fair(ctx, tx, j); err != nil {
			return "", err
		}
		if err := marketdb.InsertJob(ctx, tx, j); err != nil {
			return "", err
		}
		if err := marketdb.InsertOffer(ctx, tx, o); err != nil {
			return "", err
		}
		if err := vetted(ctx, tx, j); err != nil {
			return "", err
		}
		if err := say(ctx, tx, a, j, o); err != nil {
			return "", err
		}
		return string(o.ID), inform.Party(ctx, tx, o.Worker, "offered", notice.Message{
			Say: "%sさんから、仕事の直接のお願いが届きました（%s・%s）", Args: []any{client.DisplayName, j.Title, j.Pay}, Link: "/offers/" + string(o.ID),
			More: []notice.Sentence{
				{Say: "%sまでに答えてください。答えないときは、お願いはなくなります。断っても、記録には残りません。", Args: []any{calendar.On(o.AnswerBy).AddDays(-1)}},
			},
		})
	})
	return id.Offer(answer), err
}

// vetted reads the job against the rules of package trust. What the desk would have to look at first isn't sent.
func vetted(ctx context.Context, tx *db.Tx, j market.Job) error {
	read, err := vetting.Read(ctx, tx, j)
	if err != nil {
		return err
	}
	if read.Hold {
		var f fault.Form
		f.Add("body", "決まりに触れるかもしれない文があります。連絡先や、先にお金を払うことを求める文を消してください")
		return f.Err()
	}
	return vetting.TellDesk(ctx, tx, j, read)
}

// say opens the thread in which the two talk before there is a contract, with the client's words.
func say(ctx context.Context, tx *db.Tx, a people.Actor, j market.Job, o market.DirectOffer) error {
	t, err := threading.OfJob(ctx, tx, j, o.Worker, o.Client)
	if err != nil {
		return err
	}
	s, err := messagedb.Standing(ctx, tx, t, o.Client)
	if err != nil {
		return err
	}
	if err := t.MayWrite(s); err != nil {
		return err
	}
	waits, err := replying.Of(ctx, tx, t)
	if err != nil {
		return err
	}
	m := message.Message{ID: id.Message(tx.NewID()), From: o.Client, By: a.Person, Body: o.Message}
	if err := m.Check(0); err != nil {
		return err
	}
	if err := threading.Say(ctx, tx, &t, &m); err != nil {
		return err
	}
	return waits.Said(ctx, tx, m, "")
}
