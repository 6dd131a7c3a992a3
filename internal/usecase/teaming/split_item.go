package teaming

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/team"
)

// SplitItem proposes who does what of an item, for how much and by when. Each is asked; those whose part stays as they have agreed
// to it are not asked again.
func SplitItem(ctx context.Context, d *db.DB, a people.Actor, iid id.Item, asks []team.Ask) (cid id.Contract, err error) {
	defer fault.Wrap(&err, "split item %s", iid)
	answer, err := once(ctx, d, a, func(tx *db.Tx) (string, error) {
		j, err := jobOf(ctx, tx, iid)
		if err != nil {
			return "", err
		}
		if a, err = j.lead(ctx, tx, a); err != nil {
			return "", err
		}
		if err := j.open(); err != nil {
			return "", err
		}
		fr, err := j.frame(ctx, tx)
		if err != nil {
			return "", err
		}
		changed, added, err := fr.Split(j.parts, asks, a.Person, tx.Now, func() id.Part { return id.Part(tx.NewID()) })
		if err != nil {
			return "", err
		}
		for i := range added {
			added[i].Contract = j.c.ID
			if added[i].Member == j.leader { // who proposes it has agreed to it
				if err := added[i].Agree(tx.Now); err != nil {
					return "", err
				}
			}
		}
		if err := j.put(ctx, tx, changed, added); err != nil {
			return "", err
		}
		for _, p := range added {
			if p.State != team.Proposed {
				continue
			}
			if err := j.notify(ctx, tx, p.Member, "team_changed", "「%s」の受け持ち「%s」（%s）をお願いされました。見て、返事をしてください", []any{j.it.Title, p.Title, p.Pay}); err != nil {
				return "", err
			}
		}
		return string(j.c.ID), j.bind(ctx, tx)
	})
	return id.Contract(answer), err
}
