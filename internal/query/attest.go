package query

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"

	"nariwai/internal/attest"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// PublishedKeys are the keys with which the site at an address signs and has signed.
func PublishedKeys(ctx context.Context, r db.Reader, site string) (k attest.Keys, err error) {
	defer fault.Wrap(&err, "published keys")
	type row struct {
		public      string
		from, until clock.Instant
	}
	rows, err := db.All(ctx, r, func(x *row) []any { return []any{&x.public, &x.from, &x.until} }, "SELECT public_key, from_at, until_at FROM attest_key WHERE id <> '' ORDER BY id")
	if err != nil {
		return k, err
	}
	k.Site = site
	now := db.SigningKey(r)
	for _, x := range rows {
		public, err := hex.DecodeString(x.public)
		if err != nil {
			return k, err
		}
		if now.Equal(ed25519.PublicKey(public)) {
			now = nil
		}
		k.Keys = append(k.Keys, attest.NewKey(public, x.from, x.until))
	}
	if now != nil { // it has signed nothing yet
		k.Keys = append(k.Keys, attest.NewKey(now, 0, 0))
	}
	return k, nil
}

// Elsewhere is the record of another site as everybody sees it.
type Elsewhere struct {
	SiteName, Address string
	IssuedAt          clock.Instant
	attest.Summary
}

// ElsewhereOf returns the records of other sites that are shown of a party.
func ElsewhereOf(ctx context.Context, r db.Reader, party id.Party) (list []Elsewhere, err error) {
	own, err := ImportsOf(ctx, r, party)
	for _, i := range own {
		if i.Shown() {
			list = append(list, i.Elsewhere)
		}
	}
	return list, err
}

// OwnImport is a record of another site as the party sees it that has brought it along.
type OwnImport struct {
	Elsewhere
	ID         id.Attested
	ImportedAt clock.Instant
	CheckedAt  clock.Instant // 0: the site's keys are not known
	known      bool          // the site is known, and its records are shown
}

// Shown reports whether others see it.
func (i OwnImport) Shown() bool { return i.known && !i.CheckedAt.IsZero() }

// Waits reports whether the desk has not entered the keys of the site.
func (i OwnImport) Waits() bool { return i.CheckedAt.IsZero() }

// ImportsOf returns what a party has brought along.
func ImportsOf(ctx context.Context, r db.Reader, party id.Party) (list []OwnImport, err error) {
	defer fault.Wrap(&err, "records of other sites of %s", party)
	type row struct {
		OwnImport
		summary string
	}
	rows, err := db.All(ctx, r, func(x *row) []any {
		return []any{&x.ID, &x.Address, &x.SiteName, &x.known, &x.IssuedAt, &x.ImportedAt, &x.CheckedAt, &x.summary}
	}, `SELECT i.id, i.address, COALESCE(s.name, ''), COALESCE(s.ended_at, 1) = 0, i.issued_at, i.imported_at, i.checked_at, i.summary
		FROM attest_import i LEFT JOIN attest_site s ON s.address = i.address WHERE i.party = $1 ORDER BY i.address`, party)
	for _, x := range rows {
		if x.Summary, err = attest.ReadSummary(x.summary); err != nil {
			return nil, err
		}
		list = append(list, x.OwnImport)
	}
	return list, err
}

// SiteLine is a site whose records are shown here.
type SiteLine struct {
	attest.Elsewhere
	ByName  string // the mail address of who entered it
	Records int64
}

// UnknownSite is a site from which records have come and whose keys nobody has entered.
type UnknownSite struct {
	Address string
	Records int64
	Since   clock.Instant
}

// SitesPage is what the desk sees of other sites.
type SitesPage struct {
	Known   []SiteLine
	Unknown []UnknownSite
}

const sitesMost = 200

// Sites returns the other sites, for the desk.
func Sites(ctx context.Context, r db.Reader) (p SitesPage, err error) {
	defer fault.Wrap(&err, "other sites")
	if p.Known, err = db.All(ctx, r, func(l *SiteLine) []any {
		return []any{&l.ID, &l.Address, &l.Name, &l.AddedAt, &l.EndedAt, &l.ByName, &l.Records}
	}, `SELECT s.id, s.address, s.name, s.added_at, s.ended_at, COALESCE(q.email, ''),
			(SELECT COUNT(*) FROM attest_import i WHERE i.address = s.address AND i.checked_at > 0)
		FROM attest_site s LEFT JOIN people_person q ON q.id = s.added_by WHERE s.address <> '' ORDER BY s.address LIMIT $1`, sitesMost); err != nil {
		return p, err
	}
	p.Unknown, err = db.All(ctx, r, func(u *UnknownSite) []any { return []any{&u.Address, &u.Records, &u.Since} },
		"SELECT address, COUNT(*), MIN(imported_at) FROM attest_import WHERE checked_at = 0 GROUP BY address ORDER BY address LIMIT $1", sitesMost)
	return p, err
}
