package identifying

import (
	"context"

	"nariwai/internal/blob"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/identity"
	"nariwai/internal/identity/identitydb"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/inform"
)

// PassCheck says that the document is the party's, which its pages show from now on, and erases the document.
func PassCheck(ctx context.Context, d *db.DB, files *blob.Store, a people.Actor, check id.Check) (err error) {
	defer fault.Wrap(&err, "pass check %s", check)
	return decide(ctx, d, files, a, check, func(tx *db.Tx, c *identity.Check) (notice.Message, error) {
		p, err := peopledb.Party(ctx, tx, c.Party)
		if err != nil {
			return notice.Message{}, err
		}
		if err := c.Pass(a.Person, p.LegalName, tx.Now); err != nil {
			return notice.Message{}, err
		}
		return notice.Message{Say: "本人確認が終わりました", Link: "/identity", More: []notice.Sentence{
			{Say: "プロフィールと提案に「本人確認」の印が付きます。"}, {Say: "送っていただいた書類は、いま消しました。"}}}, peopledb.Identified(ctx, tx, c.Party)
	})
}

// RefuseCheck says why the document won't do, and erases it.
func RefuseCheck(ctx context.Context, d *db.DB, files *blob.Store, a people.Actor, check id.Check, why string) (err error) {
	defer fault.Wrap(&err, "refuse check %s", check)
	return decide(ctx, d, files, a, check, func(tx *db.Tx, c *identity.Check) (notice.Message, error) {
		err := c.Refuse(a.Person, why, tx.Now)
		return notice.Message{Say: "本人確認ができませんでした", Link: "/identity", More: []notice.Sentence{
			{Say: "理由：%s", Args: []any{c.Why}}, {Say: "送っていただいた書類は、いま消しました。"}, {Say: "もう一度お送りいただけます。"}}}, err
	})
}

func decide(ctx context.Context, d *db.DB, files *blob.Store, a people.Actor, check id.Check, f func(*db.Tx, *identity.Check) (notice.Message, error)) error {
	_, err := d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		c, err := atDesk(ctx, tx, a, check)
		if err != nil {
			return "", err
		}
		m, err := f(tx, &c)
		if err != nil {
			return "", err
		}
		if err := identitydb.Save(ctx, tx, &c); err != nil {
			return "", err
		}
		if err := inform.Party(ctx, tx, c.Party, "identity_decided", m); err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, c.Party, "identity_"+string(c.State), string(c.ID), c.Why)
	})
	return swept(ctx, d, files, err)
}
