package web

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"nariwai/internal/calendar"
	"nariwai/internal/fault"
	"nariwai/internal/market"
	"nariwai/internal/yen"
)

// jobPart is one page of the form of a job. The recruiter's items come from the profile and have no form of their own.
type jobPart struct {
	Name   string // in the address; "" is the check before publishing
	Ja     string
	fields []string
}

var jobParts = []jobPart{
	{"what", "仕事の内容", []string{"category", "title", "body", "deliverable", "place"}},
	{"pay", "報酬と人数", []string{"unit", "quantity", "pay", "low_reason", "hires"}},
	{"terms", "取引の条件", []string{"closes_on", "due_on", "rights", "ai_policy", "beginners", "unregistered", "teams", "certified_only"}},
	{"six", "法律の6項目", []string{"recruiter", "address", "contact"}},
	{"", "確かめて公開", nil},
}

// jobPartOf returns a part by its name, with its place.
func jobPartOf(name string) (jobPart, int) {
	i := slices.IndexFunc(jobParts, func(p jobPart) bool { return p.Name == name })
	if i < 0 {
		return jobPart{}, i
	}
	return jobParts[i], i
}

// of returns what of err is about fields of this part.
func (p jobPart) of(err error) error {
	e := fault.Of(err)
	if e == nil {
		return err
	}
	var f fault.Form
	for _, field := range e.Fields {
		if slices.Contains(p.fields, field.Field) {
			f.Add(field.Field, field.Say, field.Args...)
		}
	}
	return f.Err()
}

// overlay puts what was typed into this part over a job's text. What is left empty is empty: a draft may be.
func (p jobPart) overlay(q *Request, s market.Spec) (market.Spec, error) {
	var f fault.Form
	switch p.Name {
	case "what":
		s.Category, s.Title, s.Body = q.Form("category"), strings.Join(strings.Fields(q.Form("title")), " "), lines(q.Form("body"))
		s.Deliverable, s.Place = lines(q.Form("deliverable")), q.Form("place")
	case "pay":
		var err error
		s.Unit, s.Quantity, s.Pay, s.Hires = market.Unit(q.Form("unit")), 0, yen.Yen{}, 0
		if q.Form("pay") != "" {
			s.Pay, err = yen.Parse(q.Form("pay"))
			f.Check("pay", err)
		}
		if s.Quantity = 1; s.Unit != market.LumpSum {
			s.Quantity, err = countOrNone(q.Form("quantity"))
			f.Check("quantity", err)
		}
		s.LowReason = lines(q.Form("low_reason"))
		s.Hires, err = countOrNone(q.Form("hires"))
		f.Check("hires", err)
	case "terms":
		s.ClosesOn, s.DueOn = dateOrNone(q, &f, "closes_on"), dateOrNone(q, &f, "due_on")
		s.Rights, s.AIPolicy = market.Rights(q.Form("rights")), market.AIPolicy(q.Form("ai_policy"))
		s.Beginners, s.Unregistered, s.Teams = q.Ticked("beginners"), q.Ticked("unregistered"), q.Ticked("teams")
		s.CertifiedOnly = q.Ticked("certified_only")
	}
	return s, f.Err()
}

func dateOrNone(q *Request, f *fault.Form, field string) calendar.Date {
	if q.Form(field) == "" {
		return 0
	}
	d, err := calendar.Parse(q.Form(field))
	f.Check(field, err)
	return d
}

// count reads a whole number as people type it: full-width digits and commas are welcome.
func count(s string) (int64, error) {
	s = strings.ReplaceAll(norm.NFKC.String(strings.TrimSpace(s)), ",", "")
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0, fault.New(fault.Invalid, "0以上の整数で入れてください")
	}
	return n, nil
}

func countOrNone(s string) (int64, error) {
	if s == "" {
		return 0, nil
	}
	return count(s)
}
