package web

import (
	"bytes"
	"net/http"

	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/policy"
	"nariwai/internal/query"
	"nariwai/internal/usecase/closing"
	"nariwai/internal/yen"
)

// deskRunsPage is the data of templates/desk_runs.html.
type deskRunsPage struct {
	deskQueues
	Runs  []runLine
	Pager Pager
}

// deskRuns lists the closings and the runs in between.
func (s *Server) deskRuns(w http.ResponseWriter, q *Request) (err error) {
	var p deskRunsPage
	if p.deskQueues, err = s.queues(q); err != nil {
		return err
	}
	found, err := query.Runs(q.Context(), s.DB.Snapshot(), id.Run(q.Form("after")))
	if err != nil {
		return err
	}
	p.Runs = q.runLines(found.Runs)
	if q.Form("after") != "" {
		p.Pager.Prev = "/desk/runs"
	}
	if found.Older != "" {
		p.Pager.Next = "/desk/runs?after=" + string(found.Older)
	}
	return s.show(w, q, "desk_runs", p)
}

// deskRunPage is the data of templates/desk_run.html.
type deskRunPage struct {
	deskQueues
	query.RunPage
	Tag        Tag
	Rail       Rail
	Checks     []runCheck // before the release
	Disagree   int
	Late       bool          // something would be paid too late: the release asks why
	FileDay    calendar.Date // on which the bank wants its file
	Behind     string        // what the run is late for; "" when it is in time
	Checker    bool          // the viewer is the first person
	Lines      []payoutLine
	Exceptions []exceptionLine
	Record     []auditLine
	Pager      Pager
}

type runCheck struct {
	closing.Check
	Name, Advice string
}

// Agrees reports whether both countings agree.
func (c runCheck) Agrees() bool { return c.Check.OK() }

type payoutLine struct {
	query.PayoutRow
	Tag Tag
	Why string
}

type exceptionLine struct {
	query.Exceptions
	Tag Tag
	Why string
}

func (s *Server) deskRun(w http.ResponseWriter, q *Request) error { return s.showDeskRun(w, q, nil) }

func (s *Server) showDeskRun(w http.ResponseWriter, q *Request, refused error) error {
	p, err := s.deskRunData(q)
	if err != nil {
		return err
	}
	if refused != nil {
		return s.again(w, q, "desk_run", p, refused)
	}
	return s.show(w, q, "desk_run", p)
}

func (s *Server) deskRunData(q *Request) (p deskRunPage, err error) {
	if p.deskQueues, err = s.queues(q); err != nil {
		return p, err
	}
	rid, after := id.Run(q.PathValue("id")), id.Payout(q.URL.Query().Get("after"))
	if err := s.DB.View(q.Context(), func(r *db.Snapshot) (err error) {
		if p.RunPage, err = query.Run(q.Context(), r, rid, q.URL.Query().Get("state"), after); err != nil {
			return err
		}
		if p.RunRow.State == billing.RunCounted || p.RunRow.State == billing.RunChecked {
			return p.check(q, r)
		}
		return nil
	}); err != nil {
		return p, err
	}
	rule, err := query.Rule[calendar.Closing](q.Context(), s.DB.Snapshot(), policy.Closing, q.Today)
	if err != nil {
		return p, err
	}
	p.FileDay = rule.Rule.FileDay(p.PayOn)
	p.Behind = q.behind(p)
	p.Tag, p.Rail, p.Checker = runTag(q.Lang, p.RunRow.State), q.runRail(p), p.CheckedBy == q.Viewer.Person
	for _, l := range p.RunPage.Lines {
		p.Lines = append(p.Lines, q.payoutLine(l))
	}
	for _, x := range p.RunPage.Exceptions {
		p.Exceptions = append(p.Exceptions, exceptionLine{x, payoutTag(q.Lang, x.State), q.reason(x.Reason)})
	}
	p.Record = q.audit(p.RunPage.Record)
	here := "/desk/runs/" + string(rid)
	if after != "" {
		p.Pager.Prev = here + "?state=" + p.State + "#lines"
	}
	if p.Older != "" {
		p.Pager.Next = here + "?state=" + p.State + "&after=" + string(p.Older) + "#lines"
	}
	return p, nil
}

