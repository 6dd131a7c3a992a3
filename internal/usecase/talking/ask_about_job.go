package talking

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/message/messagedb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/threading"
)

// AskAboutJob asks the client of an open job something before proposing. It opens the thread, or goes on in it.
func AskAboutJob(ctx context.Context, d *db.DB, a people.Actor, jid id.Job, question string) (_ id.Thread, err error) {
	defer fault.Wrap(&err, "ask about job %s", jid)
	tid, err := once(ctx, d, a, func(tx *db.Tx) (string, error) {
		if _, err := peopledb.Trading(ctx, tx, a, people.Direct); err != nil {
			return "", err
		}
		j, err := marketdb.Job(ctx, tx, jid)
		switch {
		case err != nil:
			return "", err
		case !j.Shown():
			return "", fault.New(fault.NotFound, "見つかりませんでした")
		case j.Client == a.Party:
			return "", fault.New(fault.Forbidden, "自分の依頼には質問できません")
		case !j.Takes(tx.Now):
			return "", fault.New(fault.Conflict, "この依頼は、募集中ではありません")
		}
		t, err := threading.OfJob(ctx, tx, j, a.Party, a.Party)
		if err != nil {
			return "", err
		}
		s, err := messagedb.Standing(ctx, tx, t, a.Party)
		if err != nil {
			return "", err
		}
		if err := t.MayWrite(s); err != nil {
			return "", err
		}
		_, err = say(ctx, tx, a, t, s, Words{Body: question, Asks: true})
		return string(t.ID), err
	})
	return id.Thread(tid), err
}
