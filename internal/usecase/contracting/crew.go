package contracting

import (
	"context"

	"nariwai/internal/billing"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/team"
	"nariwai/internal/team/teamdb"
)

// crew is a team that is hired; without members it is somebody alone.
type crew struct {
	team.Team
	members team.Members
	parties map[id.Party]people.Party
}

func crewOf(ctx context.Context, tx *db.Tx, worker people.Party) (c crew, err error) {
	if worker.Kind != people.Team {
		return c, nil
	}
	if c.Team, err = teamdb.Team(ctx, tx, worker.ID); err != nil {
		return c, err
	}
	if c.members, err = teamdb.Members(ctx, tx, worker.ID); err != nil {
		return c, err
	}
	var ids []id.Party
	for _, m := range c.members {
		ids = append(ids, m.Party)
	}
	if len(ids) == 0 {
		return c, fault.New(fault.Conflict, "このチームには、いま仲間がいません")
	}
	c.parties, err = peopledb.PartiesOf(ctx, tx, ids)
	return c, err
}

// signer is whose facts decide what is withheld under the contract as a whole.
func (c crew) signer(worker people.Party) people.Party {
	if c.Form == team.Prime {
		return c.parties[c.Leader]
	}
	return worker
}

// pay puts those who are paid in the team's place: until the members have agreed on parts, the leader of a prime contract, or in a
// joint one everybody by the default split that they joined under.
func (c crew) pay(contract *market.Contract, items []market.Item) {
	if len(c.members) == 0 {
		return
	}
	contract.TeamForm = market.TeamForm(c.Form)
	for i := range items {
		if c.Form == team.Prime {
			items[i].Payees = []market.Payee{{N: 1, Party: c.Leader, Share: 1}}
			continue
		}
		items[i].Payees = nil
		for n, s := range c.members.Default(items[i].Pay) {
			p := c.parties[s.Party]
			items[i].Payees = append(items[i].Payees, market.Payee{N: int64(n + 1), Party: s.Party, Share: s.Pay.Int64(),
				Withholding: string(billing.Withholding(contract.Withholding).Of(p.Form == people.Company, p.Resident))})
		}
	}
}
