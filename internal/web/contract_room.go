package web

import (
	"slices"

	"nariwai/internal/bank"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/query"
	"nariwai/internal/recurring"
	"nariwai/internal/trust"
	"nariwai/internal/upload"
	"nariwai/internal/yen"
)

// roomPage is the data of templates/contract.html.
type roomPage struct {
	query.RoomPage
	Rail  Rail
	Turns []roomTurn // one's own first
	Lines []roomLine
	Parts []roomPart
	Bank  bankLine

	Work       id.Work       // the page that became of it, as far as the reader may know
	MayShow    bool          // the reader may make one
	Reviewable bool          // there is a page for its reviews
	OwnHour    query.OwnHour // the worker's own, and shown to nobody else

	After     query.AfterTrial // to the client of a trial that has ended
	Plan      recurring.Plan   // what would come every month
	Continues bool             // it can
}

// Unfunded are the items that no money has come for.
func (p roomPage) Unfunded() (out []query.RoomItem) {
	for _, it := range p.Items {
		if it.State == market.ItemAgreed {
			out = append(out, it)
		}
	}
	return out
}

// Checking reports whether a file waits for the virus scanner.
func (p roomPage) Checking() bool {
	return slices.ContainsFunc(p.Files, func(f query.RoomFile) bool { return f.State == upload.Waiting })
}

// LastPaper is the writing in force.
func (p roomPage) LastPaper() *query.Paper {
	if len(p.Papers) == 0 {
		return nil
	}
	return &p.Papers[len(p.Papers)-1]
}

// roomTurn is something that waits: for the reader, or for the other side.
type roomTurn struct {
	Mine        bool
	Text        string
	Href, Label string // of the button; "" for none
}

// roomLine is a line of the history as the page shows it.
type roomLine struct {
	query.LogEntry
	Day   calendar.Date // set on the first line of a day
	Mine  bool
	Talk  bool // somebody's words, and not an event
	Who   query.PartyName
	Text  string // of an event
	Title string // of the item, where there are several
	Parts int    // how many more items the event was about

	Quoted   string // who said what is quoted
	Editable bool
	Seen     bool         // the last of one's own that the other side has read
	Shut     bool         // before a contract: links don't open
	Spots    []trust.Spot // what is marked for the reader
	Ways     waysOut
	Due      bool // the last of the other's, which waits for an answer
}

// Good reports whether the event is the one that everybody waits for.
func (l roomLine) Good() bool {
	k := market.EventKind(l.Kind)
	return k == market.EventAccepted || k == market.EventAuto || k == market.EventPaid
}

// Blame is whose doing a revision was.
func (l roomLine) Blame() market.Blame { return market.Blame(l.Note) }

// roomPart is an item as the page shows it.
type roomPart struct {
	query.RoomItem
	Tag   Tag
	Money string
	Shown yen.Yen // the pay
	Acts  []Link
}

// bankLine is the account to which a client pays in.
type bankLine struct{ Bank, Branch, Kind, Number, Name string }

// lastDayOf is the last day before a limit that ends at 00:00.
func lastDayOf(end clock.Instant) calendar.Date {
	if end.IsZero() {
		return 0
	}
	return calendar.On(end).AddDays(-1)
}

func newRoomPage(q *Request, r query.RoomPage) roomPage {
	p := roomPage{RoomPage: r}
	p.Rail = p.rail(q)
	p.Turns = p.turns(q)
	p.Lines = historyLines(q, r.Sides, r.Log, p.what(q))
	for _, it := range r.Items {
		p.Parts = append(p.Parts, roomPart{RoomItem: it, Tag: endedTag(q.Lang, it.State), Money: itemMoney(q.Lang, r.Sides, it), Shown: it.Pay, Acts: p.acts(q, it)})
	}
	if b, ok := bank.FindBank(r.Bank.Bank); ok {
		p.Bank = bankLine{Bank: q.T("%s銀行", b.Name), Number: r.Bank.Account, Name: r.Bank.ClientName, Kind: q.T(accountKind(r.Bank.Type))}
		if br, ok := bank.FindBranch(r.Bank.Bank, r.Bank.Branch); ok {
			p.Bank.Branch = q.T("%s支店", br.Name)
		}
	}
	return p
}

func accountKind(code string) string {
	switch code {
	case "2":
		return "当座"
	case "4":
		return "貯蓄"
	}
	return "普通"
}

// what returns a function that names an item in a sentence: by its title, or as this job where it is the only one.
func (p roomPage) what(q *Request) func(id.Item) string {
	titles := map[id.Item]string{}
	for _, it := range p.Items {
		titles[it.ID] = it.Title
	}
	return itemNames(q, titles)
}

func itemNames(q *Request, titles map[id.Item]string) func(id.Item) string {
	return func(iid id.Item) string {
		if n := titles[iid]; n != "" && len(titles) > 1 {
			return q.T("「%s」", n)
		}
		return q.T("この仕事")
	}
}

