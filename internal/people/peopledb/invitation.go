package peopledb

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
)

// invitations are written here alone; query has its own eyes for them.
var invitations = db.Table[people.Invitation]{Name: "people_invitation",
	Columns: "id, party, email, email_key, role, department, mentor, token, by_person, at, until, state, accepted_by, accepted_at, version",
	Fields: func(v *people.Invitation) []any {
		return []any{&v.ID, &v.Party, &v.Email, &v.EmailKey, &v.Role, &v.Department, &v.Mentor, &v.Token, &v.By, &v.At, &v.Until, &v.State,
			&v.AcceptedBy, &v.AcceptedAt, &v.Version}
	}}

// MostInvitations is how many of one party may be open at a time.
const MostInvitations = 100

// InsertInvitation keeps an invitation under a new id from now on, and returns it with the secret for the mail.
// An address can't be invited to the same party twice at a time.
func InsertInvitation(ctx context.Context, tx *db.Tx, v people.Invitation) (_ people.Invitation, secret string, err error) {
	defer fault.Wrap(&err, "invite to %s", v.Party)
	if _, err := tx.Do(ctx, "UPDATE people_invitation SET state = 'expired' WHERE party = $1 AND email_key = $2 AND state = 'sent' AND until <= $3",
		v.Party, v.EmailKey, tx.Now); err != nil {
		return v, "", err
	}
	var open, same int64
	if err := db.One(ctx, tx, []any{&open, &same}, `SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN email_key = $2 THEN 1 ELSE 0 END), 0) AS BIGINT)
		FROM people_invitation WHERE party = $1 AND state = 'sent'`, v.Party, v.EmailKey); err != nil {
		return v, "", err
	}
	switch {
	case same > 0:
		return v, "", fault.New(fault.Conflict, "この方への招待は、もう送ってあります。取り消すと、もう一度送れます")
	case open >= MostInvitations:
		return v, "", fault.New(fault.TooMany, "返事を待っている招待は、%d件までです", MostInvitations)
	}
	secret, v.Token = people.NewSecret()
	v.ID, v.State, v.At, v.Until = id.Invitation(tx.NewID()), people.InvitationSent, tx.Now, tx.Now.Add(people.InvitationLife)
	return v, secret, invitations.Insert(ctx, tx, v)
}

// InvitationByToken returns the invitation with this secret if it can be accepted now.
func InvitationByToken(ctx context.Context, r db.Reader, secret string) (people.Invitation, error) {
	v, err := invitations.One(ctx, r, "WHERE token = $1", people.HashSecret(secret))
	if fault.Is(err, fault.NotFound) || err == nil && (v.State != people.InvitationSent) {
		return v, people.BadLink()
	}
	return v, err
}

// Invitation returns an invitation of a party, or NotFound.
func Invitation(ctx context.Context, r db.Reader, p id.Party, v id.Invitation) (people.Invitation, error) {
	return invitations.One(ctx, r, "WHERE id = $1 AND party = $2", v, p)
}

// SaveInvitation writes v if nobody wrote it since it was read.
func SaveInvitation(ctx context.Context, tx *db.Tx, v *people.Invitation) (err error) {
	*v, err = invitations.Update(ctx, tx, *v)
	return err
}
