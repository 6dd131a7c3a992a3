package web

import (
	"net/http"
	"strings"

	"nariwai/internal/calendar"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/phrase"
	"nariwai/internal/query"
	"nariwai/internal/team"
	"nariwai/internal/usecase/teaming"
	"nariwai/internal/yen"
)

// partsPage is the data of templates/parts.html.
type partsPage struct {
	query.PartsPage
	lang phrase.Lang
}

// Tag is a part's state as people read it.
func (p partsPage) Tag(x query.PartLine) Tag {
	switch x.State {
	case team.Agreed:
		return Tag{Text: phrase.T(p.lang, "同意"), Class: "k"}
	case team.Refused:
		return Tag{Text: phrase.T(p.lang, "断られました"), Class: "e"}
	case team.Dropped:
		return Tag{Text: phrase.T(p.lang, "降りました"), Class: "e"}
	}
	return Tag{Text: phrase.T(p.lang, "返事を待っています"), Class: "m"}
}

// Others are those who could take over a part.
func (p partsPage) Others(not id.Party) (out []Option) {
	for _, m := range p.Crew {
		if m.Party != not {
			out = append(out, Option{Value: string(m.Party), Label: m.Name})
		}
	}
	return out
}

func (s *Server) partsPage(q *Request) (p partsPage, err error) {
	p.lang = q.Lang
	p.PartsPage, err = query.Parts(q.Context(), s.DB.Snapshot(), id.Contract(q.PathValue("id")), q.Viewer.Person)
	return p, err
}

func (s *Server) partsShow(w http.ResponseWriter, q *Request) error {
	p, err := s.partsPage(q)
	if err != nil {
		return err
	}
	return s.show(w, q, "parts", p)
}

// partsForm is the data of templates/parts_edit.html: the split of one item.
type partsForm struct {
	partsPage
	query.PartsItem
	Rows []partRow
}

type partRow struct {
	N              int
	Members        []Option
	Mentors        []Option
	Pay, MentorPay string
	Title          string
	DueOn          calendar.Date
}

// Field is the name of one of the row's inputs.
func (r partRow) Field(name string) string { return team.Field(name, r.N) }

const sparePartRows = 2

func (s *Server) partsForm(q *Request) (f partsForm, err error) {
	if f.partsPage, err = s.partsPage(q); err != nil {
		return f, err
	}
	at := -1
	for i, it := range f.Items {
		if string(it.ID) == q.PathValue("item") {
			at = i
		}
	}
	if at < 0 || !f.Leads || len(f.Crew) == 0 {
		return f, fault.New(fault.NotFound, "見つかりませんでした")
	}
	f.PartsItem = f.Items[at]
	asks := f.asks()
	for n := range min(len(asks)+sparePartRows, 30) {
		row := partRow{N: n, DueOn: f.PartsItem.DueOn}
		var a team.Ask
		if n < len(asks) {
			a = asks[n]
			row.Title, row.DueOn, row.Pay = a.Title, a.DueOn, a.Pay.Digits()
			if a.MentorPay.Sign() > 0 {
				row.MentorPay = a.MentorPay.Digits()
			}
		}
		row.Members, row.Mentors = []Option{{Label: q.T("選んでください")}}, []Option{{Label: q.T("なし")}}
		for _, m := range f.Crew {
			row.Members = append(row.Members, Option{Value: string(m.Party), Label: m.Name, Chosen: m.Party == a.Member})
			if m.Role != team.Apprentice {
				row.Mentors = append(row.Mentors, Option{Value: string(m.Party), Label: m.Name, Chosen: m.Party == a.Mentor})
			}
		}
		f.Rows = append(f.Rows, row)
	}
	return f, nil
}

// asks are what the form begins with: the parts that there are, or everybody by the default split.
func (f partsForm) asks() (out []team.Ask) {
	for _, p := range f.PartsItem.Parts {
		out = append(out, p.Ask)
	}
	if len(out) > 0 {
		return out
	}
	var ms team.Members
	for _, m := range f.Crew {
		ms = append(ms, team.Member{Party: m.Party, Role: m.Role, Mentor: m.Mentor, Weight: m.Weight})
	}
	for _, s := range ms.Default(f.PartsItem.Pay) {
		m, _ := ms.Of(s.Party)
		out = append(out, team.Ask{Member: s.Party, Mentor: m.Mentor, Pay: s.Pay, DueOn: f.PartsItem.DueOn})
	}
	return out
}

