package screening

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/certification"
	"nariwai/internal/certification/certificationdb"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/inform"
)

// Appeal is a worker's word against the outcome of a screening in a field.
func Appeal(ctx context.Context, d *db.DB, a people.Actor, rid id.Screening, field, words string) (err error) {
	defer fault.Wrap(&err, "appeal against %s", rid)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		p, err := worker(ctx, tx, a)
		if err != nil {
			return "", err
		}
		res, err := certificationdb.ResultOf(ctx, tx, rid, p.ID, field)
		if err != nil {
			return "", err
		}
		run, err := certificationdb.Run(ctx, tx, rid)
		if err != nil {
			return "", err
		}
		appeal, err := certification.NewAppeal(certification.Appeal{ID: id.Appeal(tx.NewID()), Party: p.ID, Programme: run.Programme, Field: field,
			Run: rid, Words: words, Person: a.Person}, res.Outcome, run.FinishedAt, tx.Now)
		if err != nil {
			return "", err
		}
		before, err := certificationdb.AppealsOf(ctx, tx, p.ID)
		if err != nil {
			return "", err
		}
		for _, b := range before {
			if b.Run == rid && b.Field == field {
				return "", fault.New(fault.Conflict, "この審査には、もう申し立てをしています")
			}
		}
		if err := certificationdb.InsertAppeal(ctx, tx, appeal); err != nil {
			return "", err
		}
		if err := inform.Desk(ctx, tx, "seal_appealed", notice.Message{Say: "認定の審査に、申し立てがありました", Link: "/desk/certification"}); err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, p.ID, "appeal_seal", string(appeal.ID), field+" "+string(rid))
	})
	return err
}

// DecideAppeal answers an appeal; who decided on the party before can't. One that is upheld gives the seal at once, until the
// next screening: the result of the one appealed against stays as it was computed.
func DecideAppeal(ctx context.Context, d *db.DB, a people.Actor, aid id.Appeal, uphold bool, note string) (err error) {
	defer fault.Wrap(&err, "decide appeal %s", aid)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		if err := peopledb.Operating(ctx, tx, a); err != nil {
			return "", err
		}
		appeal, err := certificationdb.Appeal(ctx, tx, aid)
		if err != nil {
			return "", err
		}
		if appeal.Party == a.Party {
			return "", fault.New(fault.Forbidden, "自分の件は、運営のほかの人が決めます")
		}
		before, err := deciders(ctx, tx, appeal)
		if err != nil {
			return "", err
		}
		if err := appeal.Decide(uphold, a.Person, note, before, tx.Now); err != nil {
			return "", err
		}
		if err := certificationdb.SaveAppeal(ctx, tx, &appeal); err != nil {
			return "", err
		}
		say, verb := "「%s」の認定の申し立ては、認められませんでした", "reject_seal_appeal"
		if uphold {
			say, verb = "「%s」の認定の申し立てが認められ、認定されました", "uphold_seal_appeal"
			if err := set(ctx, tx, appeal.Party, appeal.Programme, appeal.Field, certification.Granted); err != nil {
				return "", err
			}
		}
		if err := inform.Party(ctx, tx, appeal.Party, "seal_appeal_decided", notice.Message{
			Say: say, Args: []any{fieldName(appeal.Field)}, Link: "/certification", More: []notice.Sentence{{Say: "%s", Args: []any{appeal.Note}}},
		}); err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, appeal.Party, verb, string(appeal.ID), appeal.Field+" "+appeal.Note)
	})
	return err
}

// deciders are those who have decided on the same party and field before.
func deciders(ctx context.Context, tx *db.Tx, appeal certification.Appeal) (list []id.Person, err error) {
	cases, err := certificationdb.Cases(ctx, tx, appeal.Programme, []id.Party{appeal.Party})
	if err != nil {
		return nil, err
	}
	for _, c := range cases {
		if c.DecidedBy != "" {
			list = append(list, c.DecidedBy)
		}
	}
	appeals, err := certificationdb.AppealsOf(ctx, tx, appeal.Party)
	for _, b := range appeals {
		if b.DecidedBy != "" {
			list = append(list, b.DecidedBy)
		}
	}
	return list, err
}

// set gives a seal or ends it by a person's word.
func set(ctx context.Context, tx *db.Tx, party id.Party, programme, field string, to certification.SealState) error {
	seals, err := certificationdb.SealsOf(ctx, tx, []id.Party{party})
	if err != nil {
		return err
	}
	seal := certification.Seal{Party: party, Programme: programme, Field: field}
	for _, s := range seals {
		if s.Programme == programme && s.Field == field {
			seal = s
		}
	}
	outcome := certification.OutEnded
	if to == certification.Granted {
		outcome = certification.OutGranted
	}
	seal, changed := seal.Apply(outcome, seal.Tier, "", calendar.On(tx.Now))
	if !changed {
		return nil
	}
	if err := certificationdb.PutSeals(ctx, tx, []certification.Seal{seal}); err != nil {
		return err
	}
	return show(ctx, tx, []id.Party{party})
}
