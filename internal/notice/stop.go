package notice

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"

	"nariwai/internal/id"
)

// A Stop is what the link in a mail stops: the mails of one kind to one person. Whoever has the link may do that and nothing
// else, without signing in (RFC 8058).
type Stop struct {
	Person id.Person
	Kind   Kind
}

// Stoppable reports whether a mail may carry a link that stops its kind.
func (k Kind) Stoppable() bool { return k == DigestKind || k.Registered() && !k.Entry().Always }

// Token is the stop as a link holds it, signed with the site's key.
func (s Stop) Token(key []byte) string {
	return string(s.Person) + "." + string(s.Kind) + "." + s.mark(key)
}

func (s Stop) mark(key []byte) string {
	h := hmac.New(sha256.New, key)
	h.Write([]byte("stop\x00" + string(s.Person) + "\x00" + string(s.Kind)))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:18])
}

// ReadStop reads a token; ok is false when it isn't one of ours.
func ReadStop(key []byte, token string) (s Stop, ok bool) {
	person, rest, _ := strings.Cut(token, ".")
	kind, mark, _ := strings.Cut(rest, ".")
	s = Stop{id.Person(person), Kind(kind)}
	return s, len(key) > 0 && s.Kind.Stoppable() && hmac.Equal([]byte(mark), []byte(s.mark(key)))
}
