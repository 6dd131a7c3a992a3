package web

import (
	"html/template"
	"net/http"

	"nariwai/internal/bank"
	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/phrase"
	"nariwai/internal/query"
	"nariwai/internal/yen"
)

// earningsPage is the data of templates/earnings.html.
type earningsPage struct {
	query.EarningsPage
	GoalChart, YearChart template.HTML
	Missing              yen.Yen
	This                 calendar.Month
	YearSum              yen.Yen
	Bank                 string
	Rows                 []statementRow
	Pager                Pager
	OwnHour              query.OwnHour // in the twelve months
}

type statementRow struct {
	query.StatementRow
	Tag Tag
}

// earningsShow is a worker's page of money: this month, what comes next, and every statement.
func (s *Server) earningsShow(w http.ResponseWriter, q *Request) error {
	var p earningsPage
	after := id.Payout(q.Form("after"))
	if err := s.DB.View(q.Context(), func(r *db.Snapshot) (err error) {
		if p.EarningsPage, err = query.Earnings(q.Context(), r, q.Viewer.Person, q.Viewer.Party, after, q.Now); err != nil {
			return err
		}
		p.OwnHour, err = query.OwnHourSince(q.Context(), r, q.Viewer.Party, p.Year[0].Month.First(), q.Today)
		return err
	}); err != nil {
		return err
	}
	p.This = calendar.MonthOf(q.Today)
	p.GoalChart = goalChart(q.Lang, p.Month, p.Goal, q.Today)
	p.YearChart = yearChart(q.Lang, p.Year, p.Goal)
	for _, m := range p.Year {
		p.YearSum = p.YearSum.Add(m.Net)
	}
	if total := p.Month.Total(); total.Less(p.Goal) {
		p.Missing = p.Goal.Sub(total)
	}
	if b, ok := bank.FindBank(p.Coming.Account.Bank); ok {
		p.Bank = b.Name
	}
	for _, row := range p.Statements {
		p.Rows = append(p.Rows, statementRow{row, payoutTag(q.Lang, row.State)})
	}
	if after != "" {
		p.Pager.Prev = "/earnings#statements"
	}
	if p.Older != "" {
		p.Pager.Next = "/earnings?after=" + string(p.Older) + "#statements"
	}
	return s.show(w, q, "earnings", p)
}

// payoutTag says what became of a line of a run.
func payoutTag(lang phrase.Lang, st billing.PayoutState) Tag {
	say := func(text, class string) Tag { return Tag{phrase.T(lang, text), class} }
	switch st {
	case billing.PayoutDue:
		return say("振込の予定", "m")
	case billing.PayoutHeld:
		return say("口座待ち", "e")
	case billing.PayoutPaid:
		return say("振込ずみ", "k")
	case billing.PayoutReturned:
		return say("振込が戻りました", "e")
	case billing.PayoutCarried:
		return say("くり越し", "g")
	}
	return say("あとの振込に合算", "g")
}

// earningsCSV is everything that was settled in the twelve months of the page, as a table.
func (s *Server) earningsCSV(w http.ResponseWriter, q *Request) error {
	from := calendar.MonthOf(q.Today)
	for range 11 {
		from = from.Prev()
	}
	lines, err := query.SettledSince(q.Context(), s.DB.Snapshot(), q.Viewer.Party, from.First())
	if err != nil {
		return err
	}
	rows := [][]string{{q.T("検収日"), q.T("契約"), q.T("依頼主"), q.T("報酬（税込）"), q.T("手数料"), q.T("源泉徴収"), q.T("手取り")}}
	for _, l := range lines {
		rows = append(rows, []string{l.On.String(), l.Title, l.Client, plainYen(l.Pay), plainYen(l.Fee), plainYen(l.Withheld), plainYen(l.Net)})
	}
	return s.csv(w, q, "nariwai-"+from.String()+"-"+calendar.MonthOf(q.Today).String()+".csv", rows)
}

// plainYen is an amount for a spreadsheet: digits and nothing else.
func plainYen(y yen.Yen) string {
	b, _ := y.MarshalJSON() // never fails
	return string(b)
}
