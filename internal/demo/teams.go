package demo

import (
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/query"
	"nariwai/internal/team"
	"nariwai/internal/usecase/hiring"
	"nariwai/internal/usecase/posting"
	"nariwai/internal/usecase/proposing"
	"nariwai/internal/usecase/teaming"
	"nariwai/internal/yen"
)

// islanders are the team of the demonstration, the leader first. One learns from another.
var islanders = []struct {
	who, mentor string
	part        string
	pay, guide  int64
}{
	{who: "aoi", part: "地図と、全体のまとめ", pay: 90_000},
	{who: "shin", part: "取材（東の集落）", pay: 70_000},
	{who: "mio", part: "書く 6本", pay: 60_000},
	{who: "soyoka", part: "書く 4本", pay: 40_000},
	{who: "mako", mentor: "shin", part: "書く 3本", pay: 30_000, guide: 10_000},
}

const teamHandle = "shima-no-kotoba"

// teams plans a team on an island: how it was founded, and a job of 300,000 yen that it has just won and split.
func (s *stage) teams() {
	leader := islanders[0].who
	s.plan(s.at(-40, 19, 0), "found a team", func() error {
		p := s.persons[leader]
		_, err := teaming.FoundTeam(s.ctx, s.d, s.actors[leader], teaming.Founding{Name: "島のことば舎", Handle: teamHandle, Prefecture: p.Prefecture, Municipality: p.Municipality, Form: team.Joint,
			Headline: "歩いて、聞いて、書く。島じまの記事と地図をまとめて引き受けます", Skills: "取材、記事、地図、校正",
			Bio:  "島と、島が好きな人のチームです。集落ごとに話を聞き、記事と地図をそろえてお渡しします。まとめ役が全員の原稿に目を通します。",
			Rule: "分け前は、受け持つ本数で決めます。\n\n締切の前の日に一度、できたところまでを見せます。休むときは、わかった日に知らせます。代わりの人を、まとめ役がいっしょに探します。"})
		return err
	})
	for i, m := range islanders[1:] {
		s.plan(s.at(-39, 20, 5*i), "invite "+m.who, func() error {
			seat := teaming.Seat{Role: team.Ordinary, Mentor: m.mentor, Weight: 1}
			if m.mentor != "" {
				seat.Role = team.Apprentice
			}
			if _, err := teaming.InviteMember(s.ctx, s.d, s.actors[leader], teamHandle, m.who, seat); err != nil {
				return err
			}
			_, err := teaming.AnswerInvitation(s.ctx, s.d, s.actors[m.who], teamHandle, true, 1)
			return err
		})
	}
	s.plan(s.at(-1, 9, 0), "invite michiru", func() error {
		_, err := teaming.InviteMember(s.ctx, s.d, s.actors[leader], teamHandle, "michiru", teaming.Seat{Role: team.Ordinary, Weight: 1})
		return err
	})
	s.plan(s.at(-6, 10, 7), "a job for a team", s.teamJob)
}

// teamJob is a job that is large enough for five: posted, won and split; the apprentice has not answered yet.
func (s *stage) teamJob() error {
	client := s.actors["kitamichi"]
	jid, err := posting.SaveDraft(s.ctx, s.d, client, "", market.Spec{Category: "writing/travel", Title: "離島を歩く 取材と記事20本",
		Body:        "南の島じまを歩く人のための案内です。集落ごとに1本、1,500字ほどで20本。地図を1枚添えてください。話を聞く方には、こちらから先にご連絡します。",
		Deliverable: "記事20本と地図1枚", Rights: market.RightsTransfer, AIPolicy: market.AIAssist, Unit: market.LumpSum, Quantity: 1, Pay: yen.Of(300_000), Hires: 1,
		ClosesOn: s.on(1), DueOn: s.on(45), Unregistered: true})
	if err != nil {
		return err
	}
	if _, err := posting.PublishJob(s.ctx, s.d, client, jid); err != nil {
		return err
	}
	s.plan(s.at(-4, 21, 0), "the team proposes", func() error {
		page, err := query.TeamOf(s.ctx, s.d.Snapshot(), teamHandle, "")
		if err != nil {
			return err
		}
		by := s.actors[islanders[0].who]
		by.Party = page.Party
		pid, err := proposing.SubmitProposal(s.ctx, s.d, by, jid, market.Offer{Price: yen.Of(300_000), DueOn: s.on(45),
			Message: "5人で分けて引き受けます。集落ごとに聞き手を決め、まとめ役が全員の原稿を読み合わせます。地図は歩いて確かめてから描きます。"})
		if err != nil {
			return err
		}
		s.plan(s.at(-1, 15, 0), "the team is hired", func() error { return s.teamHired(client, pid) })
		return nil
	})
	return nil
}

func (s *stage) teamHired(client people.Actor, pid id.Proposal) error {
	cid, err := hiring.AwardProposal(s.ctx, s.d, client, pid, true)
	if err != nil {
		return err
	}
	items, err := s.items(cid)
	if err != nil {
		return err
	}
	var asks []team.Ask
	due := s.on(42)
	for _, m := range islanders {
		a := team.Ask{Member: s.actors[m.who].Party, Pay: yen.Of(m.pay), Title: m.part, DueOn: due}
		if m.mentor != "" {
			a.Mentor, a.MentorPay = s.actors[m.mentor].Party, yen.Of(m.guide)
		}
		asks = append(asks, a)
	}
	if _, err := teaming.SplitItem(s.ctx, s.d, s.actors[islanders[0].who], items[0].ID, asks); err != nil {
		return err
	}
	page, err := query.Parts(s.ctx, s.d.Snapshot(), cid, s.actors[islanders[0].who].Person)
	if err != nil {
		return err
	}
	for _, p := range page.Items[0].Parts {
		for _, m := range islanders {
			if s.actors[m.who].Party == p.Member && p.State == team.Proposed && m.mentor == "" {
				if _, err := teaming.AgreePart(s.ctx, s.d, s.actors[m.who], p.ID); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
