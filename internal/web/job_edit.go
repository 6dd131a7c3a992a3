package web

import (
	"net/http"
	"strings"

	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/query"
	"nariwai/internal/usecase/posting"
	"nariwai/internal/yen"
)

// jobEditPage is the data of templates/job_edit.html: one part of the form, with the list of all of them.
type jobEditPage struct {
	query.JobForm
	Part     string
	Number   int // of the part, from 1
	Name     string
	Tasks    []jobTask
	Done     int
	Missing  []FieldError // of the whole form: what keeps it from being published
	Groups   []categoryGroup
	Units    []Option
	Rights   []Option
	AIRules  []Option
	Total    yen.Yen // for every place
	Items    []sixItem
	Settings string // where the profile is mended
	Fair     string // the floors of the category, one for each unit; "" for none
}

// jobTask is a line of the list of parts.
type jobTask struct {
	Number  int
	Name    string // in the reader's language
	Link    string
	Current bool
	Missing int
}

// sixItem is one of the six items of article 12 of the Freelance Act.
type sixItem struct {
	Name, Value string
	Link        string
	Missing     bool
}

// Published reports whether edits are seen at once, and by whoever has proposed.
func (p jobEditPage) Published() bool {
	return p.State != market.JobDraft && p.State != market.JobRefused
}

// Fresh reports whether nothing is written yet.
func (p jobEditPage) Fresh() bool { return p.ID == "" }

// PartLink is the address of a part of this job.
func (p jobEditPage) PartLink(part string) string {
	switch {
	case p.ID == "":
		return "/jobs/new"
	case part == "":
		return "/jobs/" + string(p.ID) + "/edit"
	}
	return "/jobs/" + string(p.ID) + "/edit/" + part
}

func (s *Server) jobNew(w http.ResponseWriter, q *Request) error {
	f, err := query.JobBlank(q.Context(), s.DB, q.Viewer.Party)
	if err != nil {
		return err
	}
	return s.show(w, q, "job_edit", s.jobEditPage(q, f, "what"))
}

func (s *Server) jobEdit(w http.ResponseWriter, q *Request) error {
	f, err := query.JobEdited(q.Context(), s.DB, id.Job(q.PathValue("id")), q.Viewer.Party)
	if err != nil {
		return err
	}
	if _, at := jobPartOf(q.PathValue("part")); at < 0 {
		return fault.New(fault.NotFound, "見つかりませんでした")
	}
	if f.State == market.JobDeciding || f.State == market.JobEnded {
		return q.Redirect(w, "/jobs/"+string(f.ID))
	}
	return s.show(w, q, "job_edit", s.jobEditPage(q, f, q.PathValue("part")))
}

// jobCreate begins a draft with its first part.
func (s *Server) jobCreate(w http.ResponseWriter, q *Request) error {
	f, err := query.JobBlank(q.Context(), s.DB, q.Viewer.Party)
	if err != nil {
		return err
	}
	return s.saveJob(w, q, f, "what")
}

func (s *Server) jobSave(w http.ResponseWriter, q *Request) error {
	f, err := query.JobEdited(q.Context(), s.DB, id.Job(q.PathValue("id")), q.Viewer.Party)
	if err != nil {
		return err
	}
	if part, at := jobPartOf(q.PathValue("part")); at < 0 || part.Name == "" || part.Name == "six" {
		return fault.New(fault.NotFound, "見つかりませんでした")
	}
	return s.saveJob(w, q, f, q.PathValue("part"))
}

// saveJob keeps one part. "Next" holds the part to what publishing asks for; "draft" keeps it as it is.
func (s *Server) saveJob(w http.ResponseWriter, q *Request, f query.JobForm, name string) error {
	part, at := jobPartOf(name)
	spec, err := part.overlay(q, f.Spec)
	if err != nil {
		return s.again(w, q, "job_edit", s.jobEditPage(q, f, name), err)
	}
	if kind, asked := strings.CutPrefix(q.Form("do"), "price"); asked && name == "pay" {
		return s.jobPrice(w, q, f.With(spec), strings.TrimPrefix(kind, "-"))
	}
	if q.Form("do") != "draft" {
		if err := part.of(f.With(spec).Unready(q.Today)); err != nil {
			return s.again(w, q, "job_edit", s.jobEditPage(q, f.With(spec), name), err)
		}
	}
	page := s.jobEditPage(q, f, name)
	if page.Published() {
		if err := posting.ReviseJob(q.Context(), s.DB, q.Actor(), f.ID, spec); err != nil {
			return s.again(w, q, "job_edit", page, err)
		}
		return s.done(w, q, "/jobs/"+string(f.ID), "依頼を直しました")
	}
	jid, err := posting.SaveDraft(q.Context(), s.DB, q.Actor(), f.ID, spec)
	if err != nil {
		return s.again(w, q, "job_edit", page, err)
	}
	page.ID = jid
	if q.Form("do") == "draft" {
		return s.done(w, q, page.PartLink(name), "下書きに残しました")
	}
	return q.Redirect(w, page.PartLink(jobParts[at+1].Name))
}