func (s *Server) partsEdit(w http.ResponseWriter, q *Request) error {
	f, err := s.partsForm(q)
	if err != nil {
		return err
	}
	return s.show(w, q, "parts_edit", f)
}

// typedParts reads the rows in which something stands.
func typedParts(q *Request) (asks []team.Ask, err error) {
	var f fault.Form
	for n := range 30 {
		at := func(name string) string { return q.Form(team.Field(name, n)) }
		if at("member") == "" && at("title") == "" {
			continue
		}
		a := team.Ask{Member: id.Party(at("member")), Mentor: id.Party(at("mentor")), Title: at("title")}
		var err error
		a.Pay, err = yen.Parse(at("pay"))
		f.Check(team.Field("pay", n), err)
		if text := at("mentor_pay"); text != "" {
			a.MentorPay, err = yen.Parse(text)
			f.Check(team.Field("mentor_pay", n), err)
		}
		a.DueOn, err = calendar.Parse(at("due_on"))
		f.Check(team.Field("due_on", n), err)
		asks = append(asks, a)
	}
	return asks, f.Err()
}

func (s *Server) partsSplit(w http.ResponseWriter, q *Request) error {
	asks, err := typedParts(q)
	if err == nil {
		_, err = teaming.SplitItem(q.Context(), s.DB, q.Actor(), id.Item(q.PathValue("item")), asks)
	}
	if err != nil {
		f, e := s.partsForm(q)
		if e != nil {
			return e
		}
		return s.again(w, q, "parts_edit", f, err)
	}
	return s.done(w, q, "/contracts/"+q.PathValue("id")+"/parts", "受け持ちを送りました。全員が同意すると、決まります")
}

// parted answers what was done to a part: the page of its contract, with what is wrong.
func (s *Server) parted(w http.ResponseWriter, q *Request, refused error, say string) error {
	if refused == nil {
		return s.done(w, q, "/contracts/"+q.PathValue("id")+"/parts", say)
	}
	p, err := s.partsPage(q)
	if err != nil {
		return err
	}
	return s.again(w, q, "parts", p, refused)
}

func (s *Server) partAgree(w http.ResponseWriter, q *Request) error {
	cid, err := teaming.AgreePart(q.Context(), s.DB, q.Actor(), id.Part(q.PathValue("id")))
	if err != nil {
		return err
	}
	return s.done(w, q, "/contracts/"+string(cid)+"/parts", "受け持ちに同意しました")
}

func (s *Server) partCheck(w http.ResponseWriter, q *Request) error {
	cid, err := teaming.CheckPart(q.Context(), s.DB, q.Actor(), id.Part(q.PathValue("id")))
	if err != nil {
		return err
	}
	return s.done(w, q, "/contracts/"+string(cid)+"/parts", "確かめたことを伝えました")
}

func (s *Server) partRefuse(w http.ResponseWriter, q *Request) error {
	_, err := teaming.RefusePart(q.Context(), s.DB, q.Actor(), id.Part(q.PathValue("part")), q.Form("reason"))
	return s.parted(w, q, err, "受け持ちを断りました")
}

func (s *Server) partDrop(w http.ResponseWriter, q *Request) error {
	_, err := teaming.DropPart(q.Context(), s.DB, q.Actor(), id.Part(q.PathValue("part")), q.Form("reason"))
	return s.parted(w, q, err, "受け持ちを外しました。代わりの人が同意するまで、納品できません")
}

func (s *Server) partSuccessor(w http.ResponseWriter, q *Request) error {
	_, err := teaming.NameSuccessor(q.Context(), s.DB, q.Actor(), id.Part(q.PathValue("part")), id.Party(q.Form("member")), id.Party(q.Form("mentor")))
	return s.parted(w, q, err, "代わりの人にお願いしました")
}

func (s *Server) helpersAsk(w http.ResponseWriter, q *Request) error {
	_, err := teaming.AskHelp(q.Context(), s.DB, q.Actor(), id.Contract(q.PathValue("id")), strings.Fields(strings.NewReplacer("、", " ", ",", " ").Replace(q.Form("handle"))), q.Form("why"))
	return s.parted(w, q, err, "依頼主に相談を送りました")
}

func (s *Server) helpersAnswer(w http.ResponseWriter, q *Request) error {
	yes := q.Form("answer") == "yes"
	say := "断りました"
	if yes {
		say = "ほかの人が加わることに同意しました"
	}
	_, err := teaming.AnswerHelp(q.Context(), s.DB, q.Actor(), id.Contract(q.PathValue("id")), yes, q.Form("reason"))
	return s.parted(w, q, err, say)
}
