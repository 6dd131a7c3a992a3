package query

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/identity"
	"nariwai/internal/people"
	"nariwai/internal/place"
)

// checks maps the looks at documents; the keys by which they are opened are not among the columns.
var checks = db.Table[identity.Check]{
	Name:    "identity_check",
	Columns: "id, party, person, kind, name, state, type, uploaded_at, opened_by, opened_at, checked_by, checked_at, why, erased_at",
	Fields: func(c *identity.Check) []any {
		return []any{&c.ID, &c.Party, &c.Person, &c.Kind, &c.Name, &c.State, &c.Type, &c.UploadedAt, &c.OpenedBy, &c.OpenedAt,
			&c.CheckedBy, &c.CheckedAt, &c.Why, &c.ErasedAt}
	},
}

const checksShown = 10

// IdentityPage is what somebody sees of their own identity check.
type IdentityPage struct {
	Party  people.Party
	Checks []identity.Check // the newest first
	Pledge identity.Pledge  // the newest that was signed; its At is 0 for none
}

// Waiting is the check that waits for the desk; its ID is "" for none.
func (p IdentityPage) Waiting() identity.Check {
	for _, c := range p.Checks {
		if c.State == identity.Waiting {
			return c
		}
	}
	return identity.Check{}
}

// Identity returns a party's own page.
func Identity(ctx context.Context, r db.Reader, party id.Party) (p IdentityPage, err error) {
	defer fault.Wrap(&err, "identity of %s", party)
	if p.Party, err = PartyOf(ctx, r, party); err != nil {
		return p, err
	}
	if p.Checks, err = checks.All(ctx, r, "WHERE party = $1 ORDER BY id DESC LIMIT $2", party, checksShown); err != nil {
		return p, err
	}
	p.Pledge, err = PledgeOf(ctx, r, party)
	return p, err
}

// PledgeOf returns the newest pledge that a party has signed; its At is 0 for none.
func PledgeOf(ctx context.Context, r db.Reader, party id.Party) (p identity.Pledge, err error) {
	err = db.One(ctx, r, []any{&p.ID, &p.Edition, &p.SHA256, &p.Name, &p.At},
		"SELECT id, edition, text_sha256, name, at FROM identity_pledge WHERE party = $1 ORDER BY edition DESC LIMIT 1", party)
	if fault.Is(err, fault.NotFound) {
		err = nil
	}
	return p, err
}

// DeskCheck is a look at a document for the desk. It says nothing of what the document shows.
type DeskCheck struct {
	identity.Check
	DisplayName  string
	Handle       string
	LegalName    string // now
	Address      string
	Prefecture   place.Prefecture
	Since        clock.Instant
	OpenedByName string // the mail address
	Shown        int64  // documents of the party, this one included
}

// LeavesOn is the last day on which the document can lie here.
func (c DeskCheck) LeavesOn() calendar.Date { return calendar.On(c.UploadedAt.Add(identity.KeptFor)) }

const deskChecks = `SELECT c.id, c.party, c.person, c.kind, c.name, c.state, c.type, c.uploaded_at, c.opened_by, c.opened_at, c.checked_by, c.checked_at, c.why, c.erased_at,
	p.display_name, p.handle, p.legal_name, p.address, p.prefecture, p.created_at, COALESCE(o.email, ''), (SELECT COUNT(*) FROM identity_check n WHERE n.party = c.party)
	FROM identity_check c JOIN people_party p ON p.id = c.party LEFT JOIN people_person o ON o.id = c.opened_by `

func deskCheckFields(c *DeskCheck) []any {
	return append(checks.Fields(&c.Check), &c.DisplayName, &c.Handle, &c.LegalName, &c.Address, &c.Prefecture, &c.Since, &c.OpenedByName, &c.Shown)
}

const deskChecksMost = 50

// ChecksForDesk lists the documents that wait, the oldest first.
func ChecksForDesk(ctx context.Context, r db.Reader) ([]DeskCheck, error) {
	return db.All(ctx, r, deskCheckFields, deskChecks+"WHERE c.state = 'waiting' ORDER BY c.uploaded_at, c.id LIMIT $1", deskChecksMost)
}

// CheckForDesk returns one, or NotFound.
func CheckForDesk(ctx context.Context, r db.Reader, c id.Check) (d DeskCheck, err error) {
	defer fault.Wrap(&err, "check %s", c)
	err = db.One(ctx, r, deskCheckFields(&d), deskChecks+"WHERE c.id = $1", c)
	return d, err
}

// IdentityDocument is where a document lies and the key that opens it, for somebody at the desk who has opened it with a reason and as
// long as that lasts; NotFound for everybody else.
func IdentityDocument(ctx context.Context, s *db.Snapshot, check id.Check, person id.Person) (c identity.Check, err error) {
	defer fault.Wrap(&err, "document of check %s", check)
	if c, err = checks.One(ctx, s, "WHERE id = $1", check); err != nil {
		return c, err
	}
	if err := db.One(ctx, s, []any{&c.Document, &c.Key}, "SELECT document, doc_key FROM identity_check WHERE id = $1", check); err != nil {
		return c, err
	}
	if !c.OpenTo(person, s.Now) {
		return identity.Check{}, fault.New(fault.NotFound, "見つかりませんでした")
	}
	return c, db.Unseal(s, "identity_check.doc_key", check, &c.Key)
}
