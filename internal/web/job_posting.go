package web

import (
	"encoding/json"
	"strconv"

	"nariwai/internal/calendar"
	"nariwai/internal/market"
	"nariwai/internal/query"
)

// jobPosting is a job in the words that search engines understand (https://schema.org/JobPosting, and what Google asks of
// it). It stands in the page as data, which browsers neither run nor show.
type jobPosting struct {
	Context      string       `json:"@context"`
	Type         string       `json:"@type"`
	Title        string       `json:"title"`
	Description  string       `json:"description"` // HTML
	DatePosted   string       `json:"datePosted"`
	ValidThrough string       `json:"validThrough"`
	Employment   string       `json:"employmentType"`
	Organization organisation `json:"hiringOrganization"`
	Remote       string       `json:"jobLocationType,omitempty"`
	From         *country     `json:"applicantLocationRequirements,omitempty"`
	Place        *workplace   `json:"jobLocation,omitempty"`
	Salary       salary       `json:"baseSalary"`
	Category     string       `json:"occupationalCategory,omitempty"`
	Direct       bool         `json:"directApply"`
	Identifier   identifier   `json:"identifier"`
	URL          string       `json:"url"`
}

type (
	organisation struct {
		Type string `json:"@type"`
		Name string `json:"name"`
	}
	country struct {
		Type string `json:"@type"`
		Name string `json:"name"`
	}
	workplace struct {
		Type    string `json:"@type"`
		Address postal `json:"address"`
	}
	postal struct {
		Type     string `json:"@type"`
		Locality string `json:"addressLocality"`
		Country  string `json:"addressCountry"`
	}
	salary struct {
		Type     string   `json:"@type"`
		Currency string   `json:"currency"`
		Value    quantity `json:"value"`
	}
	quantity struct {
		Type  string      `json:"@type"`
		Value json.Number `json:"value"`
		Unit  string      `json:"unitText"`
	}
	identifier struct {
		Type  string `json:"@type"`
		Name  string `json:"name"`
		Value string `json:"value"`
	}
)

// posting is the job for search engines, which never sign in; nil for other readers, and for a job that takes no proposals.
func (s *Server) posting(q *Request, p query.JobPage) *jobPosting {
	if q.Viewer.SignedIn() || !p.Takes(q.Now) {
		return nil
	}
	j := &jobPosting{
		Context: "https://schema.org/", Type: "JobPosting", Title: p.Title, Description: string(Markdown(p.Body)),
		DatePosted: calendar.On(p.PublishedAt).String(), ValidThrough: p.ClosesOn.String() + "T23:59:59+09:00", Employment: "CONTRACTOR",
		Organization: organisation{"Organization", p.Card.Name},
		Category:     categoryName(q.Lang, p.Category), Direct: true,
		Identifier: identifier{"PropertyValue", "Nariwai", string(p.ID)},
		URL:        s.BaseURL + q.Link(q.URL.Path),
	}
	if p.Place == "" {
		j.Remote, j.From = "TELECOMMUTE", &country{"Country", "Japan"}
	} else {
		j.Place = &workplace{"Place", postal{"PostalAddress", p.Place, "JP"}}
	}
	value, unit := decimal(p.Pay.Int64()*10), "PROJECT"
	switch p.Unit {
	case market.PerPiece:
		value, unit = decimal(p.UnitPay()), "PIECE"
	case market.PerCharacter:
		value, unit = decimal(p.UnitPay()), "CHARACTER"
	}
	j.Salary = salary{"MonetaryAmount", "JPY", quantity{"QuantitativeValue", value, unit}}
	return j
}

// decimal writes tenths of a yen as JSON does.
func decimal(tenths int64) json.Number {
	s := strconv.FormatInt(tenths/10, 10)
	if tenths%10 != 0 {
		s += "." + strconv.FormatInt(tenths%10, 10)
	}
	return json.Number(s)
}
