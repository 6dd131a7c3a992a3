package honouring

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/prize"
	"nariwai/internal/prize/prizedb"
	"nariwai/internal/usecase/inform"
)

// Nominate says why somebody should get a prize. They are told, and decide whether to stand.
func Nominate(ctx context.Context, d *db.DB, a people.Actor, pid id.Prize, handle, words string) (err error) {
	defer fault.Wrap(&err, "nominate for %s", pid)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		by, err := peopledb.Trading(ctx, tx, a, people.Manage)
		if err != nil {
			return "", err
		}
		p, y, err := prizeOf(ctx, tx, pid)
		if err != nil {
			return "", err
		}
		who, err := peopledb.PartyByHandle(ctx, tx, handle)
		if fault.Is(err, fault.NotFound) {
			var f fault.Form
			f.Add("to", "このIDの人は見つかりませんでした")
			return "", f.Err()
		}
		if err != nil {
			return "", err
		}
		facts, err := prizedb.FactsOf(ctx, tx, p, who.ID, by.ID, a.Person)
		if err != nil {
			return "", err
		}
		facts.SignedUp, facts.Prefecture = calendar.On(who.CreatedAt), who.Seen().Prefecture
		n, err := y.Nominate(p, facts, prize.Nomination{ID: id.Nomination(tx.NewID()), Prize: pid, Party: who.ID, ByParty: by.ID, ByPerson: a.Person, Words: words}, tx.Now)
		if err != nil {
			return "", err
		}
		if err := prizedb.Nominate(ctx, tx, n); err != nil {
			return "", err
		}
		if _, err := prizedb.Entry(ctx, tx, pid, who.ID); !fault.Is(err, fault.NotFound) {
			return "", err // they were nominated before, and have been asked
		}
		if err := prizedb.AddEntry(ctx, tx, prize.Entry{Prize: pid, Party: who.ID, State: prize.Waiting, At: tx.Now}); err != nil {
			return "", err
		}
		return "", inform.Party(ctx, tx, who.ID, "nominated", notice.Message{
			Say: "%d年の表彰（%s）に推薦されました。受けるかどうかを選んでください", Args: []any{y.Year, Name(p)}, Link: "/awards",
			More: []notice.Sentence{{Say: "受けると答えると審査に進み、選ばれたときは、お名前が表彰のページに載ります。答えなければ、だれにも見えません。"}}})
	})
	return err
}

// Answer is what somebody who was nominated says to it; they may change it until the names are read out.
func Answer(ctx context.Context, d *db.DB, a people.Actor, pid id.Prize, yes, declared bool) (err error) {
	defer fault.Wrap(&err, "answer for %s", pid)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		me, err := peopledb.Acting(ctx, tx, a, people.Manage)
		if err != nil {
			return "", err
		}
		e, err := prizedb.Entry(ctx, tx, pid, me.ID)
		if err != nil {
			return "", err
		}
		p, y, err := prizeOf(ctx, tx, pid)
		if err != nil {
			return "", err
		}
		if e, err = y.Answer(p, e, yes, declared, tx.Now); err != nil {
			return "", err
		}
		return "", prizedb.SaveEntry(ctx, tx, e)
	})
	return err
}
