package web

import (
	"io"
	"net/http"

	"nariwai/internal/calendar"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/portfolio"
	"nariwai/internal/query"
	"nariwai/internal/usecase/showing"
)

// workForm is the data of templates/work_edit.html: a new work, or one that stands there.
type workForm struct {
	query.WorkPage
	New    bool
	Action string
	Fields []Option
}

func (s *Server) workForm(q *Request, p query.WorkPage) workForm {
	f := workForm{WorkPage: p, New: p.ID == "", Action: "/works/new"}
	if !f.New {
		f.Action = "/works/" + string(p.ID) + "/edit"
	}
	if f.Month.IsZero() {
		f.Month = calendar.MonthOf(q.Today)
	}
	chosen := p.Field
	if q.Method == http.MethodPost {
		chosen = q.Form("field")
	}
	f.Fields = []Option{{Label: q.T("選んでください")}}
	for _, c := range market.Categories.Children("") {
		f.Fields = append(f.Fields, Option{Value: c.Code, Label: categoryName(q.Lang, c.Code), Chosen: c.Code == chosen})
	}
	return f
}

// typedWork is what the form says.
func typedWork(q *Request) (in showing.Form, err error) {
	in = showing.Form{Field: q.Form("field"), Text: portfolio.Text{Title: q.Form("title"), What: lines(q.Form("what")), ForWhom: q.Form("for_whom"),
		Sample: lines(q.Form("sample")), Link: q.Form("link"), ShowReview: q.Ticked("show_review")}}
	if text := q.Form("month"); text != "" {
		var f fault.Form
		in.Month, err = calendar.ParseMonth(text)
		f.Check("month", err)
		err = f.Err()
	}
	return in, err
}

// newWork is an empty work: of the contract in the address, or of one's own.
func (s *Server) newWork(q *Request) (p query.WorkPage, err error) {
	cid := id.Contract(q.Form("contract"))
	if cid == "" {
		return p, nil
	}
	room, err := query.Room(q.Context(), s.DB, cid, q.Viewer.Party, "")
	if err == nil && !room.Working() {
		err = fault.New(fault.NotFound, "見つかりませんでした")
	}
	p.Contract, p.OfContract, p.Title, p.ClientName = cid, true, room.Title, room.Client.Name
	return p, err
}

func (s *Server) workNew(w http.ResponseWriter, q *Request) error {
	p, err := s.newWork(q)
	if err != nil {
		return err
	}
	return s.show(w, q, "work_edit", s.workForm(q, p))
}

func (s *Server) workMake(w http.ResponseWriter, q *Request) error {
	in, err := typedWork(q)
	var wid id.Work
	if err == nil {
		if cid := id.Contract(q.Form("contract")); cid != "" {
			wid, err = showing.MakeOfContract(q.Context(), s.DB, q.Actor(), cid, in.Text)
		} else {
			wid, err = showing.MakeOwn(q.Context(), s.DB, q.Actor(), in)
		}
	}
	if err != nil {
		p, e := s.newWork(q)
		if e != nil {
			return e
		}
		return s.again(w, q, "work_edit", s.workForm(q, p), err)
	}
	return s.done(w, q, showing.Path(wid)+"/edit", "下書きを作りました。見本やファイルを加えて、見え方を確かめてください")
}

func (s *Server) ownWork(q *Request) (p query.WorkPage, err error) {
	p, err = query.Work(q.Context(), s.DB.Snapshot(), id.Work(q.PathValue("id")), q.Viewer.Party)
	if err == nil && !p.Mine {
		err = fault.New(fault.NotFound, "見つかりませんでした")
	}
	return p, err
}

func (s *Server) workEdit(w http.ResponseWriter, q *Request) error {
	p, err := s.ownWork(q)
	if err != nil {
		return err
	}
	return s.show(w, q, "work_edit", s.workForm(q, p))
}

// workAgain shows the form of a work with what is wrong with it.
func (s *Server) workAgain(w http.ResponseWriter, q *Request, refused error) error {
	p, err := s.ownWork(q)
	if err != nil {
		return err
	}
	return s.again(w, q, "work_edit", s.workForm(q, p), refused)
}

