package closing

import (
	"context"
	"slices"

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
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
	"nariwai/internal/usecase/inform"
	"nariwai/internal/yen"
)

// taker takes a chunk of payees up into a run, in one transaction. What it writes waits until all of them were looked at, so
// that many rows go with one statement.
type taker struct {
	run    billing.Run
	issuer document.Issuer
	tax    billing.TaxRates

	parties map[id.Party]people.Party // the payees, and those who have paid them
	due     map[id.Party][]billing.Settlement
	held    map[id.Party]yen.Yen
	targets map[id.Party]target

	taken   []id.Party // whose settlements go into the run
	settled int        // how many those are
	entries []ledger.Entry
	joined  []billing.Payout // which take up what had been held
	docs    []document.Document
	lines   []billing.Payout
	told    []inform.Told
}

// takeUp puts what the payees are owed into a run. Whoever has a line in it already stays as they are.
func takeUp(ctx context.Context, tx *db.Tx, run billing.Run, payees []id.Party) (err error) {
	defer fault.Wrap(&err, "take up %d payees", len(payees))
	there, err := billingdb.InRun(ctx, tx, run.ID, payees)
	if err != nil {
		return err
	}
	payees = slices.DeleteFunc(slices.Clone(payees), func(p id.Party) bool { return there[p] })
	if len(payees) == 0 {
		return nil
	}
	t, err := begin(ctx, tx, run, payees)
	if err != nil {
		return err
	}
	for _, p := range payees {
		if err := t.payee(ctx, tx, p); err != nil {
			return err
		}
	}
	return t.write(ctx, tx)
}

// begin reads what is to be known of the payees, and what their lines have in common.
func begin(ctx context.Context, tx *db.Tx, run billing.Run, payees []id.Party) (t *taker, err error) {
	t = &taker{run: run}
	op, _, err := policydb.At[policy.Identity](ctx, tx, policy.Operator, id.Site, calendar.On(tx.Now))
	if err != nil {
		return t, err
	}
	t.issuer = document.Issuer{Name: op.Name, Address: op.Address, TNumber: op.TNumber}
	if t.tax, _, err = policydb.At[billing.TaxRates](ctx, tx, policy.Tax, id.Site, run.Through); err != nil {
		return t, err
	}
	if t.due, err = billingdb.DueOf(ctx, tx, payees, run.Through); err != nil {
		return t, err
	}
	known := slices.Clone(payees)
	for _, list := range t.due {
		for _, s := range list {
			known = append(known, s.Client)
		}
	}
	slices.Sort(known)
	if t.parties, err = peopledb.PartiesOf(ctx, tx, slices.Compact(known)); err != nil {
		return t, err
	}
	if t.held, err = ledgerdb.HeldBy(ctx, tx, payees); err != nil {
		return t, err
	}
	t.targets, err = targets(ctx, tx, payees, run.PayOn)
	return t, err
}

// payee decides what becomes of one payee.
func (t *taker) payee(ctx context.Context, tx *db.Tx, payee id.Party) (err error) {
	defer fault.Wrap(&err, "take up %s", payee)
	due := t.due[payee]
	if t.run.Kind == billing.RunMonth {
		if early, err := cannotWait(ctx, tx, due, t.run.PayOn); err != nil || early {
			return err // a run in between pays them, and pays them all
		}
	}
	p := billing.Payout{ID: id.Payout(tx.NewID()), Run: t.run.ID, Party: payee, Settlements: int64(len(due)), State: billing.PayoutDue}
	for _, s := range due {
		p.Amount = p.Amount.Add(s.Net)
	}
	earned := p.Amount
	if t.parties[payee].CarryOver {
		t.carry(p)
		return nil
	}
	if to := t.targets[payee]; to.why == "" {
		p.Target, p.FromHeld, p.Amount = to.Target, t.held[payee], earned.Add(t.held[payee])
	} else {
		p.State, p.Reason = billing.PayoutHeld, to.why
	}
	t.taken, t.settled = append(t.taken, payee), t.settled+len(due)
	if p.Amount.IsZero() {
		return nil // nothing new, or items so small that the fee was all of them
	}
	return t.line(tx, p, earned)
}

