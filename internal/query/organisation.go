package query

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/organisation"
	"nariwai/internal/people"
	"nariwai/internal/yen"
)

// Membership is somebody who acts for a company.
type Membership struct {
	Person id.Person
	Name   string
	Email  string
	Role   people.Role
	Since  clock.Instant
}

// Invited is somebody who has not answered yet.
type Invited struct {
	ID    id.Invitation
	Email string
	Role  people.Role
	Until clock.Instant
}

// MembersPage is who acts for a company now, and who has been asked to.
type MembersPage struct {
	Members     []Membership
	Invitations []Invited
}

const mostMembers = 200

// MembersOf returns who acts for a party at now.
func MembersOf(ctx context.Context, r db.Reader, p id.Party, now clock.Instant) (page MembersPage, err error) {
	defer fault.Wrap(&err, "members of %s", p)
	if page.Members, err = db.All(ctx, r, func(m *Membership) []any { return []any{&m.Person, &m.Name, &m.Email, &m.Role, &m.Since} }, `
		SELECT p.id, COALESCE(q.display_name, ''), p.email, g.role, g.from_at FROM people_grant g JOIN people_person p ON p.id = g.person
		LEFT JOIN people_grant o ON o.person = p.id AND o.role = 'self' AND o.scope = 'party' LEFT JOIN people_party q ON q.id = o.scope_id
		WHERE g.scope = 'party' AND g.scope_id = $1 AND g.from_at <= $2 AND (g.until_at = 0 OR g.until_at > $2) ORDER BY g.id LIMIT $3`, p, now, mostMembers); err != nil {
		return page, err
	}
	page.Invitations, err = db.All(ctx, r, func(v *Invited) []any { return []any{&v.ID, &v.Email, &v.Role, &v.Until} }, `
		SELECT id, email, role, until FROM people_invitation WHERE party = $1 AND state = 'sent' AND until > $2 ORDER BY id LIMIT $3`, p, now, mostMembers)
	return page, err
}

// InvitationPage is what somebody who has the link sees.
type InvitationPage struct {
	Party id.Party
	Name  string
	Kind  people.Kind
	Role  people.Role
	Until clock.Instant
}

// InvitationWith returns the invitation with a secret, given its hash, that can be accepted at now.
func InvitationWith(ctx context.Context, r db.Reader, hash string, now clock.Instant) (v InvitationPage, err error) {
	defer fault.Wrap(&err, "invitation")
	err = db.One(ctx, r, []any{&v.Party, &v.Name, &v.Kind, &v.Role, &v.Until}, `SELECT v.party, q.display_name, q.kind, v.role, v.until
		FROM people_invitation v JOIN people_party q ON q.id = v.party
		WHERE v.token = $1 AND v.state = 'sent' AND v.until > $2 AND q.closed_at = 0`, hash, now)
	if fault.Is(err, fault.NotFound) {
		err = people.BadLink()
	}
	return v, err
}

// CostCentre is a department with what it bears this month.
type CostCentre struct {
	organisation.Department
	Budget  yen.Yen // 0 for no limit
	Charged yen.Yen
}

// Left is what may still be committed.
func (c CostCentre) Left() yen.Yen {
	if c.Budget.Less(c.Charged) {
		return yen.Yen{}
	}
	return c.Budget.Sub(c.Charged)
}

// CostCentres returns the departments of a party in a month, those in use first.
func CostCentres(ctx context.Context, r db.Reader, p id.Party, m calendar.Month) (list []CostCentre, err error) {
	defer fault.Wrap(&err, "cost centres of %s", p)
	return db.All(ctx, r, func(c *CostCentre) []any {
		return []any{&c.ID, &c.Code, &c.Name, &c.ClosedAt, &c.Budget, &c.Charged}
	}, `SELECT d.id, d.code, d.name, d.closed_at, COALESCE(b.amount, 0),
			CAST(COALESCE((SELECT SUM(i.pay) FROM market_contract c JOIN market_item i ON i.contract = c.id
				WHERE c.department = d.id AND c.department <> '' AND c.starts_on BETWEEN $3 AND $4 AND i.state NOT IN ('cancelled', 'lapsed', 'refunded')), 0) AS BIGINT)
		FROM organisation_department d LEFT JOIN organisation_budget b ON b.department = d.id AND b.month = $2
		WHERE d.party = $1 ORDER BY CASE WHEN d.closed_at = 0 THEN 0 ELSE 1 END, d.code LIMIT 200`, p, m, m.First(), m.Last())
}

