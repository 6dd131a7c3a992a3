package web

import (
	"fmt"
	"net/http"

	"nariwai/internal/calendar"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/phrase"
	"nariwai/internal/query"
	"nariwai/internal/recurring"
	"nariwai/internal/usecase/renewing"
)

// recurringPage is the data of templates/recurring.html.
type recurringPage struct {
	query.RecurringPage
	Tag        Tag
	EndsBy     calendar.Date // the first day on which it may end if the viewer says so today
	EndsAtOnce calendar.Date // and if one of the law's exceptions holds
	Causes     []Option
	Pauses     []Option
	Lengths    []Option
	Renewals   []Option
}

// Ends, Waits and the like say what the viewer may do now.
func (p recurringPage) MayEnd() bool { return p.State == recurring.Active }
func (p recurringPage) MayPause() bool {
	return p.State == recurring.Active && p.PauseTo.IsZero() && len(p.Pauses) > 0
}
func (p recurringPage) MayRenew() bool {
	return p.Mine && p.State == recurring.Active && p.RenewTo.IsZero()
}
func (p recurringPage) MayAnswer() bool {
	return !p.Mine && p.State == recurring.Active && !p.RenewTo.IsZero()
}
func (p recurringPage) ByClient() bool { return p.NoticeBy != p.Worker }
func (p recurringPage) MayAskWhy() bool {
	return !p.Mine && p.Goes() && !p.NoticeOn.IsZero() && p.ByClient() && p.Reason == "" && p.ReasonAskedAt.IsZero()
}
func (p recurringPage) MustSayWhy() bool {
	return p.Mine && !p.ReasonAskedAt.IsZero() && p.Reason == ""
}

func recurringTag(lang phrase.Lang, s recurring.State) Tag {
	say := func(text, class string) Tag { return Tag{phrase.T(lang, text), class} }
	switch s {
	case recurring.Offered:
		return say("返事待ち", "m")
	case recurring.Declined:
		return say("見送り", "g")
	case recurring.Withdrawn:
		return say("取り下げ", "g")
	case recurring.Expired:
		return say("期限切れ", "g")
	case recurring.Active:
		return say("続いています", "k")
	case recurring.Ending:
		return say("終わる予定です", "m")
	}
	return say("終わりました", "g")
}

func (s *Server) recurringPage(q *Request) (p recurringPage, err error) {
	if p.RecurringPage, err = query.RecurringShown(q.Context(), s.DB, id.Recurring(q.PathValue("id")), q.Viewer.Party); err != nil {
		return p, err
	}
	if q.section = "/offers"; p.Mine {
		q.section = "/client"
	}
	p.Tag = recurringTag(q.Lang, p.State)
	p.EndsBy, p.EndsAtOnce = p.EarliestEnd(q.Viewer.Party, recurring.Wish, q.Today), p.EarliestEnd(q.Viewer.Party, recurring.Force, q.Today)
	for i, c := range recurring.Causes {
		o := Option{Value: string(c), Label: q.T(c.Word()), Chosen: i == 0}
		if c == recurring.Wish {
			o.Hint = q.T("%sに終わります。", phrase.Show(q.Lang, p.EndsBy))
		} else {
			o.Hint = q.T("%sに終われます。", phrase.Show(q.Lang, p.EndsAtOnce))
		}
		p.Causes = append(p.Causes, o)
	}
	for m := p.PauseFirst(q.Viewer.Party, q.Today); m <= p.Last; m = m.Next() {
		p.Pauses = append(p.Pauses, Option{Value: m.String(), Label: phrase.Show(q.Lang, m)})
	}
	for n := 1; n <= recurring.MostMonths; n++ {
		o := Option{Value: fmt.Sprint(n), Label: q.T("%dか月", n), Chosen: n == 3}
		if p.Renewals = append(p.Renewals, o); n <= recurring.MostPause {
			o.Chosen = n == 1
			p.Lengths = append(p.Lengths, o)
		}
	}
	return p, nil
}

