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
		if p.Until, err = openUntil(ctx, s, rid, person); err != nil || p.Until.IsZero() {
			return err
		}
		p.Sides = Sides{Contract: market.Contract{ID: t.Contract, Job: t.Job, Client: t.Client, Worker: t.Worker}}
		if err := p.Sides.names(ctx, s); err != nil {
			return err
		}
		var sent []RoomFile
		if t.Contract != "" {
			if sent, err = files.All(ctx, s, "WHERE f.contract = $1 AND f.message <> '' ORDER BY f.id", t.Contract); err != nil {
				return err
			}
		}
		p.Log, p.Earlier, err = historyOf(ctx, s, p.Sides, talkLines, string(t.ID), sent, logBody, span{at: at, last: last})
		return err
	})
	return p, err
}

// openUntil is until when a person of the desk, who has opened a reported talk, may read it; 0 for not.
func openUntil(ctx context.Context, s *db.Snapshot, rid id.Report, person id.Person) (until clock.Instant, err error) {
	var opened clock.Instant
	if err := db.One(ctx, s, []any{&opened}, "SELECT CAST(COALESCE(MAX(at), 0) AS BIGINT) FROM trust_look WHERE report = $1 AND person = $2", rid, person); err != nil {
		return 0, err
	}
	if opened.IsZero() || opened.Add(trust.LookFor) < s.Now {
		return 0, nil
	}
	return opened.Add(trust.LookFor), nil
}

// TalkFile reads what is known of a file that was sent in a reported talk, for who has opened the talk, as long as they may read it.
func TalkFile(ctx context.Context, d *db.DB, rid id.Report, fid id.File, person id.Person) (f RoomFile, err error) {
	defer fault.Wrap(&err, "file %s of report %s", fid, rid)
	err = d.View(ctx, func(s *db.Snapshot) error {
		until, err := openUntil(ctx, s, rid, person)
		if err != nil {
			return err
		}
		if until.IsZero() {
			return fault.New(fault.NotFound, "見つかりませんでした")
		}
		const inTalk = "WHERE f.id = $1 AND EXISTS (SELECT 1 FROM trust_talk r JOIN message_thread t ON t.id = r.thread WHERE r.id = $2 AND r.state = 'open' AND "
		if f, err = messageFiles.One(ctx, s, inTalk+"t.id = f.thread)", fid, rid); !fault.Is(err, fault.NotFound) {
			return err
		}
		f, err = files.One(ctx, s, inTalk+"t.contract <> '' AND t.contract = f.contract AND f.message <> '')", fid, rid)
		return err
	})
	return f, err
}
