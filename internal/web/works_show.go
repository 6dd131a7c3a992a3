package web

import (
	"html/template"
	"net/http"
	"strings"

	"nariwai/internal/id"
	"nariwai/internal/phrase"
	"nariwai/internal/portfolio"
	"nariwai/internal/query"
)

// workTag is a state of a work as its worker reads it.
func workTag(lang phrase.Lang, s portfolio.State) Tag {
	switch s {
	case portfolio.Public:
		return Tag{Text: phrase.T(lang, "公開中"), Class: "k"}
	case portfolio.Asked:
		return Tag{Text: phrase.T(lang, "相手の答えを待っています"), Class: "m"}
	case portfolio.Refused:
		return Tag{Text: phrase.T(lang, "ことわられました"), Class: "e"}
	case portfolio.Withdrawn:
		return Tag{Text: phrase.T(lang, "取り下げ"), Class: "g"}
	}
	return Tag{Text: phrase.T(lang, "下書き"), Class: "g"}
}

// portfolioPage is the data of templates/portfolio.html.
type portfolioPage struct {
	query.Portfolio
	Works bool // the party takes work, or has works from when it did
}

func (s *Server) portfolioShow(w http.ResponseWriter, q *Request) (err error) {
	var p portfolioPage
	if p.Portfolio, err = query.PortfolioOf(q.Context(), s.DB.Snapshot(), q.Viewer.Party); err != nil {
		return err
	}
	party, err := query.PartyOf(q.Context(), s.DB.Snapshot(), q.Viewer.Party)
	if err != nil {
		return err
	}
	p.Works = party.Works || len(p.Portfolio.Works) > 0
	return s.show(w, q, "portfolio", p)
}

// workPage is the data of templates/work.html.
type workPage struct {
	query.WorkPage
	Tag Tag
}

// Asks reports whether the worker may ask the client.
func (p workPage) Asks() bool {
	return p.Mine && p.Contract != "" && p.State != portfolio.Asked && p.State != portfolio.Public && p.Refusals < portfolio.MostRefusals
}

// Publishes reports whether the worker may show it without asking anybody.
func (p workPage) Publishes() bool {
	return p.Mine && p.Contract == "" && p.State != portfolio.Public
}

// Withdraws reports whether the reader may take it back.
func (p workPage) Withdraws() bool { return p.State == portfolio.Public && (p.Mine || p.Ordered) }

func (s *Server) workPage(q *Request) (p workPage, err error) {
	p.WorkPage, err = query.Work(q.Context(), s.DB.Snapshot(), id.Work(q.PathValue("id")), q.Viewer.Party)
	p.Tag = workTag(q.Lang, p.State)
	return p, err
}

// workShow is the page of a work: everybody's once it is public, and otherwise a look at what it would be.
func (s *Server) workShow(w http.ResponseWriter, q *Request) error {
	p, err := s.workPage(q)
	if err != nil {
		return err
	}
	return s.show(w, q, "work", p)
}

func (s *Server) workFile(w http.ResponseWriter, q *Request) error {
	f, err := query.WorkFile(q.Context(), s.DB.Snapshot(), id.Work(q.PathValue("id")), id.File(q.PathValue("file")), q.Viewer.Party)
	if err != nil {
		return err
	}
	return s.sendFile(w, q, f)
}

func (s *Server) workSmall(w http.ResponseWriter, q *Request) error {
	f, err := query.WorkFile(q.Context(), s.DB.Snapshot(), id.Work(q.PathValue("id")), id.File(q.PathValue("file")), q.Viewer.Party)
	if err != nil {
		return err
	}
	return s.sendSmall(w, q, f.State, f.Preview)
}

// workFuncs are the functions of templates about works.
func workFuncs(lang phrase.Lang) template.FuncMap {
	return template.FuncMap{
		"workTag":  func(s portfolio.State) Tag { return workTag(lang, s) },
		"lineList": func(s string) []string { return strings.Split(s, "\n") },
	}
}
