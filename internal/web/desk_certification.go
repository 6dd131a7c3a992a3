package web

import (
	"net/http"
	"strings"

	"nariwai/internal/certification"
	"nariwai/internal/clock"
	"nariwai/internal/collusion"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/query"
	"nariwai/internal/usecase/screening"
)

// deskCertificationPage is the data of templates/desk_certification.html.
type deskCertificationPage struct {
	deskQueues
	Cases   []caseView
	Appeals []appealView
	Runs    []query.ScreeningCount
}

type caseView struct {
	query.DeskCase
	Why []reasonView
}

type reasonView struct {
	Says  string
	Share int64 // percent
	With  string
	Marks []string
}

type appealView struct {
	query.DeskAppeal
	Tag   Tag
	Crits []critView
	Until clock.Instant
}

// deskCertification is what waits of certifications, and the screenings.
func (s *Server) deskCertification(w http.ResponseWriter, q *Request) (err error) {
	var p deskCertificationPage
	if p.deskQueues, err = s.queues(q); err != nil {
		return err
	}
	cases, appeals, err := query.DeskSeals(q.Context(), s.DB.Snapshot())
	if err != nil {
		return err
	}
	for _, c := range cases {
		p.Cases = append(p.Cases, caseOf(q, c))
	}
	for _, a := range appeals {
		p.Appeals = append(p.Appeals, appealOf(q, a))
	}
	if p.Runs, _, err = query.Screenings(q.Context(), s.DB.Snapshot(), certification.Nariwai); err != nil {
		return err
	}
	return s.show(w, q, "desk_certification", p)
}

func caseOf(q *Request, c query.DeskCase) caseView {
	v := caseView{DeskCase: c}
	for _, r := range c.Reasons {
		x := reasonView{Says: q.T(collusion.Kind(r.Kind).Words()), Share: r.Share / 10}
		var names []string
		for _, party := range r.With {
			if name := c.With[party]; name != "" {
				names = append(names, name)
			}
		}
		x.With = strings.Join(names, comma(q.Lang))
		for _, m := range r.Marks {
			x.Marks = append(x.Marks, q.T(collusion.MarkKind(m).Words()))
		}
		v.Why = append(v.Why, x)
	}
	return v
}

func appealOf(q *Request, a query.DeskAppeal) appealView {
	return appealView{a, outcomeTag(q.Lang, a.Outcome, a.Bars), critViews(q, a.Bars, query.CertifiedField{Line: 1}), a.At.Add(certification.AnswerWithin)}
}

// deskSealPage is the data of templates/desk_seal.html: a case or an appeal.
type deskSealPage struct {
	deskQueues
	Case                *caseView
	Appeal              *appealView
	Name, Handle, Field string
	Verdicts            []Option
}

func (s *Server) showDeskSeal(w http.ResponseWriter, q *Request, appeal bool, refused error) (err error) {
	var p deskSealPage
	if p.deskQueues, err = s.queues(q); err != nil {
		return err
	}
	if appeal {
		a, err := query.DeskAppealOf(q.Context(), s.DB.Snapshot(), id.Appeal(q.PathValue("id")))
		if err != nil {
			return err
		}
		v := appealOf(q, a)
		p.Appeal, p.Name, p.Handle, p.Field = &v, a.Name, a.Handle, a.Field
		p.Verdicts = []Option{{Value: "uphold", Label: q.T("認める（認定する）")}, {Value: "reject", Label: q.T("認めない")}}
	} else {
		c, err := query.DeskCaseOf(q.Context(), s.DB.Snapshot(), id.Case(q.PathValue("id")))
		if err != nil {
			return err
		}
		v := caseOf(q, c)
		p.Case, p.Name, p.Handle, p.Field = &v, c.Name, c.Handle, c.Field
		p.Verdicts = []Option{{Value: "clear", Label: q.T("問題ない（認定する）")}, {Value: "refuse", Label: q.T("認定しない")}}
	}
	if refused != nil {
		return s.again(w, q, "desk_seal", p, refused)
	}
	return s.show(w, q, "desk_seal", p)
}

func (s *Server) deskCase(w http.ResponseWriter, q *Request) error {
	return s.showDeskSeal(w, q, false, nil)
}
func (s *Server) deskAppeal(w http.ResponseWriter, q *Request) error {
	return s.showDeskSeal(w, q, true, nil)
}

// verdict is a choice of two that was made.
func verdict(q *Request, yes, no string) (bool, error) {
	if v := q.Form("verdict"); v != yes && v != no {
		var f fault.Form
		f.Add("verdict", "どうするかを選んでください")
		return false, f.Err()
	}
	return q.Form("verdict") == yes, nil
}

func (s *Server) deskCaseDecide(w http.ResponseWriter, q *Request) error {
	clear, err := verdict(q, "clear", "refuse")
	if err == nil {
		err = screening.DecideCase(q.Context(), s.DB, q.Actor(), id.Case(q.PathValue("id")), clear, lines(q.Form("note")))
	}
	if err != nil {
		return s.showDeskSeal(w, q, false, err)
	}
	return s.done(w, q, "/desk/certification", "決めました。理由を記録に残しました")
}

func (s *Server) deskAppealDecide(w http.ResponseWriter, q *Request) error {
	uphold, err := verdict(q, "uphold", "reject")
	if err == nil {
		err = screening.DecideAppeal(q.Context(), s.DB, q.Actor(), id.Appeal(q.PathValue("id")), uphold, lines(q.Form("note")))
	}
	if err != nil {
		return s.showDeskSeal(w, q, true, err)
	}
	return s.done(w, q, "/desk/certification", "申し立てに答えました。本人に知らせました")
}
