// Package ranking makes the lists of a month once it is closed, tells those who are in them, and keeps who wants to be named.
package ranking

import (
	"context"

	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/ranking"
	"nariwai/internal/ranking/rankingdb"
	"nariwai/internal/record"
	"nariwai/internal/record/recorddb"
	"nariwai/internal/usecase/inform"
)

// back is how many months that were closed are looked at: of a site that had no lists yet the past year gets them.
const back = 13

// RankDue makes the lists of the months that are closed and have none, and tells those who are in the newest. It is for the clock-work.
func RankDue(ctx context.Context, d *db.DB) (err error) {
	defer fault.Wrap(&err, "rank")
	last := calendar.MonthOf(calendar.On(d.Clock())).Prev()
	done, err := rankingdb.Ranked(ctx, d.Snapshot(), last)
	if err != nil {
		return err
	}
	if !done {
		m := last
		for range back - 1 {
			m = m.Prev()
		}
		for ; !m.After(last); m = m.Next() {
			if err := RankMonth(ctx, d, m); err != nil && !fault.Is(err, fault.Conflict) {
				return err
			}
		}
	}
	return tell(ctx, d)
}

// RankMonth makes the lists of a month that is closed, once: a second time it does nothing. A month that is not closed is a
// Conflict. What was paid in it doesn't change any more, so it is read before the transaction, which others wait for.
func RankMonth(ctx context.Context, d *db.DB, m calendar.Month) (err error) {
	defer fault.Wrap(&err, "rank %s", m)
	var lists []ranking.List
	if err := d.View(ctx, func(r *db.Snapshot) error {
		done, err := rankingdb.Ranked(ctx, r, m)
		if err != nil || done {
			return err
		}
		run, err := billingdb.RunOf(ctx, r, billing.RunMonth, m, m.Last())
		if fault.Is(err, fault.NotFound) || err == nil && run.State == billing.RunCounting {
			return fault.New(fault.Conflict, "%sは、まだ締めていません", m)
		}
		if err != nil {
			return err
		}
		// Of a site whose records are still to be counted, by this program's rules, a list would be wrong for ever.
		counted, err := recorddb.Version(ctx, r)
		if err != nil {
			return err
		}
		if counted != record.Version {
			return fault.New(fault.Conflict, "%sの記録を、まだ数え終えていません", m)
		}
		earned, err := rankingdb.Earned(ctx, r, m)
		if err != nil {
			return err
		}
		earlier, err := rankingdb.Places(ctx, r, m.Prev())
		if err != nil {
			return err
		}
		before := map[ranking.Key]int64{}
		for _, p := range earlier {
			before[ranking.Key{Field: p.Field, Party: p.Party}] = p.N
		}
		lists = ranking.Lists(m, earned, before)
		for i := range lists {
			lists[i].Run = run.ID
		}
		return nil
	}); err != nil || lists == nil {
		return err
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		if done, err := rankingdb.Ranked(ctx, tx, m); err != nil || done {
			return err
		}
		old := m.Before(calendar.MonthOf(calendar.On(tx.Now)).Prev()) // nobody wants a mail about last spring
		for i := range lists {
			lists[i].ComputedAt = tx.Now
			for j := range lists[i].Places {
				lists[i].Places[j].Told = old
			}
		}
		return rankingdb.Insert(ctx, tx, lists)
	})
}

// chunk is how many parties one transaction tells.
const chunk = 100

// tell tells those who are in a list and don't know yet.
func tell(ctx context.Context, d *db.DB) error {
	for more := true; more; {
		if err := d.Write(ctx, func(tx *db.Tx) error {
			places, err := rankingdb.Untold(ctx, tx, chunk)
			if more = len(places) > 0; err != nil || !more {
				return err
			}
			var parties []id.Party
			var told []inform.Told
			for len(places) > 0 {
				n := 1
				for n < len(places) && places[n].Party == places[0].Party && places[n].Month == places[0].Month {
					n++
				}
				told = append(told, inform.Told{Party: places[0].Party, Kind: "ranked", Message: message(places[:n])})
				parties = append(parties, places[0].Party)
				places = places[n:]
			}
			if err := inform.Parties(ctx, tx, told); err != nil {
				return err
			}
			return rankingdb.SetTold(ctx, tx, parties)
		}); err != nil {
			return err
		}
	}
	return nil
}

// message tells of somebody's places in a month, the best first.
func message(places []ranking.Place) notice.Message {
	m := notice.Message{Say: "%sの順位に入りました：%s %d番", Args: []any{places[0].Month, market.Field(places[0].Field), places[0].N}, Link: Path(places[0].Field, places[0].Month)}
	for _, p := range places {
		s := notice.Sentence{Say: "%s：%d番（はじめて、または先月は100番の外）", Args: []any{market.Field(p.Field), p.N}}
		if p.Before > 0 {
			s = notice.Sentence{Say: "%s：%d番（先月は%d番）", Args: []any{market.Field(p.Field), p.N, p.Before}}
		}
		m.More = append(m.More, s)
	}
	m.More = append(m.More, notice.Sentence{Say: "名前は、出してよいと答えた人だけ載ります。設定のページで、いつでも変えられます。"})
	return m
}

// Path is the page of a list.
func Path(field string, m calendar.Month) string {
	if field == ranking.All {
		field = "all"
	}
	return "/ranking/" + field + "/" + m.String()
}

// SetConsent says whether the name of the actor's party stands in the lists, in all months, from now on.
func SetConsent(ctx context.Context, d *db.DB, a people.Actor, on bool) (err error) {
	defer fault.Wrap(&err, "consent to the ranking")
	return d.Write(ctx, func(tx *db.Tx) error {
		p, err := peopledb.Acting(ctx, tx, a, people.Manage)
		if err != nil {
			return err
		}
		if on && !p.Works {
			return fault.New(fault.Conflict, "順位は、働く人のものです")
		}
		return rankingdb.SetConsent(ctx, tx, p.ID, on)
	})
}
