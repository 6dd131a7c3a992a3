package web

import (
	"html/template"
	"net/http"
	"strconv"

	"nariwai/internal/calendar"
	"nariwai/internal/credit"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/phrase"
	"nariwai/internal/query"
	"nariwai/internal/usecase/crediting"
	"nariwai/internal/yen"
)

// creditPage is the data of templates/credit.html.
type creditPage struct {
	query.CreditPage
	Tag   Tag
	Bar   template.HTML
	Bills []invoiceLine
	Pager Pager
}

type invoiceLine struct {
	query.InvoiceRow
	Tag Tag
}

// Answered reports whether the desk has said something that the client has to know.
func (p creditPage) Answered() bool { return p.Reason != "" && p.Wanted.IsZero() }

// creditShow is a client's page of paying by invoice: what its limit is, what of it is used, and what it has to pay.
func (s *Server) creditShow(w http.ResponseWriter, q *Request) error {
	p, err := s.creditData(q)
	if err != nil {
		return err
	}
	return s.show(w, q, "credit", p)
}

func (s *Server) creditData(q *Request) (p creditPage, err error) {
	var before calendar.Month
	if n, err := strconv.Atoi(q.Form("before")); err == nil && n > 0 {
		before = calendar.Month(n)
	}
	if err := s.DB.View(q.Context(), func(r *db.Snapshot) (err error) {
		p.CreditPage, err = query.Credit(q.Context(), r, q.Viewer.Party, q.Today, before)
		return err
	}); err != nil {
		return p, err
	}
	p.Has = p.Has && (p.State != credit.Asked || p.Wanted.Sign() > 0) // the desk may be about to give one to who has not asked
	p.Tag, p.Bar, p.Bills = creditTag(q.Lang, p.State), exposureChart(q.Lang, p.Exposure), q.invoiceLines(p.Invoices)
	if before > 0 {
		p.Pager.Prev = "/credit#invoices"
	}
	if p.Older > 0 {
		p.Pager.Next = "/credit?before=" + strconv.Itoa(int(p.Older)) + "#invoices"
	}
	return p, nil
}

func (q *Request) invoiceLines(list []query.InvoiceRow) (out []invoiceLine) {
	for _, i := range list {
		out = append(out, invoiceLine{i, invoiceTag(q.Lang, i.Invoice, q.Today)})
	}
	return out
}

func invoiceTag(lang phrase.Lang, i credit.Invoice, today calendar.Date) Tag {
	switch {
	case i.State == credit.InvoicePaid:
		return Tag{phrase.T(lang, "支払い済み"), "k"}
	case i.Overdue(today):
		return Tag{phrase.T(lang, "期限を過ぎています"), "e"}
	}
	return Tag{phrase.T(lang, "支払いを待っています"), "m"}
}

func creditTag(lang phrase.Lang, st credit.State) Tag {
	say := func(text, class string) Tag { return Tag{phrase.T(lang, text), class} }
	switch st {
	case credit.Open:
		return say("使えます", "k")
	case credit.Stopped:
		return say("止まっています", "e")
	case credit.Refused:
		return say("お受けできませんでした", "g")
	case credit.Ended:
		return say("終わりました", "g")
	}
	return say("答えを待っています", "m")
}

// creditAsk asks the desk for a line or for another limit.
func (s *Server) creditAsk(w http.ResponseWriter, q *Request) error {
	amount, err := yen.Parse(q.Form("amount"))
	var f fault.Form
	f.Check("amount", err)
	if err = f.Err(); err == nil {
		err = crediting.AskForCredit(q.Context(), s.DB, q.Actor(), amount, q.Form("note"))
	}
	if err != nil {
		p, failed := s.creditData(q)
		if failed != nil {
			return failed
		}
		return s.again(w, q, "credit", p, err)
	}
	return s.done(w, q, "/credit", "申し込みを受け取りました。運営が確かめて、お知らせします")
}

// exposureChart is what of a limit is used, by where it is. The rest of the bar is free.
func exposureChart(lang phrase.Lang, e query.Exposure) template.HTML {
	top := max(e.Limit.Int64(), e.Owed.Int64(), 1)
	c := newChart(30, "exposure", phrase.T(lang, "請求書払いの枠"),
		phrase.T(lang, "枠%sのうち、進行中%s、請求の前%s、請求済み%s、期限を過ぎた分%s。残り%s。", e.Limit, e.InEscrow(), e.Unbilled, e.Billed, e.Overdue, e.Free))
	c.draw(`<rect class="f0" y="0" width="100%%" height="28" rx="3"/>`)
	at := 0.0
	for _, part := range []struct {
		class string
		y     yen.Yen
	}{{"f4", e.InEscrow()}, {"f2", e.Unbilled}, {"f1", e.Billed}, {"fm", e.Overdue}} {
		if part.y.Sign() > 0 {
			wide := 100 * float64(part.y.Int64()) / float64(top)
			c.draw(`<rect class="%s" x="%.2f%%" y="0" width="%.2f%%" height="28"/>`, part.class, at, wide)
			at += wide
		}
	}
	return c.html()
}
