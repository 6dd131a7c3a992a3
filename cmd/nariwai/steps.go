package main

import (
	"context"
	"time"

	"nariwai/internal/db"
	"nariwai/internal/mail"
	"nariwai/internal/usecase/mailing"
	"nariwai/internal/worker"
)

// steps is the market's schedule and what belongs to this process. Without a sender no mail is sent.
func steps(sender *mail.Sender) []worker.Step {
	list := append([]worker.Step{
		// Another node may have moved a demonstration's clock.
		{Name: "clock", Every: 2 * time.Second, Everywhere: true, Run: func(ctx context.Context, d *db.DB) error {
			if !d.Demonstration() {
				return nil
			}
			return d.Load(ctx)
		}},
	}, worker.Schedule()...)
	if sender != nil {
		list = append(list, worker.Step{Name: "send mails", Every: 3 * time.Second, Run: func(ctx context.Context, d *db.DB) error {
			_, err := mailing.SendQueued(ctx, d, sender)
			return err
		}})
	}
	return list
}
