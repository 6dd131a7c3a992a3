package people

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"nariwai/internal/fault"
	"nariwai/internal/id"
)

var handleForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

//go:embed reserved.txt
var reservedText string

// ParseHandle reads a handle, the name of a party in addresses: 3 to 30 of a-z, 0-9 and single hyphens between them,
// capitals and full-width letters folded. Words of the site's own pages and posts are refused.
func ParseHandle(s string) (string, error) {
	h := strings.ToLower(strings.TrimSpace(norm.NFKC.String(s)))
	h = strings.TrimPrefix(h, "@")
	if len(h) < 3 || len(h) > 30 || !handleForm.MatchString(h) {
		return "", fault.New(fault.Invalid, "IDは英小文字・数字・ハイフンで、3文字から30文字にしてください")
	}
	if slices.Contains(strings.Fields(reservedText), strings.ReplaceAll(h, "-", "")) {
		return "", fault.New(fault.Invalid, "このIDは使えません。ほかのものにしてください")
	}
	return h, nil
}

// FirstHandle is the handle that a party has until it chooses its own.
func FirstHandle(p id.Party) string { return "n-" + id.Short(p) }
