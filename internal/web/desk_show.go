package web

import (
	"net/http"

	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/phrase"
	"nariwai/internal/policy"
	"nariwai/internal/query"
)

// deskPage is the data of templates/desk.html.
type deskPage struct {
	deskQueues
	query.DeskPage
	Open    []runLine
	Standby bool // there should be a synchronous standby, and there is none

	FilesStuck bool // files wait for the virus scanner, and it doesn't come
}

// runLine is a run in a list, with the word for where it stands.
type runLine struct {
	query.RunRow
	Tag     Tag
	Next    string        // what is to be done
	Mine    bool          // the viewer has checked it, so that another person must release it
	FileDay calendar.Date // on which the bank wants its file; 0 when it has it
}

// deskShow is where an operator begins: what waits, and until when.
func (s *Server) deskShow(w http.ResponseWriter, q *Request) error {
	var p deskPage
	if err := s.DB.View(q.Context(), func(r *db.Snapshot) (err error) {
		p.DeskPage, err = query.Desk(q.Context(), r)
		return err
	}); err != nil {
		return err
	}
	p.deskQueues.Queues = p.DeskQueues
	p.Open = q.runLines(p.DeskPage.Runs)
	rule, err := query.Rule[calendar.Closing](q.Context(), s.DB.Snapshot(), policy.Closing, q.Today)
	if err != nil {
		return err
	}
	for i, r := range p.Open {
		if r.State != billing.RunExported {
			p.Open[i].FileDay = rule.Rule.FileDay(r.PayOn)
		}
	}
	waiting, since, err := query.FileQueue(q.Context(), s.DB.Snapshot())
	if err != nil {
		return err
	}
	p.FilesStuck = waiting > 0 && q.Now.Sub(since) > query.Stuck
	p.Standby = s.standbyTrouble(q.Context()) != ""
	return s.show(w, q, "desk", p)
}

func (q *Request) runLines(runs []query.RunRow) (out []runLine) {
	for _, r := range runs {
		line := runLine{RunRow: r, Tag: runTag(q.Lang, r.State), Mine: r.CheckedBy == q.Viewer.Person}
		switch r.State {
		case billing.RunCounted:
			line.Next = q.T("金額を確かめる")
		case billing.RunChecked:
			line.Next = q.T("承認する")
			if line.Mine {
				line.Next = q.T("ほかの人の承認を待つ")
			}
		case billing.RunReleased:
			line.Next = q.T("振込データを作る")
		case billing.RunExported:
			line.Next = q.T("銀行に渡し、結果を記す")
		}
		out = append(out, line)
	}
	return out
}

// runTag says where a run stands.
func runTag(lang phrase.Lang, st billing.RunState) Tag {
	say := func(text, class string) Tag { return Tag{phrase.T(lang, text), class} }
	switch st {
	case billing.RunCounting:
		return say("数えています", "g")
	case billing.RunCounted:
		return say("1人めの確かめを待っています", "m")
	case billing.RunChecked:
		return say("2人めの承認を待っています", "m")
	case billing.RunReleased:
		return say("振込データを待っています", "m")
	case billing.RunExported:
		return say("銀行の振込を待っています", "k")
	}
	return say("終わりました", "k")
}
