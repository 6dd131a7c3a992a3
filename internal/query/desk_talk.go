package query

import (
	"context"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/trust"
)

// TalkLine is a report of a talk that waits for the desk: who told what of whom, and nothing of what was said.
type TalkLine struct {
	trust.TalkReport
	Title       string
	By, Against string
}

const talkReports = `SELECT r.id, r.thread, r.message, r.person, r.party, r.other, r.reason, r.words, r.at, r.state, r.decided_at, r.note, t.title, p.display_name, o.display_name
	FROM trust_talk r JOIN message_thread t ON t.id = r.thread JOIN people_party p ON p.id = r.party JOIN people_party o ON o.id = r.other `

func talkFields(l *TalkLine) []any {
	return []any{&l.ID, &l.Thread, &l.Message, &l.Person, &l.Party, &l.Other, &l.Reason, &l.Words, &l.At, &l.State, &l.DecidedAt, &l.Note, &l.Title, &l.By, &l.Against}
}

// Talks returns the reports of talks that nobody has decided, as Marks does.
func Talks(ctx context.Context, r db.Reader, before id.Report) (lines []TalkLine, next id.Report, err error) {
	defer fault.Wrap(&err, "reported talks")
	after, args := olderThan("r.id", before, postingsMost+1)
	lines, err = db.All(ctx, r, talkFields, talkReports+"WHERE r.state = 'open'"+after+" ORDER BY r.id DESC LIMIT $1", args...)
	if len(lines) > postingsMost {
		lines = lines[:postingsMost]
		next = lines[postingsMost-1].ID
	}
	return lines, next, err
}

// DeskTalk is a reported talk for somebody at the desk. What was said is in it only where that person has opened it, and until the
// report is decided.
type DeskTalk struct {
	Report  TalkLine
	Own     bool          // the person has a part in it
	Until   clock.Instant // it stays open; 0 while it is shut
	Sides   Sides
	Log     []LogEntry
	Earlier string
}

// TalkForDesk returns a reported talk, or NotFound: without a report there is no way to it.
func TalkForDesk(ctx context.Context, d *db.DB, rid id.Report, person id.Person, party id.Party, earlier string) (p DeskTalk, err error) {
	defer fault.Wrap(&err, "talk of report %s", rid)
	at, last, err := placeIn(earlier)
	if err != nil {
		return p, err
	}
	err = d.View(ctx, func(s *db.Snapshot) error {
		p = DeskTalk{}
		if err := db.One(ctx, s, talkFields(&p.Report), talkReports+"WHERE r.id = $1", rid); err != nil {
			return err
		}
		t, err := threads.One(ctx, s, "WHERE id = $1", p.Report.Thread)
		if err != nil {
			return err
		}
		_, part := t.SideOf(party)
		p.Own = part == nil || p.Report.Person == person
		if p.Own || p.Report.State != trust.ReportOpen {
			return nil
		}
		var opened clock.Instant
		if err := db.One(ctx, s, []any{&opened}, "SELECT CAST(COALESCE(MAX(at), 0) AS BIGINT) FROM trust_look WHERE report = $1 AND person = $2", rid, person); err != nil {
			return err
		}
		if opened.IsZero() || opened.Add(trust.LookFor) < s.Now {
			return nil
		}
		p.Until = opened.Add(trust.LookFor)
		p.Sides = Sides{Contract: market.Contract{Job: t.Job, Client: t.Client, Worker: t.Worker}}
		if err := p.Sides.names(ctx, s); err != nil {
			return err
		}
		p.Log, p.Earlier, err = historyOf(ctx, s, p.Sides, talkLines, string(t.ID), nil, logBody, span{at: at, last: last})
		return err
	})
	return p, err
}
