package web

import (
	"net/http"

	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/policy"
	"nariwai/internal/query"
	"nariwai/internal/yen"
)

// rulesPage is what the pages about money and rules print. The numbers are those of the dated rules, so that no page
// can promise what the program does not do.
type rulesPage struct {
	Operator policy.Identity
	Fee      billing.FeePolicy
	Closing  calendar.Closing
	Clocks   market.Clocks
	Fees     []query.RuleVersion[billing.FeePolicy]
	Terms    calendar.Date // the first day of the terms in force

	Example, ExampleFee, ExampleNet yen.Yen
	Month                           calendar.Month // this month, and when what is accepted in it is paid
	Payday                          calendar.Date
}

func (s *Server) rules(q *Request) (p rulesPage, err error) {
	r := s.DB.Snapshot()
	p.Terms = people.TermsOn(q.Today)
	operator, err := query.Rule[policy.Identity](q.Context(), r, policy.Operator, q.Today)
	if err != nil {
		return p, err
	}
	fee, err := query.Rule[billing.FeePolicy](q.Context(), r, policy.Fee, q.Today)
	if err != nil {
		return p, err
	}
	closing, err := query.Rule[calendar.Closing](q.Context(), r, policy.Closing, q.Today)
	if err != nil {
		return p, err
	}
	clocks, err := query.Rule[market.Clocks](q.Context(), r, policy.Clocks, q.Today)
	if err != nil {
		return p, err
	}
	if p.Fees, err = query.Rules[billing.FeePolicy](q.Context(), r, policy.Fee, id.Site); err != nil {
		return p, err
	}
	p.Operator, p.Fee, p.Closing, p.Clocks = operator.Rule, fee.Rule, closing.Rule, clocks.Rule
	p.Example = yen.Of(40_000)
	p.ExampleFee, p.ExampleNet = p.Fee.Worker.Floor(p.Example)
	p.Month = calendar.MonthOf(q.Today)
	p.Payday = p.Closing.Payday(p.Month)
	return p, nil
}

func (s *Server) showRules(w http.ResponseWriter, q *Request, page string) error {
	p, err := s.rules(q)
	if err != nil {
		return err
	}
	return s.show(w, q, page, p)
}

// homeShow is the page for those who are not signed in: what this is, and three doors.
func (s *Server) homeShow(w http.ResponseWriter, q *Request) error { return s.showRules(w, q, "home") }

// feesShow says what the site takes, when it pays, and how both were before.
func (s *Server) feesShow(w http.ResponseWriter, q *Request) error { return s.showRules(w, q, "fees") }

// termsShow is the text that people accept at sign-up.
func (s *Server) termsShow(w http.ResponseWriter, q *Request) error {
	return s.showRules(w, q, "terms")
}

// privacyShow says what is kept of people, why and how long.
func (s *Server) privacyShow(w http.ResponseWriter, q *Request) error {
	return s.showRules(w, q, "privacy")
}

// lawShow is what the law on mail order wants a seller to show (特定商取引法 11条).
func (s *Server) lawShow(w http.ResponseWriter, q *Request) error { return s.showRules(w, q, "law") }

// helpShow explains the way from a job to a payday.
func (s *Server) helpShow(w http.ResponseWriter, q *Request) error { return s.showRules(w, q, "help") }

// accessibilityShow says whom the pages are built for, and what has not been tried.
func (s *Server) accessibilityShow(w http.ResponseWriter, q *Request) error {
	return s.showRules(w, q, "accessibility")
}
