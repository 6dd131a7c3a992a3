package staffing

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/inform"
)

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
		if err := inform.Person(ctx, tx, notice.To{Person: person.ID, Email: person.Email, Lang: person.Lang}, "operator_revoked", m); err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, "", "revoke_operator", string(p), "")
	})
	return err
}
