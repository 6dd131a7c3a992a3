package query

import (
	"context"
	"fmt"
	"strings"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
)

// PersonLine is a person in the desk's list.
type PersonLine struct {
	ID             id.Person
	Email          string
	State          people.State
	SuspendedUntil clock.Instant
	CreatedAt      clock.Instant
	Name, Handle   string // of their own party
	Operator       bool
}

const peopleOnAPage = 30

// PeopleList is a page of people, the newest first.
type PeopleList struct {
	People []PersonLine
	Older  id.Person // the page behind begins after it; "" on the last page
}

// The outer joins keep the order of the persons: a page is read along their key and never sorted.
const personLine = `SELECT q.id, q.email, q.state, q.suspended_until, q.created_at, COALESCE(p.display_name, ''), COALESCE(p.handle, ''),
	EXISTS (SELECT 1 FROM people_grant d WHERE d.person = q.id AND d.scope = 'site' AND d.role = 'operator'
		AND d.from_at <= $1 AND (d.until_at = 0 OR d.until_at > $1))
	FROM people_person q LEFT JOIN people_grant g ON g.person = q.id AND g.scope = 'party' AND g.role = 'self' LEFT JOIN people_party p ON p.id = g.scope_id `

// shownName is the column of a person's own display name, or of the mail address where there is none; "" for nobody.
// The record of actions shows the address itself.
func shownName(person string) string {
	return `COALESCE((SELECT n.display_name FROM people_grant h JOIN people_party n ON n.id = h.scope_id
		WHERE h.person = ` + person + `.id AND h.scope = 'party' AND h.role = 'self' AND n.display_name <> ''), ` + person + `.email, '')`
}

func personFields(l *PersonLine) []any {
	return []any{&l.ID, &l.Email, &l.State, &l.SuspendedUntil, &l.CreatedAt, &l.Name, &l.Handle, &l.Operator}
}

// People searches by how a mail address, a handle or a display name begins; asked for nothing it lists everybody.
func People(ctx context.Context, r db.Reader, asked string, after id.Person, now clock.Instant) (l PeopleList, err error) {
	defer fault.Wrap(&err, "people")
	where, args := olderThan("q.id", after, now, peopleOnAPage+1)
	if from, to := people.PrefixRange(strings.TrimPrefix(asked, "@")); from != "" {
		a, b := fmt.Sprintf("$%d", len(args)+1), fmt.Sprintf("$%d", len(args)+2)
		// Nested, because SQLite without statistics would begin a join with everybody's grants.
		parties := func(column string) string {
			return "SELECT id FROM people_party WHERE " + column + " >= " + a + " AND " + column + " < " + b
		}
		where += " AND q.id IN (SELECT id FROM people_person WHERE email_prefix <> '' AND email_prefix >= " + a + " AND email_prefix < " + b +
			" UNION SELECT person FROM people_grant WHERE scope = 'party' AND role = 'self' AND scope_id IN (" + parties("name_prefix") + " UNION " + parties("handle_prefix") + "))"
		args = append(args, from, to)
	}
	l.People, err = db.All(ctx, r, personFields, personLine+"WHERE q.id <> ''"+where+" ORDER BY q.id DESC LIMIT $2", args...)
	if len(l.People) > peopleOnAPage {
		l.People = l.People[:peopleOnAPage]
		l.Older = l.People[peopleOnAPage-1].ID
	}
	return l, err
}

// Operators lists who sits at the desk, the newest last.
func Operators(ctx context.Context, r db.Reader, now clock.Instant) ([]PersonLine, error) {
	return db.All(ctx, r, personFields, personLine+`WHERE q.id IN (SELECT person FROM people_grant WHERE scope = 'site' AND scope_id = $2 AND role = 'operator'
		AND from_at <= $1 AND (until_at = 0 OR until_at > $1)) ORDER BY q.id`, now, id.Site)
}

// PersonPage is what the desk sees of a person.
type PersonPage struct {
	PersonLine
	VerifiedAt, LastSeen, ChangedAt clock.Instant
	SecondFactor                    bool
	Sessions                        int64
	Parties                         []PersonParty
	Accounts                        []people.Account
	Suspensions                     []SuspensionLine
	Record                          []AuditLine
}