func (s *Server) workSave(w http.ResponseWriter, q *Request) error {
	wid := id.Work(q.PathValue("id"))
	in, err := typedWork(q)
	if err == nil {
		err = showing.Edit(q.Context(), s.DB, q.Actor(), wid, in)
	}
	if err != nil {
		return s.workAgain(w, q, err)
	}
	return s.done(w, q, showing.Path(wid), "実績を保存しました")
}

func (s *Server) workFiles(w http.ResponseWriter, q *Request) error {
	wid := id.Work(q.PathValue("id"))
	uploads, err := s.uploads(q, func(name string, r io.Reader) (showing.Upload, error) {
		return showing.StoreFile(q.Context(), s.DB, s.Files, q.Actor(), wid, name, r)
	})
	if err == nil {
		err = showing.AddFiles(q.Context(), s.DB, q.Actor(), wid, uploads)
	}
	if err != nil {
		return s.workAgain(w, q, err)
	}
	return s.done(w, q, showing.Path(wid)+"/edit#files", "ファイルを置きました")
}

func (s *Server) workFileDrop(w http.ResponseWriter, q *Request) error {
	wid := id.Work(q.PathValue("id"))
	if err := showing.DropFile(q.Context(), s.DB, q.Actor(), wid, id.File(q.PathValue("file"))); err != nil {
		return s.workAgain(w, q, err)
	}
	return s.done(w, q, showing.Path(wid)+"/edit#files", "ファイルをはずしました")
}

// onWork runs a command on the work of the path; refused, its page comes back with why.
func (s *Server) onWork(w http.ResponseWriter, q *Request, to, ja string, err error) error {
	if err == nil {
		return s.done(w, q, to, ja)
	}
	p, e := s.workPage(q)
	if e != nil { // it is not there for them any more
		return err
	}
	return s.again(w, q, "work", p, err)
}

func (s *Server) workAsk(w http.ResponseWriter, q *Request) error {
	wid := id.Work(q.PathValue("id"))
	return s.onWork(w, q, showing.Path(wid), "相手の方にたずねました。答えがあるまで、だれにも見えません", showing.Ask(q.Context(), s.DB, q.Actor(), wid))
}

func (s *Server) workUnask(w http.ResponseWriter, q *Request) error {
	wid := id.Work(q.PathValue("id"))
	return s.onWork(w, q, showing.Path(wid), "お願いを取り下げました", showing.Unask(q.Context(), s.DB, q.Actor(), wid))
}

func (s *Server) workAnswer(w http.ResponseWriter, q *Request) error {
	wid, yes := id.Work(q.PathValue("id")), q.Form("answer") == "yes"
	err := showing.Answer(q.Context(), s.DB, q.Actor(), wid, yes, q.Form("why"))
	if yes {
		return s.onWork(w, q, showing.Path(wid), "公開してよいと答えました。いつでも取り下げられます", err)
	}
	return s.onWork(w, q, "/portfolio", "公開しないでほしいと答えました", err)
}

func (s *Server) workPublish(w http.ResponseWriter, q *Request) error {
	wid := id.Work(q.PathValue("id"))
	return s.onWork(w, q, showing.Path(wid), "公開しました", showing.Publish(q.Context(), s.DB, q.Actor(), wid))
}

func (s *Server) workWithdraw(w http.ResponseWriter, q *Request) error {
	wid := id.Work(q.PathValue("id"))
	return s.onWork(w, q, "/portfolio", "公開を取り下げました。もう、ほかの人には見えません", showing.Withdraw(q.Context(), s.DB, q.Actor(), wid, q.Form("why")))
}

func (s *Server) workDrop(w http.ResponseWriter, q *Request) error {
	return s.onWork(w, q, "/portfolio", "実績を消しました", showing.Drop(q.Context(), s.DB, q.Actor(), id.Work(q.PathValue("id"))))
}
