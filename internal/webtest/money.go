package webtest

import (
	"nariwai/internal/id"
	"nariwai/internal/usecase/funding"
)

// money leaves lines in suspense, one that goes back, and a list that waits for its second person.
func (s *Stage) money() {
	s.t.Helper()
	short := s.text("SELECT reference FROM billing_funding WHERE id = $1", s.ID("funding.open"))
	iid := s.bring(line{9_999, short + " ｶ)ｷﾀﾉﾐﾁｷｶｸ"}, line{5_000, "ﾀﾞﾚｶﾗｶ"}, line{6_000, "ﾓﾄﾞｽ ﾋﾄ"})
	s.name("import.odd", string(iid), Desk)
	for n, name := range []string{"deposit.short", "deposit.unknown", "deposit.returned"} {
		s.name(name, s.text("SELECT id FROM billing_deposit WHERE import = $1 AND n = $2", iid, n+1), Desk)
	}
	rid, err := funding.ReturnDeposit(ctx, s.DB, s.actors[Desk], id.Deposit(s.ID("deposit.returned")), target())
	s.ok(err)
	s.name("refund.due", string(rid), Desk)

	// Brought by the other operator, so that the desk of the matrix can confirm it.
	reference := s.text("SELECT reference FROM billing_funding WHERE contract = $1", s.ID("contract.unfunded"))
	waiting, err := funding.ImportDeposits(ctx, s.DB, s.desk2, "kyou.csv", s.list(line{20_000, reference + " ｶ)ｷﾀﾉﾐﾁｷｶｸ"}))
	s.ok(err)
	s.name("import.pending", string(waiting), Desk)
}
