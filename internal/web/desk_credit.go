package web

import (
	"context"
	"html/template"
	"net/http"

	"nariwai/internal/credit"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/phrase"
	"nariwai/internal/query"
	"nariwai/internal/usecase/crediting"
	"nariwai/internal/usecase/funding"
	"nariwai/internal/yen"
)

// deskCreditsPage is the data of templates/desk_credits.html.
type deskCreditsPage struct {
	deskQueues
	query.DeskCreditsPage
	List  []creditLine
	Pager Pager
}

type creditLine struct {
	query.CreditLine
	Tag Tag
}

// deskCredits is what the operator has at stake for clients with credit, and how far its capital reaches.
func (s *Server) deskCredits(w http.ResponseWriter, q *Request) error {
	p, err := s.deskCreditsData(q)
	if err != nil {
		return err
	}
	return s.show(w, q, "desk_credits", p)
}

func (s *Server) deskCreditsData(q *Request) (p deskCreditsPage, err error) {
	if p.deskQueues, err = s.queues(q); err != nil {
		return p, err
	}
	after := id.Party(q.Form("after"))
	if err := s.DB.View(q.Context(), func(r *db.Snapshot) (err error) {
		p.DeskCreditsPage, err = query.DeskCredits(q.Context(), r, q.Today, after)
		return err
	}); err != nil {
		return p, err
	}
	for _, l := range p.Lines {
		p.List = append(p.List, creditLine{l, creditTag(q.Lang, l.State)})
	}
	if after != "" {
		p.Pager.Prev = "/desk/credit#lines"
	}
	if p.Next != "" {
		p.Pager.Next = "/desk/credit?after=" + string(p.Next) + "#lines"
	}
	return p, nil
}

// deskCapitalRelease takes capital that stands in for nobody back among what the site has earned.
func (s *Server) deskCapitalRelease(w http.ResponseWriter, q *Request) error {
	q.MoneyStill()
	amount, err := yen.Parse(q.Form("amount"))
	var f fault.Form
	f.Check("amount", err)
	if err = f.Err(); err == nil {
		err = funding.ReleaseCapital(q.Context(), s.DB, q.Actor(), amount)
	}
	if err != nil {
		p, failed := s.deskCreditsData(q)
		if failed != nil {
			return failed
		}
		return s.again(w, q, "desk_credits", p, err)
	}
	return s.done(w, q, "/desk/credit", "元手を、運営のお金に戻しました")
}

// deskCreditPage is the data of templates/desk_credit.html.
type deskCreditPage struct {
	deskQueues
	query.DeskCreditPage
	Tag     Tag
	Bar     template.HTML
	Bills   []invoiceLine
	History []decisionLine
	Months  []Option
	Mine    bool // the viewer has proposed what waits for a second person
}

type decisionLine struct {
	query.CreditDecision
	Says string
}

// Offer is the limit that the form begins with.
func (p deskCreditPage) Offer() string {
	if p.Wanted.Sign() > 0 {
		return plainYen(p.Wanted)
	}
	if p.Limit.Sign() > 0 {
		return plainYen(p.Limit)
	}
	return ""
}

func (s *Server) deskCredit(w http.ResponseWriter, q *Request) error {
	return s.showDeskCredit(w, q, id.Party(q.PathValue("id")), nil)
}

func (s *Server) showDeskCredit(w http.ResponseWriter, q *Request, party id.Party, refused error) (err error) {
	var p deskCreditPage
	if p.deskQueues, err = s.queues(q); err != nil {
		return err
	}
	if err := s.DB.View(q.Context(), func(r *db.Snapshot) (err error) {
		p.DeskCreditPage, err = query.DeskCredit(q.Context(), r, party, q.Today)
		return err
	}); err != nil {
		return err
	}
	p.Tag, p.Bar, p.Bills = creditTag(q.Lang, p.State), exposureChart(q.Lang, p.Exposure), q.invoiceLines(p.Invoices)
	for _, c := range p.Changes {
		p.History = append(p.History, decisionLine{c, decisionWords(q.Lang, c.Change)})
	}
	chosen := p.DueMonths
	if chosen == 0 {
		chosen = p.Rules.DueMonths
	}
	p.Months = []Option{{Value: "1", Label: q.T("翌月の末"), Chosen: chosen == 1}, {Value: "2", Label: q.T("翌々月の末"), Chosen: chosen == 2}}
	p.Mine = p.Waiting != nil && p.Waiting.By == q.Viewer.Person
	if refused != nil {
		return s.again(w, q, "desk_credit", p, refused)
	}
	return s.show(w, q, "desk_credit", p)
}

// decisionWords says what was decided.
func decisionWords(lang phrase.Lang, c credit.Change) string {
	switch c.Kind {
	case credit.ToRefuse:
		return phrase.T(lang, "申し込みを断った")
	case credit.ToStop:
		return phrase.T(lang, "新しい利用を止めた")
	case credit.ToResume:
		return phrase.T(lang, "また使えるようにした")
	case credit.ToEnd:
		return phrase.T(lang, "枠を終えた（%sから）", c.Before)
	}
	return phrase.T(lang, "枠を%sから%sにした", c.Before, c.After)
}

func (s *Server) deskCreditDecide(w http.ResponseWriter, q *Request) error {
	q.MoneyStill()
	party := id.Party(q.PathValue("id"))
	dec := crediting.Decision{Kind: credit.ChangeKind(q.Form("do")), Reason: q.Form("reason")}
	f := ruleForm{q: q}
	if dec.Kind == credit.ToLimit {
		var months int
		f.yen("amount", &dec.Amount)
		f.number("due_months", &months)
		dec.DueMonths = int64(months)
	}
	err := f.form.Err()
	if err == nil {
		err = crediting.DecideLine(q.Context(), s.DB, q.Actor(), party, dec)
	}
	if err != nil {
		return s.showDeskCredit(w, q, party, err)
	}
	return s.done(w, q, "/desk/credit/"+string(party), "枠の変更を記しました")
}

func (s *Server) deskLimitConfirm(w http.ResponseWriter, q *Request) error {
	q.MoneyStill()
	return s.deskLimit(w, q, crediting.ConfirmLimit, "枠を確かめました。いまから使えます")
}

func (s *Server) deskLimitDrop(w http.ResponseWriter, q *Request) error {
	q.MoneyStill()
	return s.deskLimit(w, q, crediting.DropLimit, "枠の変更を取りやめました")
}

func (s *Server) deskLimit(w http.ResponseWriter, q *Request, do func(context.Context, *db.DB, people.Actor, id.Limit) error, say string) error {
	cid := id.Limit(q.PathValue("id"))
	party, err := query.LimitOf(q.Context(), s.DB.Snapshot(), cid)
	if err != nil {
		return err
	}
	if err := do(q.Context(), s.DB, q.Actor(), cid); err != nil {
		return s.showDeskCredit(w, q, party, err)
	}
	return s.done(w, q, "/desk/credit/"+string(party), say)
}

// deskLineCapital sets a line of the bank's list apart as capital.
func (s *Server) deskLineCapital(w http.ResponseWriter, q *Request) error {
	q.MoneyStill()
	if err := funding.TakeAsCapital(q.Context(), s.DB, q.Actor(), id.Deposit(q.PathValue("id")), q.Form("capital_note")); err != nil {
		return s.showDeskLine(w, q, err)
	}
	return s.done(w, q, "/desk/credit", "元手として記帳しました")
}
