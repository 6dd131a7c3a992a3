package desk

import (
	"context"
	"strings"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/trust"
	"nariwai/internal/trust/trustdb"
	"nariwai/internal/usecase/inform"
	"nariwai/internal/usecase/listing"
	"nariwai/internal/usecase/recording"
	"nariwai/internal/usecase/vetting"
)

// DecideMark is the desk's word on a sentence that a rule points at: harmless, to be mended, or the end of the job.
func DecideMark(ctx context.Context, d *db.DB, a people.Actor, mid id.Mark, v trust.Verdict, note string) (err error) {
	defer fault.Wrap(&err, "decide mark %s", mid)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		if err := peopledb.Operating(ctx, tx, a); err != nil {
			return "", err
		}
		m, err := trustdb.Mark(ctx, tx, mid)
		if err != nil {
			return "", err
		}
		j, err := waiting(ctx, tx, a, m.Job)
		if err != nil {
			return "", err
		}
		if err := m.Decide(v, a.Person, note, tx.Now); err != nil {
			return "", err
		}
		if err := trustdb.SaveMark(ctx, tx, &m); err != nil {
			return "", err
		}
		if err := follow(ctx, tx, a, j, v, note, m.Sentence); err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, j.Client, "mark_"+string(v), string(j.ID), strings.TrimSpace(m.Rule+" "+m.Note))
	})
	return err
}

// DecideReport is the desk's word on what somebody told of a job. Who reported is told what came of it.
func DecideReport(ctx context.Context, d *db.DB, a people.Actor, rid id.Report, v trust.Verdict, note string) (err error) {
	defer fault.Wrap(&err, "decide report %s", rid)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		if err := peopledb.Operating(ctx, tx, a); err != nil {
			return "", err
		}
		r, err := trustdb.Report(ctx, tx, rid)
		if err != nil {
			return "", err
		}
		j, err := waiting(ctx, tx, a, r.Job)
		if err != nil {
			return "", err
		}
		if r.Person == a.Person {
			return "", fault.New(fault.Forbidden, "自分の通報は、運営のほかの人が確かめます")
		}
		if err := r.Decide(v, a.Person, note, tx.Now); err != nil { // before all others of this job, so that a second word is refused
			return "", err
		}
		if err := vetting.Answer(ctx, tx, j, v, a.Person, note); err != nil {
			return "", err
		}
		if err := follow(ctx, tx, a, j, v, note, ""); err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, j.Client, "report_"+string(v), string(j.ID), strings.TrimSpace(string(r.Reason)+" "+r.Note))
	})
	return err
}

// follow does to a job what a verdict means for it, and tells its client why.
func follow(ctx context.Context, tx *db.Tx, a people.Actor, j market.Job, v trust.Verdict, note, sentence string) error {
	over := j.State == market.JobEnded || j.State == market.JobRefused
	switch {
	case v == trust.Dismiss || over:
		return nil
	case v == trust.Stop, j.State == market.JobReview && !j.Shown(): // what nobody has seen goes back to be mended
		return stop(ctx, tx, a, j, note)
	}
	m := notice.Message{Say: "「%s」の文を直してください", Args: []any{j.Title}, Link: "/jobs/" + string(j.ID) + "/edit/what"}
	if sentence != "" {
		m.More = append(m.More, notice.Sentence{Say: "文：%s", Args: []any{sentence}})
	}
	goesOn := "募集は続いています。"
	switch {
	case j.State == market.JobReview:
		goesOn = "確認が終わるまで、この依頼はほかの人に見えません。"
	case sentence != "":
		goesOn = "募集は続いています。直るまで、この文に気をつけるように、読む人に知らせます。"
	}
	m.More = append(m.More, notice.Sentence{Say: "理由：%s", Args: []any{strings.TrimSpace(note)}}, notice.Sentence{Say: goesOn})
	return inform.Party(ctx, tx, j.Client, "mend_job", m)
}

// stop ends a job for the desk's reason. All that waits about it is settled with it, and everybody is told.
func stop(ctx context.Context, tx *db.Tx, a people.Actor, j market.Job, reason string) error {
	if err := j.TakeDown(reason, tx.Now); err != nil {
		return err
	}
	if err := listing.Save(ctx, tx, &j); err != nil {
		return err
	}
	if err := vetting.Settle(ctx, tx, j.ID, trust.Stop, a.Person, reason); err != nil {
		return err
	}
	if err := vetting.Answer(ctx, tx, j, trust.Stop, a.Person, reason); err != nil {
		return err
	}
	if j.State == market.JobRefused {
		return inform.Party(ctx, tx, j.Client, "job_refused", refused(j))
	}
	if err := recording.JobEnded(ctx, tx, j); err != nil {
		return err
	}
	if err := listing.AnswerAll(ctx, tx, j); err != nil {
		return err
	}
	return inform.Party(ctx, tx, j.Client, "job_stopped", notice.Message{
		Say: "「%s」の募集を、運営が止めました", Args: []any{j.Title}, Link: "/jobs/" + string(j.ID),
		More: []notice.Sentence{{Say: "理由：%s", Args: []any{j.Reason}}, {Say: "結ばれている契約は、そのまま続きます。事実とちがうときは、お問い合わせください。別の担当者が見直します。"}},
	})
}
