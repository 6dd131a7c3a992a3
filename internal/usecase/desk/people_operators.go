package desk

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
	"nariwai/internal/notice/noticedb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/inform"
)

// GrantOperator gives somebody with a verified address a place at the desk. Everybody there is told.
// Nothing can be done at the desk before the second factor is set up.
func GrantOperator(ctx context.Context, d *db.DB, a people.Actor, email string) (err error) {
	defer fault.Wrap(&err, "grant operator")
	var f fault.Form
	_, key, err := people.ParseEmail(email)
	f.Check("email", err)
	if err := f.Err(); err != nil {
		return err
	}
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		if err := peopledb.Operating(ctx, tx, a); err != nil {
			return "", err
		}
		p, err := peopledb.PersonByEmail(ctx, tx, key)
		if fault.Is(err, fault.NotFound) || err == nil && p.MayTrade(tx.Now) != nil {
			f.Add("email", "このメールアドレスで登録と確認を終えた人が見つかりません")
			return "", f.Err()
		}
		if err != nil {
			return "", err
		}
		at, err := peopledb.Operators(ctx, tx)
		if err != nil {
			return "", err
		}
		for _, o := range at {
			if o.ID == p.ID {
				return "", fault.New(fault.Conflict, "この人は、もう運営の机にいます")
			}
		}
		g := people.Grant{Person: p.ID, Role: people.Operator, Scope: people.SiteScope, ScopeID: string(id.Site), By: a.Person}
		if err := peopledb.AddGrant(ctx, tx, g); err != nil {
			return "", err
		}
		if err := inform.Desk(ctx, tx, "operator_granted", notice.Message{
			Say: "%sさんが運営の机に加わりました", Args: []any{p.Email}, Link: "/desk",
			More: []notice.Sentence{{Say: "運営の手続きには、2段階目の確認コードが必要です。まだの場合は、設定のページで用意してください。"}}}); err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, "", "grant_operator", string(p.ID), "")
	})
	return err
}

// RevokeOperator takes somebody's place at the desk away, never one's own: so somebody always stays.
func RevokeOperator(ctx context.Context, d *db.DB, a people.Actor, p id.Person) (err error) {
	defer fault.Wrap(&err, "revoke operator %s", p)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		if err := peopledb.Operating(ctx, tx, a); err != nil {
			return "", err
		}
		if p == a.Person {
			return "", fault.New(fault.Forbidden, "自分を運営の机から外すことはできません。ほかの担当者に頼んでください")
		}
		person, err := peopledb.Person(ctx, tx, p)
		if err != nil {
			return "", err
		}
		n, err := peopledb.EndGrants(ctx, tx, p, people.Operator, people.SiteScope, string(id.Site))
		if err != nil {
			return "", err
		}
		if n == 0 {
			return "", fault.New(fault.NotFound, "見つかりませんでした")
		}
		m := notice.Message{Say: "%sさんが運営の机から離れました", Args: []any{person.Email}, Link: "/desk"}
		if err := inform.Desk(ctx, tx, "operator_revoked", m); err != nil {
			return "", err
		}
		m.Link = "/home"
		if err := noticedb.Inform(ctx, tx, to(person), "operator_revoked", m); err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, "", "revoke_operator", string(p), "")
	})
	return err
}
