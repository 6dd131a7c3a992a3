package web

import (
	"net/http"
	"strconv"

	"golang.org/x/text/unicode/norm"

	"nariwai/internal/calendar"
	"nariwai/internal/fault"
	"nariwai/internal/people"
	"nariwai/internal/phrase"
	"nariwai/internal/query"
	"nariwai/internal/usecase/profile"
	"nariwai/internal/yen"
)

// settingsPage is the data of templates/settings.html: the overview.
type settingsPage struct {
	query.Settings
	Party     people.Party
	Missing   bool // the facts that a client needs
	Account   people.Account
	Ranked    bool // the name stands in the ranking
	Marked    bool // contact details in what they write and read before a contract
	Languages []Option
}

func (s *Server) settingsPage(q *Request) (p settingsPage, err error) {
	r := s.DB.Snapshot()
	if p.Settings, err = query.SettingsOf(q.Context(), r, q.Viewer.Person, q.Now); err != nil {
		return p, err
	}
	if p.Party, err = query.PartyOf(q.Context(), r, q.Viewer.Party); err != nil {
		return p, err
	}
	if p.Marked, err = query.Marked(q.Context(), r, q.Viewer.Person); err != nil {
		return p, err
	}
	if p.Ranked, err = query.RankingConsent(q.Context(), r, q.Viewer.Party); err != nil {
		return p, err
	}
	p.Missing = len(p.Party.MissingOrderFacts()) > 0
	accounts, err := query.AccountsOf(q.Context(), r, q.Viewer.Party)
	for _, a := range accounts {
		if a.State == people.AccountActive || a.State == people.Checking && p.Account.ID == "" {
			p.Account = a
		}
	}
	for _, l := range phrase.Langs {
		p.Languages = append(p.Languages, Option{Value: string(l), Label: languageNames[l], Chosen: l == p.Lang})
	}
	return p, err
}

func (s *Server) settingsShow(w http.ResponseWriter, q *Request) error { return s.settings(w, q, nil) }

// settings shows the overview, with what is wrong with a form of it.
func (s *Server) settings(w http.ResponseWriter, q *Request, refused error) error {
	p, err := s.settingsPage(q)
	if err != nil {
		return err
	}
	if refused != nil {
		return s.again(w, q, "settings", p, refused)
	}
	return s.show(w, q, "settings", p)
}

func (s *Server) settingsGoal(w http.ResponseWriter, q *Request) error {
	goal := yen.Of(0)
	if text := q.Form("goal"); text != "" {
		var err error
		if goal, err = yen.Parse(text); err != nil {
			var f fault.Form
			f.Check("goal", err)
			return s.settings(w, q, f.Err())
		}
	}
	if err := profile.SetGoal(q.Context(), s.DB, q.Actor(), goal); err != nil {
		return s.settings(w, q, err)
	}
	return s.done(w, q, "/settings", "今月の目標を決めました")
}

func (s *Server) settingsLanguage(w http.ResponseWriter, q *Request) error {
	if err := profile.SetLang(q.Context(), s.DB, q.Actor(), phrase.Lang(q.Form("lang"))); err != nil {
		return s.settings(w, q, err)
	}
	return s.done(w, q, "/settings", "お知らせの言葉を変えました")
}

func (s *Server) settingsCarryOver(w http.ResponseWriter, q *Request) error {
	on := q.Form("carry_over") == "on"
	if err := profile.SetCarryOver(q.Context(), s.DB, q.Actor(), on); err != nil {
		return s.settings(w, q, err)
	}
	if on {
		return s.done(w, q, "/settings", "振込を止めて、繰り越すことにしました。いつでも戻せます")
	}
	return s.done(w, q, "/settings", "次の支払日から振り込みます")
}

// factsPage is the data of templates/settings_facts.html.
type factsPage struct {
	Party   people.Party
	Forms   []Option
	Warning string // about a registration number that was taken all the same
}

func (s *Server) factsPage(q *Request) (p factsPage, err error) {
	p.Party, err = query.PartyOf(q.Context(), s.DB.Snapshot(), q.Viewer.Party)
	for _, f := range []struct {
		form        people.LegalForm
		label, hint string
	}{
		{people.PrivatePerson, q.T("個人"), q.T("事業の届けを出していない人。副業の人もこちら")},
		{people.SoleTrader, q.T("個人事業主"), q.T("開業届を出している人")},
		{people.Company, q.T("法人"), q.T("会社、組合、自治体など")},
	} {
		p.Forms = append(p.Forms, Option{Value: string(f.form), Label: f.label, Hint: f.hint, Chosen: f.form == p.Party.Form})
	}
	if w, err := p.Party.TNumber.CheckFor(people.SoleTrader); err == nil && w != "" {
		p.Warning = q.T(w)
	}
	return p, err
}

func (s *Server) factsShow(w http.ResponseWriter, q *Request) error {
	p, err := s.factsPage(q)
	if err != nil {
		return err
	}
	return s.show(w, q, "settings_facts", p)
}

func (s *Server) factsEdit(w http.ResponseWriter, q *Request) error {
	_, _, err := profile.EditTaxFacts(q.Context(), s.DB, q.Actor(), people.LegalFacts{
		Form: people.LegalForm(q.Form("form")), LegalName: q.Form("legal_name"), Address: q.Form("address"), Contact: q.Form("contact"),
		HasEmployees: q.Ticked("has_employees"), TwoOfficers: q.Ticked("two_officers"), PaysSalaries: q.Ticked("pays_salaries"),
		Resident: !q.Ticked("abroad"), TNumber: q.Form("t_number"),
	})
	if err != nil {
		page, err2 := s.factsPage(q)
		if err2 != nil {
			return err2
		}
		return s.again(w, q, "settings_facts", page, err)
	}
	return s.done(w, q, "/settings/facts", "取引のための情報を保存しました")
}

// wholeNumber reads a number as people type it, full-width digits and all; "" is 0.
func wholeNumber(s string) (int64, error) {
	if s == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(norm.NFKC.String(s), 10, 32)
	if err != nil {
		return 0, fault.Because(err, fault.Invalid, "数字で入れてください")
	}
	return n, nil
}

// dateField reads a date that may be missing.
func dateField(q *Request, field string) (calendar.Date, error) {
	if q.Form(field) == "" {
		return 0, nil
	}
	d, err := calendar.Parse(q.Form(field))
	var f fault.Form
	f.Check(field, err)
	return d, f.Err()
}