// write writes what became of them.
func (t *taker) write(ctx context.Context, tx *db.Tx) error {
	if err := billingdb.TakeUp(ctx, tx, t.run.ID, t.taken, t.run.Through, t.settled); err != nil {
		return err
	}
	if err := ledgerdb.PostAll(ctx, tx, t.entries); err != nil {
		return err
	}
	for _, p := range t.joined {
		if err := billingdb.JoinHeld(ctx, tx, p.Party, p.ID); err != nil {
			return err
		}
	}
	if err := documentdb.KeepAll(ctx, tx, t.docs); err != nil {
		return err
	}
	if err := billingdb.InsertPayouts(ctx, tx, t.lines); err != nil {
		return err
	}
	return inform.Parties(ctx, tx, t.told)
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
func (t *taker) line(tx *db.Tx, p billing.Payout, earned yen.Yen) error {
	entry, err := p.CloseEntry(earned, calendar.On(tx.Now))
	if err != nil {
		return err
	}
	t.entries = append(t.entries, entry)
	if p.FromHeld.Sign() > 0 {
		t.joined = append(t.joined, p)
	}
	doc, err := t.statement(tx, p)
	if err != nil {
		return err
	}
	p.Statement = doc.ID
	t.docs, t.lines = append(t.docs, doc), append(t.lines, p)
	if p.State == billing.PayoutHeld {
		t.tell(p, "payout_held", notice.Message{
			Say: "%sの報酬 %s を、お振込みできません", Args: []any{t.run.Month, p.Amount}, Link: "/settings/bank",
			More: []notice.Sentence{{Say: "わけ：%s。", Args: []any{phrase.Word(p.Reason)}}, {Say: "口座を登録すると、次の振込で届きます。お金はなくならず、期限もありません。"}},
		})
		return nil
	}
	t.tell(p, "statement", notice.Message{
		Say: "%sの支払明細ができました。振込額は%sです", Args: []any{t.run.Month, p.Amount}, Link: "/statements/" + string(doc.ID),
		More: []notice.Sentence{{Say: "%sに、口座（末尾%s）へ振り込みます。振込手数料はかかりません。", Args: []any{t.run.PayOn, last4(p.Number)}}},
	})
	return nil
}

func (t *taker) tell(p billing.Payout, kind notice.Kind, m notice.Message) {
	t.told = append(t.told, inform.Told{Party: p.Party, Kind: kind, Message: m})
}

// carry shows a payee in the run who has asked to be paid later; nothing moves.
func (t *taker) carry(p billing.Payout) {
	if p.Amount.IsZero() {
		return
	}
	p.State, p.Reason = billing.PayoutCarried, "ご本人の希望で、次の締めへくり越します"
	t.lines = append(t.lines, p)
	t.tell(p, "carried", notice.Message{
		Say: "ご希望のとおり、報酬 %s を次の締めへくり越します", Args: []any{p.Amount}, Link: "/earnings",
		More: []notice.Sentence{{Say: "くり越しをやめると、次の締めで全額をお振込みします。"}},
	})
}

// target is the account on which a payee is paid, or the reason why there is none.
type target struct {
	billing.Target
	why string
}

// targets are the accounts on which payees are paid on a day.
func targets(ctx context.Context, r db.Reader, payees []id.Party, day calendar.Date) (map[id.Party]target, error) {
	accounts, err := peopledb.PayoutAccounts(ctx, r, payees, day)
	if err != nil {
		return nil, err
	}
	returned, err := billingdb.LastReturnedOf(ctx, r, payees)
	if err != nil {
		return nil, err
	}
	out := make(map[id.Party]target, len(payees))
	for _, p := range payees {
		acc, ok := accounts[p]
		to := target{Target: targetOf(acc)}
		switch back, came := returned[p]; {
		case !ok:
			to.why = "振込先の口座が登録されていません"
		case !reachable(to.Target):
			to.why = "口座の銀行か支店が、いまはありません"
		case came && back.Target == to.Target && acc.SetAt <= back.ReturnedAt:
			to.why = "前の振込が戻った口座のままです"
		}
		out[p] = to
	}
	return out, nil
}

func targetOf(a people.Account) billing.Target {
	return billing.Target{Bank: a.Bank, Branch: a.Branch, Type: string(a.Kind), Number: a.Number, Payee: a.Payee}
}

// statement writes down what the payee is told.
func (t *taker) statement(tx *db.Tx, p billing.Payout) (document.Document, error) {
	today := calendar.On(tx.Now)
	s := document.Statement{
		Run: t.run.ID, Payee: identity(t.parties[p.Party]), Operator: t.issuer, Month: t.run.Month, Through: t.run.Through, IssuedOn: today, PayOn: t.run.PayOn,
		Held: p.State == billing.PayoutHeld, FromHeld: p.FromHeld, Amount: p.Amount, TaxRate: t.tax.Consumption,
	}
	for _, l := range t.due[p.Party] {
		s.Add(document.StatementLine{Settlement: l.ID, Contract: l.Contract, SettledOn: l.On, Title: l.Title, Client: identity(t.parties[l.Client]).Name,
			Pay: l.Pay, Tax: l.Tax, Withheld: l.Withheld, Fee: l.Fee, Net: l.Net})
	}
	return document.New(id.Document(tx.NewID()), document.PayoutStatement, string(t.run.ID), today, p.Amount, s, tx.Now, p.Party)
}

func identity(p people.Party) document.Identity {
	name := p.LegalName
	if name == "" {
		name = p.DisplayName
	}
	return document.Identity{Party: p.ID, Name: name, Handle: p.Handle, Address: p.Address, TNumber: string(p.TNumber), Business: p.InBusiness()}
}

func last4(number string) string { return number[max(0, len(number)-4):] }
