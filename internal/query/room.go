package query

import (
	"context"

	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/document"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/policy"
	"nariwai/internal/yen"
)

// RoomPage is a contract's room as one of its sides sees it.
type RoomPage struct {
	Sides
	Thread   id.Thread
	Items    []RoomItem
	Total    billing.Quote // of what is still agreed
	Requests []FundingRequest
	Bank     policy.Identity // where the client pays in, while something is asked for
	Changes  []market.Change // offered, or signed and waiting for money
	Cancels  []market.Cancel // offered
	Disputes []market.Dispute
	Files    []RoomFile // newest first
	Papers   []Paper
	Log      []LogEntry // oldest first
	Earlier  string     // what to ask for to see what came before; "" at the beginning
}

// RoomItem is an item with its money.
type RoomItem struct {
	market.Item
	Quote    billing.Quote
	FundedAt clock.Instant
	Paid     PaidItem
	Payday   calendar.Date
	Refund   yen.Yen
	Refunded billing.RefundState // "" when nothing goes back
}

// PaidItem is what became of an item's pay.
type PaidItem struct {
	Item    id.Item
	Pay     yen.Yen // settled for the worker
	Fee     yen.Yen
	Held    yen.Yen // withheld for the tax office
	Net     yen.Yen
	RunOn   calendar.Date // of the run that took it up; 0 before
	State   billing.PayoutState
	Settled bool
}

// FundingRequest is what the client is asked to pay in.
type FundingRequest struct {
	ID        id.Funding
	Reference string
	Change    id.Change // the raise that it is for, if any
	Amount    yen.Yen
	PayBy     clock.Instant
	Items     []id.Item
}

// Paper is a writing about the contract.
type Paper struct {
	ID     id.Document
	Kind   document.Kind
	Number string
	On     calendar.Date
	SHA256 string
}

// Room reads a contract's room. Of the history it holds the part before earlier (a RoomPage's Earlier), or the newest.
func Room(ctx context.Context, d *db.DB, cid id.Contract, party id.Party, earlier string) (p RoomPage, err error) {
	defer fault.Wrap(&err, "room %s", cid)
	err = d.View(ctx, func(s *db.Snapshot) error {
		p = RoomPage{}
		if p.Sides, err = sidesOf(ctx, s, cid, party); err != nil {
			return err
		}
		for _, read := range []func(context.Context, *db.Snapshot) error{p.items, p.money, p.requests, p.offers, p.papers} {
			if err := read(ctx, s); err != nil {
				return err
			}
		}
		if p.Thread, err = ContractThread(ctx, s, cid, party); err != nil {
			return err
		}
		p.Log, p.Earlier, err = logOf(ctx, s, p.Sides, p.Files, logBody, earlier)
		return err
	})
	return p, err
}

func (p *RoomPage) items(ctx context.Context, s *db.Snapshot) (err error) {
	p.Items, err = db.All(ctx, s, func(i *RoomItem) []any { return append(itemFields(&i.Item), quoteFields(&i.Quote)...) },
		"SELECT "+itemColumns+", "+quoteColumns+" FROM market_item i JOIN billing_quote q ON q.item = i.id WHERE i.contract = $1 ORDER BY i.n", p.ID)
	for i := range p.Items {
		it := &p.Items[i]
		it.Payday = p.Payday(it.Item)
		if it.State != market.ItemCancelled && it.State != market.ItemLapsed {
			p.Total = p.Total.Add(it.Quote)
		}
	}
	return err
}

func (p *RoomPage) item(iid id.Item) *RoomItem {
	for i := range p.Items {
		if p.Items[i].ID == iid {
			return &p.Items[i]
		}
	}
	return &RoomItem{}
}

// money reads what became of the items' pay, and what goes back.
func (p *RoomPage) money(ctx context.Context, s *db.Snapshot) error {
	paid, err := paidItems(ctx, s, p.ID)
	if err != nil {
		return err
	}
	for _, x := range paid {
		it := p.item(x.Item)
		it.Paid = x
		if !x.RunOn.IsZero() {
			it.Payday = x.RunOn
		}
	}
	type back struct {
		item   id.Item
		amount yen.Yen
		state  billing.RefundState
	}
	backs, err := db.All(ctx, s, func(b *back) []any { return []any{&b.item, &b.amount, &b.state} },
		`SELECT source, amount, state FROM billing_refund WHERE source_kind = 'item' AND source IN (SELECT id FROM market_item WHERE contract = $1)`, p.ID)
	for _, b := range backs {
		it := p.item(b.item)
		it.Refund, it.Refunded = b.amount, b.state
	}
	return err
}

func paidItems(ctx context.Context, r db.Reader, cid id.Contract) ([]PaidItem, error) {
	return db.All(ctx, r, func(x *PaidItem) []any {
		return []any{&x.Item, &x.Pay, &x.Fee, &x.Held, &x.Net, &x.RunOn, &x.State, &x.Settled}
	}, `SELECT t.item, t.pay, t.fee, t.withheld, t.net, COALESCE(r.pay_on, 0), COALESCE(o.state, ''), TRUE FROM billing_settlement t
		LEFT JOIN billing_run r ON r.id = t.run LEFT JOIN billing_payout o ON o.run = t.run AND o.party = t.payee AND o.refund = ''
		WHERE t.contract = $1`, cid)
}