// historyLines makes the lines of a contract's history for its pages; what names an item.
func historyLines(q *Request, c query.Sides, log []query.LogEntry, what func(id.Item) string) (lines []roomLine) {
	var last calendar.Date
	for _, e := range log {
		l := roomLine{LogEntry: e, Mine: e.By != "" && e.By == c.Side}
		if on := calendar.On(e.At); on != last {
			l.Day, last = on, on
		}
		switch e.By {
		case market.ClientSide:
			l.Who = c.Client
		case market.WorkerSide:
			l.Who = c.Worker
		default:
			if e.Person != "" {
				l.Who.Name = q.T("運営")
			}
		}
		switch e.Kind {
		case query.LogMessage, query.LogFile:
			l.Talk = true
			switch e.Said.Quoted.By {
			case market.ClientSide:
				l.Quoted = c.Client.Name
			case market.WorkerSide:
				l.Quoted = c.Worker.Name
			}
		case query.LogProposalEdited:
			l.Text = q.T("提案が変わりました（%s）", e.Amount)
		case query.LogDelivery, query.LogRevision:
			l.Talk = true
			if name := what(e.Item); name != q.T("この仕事") {
				l.Title = name
			}
		default:
			l.Text = eventText(q.Lang, e, what(e.Item))
			if n := len(lines); n > 0 && market.EventKind(e.Kind) == market.EventFunded && lines[n-1].Kind == e.Kind && lines[n-1].At == e.At {
				one := &lines[n-1] // a deposit for several items is one line
				one.Parts++
				one.Amount = one.Amount.Add(e.Amount)
				one.Text = q.T("区切り%d個の仮払い %s が済みました", one.Parts+1, one.Amount)
				continue
			}
		}
		lines = append(lines, l)
	}
	return lines
}

// current is the item whose money the page is about: the one that is next, or the last that moved money.
func (p roomPage) current() query.RoomItem {
	var best query.RoomItem
	rank := func(it query.RoomItem) int {
		switch it.State {
		case market.ItemDisputed:
			return 6
		case market.ItemDelivered:
			return 5
		case market.ItemRevising, market.ItemFunded:
			return 4
		case market.ItemAgreed:
			return 3
		case market.ItemAccepted, market.ItemSplit:
			if it.Paid.State == "paid" {
				return 1
			}
			return 2
		}
		return 0
	}
	for i, it := range p.Items {
		if i == 0 || rank(it) > rank(best) {
			best = it
		}
	}
	return best
}

// rail says where the money of the current item is.
func (p roomPage) rail(q *Request) Rail {
	it := p.current()
	what := p.what(q)(it.ID)
	short := func(d calendar.Date) string { return briefDay(q.Lang, d) }
	steps := []string{q.T("済み"), q.T("%sまで", short(it.DueOn)), q.T("%d日以内", p.AcceptDays), "", short(it.Payday)}
	if !it.FundedAt.IsZero() {
		steps[0] = q.T("%s 済み", short(calendar.On(it.FundedAt)))
	}
	if !it.DeliveredAt.IsZero() {
		steps[1] = short(calendar.On(it.DeliveredAt))
	}
	switch {
	case !it.SettledOn.IsZero():
		steps[3] = short(calendar.MonthOf(it.SettledOn).Last())
	case !it.Payday.IsZero():
		steps[3] = short(calendar.MonthOf(it.Payday).Prev().Last())
	}
	switch it.State {
	case market.ItemAgreed:
		steps[0] = q.T("%sまで", short(lastDayOf(p.FundBy)))
		return newRail(q.Lang, q.T("%sの %s は、まだ仮払いされていません。", what, it.Quote.Escrow), 0, steps)
	case market.ItemFunded:
		return newRail(q.Lang, q.T("%sの %s は、Nariwai がお預かりしています。", what, it.Secured), 1, steps)
	case market.ItemRevising:
		steps[1] = q.T("直し待ち")
		return newRail(q.Lang, q.T("%sの %s は、Nariwai がお預かりしています。直しを待っています。", what, it.Secured), 1, steps)
	case market.ItemDelivered:
		steps[2] = q.T("%sまで", short(lastDayOf(it.AcceptBy)))
		return newRail(q.Lang, q.T("%sの %s は、Nariwai がお預かりしています。検収を待っています。", what, it.Secured), 2, steps)
	case market.ItemDisputed:
		now := 1
		if it.Before == market.ItemDelivered {
			now = 2
		}
		steps[now] = q.T("相談中")
		return newRail(q.Lang, q.T("%sの %s は、もめごと相談のあいだ、動かさずにお預かりしています。", what, it.Secured), now, steps)
	case market.ItemAccepted, market.ItemSplit:
		steps[2] = q.T("%s 済み", short(it.SettledOn))
		switch {
		case it.Paid.State == "paid":
			return newRail(q.Lang, q.T("%sの手取り %s は、%sに振り込みました。", what, it.Paid.Net, short(it.Payday)), 5, steps)
		case !it.Paid.RunOn.IsZero():
			return newRail(q.Lang, q.T("%sの手取り %s は、締めが済み、%sに振り込みます。", what, it.Paid.Net, short(it.Payday)), 4, steps)
		}
		return newRail(q.Lang, q.T("%sの手取り %s は、Nariwai が働く人に代わって受け取りました。%sに振り込みます。", what, it.Paid.Net, short(it.Payday)), 3, steps)
	case market.ItemRefunded:
		return newRail(q.Lang, q.T("%sのお金は、働く人へは払われません。", what)+refundText(q.Lang, it), -1, nil)
	}
	return newRail(q.Lang, q.T("%sは、仮払いの前に終わりました。お金は動いていません。", what), -1, nil)
}
