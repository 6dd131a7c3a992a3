package desk_test

import (
	"slices"
	"testing"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/trust"
	"nariwai/internal/trust/trustdb"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/desk"
	"nariwai/internal/usecase/posting"
	"nariwai/internal/usecase/proposing"
	"nariwai/internal/usecase/reporting"
	"nariwai/internal/yen"
)

// lured publishes a job in which one sentence is marked.
func lured(t *testing.T, d *db.DB, client people.Actor, body string) (id.Job, id.Mark) {
	t.Helper()
	today := calendar.On(d.Clock())
	jid, err := posting.SaveDraft(t.Context(), d, client, "", market.Spec{Category: "writing/travel", Title: "道の駅の記事を10本", Body: body, Deliverable: "原稿10本",
		Rights: market.RightsTransfer, AIPolicy: market.AIAssist, Unit: market.LumpSum, Quantity: 1, Pay: yen.Of(40_000), Hires: 1,
		ClosesOn: today.AddDays(10), DueOn: today.AddDays(40), Beginners: true, Unregistered: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := posting.PublishJob(t.Context(), d, client, jid); err != nil {
		t.Fatal(err)
	}
	marks, err := trustdb.MarksOf(t.Context(), d.Snapshot(), jid)
	if err != nil || len(marks) != 1 {
		t.Fatal(marks, err)
	}
	return jid, marks[0].ID
}

func TestDecideMark(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ctx := t.Context()
		client, worker, op := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato"), cast.Operator(t, d, "yama")
		jid, mark := lured(t, d, client, "LINEを追加してください。")
		state := func(jid id.Job) market.Job {
			t.Helper()
			j, err := marketdb.Job(ctx, d.Snapshot(), jid)
			if err != nil {
				t.Fatal(err)
			}
			return j
		}
		refused(t, desk.DecideMark(ctx, d, client, mark, trust.Dismiss, ""), fault.Forbidden, "by the client")
		refused(t, desk.DecideMark(ctx, d, people.Actor{}, mark, trust.Dismiss, ""), fault.Unsigned, "by nobody")
		refused(t, desk.DecideMark(ctx, d, op, "nonsense", trust.Dismiss, ""), fault.NotFound, "no mark")
		refused(t, desk.DecideMark(ctx, d, op, mark, trust.Ask, " "), fault.Invalid, "without a reason")
		refused(t, desk.DecideMark(ctx, d, op, mark, "shrug", "理由"), fault.Invalid, "no verdict")
		if err := desk.DecideMark(ctx, d, op, mark, trust.Ask, "外での連絡はできません"); err != nil {
			t.Fatal(err)
		}
		if j := state(jid); j.State != market.JobOpen {
			t.Error("asked:", j.State)
		}
		if _, err := proposing.SubmitProposal(ctx, d, worker, jid, market.Offer{Price: yen.Of(40_000), Message: "はじめまして", DueOn: calendar.On(d.Clock()).AddDays(30)}); err != nil {
			t.Fatal(err)
		}
		for _, who := range []people.Actor{worker, op} {
			if err := reporting.ReportJob(ctx, d, who, jid, trust.ReasonOutside, ""); err != nil {
				t.Fatal(err)
			}
		}
		if err := desk.DecideMark(ctx, d, op, mark, trust.Stop, "直していただけませんでした"); err != nil {
			t.Fatal(err)
		}
		refused(t, desk.DecideMark(ctx, d, client, mark, trust.Dismiss, ""), fault.Forbidden, "by the client, late")
		if j := state(jid); j.State != market.JobEnded || j.Outcome != market.Unfilled || j.Reason != "直していただけませんでした" {
			t.Errorf("stopped: %+v", j)
		}
		if got, want := cast.Told(t, d, client), []string{"proposed", "mend_job", "job_stopped"}; len(got) != len(want) || !slices.Contains(got, "job_stopped") || !slices.Contains(got, "mend_job") {
			t.Errorf("the client heard %v", got)
		}
		if got := cast.Told(t, d, worker); !slices.Contains(got, "unchosen") || !slices.Contains(got, "report_decided") {
			t.Errorf("the worker heard %v", got)
		}
		if open, err := trustdb.OpenReportsOf(ctx, d.Snapshot(), jid); err != nil || len(open) != 0 {
			t.Error("reports wait of a job that was stopped:", open, err)
		}
		lines, err := db.Audits.All(ctx, d.Snapshot(), "WHERE subject = $1 ORDER BY at, id", string(jid))
		if err != nil || len(lines) != 2 || lines[0].Verb != "mark_ask" || lines[1].Verb != "mark_stop" {
			t.Error(lines, err)
		}

		_, mark = lured(t, d, client, "報酬は応相談です。")
		if err := desk.DecideMark(ctx, d, op, mark, trust.Dismiss, ""); err != nil {
			t.Fatal(err)
		}
		refused(t, desk.DecideMark(ctx, d, op, mark, trust.Stop, "やはり"), fault.Conflict, "decided before")

		jid, mark = lured(t, d, client, "受け子を募集します。") // held: nobody has seen it
		if err := desk.DecideMark(ctx, d, op, mark, trust.Ask, "書き直してください"); err != nil {
			t.Fatal(err)
		}
		if j := state(jid); j.State != market.JobRefused || j.Reason != "書き直してください" {
			t.Errorf("asked before it was shown: %+v", j)
		}
		own := cast.Client(t, d, "own")
		_, mark = lured(t, d, own, "LINEを追加してください。")
		own.Strong = true
		refused(t, desk.DecideMark(ctx, d, own, mark, trust.Dismiss, ""), fault.Forbidden, "one's own")
	})
}

