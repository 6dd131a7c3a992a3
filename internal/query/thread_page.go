package query

import (
	"cmp"
	"context"
	"slices"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/message"
	"nariwai/internal/reply"
	"nariwai/internal/yen"
)

var threads = db.Table[message.Thread]{
	Name:    "message_thread",
	Columns: "id, job, contract, proposal, client, worker, opened_at, last_n, last_at, title, version",
	Fields: func(t *message.Thread) []any {
		return []any{&t.ID, &t.Job, &t.Contract, &t.Proposal, &t.Client, &t.Worker, &t.OpenedAt, &t.LastN, &t.LastAt, &t.Title, &t.Version}
	},
}

// ThreadMark is a thread as other pages lead to it.
type ThreadMark struct {
	ID    id.Thread // "" while there is none
	LastN int64
	Needs bool // the reader is waited for
	Waits bool // the other side is
}

// Said is how many messages there are beside the proposal.
func (m ThreadMark) Said() int64 { return m.LastN - 1 }

// threadOf returns the mark of a worker's thread about a job or a contract, as one of its sides sees it.
func threadOf(ctx context.Context, r db.Reader, job id.Job, worker id.Party, c id.Contract, viewer id.Party) (m ThreadMark, err error) {
	err = db.One(ctx, r, []any{&m.ID, &m.LastN, &m.Needs, &m.Waits}, `SELECT t.id, t.last_n, mine.needs, theirs.needs FROM message_thread t
		JOIN message_seat mine ON mine.thread = t.id AND mine.party = $4 JOIN message_seat theirs ON theirs.thread = t.id AND theirs.other = $4
		WHERE t.job = $1 AND t.worker = $2 AND t.contract = $3`, job, worker, c, viewer)
	if fault.Is(err, fault.NotFound) {
		err = nil
	}
	return m, err
}

// ContractThread returns the thread of a contract of a party, or NotFound.
func ContractThread(ctx context.Context, r db.Reader, c id.Contract, party id.Party) (t id.Thread, err error) {
	err = db.One(ctx, r, []any{&t}, "SELECT id FROM message_thread WHERE contract = $1 AND contract <> '' AND (client = $2 OR worker = $2)", c, party)
	return t, err
}

// JobThread returns the thread of a worker about a job before there is a contract; "" if there is none.
func JobThread(ctx context.Context, r db.Reader, job id.Job, worker id.Party) (id.Thread, error) {
	m, err := threadOf(ctx, r, job, worker, "", worker)
	return m.ID, err
}

// ThreadPage is a thread as one of its sides sees it.
type ThreadPage struct {
	Thread       message.Thread
	Sides        Sides
	Mine, Theirs message.Seat
	GoesOn       id.Thread     // in the contract's, once there is one
	Blocked      bool          // by the other side
	Unread       bool          // by the person
	DueAt        clock.Instant // until when the reader's answer is in time; 0 if nothing is asked, or it is over
	JobState     market.JobState
	Proposal     ThreadProposal
	Replies      reply.Figures // how the other side answers
	Templates    []message.Template

	Titles  map[id.Item]string // of a contract's items
	Log     []LogEntry         // oldest first
	Earlier string             // what to ask for to see what came before; "" at the beginning
	Behind  clock.Instant      // when the message was sent after which the lines begin; 0 if they begin where the page does
}

// ThreadProposal is the proposal that a thread is about.
type ThreadProposal struct {
	ID       id.Proposal
	State    market.ProposalState // "" for none
	Price    yen.Yen
	SentAt   clock.Instant
	EditedAt clock.Instant
	Reason   string
}

// The lines of a talk before a contract that are no messages.
const (
	LogProposalEdited LogKind = "proposal_edited"
)

// ThreadShown reads a thread for a person who acts for one of its sides. Of what was said it holds the part before earlier, or the newest.
func ThreadShown(ctx context.Context, d *db.DB, tid id.Thread, party id.Party, person id.Person, earlier string) (p ThreadPage, err error) {
	defer fault.Wrap(&err, "thread %s", tid)
	at, last, err := placeIn(earlier)
	if err != nil {
		return p, err
	}
	err = d.View(ctx, func(s *db.Snapshot) error {
		p = ThreadPage{}
		for _, read := range []func() error{
			func() error { return p.sit(ctx, s, tid, party) },
			func() error { return p.about(ctx, s, person) },
			func() error { return p.lines(ctx, s, span{at: at, last: last}) },
			func() (err error) { p.Replies, err = replyFigures(ctx, s, p.Mine.Other); return err },
			func() (err error) { p.Templates, err = TemplatesOf(ctx, s, person); return err },
		} {
			if err := read(); err != nil {
				return err
			}
		}
		return nil
	})
	return p, err
}

// ThreadSince reads what was said in a thread after a message, and what happened.
func ThreadSince(ctx context.Context, d *db.DB, tid id.Thread, party id.Party, n int64) (p ThreadPage, err error) {
	defer fault.Wrap(&err, "thread %s since %d", tid, n)
	err = d.View(ctx, func(s *db.Snapshot) error {
		p = ThreadPage{}
		if err := p.sit(ctx, s, tid, party); err != nil {
			return err
		}
		part := span{after: true}
		err := db.One(ctx, s, []any{&part.at, &part.last}, "SELECT at, id FROM message_message WHERE thread = $1 AND n <= $2 ORDER BY n DESC LIMIT 1", tid, n)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		p.Behind = part.at
		return p.lines(ctx, s, part)
	})
	return p, err
}

