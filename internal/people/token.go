package people

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"

	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// NewSecret returns 256 random bits for a cookie or a mailed link, and the hash that is kept of them.
func NewSecret() (secret, hash string) {
	var b [32]byte
	rand.Read(b[:])
	secret = base64.RawURLEncoding.EncodeToString(b[:])
	return secret, HashSecret(secret)
}

// IsSecret reports whether s looks like one of NewSecret's secrets.
func IsSecret(s string) bool {
	b, err := base64.RawURLEncoding.DecodeString(s)
	return err == nil && len(b) == 32
}

// HashSecret is what we keep of a secret: SHA-256 is enough, for the secret is random.
func HashSecret(secret string) string {
	h := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(h[:])
}

// TokenKind is what a mailed link is for.
type TokenKind string

const (
	VerifyLink TokenKind = "verify" // the address belongs to the person who signed up
	ResetLink  TokenKind = "reset"  // set a new password
	MoveLink   TokenKind = "move"   // the new address belongs to the person
)

// Life is how long a link of the kind works.
func (k TokenKind) Life() clock.Duration {
	if k == ResetLink {
		return clock.Hour
	}
	return 24 * clock.Hour
}

// Token is a mailed one-time link.
type Token struct {
	Hash      string
	Person    id.Person
	Kind      TokenKind
	Email     string // the new address of a MoveLink
	CreatedAt clock.Instant
	ExpiresAt clock.Instant
	UsedAt    clock.Instant
}

// Check refuses a link of another kind, a used one and an old one, with one and the same answer.
func (t Token) Check(kind TokenKind, now clock.Instant) error {
	if t.Kind != kind || t.UsedAt != 0 || now >= t.ExpiresAt {
		return BadLink()
	}
	return nil
}

// BadLink is the answer to a link that is unknown, used or too old.
func BadLink() error {
	return fault.New(fault.NotFound, "このリンクは使えません。期限が切れたか、もう使われています。もう一度お手続きください")
}
