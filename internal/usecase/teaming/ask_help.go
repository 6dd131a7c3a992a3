package teaming

import (
	"context"
	"strings"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/team"
	"nariwai/internal/team/teamdb"
)

// AskHelp asks the client of a contract that somebody has made alone to let others do parts of it. handles names them.
func AskHelp(ctx context.Context, d *db.DB, a people.Actor, cid id.Contract, handles []string, why string) (_ id.Contract, err error) {
	defer fault.Wrap(&err, "ask for help in %s", cid)
	answer, err := once(ctx, d, a, func(tx *db.Tx) (string, error) {
		c, err := marketdb.Contract(ctx, tx, cid)
		if err != nil {
			return "", err
		}
		if a, err = as(ctx, tx, a, c.Worker, people.Work); err != nil {
			return "", err
		}
		me, err := peopledb.Party(ctx, tx, c.Worker)
		if err != nil {
			return "", err
		}
		if c.TeamForm != market.Alone || me.Kind != people.OnePerson || c.State == market.ContractEnded {
			return "", fault.New(fault.Conflict, "この契約では、ほかの人に加わってもらえません")
		}
		var list []string
		for _, h := range handles {
			who, err := worker(ctx, tx, h)
			if err != nil {
				return "", err
			}
			if who.ID != c.Worker && who.ID != c.Client {
				list = append(list, string(who.ID))
			}
		}
		h := team.Help{Contract: cid, Party: c.Worker, Parties: strings.Join(list, " "), Why: strings.TrimSpace(why), State: team.HelpAsked, By: a.Person, At: tx.Now}
		if err := h.Check(); err != nil {
			return "", err
		}
		old, err := teamdb.Help(ctx, tx, cid)
		switch {
		case fault.Is(err, fault.NotFound):
			err = teamdb.AddHelp(ctx, tx, h)
		case err == nil && old.State != team.HelpRefused:
			err = fault.New(fault.Conflict, "この相談は、もう送っています")
		case err == nil:
			h.Version = old.Version
			err = teamdb.SaveHelp(ctx, tx, &h)
		}
		if err != nil {
			return "", err
		}
		return string(cid), notify(ctx, tx, c.Client, "team_changed", partsLink(cid), "「%s」の仕事に、ほかの人にも加わってもらいたいと相談がありました", []any{c.Title})
	})
	return id.Contract(answer), err
}

// AnswerHelp is the client's consent, or not. With it the contract becomes one that its worker has made as a prime contractor.
func AnswerHelp(ctx context.Context, d *db.DB, a people.Actor, cid id.Contract, yes bool, reason string) (_ id.Contract, err error) {
	defer fault.Wrap(&err, "answer help in %s", cid)
	answer, err := once(ctx, d, a, func(tx *db.Tx) (string, error) {
		c, err := marketdb.Contract(ctx, tx, cid)
		if err != nil {
			return "", err
		}
		if err := c.Must(a.Party, market.ClientSide); err != nil {
			return "", err
		}
		if err := peopledb.Entitled(ctx, tx, a, people.Accept); err != nil {
			return "", err
		}
		h, err := teamdb.Help(ctx, tx, cid)
		if err != nil {
			return "", err
		}
		if err := h.Answer(yes, reason, a.Person, tx.Now); err != nil {
			return "", err
		}
		if err := teamdb.SaveHelp(ctx, tx, &h); err != nil {
			return "", err
		}
		say, args := "「%s」の依頼主が、ほかの人が加わることに同意しました。受け持ちを分けてください", []any{c.Title}
		if yes {
			c.TeamForm = market.Prime
			if err := marketdb.SaveContract(ctx, tx, &c); err != nil {
				return "", err
			}
		} else {
			say, args = "「%s」の依頼主は、ほかの人が加わることに同意しませんでした（%s）", []any{c.Title, h.Reason}
		}
		if err := notify(ctx, tx, c.Worker, "team_changed", partsLink(cid), say, args); err != nil {
			return "", err
		}
		return string(cid), tx.Audit(ctx, a.Person, a.Party, "answer_help", string(cid), string(h.State))
	})
	return id.Contract(answer), err
}
