package desk_test

import (
	"slices"
	"strings"
	"testing"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/query"
	"nariwai/internal/trust"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/desk"
	"nariwai/internal/usecase/reporting"
)

// The desk reads a talk only because of a report, with a reason that both sides learn, for a day, and not after the decision.
func TestReportedTalk(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, hand *dbtest.Clock) {
		ctx := t.Context()
		client, worker, op, other := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato"), cast.Operator(t, d, "yama"), cast.Operator(t, d, "kawa")
		deal := cast.Award(t, d, client, worker, false, 40_000)
		if err := cast.Say(t, d, worker, deal.Contract, "秘密の言葉です"); err != nil {
			t.Fatal(err)
		}
		tid := cast.Thread(t, d, deal.Contract)
		refused(t, reporting.ReportTalk(ctx, d, op, tid, "", trust.ReasonSpam, ""), fault.NotFound, "by somebody else")
		refused(t, reporting.ReportTalk(ctx, d, client, tid, "", "grudge", ""), fault.Invalid, "for no reason")
		for range 2 {
			if err := reporting.ReportTalk(ctx, d, client, tid, "", trust.ReasonThreat, "こわいです"); err != nil {
				t.Fatal(err)
			}
		}
		lines, _, err := query.Talks(ctx, d.Snapshot(), "")
		if err != nil || len(lines) != 1 || !slices.Contains(cast.Told(t, d, op), "talk_reported") {
			t.Fatal(lines, err, cast.Told(t, d, op))
		}
		rid := lines[0].ID
		reads := func(a id.Person, party id.Party) bool {
			t.Helper()
			p, err := query.TalkForDesk(ctx, d, rid, a, party, "")
			if err != nil {
				t.Fatal(err)
			}
			return slices.ContainsFunc(p.Log, func(e query.LogEntry) bool { return strings.Contains(e.Body, "秘密の言葉") })
		}
		if reads(op.Person, op.Party) {
			t.Fatal("it is read before it was opened")
		}
		refused(t, desk.OpenTalk(ctx, d, worker, rid, "見たい"), fault.Forbidden, "opened by a worker")
		refused(t, desk.OpenTalk(ctx, d, op, rid, " "), fault.Invalid, "opened without a reason")
		refused(t, desk.OpenTalk(ctx, d, op, "nonsense", "確かめるため"), fault.NotFound, "opened without a report")
		if err := desk.OpenTalk(ctx, d, op, rid, "通報を確かめるため"); err != nil {
			t.Fatal(err)
		}
		if !reads(op.Person, op.Party) || reads(other.Person, other.Party) {
			t.Error("it is not open to who opened it alone")
		}
		if !slices.Contains(cast.Told(t, d, client), "talk_read") || !slices.Contains(cast.Told(t, d, worker), "talk_read") {
			t.Error("the sides were not told")
		}
		var audits int
		if err := db.One(ctx, d.Snapshot(), []any{&audits}, "SELECT COUNT(*) FROM db_audit WHERE verb = 'open_talk' AND subject = $1 AND detail = '通報を確かめるため'", tid); err != nil || audits != 1 {
			t.Error(audits, err)
		}
		hand.Advance(clock.Day + clock.Second)
		if reads(op.Person, op.Party) {
			t.Error("it is open after a day")
		}
		if err := desk.OpenTalk(ctx, d, op, rid, "もう一度"); err != nil || !reads(op.Person, op.Party) {
			t.Error(err)
		}
		if err := desk.DecideTalk(ctx, d, op, rid, true, "注意しました"); err != nil {
			t.Fatal(err)
		}
		if reads(op.Person, op.Party) || !slices.Contains(cast.Told(t, d, client), "report_decided") {
			t.Error("it is open after the decision, or nobody was told")
		}
		refused(t, desk.OpenTalk(ctx, d, op, rid, "まだ"), fault.Conflict, "opened after the decision")
	})
}
