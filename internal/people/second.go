package people

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"

	"golang.org/x/text/unicode/norm"

	"nariwai/internal/clock"
)

const codeSeconds = 30 // RFC 6238, 5.2

var base32Plain = base32.StdEncoding.WithPadding(base32.NoPadding)

// NewTOTPSecret returns a fresh secret of 160 bits for the second factor (RFC 4226, 4, R6).
func NewTOTPSecret() string {
	var b [20]byte
	rand.Read(b[:])
	return base32Plain.EncodeToString(b[:])
}

// TOTPLink is the address that authenticator apps read, as text or as a QR code.
func TOTPLink(email, secret string) string {
	q := url.Values{"secret": {secret}, "issuer": {"Nariwai"}}
	return "otpauth://totp/" + url.PathEscape("Nariwai:"+email) + "?" + q.Encode()
}

// Code is the code of the second factor at now; demonstrations show it.
func Code(secret string, now clock.Instant) (string, error) {
	return codeOf(secret, int64(now)/1000/codeSeconds)
}

// codeOf is the code of one time step (RFC 6238, 4.2, over RFC 4226, 5.3).
func codeOf(secret string, step int64) (string, error) {
	key, err := base32Plain.DecodeString(secret)
	if err != nil {
		return "", fmt.Errorf("secret of the second factor: %w", err)
	}
	mac := hmac.New(sha1.New, key) // authenticator apps know no other
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(step)))
	sum := mac.Sum(nil)
	from := sum[len(sum)-1] & 0xf
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[from:])&0x7fffffff%1_000_000), nil
}

// CheckCode reports whether code is the person's code now, in the 30 seconds before or in those after, and the time step
// it belongs to. A step that was used is not taken again (RFC 6238, 5.2).
func (p Person) CheckCode(code string, now clock.Instant) (step int64, ok bool) {
	code = CleanCode(code)
	if p.TOTPSecret == "" || len(code) != 6 {
		return 0, false
	}
	current := int64(now) / 1000 / codeSeconds
	for _, step := range []int64{current, current - 1, current + 1} {
		if step <= p.TOTPStep {
			continue
		}
		if want, err := codeOf(p.TOTPSecret, step); err == nil && subtle.ConstantTimeCompare([]byte(code), []byte(want)) == 1 {
			return step, true
		}
	}
	return 0, false
}

// CleanCode folds a code as people type it: full-width digits, spaces and hyphens.
func CleanCode(s string) string {
	return strings.NewReplacer(" ", "", "-", "").Replace(strings.ToUpper(norm.NFKC.String(strings.TrimSpace(s))))
}

// RecoveryCodes is how many single-use codes stand in for a lost second factor.
const RecoveryCodes = 8

// NewRecoveryCode returns a code of 80 bits in four groups, such as ABCD-EFGH-IJKL-MNOP.
func NewRecoveryCode() string {
	var b [10]byte
	rand.Read(b[:])
	s := base32Plain.EncodeToString(b[:])
	return s[:4] + "-" + s[4:8] + "-" + s[8:12] + "-" + s[12:]
}

// NextCode is a code that CheckCode takes now: of this time step, or of the next when this one's is used. A demonstration shows it.
func (p Person) NextCode(now clock.Instant) (string, error) {
	if int64(now)/1000/codeSeconds <= p.TOTPStep {
		now = now.Add(codeSeconds * clock.Second)
	}
	return Code(p.TOTPSecret, now)
}
