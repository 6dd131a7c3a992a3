package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/phrase"
	"nariwai/internal/query"
)

// Viewer is who looks at the page. The zero Viewer is anonymous.
type Viewer struct {
	Person       id.Person
	Party        id.Party // in whose name they act now
	Session      id.Session
	Name         string // display name of the party
	Handle       string
	Role         people.Role
	Acting       []query.Acting // the parties for which the person may act, when they are more than one
	Organisation bool           // the party is not a single person
	Operator     bool           // has a place at the desk
	Orders       bool           // has the client's pages
	Suspended    bool
	Verified     bool
	Strong       bool // the session has passed the second factor
	Waiting      bool // the session may do nothing before it has
	OldTerms     bool // the terms of use have changed since the person accepted them
	Unread       int  // notices not yet read
	Messages     int  // threads in which somebody has written
}

func (v Viewer) SignedIn() bool { return v.Person != "" }

// May says whether the viewer has a power in the party that they act for.
func (v Viewer) May(p people.Power) bool { return v.Role.May(p) }

// RoleName is the role in words.
func (v Viewer) RoleName() string { return roleName(v.Role) }

// Initial is the first letter of the name, for the avatar.
func (v Viewer) Initial() string {
	for _, r := range v.Name {
		return strings.ToUpper(string(r))
	}
	return ""
}

// Request is an http.Request with what every handler needs to know.
type Request struct {
	*http.Request
	ID     string // the reference number that error pages show and the log keeps
	Viewer Viewer
	Lang   phrase.Lang
	Now    clock.Instant // the database's clock, standing still during the request
	Today  calendar.Date

	device     string       // the browser's mark, once somebody signs in
	half       people.Actor // whose session waits for the second factor; Viewer is nobody then
	route      Route
	section    string // the page of the menu that this one stands behind, where that depends on who looks
	trustProxy bool
	stillMoney bool
	seat       *seat
}

// Form returns the value that was typed into the field, without the space around it.
func (q *Request) Form(field string) string { return strings.TrimSpace(q.Request.Form.Get(field)) }

// Forms returns all values of the field: ticked boxes, repeated rows.
func (q *Request) Forms(field string) []string { return q.Request.Form[field] }

// Ticked reports whether the checkbox was on.
func (q *Request) Ticked(field string) bool { return q.Request.Form.Get(field) != "" }

// Files returns the files of a multipart form's field.
func (q *Request) Files(field string) []*multipart.FileHeader {
	if q.MultipartForm == nil {
		return nil
	}
	return q.MultipartForm.File[field]
}

// Actor is the viewer as the one who gives a command. Key comes from the hidden field of {{once}} or from the
// header Idempotency-Key; Body is a hash of what is asked, so that one key can't mean two things.
func (q *Request) Actor() people.Actor {
	a := people.Actor{Person: q.Viewer.Person, Party: q.Viewer.Party, Session: q.Viewer.Session, Strong: q.Viewer.Strong}
	if a.Key = q.Header.Get("Idempotency-Key"); a.Key == "" {
		a.Key = q.Form(onceField)
	}
	if len(a.Key) > 100 {
		a.Key = hash(a.Key)
	}
	if a.Key != "" {
		a.Body = q.bodyHash()
	}
	return a
}

func (q *Request) bodyHash() string {
	h := sha256.New()
	fmt.Fprintf(h, "%s %s\n", q.Method, q.URL.Path)
	for _, name := range sortedKeys(q.Request.Form) {
		if name == onceField {
			continue
		}
		for _, v := range q.Request.Form[name] {
			fmt.Fprintf(h, "%q=%q\n", name, v)
		}
	}
	if q.MultipartForm != nil {
		for _, name := range sortedKeys(q.MultipartForm.File) {
			for _, fh := range q.MultipartForm.File[name] {
				fmt.Fprintf(h, "%q@%q %d\n", name, fh.Filename, fh.Size)
				if f, err := fh.Open(); err == nil {
					io.Copy(h, f)
					f.Close()
				}
			}
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// MoneyStill says that this handler's refusals leave every yen where it was; their sentence then begins with that.
// Call it at the top of a handler that moves money.
func (q *Request) MoneyStill() { q.stillMoney = true }

// T is phrase.T in the request's language.
func (q *Request) T(ja string, args ...any) string { return phrase.T(q.Lang, ja, args...) }

// Link adds the language to a path of the site.
func (q *Request) Link(path string) string { return localized(q.Lang, path) }

// Here is the path and query that were asked for, without the language.
func (q *Request) Here() string {
	if q.URL.RawQuery == "" {
		return q.URL.Path
	}
	return q.URL.Path + "?" + q.URL.RawQuery
}

// Redirect sends the browser to a path of the site after a form was done; the language stays.
func (q *Request) Redirect(w http.ResponseWriter, path string) error {
	http.Redirect(w, q.Request, q.Link(path), http.StatusSeeOther)
	return nil
}

// Fragment reports whether htmx asks for a part of the page.
func (q *Request) Fragment() bool { return q.Header.Get("HX-Request") == "true" }

// Addr is the address of the client, for throttling.
func (q *Request) Addr() string {
	if q.trustProxy {
		if f := q.Header.Values("X-Forwarded-For"); len(f) > 0 {
			last := f[len(f)-1]
			if i := strings.LastIndexByte(last, ','); i >= 0 {
				last = last[i+1:]
			}
			if ip := net.ParseIP(strings.TrimSpace(last)); ip != nil {
				return ip.String()
			}
		}
	}
	host, _, err := net.SplitHostPort(q.RemoteAddr)
	if err != nil {
		return q.RemoteAddr
	}
	return host
}

type requestKey struct{}

func withRequest(ctx context.Context, q *Request) context.Context {
	return context.WithValue(ctx, requestKey{}, q)
}

// localized is path in the tree of lang.
func localized(lang phrase.Lang, path string) string {
	if lang == phrase.Ja || !strings.HasPrefix(path, "/") {
		return path
	}
	if path == "/" {
		return "/" + string(lang)
	}
	return "/" + string(lang) + path
}

// local reports whether path leads to a page of this site and nowhere else.
func local(path string) bool {
	u, err := url.Parse(path)
	return err == nil && strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "//") && !strings.ContainsAny(path, "\\\r\n\t") &&
		u.Scheme == "" && u.Host == ""
}
