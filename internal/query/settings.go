package query

import (
	"context"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/phrase"
	"nariwai/internal/yen"
)

// Settings is what a person's page of settings shows of how they sign in.
type Settings struct {
	Email        string
	Verified     bool
	Lang         phrase.Lang
	Goal         yen.Yen
	SecondFactor bool
	Pending      string // the secret of a second factor that is being set up
	RecoveryLeft int64
	Sessions     []people.Session // the last used first, without their secrets
}

// SettingsOf returns how a person signs in.
func SettingsOf(ctx context.Context, r db.Reader, p id.Person, now clock.Instant) (s Settings, err error) {
	defer fault.Wrap(&err, "settings of %s", p)
	var verified, totp clock.Instant
	if err := db.One(ctx, r, []any{&s.Email, &verified, &s.Lang, &s.Goal, &totp, &s.Pending, &s.RecoveryLeft}, `
		SELECT email, verified_at, lang, monthly_goal, totp_at, totp_secret,
			(SELECT COUNT(*) FROM people_recovery c WHERE c.person = p.id AND c.used_at = 0)
		FROM people_person p WHERE id = $1`, p); err != nil {
		return s, err
	}
	if err := db.Unseal(r, secondFactor, p, &s.Pending); err != nil {
		return s, err
	}
	s.Verified, s.SecondFactor = verified != 0, totp != 0
	if s.SecondFactor {
		s.Pending = ""
	}
	s.Sessions, err = db.All(ctx, r, func(x *people.Session) []any {
		return []any{&x.ID, &x.Agent, &x.CreatedAt, &x.SeenAt, &x.ExpiresAt, &x.StrongAt}
	}, `SELECT id, agent, created_at, seen_at, expires_at, strong_at FROM people_session
		WHERE person = $1 AND expires_at > $2 ORDER BY seen_at DESC, id`, p, now)
	return s, err
}

// DemoCode is the code that a demonstration shows on the page that asks for it; elsewhere, and for somebody without
// a second factor, it is "".
func DemoCode(ctx context.Context, d *db.DB, p id.Person) (code string, err error) {
	if !d.Demonstration() {
		return "", nil
	}
	defer fault.Wrap(&err, "code for %s", p)
	var who people.Person
	if err := db.One(ctx, d.Snapshot(), []any{&who.TOTPSecret, &who.TOTPStep}, "SELECT totp_secret, totp_step FROM people_person WHERE id = $1", p); err != nil {
		return "", err
	}
	if err := db.Unseal(d.Snapshot(), secondFactor, p, &who.TOTPSecret); err != nil || who.TOTPSecret == "" {
		return "", err
	}
	return who.NextCode(d.Clock())
}

// PartyOf returns what a party says of itself and what the law asks of it.
func PartyOf(ctx context.Context, r db.Reader, party id.Party) (p people.Party, err error) {
	err = db.One(ctx, r, []any{&p.ID, &p.Kind, &p.DisplayName, &p.Handle, &p.Prefecture, &p.Municipality, &p.Headline, &p.Bio, &p.Skills,
		&p.HoursWeek, &p.Works, &p.Orders, &p.Fields, &p.Price.Unit, &p.Price.Low, &p.Price.High, &p.FreeFrom, &p.Listed, &p.ShowPlace,
		&p.ShowHours, &p.ShowPrice, &p.ShowRecord, &p.Certified, &p.LegalName, &p.Address, &p.Contact, &p.Form, &p.HasEmployees, &p.TwoOfficers, &p.TNumber,
		&p.Resident, &p.PaysSalaries, &p.CarryOver, &p.IdentityAt, &p.PledgedAt, &p.CreatedAt, &p.ClosedAt}, `
		SELECT id, kind, display_name, handle, prefecture, municipality, headline, bio, skills, hours_week, works, orders, fields,
			price_unit, price_low, price_high, free_from, listed, show_place, show_hours, show_price, show_record, certified, legal_name, address,
			contact, form, has_employees, two_officers, t_number, resident, pays_salaries, carry_over, identity_at, pledged_at, created_at, closed_at
		FROM people_party WHERE id = $1`, party)
	return p, err
}

// AccountsOf returns the bank accounts of a party that are in use or being checked, and the last that was refused, newest first.
func AccountsOf(ctx context.Context, r db.Reader, p id.Party) ([]people.Account, error) {
	return accountNumber.all(ctx, r, accountFields, "SELECT "+accountColumns+` FROM people_account a
		WHERE a.party = $1 AND a.state <> 'retired' ORDER BY a.set_at DESC, a.id DESC LIMIT 3`, p)
}
