package web

import (
	"fmt"
	"net/http"
	"strings"

	"nariwai/internal/calendar"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/phrase"
	"nariwai/internal/query"
	"nariwai/internal/recurring"
	"nariwai/internal/usecase/renewing"
	"nariwai/internal/yen"
)

// recurringForm is the data of templates/recurring_new.html.
type recurringForm struct {
	query.OrderForm
	Plan     recurring.Plan
	Firsts   []Option
	Lengths  []Option
	Groups   []categoryGroup
	Rights   []Option
	AIRules  []Option
	Withhold bool
}

func (s *Server) recurringForm(q *Request) (p recurringForm, err error) {
	if p.OrderForm, err = query.OrderTo(q.Context(), s.DB, q.Viewer.Party, q.Form("to")); err != nil {
		return p, err
	}
	if p.To.ID == q.Viewer.Party {
		return p, fault.New(fault.Forbidden, "自分に仕事を頼むことはできません")
	}
	q.section = "/client"
	p.Plan = recurring.Plan{Quantity: 1, DueDay: 25, First: calendar.MonthOf(q.Today).Next()}
	p.Withhold = p.Withholds
	if trial := q.Form("trial"); trial != "" { // what was tried is what is asked again
		a, err := query.TrialFollowed(q.Context(), s.DB, id.Contract(trial), q.Viewer.Party)
		if err != nil {
			return p, err
		}
		if plan, ok := renewing.PlanAfter(a.Trial, a.Items, a.Job, q.Today); ok && a.Trial.Worker == p.To.ID {
			p.Plan = plan
		}
	}
	this, category := calendar.MonthOf(q.Today), p.Plan.Category
	for m, n := this, 0; n <= 3; m, n = m.Next(), n+1 {
		p.Firsts = append(p.Firsts, Option{Value: m.String(), Label: phrase.Show(q.Lang, m), Chosen: m == p.Plan.First})
	}
	for n := 1; n <= recurring.MostMonths; n++ {
		p.Lengths = append(p.Lengths, Option{Value: fmt.Sprint(n), Label: q.T("%dか月", n), Chosen: n == 3})
	}
	if typed := q.Form("category"); typed != "" {
		category = typed
	}
	p.Groups, p.Rights, p.AIRules = categoryGroups(q, category), rightsOptions(q, market.Rights(p.Plan.Rights)), aiOptions(q, market.AIPolicy(p.Plan.AIPolicy))
	return p, nil
}

func (s *Server) recurringNew(w http.ResponseWriter, q *Request) error {
	p, err := s.recurringForm(q)
	if err != nil {
		return err
	}
	return s.show(w, q, "recurring_new", p)
}

func (s *Server) recurringSend(w http.ResponseWriter, q *Request) error {
	p, err := s.recurringForm(q)
	if err != nil {
		return err
	}
	var f fault.Form
	plan := recurring.Plan{Category: q.Form("category"), Title: strings.Join(strings.Fields(q.Form("title")), " "), Body: lines(q.Form("body")), Deliverable: lines(q.Form("deliverable")),
		Rights: q.Form("rights"), AIPolicy: q.Form("ai_policy")}
	plan.Quantity, err = countOrNone(q.Form("quantity"))
	f.Check("quantity", err)
	plan.DueDay, err = countOrNone(q.Form("due_day"))
	f.Check("due_day", err)
	if q.Form("unit_pay") != "" {
		plan.UnitPay, err = yen.Parse(q.Form("unit_pay"))
		f.Check("unit_pay", err)
	}
	plan.First, err = calendar.ParseMonth(q.Form("first"))
	f.Check("first", err)
	n, err := countOrNone(q.Form("length"))
	f.Check("length", err)
	if err := f.Err(); err != nil {
		return s.again(w, q, "recurring_new", p, err)
	}
	plan.Last = plan.First.Prev()
	for range min(n, recurring.MostMonths+1) {
		plan.Last = plan.Last.Next()
	}
	rid, err := renewing.OfferOrder(q.Context(), s.DB, q.Actor(), renewing.Terms{To: p.To.ID, Plan: plan, Message: lines(q.Form("message")), Withhold: p.Withholds && q.Ticked("withhold")})
	if err != nil {
		return s.again(w, q, "recurring_new", p, err)
	}
	return s.done(w, q, "/recurring/"+string(rid), "お願いを送りました。答えが届いたらお知らせします")
}

// trialFollow offers more of a trial in one step.
func (s *Server) trialFollow(w http.ResponseWriter, q *Request) error {
	rid, err := renewing.FollowTrial(q.Context(), s.DB, q.Actor(), id.Contract(q.PathValue("id")))
	if err != nil {
		return err
	}
	return s.done(w, q, "/recurring/"+string(rid), "お願いを送りました。答えが届いたらお知らせします")
}
