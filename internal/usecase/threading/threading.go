// Package threading is the step by which a thread opens and by which something is said in it: from a proposal, from an award, or
// because somebody writes. It runs in the caller's transaction.
package threading

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/live"
	"nariwai/internal/live/livedb"
	"nariwai/internal/market"
	"nariwai/internal/message"
	"nariwai/internal/message/messagedb"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
	"nariwai/internal/usecase/replying"
)

// OfJob returns the thread of a worker about a job, in which one of its sides is about to speak. It opens with the first that is said, as
// long as the limits of who opens it have room; who goes on after withdrawing takes the place again.
func OfJob(ctx context.Context, tx *db.Tx, j market.Job, worker, by id.Party) (t message.Thread, err error) {
	defer fault.Wrap(&err, "thread about %s", j.ID)
	t, err = messagedb.Between(ctx, tx, j.ID, worker, "")
	switch {
	case err == nil:
		if again, err := messagedb.HasWithdrawn(ctx, tx, t.ID); err != nil || !again || by != worker {
			return t, err
		}
	case fault.Is(err, fault.NotFound):
		t = message.Thread{ID: id.Thread(tx.NewID()), Job: j.ID, Client: j.Client, Worker: worker, OpenedAt: tx.Now, LastAt: tx.Now, Title: j.Title}
		if err := messagedb.Open(ctx, tx, t); err != nil {
			return t, err
		}
	default:
		return t, err
	}
	today := calendar.On(tx.Now)
	limits, _, err := policydb.At[message.Limits](ctx, tx, policy.Approaches, id.Site, today)
	if err != nil {
		return t, err
	}
	a, err := messagedb.Approaches(ctx, tx, limits, by, today.Start())
	if err != nil {
		return t, err
	}
	if err := a.MayApproach(); err != nil {
		return t, err
	}
	return t, messagedb.Approach(ctx, tx, t, by)
}

// Proposed says the words of a proposal in the thread of its worker and client. The client has a list of proposals, and a notice of
// each: what isn't talk is not counted as unread.
func Proposed(ctx context.Context, tx *db.Tx, j market.Job, p market.Proposal) (err error) {
	defer fault.Wrap(&err, "thread of proposal %s", p.ID)
	t, err := OfJob(ctx, tx, j, p.Worker, p.Worker)
	if err != nil {
		return err
	}
	s, err := messagedb.Standing(ctx, tx, t, p.Worker)
	if err != nil {
		return err
	}
	if err := s.MayOpen(); err != nil {
		return err
	}
	waits, err := replying.Of(ctx, tx, t)
	if err != nil {
		return err
	}
	t.Proposal = p.ID
	m := message.Message{ID: id.Message(tx.NewID()), Kind: message.Proposal, From: p.Worker, By: p.By, Body: p.Message}
	if err := messagedb.Add(ctx, tx, &t, &m, nil); err != nil {
		return err
	}
	return waits.Said(ctx, tx, m, "")
}

// Awarded opens the thread of a contract.
func Awarded(ctx context.Context, tx *db.Tx, c market.Contract) (err error) {
	defer fault.Wrap(&err, "thread of contract %s", c.ID)
	return messagedb.Open(ctx, tx, message.Thread{ID: id.Thread(tx.NewID()), Job: c.Job, Contract: c.ID, Proposal: c.Proposal,
		Client: c.Client, Worker: c.Worker, OpenedAt: tx.Now, LastAt: tx.Now, Title: c.Title})
}

// Say writes a message behind the others, as unread for everybody who acts for the other side, and lets the open pages of both
// sides look again.
func Say(ctx context.Context, tx *db.Tx, t *message.Thread, m *message.Message) (err error) {
	defer fault.Wrap(&err, "say in %s", t.ID)
	theirs, err := actors(ctx, tx, t.Other(m.From))
	if err != nil {
		return err
	}
	ours, err := actors(ctx, tx, m.From)
	if err != nil {
		return err
	}
	if err := messagedb.Add(ctx, tx, t, m, theirs); err != nil {
		return err
	}
	return livedb.Tell(ctx, tx, append(theirs, ours...), live.Message, string(t.ID), m.N)
}

// Tell lets the open pages of both sides look at a thread again.
func Tell(ctx context.Context, tx *db.Tx, t message.Thread, k live.Kind, n int64) error {
	for _, p := range []id.Party{t.Client, t.Worker} {
		persons, err := actors(ctx, tx, p)
		if err != nil {
			return err
		}
		if err := livedb.Tell(ctx, tx, persons, k, string(t.ID), n); err != nil {
			return err
		}
	}
	return nil
}

// actors are the persons who act for a party.
func actors(ctx context.Context, tx *db.Tx, p id.Party) (ids []id.Person, err error) {
	persons, err := peopledb.Contacts(ctx, tx, p)
	for _, x := range persons {
		ids = append(ids, x.ID)
	}
	return ids, err
}
