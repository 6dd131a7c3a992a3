package posting

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/phrase"
	"nariwai/internal/usecase/inform"
	"nariwai/internal/usecase/listing"
	"nariwai/internal/usecase/vetting"
)

// ReviseJob changes a published job. Once somebody has proposed, every change is kept and its proposers are told. What a rule
// holds back keeps the job from everybody until the desk has looked.
func ReviseJob(ctx context.Context, d *db.DB, a people.Actor, jid id.Job, s market.Spec) (err error) {
	defer fault.Wrap(&err, "revise job %s", jid)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		j, client, err := own(ctx, tx, a, jid, peopledb.Trading)
		if err != nil {
			return "", err
		}
		return "", revise(ctx, tx, a, j, client, s)
	})
	return err
}

// ExtendJob moves the last day for proposals on.
func ExtendJob(ctx context.Context, d *db.DB, a people.Actor, jid id.Job, closesOn calendar.Date) (err error) {
	defer fault.Wrap(&err, "extend job %s", jid)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		j, client, err := own(ctx, tx, a, jid, peopledb.Trading)
		if err != nil {
			return "", err
		}
		if !closesOn.After(j.ClosesOn) {
			var f fault.Form
			f.Add("closes_on", "いまの締切（%s）よりあとの日にしてください", j.ClosesOn)
			return "", f.Err()
		}
		s := j.Spec
		s.ClosesOn = closesOn
		return "", revise(ctx, tx, a, j, client, s)
	})
	return err
}

func revise(ctx context.Context, tx *db.Tx, a people.Actor, j market.Job, client people.Party, s market.Spec) error {
	if j.State == market.JobDraft || j.State == market.JobRefused {
		return fault.New(fault.Conflict, "この依頼は、まだ公開されていません")
	}
	j.Recruiter = recruiter(client) // what is shown must be correct as of now (art. 12)
	was := j.Spec
	edits, err := j.Revise(s, tx.Now)
	if err != nil {
		return err
	}
	if s.Moved(was) {
		if err := fair(ctx, tx, j); err != nil {
			return err
		}
	}
	read, err := vetting.Read(ctx, tx, j)
	if err != nil {
		return err
	}
	hold := read.Hold && j.State == market.JobOpen
	if hold {
		if err := j.Hold(); err != nil {
			return err
		}
	}
	if err := listing.Save(ctx, tx, &j); err != nil {
		return err
	}
	if hold {
		err = held(ctx, tx, j)
	} else {
		err = vetting.TellDesk(ctx, tx, j, read)
	}
	if err != nil {
		return err
	}
	if err := withinCaps(ctx, tx, j, client); err != nil {
		return err
	}
	return tellEdits(ctx, tx, a, j, edits, "「%s」の内容が変わりました。提案を確かめてください")
}

// tellEdits keeps what has changed after proposals came, and tells those who wait for an answer; say names the job.
func tellEdits(ctx context.Context, tx *db.Tx, a people.Actor, j market.Job, edits []market.Edit, say string) error {
	if j.Proposals == 0 || len(edits) == 0 {
		return nil
	}
	m := notice.Message{Say: say, Args: []any{j.Title}}
	for _, e := range edits {
		e.ID, e.Job, e.At, e.By = tx.NewID(), j.ID, tx.Now, a.Person
		if err := marketdb.InsertEdit(ctx, tx, e); err != nil {
			return err
		}
		m.More = append(m.More, notice.Sentence{Say: "・%s", Args: []any{phrase.Word(e.Label())}})
	}
	waiting, err := marketdb.Proposals(ctx, tx, j.ID, market.Sent)
	if err != nil {
		return err
	}
	for _, p := range waiting {
		m.Link = "/proposals/" + string(p.ID)
		if err := inform.Party(ctx, tx, p.Worker, "job_changed", m); err != nil {
			return err
		}
	}
	return nil
}
