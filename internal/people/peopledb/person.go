// Package peopledb stores persons, parties and grants, and answers who may do what. It alone writes the tables people_*.
package peopledb

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
)

// Persons, Parties and Grants map the tables; reads for pages may use them.
var (
	Persons = db.Table[people.Person]{Name: "people_person",
		Columns: "id, email, email_key, email_prefix, password, lang, state, suspended_until, verified_at, created_at, changed_at, totp_secret, totp_at, totp_step, monthly_goal, last_seen, version",
		Sealed:  "totp_secret",
		Fields: func(p *people.Person) []any {
			p.EmailPrefix = people.PrefixKey(p.EmailKey)
			return []any{&p.ID, &p.Email, &p.EmailKey, &p.EmailPrefix, &p.Password, &p.Lang, &p.State, &p.SuspendedUntil, &p.VerifiedAt, &p.CreatedAt,
				&p.ChangedAt, &p.TOTPSecret, &p.TOTPAt, &p.TOTPStep, &p.MonthlyGoal, &p.LastSeen, &p.Version}
		}}
	Parties = db.Table[people.Party]{Name: "people_party",
		Columns: "id, kind, display_name, handle, name_prefix, handle_prefix, prefecture, municipality, headline, bio, skills, hours_week, works, orders, fields, price_unit, price_low, price_high, free_from, listed, show_place, show_hours, show_price, show_record, certified, resting_until, legal_name, address, address_mark, contact, form, has_employees, two_officers, t_number, resident, pays_salaries, carry_over, first_accept, reviewed_at, identity_at, pledged_at, created_at, closed_at, version",
		Fields: func(p *people.Party) []any {
			p.NamePrefix, p.HandlePrefix = people.PrefixKey(p.DisplayName), people.PrefixKey(p.Handle)
			p.AddressMark = people.AddressKey(p.Address)
			return []any{&p.ID, &p.Kind, &p.DisplayName, &p.Handle, &p.NamePrefix, &p.HandlePrefix, &p.Prefecture, &p.Municipality, &p.Headline, &p.Bio, &p.Skills,
				&p.HoursWeek, &p.Works, &p.Orders, &p.Fields, &p.Price.Unit, &p.Price.Low, &p.Price.High, &p.FreeFrom,
				&p.Listed, &p.ShowPlace, &p.ShowHours, &p.ShowPrice, &p.ShowRecord, &p.Certified, &p.RestingUntil, &p.LegalName, &p.Address, &p.AddressMark, &p.Contact, &p.Form, &p.HasEmployees, &p.TwoOfficers,
				&p.TNumber, &p.Resident, &p.PaysSalaries, &p.CarryOver, &p.FirstAccept, &p.ReviewedAt, &p.IdentityAt, &p.PledgedAt, &p.CreatedAt, &p.ClosedAt, &p.Version}
		}}
	Grants = db.Table[people.Grant]{Name: "people_grant",
		Columns: "id, person, role, scope, scope_id, from_at, until_at, by_person",
		Fields: func(g *people.Grant) []any {
			return []any{&g.ID, &g.Person, &g.Role, &g.Scope, &g.ScopeID, &g.From, &g.Until, &g.By}
		}}
)

// Person returns one person, or NotFound.
func Person(ctx context.Context, r db.Reader, p id.Person) (people.Person, error) {
	return Persons.One(ctx, r, "WHERE id = $1", p)
}

// PersonByEmail returns the person who signs in with this address, or NotFound.
func PersonByEmail(ctx context.Context, r db.Reader, key string) (people.Person, error) {
	if key == "" {
		return people.Person{}, fault.New(fault.NotFound, "見つかりませんでした")
	}
	return Persons.One(ctx, r, "WHERE email_key = $1 AND email_key <> ''", key)
}

// Party returns one party, or NotFound.
func Party(ctx context.Context, r db.Reader, p id.Party) (people.Party, error) {
	return Parties.One(ctx, r, "WHERE id = $1", p)
}

// Contacts returns the persons who act for a party at tx.Now: those whom a notice to the party reaches.
func Contacts(ctx context.Context, tx *db.Tx, p id.Party) (out []people.Person, err error) {
	defer fault.Wrap(&err, "contacts of party %s", p)
	return Persons.All(ctx, tx, `WHERE state <> $4 AND id IN (SELECT person FROM people_grant
		WHERE scope = $1 AND scope_id = $2 AND from_at <= $3 AND (until_at = 0 OR until_at > $3)) ORDER BY id`,
		people.PartyScope, p, tx.Now, people.Closed)
}

// OwnParty returns the party that is the person's own.
func OwnParty(ctx context.Context, r db.Reader, p id.Person) (people.Party, error) {
	return Parties.One(ctx, r, "WHERE id IN (SELECT scope_id FROM people_grant WHERE person = $1 AND role = $2 AND scope = $3)",
		p, people.Self, people.PartyScope)
}
