package web

import (
	"net/http"
	"strconv"

	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/phrase"
	"nariwai/internal/place"
	"nariwai/internal/query"
	"nariwai/internal/team"
	"nariwai/internal/usecase/teaming"
)

// teamsPage is the data of templates/teams.html.
type teamsPage struct {
	Lines       []query.TeamLine
	In          place.Prefecture
	Prefectures []Option
	Figures     query.TeamFigures
	Mine, Calls []query.TeamLine
	Next        string
}

func (s *Server) teamsShow(w http.ResponseWriter, q *Request) (err error) {
	p := teamsPage{In: place.Prefecture(q.Form("prefecture"))}
	if p.In != "" && !p.In.Valid() {
		p.In = ""
	}
	p.Prefectures = prefectures(q.Lang, p.In)
	p.Prefectures[0].Label = q.T("すべての都道府県")
	r := s.DB.Snapshot()
	var more bool
	if p.Lines, more, err = query.Teams(q.Context(), r, p.In, id.Party(q.Form("after"))); err != nil {
		return err
	}
	if more {
		p.Next = address("/teams?prefecture=%s&after=%s", string(p.In), string(p.Lines[len(p.Lines)-1].Party))
	}
	if p.Figures, err = query.FiguresOfTeams(q.Context(), r); err != nil {
		return err
	}
	if q.Viewer.SignedIn() {
		if p.Mine, p.Calls, err = query.MyTeams(q.Context(), r, q.Viewer.Person); err != nil {
			return err
		}
	}
	return s.show(w, q, "teams", p)
}

// teamPage is the data of templates/team.html, team_join.html and team_members.html.
type teamPage struct {
	query.TeamPage
	Mates []query.Mate
}

func (s *Server) teamPage(q *Request) (p teamPage, err error) {
	p.TeamPage, err = query.TeamOf(q.Context(), s.DB.Snapshot(), q.PathValue("handle"), q.Viewer.Person)
	return p, err
}

func (s *Server) teamShow(w http.ResponseWriter, q *Request) error {
	p, err := s.teamPage(q)
	if err != nil {
		return err
	}
	return s.show(w, q, "team", p)
}

// teamForm is the data of templates/team_edit.html: a new team, or one that stands there.
type teamForm struct {
	query.TeamPage
	New         bool
	Prefectures []Option
	Forms       []Option
}

func newTeamForm(q *Request, p query.TeamPage) teamForm {
	f := teamForm{TeamPage: p, New: p.Party == "", Prefectures: prefectures(q.Lang, p.Prefecture)}
	form := p.Form
	if form == "" {
		form = team.Joint
	}
	f.Forms = []Option{
		{Value: string(team.Joint), Label: q.T("共同：仲間がそれぞれ依頼主と契約します"), Hint: q.T("源泉徴収は、ひとりずつの立場で決まります。取引条件の書面は、依頼主からひとりずつに届きます。"), Chosen: form == team.Joint},
		{Value: string(team.Prime), Label: q.T("元請け：まとめ役が契約し、仲間に頼みます"), Hint: q.T("全体がまとめ役の売上になり、仲間の分け前は、まとめ役の指図で直接支払われます。源泉徴収は、まとめ役がまとめて負います。"), Chosen: form == team.Prime},
	}
	return f
}

func typedTeam(q *Request, p query.TeamPage) teaming.Founding {
	in := teaming.Founding{Name: q.Form("display_name"), Handle: q.Form("handle"), Prefecture: place.Prefecture(q.Form("prefecture")), Headline: q.Form("headline"),
		Bio: lines(q.Form("bio")), Skills: q.Form("skills"), Form: team.Form(q.Form("form")), Rule: q.Form("rule")}
	if p.Municipality.Prefecture() == in.Prefecture {
		in.Municipality = p.Municipality
	}
	return in
}

func (s *Server) teamNew(w http.ResponseWriter, q *Request) error {
	return s.show(w, q, "team_edit", newTeamForm(q, query.TeamPage{}))
}

func (s *Server) teamFound(w http.ResponseWriter, q *Request) error {
	handle, err := teaming.FoundTeam(q.Context(), s.DB, q.Actor(), typedTeam(q, query.TeamPage{}))
	if err != nil {
		return s.again(w, q, "team_edit", newTeamForm(q, query.TeamPage{}), err)
	}
	return s.done(w, q, "/teams/"+handle+"/members", "チームを作りました。仲間を誘いましょう")
}

// ledTeam is a team's page for its leader; for everybody else it doesn't exist.
func (s *Server) ledTeam(q *Request) (p teamPage, err error) {
	if p, err = s.teamPage(q); err == nil && !p.LeaderIs {
		err = fault.New(fault.NotFound, "見つかりませんでした")
	}
	return p, err
}

func (s *Server) teamEdit(w http.ResponseWriter, q *Request) error {
	p, err := s.ledTeam(q)
	if err != nil {
		return err
	}
	return s.show(w, q, "team_edit", newTeamForm(q, p.TeamPage))
}

func (s *Server) teamSave(w http.ResponseWriter, q *Request) error {
	p, err := s.ledTeam(q)
	if err != nil {
		return err
	}
	handle, err := teaming.EditTeam(q.Context(), s.DB, q.Actor(), p.Handle, typedTeam(q, p.TeamPage))
	if err != nil {
		return s.again(w, q, "team_edit", newTeamForm(q, p.TeamPage), err)
	}
	return s.done(w, q, "/teams/"+handle, "保存しました")
}

