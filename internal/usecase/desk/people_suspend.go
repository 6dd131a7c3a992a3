package desk

import (
	"context"
	"strings"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/inform"
	"nariwai/internal/usecase/listing"
)

// SuspensionForm is the desk's decision to stop a person.
type SuspensionForm struct {
	Rule   string        // the clause of the terms
	Reason string        // what the person is told
	Until  calendar.Date // the last day; 0: until it is lifted
}

// SuspendPerson stops a person from making new commitments. What was begun goes on, what was earned is paid.
// The person is told the rule, the reason and the last day.
func SuspendPerson(ctx context.Context, d *db.DB, a people.Actor, p id.Person, in SuspensionForm) (err error) {
	defer fault.Wrap(&err, "suspend person %s", p)
	in.Rule, in.Reason = strings.TrimSpace(in.Rule), strings.TrimSpace(in.Reason)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		if err := peopledb.Operating(ctx, tx, a); err != nil {
			return "", err
		}
		var f fault.Form
		if in.Rule == "" {
			f.Add("rule", "どの決まりによるのかを書いてください")
		}
		if in.Reason == "" {
			f.Add("reason", "理由を書いてください。本人に伝わります")
		}
		if in.Until != 0 && in.Until.Before(calendar.On(tx.Now)) {
			f.Add("until", "きょうか、それより後の日にしてください")
		}
		if err := f.Err(); err != nil {
			return "", err
		}
		person, err := peopledb.Person(ctx, tx, p)
		if err != nil {
			return "", err
		}
		switch {
		case p == a.Person:
			return "", fault.New(fault.Forbidden, "自分の利用を止めることはできません")
		case person.State == people.Closed:
			return "", fault.New(fault.Conflict, "この人は、もう退会しています")
		case person.Suspended(tx.Now):
			return "", fault.New(fault.Conflict, "この人の利用は、もう止められています")
		}
		s := people.Suspension{ID: tx.NewID(), Person: p, Rule: in.Rule, Reason: in.Reason, At: tx.Now, By: a.Person}
		if in.Until != 0 {
			s.Until = in.Until.AddDays(1).Start()
		}
		if err := peopledb.Suspensions.Insert(ctx, tx, s); err != nil {
			return "", err
		}
		person.State, person.SuspendedUntil = people.Suspended, s.Until
		if person, err = peopledb.Persons.Update(ctx, tx, person); err != nil {
			return "", err
		}
		if err := listing.PersonIn(ctx, tx, p); err != nil {
			return "", err
		}
		m := notice.Message{Say: "ご利用を一時停止しました", Link: "/settings", More: []notice.Sentence{
			{Say: "決まり：%s", Args: []any{s.Rule}}, {Say: "理由：%s", Args: []any{s.Reason}}}}
		if in.Until != 0 {
			m.More = append(m.More, notice.Sentence{Say: "期間：%sまで", Args: []any{in.Until}})
		}
		m.More = append(m.More, notice.Sentence{Say: "始まっている仕事は続けられ、得た報酬は約束の日に支払われます。事実とちがうときは、お問い合わせください。別の担当者が見直します。"})
		if err := inform.Person(ctx, tx, to(person), "suspended", m); err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, "", "suspend", string(p), s.Rule+": "+s.Reason)
	})
	return err
}

// LiftSuspension ends a suspension before its last day.
func LiftSuspension(ctx context.Context, d *db.DB, a people.Actor, p id.Person, why string) (err error) {
	defer fault.Wrap(&err, "lift suspension of %s", p)
	why = strings.TrimSpace(why)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		if err := peopledb.Operating(ctx, tx, a); err != nil {
			return "", err
		}
		if why == "" {
			var f fault.Form
			f.Add("why", "理由を書いてください。記録に残ります")
			return "", f.Err()
		}
		person, err := peopledb.Person(ctx, tx, p)
		if err != nil {
			return "", err
		}
		if person.State != people.Suspended {
			return "", fault.New(fault.Conflict, "この人の利用は、止められていません")
		}
		if err := peopledb.Lift(ctx, tx, p, a.Person, why); err != nil {
			return "", err
		}
		if person, err = peopledb.Persons.Update(ctx, tx, person.Lifted()); err != nil {
			return "", err
		}
		if err := listing.PersonIn(ctx, tx, p); err != nil {
			return "", err
		}
		if err := inform.Person(ctx, tx, to(person), "suspension_lifted", notice.Message{
			Say: "利用停止を解除しました。これまでどおりお使いいただけます", Link: "/home"}); err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, "", "lift_suspension", string(p), why)
	})
	return err
}

func to(p people.Person) notice.To { return notice.To{Person: p.ID, Email: p.Email, Lang: p.Lang} }
