package query

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/message"
	"nariwai/internal/yen"
)

// InboxBox is a part of the inbox.
type InboxBox string

const (
	AllThreads      InboxBox = ""
	NeedsAnswer     InboxBox = "needs"
	UnreadThreads   InboxBox = "unread"
	ContractThreads InboxBox = "contracts"
	JobThreads      InboxBox = "jobs"
)

// InboxLine is one thread in the inbox of one of its sides.
type InboxLine struct {
	ID       id.Thread
	Other    PartyName
	Side     message.Side // the reader's
	Title    string
	Contract id.Contract
	State    market.ProposalState // of the proposal that it is about; "" for none
	Price    yen.Yen
	LastAt   clock.Instant
	Body     string // the beginning of the newest message; "" for none
	Bare     bool   // the newest message has no words, only files
	Mine     bool   // it is the reader's own side's
	Kind     message.Kind
	Unread   bool
	Needs    bool          // the other waits for an answer
	DueAt    clock.Instant // until when it is in time; 0 if nothing is asked, or it is over
	Blocked  bool
}

// Inbox is a page of a party's threads, the newest first.
type Inbox struct {
	Lines  []InboxLine
	Unread int64 // threads, of all
	Needs  int64
	Older  string // what to ask for to see what comes after; "" on the last page
}

const (
	inboxOnAPage = 30
	inboxBody    = 120 // characters
)

// boxes says how the parts of the inbox are found.
var boxes = map[InboxBox]string{
	AllThreads:      "",
	NeedsAnswer:     " AND s.needs",
	UnreadThreads:   " AND s.thread IN (SELECT u.thread FROM message_unread u WHERE u.person = $4)",
	ContractThreads: " AND s.contract <> ''",
	JobThreads:      " AND s.contract = ''",
}

// InboxOf returns the page of a party's inbox that begins behind a place (an Inbox's Older; "" is its beginning), as a person sees it.
func InboxOf(ctx context.Context, d *db.DB, party id.Party, person id.Person, box InboxBox, behind string) (in Inbox, err error) {
	defer fault.Wrap(&err, "inbox of %s", party)
	where, ok := boxes[box]
	if !ok {
		return in, fault.New(fault.NotFound, "見つかりませんでした")
	}
	at, last, err := placeIn(behind)
	if err != nil {
		return in, err
	}
	if behind == "" {
		last = lastID
	}
	err = d.View(ctx, func(s *db.Snapshot) error {
		in = Inbox{}
		if err := db.One(ctx, s, []any{&in.Unread, &in.Needs}, `SELECT (SELECT COUNT(*) FROM message_unread WHERE person = $1), (SELECT COUNT(*) FROM message_seat WHERE party = $2 AND needs)`, person, party); err != nil {
			return err
		}
		in.Lines, err = db.All(ctx, s, func(l *InboxLine) []any {
			return []any{&l.ID, &l.Other.ID, &l.Other.Name, &l.Other.Handle, &l.Other.Kind, &l.Side, &l.Title, &l.Contract, &l.State, &l.Price, &l.LastAt,
				&l.Body, &l.Bare, &l.Mine, &l.Kind, &l.Unread, &l.Needs, &l.DueAt, &l.Blocked}
		}, fmt.Sprintf(inboxSQL, inboxBody, where, inboxOnAPage+1), party, at, last, person)
		if err != nil {
			return err
		}
		if len(in.Lines) > inboxOnAPage {
			in.Lines = in.Lines[:inboxOnAPage]
			end := in.Lines[inboxOnAPage-1]
			in.Older = placeOf(end.LastAt, string(end.ID))
		}
		for i := range in.Lines {
			if in.Lines[i].DueAt < s.Now {
				in.Lines[i].DueAt = 0
			}
		}
		return nil
	})
	return in, err
}

const inboxSQL = `SELECT s.thread, o.id, o.display_name, o.handle, o.kind, s.side, t.title, s.contract, COALESCE(p.state, ''), COALESCE(p.price, 0), s.last_at,
		COALESCE(SUBSTR(m.body, 1, %[1]d), ''), COALESCE(m.body = '', FALSE), COALESCE(m.from_party = s.party, FALSE), COALESCE(m.kind, ''),
		EXISTS (SELECT 1 FROM message_unread u WHERE u.person = $4 AND u.thread = s.thread), s.needs,
		COALESCE((SELECT a.due_at FROM reply_ask a WHERE a.thread = s.thread AND a.asked = s.party AND a.state = 'open'), 0), s.blocked_at > 0
	FROM message_seat s JOIN message_thread t ON t.id = s.thread JOIN people_party o ON o.id = s.other
		LEFT JOIN message_message m ON m.thread = t.id AND m.n = t.last_n LEFT JOIN market_proposal p ON p.job = t.job AND p.worker = t.worker
	WHERE s.party = $1 AND s.last_at <= $2 AND (s.last_at < $2 OR s.thread < $3)%[2]s ORDER BY s.last_at DESC, s.thread DESC LIMIT %[3]d`

// placeOf is the inverse of placeIn.
func placeOf(at clock.Instant, last string) string {
	return strconv.FormatInt(int64(at), 10) + "." + last
}

// threadPlace is a place in the messages of an inbox: a thread's in the inbox, and a message's in the thread.
type threadPlace struct {
	at     clock.Instant
	thread string
	n      int64
}

func readThreadPlace(s string) (p threadPlace, err error) {
	if s == "" {
		return threadPlace{at: 1 << 62, thread: lastID}, nil
	}
	s, n, _ := strings.Cut(s, "~")
	if p.at, p.thread, err = placeIn(s); err != nil {
		return p, err
	}
	if p.n, err = strconv.ParseInt(n, 10, 64); err != nil || p.n < 0 {
		return p, fault.Because(err, fault.NotFound, "見つかりませんでした")
	}
	return p, nil
}

func (p threadPlace) String() string {
	return placeOf(p.at, p.thread) + "~" + strconv.FormatInt(p.n, 10)
}
