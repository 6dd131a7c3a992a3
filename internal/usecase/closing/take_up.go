package closing

import (
	"context"

	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/document"
	"nariwai/internal/document/documentdb"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/ledger"
	"nariwai/internal/ledger/ledgerdb"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/phrase"
	"nariwai/internal/usecase/inform"
	"nariwai/internal/yen"
)

// taker takes payees up into a run, one by one.
type taker struct {
	run     billing.Run
	issuer  document.Issuer
	tax     billing.TaxRates
	clients map[id.Party]string // names that statements print
}

// payee puts what one payee is owed into the run. Whoever has a line in it already stays as they are.
func (t taker) payee(ctx context.Context, tx *db.Tx, payee id.Party) (err error) {
	defer fault.Wrap(&err, "take up %s", payee)
	there, err := billingdb.HasPayout(ctx, tx, t.run.ID, payee)
	if err != nil || there {
		return err
	}
	party, err := peopledb.Party(ctx, tx, payee)
	if err != nil {
		return err
	}
	due, err := billingdb.Due(ctx, tx, payee, t.run.Through)
	if err != nil {
		return err
	}
	if t.run.Kind == billing.RunMonth {
		if early, err := cannotWait(ctx, tx, due, t.run.PayOn); err != nil || early {
			return err // a run in between pays them, and pays them all
		}
	}
	held, err := ledgerdb.Balance(ctx, tx, ledger.Held(payee))
	if err != nil {
		return err
	}
	p := billing.Payout{ID: id.Payout(tx.NewID()), Run: t.run.ID, Party: payee, Settlements: int64(len(due)), State: billing.PayoutDue}
	for _, s := range due {
		p.Amount = p.Amount.Add(s.Net)
	}
	earned := p.Amount
	if party.CarryOver {
		return t.carry(ctx, tx, p)
	}
	to, why, err := target(ctx, tx, payee, t.run.PayOn)
	if err != nil {
		return err
	}
	if why == "" {
		p.Target, p.FromHeld, p.Amount = to, held, earned.Add(held)
	} else {
		p.State, p.Reason = billing.PayoutHeld, why
	}
	if len(due) > 0 {
		if _, err := billingdb.TakeUp(ctx, tx, t.run.ID, payee, t.run.Through); err != nil {
			return err
		}
	}
	if p.Amount.IsZero() {
		return nil // nothing new, or items so small that the fee was all of them
	}
	return t.line(ctx, tx, p, party, due, earned)
}

// cannotWait reports whether some of what is due has its last day before payOn, other than by the payee's own request.
func cannotWait(ctx context.Context, tx *db.Tx, due []billing.Settlement, payOn calendar.Date) (bool, error) {
	for _, s := range due {
		if s.PayBy.IsZero() || !s.PayBy.Before(payOn) {
			continue
		}
		carried, err := billingdb.Carried(ctx, tx, s.Payee, s.On)
		if err != nil || !carried {
			return !carried, err
		}
	}
	return false, nil
}

// line books a payee's line and tells them.
func (t taker) line(ctx context.Context, tx *db.Tx, p billing.Payout, party people.Party, due []billing.Settlement, earned yen.Yen) error {
	today := calendar.On(tx.Now)
	entry, err := p.CloseEntry(earned, today)
	if err != nil {
		return err
	}
	if err := ledgerdb.Post(ctx, tx, entry); err != nil {
		return err
	}
	if p.FromHeld.Sign() > 0 {
		if err := billingdb.JoinHeld(ctx, tx, p.Party, p.ID); err != nil {
			return err
		}
	}
	doc, err := t.statement(ctx, tx, p, party, due)
	if err != nil {
		return err
	}
	p.Statement = doc.ID
	if err := billingdb.InsertPayout(ctx, tx, p); err != nil {
		return err
	}
	link := "/statements/" + string(doc.ID)
	if p.State == billing.PayoutHeld {
		return inform.Party(ctx, tx, p.Party, "payout_held", notice.Message{
			Say: "%sの報酬 %s を、お振込みできません", Args: []any{t.run.Month, p.Amount}, Link: "/settings/bank",
			More: []notice.Sentence{{Say: "わけ：%s。", Args: []any{phrase.Word(p.Reason)}}, {Say: "口座を登録すると、次の振込で届きます。お金はなくならず、期限もありません。"}},
		})
	}
	return inform.Party(ctx, tx, p.Party, "statement", notice.Message{
		Say: "%sの支払明細ができました。振込額は%sです", Args: []any{t.run.Month, p.Amount}, Link: link,
		More: []notice.Sentence{{Say: "%sに、口座（末尾%s）へ振り込みます。振込手数料はかかりません。", Args: []any{t.run.PayOn, last4(p.Number)}}},
	})
}

