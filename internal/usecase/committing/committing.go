// Package committing is the step before a company commits pay: may the department bear it this month, and does a second person
// have to agree first? Awards, bulk orders and direct orders take it in their own transaction. Single persons have no limits.
package committing

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/notice"
	"nariwai/internal/organisation"
	"nariwai/internal/organisation/organisationdb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/inform"
	"nariwai/internal/yen"
)

// Wish is what somebody wants to commit.
type Wish struct {
	Kind       organisation.Kind
	Subject    string // what the decision is about, and what the process finds it by
	Title      string
	Department id.Department
	Amount     yen.Yen
	Detail     string // what the process needs besides, once a second person has agreed
}

// Commit lets an actor commit a client's pay, or keeps the wish as a request for approval and tells those who decide it: asked
// then says that nothing may be done yet. Beyond the department's budget it is refused with the figures.
func Commit(ctx context.Context, tx *db.Tx, a people.Actor, client people.Party, w Wish) (asked bool, err error) {
	defer fault.Wrap(&err, "commit %s", w.Subject)
	if err := affordable(ctx, tx, client.ID, w.Department, w.Amount); err != nil {
		return false, err
	}
	s, err := organisationdb.Setting(ctx, tx, client.ID)
	if err != nil || !s.NeedsApproval(w.Amount) {
		return false, err
	}
	switch twice, err := organisationdb.Asked(ctx, tx, w.Subject); {
	case err != nil:
		return false, err
	case twice:
		return false, fault.New(fault.Conflict, "この発注は、もう承認を待っています")
	}
	deciders, err := deciders(ctx, tx, a, client.ID)
	if err != nil {
		return false, err
	}
	v := organisation.Approval{ID: id.Approval(tx.NewID()), Party: client.ID, Kind: w.Kind, Subject: w.Subject, Title: w.Title, Department: w.Department,
		Amount: w.Amount, Detail: w.Detail, AskedBy: a.Person, AskedAt: tx.Now, State: organisation.Open}
	if err := organisationdb.InsertApproval(ctx, tx, v); err != nil {
		return false, err
	}
	for _, p := range deciders {
		if err := inform.Person(ctx, tx, notice.To{Person: p.ID, Email: p.Email, Lang: p.Lang}, "approval_asked", notice.Message{
			Say: "%sの「%s」（%s）が、承認を待っています", Args: []any{client.DisplayName, w.Title, w.Amount}, Link: "/org/approvals"}); err != nil {
			return false, err
		}
	}
	return true, tx.Audit(ctx, a.Person, client.ID, "ask_approval", string(v.ID), w.Amount.String()+" "+w.Title)
}

// Decide is a second person's answer. What was agreed to is done by the process that asked, in the same transaction.
func Decide(ctx context.Context, tx *db.Tx, a people.Actor, vid id.Approval, kind organisation.Kind, yes bool, reason string) (v organisation.Approval, err error) {
	defer fault.Wrap(&err, "decide approval %s", vid)
	if v, err = organisationdb.Approval(ctx, tx, a.Party, vid); err != nil {
		return v, err
	}
	if v.Kind != kind {
		return v, fault.New(fault.NotFound, "見つかりませんでした")
	}
	if err := v.Decide(a.Person, yes, reason, tx.Now); err != nil {
		return v, err
	}
	verb, say := "refuse_approval", "「%s」（%s）は、承認されませんでした"
	if yes {
		if err := affordable(ctx, tx, v.Party, v.Department, v.Amount); err != nil {
			return v, err
		}
		verb, say = "approve", "「%s」（%s）が、承認されました"
	}
	if err := organisationdb.SaveApproval(ctx, tx, v); err != nil {
		return v, err
	}
	who, err := peopledb.Person(ctx, tx, v.AskedBy)
	if err != nil {
		return v, err
	}
	m := notice.Message{Say: say, Args: []any{v.Title, v.Amount}, Link: "/org/approvals"}
	if v.Reason != "" {
		m.More = []notice.Sentence{{Say: "%s", Args: []any{v.Reason}}}
	}
	if err := inform.Person(ctx, tx, notice.To{Person: who.ID, Email: who.Email, Lang: who.Lang}, "approval_decided", m); err != nil {
		return v, err
	}
	return v, tx.Audit(ctx, a.Person, v.Party, verb, string(v.ID), v.Amount.String()+" "+v.Title)
}

// affordable holds a department to its budget of this month.
func affordable(ctx context.Context, tx *db.Tx, client id.Party, did id.Department, amount yen.Yen) error {
	if did == "" {
		return nil
	}
	d, err := organisationdb.Department(ctx, tx, client, did)
	if err != nil {
		return err
	}
	if d.ClosedAt != 0 {
		return fault.New(fault.Conflict, "この部門は、もう使われていません")
	}
	month := calendar.MonthOf(calendar.On(tx.Now))
	b, limited, err := organisationdb.Budget(ctx, tx, did, month)
	if err != nil || !limited {
		return err
	}
	spent, err := marketdb.Charged(ctx, tx, did, month)
	if err != nil {
		return err
	}
	return b.Check(spent, amount)
}

// deciders are those who can say yes to what an actor asks for; somebody must.
func deciders(ctx context.Context, tx *db.Tx, a people.Actor, client id.Party) (out []people.Person, err error) {
	grants, err := peopledb.GrantsOf(ctx, tx, client)
	if err != nil {
		return nil, err
	}
	var ids []id.Person
	for _, g := range grants {
		if g.Role.May(people.Approve) && g.Person != a.Person {
			ids = append(ids, g.Person)
		}
	}
	if len(ids) == 0 {
		return nil, fault.New(fault.Conflict, "この金額には、ほかの人の承認が要ります。承認できる人（オーナーか経理担当）を、先に招いてください")
	}
	byID, err := peopledb.PersonsOf(ctx, tx, ids)
	for _, p := range byID {
		out = append(out, p)
	}
	return out, err
}
