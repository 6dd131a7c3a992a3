package peopledb

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
)

var tokens = db.Table[people.Token]{Name: "people_token",
	Columns: "hash, person, kind, email, created_at, expires_at, used_at",
	Fields: func(t *people.Token) []any {
		return []any{&t.Hash, &t.Person, &t.Kind, &t.Email, &t.CreatedAt, &t.ExpiresAt, &t.UsedAt}
	}}

// Link makes a one-time link of a kind and returns its secret; earlier links of the kind stop working.
func Link(ctx context.Context, tx *db.Tx, p id.Person, kind people.TokenKind, email string) (secret string, err error) {
	defer fault.Wrap(&err, "%s link for %s", kind, p)
	if err := Unlink(ctx, tx, p, kind); err != nil {
		return "", err
	}
	secret, hash := people.NewSecret()
	return secret, tokens.Insert(ctx, tx, people.Token{Hash: hash, Person: p, Kind: kind, Email: email,
		CreatedAt: tx.Now, ExpiresAt: tx.Now.Add(kind.Life())})
}

// Unlink stops all links of a kind; "" stops all of them.
func Unlink(ctx context.Context, tx *db.Tx, p id.Person, kind people.TokenKind) error {
	_, err := tx.Do(ctx, "DELETE FROM people_token WHERE person = $1 AND ($2 = '' OR kind = $2) AND used_at = 0", p, kind)
	return err
}

// FindLink returns the link with this secret if it can be used now.
func FindLink(ctx context.Context, r db.Reader, secret string) (people.Token, error) {
	t, err := tokens.One(ctx, r, "WHERE hash = $1", people.HashSecret(secret))
	if fault.Is(err, fault.NotFound) {
		return t, people.BadLink()
	}
	return t, err
}

// Use uses a link up; a second use finds nothing.
func Use(ctx context.Context, tx *db.Tx, t people.Token) error {
	n, err := tx.Do(ctx, "UPDATE people_token SET used_at = $2 WHERE hash = $1 AND used_at = 0", t.Hash, tx.Now)
	if err == nil && n == 0 {
		return people.BadLink()
	}
	return err
}
