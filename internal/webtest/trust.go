package webtest

import (
	"nariwai/internal/people"
	"nariwai/internal/trust"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/posting"
	"nariwai/internal/usecase/reporting"
)

// trust makes a job that a rule points at, and one that was reported.
func (s *Stage) trust(client people.Actor) {
	s.t.Helper()
	spec := s.Spec("駅弁の記事を5本")
	spec.Body = "1本1,000字です。まず教材を購入していただきます。"
	jid, err := posting.SaveDraft(ctx, s.DB, client, "", spec)
	s.ok(err)
	_, err = posting.PublishJob(ctx, s.DB, client, jid)
	s.ok(err)
	s.name("job.marked", string(jid), OtherClient)
	s.name("mark.open", s.text("SELECT id FROM trust_mark WHERE job = $1", jid), Desk)
	by := cast.Worker(s.t, s.DB, "tsuho")
	s.ok(reporting.ReportJob(ctx, s.DB, by, jid, trust.ReasonPay, s.hide("a report's words", "通報の言葉：教材を買うように言われました", Desk)))
	s.name("report.open", s.text("SELECT id FROM trust_report WHERE job = $1", jid), Desk)
}
