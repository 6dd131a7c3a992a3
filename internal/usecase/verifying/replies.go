package verifying

import (
	"fmt"

	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/reply"
)

// threadsAtATime is how many threads are read together.
const threadsAtATime = 2_000

// replies: the asks are those that come of the messages, and the counts of every party and day are those of the asks.
func (e *examiner) replies() error {
	should := map[reply.Day]reply.Count{} // by party and day
	for after := id.Thread(""); ; {
		threads, err := db.All(e.ctx, e.r, func(t *talk) []any { return []any{&t.Thread, &t.Job, &t.Contract, &t.client, &t.worker} },
			"SELECT id, job, contract, client, worker FROM message_thread WHERE id > $1 ORDER BY id LIMIT $2", after, threadsAtATime)
		if err != nil {
			return err
		}
		if len(threads) == 0 {
			break
		}
		last := threads[len(threads)-1].Thread
		if err := e.readTalks(threads, after, last); err != nil {
			return err
		}
		for _, t := range threads {
			e.looked++
			t.compare(e)
			for p, days := range reply.Days(t.asks) {
				for d, c := range days {
					key := reply.Day{Party: p, Day: d}
					should[key] = should[key].Add(c)
				}
			}
		}
		after = last
	}
	return e.replyDays(should)
}

func (e *examiner) replyDays(should map[reply.Day]reply.Count) error {
	kept, err := db.All(e.ctx, e.r, func(d *reply.Day) []any { return []any{&d.Party, &d.Day, &d.Answered, &d.Missed} },
		"SELECT party, day, answered, missed FROM reply_day")
	if err != nil {
		return err
	}
	for _, d := range kept {
		key := reply.Day{Party: d.Party, Day: d.Day}
		if d.Count != should[key] {
			e.bad(d.Party, "%s: %d answered and %d missed, should be %d and %d", d.Day, d.Answered, d.Missed, should[key].Answered, should[key].Missed)
		}
		delete(should, key)
	}
	for d, c := range should {
		e.bad(d.Party, "%s: nothing counted, should be %d answered and %d missed", d.Day, c.Answered, c.Missed)
	}
	return nil
}

// talk is a thread with what was said in it, as far as it asks and answers.
type talk struct {
	reply.Event    // thread, job and contract
	client, worker id.Party
	said           []reply.Event
	asks           []reply.Ask // as they are kept
}

// readTalks reads what was said and asked in threads, which are all behind one and up to another.
func (e *examiner) readTalks(threads []talk, after, last id.Thread) error {
	at := map[id.Thread]*talk{}
	for i := range threads {
		at[threads[i].Thread] = &threads[i]
	}
	said, err := db.All(e.ctx, e.r, func(m *reply.Event) []any { return []any{&m.Thread, &m.Message, &m.N, &m.By, &m.Asks, &m.At} },
		"SELECT thread, id, n, from_party, asks, at FROM message_message WHERE thread > $1 AND thread <= $2 ORDER BY thread, n", after, last)
	if err != nil {
		return err
	}
	for _, m := range said {
		t := at[m.Thread]
		m.Job, m.Contract, m.To = t.Job, t.Contract, t.client
		if m.By == t.client {
			m.To = t.worker
		}
		t.said = append(t.said, m)
	}
	asks, err := db.All(e.ctx, e.r, func(a *reply.Ask) []any {
		return []any{&a.ID, &a.Thread, &a.Job, &a.Contract, &a.Asked, &a.By, &a.At, &a.DueAt, &a.Day, &a.State, &a.How, &a.ClosedAt, &a.ClosedN}
	}, `SELECT id, thread, job, contract, asked, asker, at, due_at, day, state, how, closed_at, closed_n
		FROM reply_ask WHERE thread > $1 AND thread <= $2`, after, last)
	if err != nil {
		return err
	}
	for _, a := range asks {
		if t := at[a.Thread]; t != nil {
			t.asks = append(t.asks, a)
		} else {
			e.bad(a.ID, "asked in %s, which is no thread", a.Thread)
		}
	}
	return nil
}

// compare holds the asks of a thread against those that come of its messages.
func (t *talk) compare(e *examiner) {
	kept := map[id.Message]reply.Ask{}
	for _, a := range t.asks {
		if f, ok := a.Fact(); ok {
			t.said = append(t.said, f)
		}
		kept[a.ID] = a
	}
	for _, should := range reply.Replay(t.said, e.now) {
		is, ok := kept[should.ID]
		delete(kept, should.ID)
		is.Miss(e.now) // what is overdue waits for the clock-work
		switch {
		case !ok:
			e.bad(should.ID, "asks %s in %s and is not kept", should.Asked, t.Thread)
		case is != should:
			e.bad(should.ID, "is kept as %s, should be %s", says(is), says(should))
		}
	}
	for m := range kept {
		e.bad(m, "asks nothing, or is part of what was asked before in %s", t.Thread)
	}
}

func says(a reply.Ask) string {
	return fmt.Sprintf("%s, due %s (%s), %s at %s after %d messages, of %s by %s about %s%s", a.State, a.DueAt, a.Day, a.How, a.ClosedAt, a.ClosedN, a.Asked, a.By, a.Job, a.Contract)
}
