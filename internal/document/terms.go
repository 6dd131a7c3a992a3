package document

import (
	"nariwai/internal/calendar"
	"nariwai/internal/id"
	"nariwai/internal/yen"
)

// Terms is the notice of terms (取引条件の明示; Freelance Act, art. 3 and its enforcement rule, art. 1): written at once on
// engagement and never changed. The payment date is a date, not a period.
type Terms struct {
	Contract    id.Contract     `json:"contract"`
	Client      Identity        `json:"client"`      // (1) who orders
	Worker      Identity        `json:"worker"`      // (1) who is ordered from
	AgreedOn    calendar.Date   `json:"agreed_on"`   // (2)
	Title       string          `json:"title"`       // (3) the work
	Content     string          `json:"content"`     // (3) Markdown
	Deliverable string          `json:"deliverable"` // (3)
	Rights      string          `json:"rights"`      // (3) what becomes of the copyright; its price is inside the pay
	AIPolicy    string          `json:"ai_policy"`
	Place       string          `json:"place"` // (5) "" is online
	Items       []TermsItem     `json:"items"` // (4) (6) (7) (8) for each
	Pay         yen.Yen         `json:"pay"`   // (7) consumption tax included
	Tax         yen.Yen         `json:"tax"`   // (7) the consumption tax in it, stated apart
	Withheld    yen.Yen         `json:"withheld"`
	Fee         yen.Yen         `json:"fee"`
	FeeRate     yen.Rate        `json:"fee_rate"`
	ClientFee   yen.Yen         `json:"client_fee"`
	Net         yen.Yen         `json:"net"`
	AcceptDays  int             `json:"accept_days"`
	Revisions   int64           `json:"revisions"`
	FundBy      calendar.Date   `json:"fund_by"`
	Rules       string          `json:"rules"`
	Change      *TermsOfAChange `json:"change,omitempty"`
	Team        *TermsOfATeam   `json:"team,omitempty"`
}

// TermsOfATeam says in a notice how a team stands to the client: in the contract's own notice, and in that of each member's part.
type TermsOfATeam struct {
	Form    string        `json:"form"`    // "joint" or "prime"
	Name    string        `json:"name"`    // of the team; "" where somebody hired alone has brought others in
	Members []Identity    `json:"members"` // joint: who contracts with the client
	Parts   []TermsPart   `json:"parts"`   // of a member's notice: what they do
	From    *TermsEntrust `json:"from,omitempty"`
}

// TermsPart is what one member does.
type TermsPart struct {
	Title  string        `json:"title"`
	DueOn  calendar.Date `json:"due_on"`
	Pay    yen.Yen       `json:"pay"`
	Mentor bool          `json:"mentor"` // it is done by somebody else, and checked
}

// TermsEntrust is what a re-entrustment notice says of the order behind it (Freelance Act, art. 4(3); enforcement rule, art. 6).
type TermsEntrust struct {
	Client Identity      `json:"client"`
	Title  string        `json:"title"`
	PayOn  calendar.Date `json:"pay_on"` // the payment date of the order behind it
}

// Identity names a party in a document.
type Identity struct {
	Party    id.Party `json:"party"`
	Name     string   `json:"name"` // the legal name, or the name by which the party is known here
	Handle   string   `json:"handle"`
	Address  string   `json:"address"`
	TNumber  string   `json:"t_number"`
	Business bool     `json:"business"`
}

// TermsItem is one thing to be delivered and paid.
type TermsItem struct {
	Item     id.Item       `json:"item"`
	N        int64         `json:"n"`
	Title    string        `json:"title"`
	DueOn    calendar.Date `json:"due_on"`    // (4)
	AcceptOn calendar.Date `json:"accept_on"` // (6) the inspection is over by then
	Pay      yen.Yen       `json:"pay"`       // (7)
	PayOn    calendar.Date `json:"pay_on"`    // (8)
}

// TermsOfAChange says what a change order changed.
type TermsOfAChange struct {
	Item   id.Item `json:"item"`
	Before string  `json:"before"` // the number of the notice that it supplements
	Scope  string  `json:"scope"`
	Reason string  `json:"reason"`
}
