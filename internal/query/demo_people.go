package query

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
)

// DemoPerson is an invented person through whom everybody may enter a demonstration.
type DemoPerson struct {
	Name   string
	Secret string // of the second factor; "" without one
}

// DemoPeople returns those of the mail addresses that have an account, by address. Only a demonstration may ask.
func DemoPeople(ctx context.Context, r db.Reader, emails []string) (_ map[string]DemoPerson, err error) {
	defer fault.Wrap(&err, "people of the demonstration")
	if len(emails) == 0 {
		return nil, nil
	}
	byKey := map[string]string{}
	var keys []any
	for _, email := range emails {
		_, key, err := people.ParseEmail(email)
		if err != nil {
			return nil, err
		}
		byKey[key] = email
		keys = append(keys, key)
	}
	type row struct {
		person id.Person
		key    string
		DemoPerson
	}
	rows, err := db.All(ctx, r, func(x *row) []any { return []any{&x.person, &x.key, &x.Name, &x.Secret} }, `SELECT q.id, q.email_key, p.display_name,
		CASE WHEN q.totp_at > 0 THEN q.totp_secret ELSE '' END
		FROM people_person q JOIN people_grant g ON g.person = q.id AND g.scope = 'party' AND g.role = 'self' JOIN people_party p ON p.id = g.scope_id
		WHERE q.email_key IN (`+db.Marks(1, len(keys))+`)`, keys...)
	if err != nil {
		return nil, err
	}
	found := map[string]DemoPerson{}
	for _, x := range rows {
		if err := db.Unseal(r, secondFactor, x.person, &x.Secret); err != nil {
			return nil, err
		}
		found[byKey[x.key]] = x.DemoPerson
	}
	return found, nil
}
