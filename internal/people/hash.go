package people

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"time"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"nariwai/internal/fault"
)

// Cost is what argon2id spends on one password.
type Cost struct {
	Memory  uint32 // KiB
	Passes  uint32
	Threads uint8
}

// DefaultCost is 46 MiB in one pass, the first of the OWASP cheat sheet's equivalent settings.
func DefaultCost() Cost { return Cost{Memory: 47104, Passes: 1, Threads: 1} }

// Hasher hashes and compares passwords, only so many at a time, so that a crowd at the door does not eat the machine's memory.
type Hasher struct {
	cost Cost
	gate chan struct{}
	wait time.Duration
}

// NewHasher returns a Hasher that works on at most most passwords at a time.
func NewHasher(cost Cost, most int) *Hasher {
	return &Hasher{cost, make(chan struct{}, most), 10 * time.Second}
}

const saltBytes, keyBytes = 16, 32

// Hash returns what is kept of a password: the hash with its salt and its cost in the PHC string format,
// so that the cost can be raised later.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	var salt [saltBytes]byte
	rand.Read(salt[:])
	key, err := h.key(ctx, password, salt[:], h.cost, keyBytes)
	if err != nil {
		return "", err
	}
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, h.cost.Memory, h.cost.Passes, h.cost.Threads,
		b64.EncodeToString(salt[:]), b64.EncodeToString(key)), nil
}

// Matches reports whether hash was made of password. An empty hash takes the same time and never matches:
// so nobody learns from the clock whether an address has an account.
func (h *Hasher) Matches(ctx context.Context, hash, password string) (bool, error) {
	if hash == "" {
		_, err := h.key(ctx, password, make([]byte, saltBytes), h.cost, keyBytes)
		return false, err
	}
	cost, salt, want, err := parseHash(hash)
	if err != nil {
		return false, err
	}
	got, err := h.key(ctx, password, salt, cost, uint32(len(want)))
	return err == nil && subtle.ConstantTimeCompare(got, want) == 1, err
}

// Stale reports whether hash was made at another cost than today's.
func (h *Hasher) Stale(hash string) bool {
	cost, _, _, err := parseHash(hash)
	return err != nil || cost != h.cost
}

func (h *Hasher) key(ctx context.Context, password string, salt []byte, c Cost, length uint32) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, h.wait)
	defer cancel()
	select {
	case h.gate <- struct{}{}:
	case <-ctx.Done():
		return nil, fault.Because(ctx.Err(), fault.Unavailable, "いま混み合っています。少し待ってから、もう一度お試しください")
	}
	defer func() { <-h.gate }()
	return argon2.IDKey([]byte(plain(password)), salt, c.Passes, c.Memory, c.Threads, length), nil
}

// plain folds the ways of typing one password into one (NIST SP 800-63B, 3.1.1.2).
func plain(password string) string { return norm.NFKC.String(password) }

func parseHash(s string) (c Cost, salt, key []byte, err error) {
	defer fault.Wrap(&err, "password hash")
	var version int
	var body string
	if _, err := fmt.Sscanf(s, "$argon2id$v=%d$m=%d,t=%d,p=%d$%s", &version, &c.Memory, &c.Passes, &c.Threads, &body); err != nil {
		return c, nil, nil, err
	}
	if version != argon2.Version || c.Passes == 0 || c.Threads == 0 {
		return c, nil, nil, fmt.Errorf("version %d, cost %+v", version, c)
	}
	for i := range body {
		if body[i] != '$' {
			continue
		}
		if salt, err = base64.RawStdEncoding.DecodeString(body[:i]); err != nil {
			return c, nil, nil, err
		}
		key, err = base64.RawStdEncoding.DecodeString(body[i+1:])
		if err == nil && len(key) < 16 {
			err = fmt.Errorf("a key of %d bytes", len(key))
		}
		return c, salt, key, err
	}
	return c, nil, nil, fmt.Errorf("no key")
}