// sit reads the thread, its two sides and their seats. For others it does not exist.
func (p *ThreadPage) sit(ctx context.Context, s *db.Snapshot, tid id.Thread, party id.Party) (err error) {
	if p.Thread, err = threads.One(ctx, s, "WHERE id = $1", tid); err != nil {
		return err
	}
	side, err := p.Thread.SideOf(party)
	if err != nil {
		return err
	}
	if p.Thread.Contract != "" {
		if p.Sides, err = sidesOf(ctx, s, p.Thread.Contract, party); err != nil {
			return err
		}
	} else {
		p.Sides = Sides{Contract: market.Contract{Job: p.Thread.Job, Client: p.Thread.Client, Worker: p.Thread.Worker}, Side: market.Side(side)}
		if err := p.Sides.names(ctx, s); err != nil {
			return err
		}
	}
	return p.seats(ctx, s, party)
}

func (p *ThreadPage) seats(ctx context.Context, s *db.Snapshot, party id.Party) error {
	seats, err := db.All(ctx, s, func(x *message.Seat) []any {
		return []any{&x.Party, &x.Other, &x.TheirsN, &x.ReadN, &x.ReadAt, &x.Needs, &x.BlockedAt}
	}, "SELECT party, other, theirs_n, read_n, read_at, needs, blocked_at FROM message_seat WHERE thread = $1", p.Thread.ID)
	for _, x := range seats {
		if x.Party == party {
			p.Mine = x
		} else {
			p.Theirs = x
		}
	}
	return err
}

// about reads what the thread is about, and where it stands.
func (p *ThreadPage) about(ctx context.Context, s *db.Snapshot, person id.Person) (err error) {
	if err := db.One(ctx, s, []any{&p.JobState, &p.GoesOn, &p.Blocked, &p.Unread, &p.DueAt}, `SELECT j.state,
			COALESCE((SELECT c.id FROM message_thread c WHERE c.job = t.job AND c.worker = t.worker AND c.contract <> '' AND t.contract = ''), ''),
			EXISTS (SELECT 1 FROM message_block b WHERE b.party = $2 AND b.other = $3),
			EXISTS (SELECT 1 FROM message_unread u WHERE u.person = $4 AND u.thread = t.id),
			COALESCE((SELECT a.due_at FROM reply_ask a WHERE a.thread = t.id AND a.asked = $3 AND a.state = 'open'), 0)
		FROM message_thread t JOIN market_job j ON j.id = t.job WHERE t.id = $1`, p.Thread.ID, p.Mine.Other, p.Mine.Party, person); err != nil {
		return err
	}
	if p.DueAt < s.Now {
		p.DueAt = 0
	}
	x := &p.Proposal
	err = db.One(ctx, s, []any{&x.ID, &x.State, &x.Price, &x.SentAt, &x.EditedAt, &x.Reason},
		"SELECT id, state, price, sent_at, edited_at, reason FROM market_proposal WHERE job = $1 AND worker = $2", p.Thread.Job, p.Thread.Worker)
	if fault.Is(err, fault.NotFound) {
		err = nil
	}
	return err
}

func (p *ThreadPage) lines(ctx context.Context, s *db.Snapshot, part span) (err error) {
	if p.Thread.Contract != "" {
		all, err := files.All(ctx, s, "WHERE f.contract = $1 ORDER BY f.id DESC", p.Thread.Contract)
		if err != nil {
			return err
		}
		if p.Titles, err = itemTitles(ctx, s, p.Thread.Contract); err != nil {
			return err
		}
		p.Log, p.Earlier, err = historyOf(ctx, s, p.Sides, contractLines, string(p.Thread.Contract), all, logBody, part)
		return err
	}
	if p.Log, p.Earlier, err = historyOf(ctx, s, p.Sides, talkLines, string(p.Thread.ID), nil, logBody, part); err != nil {
		return err
	}
	p.addEdit(part)
	return nil
}

func itemTitles(ctx context.Context, r db.Reader, c id.Contract) (map[id.Item]string, error) {
	type item struct {
		id    id.Item
		title string
	}
	list, err := db.All(ctx, r, func(x *item) []any { return []any{&x.id, &x.title} }, "SELECT id, title FROM market_item WHERE contract = $1", c)
	titles := map[id.Item]string{}
	for _, x := range list {
		titles[x.id] = x.title
	}
	return titles, err
}

// addEdit puts the last change of the proposal among what was said at that time.
func (p *ThreadPage) addEdit(part span) {
	x := p.Proposal
	if x.EditedAt <= x.SentAt || part.after && x.EditedAt <= part.at || !part.after && x.EditedAt >= part.at || p.Earlier != "" && x.EditedAt < p.Log[0].At ||
		slices.ContainsFunc(p.Log, func(e LogEntry) bool { return e.Said.Kind == message.Proposal && e.At >= x.EditedAt }) { // sent once more
		return
	}
	p.Log = append(p.Log, LogEntry{ID: string(x.ID), At: x.EditedAt, Kind: LogProposalEdited, By: market.WorkerSide, Amount: x.Price})
	slices.SortStableFunc(p.Log, func(a, b LogEntry) int { return cmp.Compare(a.At, b.At) })
}

// TemplatesOf returns the texts that a person keeps, oldest first.
func TemplatesOf(ctx context.Context, r db.Reader, person id.Person) ([]message.Template, error) {
	return db.All(ctx, r, func(t *message.Template) []any { return []any{&t.ID, &t.Person, &t.Name, &t.At, &t.Body} },
		"SELECT id, person, name, at, body FROM message_template WHERE person = $1 ORDER BY id", person)
}