// requests reads what the client is asked to pay in, and when what is paid came.
func (p *RoomPage) requests(ctx context.Context, s *db.Snapshot) (err error) {
	type row struct {
		FundingRequest
		item   id.Item
		paidAt clock.Instant
	}
	rows, err := db.All(ctx, s, func(x *row) []any {
		return []any{&x.ID, &x.Reference, &x.Change, &x.Amount, &x.PayBy, &x.paidAt, &x.item}
	}, `SELECT f.id, f.reference, f.change_order, f.amount, f.pay_by, f.paid_at, i.item FROM billing_funding f JOIN billing_funding_item i ON i.funding = f.id
		WHERE f.contract = $1 AND f.state IN ('open', 'paid', 'credit') ORDER BY f.id, i.item`, p.ID)
	if err != nil {
		return err
	}
	for _, x := range rows {
		if !x.paidAt.IsZero() {
			if it := p.item(x.item); it.FundedAt.IsZero() {
				it.FundedAt = x.paidAt
			}
			continue
		}
		if n := len(p.Requests); n == 0 || p.Requests[n-1].ID != x.ID {
			p.Requests = append(p.Requests, x.FundingRequest)
		}
		last := &p.Requests[len(p.Requests)-1]
		last.Items = append(last.Items, x.item)
	}
	if len(p.Requests) > 0 && p.Ordering() {
		p.Bank, err = ruleOn[policy.Identity](ctx, s, policy.Operator, id.Site, calendar.On(s.Now))
	}
	return err
}

// offers reads what waits for an answer between the two sides, and the files.
func (p *RoomPage) offers(ctx context.Context, s *db.Snapshot) (err error) {
	if p.Changes, err = changes.All(ctx, s, "WHERE contract = $1 AND state IN ('offered', 'signed') ORDER BY id", p.ID); err != nil {
		return err
	}
	if p.Cancels, err = cancels.All(ctx, s, "WHERE contract = $1 AND state = 'offered' ORDER BY id", p.ID); err != nil {
		return err
	}
	if p.Disputes, err = disputes.All(ctx, s, "WHERE contract = $1 ORDER BY id", p.ID); err != nil {
		return err
	}
	p.Files, err = files.All(ctx, s, "WHERE f.contract = $1 ORDER BY f.id DESC", p.ID)
	return err
}

func (p *RoomPage) papers(ctx context.Context, s *db.Snapshot) (err error) {
	p.Papers, err = papersOf(ctx, s, p.ID)
	return err
}

func papersOf(ctx context.Context, r db.Reader, cid id.Contract) ([]Paper, error) {
	return db.All(ctx, r, func(x *Paper) []any { return []any{&x.ID, &x.Kind, &x.Number, &x.On, &x.SHA256} },
		"SELECT id, kind, number, day, sha256 FROM document_document WHERE subject = $1 ORDER BY id", cid)
}

var changes = db.Table[market.Change]{
	Name:    "market_change",
	Columns: "id, contract, item, state, by_party, by_person, pay, due_on, scope, reason, asked_at, answered_by, answered_at, version",
	Fields: func(c *market.Change) []any {
		return []any{&c.ID, &c.Contract, &c.Item, &c.State, &c.ByParty, &c.By, &c.Pay, &c.DueOn, &c.Scope, &c.Reason, &c.AskedAt, &c.AnsweredBy, &c.AnsweredAt, &c.Version}
	},
}

var cancels = db.Table[market.Cancel]{
	Name:    "market_cancel",
	Columns: "id, contract, item, state, by_party, by_person, pay, fault, reason, asked_at, answered_by, answered_at, version",
	Fields: func(c *market.Cancel) []any {
		return []any{&c.ID, &c.Contract, &c.Item, &c.State, &c.ByParty, &c.By, &c.Pay, &c.Fault, &c.Reason, &c.AskedAt, &c.AnsweredBy, &c.AnsweredAt, &c.Version}
	},
}

var disputes = db.Table[market.Dispute]{
	Name: "market_dispute",
	Columns: "id, contract, item, state, by_party, by_person, reason, opened_at, client_says, worker_says, pay, fault, grounds, decided_by, decided_at, appeal_by, " +
		"appeal, appealed_by, appealed_at, client_content, worker_content, ended_by, ended_at, version",
	Fields: func(d *market.Dispute) []any {
		return []any{&d.ID, &d.Contract, &d.Item, &d.State, &d.ByParty, &d.By, &d.Reason, &d.OpenedAt, &d.ClientSays, &d.WorkerSays, &d.Pay, &d.Fault, &d.Grounds, &d.DecidedBy, &d.DecidedAt, &d.AppealBy,
			&d.Appeal, &d.AppealedBy, &d.AppealedAt, &d.ClientContent, &d.WorkerContent, &d.EndedBy, &d.EndedAt, &d.Version}
	},
}
