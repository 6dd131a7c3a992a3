package people

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"nariwai/internal/fault"
)

// LegalFacts are what the law asks of a party, as it is typed.
type LegalFacts struct {
	Form         LegalForm
	LegalName    string
	Address      string
	Contact      string
	HasEmployees bool
	TwoOfficers  bool
	PaysSalaries bool
	Resident     bool
	TNumber      string
}

// WithLegalFacts is the party with what the law asks of it. The warning is a sentence for the person: the facts are taken all the same.
func (p Party) WithLegalFacts(in LegalFacts) (_ Party, warning string, err error) {
	var f fault.Form
	name := p.LegalName
	switch in.Form {
	case PrivatePerson, SoleTrader, Company:
	default:
		f.Add("form", "個人か、個人事業主か、法人かを選んでください")
	}
	p.Form = in.Form
	p.LegalName, err = oneLine(in.LegalName, maxLine, in.Form == Company, "氏名または名称")
	f.Check("legal_name", err)
	if p.LegalName != name { // what was seen was a document with the other name
		p.IdentityAt = 0
	}
	p.Address, err = oneLine(in.Address, maxAddress, in.Form == Company, "住所")
	f.Check("address", err)
	p.Contact, err = parseContact(in.Contact)
	f.Check("contact", err)
	p.HasEmployees, p.Resident = in.HasEmployees, in.Resident
	p.TwoOfficers = in.TwoOfficers && in.Form == Company
	p.PaysSalaries = in.PaysSalaries && in.Form != Company // a company withholds in any case
	p.TNumber, err = ParseTNumber(in.TNumber)
	if err == nil {
		warning, err = p.TNumber.CheckFor(in.Form)
	}
	f.Check("t_number", err)
	return p, warning, f.Err()
}

// parseContact reads a mail address or a phone number, the contact that article 12 asks for.
func parseContact(s string) (string, error) {
	s, err := oneLine(norm.NFKC.String(s), maxLine, false, "連絡先")
	if err != nil || s == "" {
		return s, err
	}
	if strings.Contains(s, "@") {
		email, _, err := ParseEmail(s)
		return email, err
	}
	digits := 0
	for _, r := range s {
		switch {
		case unicode.IsDigit(r):
			digits++
		case !strings.ContainsRune("+-() ‐−", r):
			return "", fault.New(fault.Invalid, "連絡先は、メールアドレスか電話番号で入れてください")
		}
	}
	if digits < 10 || digits > 15 {
		return "", fault.New(fault.Invalid, "連絡先は、メールアドレスか電話番号で入れてください")
	}
	return s, nil
}
