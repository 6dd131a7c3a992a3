// Package vetting is the step by which a posting is read against the rules of package trust, when it is published and when it is
// changed, and by which the marks on it are settled when the desk has decided. What is decided, the rules and the desk decide.
package vetting

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/notice"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
	"nariwai/internal/trust"
	"nariwai/internal/trust/trustdb"
	"nariwai/internal/usecase/inform"
)

// Reading is what the rules found in a job.
type Reading struct {
	Fresh int  // sentences that were not marked before
	Hold  bool // the desk must look before anybody else does
}

// Read brings the marks of a job up to date with what is written in it now.
func Read(ctx context.Context, tx *db.Tx, j market.Job) (r Reading, err error) {
	defer fault.Wrap(&err, "read job %s", j.ID)
	rules, _, err := policydb.At[trust.Settings](ctx, tx, policy.Lures, j.Mall, calendar.On(tx.Now))
	if err != nil {
		return r, err
	}
	marks, err := trustdb.MarksOf(ctx, tx, j.ID)
	if err != nil {
		return r, err
	}
	found := rules.Find(trust.Posting{Title: j.Title, Body: j.Body, Deliverable: j.Deliverable, Place: j.Place, LowReason: j.LowReason})
	fresh, gone := trust.Compare(marks, found)
	for _, m := range gone {
		m.Mend(tx.Now)
		if err := trustdb.SaveMark(ctx, tx, &m); err != nil {
			return r, err
		}
	}
	for _, f := range fresh {
		if err := trustdb.AddMark(ctx, tx, trust.NewMark(id.Mark(tx.NewID()), j.ID, f, tx.Now)); err != nil {
			return r, err
		}
		r.Fresh++
		r.Hold = r.Hold || rules.Holds(f.Rule)
	}
	for _, m := range marks { // what waits for the desk from before, in what was sent back and not mended
		still := func() bool {
			for _, g := range gone {
				if g.ID == m.ID {
					return false
				}
			}
			return m.State == trust.MarkOpen || m.State == trust.MarkRight
		}
		r.Hold = r.Hold || rules.Holds(m.Rule) && still()
	}
	return r, nil
}

// Settle decides what waits of a job's marks, because the desk has decided on the job, in the words that its client was told.
func Settle(ctx context.Context, tx *db.Tx, job id.Job, v trust.Verdict, by id.Person, note string) (err error) {
	defer fault.Wrap(&err, "settle marks of %s", job)
	marks, err := trustdb.MarksOf(ctx, tx, job)
	if err != nil {
		return err
	}
	for _, m := range marks {
		if m.State != trust.MarkOpen && !(m.State == trust.MarkRight && v == trust.Dismiss) {
			continue
		}
		if err := m.Decide(v, by, note, tx.Now); err != nil {
			return err
		}
		if err := trustdb.SaveMark(ctx, tx, &m); err != nil {
			return err
		}
	}
	return nil
}

// Answer decides what waits of a job's reports, and tells those who reported.
func Answer(ctx context.Context, tx *db.Tx, j market.Job, v trust.Verdict, by id.Person, note string) (err error) {
	defer fault.Wrap(&err, "answer reports of %s", j.ID)
	waiting, err := trustdb.OpenReportsOf(ctx, tx, j.ID)
	if err != nil {
		return err
	}
	for _, r := range waiting {
		if err := r.Decide(v, by, note, tx.Now); err != nil {
			return err
		}
		if err := trustdb.SaveReport(ctx, tx, &r); err != nil {
			return err
		}
		if err := tell(ctx, tx, j, r, v); err != nil {
			return err
		}
	}
	return nil
}

// tell thanks who reported and says what came of it; the desk's words are for the client.
func tell(ctx context.Context, tx *db.Tx, j market.Job, r trust.Report, v trust.Verdict) error {
	m := notice.Message{Say: "通報された「%s」を確かめました。ありがとうございました", Args: []any{j.Title}, Link: "/jobs/" + string(j.ID)}
	switch v {
	case trust.Dismiss:
		m.More = []notice.Sentence{{Say: "決まりに反するところは見つかりませんでした。気になることがあれば、また知らせてください。"}}
	case trust.Ask:
		m.More = []notice.Sentence{{Say: "依頼主に、直すように求めました。"}}
	case trust.Stop:
		m.More = []notice.Sentence{{Say: "決まりに反していたので、募集を止めました。"}}
	}
	return inform.Party(ctx, tx, r.Party, "report_decided", m)
}

// TellDesk tells the desk of sentences that were found in a job which everybody can see.
func TellDesk(ctx context.Context, tx *db.Tx, j market.Job, r Reading) error {
	if r.Fresh == 0 {
		return nil
	}
	return inform.Desk(ctx, tx, "lure_found", notice.Message{
		Say: "「%s」に、決まりに触れるかもしれない文が%dつあります", Args: []any{j.Title, r.Fresh}, Link: "/desk/postings",
	})
}
