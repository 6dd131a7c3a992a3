package webtest

import (
	"nariwai/internal/calendar"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/team"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/teaming"
	"nariwai/internal/yen"
)

// teams makes a team that the worker leads and the other worker is in, which asks somebody more, with a contract of the other
// client: one item of it is split, the other not.
func (s *Stage) teams() {
	s.t.Helper()
	leader, member, client := s.actors[Worker], s.actors[OtherWorker], s.actors[OtherClient]
	handleOf := func(p id.Party) string { return s.text("SELECT handle FROM people_party WHERE id = $1", p) }
	handle, err := teaming.FoundTeam(ctx, s.DB, leader, teaming.Founding{Name: "北の言葉", Handle: "kita-no-kotoba", Prefecture: "01", Form: team.Joint, Rule: "締切の前の日までに知らせます。"})
	s.ok(err)
	third := cast.Add(s.t, s.DB, "third-of-team", func(_ *people.Person, p *people.Party) { p.Works = true })
	_, err = teaming.InviteMember(ctx, s.DB, leader, handle, handleOf(member.Party), teaming.Seat{Role: team.Ordinary, Weight: 1})
	s.ok(err)
	_, err = teaming.AnswerInvitation(ctx, s.DB, member, handle, true, 1)
	s.ok(err)
	_, err = teaming.InviteMember(ctx, s.DB, leader, handle, handleOf(third.Party), teaming.Seat{Role: team.Ordinary, Weight: 1})
	s.ok(err)
	crew := leader
	crew.Party = id.Party(s.text("SELECT id FROM people_party WHERE handle = $1", handle))
	deal := cast.Award(s.t, s.DB, client, crew, false, 20_000, 10_000)
	sides := []Role{Worker, OtherWorker, OtherClient}
	due := calendar.On(s.DB.Clock()).AddDays(5)
	_, err = teaming.SplitItem(ctx, s.DB, leader, deal.Items[0], []team.Ask{
		{Member: leader.Party, Pay: yen.Of(12_000), Title: "取材", DueOn: due}, {Member: member.Party, Pay: yen.Of(8_000), Title: "書く", DueOn: due}})
	s.ok(err)
	s.name("handle.team", handle)
	s.name("party.member", string(member.Party))
	s.name("party.third", string(third.Party))
	s.name("contract.team", string(deal.Contract), sides...)
	s.name("item.whole", string(deal.Items[1]), sides...)
	s.name("part.asked", s.text("SELECT id FROM team_part WHERE state = 'proposed' AND contract = $1", deal.Contract), sides...)
	s.name("part.agreed", s.text("SELECT id FROM team_part WHERE state = 'agreed' AND contract = $1", deal.Contract), sides...)
}
