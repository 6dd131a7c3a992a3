package web

import (
	"net/http"

	"nariwai/internal/id"
	"nariwai/internal/message"
	"nariwai/internal/query"
	"nariwai/internal/usecase/talking"
)

// templatesPage is the data of templates/message_templates.html.
type templatesPage struct {
	Templates []message.Template
	Open      message.Template // the one that is being changed; of "" a new one
}

// Full reports whether there is no room for another.
func (p templatesPage) Full() bool { return len(p.Templates) >= message.MostTemplates }

func (s *Server) templatesPage(q *Request) (p templatesPage, err error) {
	q.section = "/messages"
	if p.Templates, err = query.TemplatesOf(q.Context(), s.DB.Snapshot(), q.Viewer.Person); err != nil {
		return p, err
	}
	for _, t := range p.Templates {
		if string(t.ID) == q.Form("template") {
			p.Open = t
		}
	}
	return p, nil
}

// templatesShow lists the texts that the person writes often.
func (s *Server) templatesShow(w http.ResponseWriter, q *Request) error {
	p, err := s.templatesPage(q)
	if err != nil {
		return err
	}
	return s.show(w, q, "message_templates", p)
}

func (s *Server) templateSave(w http.ResponseWriter, q *Request) error {
	if err := talking.SaveTemplate(q.Context(), s.DB, q.Actor(), id.Template(q.Form("template")), q.Form("name"), lines(q.Form("body"))); err != nil {
		p, e := s.templatesPage(q)
		if e != nil {
			return e
		}
		return s.again(w, q, "message_templates", p, err)
	}
	return s.done(w, q, "/messages/templates", "定型文を残しました")
}

func (s *Server) templateDrop(w http.ResponseWriter, q *Request) error {
	if err := talking.DropTemplate(q.Context(), s.DB, q.Actor(), id.Template(q.Form("template"))); err != nil {
		return err
	}
	return s.done(w, q, "/messages/templates", "定型文を消しました")
}
