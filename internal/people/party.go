package people

import (
	"nariwai/internal/clock"
	"nariwai/internal/id"
	"nariwai/internal/place"
)

// Kind is what sort of party it is.
type Kind string

const (
	OnePerson    Kind = "person"
	Organisation Kind = "organisation"
	Team         Kind = "team"
)

// LegalForm is what a party is before the law.
type LegalForm string

const (
	PrivatePerson LegalForm = "person" // not in business, or a side job without a trade name
	SoleTrader    LegalForm = "sole"   // 個人事業主
	Company       LegalForm = "company"
)

// Party is somebody who can promise: who orders, works and is paid.
type Party struct {
	ID           id.Party
	Kind         Kind
	DisplayName  string
	Handle       string // unique; in addresses; "" once closed
	NamePrefix   string // PrefixKey of the name, kept by peopledb
	HandlePrefix string // and of the handle
	Prefecture   place.Prefecture
	Municipality place.Municipality
	Headline     string
	Bio          string // Markdown
	Skills       Tags
	HoursWeek    int64 // hours a week that the party wants to work; 0 for not said
	Works        bool  // takes work, and has the worker's pages
	Orders       bool  // has the client's pages
	Talent
	LegalName    string
	Address      string
	AddressMark  string // AddressKey of it, kept by peopledb
	Contact      string // mail or phone, for article 12
	Form         LegalForm
	HasEmployees bool // ≥ 20 hours a week and expected to stay ≥ 31 days
	TwoOfficers  bool // a company with two or more officers
	TNumber      TNumber
	Resident     bool          // has a domicile in Japan, or has lived there for a year (所得税法2条1項3号)
	PaysSalaries bool          // an individual who pays salaries and so must withhold
	CarryOver    bool          // the party's own request: pay nothing out until I say so
	FirstAccept  clock.Instant // first acceptance as a client: lifts the caps for new clients
	ReviewedAt   clock.Instant // the desk has looked at this client's first job
	IdentityAt   clock.Instant // the desk has seen a document with this legal name; 0 for never
	PledgedAt    clock.Instant // its person has signed the pledge of confidentiality
	CreatedAt    clock.Instant
	ClosedAt     clock.Instant
	Version      int64
}

// NewClient reports whether the caps for new clients still hold.
func (p Party) NewClient() bool { return p.FirstAccept == 0 }

// Withholds reports whether this party, as a client, must withhold income tax from the pay of a worker who is not a
// company: companies must, and individuals who pay salaries (所得税法204条1項, 2項2号). Whether the kind of work is
// one of those the article lists is the category's fact.
func (p Party) Withholds() bool { return p.Form == Company || p.PaysSalaries }

// Withheld reports whether income tax can be withheld from this party's pay at all: not from a company's.
func (p Party) Withheld() bool { return p.Form != Company }

// InBusiness reports whether the party orders as a business; a consumer's order is outside the Freelance Act.
func (p Party) InBusiness() bool {
	return p.Form != PrivatePerson || p.HasEmployees || p.PaysSalaries
}

// SpecifiedFreelance reports whether the Freelance Act protects this party as a worker (特定受託事業者, art. 2(1)):
// an individual without employees, or a company without employees and with no officer but its one representative.
func (p Party) SpecifiedFreelance() bool {
	return !p.HasEmployees && !(p.Form == Company && p.TwoOfficers)
}

// SpecifiedOrderer reports whether the Freelance Act binds this party, as a client, to the payment date and more
// (特定業務委託事業者, art. 2(6)): a business with employees, or a company with two officers or more.
// Every other business client is bound by the notice of terms alone (業務委託事業者, art. 2(5)).
func (p Party) SpecifiedOrderer() bool {
	return p.InBusiness() && (p.HasEmployees || p.Form == Company && p.TwoOfficers)
}

// MissingOrderFacts names the fields that must be filled before a job of this party is published:
// the recruiter's name, address and contact (Freelance Act, art. 12, with the ministry's notice of the six items).
func (p Party) MissingOrderFacts() (missing []string) {
	for _, f := range []struct{ field, value string }{
		{"legal_name", p.LegalName}, {"address", p.Address}, {"contact", p.Contact},
	} {
		if f.value == "" {
			missing = append(missing, f.field)
		}
	}
	return missing
}
