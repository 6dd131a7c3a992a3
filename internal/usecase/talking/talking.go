// Package talking is what two sides do with a thread: write, mend, read, and keep out who is not wanted.
package talking

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/message"
	"nariwai/internal/message/messagedb"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/reply"
	"nariwai/internal/usecase/inform"
	"nariwai/internal/usecase/replying"
	"nariwai/internal/usecase/threading"
)

// Words are what somebody writes.
type Words struct {
	Body  string     // Markdown
	Quote id.Message // of the thread, that it answers; "" for none
	Asks  bool       // the sender wants an answer

	Uploads []Upload // files that come with it; they may stand alone
}

// enter lets an actor into a thread. For everybody but its two sides it does not exist.
func enter(ctx context.Context, tx *db.Tx, a people.Actor, tid id.Thread) (t message.Thread, side message.Side, err error) {
	if err := peopledb.Entitled(ctx, tx, a, people.Direct); err != nil {
		return t, side, err
	}
	if t, err = messagedb.Thread(ctx, tx, tid); err != nil {
		return t, side, err
	}
	side, err = t.SideOf(a.Party)
	return t, side, err
}

// say writes into a thread for a party that may, with everything that follows from it.
func say(ctx context.Context, tx *db.Tx, a people.Actor, t message.Thread, s message.Standing, w Words) (m message.Message, err error) {
	m = message.Message{ID: id.Message(tx.NewID()), From: a.Party, By: a.Person, Quote: w.Quote, Body: w.Body}
	if err := m.Check(len(w.Uploads)); err != nil {
		return m, err
	}
	if w.Quote != "" {
		if _, err := messagedb.Message(ctx, tx, t.ID, w.Quote); err != nil {
			return m, err
		}
	}
	first, err := messagedb.First(ctx, tx, t.ID, a.Party)
	if err != nil {
		return m, err
	}
	waits, err := replying.Of(ctx, tx, t)
	if err != nil {
		return m, err
	}
	why, err := wrote(ctx, tx, a, t)
	if err != nil {
		return m, err
	}
	m.Asks = reply.Asks(w.Asks, first, waits.Waits(a.Party))
	if m.Asks && why == "" {
		if why, err = uncounted(ctx, tx, a, t, s); err != nil {
			return m, err
		}
	}
	if err := threading.Say(ctx, tx, &t, &m); err != nil {
		return m, err
	}
	if err := attach(ctx, tx, t, m, w.Uploads); err != nil {
		return m, err
	}
	if err := waits.Said(ctx, tx, m, why); err != nil {
		return m, err
	}
	more := []notice.Sentence{{Say: "%s", Args: []any{excerpt(m.Body)}}}
	switch n := len(w.Uploads); {
	case n > 0 && m.Body == "":
		more = []notice.Sentence{{Say: "ファイルが%d個あります。", Args: []any{n}}}
	case n > 0:
		more = append(more, notice.Sentence{Say: "ファイルが%d個あります。", Args: []any{n}})
	}
	return m, inform.Party(ctx, tx, t.Other(a.Party), "message", notice.Message{Say: "「%s」にメッセージが届きました", Args: []any{t.Title}, Link: "/messages/" + string(t.ID), More: more,
		About: string(t.ID), // who reads the thread in time gets no mail: MarkRead
	})
}

// wrote notes in a contract that a side has spoken: a client's message that the worker leaves unanswered starts the days after
// which the client may cancel. It returns why an ask in this thread doesn't count, if it doesn't.
func wrote(ctx context.Context, tx *db.Tx, a people.Actor, t message.Thread) (why reply.How, err error) {
	if t.Contract == "" {
		j, err := marketdb.Job(ctx, tx, t.Job)
		if err == nil && j.State == market.JobEnded {
			why = reply.Ended
		}
		return why, err
	}
	c, err := marketdb.Contract(ctx, tx, t.Contract)
	if err != nil {
		return "", err
	}
	if c.State == market.ContractEnded {
		why = reply.Ended
	}
	side, err := c.SideOf(a.Party)
	if err != nil {
		return "", err
	}
	was := c.AskedAt
	if c.Wrote(side, tx.Now); c.AskedAt == was {
		return why, nil
	}
	return why, marketdb.SaveContract(ctx, tx, &c)
}

// uncounted says why nobody has to answer what an actor asks in a thread: the other side has blocked them, or is they themselves.
func uncounted(ctx context.Context, tx *db.Tx, a people.Actor, t message.Thread, s message.Standing) (reply.How, error) {
	if s.Blocked {
		return reply.Blocked, nil
	}
	theirs, err := peopledb.Contacts(ctx, tx, t.Other(a.Party))
	for _, p := range theirs {
		if p.ID == a.Person {
			return reply.Own, err
		}
	}
	return "", err
}

// excerpt is how much of a message stands in the mail about it.
func excerpt(s string) string {
	const most = 200
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// once runs what a person asks for in a transaction, once however often it is sent.
func once(ctx context.Context, d *db.DB, a people.Actor, f func(*db.Tx) (string, error)) (string, error) {
	if a.Person == "" {
		return "", fault.New(fault.Unsigned, "ログインしてください")
	}
	return d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, f)
}
