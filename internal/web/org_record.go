package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"nariwai/internal/phrase"
	"nariwai/internal/query"
)

// orgRecordPage is the data of templates/org_record.html.
type orgRecordPage struct {
	Lines []auditLine
	Verbs []Option
	Pager Pager
	CSV   string
}

const (
	recordLines  = 50
	recordInFile = 10_000
)

// orgRecord shows what was done in the name of the company, and by whom.
func (s *Server) orgRecord(w http.ResponseWriter, q *Request) error {
	verb := q.Form("verb")
	found, err := query.PartyRecord(q.Context(), s.DB.Snapshot(), q.Viewer.Party, verb, q.Form("after"), recordLines)
	if err != nil {
		return err
	}
	p := orgRecordPage{Lines: q.audit(found.Lines), Verbs: []Option{{Value: "", Label: q.T("すべて")}}, CSV: "/org/record.csv?" + url.Values{"verb": {verb}}.Encode()}
	for _, v := range orgVerbs {
		p.Verbs = append(p.Verbs, Option{Value: v, Label: q.T(auditVerbs[v]), Chosen: v == verb})
	}
	slices.SortFunc(p.Verbs[1:], func(a, b Option) int { return strings.Compare(a.Label, b.Label) })
	link := url.Values{"verb": {verb}}
	if q.Form("after") != "" {
		p.Pager.Prev = "/org/record?" + link.Encode()
	}
	if found.Older != "" {
		link.Set("after", found.Older)
		p.Pager.Next = "/org/record?" + link.Encode()
	}
	return s.show(w, q, "org_record", p)
}

// orgVerbs are those that a company looks for.
var orgVerbs = []string{"award", "accept", "sign_change", "sign_cancel", "ask_approval", "approve", "refuse_approval", "withdraw_approval", "invite",
	"withdraw_invitation", "join", "change_role", "end_member", "add_department", "close_department", "set_budget", "set_approval", "edit_tax_facts", "set_bank_account"}

func (s *Server) orgRecordCSV(w http.ResponseWriter, q *Request) error {
	found, err := query.PartyRecord(q.Context(), s.DB.Snapshot(), q.Viewer.Party, q.Form("verb"), "", recordInFile)
	if err != nil {
		return err
	}
	rows := [][]string{{q.T("いつ"), q.T("だれが"), q.T("何を"), q.T("対象"), q.T("くわしく")}}
	for _, l := range q.audit(found.Lines) {
		rows = append(rows, []string{phrase.Show(q.Lang, l.At), l.ByName, l.Verb, l.Subject, l.Detail})
	}
	return s.csv(w, q, "record.csv", rows)
}