// carry shows a payee in the run who has asked to be paid later; nothing moves.
func (t taker) carry(ctx context.Context, tx *db.Tx, p billing.Payout) error {
	if p.Amount.IsZero() {
		return nil
	}
	p.State, p.Reason = billing.PayoutCarried, "ご本人の希望で、次の締めへくり越します"
	if err := billingdb.InsertPayout(ctx, tx, p); err != nil {
		return err
	}
	return inform.Party(ctx, tx, p.Party, "carried", notice.Message{
		Say: "ご希望のとおり、報酬 %s を次の締めへくり越します", Args: []any{p.Amount}, Link: "/earnings",
		More: []notice.Sentence{{Say: "くり越しをやめると、次の締めで全額をお振込みします。"}},
	})
}

// target is the account on which a payee is paid on a day, or the reason why there is none.
func target(ctx context.Context, r db.Reader, payee id.Party, day calendar.Date) (to billing.Target, why string, err error) {
	acc, ok, err := peopledb.PayoutAccount(ctx, r, payee, day)
	switch {
	case err != nil:
		return to, "", err
	case !ok:
		return to, "振込先の口座が登録されていません", nil
	}
	to = targetOf(acc)
	if !reachable(to) {
		return to, "口座の銀行か支店が、いまはありません", nil
	}
	back, err := billingdb.LastReturned(ctx, r, payee)
	if err == nil && back.Target == to && acc.SetAt <= back.ReturnedAt {
		return to, "前の振込が戻った口座のままです", nil
	}
	if fault.Is(err, fault.NotFound) {
		err = nil
	}
	return to, "", err
}

func targetOf(a people.Account) billing.Target {
	return billing.Target{Bank: a.Bank, Branch: a.Branch, Type: string(a.Kind), Number: a.Number, Payee: a.Payee}
}

// statement writes down what the payee is told.
func (t taker) statement(ctx context.Context, tx *db.Tx, p billing.Payout, party people.Party, due []billing.Settlement) (doc document.Document, err error) {
	today := calendar.On(tx.Now)
	s := document.Statement{
		Run: t.run.ID, Payee: identity(party), Operator: t.issuer, Month: t.run.Month, Through: t.run.Through, IssuedOn: today, PayOn: t.run.PayOn,
		Held: p.State == billing.PayoutHeld, FromHeld: p.FromHeld, Amount: p.Amount, TaxRate: t.tax.Consumption,
	}
	for _, l := range due {
		client, ok := t.clients[l.Client]
		if !ok {
			c, err := peopledb.Party(ctx, tx, l.Client)
			if err != nil {
				return doc, err
			}
			client = identity(c).Name
			t.clients[l.Client] = client
		}
		s.Add(document.StatementLine{Settlement: l.ID, Contract: l.Contract, SettledOn: l.On, Title: l.Title, Client: client,
			Pay: l.Pay, Tax: l.Tax, Withheld: l.Withheld, Fee: l.Fee, Net: l.Net})
	}
	doc, err = document.New(id.Document(tx.NewID()), document.PayoutStatement, string(t.run.ID), today, p.Amount, s, tx.Now, p.Party)
	if err != nil {
		return doc, err
	}
	return documentdb.Keep(ctx, tx, doc)
}

func identity(p people.Party) document.Identity {
	name := p.LegalName
	if name == "" {
		name = p.DisplayName
	}
	return document.Identity{Party: p.ID, Name: name, Handle: p.Handle, Address: p.Address, TNumber: string(p.TNumber), Business: p.InBusiness()}
}

func last4(number string) string { return number[max(0, len(number)-4):] }