// jobPublish shows the job to all, or to the desk first. What is missing leads to the part where it is mended.
func (s *Server) jobPublish(w http.ResponseWriter, q *Request) error {
	jid := id.Job(q.PathValue("id"))
	state, err := posting.PublishJob(q.Context(), s.DB, q.Actor(), jid)
	if err != nil {
		f, e := query.JobEdited(q.Context(), s.DB, jid, q.Viewer.Party)
		if e != nil {
			return e
		}
		return s.again(w, q, "job_edit", s.jobEditPage(q, f, ""), err)
	}
	if state == market.JobReview {
		if f, err := query.JobEdited(q.Context(), s.DB, jid, q.Viewer.Party); err == nil && f.Holds() {
			return s.done(w, q, "/jobs/"+string(jid), "書かれた文を、運営が確かめてから公開します。終わるとお知らせします")
		}
		return s.done(w, q, "/jobs/"+string(jid), "はじめての依頼なので、運営が確かめてから公開します。終わるとお知らせします")
	}
	return s.done(w, q, "/jobs/"+string(jid), "依頼を公開しました。提案が届くとお知らせします")
}

func (s *Server) jobEditPage(q *Request, f query.JobForm, name string) jobEditPage {
	q.section = "/client"
	part, at := jobPartOf(name)
	p := jobEditPage{JobForm: f, Part: name, Number: at + 1, Name: q.T(part.Ja), Total: f.Total(), Settings: "/settings/facts"}
	trouble := f.Unready(q.Today)
	for i, task := range jobParts {
		t := jobTask{Number: i + 1, Name: q.T(task.Ja), Current: i == at}
		if f.ID != "" {
			t.Link = p.PartLink(task.Name)
		}
		if e := fault.Of(task.of(trouble)); e != nil {
			t.Missing = len(e.Fields)
			for _, field := range e.Fields {
				p.Missing = append(p.Missing, FieldError{p.PartLink(task.Name) + "#" + fieldID(field.Field), sentence(q.Lang, &field)})
			}
		} else if task.Name != "" {
			p.Done++
		}
		p.Tasks = append(p.Tasks, t)
	}
	p.Groups, p.Units = categoryGroups(q, f.Category), unitOptions(q, f.Unit, false)
	p.Rights, p.AIRules = rightsOptions(q, f.Rights), aiOptions(q, f.AIPolicy)
	var fair []string
	for _, u := range market.Units {
		if price := floorPrice(q.Lang, f.Floors.Of(f.Category, u)); price != "" {
			fair = append(fair, price)
		}
	}
	p.Fair = strings.Join(fair, " / ")
	p.Items = p.sixItems(q)
	return p
}

func (p jobEditPage) sixItems(q *Request) []sixItem {
	place := p.Place
	if place == "" {
		place = q.T("どこでも（オンライン）")
	}
	pay := ""
	if p.Pay.Sign() > 0 {
		pay = q.T("%s（%s・税込）", p.Pay, amountOf(q.Lang, p.Unit, p.Quantity))
	}
	items := []sixItem{
		{"募集する人の名前", p.Recruiter.Name, p.Settings, p.Recruiter.Name == ""},
		{"住所", p.Recruiter.Address, p.Settings, p.Recruiter.Address == ""},
		{"連絡先", p.Recruiter.Contact, p.Settings, p.Recruiter.Contact == ""},
		{"仕事の内容", p.Title, p.PartLink("what"), p.Body == "" || p.Title == ""},
		{"働く場所", place, p.PartLink("what"), false},
		{"報酬の額", pay, p.PartLink("pay"), pay == ""},
	}
	for i := range items {
		items[i].Name = q.T(items[i].Name)
	}
	return items
}