// teamJoin is where somebody who is asked reads the rules and answers, and where members read newer ones.
func (s *Server) teamJoin(w http.ResponseWriter, q *Request) error {
	p, err := s.teamPage(q)
	if err == nil && p.Call.Party == "" && p.Mine.Party == "" {
		err = fault.New(fault.NotFound, "見つかりませんでした")
	}
	if err != nil {
		return err
	}
	return s.show(w, q, "team_join", p)
}

func (s *Server) teamAnswer(w http.ResponseWriter, q *Request) error {
	n, _ := strconv.ParseInt(q.Form("rule"), 10, 64)
	handle, say := q.PathValue("handle"), "仲間に加わりました。名前のメニューから、チームに切り替えられます"
	var err error
	switch q.Form("answer") {
	case "agree":
		say = "きまりに同意しました"
		_, err = teaming.AgreeToRules(q.Context(), s.DB, q.Actor(), handle, n)
	case "accept":
		_, err = teaming.AnswerInvitation(q.Context(), s.DB, q.Actor(), handle, true, n)
	default:
		say = "誘いを断りました"
		_, err = teaming.AnswerInvitation(q.Context(), s.DB, q.Actor(), handle, false, n)
	}
	if err != nil {
		return err
	}
	return s.done(w, q, "/teams/"+handle, say)
}

// SeatOptions are the roles that somebody can be given.
func (p teamPage) SeatOptions(lang phrase.Lang, chosen team.Role) []Option {
	return []Option{{Value: string(team.Ordinary), Label: phrase.T(lang, "仲間"), Chosen: chosen != team.Apprentice},
		{Value: string(team.Apprentice), Label: phrase.T(lang, "見習い"), Chosen: chosen == team.Apprentice}}
}

// MentorOptions are those who can look after an apprentice.
func (p teamPage) MentorOptions(lang phrase.Lang, chosen id.Party) []Option {
	out := []Option{{Label: phrase.T(lang, "なし")}}
	for _, m := range p.Crew {
		if m.Role != team.Apprentice {
			out = append(out, Option{Value: m.Handle, Label: m.Name, Chosen: m.Party == chosen})
		}
	}
	return out
}

func (s *Server) membersPage(q *Request) (p teamPage, err error) {
	if p, err = s.ledTeam(q); err == nil {
		p.Mates, err = query.Mates(q.Context(), s.DB.Snapshot(), p.Leader, p.Party)
	}
	return p, err
}

func (s *Server) teamMembers(w http.ResponseWriter, q *Request) error {
	p, err := s.membersPage(q)
	if err != nil {
		return err
	}
	return s.show(w, q, "team_members", p)
}

func (s *Server) membersAgain(w http.ResponseWriter, q *Request, refused error) error {
	p, err := s.membersPage(q)
	if err != nil {
		return err
	}
	return s.again(w, q, "team_members", p, refused)
}

func typedSeat(q *Request) (out teaming.Seat, err error) {
	out = teaming.Seat{Role: team.Role(q.Form("role")), Mentor: q.Form("mentor")}
	if out.Weight, err = strconv.ParseInt(q.Form("weight"), 10, 64); err != nil {
		var f fault.Form
		f.Add("weight", "分け前の重さは0から%dまでにしてください", team.MostWeight)
		err = f.Err()
	}
	return out, err
}

func (s *Server) teamInvite(w http.ResponseWriter, q *Request) error {
	seat, err := typedSeat(q)
	if err == nil {
		_, err = teaming.InviteMember(q.Context(), s.DB, q.Actor(), q.PathValue("handle"), q.Form("handle"), seat)
	}
	if err != nil {
		return s.membersAgain(w, q, err)
	}
	return s.done(w, q, "/teams/"+q.PathValue("handle")+"/members", "誘いを送りました")
}

func (s *Server) teamSeat(w http.ResponseWriter, q *Request) error {
	seat, err := typedSeat(q)
	if err == nil {
		_, err = teaming.ChangeSeat(q.Context(), s.DB, q.Actor(), q.PathValue("handle"), id.Party(q.PathValue("party")), seat)
	}
	if err != nil {
		return s.membersAgain(w, q, err)
	}
	return s.done(w, q, "/teams/"+q.PathValue("handle")+"/members", "保存しました")
}

func (s *Server) teamEnd(w http.ResponseWriter, q *Request) error {
	if _, err := teaming.EndMembership(q.Context(), s.DB, q.Actor(), q.PathValue("handle"), id.Party(q.PathValue("party"))); err != nil {
		return err
	}
	return s.done(w, q, "/teams/"+q.PathValue("handle"), "チームから外れました")
}

func (s *Server) teamWithdraw(w http.ResponseWriter, q *Request) error {
	if _, err := teaming.WithdrawInvitation(q.Context(), s.DB, q.Actor(), q.PathValue("handle"), id.Party(q.PathValue("party"))); err != nil {
		return err
	}
	return s.done(w, q, "/teams/"+q.PathValue("handle")+"/members", "誘いを取り下げました")
}
