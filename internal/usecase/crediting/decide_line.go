package crediting

import (
	"context"

	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/credit"
	"nariwai/internal/credit/creditdb"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/ledger"
	"nariwai/internal/ledger/ledgerdb"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
	"nariwai/internal/usecase/inform"
	"nariwai/internal/yen"
)

// Decision is what the desk decides about a client's line.
type Decision struct {
	Kind      credit.ChangeKind
	Amount    yen.Yen // of a limit
	DueMonths int64   // of a limit
	Reason    string  // for the client to read
}

// DecideLine decides about a line. A limit above the rules' amount is only proposed, and holds when another person confirms it.
// A party that has asked for nothing may be given a line too.
func DecideLine(ctx context.Context, d *db.DB, a people.Actor, p id.Party, dec Decision) (err error) {
	defer fault.Wrap(&err, "decide the line of %s", p)
	return atDesk(ctx, d, a, func(tx *db.Tx) error {
		party, err := peopledb.Party(ctx, tx, p)
		if err != nil {
			return err
		}
		line, err := creditdb.Line(ctx, tx, p)
		if fault.Is(err, fault.NotFound) && dec.Kind == credit.ToLimit {
			line = credit.Line{Party: p, State: credit.Asked}
			err = creditdb.InsertLine(ctx, tx, line)
		}
		if err != nil {
			return err
		}
		if _, err := creditdb.Proposed(ctx, tx, p); !fault.Is(err, fault.NotFound) {
			if err == nil {
				err = fault.New(fault.Conflict, "別の人の確認を待っている変更があります。先にそれを決めてください")
			}
			return err
		}
		rules, _, err := policydb.At[credit.Rules](ctx, tx, policy.Credit, id.Site, calendar.On(tx.Now))
		if err != nil {
			return err
		}
		atStake, err := ledgerdb.Balance(ctx, tx, ledger.Owed(p))
		if err != nil {
			return err
		}
		c, err := line.Decide(id.Limit(tx.NewID()), dec.Kind, dec.Amount, dec.DueMonths, dec.Reason, rules, atStake, a.Person, tx.Now)
		if err != nil {
			return err
		}
		if err := creditdb.InsertChange(ctx, tx, c); err != nil {
			return err
		}
		if err := tx.Audit(ctx, a.Person, a.Party, "decide_credit", string(p), string(c.Kind)+" "+c.After.String()+" ("+string(c.State)+")"); err != nil {
			return err
		}
		if c.State == credit.Proposed {
			return inform.Desk(ctx, tx, "credit_asked", notice.Message{
				Say: "%sの請求書払いの枠%sが、2人めの確認を待っています", Args: []any{party.DisplayName, c.After}, Link: "/desk/credit/" + string(p),
			})
		}
		return apply(ctx, tx, line, c)
	})
}

// ConfirmLimit is the second person's yes to a limit.
func ConfirmLimit(ctx context.Context, d *db.DB, a people.Actor, cid id.Limit) (err error) {
	defer fault.Wrap(&err, "confirm limit %s", cid)
	return atDesk(ctx, d, a, func(tx *db.Tx) error {
		c, err := creditdb.Change(ctx, tx, cid)
		if err != nil {
			return err
		}
		if err := c.Confirm(a.Person, tx.Now); err != nil {
			return err
		}
		if err := creditdb.SaveChange(ctx, tx, &c); err != nil {
			return err
		}
		line, err := creditdb.Line(ctx, tx, c.Party)
		if err != nil {
			return err
		}
		if err := tx.Audit(ctx, a.Person, a.Party, "confirm_credit", string(c.Party), c.After.String()); err != nil {
			return err
		}
		return apply(ctx, tx, line, c)
	})
}

// DropLimit sets a limit aside that waits for its second person. The first one may do that too.
func DropLimit(ctx context.Context, d *db.DB, a people.Actor, cid id.Limit) (err error) {
	defer fault.Wrap(&err, "drop limit %s", cid)
	return atDesk(ctx, d, a, func(tx *db.Tx) error {
		c, err := creditdb.Change(ctx, tx, cid)
		if err != nil {
			return err
		}
		if err := c.Drop(a.Person, tx.Now); err != nil {
			return err
		}
		if err := creditdb.SaveChange(ctx, tx, &c); err != nil {
			return err
		}
		return tx.Audit(ctx, a.Person, a.Party, "drop_credit", string(c.Party), c.After.String())
	})
}

// apply brings a decision into force: on the line, in the book, and to the client.
func apply(ctx context.Context, tx *db.Tx, line credit.Line, c credit.Change) error {
	line.Apply(c)
	if err := creditdb.SaveLine(ctx, tx, &line); err != nil {
		return err
	}
	if c.Before != c.After {
		entry, err := billing.SetLimit(c.ID, c.Party, c.Before, c.After, calendar.On(tx.Now))
		if err != nil {
			return err
		}
		if err := ledgerdb.Post(ctx, tx, entry); err != nil {
			return err
		}
	}
	say, args := "請求書払いの枠が、%sになりました", []any{line.Amount}
	switch c.Kind {
	case credit.ToRefuse:
		say, args = "請求書払いのお申し込みは、お受けできませんでした", nil
	case credit.ToStop:
		say, args = "請求書払いを止めました。新しい依頼は仮払いになります。始まっている仕事は、そのまま続きます", nil
	case credit.ToResume:
		say, args = "請求書払いを、また使えるようになりました", nil
	case credit.ToEnd:
		say, args = "請求書払いが終わりました。新しい依頼は仮払いになります", nil
	}
	return inform.Party(ctx, tx, c.Party, "credit_decided", notice.Message{
		Say: say, Args: args, Link: "/credit", More: []notice.Sentence{{Say: "理由：%s", Args: []any{c.Reason}}},
	})
}

// atDesk runs what somebody at the desk asks for, once however often it is sent.
func atDesk(ctx context.Context, d *db.DB, a people.Actor, f func(*db.Tx) error) error {
	_, err := d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		if err := peopledb.Operating(ctx, tx, a); err != nil {
			return "", err
		}
		return "", f(tx)
	})
	return err
}
