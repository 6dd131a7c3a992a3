package web

import (
	"net/http"
	"slices"

	"nariwai/internal/people"
	"nariwai/internal/place"
	"nariwai/internal/query"
	"nariwai/internal/usecase/profile"
	"nariwai/internal/yen"
)

// profilePage is the data of templates/settings_profile.html.
type profilePage struct {
	Party          people.Party
	Prefectures    []Option
	Municipalities []Option // of the prefecture that is chosen
	In             place.Prefecture
	Fields         []categoryGroup
	Units          []Option
	Line           query.TalentLine // how clients would find them
	Looking        bool             // the line is of what was typed and is not saved
}

func (s *Server) profilePage(q *Request) (p profilePage, err error) {
	if p.Party, err = query.PartyOf(q.Context(), s.DB.Snapshot(), q.Viewer.Party); err != nil {
		return p, err
	}
	p.In = p.Party.Prefecture
	if q.Request.Form.Has("prefecture") {
		p.In = place.Prefecture(q.Form("prefecture"))
	}
	p.Prefectures = prefectures(q.Lang, p.In)
	p.Municipalities = []Option{{Label: q.T("えらばない")}}
	for _, m := range place.Municipalities(p.In) {
		p.Municipalities = append(p.Municipalities, Option{Value: string(m), Label: m.Ja(), Chosen: m == p.Party.Municipality})
	}
	p.Fields = categoryGroups(q, "")
	for i := range p.Fields {
		g := &p.Fields[i]
		g.Chosen = slices.Contains(p.Party.Fields, g.Value)
		for k := range g.Parts {
			g.Parts[k].Chosen = slices.Contains(p.Party.Fields, g.Parts[k].Value)
		}
	}
	p.Units = []Option{{Label: q.T("えらばない"), Chosen: p.Party.Price.IsZero()}}
	for _, u := range people.PriceUnits {
		p.Units = append(p.Units, Option{Value: string(u), Label: q.T(priceUnitWord(u)), Chosen: u == p.Party.Price.Unit})
	}
	p.Line, err = query.OwnLine(q.Context(), s.DB.Snapshot(), p.Party)
	return p, err
}

// PriceLow and PriceHigh are the ends of the price as they are typed.
func (p profilePage) PriceLow() string  { return senText(p.Party.Price.Low) }
func (p profilePage) PriceHigh() string { return senText(p.Party.Price.High) }

func senText(s yen.Sen) string {
	if s == 0 {
		return ""
	}
	return s.String()
}

// AnyPart reports whether one of the parts is chosen.
func (g categoryGroup) AnyPart() bool {
	return slices.ContainsFunc(g.Parts, func(o Option) bool { return o.Chosen })
}

func (s *Server) profileShow(w http.ResponseWriter, q *Request) error {
	p, err := s.profilePage(q)
	if err != nil {
		return err
	}
	return s.show(w, q, "settings_profile", p)
}

func (s *Server) profileEdit(w http.ResponseWriter, q *Request) error {
	page, err := s.profilePage(q)
	if err != nil {
		return err
	}
	if q.Ticked("places") { // only the list of municipalities is asked for
		v := s.view(w, q, page)
		v.typed = q.Request.Form
		return s.write(w, q, http.StatusOK, "settings_profile", "layout", v)
	}
	in := people.Profile{
		DisplayName: q.Form("display_name"), Handle: q.Form("handle"), Prefecture: place.Prefecture(q.Form("prefecture")),
		Municipality: place.Municipality(q.Form("municipality")), Headline: q.Form("headline"), Bio: q.Form("bio"), Skills: q.Form("skills"),
		Works: q.Ticked("works"), Orders: q.Ticked("orders"),
		TalentForm: people.TalentForm{Fields: q.Forms("fields"), PriceUnit: people.PriceUnit(q.Form("price_unit")), PriceLow: q.Form("price_low"),
			PriceHigh: q.Form("price_high"), FreeFrom: q.Form("free_from"), Listed: q.Ticked("listed"), ShowPlace: q.Ticked("show_place"),
			ShowHours: q.Ticked("show_hours"), ShowPrice: q.Ticked("show_price"), ShowRecord: q.Ticked("show_record")},
	}
	if in.Municipality.Prefecture() != in.Prefecture { // another prefecture was chosen, and its list not yet shown
		in.Municipality = ""
	}
	if in.HoursWeek, err = wholeNumber(q.Form("hours_week")); err != nil {
		in.HoursWeek = -1 // refused by the rule, together with what else is wrong
	}
	if q.Ticked("look") { // how it would be, before anything is saved
		typed, err := page.Party.WithProfile(in)
		if err != nil {
			return s.again(w, q, "settings_profile", page, err)
		}
		if page.Line, err = query.OwnLine(q.Context(), s.DB.Snapshot(), typed); err != nil {
			return err
		}
		page.Looking = true
		v := s.view(w, q, page)
		v.typed = q.Request.Form
		return s.write(w, q, http.StatusOK, "settings_profile", "layout", v)
	}
	if _, err := profile.EditProfile(q.Context(), s.DB, q.Actor(), in); err != nil {
		return s.again(w, q, "settings_profile", page, err)
	}
	return s.done(w, q, "/settings/profile", "プロフィールを保存しました")
}
