package working

import (
	"context"

	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
	"nariwai/internal/usecase/securing"
	"nariwai/internal/usecase/terms"
	"nariwai/internal/yen"
)

// SignChange agrees to the other side's change order. It binds at once, and what the client still has to pay in is asked for anew;
// only a raise on work that the client has paid in for waits for its difference, and binds when that is paid (terms.Bind, in the
// funding process). On credit there is nothing to wait for: the limit has room for the difference, or the raise is refused.
func SignChange(ctx context.Context, d *db.DB, a people.Actor, chid id.Change) (cid id.Contract, err error) {
	defer fault.Wrap(&err, "sign change %s", chid)
	return onChange(ctx, d, a, chid, func(tx *db.Tx, r *room, ch *market.Change) error {
		was := r.it.Pay
		binds, err := ch.Sign(r.c, &r.it, a.Party, a.Person, tx.Now)
		if err != nil {
			return err
		}
		if err := r.answered(ctx, tx); err != nil {
			return err
		}
		if err := tx.Audit(ctx, a.Person, a.Party, "sign_change", string(ch.ID), ch.Pay.String()); err != nil {
			return err
		}
		var more yen.Yen
		if !binds {
			// Withholding can eat a raise of a yen: the escrow holds enough already.
			if more, err = r.difference(ctx, tx, ch.Pay); err != nil {
				return err
			}
			switch {
			case more.Sign() <= 0:
				more = yen.Yen{}
			case r.it.Security == market.SecuredByCredit:
				if err := securing.Raise(ctx, tx, r.c, r.it, ch.ID, more); err != nil {
					return err
				}
			default:
				return r.raise(ctx, tx, ch, more)
			}
		}
		if _, err := terms.Bind(ctx, tx, &r.c, &r.it, ch, more); err != nil {
			return err
		}
		if r.it.State != market.ItemAgreed || r.it.Pay == was {
			return nil
		}
		if err := billingdb.VoidFundings(ctx, tx, r.c.ID, map[id.Item]bool{r.it.ID: true}); err != nil {
			return err
		}
		return askAgain(ctx, tx, r.c)
	})
}

// difference is what must come into the item's escrow before it can be settled at pay.
func (r *room) difference(ctx context.Context, tx *db.Tx, pay yen.Yen) (more yen.Yen, err error) {
	rates, _, err := terms.Of(ctx, tx, r.c)
	if err != nil {
		return more, err
	}
	q, err := terms.Requote(ctx, tx, rates, r.it, pay)
	return q.Escrow.Sub(r.it.Secured), err
}

// raise keeps a signed raise that waits for its money, and asks the client for it.
func (r *room) raise(ctx context.Context, tx *db.Tx, ch *market.Change, more yen.Yen) error {
	if err := marketdb.SaveChange(ctx, tx, ch); err != nil {
		return err
	}
	today := calendar.On(tx.Now)
	rules, _, err := policydb.At[market.Clocks](ctx, tx, policy.Clocks, r.c.Mall, today)
	if err != nil {
		return err
	}
	f, err := billing.NewFunding("", "", r.c.ID, r.c.Client, []billing.FundingItem{{Item: r.it.ID, Amount: more}}, tx.Now, today.AddDays(rules.FundDays+1).Start())
	if err != nil {
		return err
	}
	f.Change = ch.ID
	if err := r.log(ctx, tx, market.EventSigned, ch.Pay, ""); err != nil {
		return err
	}
	if err := tellParty(ctx, tx, r.c, r.c.Worker, "change_signed", "「%s」の変更に、ふたりの署名がそろいました。差額の仮払いを待っています", []any{name(r.c, r.it)}); err != nil {
		return err
	}
	return request(ctx, tx, r.c, f, "「%s」の変更に、ふたりの署名がそろいました。差額の仮払いをお願いします")
}

// onChange is command for what is done to a change order; it answers the contract.
func onChange(ctx context.Context, d *db.DB, a people.Actor, chid id.Change, f func(*db.Tx, *room, *market.Change) error) (id.Contract, error) {
	answer, err := command(ctx, d, a, func(tx *db.Tx) (string, error) {
		ch, err := marketdb.Change(ctx, tx, chid)
		if err != nil {
			return "", err
		}
		r, err := enterItem(ctx, tx, a, people.Accept, ch.Item)
		if err != nil {
			return "", err
		}
		return string(r.c.ID), f(tx, &r, &ch)
	})
	return id.Contract(answer), err
}
