package main

import (
	"context"
	"time"

	"nariwai/internal/db"
	"nariwai/internal/mail"
	"nariwai/internal/usecase/account"
	"nariwai/internal/usecase/mailing"
	"nariwai/internal/usecase/posting"
	"nariwai/internal/usecase/working"
	"nariwai/internal/worker"
)

// steps is everything that happens without anybody asking, in the order in which one leads to the next.
// Without a sender no mail is sent.
func steps(sender *mail.Sender) []worker.Step {
	const soon, seldom = 20 * time.Second, time.Hour
	list := []worker.Step{
		// Another node may have moved a demonstration's clock.
		{Name: "clock", Every: 2 * time.Second, Everywhere: true, Run: func(ctx context.Context, d *db.DB) error {
			if !d.Demonstration() {
				return nil
			}
			return d.Load(ctx)
		}},
		{Name: "close jobs", Every: soon, Run: counted(posting.CloseOverdueJobs)},
		{Name: "remind of decisions", Every: soon, Run: counted(posting.RemindUndecided)},
		{Name: "end undecided jobs", Every: soon, Run: counted(posting.EndUndecidedJobs)},
		{Name: "remind of acceptance", Every: soon, Run: counted(working.RemindAcceptance)},
		{Name: "accept", Every: soon, Run: counted(working.AcceptOverdue)},
		{Name: "erase", Every: seldom, Run: account.EraseExpired},
		{Name: "sweep sign-ins", Every: seldom, Run: account.Sweep},
		{Name: "forget commands", Every: seldom, Run: func(ctx context.Context, d *db.DB) error {
			return d.Write(ctx, func(tx *db.Tx) error { return db.ForgetCommands(ctx, tx) })
		}},
		{Name: "prune notices", Every: seldom, Run: mailing.Prune},
	}
	if sender != nil {
		list = append(list, worker.Step{Name: "send mails", Every: 3 * time.Second, Run: func(ctx context.Context, d *db.DB) error {
			_, err := mailing.SendQueued(ctx, d, sender)
			return err
		}})
	}
	return list
}

// counted is a use case that answers how much it did, which only tests ask.
func counted(f func(context.Context, *db.DB) (int, error)) func(context.Context, *db.DB) error {
	return func(ctx context.Context, d *db.DB) error {
		_, err := f(ctx, d)
		return err
	}
}
