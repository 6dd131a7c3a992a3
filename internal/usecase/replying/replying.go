// Package replying is the step by which every process says who asks and who answers: a message asks or answers, an act on a
// job or a contract answers, and what ends first takes asks back. It runs in the caller's transaction, so that the counts of
// a party are right at every moment, and decides nothing: reply has the rules.
package replying

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/message"
	"nariwai/internal/message/messagedb"
	"nariwai/internal/reply"
	"nariwai/internal/reply/replydb"
)

// Talk is a thread and what waits for an answer in it when somebody comes to write there.
type Talk struct {
	t       message.Thread
	waiting []reply.Ask
}

// Of reads what waits in a thread.
func Of(ctx context.Context, tx *db.Tx, t message.Thread) (k Talk, err error) {
	k.t = t
	all, err := replydb.Waiting(ctx, tx, t.Job, t.Contract)
	for _, a := range all {
		if a.Thread == t.ID {
			k.waiting = append(k.waiting, a)
		}
	}
	return k, err
}

// Event is a message as the rules see it.
func Event(t message.Thread, m message.Message) reply.Event {
	return reply.Event{Message: m.ID, N: m.N, By: m.From, To: t.Other(m.From), Asks: m.Asks, At: m.At, Thread: t.ID, Job: t.Job, Contract: t.Contract}
}

// Waits reports whether something that a party was asked waits for its answer, in time or not.
func (k Talk) Waits(asked id.Party) bool {
	for _, a := range k.waiting {
		if a.Asked == asked {
			return true
		}
	}
	return false
}

// Said notes a message that was written: it answers what its sender was asked and, if it asks, asks the other side. An ask
// that doesn't count from the start comes with why.
func (k Talk) Said(ctx context.Context, tx *db.Tx, m message.Message, why reply.How) (err error) {
	defer fault.Wrap(&err, "replies to %s", m.ID)
	e := Event(k.t, m)
	if e.Contract == "" {
		if err := messagedb.Refill(ctx, tx, e.Job, e.To, e.By, message.Replied); err != nil {
			return err
		}
	}
	open := false
	for _, a := range k.waiting {
		before := a
		switch {
		case a.Asked == e.By:
			a.Close(reply.ByMessage, e.N, e.At)
		case e.Asks:
			a.Miss(e.At)
			open = open || a.State == reply.Open
		}
		if err := save(ctx, tx, before, a); err != nil {
			return err
		}
	}
	if !e.Asks || open {
		return nil
	}
	a := reply.New(reply.Ask{ID: e.Message, Thread: e.Thread, Job: e.Job, Contract: e.Contract, Asked: e.To, By: e.By}, e.At)
	if why != "" {
		a.Close(why, e.N, e.At)
	}
	return replydb.Insert(ctx, tx, a)
}

// Acted answers what a party was asked about a contract, or about a job before there is one (by the other party, "" for all).
func Acted(ctx context.Context, tx *db.Tx, job id.Job, c id.Contract, by, other id.Party) error {
	return end(ctx, tx, job, c, func(a reply.Ask) reply.How {
		if a.Asked == by && (other == "" || a.By == other) {
			return reply.ByAct
		}
		return ""
	})
}

// Withdrew is Acted by who thereby has nothing more to ask the other party: a proposal was withdrawn, declined or awarded.
func Withdrew(ctx context.Context, tx *db.Tx, job id.Job, by, other id.Party) error {
	if err := messagedb.Refill(ctx, tx, job, other, by, message.Replied); err != nil {
		return err
	}
	if err := messagedb.Refill(ctx, tx, job, by, other, message.Withdrawn); err != nil {
		return err
	}
	return end(ctx, tx, job, "", func(a reply.Ask) reply.How {
		switch {
		case a.Asked == by && a.By == other:
			return reply.ByAct
		case a.By == by && a.Asked == other:
			return reply.Withdrawn
		}
		return ""
	})
}

// Over takes back everything that is asked about a contract, or about a job before there is one: it has ended.
func Over(ctx context.Context, tx *db.Tx, job id.Job, c id.Contract) error {
	if c == "" {
		if err := messagedb.RefillAll(ctx, tx, job); err != nil {
			return err
		}
	}
	return end(ctx, tx, job, c, func(reply.Ask) reply.How { return reply.Ended })
}

func end(ctx context.Context, tx *db.Tx, job id.Job, c id.Contract, how func(reply.Ask) reply.How) (err error) {
	defer fault.Wrap(&err, "replies about %s %s", job, c)
	waiting, err := replydb.Waiting(ctx, tx, job, c)
	if err != nil {
		return err
	}
	return closeAll(ctx, tx, waiting, how)
}

// Shunned takes back what a party is asked by another, because it has blocked or reported them.
func Shunned(ctx context.Context, tx *db.Tx, asked, by id.Party, how reply.How) (err error) {
	defer fault.Wrap(&err, "replies of %s to %s", asked, by)
	open, err := replydb.OpenOf(ctx, tx, asked)
	if err != nil {
		return err
	}
	return closeAll(ctx, tx, open, func(a reply.Ask) reply.How {
		if a.By == by {
			return how
		}
		return ""
	})
}

// Gone takes back what a party asks and is asked: it closes its account.
func Gone(ctx context.Context, tx *db.Tx, p id.Party) (err error) {
	defer fault.Wrap(&err, "replies of %s", p)
	asked, err := replydb.OpenOf(ctx, tx, p)
	if err != nil {
		return err
	}
	asks, err := replydb.OpenBy(ctx, tx, p)
	if err != nil {
		return err
	}
	return closeAll(ctx, tx, append(asked, asks...), func(reply.Ask) reply.How { return reply.Left })
}

// closeAll closes those asks for which how says by what.
func closeAll(ctx context.Context, tx *db.Tx, list []reply.Ask, how func(reply.Ask) reply.How) error {
	var threads []id.Thread
	for _, a := range list {
		if how(a) != "" {
			threads = append(threads, a.Thread)
		}
	}
	last, err := messagedb.LastN(ctx, tx, threads)
	if err != nil {
		return err
	}
	for _, a := range list {
		if h := how(a); h != "" {
			before := a
			a.Close(h, last[a.Thread], tx.Now)
			if err := messagedb.Settled(ctx, tx, a.Thread, a.Asked); err != nil {
				return err
			}
			if err := save(ctx, tx, before, a); err != nil {
				return err
			}
		}
	}
	return nil
}

func save(ctx context.Context, tx *db.Tx, before, a reply.Ask) error {
	if a == before {
		return nil
	}
	return replydb.Save(ctx, tx, before, a)
}