// behind says for what a run that has not gone to the bank is too late.
func (q *Request) behind(p deskRunPage) string {
	switch p.RunRow.State {
	case billing.RunCounted, billing.RunChecked, billing.RunReleased:
	default:
		return ""
	}
	switch {
	case p.PayOn.Before(q.Today) && p.ReleasedAt.IsZero():
		return q.T("約束した振込の日（%s）を過ぎています。いま承認すると、%sに振り込みます。", p.PayOn, p.PaydayFrom(q.Today))
	case q.Today.After(p.FileDay):
		return q.T("銀行に渡す日（%s）を過ぎています。振込の日に間に合うか、銀行に確かめてください。", p.FileDay)
	case q.Today == p.FileDay:
		return q.T("きょうが、銀行に渡す日です。")
	}
	return ""
}

func (p *deskRunPage) check(q *Request, r db.Reader) error {
	list, err := closing.Checks(q.Context(), r, p.Run, q.Today)
	for _, c := range list {
		p.Checks = append(p.Checks, runCheck{c, q.T(c.Name, c.Args...), q.T(c.Advice)})
		if !c.OK() {
			p.Disagree++
			p.Late = p.Late || c.Excusable
		}
	}
	return err
}

func (q *Request) payoutLine(l query.PayoutRow) payoutLine {
	return payoutLine{l, payoutTag(q.Lang, l.State), q.reason(l.Reason)}
}

// reason is a reason in the reader's language, where it is one of ours; what the bank wrote stays as it is.
func (q *Request) reason(ja string) string {
	if ja == "" {
		return ""
	}
	return q.T(ja)
}

// runRail is where the money of a run is.
func (q *Request) runRail(p deskRunPage) Rail {
	day := func(d calendar.Date) string { return day(q.Lang, d) }
	step := map[billing.RunState]int{billing.RunCounting: 0, billing.RunCounted: 1, billing.RunChecked: 2, billing.RunReleased: 3, billing.RunExported: 4, billing.RunPaid: 5}[p.RunRow.State]
	text := q.T("%sは、専用の預金にあります。振込の予約はまだです。", p.Total)
	switch {
	case p.RunRow.State == billing.RunPaid && p.Total.IsZero():
		text = q.T("この締めで振り込むものはありません。")
	case p.RunRow.State == billing.RunPaid:
		text = q.T("%sを、振り込みました。", p.Total)
	case p.RunRow.State == billing.RunExported:
		text = q.T("%sの振込データを作りました。銀行が%sに振り込みます。", p.Total, p.PayOn)
	}
	r := Rail{Text: text}
	said := []string{clockTime(q.Lang, p.CountedAt), clockTime(q.Lang, p.CheckedAt), clockTime(q.Lang, p.ReleasedAt), clockTime(q.Lang, p.ExportedAt), day(p.PayOn)}
	if p.ExportedAt.IsZero() {
		said[3] = q.T("%sまで", day(p.FileDay))
	}
	for i, name := range []string{"数える", "1人めが確かめる", "2人めが承認", "振込データ", "振込"} {
		st := RailStep{Name: q.T(name), Text: said[i]}
		switch {
		case i < step:
			st.State = "done"
		case i == step:
			st.State = "now"
		}
		r.Steps = append(r.Steps, st)
	}
	return r
}

// runStep answers a command on a run: back to its page, with what was done or why not.
func (s *Server) runStep(w http.ResponseWriter, q *Request, err error, done string) error {
	if err != nil {
		return s.showDeskRun(w, q, err)
	}
	return s.done(w, q, "/desk/runs/"+q.PathValue("id"), done)
}

func (s *Server) deskRunCheck(w http.ResponseWriter, q *Request) error {
	q.MoneyStill()
	total, err := yen.Parse(q.Form("total"))
	if err != nil {
		var f fault.Form
		f.Check("total", err)
		return s.runStep(w, q, f.Err(), "")
	}
	return s.runStep(w, q, closing.CheckRun(q.Context(), s.DB, q.Actor(), id.Run(q.PathValue("id")), total), "確かめました。別の人の承認を待ちます")
}

func (s *Server) deskRunReturn(w http.ResponseWriter, q *Request) error {
	q.MoneyStill()
	return s.runStep(w, q, closing.ReturnRun(q.Context(), s.DB, q.Actor(), id.Run(q.PathValue("id")), q.Form("reason")), "差し戻しました")
}

func (s *Server) deskRunRecount(w http.ResponseWriter, q *Request) error {
	q.MoneyStill()
	return s.runStep(w, q, closing.RecountRun(q.Context(), s.DB, q.Actor(), id.Run(q.PathValue("id"))), "もう一度数えました")
}

func (s *Server) deskRunRelease(w http.ResponseWriter, q *Request) error {
	q.MoneyStill()
	return s.runStep(w, q, closing.ReleaseRun(q.Context(), s.DB, q.Actor(), id.Run(q.PathValue("id")), q.Form("excuse")), "承認しました。振込データを作れます")
}