// PersonParty is a party in whose name the person acts.
type PersonParty struct {
	ID             id.Party
	Name, Handle   string
	Kind           people.Kind
	Form           people.LegalForm
	LegalName      string
	TNumber        people.TNumber
	Works, Orders  bool
	CreatedAt      clock.Instant
	OpenAsClient   int64 // contracts
	OpenAsWorker   int64
	FinishedWorker int64
}

// SuspensionLine is a suspension with the names of those who decided.
type SuspensionLine struct {
	people.Suspension
	ByName, LiftedByName string
}

// Person returns the desk's page of a person, or NotFound.
func Person(ctx context.Context, r db.Reader, who id.Person, now clock.Instant) (p PersonPage, err error) {
	defer fault.Wrap(&err, "person %s", who)
	line, err := db.All(ctx, r, personFields, personLine+"WHERE q.id = $2", now, who)
	if err != nil {
		return p, err
	}
	if len(line) == 0 {
		return p, fault.New(fault.NotFound, "見つかりませんでした")
	}
	p.PersonLine = line[0]
	var totpAt clock.Instant
	if err := db.One(ctx, r, []any{&p.VerifiedAt, &p.LastSeen, &p.ChangedAt, &totpAt, &p.Sessions}, `SELECT verified_at, last_seen, changed_at, totp_at,
		(SELECT COUNT(*) FROM people_session s WHERE s.person = q.id AND s.expires_at > $2) FROM people_person q WHERE q.id = $1`, who, now); err != nil {
		return p, err
	}
	p.SecondFactor = totpAt != 0
	p.Parties, err = db.All(ctx, r, func(x *PersonParty) []any {
		return []any{&x.ID, &x.Name, &x.Handle, &x.Kind, &x.Form, &x.LegalName, &x.TNumber, &x.Works, &x.Orders, &x.CreatedAt,
			&x.OpenAsClient, &x.OpenAsWorker, &x.FinishedWorker}
	}, `SELECT p.id, p.display_name, p.handle, p.kind, p.form, p.legal_name, p.t_number, p.works, p.orders, p.created_at,
		(SELECT COUNT(*) FROM market_contract c WHERE c.client = p.id AND c.state IN ('awarded', 'active')),
		(SELECT COUNT(*) FROM market_contract c WHERE c.worker = p.id AND c.state IN ('awarded', 'active')),
		(SELECT COUNT(*) FROM market_contract c WHERE c.worker = p.id AND c.state = 'ended')
		FROM people_grant g JOIN people_party p ON p.id = g.scope_id WHERE g.person = $1 AND g.scope = 'party' ORDER BY g.id`, who)
	if err != nil {
		return p, err
	}
	p.Accounts, err = accountNumber.all(ctx, r, accountFields, "SELECT "+accountColumns+` FROM people_account a
		WHERE a.party IN (SELECT scope_id FROM people_grant WHERE person = $1 AND scope = 'party') ORDER BY a.id DESC`, who)
	if err != nil {
		return p, err
	}
	p.Suspensions, err = db.All(ctx, r, func(s *SuspensionLine) []any {
		return []any{&s.ID, &s.Rule, &s.Reason, &s.Until, &s.At, &s.LiftedAt, &s.LiftedWhy, &s.ByName, &s.LiftedByName}
	}, `SELECT s.id, s.rule, s.reason, s.until_at, s.at, s.lifted_at, s.lifted_why, `+shownName(`b`)+`, `+shownName(`l`)+` FROM people_suspension s
		LEFT JOIN people_person b ON b.id = s.by_person LEFT JOIN people_person l ON l.id = s.lifted_by WHERE s.person = $1 ORDER BY s.id DESC`, who)
	if err != nil {
		return p, err
	}
	record, err := Record(ctx, r, string(who), "")
	p.Record = record.Lines
	return p, err
}

const accountColumns = "a.id, a.party, a.bank, a.branch, a.kind, a.number, a.payee, a.state, a.set_at, a.promised_by, a.checked_at, a.reason"

func accountFields(a *people.Account) []any {
	return []any{&a.ID, &a.Party, &a.Bank, &a.Branch, &a.Kind, &a.Number, &a.Payee, &a.State, &a.SetAt, &a.PromisedBy, &a.CheckedAt, &a.Reason}
}
