package screening

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/certification"
	"nariwai/internal/certification/certificationdb"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
)

// Rest lets a worker pause: months of which half or more are paused count in no screening, and the seal waits.
func Rest(ctx context.Context, d *db.DB, a people.Actor, from, until calendar.Date, why certification.Why) (err error) {
	defer fault.Wrap(&err, "rest of %s", a.Party)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		p, err := worker(ctx, tx, a)
		if err != nil {
			return "", err
		}
		had, err := certificationdb.PausesOf(ctx, tx, p.ID)
		if err != nil {
			return "", err
		}
		pause, err := certification.NewPause(certification.Pause{ID: id.Pause(tx.NewID()), Party: p.ID, From: from, Until: until, Why: why}, had, tx.Now)
		if err != nil {
			return "", err
		}
		if err := certificationdb.InsertPause(ctx, tx, pause); err != nil {
			return "", err
		}
		if err := show(ctx, tx, []id.Party{p.ID}); err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, p.ID, "rest", string(pause.ID), from.String()+" "+until.String())
	})
	return err
}

// Resume ends a worker's pause today, also one that has not begun.
func Resume(ctx context.Context, d *db.DB, a people.Actor) (err error) {
	defer fault.Wrap(&err, "resume %s", a.Party)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		p, err := worker(ctx, tx, a)
		if err != nil {
			return "", err
		}
		open, err := certificationdb.OpenPauses(ctx, tx, []id.Party{p.ID})
		if err != nil {
			return "", err
		}
		if len(open) == 0 {
			return "", fault.New(fault.Conflict, "この休みは、もう終わっています")
		}
		if err := open[0].End(tx.Now); err != nil {
			return "", err
		}
		if err := certificationdb.EndPause(ctx, tx, open[0].ID, open[0].EndedAt); err != nil {
			return "", err
		}
		if err := show(ctx, tx, []id.Party{p.ID}); err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, p.ID, "resume", string(open[0].ID), "")
	})
	return err
}

func worker(ctx context.Context, tx *db.Tx, a people.Actor) (people.Party, error) {
	p, err := peopledb.Acting(ctx, tx, a, people.Manage)
	if err == nil && !p.Works {
		err = fault.New(fault.Forbidden, "働く人の画面です。設定で「仕事を受ける」を選ぶと使えます")
	}
	return p, err
}