// AIWord and RightsWord say the terms in the reader's language.
func (p recurringPage) AIWord() market.AIPolicy   { return market.AIPolicy(p.AIPolicy) }
func (p recurringPage) RightsWord() market.Rights { return market.Rights(p.Rights) }

func (s *Server) recurringShow(w http.ResponseWriter, q *Request) error {
	p, err := s.recurringPage(q)
	if err != nil {
		return err
	}
	return s.show(w, q, "recurring", p)
}

func (s *Server) afterRecurring(w http.ResponseWriter, q *Request, err error, done string) error {
	if err == nil {
		return s.done(w, q, "/recurring/"+q.PathValue("id"), done)
	}
	p, e := s.recurringPage(q)
	if e != nil {
		return e
	}
	return s.again(w, q, "recurring", p, err)
}

func (q *Request) recurring() id.Recurring { return id.Recurring(q.PathValue("id")) }

func (s *Server) recurringAccept(w http.ResponseWriter, q *Request) error {
	q.MoneyStill()
	return s.afterRecurring(w, q, renewing.AcceptOrder(q.Context(), s.DB, q.Actor(), q.recurring()), "継続の依頼を受けました。毎月、契約ができたらお知らせします")
}

func (s *Server) recurringDecline(w http.ResponseWriter, q *Request) error {
	return s.afterRecurring(w, q, renewing.DeclineOrder(q.Context(), s.DB, q.Actor(), q.recurring(), lines(q.Form("reason"))), "お願いを断りました。相手に知らせました")
}

func (s *Server) recurringWithdraw(w http.ResponseWriter, q *Request) error {
	return s.afterRecurring(w, q, renewing.WithdrawOrder(q.Context(), s.DB, q.Actor(), q.recurring()), "お願いを取り下げました。相手に知らせました")
}

func (s *Server) recurringRenew(w http.ResponseWriter, q *Request) error {
	n, err := count(q.Form("months"))
	if err == nil {
		err = renewing.RenewOrder(q.Context(), s.DB, q.Actor(), q.recurring(), int(min(n, 99)))
	}
	return s.afterRecurring(w, q, err, "更新のお願いを送りました。答えが届いたらお知らせします")
}

func (s *Server) recurringAnswer(w http.ResponseWriter, q *Request) error {
	return s.afterRecurring(w, q, renewing.AnswerRenewal(q.Context(), s.DB, q.Actor(), q.recurring(), q.Form("answer") == "yes"), "答えを伝えました")
}

func (s *Server) recurringPause(w http.ResponseWriter, q *Request) error {
	from, err := calendar.ParseMonth(q.Form("from"))
	n := int64(0)
	if err == nil {
		n, err = count(q.Form("pause"))
	}
	if err == nil {
		err = renewing.PauseOrder(q.Context(), s.DB, q.Actor(), q.recurring(), from, int(min(n, 99)))
	}
	return s.afterRecurring(w, q, err, "休む月を決めました。相手に知らせました")
}

func (s *Server) recurringResume(w http.ResponseWriter, q *Request) error {
	return s.afterRecurring(w, q, renewing.ResumeOrder(q.Context(), s.DB, q.Actor(), q.recurring()), "休みを取り消しました。相手に知らせました")
}

func (s *Server) recurringEnd(w http.ResponseWriter, q *Request) error {
	err := renewing.EndOrder(q.Context(), s.DB, q.Actor(), q.recurring(), recurring.Cause(q.Form("cause")), lines(q.Form("reason")))
	return s.afterRecurring(w, q, err, "終わることを、相手に予告しました")
}

func (s *Server) recurringAskReason(w http.ResponseWriter, q *Request) error {
	return s.afterRecurring(w, q, renewing.AskReason(q.Context(), s.DB, q.Actor(), q.recurring()), "理由をたずねました。答えが届いたらお知らせします")
}

func (s *Server) recurringReason(w http.ResponseWriter, q *Request) error {
	return s.afterRecurring(w, q, renewing.GiveReason(q.Context(), s.DB, q.Actor(), q.recurring(), lines(q.Form("why"))), "理由を伝えました")
}