// Departments returns the departments of a party on which costs can be put.
func Departments(ctx context.Context, r db.Reader, p id.Party) (list []organisation.Department, err error) {
	return db.All(ctx, r, func(d *organisation.Department) []any { return []any{&d.ID, &d.Code, &d.Name} },
		"SELECT id, code, name FROM organisation_department WHERE party = $1 AND closed_at = 0 ORDER BY code LIMIT 200", p)
}

// ApproveOver is the amount above which a party wants a second person; 0 for none.
func ApproveOver(ctx context.Context, r db.Reader, p id.Party) (y yen.Yen, err error) {
	err = db.One(ctx, r, []any{&y}, "SELECT approve_over FROM organisation_setting WHERE party = $1", p)
	if fault.Is(err, fault.NotFound) {
		err = nil
	}
	return y, err
}

// ApprovalLine is a request for a second person's word, with the names of those who asked and decided.
type ApprovalLine struct {
	organisation.Approval
	Asker, Decider string
	Label          string // the department's
	Worker         string // of an award
}

const approvalsOnAPage = 50

// Approvals returns a party's requests that are open, or those that are over, the newest first, after one ("" for the first).
func Approvals(ctx context.Context, r db.Reader, p id.Party, open bool, after id.Approval) (list []ApprovalLine, older id.Approval, err error) {
	defer fault.Wrap(&err, "approvals of %s", p)
	states := "IN ('approved', 'refused', 'withdrawn')"
	if open {
		states = "= 'open'"
	}
	behind, args := olderThan("v.id", after, p, approvalsOnAPage+1)
	list, err = db.All(ctx, r, func(v *ApprovalLine) []any {
		return []any{&v.ID, &v.Kind, &v.Subject, &v.Title, &v.Amount, &v.AskedBy, &v.AskedAt, &v.State, &v.DecidedAt, &v.Reason, &v.Asker, &v.Decider, &v.Label, &v.Worker}
	}, `SELECT v.id, v.kind, v.subject, v.title, v.amount, v.asked_by, v.asked_at, v.state, v.decided_at, v.reason,
			COALESCE((SELECT q.display_name FROM people_grant g JOIN people_party q ON q.id = g.scope_id WHERE g.person = v.asked_by AND g.role = 'self' AND g.scope = 'party' LIMIT 1), ''),
			COALESCE((SELECT q.display_name FROM people_grant g JOIN people_party q ON q.id = g.scope_id WHERE g.person = v.decided_by AND g.role = 'self' AND g.scope = 'party' LIMIT 1), ''),
			COALESCE(d.code || ' ' || d.name, ''),
			COALESCE((SELECT w.display_name FROM market_proposal m JOIN people_party w ON w.id = m.worker WHERE m.id = v.subject), '')
		FROM organisation_approval v LEFT JOIN organisation_department d ON d.id = v.department
		WHERE v.party = $1 AND v.state `+states+behind+" ORDER BY v.id DESC LIMIT $2", args...)
	if len(list) > approvalsOnAPage {
		list = list[:approvalsOnAPage]
		older = list[approvalsOnAPage-1].ID
	}
	return list, older, err
}

// PartyRecord returns the page of what was done in a party's name that begins after a line ("" for the first).
func PartyRecord(ctx context.Context, r db.Reader, p id.Party, verb, after string, most int64) (page RecordPage, err error) {
	defer fault.Wrap(&err, "record of party %s", p)
	older, args := olderThan("a.id", after, p, verb, most+1)
	page.Lines, err = db.All(ctx, r, func(a *AuditLine) []any {
		return []any{&a.ID, &a.At, &a.By, &a.Verb, &a.Subject, &a.Detail, &a.ByName}
	}, `SELECT a.id, a.at, a.by_person, a.verb, a.subject, a.detail,
			COALESCE((SELECT q.display_name FROM people_grant g JOIN people_party q ON q.id = g.scope_id WHERE g.person = a.by_person AND g.role = 'self' AND g.scope = 'party' LIMIT 1), '')
		FROM db_audit a WHERE a.for_party = $1 AND ($2 = '' OR a.verb = $2)`+older+" ORDER BY a.id DESC LIMIT $3", args...)
	if int64(len(page.Lines)) > most {
		page.Lines = page.Lines[:most]
		page.Older = page.Lines[most-1].ID
	}
	return page, err
}

// ApprovalKind returns what a request of a party is about, or NotFound.
func ApprovalKind(ctx context.Context, r db.Reader, p id.Party, v id.Approval) (k organisation.Kind, err error) {
	err = db.One(ctx, r, []any{&k}, "SELECT kind FROM organisation_approval WHERE id = $1 AND party = $2", v, p)
	return k, err
}
