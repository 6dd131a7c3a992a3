// Package bulk is the bulk order: hundreds of lines (title, keywords, length, price, due date, notes) that many workers take.
//
// A line is a draft, then open (its money is secured, nobody has it), then taken: from there on it is an item of a contract, with the same
// id, and market.Item knows where it stands. What a worker gives back, or loses by lateness, is returned, and a fresh line with the same
// number takes its place: nothing that happened is overwritten.
package bulk

import (
	"strings"
	"unicode/utf8"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/yen"
)

// State is where an order stands.
type State string

const (
	Draft     State = "draft"
	Approving State = "approving" // somebody of the organisation must say yes
	Unpaid    State = "unpaid"    // published, its money not yet secured
	Open      State = "open"      // lines may be taken
	Ended     State = "ended"     // every line has ended
)

// Audience is who may have a seat.
type Audience string

const (
	Invited Audience = "invited" // only who was invited
	All     Audience = "open"    // everybody may ask
)

// Direction is who looks after the work.
type Direction string

const (
	OwnDirection    Direction = "own"    // somebody of the client
	WorkerDirection Direction = "worker" // a hired worker
	SiteDirection   Direction = "site"   // the operator's paid service
)

// Limits.
const (
	MostLines = 10_000
	MostTitle = 80
	MostText  = 10_000
	MostWords = 100 // forbidden words
	MostCap   = 500
	PayDays   = 7 // an order that is not paid in so many days is a draft again
)

// Checks are what every delivery is held against. They warn, and block nothing.
type Checks struct {
	Tolerance  int64  // per cent by which a text may be shorter or longer than its line asks; 0 is no check
	Forbidden  string // words that may not occur, one a line
	Similarity int64  // per cent of a text that may be found elsewhere; 0 is no check
}

// Words are the forbidden words.
func (c Checks) Words() (out []string) {
	for w := range strings.Lines(c.Forbidden) {
		if w = strings.TrimSpace(w); w != "" {
			out = append(out, w)
		}
	}
	return out
}

// Brief is what a client writes of an order as a whole.
type Brief struct {
	Department  string
	Title       string
	Category    string
	Guide       string // the style guide, Markdown: the content of the work in every notice of terms
	Sample      string // a text as it should be
	Deliverable string
	Place       string // "" is anywhere
	Rights      string // market.Rights
	AIPolicy    string // market.AIPolicy
	LowReason   string // why a line's price lies below the floor, where one does
	Checks
	Audience  Audience
	Certified bool  // only certified workers may ask for a seat
	Cap       int64 // lines that one worker may have in hand at a time
	Direction Direction
	Withhold  bool // the work is of a kind from whose pay income tax is withheld (所得税法 204条)
}

// Order is a bulk order.
type Order struct {
	ID       id.Bulk
	Client   id.Party
	By       id.Person
	Director id.Person // whom a client's order is entrusted to; "" is everybody of the client who may
	Job      id.Job    // carries the six legal items from publication on; never listed
	Brief
	State       State
	Security    string  // market.Security of its lines, from when they are open
	ClientRate  int64   // yen.Rate of the client's fee on the day of publication
	Asked       yen.Yen // what publication asks to be secured
	CreatedAt   clock.Instant
	PublishedAt clock.Instant
	PayBy       clock.Instant // an unpaid order is a draft again then
	OpenedAt    clock.Instant
	EndedAt     clock.Instant
	Version     int64
}

func conflict(say string, args ...any) error { return fault.New(fault.Conflict, say, args...) }

// Check refuses a brief that can't be kept as a draft.
func (b *Brief) Check() error {
	var f fault.Form
	if strings.TrimSpace(b.Title) == "" {
		f.Add("title", "仕事の名前を書いてください")
	}
	for _, t := range []struct {
		field, text string
		most        int
	}{
		{"title", b.Title, MostTitle}, {"guide", b.Guide, MostText}, {"sample", b.Sample, MostText}, {"deliverable", b.Deliverable, 200},
		{"place", b.Place, 200}, {"low_reason", b.LowReason, 500}, {"forbidden", b.Forbidden, 2000},
	} {
		if n := utf8.RuneCountInString(t.text); n > t.most {
			f.Add(t.field, "%d字までです（いま%d字）", t.most, n)
		}
	}
	if len(b.Words()) > MostWords {
		f.Add("forbidden", "使わない言葉は%d個までです", MostWords)
	}
	if b.Tolerance < 0 || b.Tolerance > 100 {
		f.Add("tolerance", "%dから%dまでにしてください", 0, 100)
	}
	if b.Similarity < 0 || b.Similarity > 100 {
		f.Add("similarity", "%dから%dまでにしてください", 0, 100)
	}
	if b.Cap < 1 || b.Cap > MostCap {
		f.Add("cap", "%dから%dまでにしてください", 1, MostCap)
	}
	if b.Audience != Invited && b.Audience != All {
		f.Add("audience", "だれが書けるかを選んでください")
	}
	if b.Direction != OwnDirection && b.Direction != WorkerDirection && b.Direction != SiteDirection {
		f.Add("direction", "進行をだれがするかを選んでください")
	}
	return f.Err()
}

// Editable refuses to change what was published.
func (o *Order) Editable() error {
	if o.State != Draft {
		return conflict("公開したまとめ依頼は、直せません")
	}
	return nil
}

// Publish asks for the money of all lines: asked is its sum. The order opens when it is secured.
func (o *Order) Publish(job id.Job, lines int64, clientRate yen.Rate, asked yen.Yen, now clock.Instant) error {
	if o.State != Draft && o.State != Approving {
		return conflict("このまとめ依頼は、もう公開されています")
	}
	if lines == 0 {
		return conflict("記事を1本以上入れてから公開してください")
	}
	o.State, o.Job, o.ClientRate, o.Asked, o.PublishedAt = Unpaid, job, int64(clientRate), asked, now
	o.PayBy = calendar.On(now).AddDays(PayDays + 1).Start()
	return nil
}

// Secure opens an order whose money has come.
func (o *Order) Secure(security string, now clock.Instant) error {
	if o.State != Unpaid {
		return conflict("このまとめ依頼は、仮払いを待っていません")
	}
	o.State, o.Security, o.OpenedAt, o.PayBy = Open, security, now, 0
	return nil
}

// Withdraw makes an order that is not secured a draft again.
func (o *Order) Withdraw() error {
	if o.State != Unpaid && o.State != Approving {
		return conflict("公開を取り消せるのは、仮払いの前だけです")
	}
	o.State, o.Job, o.ClientRate, o.Asked, o.PublishedAt, o.PayBy = Draft, "", 0, yen.Yen{}, 0, 0
	return nil
}

// End ends an order of which every line has ended.
func (o *Order) End(now clock.Instant) bool {
	if o.State != Open {
		return false
	}
	o.State, o.EndedAt = Ended, now
	return true
}

// Takes refuses to give lines away of an order that is not open.
func (o *Order) Takes() error {
	if o.State != Open {
		return conflict("このまとめ依頼は、いま引き受けられません")
	}
	return nil
}
