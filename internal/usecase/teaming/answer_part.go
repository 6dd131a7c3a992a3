package teaming

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/team"
	"nariwai/internal/team/teamdb"
	"nariwai/internal/yen"
)

// onPart runs what is done to a part, and answers its contract. at is the part's place in the job.
func onPart(ctx context.Context, d *db.DB, a people.Actor, pid id.Part, f func(tx *db.Tx, j *job, at int) error) (id.Contract, error) {
	answer, err := once(ctx, d, a, func(tx *db.Tx) (string, error) {
		p, err := teamdb.Part(ctx, tx, pid)
		if err != nil {
			return "", err
		}
		j, err := jobOf(ctx, tx, p.Item)
		if err != nil {
			return "", err
		}
		for i := range j.parts {
			if j.parts[i].ID == pid {
				return string(j.c.ID), f(tx, &j, i)
			}
		}
		return "", fault.New(fault.NotFound, "見つかりませんでした")
	})
	return id.Contract(answer), err
}

// AgreePart is a member's yes to their own part. The last yes binds all: payees, quote and notices follow.
func AgreePart(ctx context.Context, d *db.DB, a people.Actor, pid id.Part) (cid id.Contract, err error) {
	defer fault.Wrap(&err, "agree to part %s", pid)
	return onPart(ctx, d, a, pid, func(tx *db.Tx, j *job, at int) error {
		p := &j.parts[at]
		if _, err := as(ctx, tx, a, p.Member, people.Work); err != nil {
			return err
		}
		if err := j.open(); err != nil {
			return err
		}
		if err := p.Agree(tx.Now); err != nil {
			return err
		}
		if err := teamdb.SavePart(ctx, tx, p); err != nil {
			return err
		}
		if err := j.notify(ctx, tx, j.leader, "team_changed", "「%s」の受け持ち「%s」に同意がありました", []any{j.it.Title, p.Title}); err != nil {
			return err
		}
		if err := tx.Audit(ctx, a.Person, p.Member, "agree_part", string(p.ID), p.Pay.String()); err != nil {
			return err
		}
		return j.bind(ctx, tx)
	})
}

// RefusePart is a member's no; the leader names another or splits anew.
func RefusePart(ctx context.Context, d *db.DB, a people.Actor, pid id.Part, reason string) (cid id.Contract, err error) {
	defer fault.Wrap(&err, "refuse part %s", pid)
	return onPart(ctx, d, a, pid, func(tx *db.Tx, j *job, at int) error {
		p := &j.parts[at]
		if _, err := as(ctx, tx, a, p.Member, people.Work); err != nil {
			return err
		}
		if err := p.Refuse(reason); err != nil {
			return err
		}
		if err := teamdb.SavePart(ctx, tx, p); err != nil {
			return err
		}
		return j.notify(ctx, tx, j.leader, "team_changed", "「%s」の受け持ち「%s」は断られました（%s）", []any{j.it.Title, p.Title, p.Reason})
	})
}

// DropPart says that somebody can't do what they had agreed to: the member's own word, or the leader's. Until another has agreed
// nothing can be delivered, and what the item pays for the part is the leader's.
func DropPart(ctx context.Context, d *db.DB, a people.Actor, pid id.Part, reason string) (cid id.Contract, err error) {
	defer fault.Wrap(&err, "drop part %s", pid)
	return onPart(ctx, d, a, pid, func(tx *db.Tx, j *job, at int) error {
		p := &j.parts[at]
		_, mine := as(ctx, tx, a, p.Member, people.Work)
		if mine != nil {
			if _, err := j.lead(ctx, tx, a); err != nil {
				return err
			}
		}
		if err := p.Drop(reason, j.open() != nil); err != nil {
			return err
		}
		if err := teamdb.SavePart(ctx, tx, p); err != nil {
			return err
		}
		if err := j.repay(ctx, tx); err != nil {
			return err
		}
		told := j.leader
		if mine != nil {
			told = p.Member
		}
		if err := j.notify(ctx, tx, told, "team_changed", "「%s」の受け持ち「%s」から、担当の人が降りました（%s）", []any{j.it.Title, p.Title, p.Reason}); err != nil {
			return err
		}
		return tx.Audit(ctx, a.Person, p.Member, "drop_part", string(p.ID), p.Reason)
	})
}

// NameSuccessor asks another to do a part that was dropped or refused: the same work, pay and day.
func NameSuccessor(ctx context.Context, d *db.DB, a people.Actor, pid id.Part, member, mentor id.Party) (cid id.Contract, err error) {
	defer fault.Wrap(&err, "name a successor for part %s", pid)
	return onPart(ctx, d, a, pid, func(tx *db.Tx, j *job, at int) error {
		if _, err := j.lead(ctx, tx, a); err != nil {
			return err
		}
		if err := j.open(); err != nil {
			return err
		}
		p := j.parts[at]
		next, err := p.Succeed(id.Part(tx.NewID()), member, mentor, a.Person, tx.Now)
		if err != nil {
			return err
		}
		var asks []team.Ask
		for _, o := range team.Live(j.parts) {
			if o.ID == pid {
				o = next
			}
			asks = append(asks, o.Ask)
		}
		fr, err := j.frame(ctx, tx)
		if err != nil {
			return err
		}
		fr.Pay = sum(asks) // a change order may have raised the pay since: what was agreed is what is taken over
		if err := fr.Check(asks); err != nil {
			return err
		}
		if next.Member == j.leader {
			if err := next.Agree(tx.Now); err != nil {
				return err
			}
		}
		if err := j.put(ctx, tx, []team.Part{p}, []team.Part{next}); err != nil {
			return err
		}
		if next.State == team.Proposed {
			if err := j.notify(ctx, tx, next.Member, "team_changed", "「%s」の受け持ち「%s」（%s）をお願いされました。見て、返事をしてください", []any{j.it.Title, next.Title, next.Pay}); err != nil {
				return err
			}
		}
		return j.bind(ctx, tx)
	})
}

// CheckPart is a mentor's word that an apprentice's part can go out.
func CheckPart(ctx context.Context, d *db.DB, a people.Actor, pid id.Part) (cid id.Contract, err error) {
	defer fault.Wrap(&err, "check part %s", pid)
	return onPart(ctx, d, a, pid, func(tx *db.Tx, j *job, at int) error {
		p := &j.parts[at]
		if _, err := as(ctx, tx, a, p.Mentor, people.Work); err != nil {
			return err
		}
		if err := p.Check(a.Person, tx.Now); err != nil {
			return err
		}
		if err := teamdb.SavePart(ctx, tx, p); err != nil {
			return err
		}
		return j.notify(ctx, tx, p.Member, "team_changed", "「%s」の受け持ち「%s」を、先輩が確かめました", []any{j.it.Title, p.Title})
	})
}

func sum(asks []team.Ask) (y yen.Yen) {
	for _, a := range asks {
		y = y.Add(a.Pay).Add(a.MentorPay)
	}
	return y
}
