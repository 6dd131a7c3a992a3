package web

import (
	"net/http"
	"net/url"

	"nariwai/internal/calendar"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	company "nariwai/internal/organisation"
	"nariwai/internal/people"
	"nariwai/internal/query"
	"nariwai/internal/usecase/bulking"
	"nariwai/internal/usecase/hiring"
	"nariwai/internal/usecase/organising"
	"nariwai/internal/yen"
)

// departmentsPage is the data of templates/org_departments.html.
type departmentsPage struct {
	Centres  []query.CostCentre
	Month    calendar.Month
	Over     yen.Yen
	At       string // the department whose form was refused; "" for the new one
	NewError bool
}

func (s *Server) departmentsPage(q *Request) (p departmentsPage, err error) {
	p.Month = calendar.MonthOf(q.Today)
	r := s.DB.Snapshot()
	if p.Over, err = query.ApproveOver(q.Context(), r, q.Viewer.Party); err != nil {
		return p, err
	}
	p.Centres, err = query.CostCentres(q.Context(), r, q.Viewer.Party, p.Month)
	return p, err
}

func (s *Server) orgDepartments(w http.ResponseWriter, q *Request) error {
	if !q.Viewer.Organisation {
		return q.Redirect(w, "/org/new")
	}
	p, err := s.departmentsPage(q)
	if err != nil {
		return err
	}
	return s.show(w, q, "org_departments", p)
}

// departments shows the page again with what is wrong with one of its forms.
func (s *Server) departments(w http.ResponseWriter, q *Request, at string, refused error) error {
	if k := fault.KindOf(refused); k != fault.Invalid && k != fault.Conflict {
		return refused
	}
	p, err := s.departmentsPage(q)
	if err != nil {
		return err
	}
	p.At = at
	return s.again(w, q, "org_departments", p, refused)
}

func (s *Server) orgDepartmentAdd(w http.ResponseWriter, q *Request) error {
	if err := organising.AddDepartment(q.Context(), s.DB, q.Actor(), q.Form("cost_code"), q.Form("name")); err != nil {
		return s.departments(w, q, "", err)
	}
	return s.done(w, q, "/org/departments", "部門を加えました")
}

func (s *Server) orgDepartmentClose(w http.ResponseWriter, q *Request) error {
	if err := organising.CloseDepartment(q.Context(), s.DB, q.Actor(), id.Department(q.PathValue("id"))); err != nil {
		return err
	}
	return s.done(w, q, "/org/departments", "部門を使わないようにしました")
}

func (s *Server) orgBudget(w http.ResponseWriter, q *Request) error {
	at := q.PathValue("id")
	amount, err := yenOrNone(q, "amount")
	if err == nil {
		err = organising.SetBudget(q.Context(), s.DB, q.Actor(), id.Department(at), calendar.MonthOf(q.Today), amount)
	}
	if err != nil {
		return s.departments(w, q, at, err)
	}
	return s.done(w, q, "/org/departments", "今月の予算を決めました")
}

func (s *Server) orgLimit(w http.ResponseWriter, q *Request) error {
	over, err := yenOrNone(q, "over")
	if err == nil {
		err = organising.SetApproval(q.Context(), s.DB, q.Actor(), over)
	}
	if err != nil {
		return s.departments(w, q, "", err)
	}
	return s.done(w, q, "/org/departments", "2人で決める金額を変えました")
}

// yenOrNone reads an amount that may be left empty.
func yenOrNone(q *Request, field string) (y yen.Yen, err error) {
	if q.Form(field) == "" {
		return y, nil
	}
	if y, err = yen.Parse(q.Form(field)); err != nil {
		var f fault.Form
		f.Check(field, err)
		err = f.Err()
	}
	return y, err
}

// approvalsPage is the data of templates/org_approvals.html.
type approvalsPage struct {
	Open, Past []query.ApprovalLine
	Pager      Pager
	At         id.Approval // whose form was refused
}

func (s *Server) approvalsPage(q *Request) (p approvalsPage, err error) {
	r := s.DB.Snapshot()
	if p.Open, _, err = query.Approvals(q.Context(), r, q.Viewer.Party, true, ""); err != nil {
		return p, err
	}
	past, older, err := query.Approvals(q.Context(), r, q.Viewer.Party, false, id.Approval(q.Form("after")))
	p.Past = past
	if older != "" {
		p.Pager.Next = "/org/approvals?" + url.Values{"after": {string(older)}}.Encode()
	}
	if q.Form("after") != "" {
		p.Pager.Prev = "/org/approvals"
	}
	return p, err
}

func (s *Server) orgApprovals(w http.ResponseWriter, q *Request) error {
	p, err := s.approvalsPage(q)
	if err != nil {
		return err
	}
	return s.show(w, q, "org_approvals", p)
}

// orgDecide is the second person's answer, or the first one's second thoughts.
func (s *Server) orgDecide(w http.ResponseWriter, q *Request) error {
	q.MoneyStill()
	vid, do := id.Approval(q.PathValue("id")), q.Form("do")
	if do == "withdraw" {
		if err := organising.WithdrawApproval(q.Context(), s.DB, q.Actor(), vid); err != nil {
			return err
		}
		return s.done(w, q, "/org/approvals", "申請を取り下げました")
	}
	if err := s.decide(q, vid, do == "approve"); err != nil {
		if k := fault.KindOf(err); k != fault.Invalid && k != fault.Conflict || !q.Viewer.May(people.Approve) {
			return err
		}
		p, e := s.approvalsPage(q)
		if e != nil {
			return e
		}
		p.At = vid
		return s.again(w, q, "org_approvals", p, err)
	}
	if do == "approve" {
		return s.done(w, q, "/org/approvals", "発注を承認しました")
	}
	return s.done(w, q, "/org/approvals", "承認せずに戻しました")
}

func (s *Server) decide(q *Request, vid id.Approval, yes bool) error {
	kind, err := query.ApprovalKind(q.Context(), s.DB.Snapshot(), q.Viewer.Party, vid)
	if err != nil {
		return err
	}
	switch kind {
	case company.Award:
		_, err = hiring.DecideAward(q.Context(), s.DB, q.Actor(), vid, yes, q.Form("reason"))
		return err
	case company.Bulk:
		return bulking.DecideOrder(q.Context(), s.DB, q.Actor(), vid, yes, q.Form("reason"))
	}
	return fault.New(fault.NotFound, "見つかりませんでした")
}
