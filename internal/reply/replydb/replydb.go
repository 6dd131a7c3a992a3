// Package replydb keeps the reply_ tables.
package replydb

import (
	"context"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/reply"
)

var asks = db.Table[reply.Ask]{
	Name:    "reply_ask",
	Columns: "id, thread, job, contract, asked, asker, at, due_at, day, state, how, closed_at, closed_n",
	Fields: func(a *reply.Ask) []any {
		return []any{&a.ID, &a.Thread, &a.Job, &a.Contract, &a.Asked, &a.By, &a.At, &a.DueAt, &a.Day, &a.State, &a.How, &a.ClosedAt, &a.ClosedN}
	},
}

var days = db.Table[reply.Day]{
	Name:    "reply_day",
	Columns: "party, day, answered, missed",
	Fields:  func(d *reply.Day) []any { return []any{&d.Party, &d.Day, &d.Answered, &d.Missed} },
}

const addDay = "ON CONFLICT (party, day) DO UPDATE SET answered = reply_day.answered + excluded.answered, missed = reply_day.missed + excluded.missed"

// Waiting returns what was neither answered nor taken back about a contract or, where that is "", about a job before there
// is one; overdue ones too.
func Waiting(ctx context.Context, r db.Reader, job id.Job, c id.Contract) ([]reply.Ask, error) {
	return asks.All(ctx, r, "WHERE job = $1 AND contract = $2 AND closed_at = 0 ORDER BY id", job, c)
}

// OpenOf returns what a party is asked and has not answered yet, the first due first.
func OpenOf(ctx context.Context, r db.Reader, asked id.Party) ([]reply.Ask, error) {
	return asks.All(ctx, r, "WHERE asked = $1 AND state = 'open' ORDER BY due_at, id", asked)
}

// OpenBy returns what a party asks and is not answered yet.
func OpenBy(ctx context.Context, r db.Reader, asker id.Party) ([]reply.Ask, error) {
	return asks.All(ctx, r, "WHERE asker = $1 AND state = 'open' ORDER BY id", asker)
}

// Overdue returns some of the open asks whose time is over at a moment.
func Overdue(ctx context.Context, r db.Reader, now clock.Instant, most int) ([]reply.Ask, error) {
	return asks.All(ctx, r, "WHERE state = 'open' AND due_at < $1 ORDER BY due_at LIMIT $2", now, most)
}

// Insert adds an ask, and counts it if it comes with an end.
func Insert(ctx context.Context, tx *db.Tx, a reply.Ask) error {
	if err := asks.Insert(ctx, tx, a); err != nil {
		return err
	}
	return count(ctx, tx, a)
}

// Save writes what became of an ask, and counts it when it has just ended. Before is how it was read.
func Save(ctx context.Context, tx *db.Tx, before, a reply.Ask) (err error) {
	defer fault.Wrap(&err, "save ask %s", a.ID)
	if err := tx.Exec(ctx, 1, "UPDATE reply_ask SET state = $2, how = $3, closed_at = $4, closed_n = $5 WHERE id = $1 AND state = $6 AND closed_at = $7",
		a.ID, a.State, a.How, a.ClosedAt, a.ClosedN, before.State, before.ClosedAt); err != nil || before.State != reply.Open {
		return err
	}
	return count(ctx, tx, a)
}

func count(ctx context.Context, tx *db.Tx, a reply.Ask) error {
	c := a.Count()
	if c.Sum() == 0 {
		return nil
	}
	return days.InsertAllOr(ctx, tx, []reply.Day{{Party: a.Asked, Day: a.Day, Count: c}}, addDay)
}

// InsertAll adds asks and counts them: for markets that are made up (usecase/seeding).
func InsertAll(ctx context.Context, tx *db.Tx, all []reply.Ask) error {
	if err := asks.InsertAll(ctx, tx, all); err != nil {
		return err
	}
	var list []reply.Day
	for party, counts := range reply.Days(all) {
		for day, c := range counts {
			list = append(list, reply.Day{Party: party, Day: day, Count: c})
		}
	}
	return days.InsertAllOr(ctx, tx, list, addDay)
}