func (s *Server) deskRunExport(w http.ResponseWriter, q *Request) error {
	q.MoneyStill()
	_, _, err := closing.ExportRun(q.Context(), s.DB, q.Actor(), id.Run(q.PathValue("id")))
	return s.runStep(w, q, err, "振込データを作りました。ファイルを受け取り、銀行に渡してください")
}

// deskRunFile is the bank's file of a run for which it has been made.
func (s *Server) deskRunFile(w http.ResponseWriter, q *Request) error {
	rid := id.Run(q.PathValue("id"))
	p, err := query.Run(q.Context(), s.DB.Snapshot(), rid, "", "")
	if err != nil {
		return err
	}
	if p.ExportedAt.IsZero() {
		return fault.New(fault.Conflict, "この締めの振込データは、まだ作られていません")
	}
	name, file, err := closing.ExportRun(q.Context(), s.DB, q.Actor(), rid)
	if err != nil {
		return err
	}
	return s.download(w, q, name, "application/octet-stream", int64(len(file)), bytes.NewReader(file))
}

func (s *Server) deskRunPaid(w http.ResponseWriter, q *Request) error {
	return s.runStep(w, q, closing.MarkPaid(q.Context(), s.DB, q.Actor(), id.Run(q.PathValue("id"))), "振込済みにしました。受け取る人に知らせました")
}

// deskRunCSV is the lines of a run as a table.
func (s *Server) deskRunCSV(w http.ResponseWriter, q *Request) error {
	rid := id.Run(q.PathValue("id"))
	run, err := query.Run(q.Context(), s.DB.Snapshot(), rid, "", "")
	if err != nil {
		return err
	}
	lines, err := query.RunLines(q.Context(), s.DB.Snapshot(), rid, q.Form("state"))
	if err != nil {
		return err
	}
	rows := [][]string{{q.T("番号"), q.T("受け取る人"), q.T("金額"), q.T("いまの段階"), q.T("わけ"), q.T("支払明細")}}
	for _, l := range lines {
		line := q.payoutLine(l)
		n := ""
		if l.N > 0 {
			n = plainYen(yen.Of(l.N))
		}
		rows = append(rows, []string{n, l.Name, plainYen(l.Amount), line.Tag.Text, line.Why, l.Told})
	}
	return s.csv(w, q, "nariwai-"+run.PayOn.String()+".csv", rows)
}

// deskPayoutPage is the data of templates/desk_payout.html.
type deskPayoutPage struct {
	deskQueues
	payoutLine
	Run  query.RunRow
	Back []Option
}

// deskPayout is one line of a run, for the desk to say what became of it.
func (s *Server) deskPayout(w http.ResponseWriter, q *Request) error {
	return s.showDeskPayout(w, q, nil)
}

func (s *Server) showDeskPayout(w http.ResponseWriter, q *Request, refused error) (err error) {
	var p deskPayoutPage
	if p.deskQueues, err = s.queues(q); err != nil {
		return err
	}
	found, err := query.Payout(q.Context(), s.DB.Snapshot(), id.Payout(q.PathValue("id")))
	if err != nil {
		return err
	}
	p.payoutLine, p.Run = q.payoutLine(found.PayoutRow), found.Run
	for i, d := range found.Deposits {
		p.Back = append(p.Back, Option{Value: string(d.ID), Label: day(q.Lang, d.On) + " " + d.Payer, Chosen: i == 0})
	}
	if refused != nil {
		return s.again(w, q, "desk_payout", p, refused)
	}
	return s.show(w, q, "desk_payout", p)
}

func (s *Server) deskPayoutPaid(w http.ResponseWriter, q *Request) error {
	q.MoneyStill()
	rid, err := closing.MarkLinePaid(q.Context(), s.DB, q.Actor(), id.Payout(q.PathValue("id")))
	if err != nil {
		return s.showDeskPayout(w, q, err)
	}
	return s.done(w, q, "/desk/runs/"+string(rid), "振込済みにしました。受け取る人に知らせました")
}

func (s *Server) deskPayoutReturned(w http.ResponseWriter, q *Request) error {
	q.MoneyStill()
	rid, err := closing.MarkReturned(q.Context(), s.DB, q.Actor(), id.Payout(q.PathValue("id")), q.Form("reason"), id.Deposit(q.Form("deposit")))
	if err != nil {
		return s.showDeskPayout(w, q, err)
	}
	return s.done(w, q, "/desk/runs/"+string(rid), "戻った振込として記しました。受け取る人に知らせました")
}