func TestReport(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		ctx := t.Context()
		client, worker, other, op := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato"), cast.Worker(t, d, "mio"), cast.Operator(t, d, "yama")
		jid, _ := lured(t, d, client, "LINEを追加してください。")
		hidden, _ := lured(t, d, client, "受け子を募集します。")
		report := func(a people.Actor, jid id.Job, reason trust.Reason) error {
			return reporting.ReportJob(ctx, d, a, jid, reason, "  くわしい話です  ")
		}
		refused(t, report(people.Actor{}, jid, trust.ReasonRules), fault.Unsigned, "by nobody")
		refused(t, report(client, jid, trust.ReasonRules), fault.Forbidden, "one's own job")
		refused(t, report(worker, hidden, trust.ReasonRules), fault.NotFound, "what nobody sees")
		refused(t, report(worker, "nonsense", trust.ReasonRules), fault.NotFound, "no job")
		refused(t, report(worker, jid, "grudge"), fault.Invalid, "no reason")
		for range 2 { // a second click changes nothing
			if err := report(worker, jid, trust.ReasonOutside); err != nil {
				t.Fatal(err)
			}
		}
		if err := report(other, jid, trust.ReasonRules); err != nil {
			t.Fatal(err)
		}
		open, err := trustdb.OpenReportsOf(ctx, d.Snapshot(), jid)
		if err != nil || len(open) != 2 || open[0].Reason != trust.ReasonOutside || open[0].Words != "くわしい話です" {
			t.Fatal(open, err)
		}
		told := 0
		for _, kind := range cast.Told(t, d, op) {
			if kind == "job_reported" {
				told++
			}
		}
		if told != 2 {
			t.Error("the desk heard of", told, "reports")
		}
		refused(t, desk.DecideReport(ctx, d, worker, open[0].ID, trust.Dismiss, ""), fault.Forbidden, "by the reporter")
		refused(t, desk.DecideReport(ctx, d, op, open[0].ID, trust.Stop, ""), fault.Invalid, "without a reason")
		if err := desk.DecideReport(ctx, d, op, open[0].ID, trust.Dismiss, ""); err != nil {
			t.Fatal(err)
		}
		refused(t, desk.DecideReport(ctx, d, op, open[1].ID, trust.Dismiss, ""), fault.Conflict, "the same word counts for all reports of a job")
		for _, who := range []people.Actor{worker, other} {
			if got := cast.Told(t, d, who); !slices.Equal(got, []string{"report_decided"}) {
				t.Error("who reported heard", got)
			}
		}
		if err := report(worker, jid, trust.ReasonOutside); err != nil { // nor does a third one, after the decision
			t.Fatal(err)
		}
		if open, err := trustdb.OpenReportsOf(ctx, d.Snapshot(), jid); err != nil || len(open) != 0 {
			t.Error(open, err)
		}
	})
}
