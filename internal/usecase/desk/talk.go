package desk

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/message"
	"nariwai/internal/message/messagedb"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/trust"
	"nariwai/internal/trust/trustdb"
	"nariwai/internal/usecase/inform"
)

// OpenTalk lets one person at the desk read a talk for a day, because it was reported. The reason is recorded and both sides are
// told (Telecommunications Business Act, art. 4: secrecy of communications).
func OpenTalk(ctx context.Context, d *db.DB, a people.Actor, rid id.Report, reason string) (err error) {
	defer fault.Wrap(&err, "open talk of report %s", rid)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		r, t, err := reported(ctx, tx, a, rid)
		if err != nil {
			return "", err
		}
		look, err := r.OpenTalk(tx.NewID(), a.Person, reason, tx.Now)
		if err != nil {
			return "", err
		}
		if err := trustdb.AddLook(ctx, tx, look); err != nil {
			return "", err
		}
		for _, party := range []id.Party{t.Client, t.Worker} {
			if err := inform.Party(ctx, tx, party, "talk_read", notice.Message{
				Say: "「%s」のやりとりを、運営が読みました", Args: []any{t.Title}, Link: "/messages/" + string(t.ID),
				More: []notice.Sentence{{Say: "通報があったためです。理由：%s", Args: []any{look.Reason}}, {Say: "読んだ人と日時を、記録に残しています。"}},
			}); err != nil {
				return "", err
			}
		}
		return "", tx.Audit(ctx, a.Person, r.Other, "open_talk", string(t.ID), look.Reason)
	})
	return err
}

// DecideTalk is the desk's word on a report of a talk, to who told it. After it nobody at the desk reads the talk any more.
func DecideTalk(ctx context.Context, d *db.DB, a people.Actor, rid id.Report, upheld bool, note string) (err error) {
	defer fault.Wrap(&err, "decide report %s of a talk", rid)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		r, t, err := reported(ctx, tx, a, rid)
		if err != nil {
			return "", err
		}
		if err := r.Decide(upheld, a.Person, note, tx.Now); err != nil {
			return "", err
		}
		if err := trustdb.SaveTalkReport(ctx, tx, &r); err != nil {
			return "", err
		}
		say, verb := "通報されたやりとりに、問題は見つかりませんでした", "talk_dismiss"
		if upheld {
			say, verb = "通報されたやりとりについて、対応しました", "talk_uphold"
		}
		if err := inform.Party(ctx, tx, r.Party, "report_decided", notice.Message{
			Say: say, Link: "/messages/" + string(t.ID), More: []notice.Sentence{{Say: "%s", Args: []any{r.Note}}},
		}); err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, r.Other, verb, string(t.ID), string(r.Reason)+" "+r.Note)
	})
	return err
}

// reported is a report and its talk, for somebody at the desk who has no part in it.
func reported(ctx context.Context, tx *db.Tx, a people.Actor, rid id.Report) (r trust.TalkReport, t message.Thread, err error) {
	if err := peopledb.Operating(ctx, tx, a); err != nil {
		return r, t, err
	}
	if r, err = trustdb.TalkReport(ctx, tx, rid); err != nil {
		return r, t, err
	}
	if t, err = messagedb.Thread(ctx, tx, r.Thread); err != nil {
		return r, t, err
	}
	if _, part := t.SideOf(a.Party); part == nil || r.Person == a.Person {
		err = fault.New(fault.Forbidden, "自分のやりとりは、運営のほかの人が確かめます")
	}
	return r, t, err
}
