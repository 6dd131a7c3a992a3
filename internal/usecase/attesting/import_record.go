package attesting

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"nariwai/internal/attest"
	"nariwai/internal/attest/attestdb"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/inform"
)

// ImportRecord brings along a record that another site has signed and made out to the actor's page at this one (site). It takes the
// place of an older one from there. As long as the desk has not entered the keys of that site nobody else sees it: known says
// which of the two it is.
func ImportRecord(ctx context.Context, d *db.DB, a people.Actor, site string, text []byte) (known bool, err error) {
	defer fault.Wrap(&err, "import record")
	r, err := foreign(text)
	if err != nil {
		return false, err
	}
	answer, err := d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		p, err := peopledb.Trading(ctx, tx, a, people.Manage)
		if err != nil {
			return "", err
		}
		if err := inField("record", r.MayShow(site, attest.Page(site, p.Handle), tx.Now)); err != nil {
			return "", err
		}
		i := attest.Import{Party: p.ID, Person: a.Person, Address: r.Site, IssuedAt: r.At(), ImportedAt: tx.Now}
		from, err := attestdb.Site(ctx, tx, r.Site)
		switch {
		case err == nil && from.EndedAt.IsZero():
			if _, err := from.Verify(text); err != nil {
				return "", inField("record", err)
			}
			i.CheckedAt = tx.Now
		case err == nil:
			return "", inField("record", fault.New(fault.Invalid, "このサイトの記録は、もう受けつけていません"))
		case !fault.Is(err, fault.NotFound):
			return "", err
		}
		if err := keep(ctx, tx, i, r, text); err != nil {
			return "", err
		}
		if i.CheckedAt.IsZero() {
			if err := inform.Desk(ctx, tx, "site_to_add", notice.Message{Say: "知らないサイトの、署名つきの記録が届きました（%s）", Args: []any{r.Site}, Link: "/desk/sites"}); err != nil {
				return "", err
			}
			return "unknown", tx.Audit(ctx, a.Person, p.ID, "import_record", r.Site, "unknown")
		}
		return "known", tx.Audit(ctx, a.Person, p.ID, "import_record", r.Site, "")
	})
	return answer == "known", err
}

// foreign reads a file of another site, without asking yet who has signed it.
func foreign(text []byte) (r attest.Record, err error) {
	if r, _, err = attest.Open(text); err == nil {
		address, bad := attest.Address(r.Site)
		if err = bad; err == nil && address != r.Site {
			err = fault.New(fault.Invalid, "署名つきの記録として読めません。受け取ったままのファイルを選んでください")
		}
	}
	return r, inField("record", err)
}

// inField puts what is wrong beside the field in which it was sent.
func inField(field string, err error) error {
	if !fault.Is(err, fault.Invalid) {
		return err
	}
	var f fault.Form
	f.Check(field, err)
	return f.Err()
}

// keep writes an import, in the place of an older one from the same site.
func keep(ctx context.Context, tx *db.Tx, i attest.Import, r attest.Record, text []byte) (err error) {
	sum := sha256.Sum256(text)
	i.SHA256 = hex.EncodeToString(sum[:])
	if i.Summary, err = attest.Summarize(r); err != nil {
		return err
	}
	if i.CheckedAt.IsZero() {
		i.Body = string(text)
	}
	all, err := attestdb.ImportsOf(ctx, tx, i.Party)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(all, func(old attest.Import) bool { return old.Address == i.Address })
	switch {
	case at >= 0 && i.IssuedAt < all[at].IssuedAt:
		return inField("record", fault.New(fault.Invalid, "いまあるものより古い記録です"))
	case at >= 0:
		i.ID, i.Version = all[at].ID, all[at].Version
		return attestdb.SaveImport(ctx, tx, &i)
	case len(all) >= attest.MostImports:
		return fault.New(fault.Conflict, "ほかの場所の記録は、%dか所までです", attest.MostImports)
	}
	i.ID = id.Attested(tx.NewID())
	return attestdb.InsertImport(ctx, tx, i)
}

// DropImport takes a record of another site off the party's page.
func DropImport(ctx context.Context, d *db.DB, a people.Actor, i id.Attested) (err error) {
	defer fault.Wrap(&err, "drop import %s", i)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		p, err := peopledb.Acting(ctx, tx, a, people.Manage)
		if err != nil {
			return "", err
		}
		dropped, err := attestdb.Drop(ctx, tx, p.ID, i)
		if err == nil && !dropped {
			err = fault.New(fault.NotFound, "見つかりませんでした")
		}
		if err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, p.ID, "drop_import", string(i), "")
	})
	return err
}

// settle checks what has waited for a site's keys: it is shown from now on, or goes.
func settle(ctx context.Context, tx *db.Tx, from attest.Elsewhere) error {
	for after := id.Attested(""); ; {
		list, err := attestdb.Waiting(ctx, tx, from.Address, after, importsAtATime)
		if err != nil || len(list) == 0 {
			return err
		}
		for _, i := range list {
			after = i.ID
			if err := settleOne(ctx, tx, from, i, tx.Now); err != nil {
				return err
			}
		}
	}
}

const importsAtATime = 50

func settleOne(ctx context.Context, tx *db.Tx, from attest.Elsewhere, i attest.Import, now clock.Instant) error {
	m := notice.Message{Say: "%sの記録を確かめました。プロフィールに示しています", Args: []any{from.Name}, Link: "/record/import"}
	if _, err := from.Verify([]byte(i.Body)); err != nil {
		m.Say = "%sの記録は、署名が合わないため消しました"
		if _, err := attestdb.Drop(ctx, tx, i.Party, i.ID); err != nil {
			return err
		}
	} else if err := attestdb.Checked(ctx, tx, i.ID, now); err != nil {
		return err
	}
	return inform.Party(ctx, tx, i.Party, "record_checked", m)
}
