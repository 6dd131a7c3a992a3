package web

import (
	"net/http"
	"slices"

	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/query"
	"nariwai/internal/usecase/hiring"
	"nariwai/internal/yen"
)

// awardPage is the data of templates/award.html.
type awardPage struct {
	query.AwardPage
	Rail        Rail     // where the money would be
	Departments []Option // that may bear the cost
	Over        yen.Yen  // above it a second person has to agree
}

// Approved reports whether a second person has to agree.
func (p awardPage) Approved() bool { return p.Over.Sign() > 0 && p.Over.Less(p.Price) }

// Quote is what the award means as the category has it; the client may say otherwise.
func (p awardPage) Quote() query.Quote {
	if p.Asks && p.InScope {
		return p.Withheld
	}
	return p.Plain
}

func (s *Server) awardPage(q *Request) (awardPage, error) {
	p, err := query.AwardOf(q.Context(), s.DB, id.Proposal(q.PathValue("id")), q.Viewer.Party)
	if err != nil {
		return awardPage{}, err
	}
	last := p.Items[len(p.Items)-1]
	out := awardPage{AwardPage: p, Rail: newRail(q.Lang, q.T("お金はまだお預かりしていません。採用のあと、仮払いをお願いします"), 0, []string{
		q.T("%sまで", day(q.Lang, p.FundBy)), q.T("%sまで", day(q.Lang, last.DueOn)), q.T("%d日以内", p.Rates.Closing.AutoAcceptDays),
		"", day(q.Lang, last.Payday),
	})}
	if !q.Viewer.Organisation {
		return out, nil
	}
	r := s.DB.Snapshot()
	if out.Over, err = query.ApproveOver(q.Context(), r, q.Viewer.Party); err != nil {
		return out, err
	}
	list, err := query.Departments(q.Context(), r, q.Viewer.Party)
	for _, d := range list {
		out.Departments = append(out.Departments, Option{Value: string(d.ID), Label: d.Label()})
	}
	if len(list) > 0 {
		out.Departments = slices.Insert(out.Departments, 0, Option{Label: q.T("決めない")})
	}
	return out, err
}

func (s *Server) proposalAward(w http.ResponseWriter, q *Request) error {
	p, err := s.awardPage(q)
	if err != nil {
		return err
	}
	return s.show(w, q, "award", p)
}

// proposalAwardDo hires the proposer. Where tax may have to be withheld the client must say which it is.
func (s *Server) proposalAwardDo(w http.ResponseWriter, q *Request) error {
	q.MoneyStill()
	p, err := s.awardPage(q)
	if err != nil {
		return err
	}
	withhold := q.Form("withhold")
	if p.Asks && withhold != "yes" && withhold != "no" {
		var f fault.Form
		f.Add("withhold", "源泉徴収をするかどうかを選んでください")
		return s.again(w, q, "award", p, f.Err())
	}
	cid, err := hiring.AwardFor(q.Context(), s.DB, q.Actor(), p.ID, withhold == "yes", id.Department(q.Form("department")))
	if err != nil {
		return s.again(w, q, "award", p, err)
	}
	if cid == "" {
		return s.done(w, q, "/org/approvals", "承認を頼みました。承認されると、その場で契約になります")
	}
	return s.done(w, q, "/contracts/"+string(cid), "採用しました。契約ができ、取引の条件の書面を双方に送りました")
}
