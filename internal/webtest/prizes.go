package webtest

import (
	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/ranking"
	"nariwai/internal/ranking/rankingdb"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/honouring"
	rank "nariwai/internal/usecase/ranking"
	"nariwai/internal/yen"
)

// prizes makes the lists of a month, last year's prizes, which are judged, and this year's, for which the worker was nominated.
func (s *Stage) prizes() {
	s.t.Helper()
	client, worker, other := s.actors[Client], s.actors[Worker], s.actors[OtherWorker]
	var earned []ranking.Earned
	for i, a := range []people.Actor{worker, other, s.actors[Suspended], cast.Worker(s.t, s.DB, "hizuru"), cast.Worker(s.t, s.DB, "minato"), cast.Worker(s.t, s.DB, "shizuka")} {
		earned = append(earned, ranking.Earned{Party: a.Party, Field: "writing", Pay: yen.Of(int64(90_000 - i/2*20_000))})
	}
	s.ok(s.DB.Write(ctx, func(tx *db.Tx) error { return rankingdb.Insert(ctx, tx, ranking.Lists(202510, earned, nil)) }))
	s.ok(rank.SetConsent(ctx, s.DB, worker, true))

	prize := func(year int64, where string) id.Prize {
		return id.Prize(s.text("SELECT id FROM prize_prize WHERE year = $1 AND (field = $2 OR kind = $2)", year, where))
	}
	desk := s.actors[Desk]
	s.ok(honouring.OpenYear(ctx, s.DB, desk, 2025, s.Later(20)))
	judged := prize(2025, "writing")
	s.ok(honouring.Nominate(ctx, s.DB, s.actors[OtherClient], judged, "kento", "いつも約束の日より早く届きました。"))
	s.ok(honouring.Answer(ctx, s.DB, other, judged, true, false))
	s.ok(honouring.CloseNominations(ctx, s.DB, desk, 2025))
	for _, a := range []people.Actor{s.desk2, cast.Operator(s.t, s.DB, "shinsa")} {
		a.Strong = true
		s.ok(honouring.Vote(ctx, s.DB, a, judged, other.Party))
	}
	s.name("prize.judged", string(judged), Desk)
	s.name("party.candidate", string(other.Party), Desk)

	s.ok(honouring.OpenYear(ctx, s.DB, desk, 2026, s.Later(60)))
	words := s.hide("what somebody who hasn't answered was nominated for", "湯守の話に、声が聞こえました", Worker)
	for _, kind := range []string{"writing", "parent"} {
		s.ok(honouring.Nominate(ctx, s.DB, client, prize(2026, kind), "michiru", words))
		s.name("prize."+kind, string(prize(2026, kind)), Worker)
	}
}
