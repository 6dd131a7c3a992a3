// Package identifying is the process by which somebody shows who they are: a document goes to the desk, is looked at, and is
// erased with the decision. The other half is the pledge of confidentiality, which is signed.
package identifying

import (
	"context"
	"io"

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

// ShowDocument sends a picture of an identity document to the desk. It takes the place of one that waits. The picture is made anew
// and encrypted with a key of its own before it touches the disk.
func ShowDocument(ctx context.Context, d *db.DB, files *blob.Store, a people.Actor, kind identity.Kind, picture io.Reader) (err error) {
	defer fault.Wrap(&err, "show document")
	if err := kind.Valid(); err != nil {
		return err
	}
	if err := d.Write(ctx, func(tx *db.Tx) error { // before anything is kept
		_, err := mayShow(ctx, tx, a)
		return err
	}); err != nil {
		return err
	}
	h, err := files.Hide(picture)
	if fault.Is(err, fault.Invalid) {
		var f fault.Form
		f.Check("document", err)
		return f.Err()
	}
	if err != nil {
		return err
	}
	made, err := d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		p, err := mayShow(ctx, tx, a)
		if err != nil {
			return "", err
		}
		if err := takeBack(ctx, tx, p.ID); err != nil && !fault.Is(err, fault.NotFound) {
			return "", err
		}
		c := identity.Check{ID: id.Check(tx.NewID()), Party: p.ID, Person: a.Person, Kind: kind, Name: p.LegalName, State: identity.Waiting,
			Document: h.Name, Key: h.Key, Type: h.Type, UploadedAt: tx.Now}
		if err := identitydb.Insert(ctx, tx, c); err != nil {
			return "", err
		}
		if err := inform.Desk(ctx, tx, "identity_to_check", notice.Message{
			Say: "本人確認の書類が届きました（%sさん）", Args: []any{p.DisplayName}, Link: "/desk/identity/" + string(c.ID)}); err != nil {
			return "", err
		}
		return h.Name, tx.Audit(ctx, a.Person, p.ID, "identity_shown", string(c.ID), string(kind))
	})
	if err != nil || made != h.Name { // refused, or the second click: the first one's picture is there
		files.Forget(h.Name) // what stays behind is removed by its age
	}
	return err
}

// mayShow is the actor's own party, if it may show a document now.
func mayShow(ctx context.Context, tx *db.Tx, a people.Actor) (p people.Party, err error) {
	if p, err = peopledb.Trading(ctx, tx, a, people.Manage); err != nil {
		return p, err
	}
	own, err := peopledb.OwnParty(ctx, tx, a.Person)
	if err != nil {
		return p, err
	}
	h := identity.Holder{LegalName: p.LegalName, Company: p.Form == people.Company, Single: p.Kind == people.OnePerson && own.ID == p.ID}
	if h.Shown, err = identitydb.Shown(ctx, tx, p.ID, tx.Now.Add(-identity.KeptFor)); err != nil {
		return p, err
	}
	return p, h.May()
}

// takeBack withdraws the document of a party that waits; NotFound when there is none.
func takeBack(ctx context.Context, tx *db.Tx, p id.Party) error {
	c, err := identitydb.WaitingOf(ctx, tx, p)
	if err != nil {
		return err
	}
	if err := c.Withdraw(tx.Now); err != nil {
		return err
	}
	return identitydb.Save(ctx, tx, &c)
}
