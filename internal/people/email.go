package people

import (
	"net/mail"
	"strings"

	"golang.org/x/text/unicode/norm"

	"nariwai/internal/fault"
)

// maxEmail is the longest address that SMTP carries (RFC 5321, 4.5.3.1.3, without the angle brackets).
const maxEmail = 254

// ParseEmail reads an address as it is typed and returns it with the key by which addresses are compared:
// lower case, because no mail service that people use tells capitals apart.
func ParseEmail(s string) (email, key string, err error) {
	email = strings.TrimSpace(norm.NFKC.String(s))
	bad := fault.New(fault.Invalid, "メールアドレスの形を確かめてください。例：name@example.jp")
	if email == "" {
		return "", "", fault.New(fault.Invalid, "メールアドレスを入れてください")
	}
	a, err := mail.ParseAddress(email)
	if err != nil || a.Name != "" || a.Address != email || len(email) > maxEmail {
		return "", "", bad
	}
	at := strings.LastIndexByte(email, '@')
	local, domain := email[:at], email[at+1:]
	if local == "" || strings.HasPrefix(local, `"`) || !strings.Contains(domain, ".") || strings.HasPrefix(domain, "[") {
		return "", "", bad
	}
	for _, label := range strings.Split(domain, ".") {
		if label == "" || strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") {
			return "", "", bad
		}
	}
	for _, r := range email {
		if r <= ' ' || r > '~' {
			return "", "", bad
		}
	}
	return email, strings.ToLower(email), nil
}
