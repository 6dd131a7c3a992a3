package screening

import (
	"context"

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

// DecideCase is a person's word on a case: there is nothing to it, and a seal that waited is given; or the seal is refused, and
// one that is there ends.
func DecideCase(ctx context.Context, d *db.DB, a people.Actor, cid id.Case, clear bool, note string) (err error) {
	defer fault.Wrap(&err, "decide case %s", cid)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		if err := peopledb.Operating(ctx, tx, a); err != nil {
			return "", err
		}
		c, err := certificationdb.Case(ctx, tx, cid)
		if err != nil {
			return "", err
		}
		if c.Party == a.Party {
			return "", fault.New(fault.Forbidden, "自分の件は、運営のほかの人が決めます")
		}
		if err := c.Decide(clear, a.Person, note, tx.Now); err != nil {
			return "", err
		}
		if err := certificationdb.SaveCase(ctx, tx, &c); err != nil {
			return "", err
		}
		seals, err := certificationdb.SealsOf(ctx, tx, []id.Party{c.Party})
		if err != nil {
			return "", err
		}
		var state certification.SealState
		for _, s := range seals {
			if s.Programme == c.Programme && s.Field == c.Field {
				state = s.State
			}
		}
		m := notice.Message{Args: []any{fieldName(c.Field)}, Link: "/certification"}
		switch {
		case clear && state == certification.Held:
			m.Say, err = "「%s」の取引を運営が確かめ、認定されました", set(ctx, tx, c.Party, c.Programme, c.Field, certification.Granted)
		case !clear && (state == certification.Held || state.Shown()):
			m.Say, err = "「%s」の取引を運営が確かめ、認定しないことにしました", set(ctx, tx, c.Party, c.Programme, c.Field, certification.Ended)
			m.More = []notice.Sentence{{Say: "理由：%s", Args: []any{c.Note}}, {Say: "納得できないときは、次の審査のあとに申し立てができます。決めた人とは別の人が答えます。"}}
		}
		if err != nil {
			return "", err
		}
		if m.Say != "" {
			if err := inform.Party(ctx, tx, c.Party, "seal_decided", m); err != nil {
				return "", err
			}
		}
		return "", tx.Audit(ctx, a.Person, c.Party, "decide_seal", string(c.ID), string(c.State)+" "+c.Field+" "+c.Note)
	})
	return err
}
