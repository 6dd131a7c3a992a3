package proposing

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/trust/trustdb"
	"nariwai/internal/usecase/inform"
	"nariwai/internal/usecase/replying"
)

// EditProposal changes an offer until it is decided. The client is told when the price or the date has changed.
func EditProposal(ctx context.Context, d *db.DB, a people.Actor, pid id.Proposal, o market.Offer) (err error) {
	defer fault.Wrap(&err, "edit proposal %s", pid)
	same := 0
	if p, err := marketdb.Proposal(ctx, d.Snapshot(), pid); err == nil {
		if same, err = alike(ctx, d, a.Party, p.Job, o.Message); err != nil {
			return err
		}
	}
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		p, j, worker, err := own(ctx, tx, a, pid, peopledb.Trading)
		if err != nil {
			return "", err
		}
		before := p
		if o.Message != p.Message {
			if err := trustdb.SetAlike(ctx, tx, p.ID, same); err != nil {
				return "", err
			}
		}
		if err := p.Edit(o, j, tx.Now); err != nil {
			return "", err
		}
		if err := marketdb.SaveProposal(ctx, tx, &p); err != nil {
			return "", err
		}
		if err := replying.Acted(ctx, tx, j.ID, "", p.Worker, ""); err != nil {
			return "", err
		}
		if before.State == p.State && before.Price == p.Price && before.DueOn == p.DueOn {
			return "", nil
		}
		return "", inform.Party(ctx, tx, j.Client, "proposal_changed", notice.Message{
			Say:  "「%s」への%sさんの提案が変わりました（%s・納期 %s）",
			Args: []any{j.Title, worker.DisplayName, p.Price, p.DueOn}, Link: "/proposals/" + string(p.ID),
		})
	})
	return err
}
