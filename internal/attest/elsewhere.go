package attest

import (
	"encoding/json"
	"net/url"
	"strings"
	"unicode/utf8"

	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// Elsewhere is another site whose signed records are shown here, with the keys that somebody at the desk has entered.
type Elsewhere struct {
	ID      id.Elsewhere
	Address string // "https://other.example"
	Name    string // what the desk calls it, whatever it calls itself
	Keys    string // as it publishes them
	AddedBy id.Person
	AddedAt clock.Instant
	EndedAt clock.Instant // its records are shown no more; 0 while they are
	Version int64
}

// Import is a record that another site has signed of a party here.
type Import struct {
	ID         id.Attested
	Party      id.Party
	Person     id.Person
	Address    string // of the site
	Body       string // the file, until its signature was checked; "" afterwards
	Summary    string // what is shown of it, see Summarize
	SHA256     string
	IssuedAt   clock.Instant
	ImportedAt clock.Instant
	CheckedAt  clock.Instant // 0: the site isn't known, and nobody else sees it
	Version    int64
}

const (
	// Fresh is how old a record may be that is brought along.
	Fresh = 90 * clock.Day
	// MostImports is from how many places somebody may bring records.
	MostImports = 5

	mostSiteName = 60
)

// Summary is what is shown of a record of another place.
type Summary struct {
	Handle    string `json:"handle"`
	Name      string `json:"name"`
	Since     string `json:"since"`
	Identity  string `json:"identity"`
	Done      int64  `json:"done"`
	Failed    int64  `json:"failed"`
	Items     int64  `json:"items"`
	OnTime    int64  `json:"on_time"`
	Reviews   int64  `json:"reviews"`
	Satisfied int64  `json:"satisfied"`
	Seals     int64  `json:"seals"`
}

// Summarize is what is shown of a record.
func Summarize(r Record) (text string, err error) {
	t := r.Total()
	b, err := json.Marshal(Summary{Handle: cut(r.Worker.Handle), Name: cut(r.Worker.Name), Since: cut(r.Worker.Since), Identity: cut(r.Worker.Identity),
		Done: t.Done, Failed: t.Failed, Items: t.Items, OnTime: t.OnTime, Reviews: t.Reviews, Satisfied: t.Satisfied, Seals: int64(len(r.Standing()))})
	return string(b), err
}

// ReadSummary reads what Summarize wrote.
func ReadSummary(text string) (s Summary, err error) {
	err = json.Unmarshal([]byte(text), &s)
	return s, err
}

// cut keeps what another site may call somebody within what is shown of it.
func cut(s string) string {
	if utf8.RuneCountInString(s) > 60 {
		s = string([]rune(s)[:60])
	}
	return s
}

// Address brings the address of a site into its one form: scheme and host, nothing behind them.
func Address(s string) (string, error) {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Host == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" ||
		u.Scheme != "https" && !(u.Scheme == "http" && u.Hostname() == "localhost") {
		return "", fault.New(fault.Invalid, "サイトのアドレスは、https://example.jp のように入れてください")
	}
	return u.Scheme + "://" + strings.ToLower(u.Host), nil
}

// Page is the address of a worker's page, to which a record is made out.
func Page(site, handle string) string { return site + "/talents/" + handle }

// ForWhom reads to whose page a record is to be made out; "" stays.
func ForWhom(s string) (string, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", nil
	}
	u, err := url.Parse(s)
	if err != nil || len(s) > 300 || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		var f fault.Form
		f.Add("for", "相手のサイトでのあなたのページを、https:// から入れてください")
		return "", f.Err()
	}
	return s, nil
}

// MayShow refuses a record that is not for this page: of this site itself, made out to somebody else, or too old.
func (r Record) MayShow(site, page string, now clock.Instant) error {
	age := now.Sub(r.At())
	switch {
	case r.Site == site:
		return fault.New(fault.Invalid, "これは、この広場の記録です。ここでは、そのまま見えています")
	case r.For != page:
		return fault.New(fault.Invalid, "あなたのページにあてた記録ではありません。相手のサイトで、あて先に %s を入れて作ってください", page)
	case age > Fresh:
		return fault.New(fault.Invalid, "90日より前の記録です。相手のサイトで、新しく作ってください")
	case age < -clock.Day:
		return fault.New(fault.Invalid, "まだ来ていない日の記録です")
	}
	return nil
}

// NewElsewhere is a site as the desk enters it: its name here, and what it publishes.
func NewElsewhere(name, keys string) (e Elsewhere, err error) {
	var f fault.Form
	if e.Name = strings.Join(strings.Fields(name), " "); e.Name == "" || utf8.RuneCountInString(e.Name) > mostSiteName {
		f.Add("name", "サイトの名前を%d字までで入れてください", mostSiteName)
	}
	k, err := ParseKeys([]byte(strings.TrimSpace(keys)))
	if err == nil {
		if e.Address, err = Address(k.Site); err == nil && e.Address != k.Site {
			err = fault.New(fault.Invalid, "サイトのアドレスは、https://example.jp のように入れてください")
		}
	}
	f.Check("keys", err)
	if err := f.Err(); err != nil {
		return e, err
	}
	text, err := k.Text()
	e.Keys = string(text)
	return e, err
}

// Verify reads a record by the keys of the site.
func (e Elsewhere) Verify(text []byte) (Record, error) {
	k, err := ParseKeys([]byte(e.Keys))
	if err != nil {
		return Record{}, err
	}
	return Verify(text, k)
}
