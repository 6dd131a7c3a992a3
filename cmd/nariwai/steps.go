package main

import (
	"context"
	"time"

	"nariwai/internal/blob"
	"nariwai/internal/db"
	"nariwai/internal/mail"
	"nariwai/internal/usecase/identifying"
	"nariwai/internal/usecase/mailing"
	"nariwai/internal/usecase/scanning"
	"nariwai/internal/worker"
)

// steps is the market's schedule and what belongs to this process. Without a sender no mail is sent, without a scanner no
// file is looked at.
func steps(sender *mail.Sender, files *blob.Store) []worker.Step {
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
	if files != nil {
		list = append(list, worker.Step{Name: "erase documents", Every: 10 * time.Minute, Run: func(ctx context.Context, d *db.DB) error {
			_, err := identifying.EraseDocuments(ctx, d, files)
			return err
		}})
	}
	if files.Scans() {
		list = append(list, worker.Step{Name: "scan files", Every: 2 * time.Second, Run: func(ctx context.Context, d *db.DB) error {
			_, err := scanning.ScanFiles(ctx, d, files)
			return err
		}})
	}
	return list
}
