package honouring

import (
	"context"
	"strconv"

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

// Vote is a juror's vote for somebody who stands for a prize; another one takes its place.
func Vote(ctx context.Context, d *db.DB, a people.Actor, pid id.Prize, party id.Party) (err error) {
	defer fault.Wrap(&err, "vote for %s", pid)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		if err := peopledb.Operating(ctx, tx, a); err != nil {
			return "", err
		}
		_, y, err := prizeOf(ctx, tx, pid)
		if err != nil {
			return "", err
		}
		e, err := prizedb.Entry(ctx, tx, pid, party)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return "", err
		}
		nominated, err := prizedb.Nominated(ctx, tx, pid, party, a.Person)
		if err != nil {
			return "", err
		}
		if err := y.MayVote(e.State == prize.Accepted, party == a.Party, nominated); err != nil {
			return "", err
		}
		if err := prizedb.Vote(ctx, tx, prize.Vote{Prize: pid, Person: a.Person, Party: party, At: tx.Now}); err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, "", "vote_prize", string(pid), string(party))
	})
	return err
}

// Announce reads the names out: who has most of the jury's votes. What was declared for the parents' prize is erased.
func Announce(ctx context.Context, d *db.DB, a people.Actor, year int64) (err error) {
	defer fault.Wrap(&err, "announce %d", year)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		if err := peopledb.Operating(ctx, tx, a); err != nil {
			return "", err
		}
		y, err := prizedb.Year(ctx, tx, year)
		if err != nil {
			return "", err
		}
		if err := y.Announce(a.Person, tx.Now); err != nil {
			return "", err
		}
		won, told, err := winners(ctx, tx, y)
		if err != nil {
			return "", err
		}
		if err := prizedb.Announce(ctx, tx, year, won); err != nil {
			return "", err
		}
		if err := prizedb.SaveYear(ctx, tx, &y); err != nil {
			return "", err
		}
		if err := inform.Parties(ctx, tx, told); err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, "", "announce_prizes", strconv.FormatInt(year, 10), strconv.Itoa(len(won)))
	})
	return err
}

// winners are those of all prizes of a year, and what they are told.
func winners(ctx context.Context, tx *db.Tx, y prize.Year) (won []prize.Winner, told []inform.Told, err error) {
	prizes, err := prizedb.Prizes(ctx, tx, y.Year)
	if err != nil {
		return nil, nil, err
	}
	entries, err := prizedb.Entries(ctx, tx, y.Year)
	if err != nil {
		return nil, nil, err
	}
	votes, err := prizedb.Votes(ctx, tx, y.Year)
	if err != nil {
		return nil, nil, err
	}
	noms, err := prizedb.Nominations(ctx, tx, y.Year)
	if err != nil {
		return nil, nil, err
	}
	for _, p := range prizes {
		of, err := prize.Winners(p, entries, votes, noms)
		if err != nil {
			return nil, nil, err
		}
		for _, w := range of {
			told = append(told, inform.Told{Party: w.Party, Kind: "prize_won", Message: notice.Message{
				Say: "おめでとうございます。%d年の表彰（%s）に選ばれました", Args: []any{y.Year, Name(p)}, Link: Path(y.Year)}})
		}
		won = append(won, of...)
	}
	return won, told, nil
}
