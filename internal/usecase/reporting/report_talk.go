package reporting

import (
	"context"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/message/messagedb"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/reply"
	"nariwai/internal/trust"
	"nariwai/internal/trust/trustdb"
	"nariwai/internal/usecase/inform"
	"nariwai/internal/usecase/replying"
)

// ReportTalk tells the desk of a talk, or of a message of it, by one of its sides: once for each person and message, a second time
// changes nothing. It is what lets the desk read the talk. What is reported as spam need not be answered.
func ReportTalk(ctx context.Context, d *db.DB, a people.Actor, tid id.Thread, mid id.Message, reason trust.Reason, words string) (err error) {
	defer fault.Wrap(&err, "report talk %s", tid)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		if err := peopledb.Entitled(ctx, tx, a, people.Any); err != nil {
			return "", err
		}
		t, err := messagedb.Thread(ctx, tx, tid)
		if err != nil {
			return "", err
		}
		if _, err := t.SideOf(a.Party); err != nil {
			return "", err
		}
		if mid != "" {
			m, err := messagedb.Message(ctx, tx, t.ID, mid)
			if err != nil {
				return "", err
			}
			if m.From == a.Party {
				return "", fault.New(fault.Forbidden, "自分のメッセージは通報できません")
			}
		}
		if _, err := trustdb.TalkReportBy(ctx, tx, t.ID, a.Person, mid); !fault.Is(err, fault.NotFound) {
			return "", err // told before, or no answer
		}
		n, err := trustdb.TalkReportsSince(ctx, tx, a.Person, tx.Now.Add(-clock.Day))
		if err != nil {
			return "", err
		}
		if n >= mostADay {
			return "", fault.New(fault.TooMany, "通報は1日に%d件までです。急ぐときは、お問い合わせください", mostADay)
		}
		r := trust.TalkReport{ID: id.Report(tx.NewID()), Thread: t.ID, Message: mid, Person: a.Person, Party: a.Party, Other: t.Other(a.Party),
			Reason: reason, Words: words, At: tx.Now, State: trust.ReportOpen}
		if err := r.Check(); err != nil {
			return "", err
		}
		if err := trustdb.AddTalkReport(ctx, tx, r); err != nil {
			return "", err
		}
		if reason == trust.ReasonSpam {
			if err := replying.Shunned(ctx, tx, a.Party, r.Other, reply.Reported); err != nil {
				return "", err
			}
		}
		return "", inform.Desk(ctx, tx, "talk_reported", notice.Message{Say: "やりとりが通報されました", Link: "/desk/talks/" + string(r.ID)})
	})
	return err
}
