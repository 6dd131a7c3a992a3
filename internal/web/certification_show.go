package web

import (
	"net/http"

	"nariwai/internal/calendar"
	"nariwai/internal/certification"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/policy"
	"nariwai/internal/query"
	"nariwai/internal/usecase/screening"
)

// certificationPage is the data of templates/certification.html.
type certificationPage struct {
	query.CertificationPage
	Field     query.CertifiedField // that is shown
	Crits     []critView
	Whys      []Option
	PastLines []pastLine
	Against   *pastLine // the result that an appeal would be against
	Answers   []appealLine
	Resting   bool
	Asks      []Option // of the first-time visitor: what the programme asks
}

type pastLine struct {
	query.PastScreening
	Tag   Tag
	Other string // the field, where it is another one than is shown
}

type appealLine struct {
	certification.Appeal
	Tag Tag
}

func (s *Server) certificationPage(q *Request) (p certificationPage, err error) {
	if err := s.DB.View(q.Context(), func(r *db.Snapshot) (err error) {
		p.CertificationPage, err = query.CertificationOf(q.Context(), r, q.Viewer.Party)
		return err
	}); err != nil {
		return p, err
	}
	for i, f := range p.Fields {
		if f.Field == q.Form("field") || i == 0 {
			p.Field = f
		}
	}
	p.Crits = critViews(q, p.Field.Bars, p.Field)
	if p.Field.Field == "" {
		for _, c := range p.Programme.Tiers[0].Criteria {
			p.Asks = append(p.Asks, Option{Label: q.T(figureWord(c.Figure)), Hint: boundWords(q, c)})
		}
	}
	for _, w := range certification.Whys {
		p.Whys = append(p.Whys, Option{Value: string(w), Label: q.T(whyWord(w)), Chosen: string(w) == q.Form("why")})
	}
	for _, past := range p.Past {
		l := pastLine{PastScreening: past, Tag: outcomeTag(q.Lang, past.Outcome, past.Bars)}
		if past.Field != p.Field.Field {
			l.Other = past.Field
		}
		p.PastLines = append(p.PastLines, l)
		if p.Against == nil && l.Other == "" && past.Run == p.Past[0].Run && past.Outcome.Appealable() && !past.Appealed && q.Now <= past.FinishedAt.Add(certification.AppealWithin) {
			p.Against = &l
		}
	}
	for _, a := range p.Appeals {
		tag := Tag{q.T("答えを待っています"), "m"}
		switch a.State {
		case certification.AppealUpheld:
			tag = Tag{q.T("認められました"), "k"}
		case certification.AppealRejected:
			tag = Tag{q.T("認められませんでした"), "g"}
		}
		p.Answers = append(p.Answers, appealLine{a, tag})
	}
	p.Resting = p.Pause.ID != "" && p.Pause.Covers(q.Today)
	return p, nil
}

func (s *Server) showCertification(w http.ResponseWriter, q *Request, refused error) error {
	p, err := s.certificationPage(q)
	if err != nil {
		return err
	}
	if refused != nil {
		return s.again(w, q, "certification", p, refused)
	}
	return s.show(w, q, "certification", p)
}

// certificationShow is where a worker stands on the way to the seal.
func (s *Server) certificationShow(w http.ResponseWriter, q *Request) error {
	return s.showCertification(w, q, nil)
}

func (s *Server) certificationRest(w http.ResponseWriter, q *Request) error {
	var f fault.Form
	from, err := calendar.Parse(q.Form("from"))
	f.Check("from", err)
	until, err := calendar.Parse(q.Form("until"))
	f.Check("until", err)
	if err := f.Err(); err != nil {
		return s.showCertification(w, q, err)
	}
	if err := screening.Rest(q.Context(), s.DB, q.Actor(), from, until, certification.Why(q.Form("why"))); err != nil {
		return s.showCertification(w, q, err)
	}
	return s.done(w, q, "/certification", "お休みを決めました。半分以上休んだ月は、審査で数えません")
}

func (s *Server) certificationResume(w http.ResponseWriter, q *Request) error {
	if err := screening.Resume(q.Context(), s.DB, q.Actor()); err != nil {
		return s.showCertification(w, q, err)
	}
	return s.done(w, q, "/certification", "お休みを終えました。認定の時計がまた動きます")
}

func (s *Server) certificationAppeal(w http.ResponseWriter, q *Request) error {
	if err := screening.Appeal(q.Context(), s.DB, q.Actor(), id.Screening(q.Form("run")), q.Form("field"), lines(q.Form("words"))); err != nil {
		return s.showCertification(w, q, err)
	}
	return s.done(w, q, "/certification", "申し立てを受け取りました。審査や決定をした人とは別の人が、7日以内に答えます")
}

// certificationRules is the data of templates/certification_rules.html.
type certificationRules struct {
	Programmes []programmeView
	Runs       []query.ScreeningCount
	Fields     []query.ScreeningField
	Versions   []ruleVersion
}

type programmeView struct {
	certification.Programme
	Title string
	Tiers []tierView
}

type tierView struct {
	Title string
	Asks  []Option
}

func programmesOf(q *Request, r certification.Rules) (out []programmeView) {
	for _, p := range r.Programmes {
		v := programmeView{Programme: p, Title: p.Name(q.Lang)}
		for _, t := range p.Tiers {
			tier := tierView{Title: t.Name(q.Lang)}
			for _, c := range t.Criteria {
				tier.Asks = append(tier.Asks, Option{Label: q.T(figureWord(c.Figure)), Hint: boundWords(q, c)})
			}
			v.Tiers = append(v.Tiers, tier)
		}
		out = append(out, v)
	}
	return out
}

// certificationRulesShow is the public page of what is asked, what was asked before, and how many have the seal.
func (s *Server) certificationRulesShow(w http.ResponseWriter, q *Request) (err error) {
	var p certificationRules
	r := s.DB.Snapshot()
	rule, err := query.Rule[certification.Rules](q.Context(), r, policy.Certification, q.Today)
	if err != nil {
		return err
	}
	p.Programmes = programmesOf(q, rule.Rule)
	part, err := ruleVersions(q, r, rulePart{Kind: policy.Certification}, certificationFields)
	if err != nil {
		return err
	}
	p.Versions = part.Versions
	if p.Runs, p.Fields, err = query.Screenings(q.Context(), r, certification.Nariwai); err != nil {
		return err
	}
	return s.show(w, q, "certification_rules", p)
}
