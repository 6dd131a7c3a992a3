// Package reporting is how somebody tells the desk of what should not stand here.
package reporting

import (
	"context"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/trust"
	"nariwai/internal/trust/trustdb"
	"nariwai/internal/usecase/inform"
)

// mostADay is how many jobs one person reports in a day; who finds more tells the desk otherwise.
const mostADay = 20

// ReportJob tells the desk of a job that everybody can see: once for each person and job, a second time changes nothing.
// The client does not learn who it was.
func ReportJob(ctx context.Context, d *db.DB, a people.Actor, jid id.Job, reason trust.Reason, words string) (err error) {
	defer fault.Wrap(&err, "report job %s", jid)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		party, err := peopledb.Acting(ctx, tx, a, people.Any)
		if err != nil {
			return "", err
		}
		j, err := marketdb.Job(ctx, tx, jid)
		if err != nil {
			return "", err
		}
		switch {
		case !j.Shown() || j.State == market.JobReview:
			return "", fault.New(fault.NotFound, "見つかりませんでした")
		case j.Client == party.ID:
			return "", fault.New(fault.Forbidden, "自分の依頼は通報できません")
		}
		if _, err := trustdb.ReportBy(ctx, tx, jid, a.Person); !fault.Is(err, fault.NotFound) {
			return "", err // told before, or no answer
		}
		n, err := trustdb.ReportsSince(ctx, tx, a.Person, tx.Now.Add(-clock.Day))
		if err != nil {
			return "", err
		}
		if n >= mostADay {
			return "", fault.New(fault.TooMany, "通報は1日に%d件までです。急ぐときは、お問い合わせください", mostADay)
		}
		r, err := trust.NewReport(id.Report(tx.NewID()), jid, a.Person, party.ID, reason, words, tx.Now)
		if err != nil {
			return "", err
		}
		if err := trustdb.AddReport(ctx, tx, r); err != nil {
			return "", err
		}
		return "", inform.Desk(ctx, tx, "job_reported", notice.Message{
			Say: "「%s」が通報されました", Args: []any{j.Title}, Link: "/desk/postings?show=reports",
		})
	})
	return err
}
