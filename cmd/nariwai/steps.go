package main

import (
	"context"
	"time"

	"nariwai/internal/db"
	"nariwai/internal/mail"
	"nariwai/internal/usecase/mailing"
	"nariwai/internal/worker"
)

// steps is everything that happens without anybody asking, in the order in which one leads to the next.
// Without a sender no mail is sent.
func steps(sender *mail.Sender) []worker.Step {
	list := []worker.Step{
		// Another node may have moved a demonstration's clock.
		{Name: "clock", Every: 2 * time.Second, Everywhere: true, Run: func(ctx context.Context, d *db.DB) error {
			if !d.Demonstration() {
				return nil
			}
			return d.Load(ctx)
		}},
		{Name: "forget commands", Every: time.Hour, Run: func(ctx context.Context, d *db.DB) error {
			return d.Write(ctx, func(tx *db.Tx) error { return db.ForgetCommands(ctx, tx) })
		}},
		{Name: "prune notices", Every: time.Hour, Run: mailing.Prune},
	}
	if sender != nil {
		list = append(list, worker.Step{Name: "send mails", Every: 3 * time.Second, Run: func(ctx context.Context, d *db.DB) error {
			_, err := mailing.SendQueued(ctx, d, sender)
			return err
		}})
	}
	return list
}
