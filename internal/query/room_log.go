package query

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/yen"
)

// LogKind is what a line of a contract's history is; a line that is no talk has its market.EventKind.
type LogKind string

const (
	LogMessage  LogKind = "message"
	LogDelivery LogKind = "delivery"
	LogRevision LogKind = "revision"
	LogFile     LogKind = "file"
)

// LogEntry is one line of a contract's history: something said, handed in, sent back, or what happened.
type LogEntry struct {
	ID     string
	At     clock.Instant
	Kind   LogKind
	Item   id.Item
	By     market.Side // "" for the desk and for the clock
	Person id.Person   // "" for the clock
	Body   string      // Markdown; a delivery's is cut
	Cut    bool
	Amount yen.Yen
	Note   string // a revision's Blame; an ending; the number of a document
	Files  []RoomFile
	Said   Said // of a message
}

const (
	logOnAPage = 60
	logBody    = 1_500 // characters of a delivery in the room; its own page has all of it
)

// span is a part of a history: the lines before a place, or those after it.
type span struct {
	at    clock.Instant
	last  string
	after bool
}

// contractLines are the lines of a contract's history, with up to %[1]d characters of a delivery; talkLines those of a talk before there is one.
const (
	contractLines = `SELECT m.at, m.id, 'message' AS kind, '' AS item, m.by_person, m.from_party AS party, m.body, 0 AS size, 0 AS amount, '' AS note
				FROM message_thread t JOIN message_message m ON m.thread = t.id WHERE t.contract = $1 AND t.contract <> ''
			UNION ALL SELECT d.at, d.id, 'delivery', d.item, d.by_person, '', SUBSTR(d.body, 1, %[1]d), LENGTH(d.body), d.minutes, '' FROM market_delivery d JOIN market_item i ON i.id = d.item WHERE i.contract = $1
			UNION ALL SELECT v.at, v.id, 'revision', v.item, v.by_person, '', v.reason, 0, 0, v.fault FROM market_revision v JOIN market_item i ON i.id = v.item WHERE i.contract = $1
			UNION ALL SELECT at, id, kind, item, by_person, '', '', 0, amount, note FROM market_event WHERE contract = $1 AND kind NOT IN ('delivered', 'revision')
			UNION ALL SELECT at, id, 'file', '', '', uploaded_by, '', 0, 0, '' FROM market_file WHERE contract = $1 AND delivery = '' AND message = ''`
	talkLines = `SELECT at, id, 'message' AS kind, '' AS item, by_person, from_party AS party, body, 0 AS size, 0 AS amount, '' AS note FROM message_message WHERE thread = $1`
)

// logOf returns the lines of a contract's history before a place in it, oldest first, and the place of the first of them.
// Of a delivery it holds up to body characters.
func logOf(ctx context.Context, r db.Reader, c Sides, all []RoomFile, body int64, before string) (log []LogEntry, earlier string, err error) {
	at, last, err := placeIn(before)
	if err != nil {
		return nil, "", err
	}
	return historyOf(ctx, r, c, contractLines, string(c.ID), all, body, span{at: at, last: last})
}

// historyOf is logOf for the lines that a query finds about a subject.
func historyOf(ctx context.Context, r db.Reader, c Sides, lines, subject string, all []RoomFile, body int64, part span) (log []LogEntry, earlier string, err error) {
	type row struct {
		LogEntry
		from id.Party
		size int64
	}
	where := "at <= $2 AND (at < $2 OR id < $3) ORDER BY at DESC, id DESC"
	if part.after {
		where = "at >= $2 AND (at > $2 OR id > $3) ORDER BY at, id"
	}
	rows, err := db.All(ctx, r, func(x *row) []any {
		return []any{&x.At, &x.ID, &x.Kind, &x.Item, &x.Person, &x.from, &x.Body, &x.size, &x.Amount, &x.Note}
	}, fmt.Sprintf("SELECT at, id, kind, item, by_person, party, body, size, amount, note FROM ("+lines+") AS line WHERE "+where+" LIMIT %[2]d", body, logOnAPage+1), subject, part.at, part.last)
	if err != nil {
		return nil, "", err
	}
	sides, err := sidesOfPersons(ctx, r, c)
	if err != nil {
		return nil, "", err
	}
	if len(rows) > logOnAPage {
		rows = rows[:logOnAPage]
		first := rows[logOnAPage-1]
		earlier = placeOf(first.At, first.ID)
	}
	if !part.after {
		slices.Reverse(rows)
	}
	for _, x := range rows {
		e := x.LogEntry
		e.Cut = x.size > body
		switch {
		case x.from != "":
			e.By, _ = c.SideOf(x.from)
		default:
			e.By = sides[x.Person]
		}
		for _, f := range all {
			if e.Kind == LogDelivery && string(f.Delivery) == e.ID || e.Kind == LogFile && string(f.ID) == e.ID || e.Kind == LogMessage && string(f.Message) == e.ID {
				e.Files = append(e.Files, f)
			}
		}
		// Files that were put down at one time are one line.
		if n := len(log); e.Kind == LogFile && n > 0 && log[n-1].Kind == LogFile && log[n-1].At == e.At && log[n-1].By == e.By {
			log[n-1].Files = append(log[n-1].Files, e.Files...)
			continue
		}
		log = append(log, e)
	}
	return log, earlier, said(ctx, r, c, log)
}

// placeIn reads a place in a history: a moment and the id of the line there.
func placeIn(s string) (at clock.Instant, last string, err error) {
	if s == "" {
		return clock.Instant(1 << 62), "", nil
	}
	when, last, _ := strings.Cut(s, ".")
	n, err := strconv.ParseInt(when, 10, 64)
	if err != nil || n < 0 || len(last) > 64 {
		return 0, "", fault.Because(err, fault.NotFound, "見つかりませんでした")
	}
	return clock.Instant(n), last, nil
}

// sidesOfPersons says for which side of the contract a person acts, or has acted.
func sidesOfPersons(ctx context.Context, r db.Reader, c Sides) (map[id.Person]market.Side, error) {
	type row struct {
		person id.Person
		party  id.Party
	}
	rows, err := db.All(ctx, r, func(x *row) []any { return []any{&x.person, &x.party} },
		"SELECT person, scope_id FROM people_grant WHERE scope = $1 AND scope_id IN ($2, $3)", people.PartyScope, c.Contract.Client, c.Contract.Worker)
	out := map[id.Person]market.Side{}
	for _, x := range rows {
		out[x.person], _ = c.SideOf(x.party)
	}
	return out, err
}
