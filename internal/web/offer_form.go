package web

import (
	"strings"

	"nariwai/internal/calendar"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/query"
	"nariwai/internal/yen"
)

// offerForm is a proposal as it is typed.
type offerForm struct {
	Price, DueOn, Message string
	Parts                 []partForm
}

// partForm is one milestone as it is typed.
type partForm struct{ Title, Price, DueOn string }

// quoteView is what a typed price means, or why it can't be read.
type quoteView struct {
	query.Quote
	Trouble string
}

// Shown reports whether there is an amount to speak of.
func (v quoteView) Shown() bool { return v.Trouble == "" && v.Pay.Sign() > 0 }

func (q *Request) offerForm() offerForm {
	f := offerForm{Price: q.Form("price"), DueOn: q.Form("due_on"), Message: lines(q.Form("message"))}
	titles, prices, dues := q.Forms("part_title"), q.Forms("part_price"), q.Forms("part_due_on")
	for i := range min(len(titles), len(prices), len(dues), market.MostParts+1) {
		f.Parts = append(f.Parts, partForm{strings.TrimSpace(titles[i]), strings.TrimSpace(prices[i]), strings.TrimSpace(dues[i])})
	}
	return f
}

// lines ends every line with a line feed alone; browsers send two characters.
func lines(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }

// formOf is an offer as its proposer would type it.
func formOf(o market.Offer) offerForm {
	f := offerForm{Price: inputText(o.Price), DueOn: o.DueOn.String(), Message: o.Message}
	for _, p := range o.Parts {
		f.Parts = append(f.Parts, partForm{p.Title, inputText(p.Price), p.DueOn.String()})
	}
	return f
}

// withRow adds an empty milestone. The first one starts a pair, because one alone is the whole work.
func (f offerForm) withRow() offerForm {
	if len(f.Parts) == 0 {
		f.Parts = append(f.Parts, partForm{})
	}
	if len(f.Parts) < market.MostParts {
		f.Parts = append(f.Parts, partForm{})
	}
	return f
}

// offer reads what was typed. Rows in which nothing stands are left out.
func (f offerForm) offer() (o market.Offer, err error) {
	var form fault.Form
	o.Message = f.Message
	o.Price, err = yen.ParsePositive(f.Price)
	form.Check("price", err)
	o.DueOn, err = calendar.Parse(f.DueOn)
	form.Check("due_on", err)
	for i, row := range f.Parts {
		if row == (partForm{}) {
			continue
		}
		p := market.Part{N: int64(len(o.Parts) + 1), Title: row.Title}
		var priceErr, dueErr error
		p.Price, priceErr = yen.ParsePositive(row.Price)
		p.DueOn, dueErr = calendar.Parse(row.DueOn)
		if (priceErr != nil || dueErr != nil) && !form.Has("parts") {
			form.Add("parts", "%d番めの区切りの名前、金額、期日を確かめてください", i+1)
		}
		o.Parts = append(o.Parts, p)
	}
	return o, form.Err()
}

// prices are the amounts that can be read: those of the milestones when they make up the whole, otherwise the whole.
func (f offerForm) prices() ([]yen.Yen, error) {
	whole, err := yen.ParsePositive(f.Price)
	if err != nil {
		return nil, err
	}
	var parts []yen.Yen
	for _, row := range f.Parts {
		if y, err := yen.ParsePositive(row.Price); err == nil {
			parts = append(parts, y)
		}
	}
	if len(parts) > 0 && yen.Sum(parts...) == whole {
		return parts, nil
	}
	return []yen.Yen{whole}, nil
}

// quote says what the form's price means for a job.
func (s *Server) quote(q *Request, jid id.Job, f offerForm) (v quoteView, err error) {
	prices, err := f.prices()
	if e := fault.Of(err); e != nil {
		return quoteView{Trouble: sentence(q.Lang, e)}, nil
	}
	due, err := calendar.Parse(f.DueOn)
	if err != nil || due.Before(q.Today) {
		due = 0 // the job's own date says when
	}
	v.Quote, err = query.QuoteOf(q.Context(), s.DB, jid, q.Viewer.Party, prices, due)
	return v, err
}
