package query

import (
	"cmp"
	"context"
	"slices"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/yen"
)

// TodoKind is what is to be done.
type TodoKind string

const (
	Deliver      TodoKind = "deliver"
	Mend         TodoKind = "mend" // a delivery that came back
	Reply        TodoKind = "reply"
	AnswerAsk    TodoKind = "answer_ask" // before its time is over: see reply
	SeeEdits     TodoKind = "see_edits"
	AnswerChange TodoKind = "answer_change"
	AnswerCancel TodoKind = "answer_cancel"
	TellDesk     TodoKind = "tell_desk"     // one's side of a dispute
	TakeDecision TodoKind = "take_decision" // of the desk: take it as it is, or appeal
	AddAccount   TodoKind = "add_account"
	Decide       TodoKind = "decide"
	PayIn        TodoKind = "pay_in"
	Accept       TodoKind = "accept"
	MendJob      TodoKind = "mend_job" // the desk has sent it back
	AwaitFunds   TodoKind = "await_funds"
	WriteReview  TodoKind = "write_review"
)

// Todo is one thing that waits for the party, or that it waits for.
type Todo struct {
	Kind   TodoKind
	Title  string        // of the contract or job
	Other  string        // the other side's name
	Amount yen.Yen       // 0 for none
	Due    calendar.Date // the last day; 0 for none
	DueAt  clock.Instant // where it goes by the hour
	Link   string        // the page on which it is done
	Waits  bool          // the other side's turn: nothing can be done but wait
}

// turn is an offer, a request to pay or a dispute that waits for the party.
type turn struct {
	kind     TodoKind
	contract id.Contract
	title    string
	other    string
	amount   yen.Yen
	until    clock.Instant
	funding  id.Funding // of a request to pay
}

func openTurns(ctx context.Context, r db.Reader, party id.Party) ([]turn, error) {
	return db.All(ctx, r, func(t *turn) []any {
		return []any{&t.kind, &t.contract, &t.title, &t.other, &t.amount, &t.until, &t.funding}
	}, openTurnsSQL, party)
}

// m is the party's contracts that have not ended, from either side; everything is looked up from there.
const openTurnsSQL = `WITH m AS (
		SELECT c.id, c.title, o.display_name AS other, 'client' AS side FROM market_contract c JOIN people_party o ON o.id = c.worker
			WHERE c.client = $1 AND c.state IN ('awarded', 'active')
		UNION ALL SELECT c.id, c.title, o.display_name, 'worker' FROM market_contract c JOIN people_party o ON o.id = c.client
			WHERE c.worker = $1 AND c.state IN ('awarded', 'active'))
	SELECT 'answer_change' AS kind, m.id AS contract, m.title, m.other, x.pay, 0 AS until, '' AS funding
		FROM m JOIN market_change x ON x.contract = m.id WHERE x.state = 'offered' AND x.by_party <> $1
	UNION ALL SELECT 'answer_cancel', m.id, m.title, m.other, x.pay, 0, ''
		FROM m JOIN market_cancel x ON x.contract = m.id WHERE x.state = 'offered' AND x.by_party <> $1
	UNION ALL SELECT 'pay_in', m.id, m.title, m.other, x.amount, x.pay_by, x.id
		FROM m JOIN billing_funding x ON x.contract = m.id WHERE x.state = 'open' AND m.side = 'client'
	UNION ALL SELECT 'tell_desk', m.id, m.title, m.other, 0, 0, ''
		FROM m JOIN market_dispute x ON x.contract = m.id WHERE x.state = 'open'
			AND (m.side = 'client' AND x.client_says = '' OR m.side = 'worker' AND x.worker_says = '')
	UNION ALL SELECT 'take_decision', m.id, m.title, m.other, x.pay, x.appeal_by, ''
		FROM m JOIN market_dispute x ON x.contract = m.id WHERE x.state = 'decided'
			AND (m.side = 'client' AND NOT x.client_content OR m.side = 'worker' AND NOT x.worker_content)
	ORDER BY 2, 1`

func (h HomePage) todos(waiting []turn, reviews []Todo) (out []Todo) {
	out = reviews
	asked := map[id.Contract]bool{}
	for _, a := range h.Asks {
		asked[a.Contract] = true
	}
	for _, c := range h.Doing {
		out = append(out, c.workerTodos(asked[c.ID])...)
	}
	for _, c := range h.Ordered {
		for _, it := range c.Items {
			if it.State == market.ItemDelivered {
				out = append(out, Todo{Kind: Accept, Title: c.Name(it), Other: c.Other, Amount: it.Pay, Due: lastDay(it.AcceptBy), Link: c.link()})
			}
		}
	}
	for _, t := range waiting {
		link := "/contracts/" + string(t.contract)
		if t.funding != "" {
			link = "/fundings/" + string(t.funding)
		}
		out = append(out, Todo{Kind: t.kind, Title: t.title, Other: t.other, Amount: t.amount, Due: lastDay(t.until), Link: link})
	}
	for _, a := range h.Asks {
		out = append(out, Todo{Kind: AnswerAsk, Title: a.Title, Other: a.Other, Due: calendar.On(a.DueAt), DueAt: a.DueAt, Link: "/messages/" + string(a.Thread)})
	}
	for _, p := range h.Proposals {
		if p.State != market.Sent {
			continue
		}
		if p.Edited {
			out = append(out, Todo{Kind: SeeEdits, Title: p.Title, Link: "/proposals/" + string(p.ID)})
		}
	}
	for _, j := range h.Jobs {
		switch {
		case j.State == market.JobRefused:
			out = append(out, Todo{Kind: MendJob, Title: j.Title, Link: "/jobs/" + string(j.ID) + "/edit"})
		case j.State == market.JobDeciding:
			out = append(out, Todo{Kind: Decide, Title: j.Title, Due: lastDay(j.DecideBy), Link: "/jobs/" + string(j.ID) + "/proposals"})
		case j.State == market.JobOpen && j.Undecided > 0:
			out = append(out, Todo{Kind: Decide, Title: j.Title, Due: j.ClosesOn, Link: "/jobs/" + string(j.ID) + "/proposals"})
		}
	}
	if h.Coming.Account.Last4 == "" && (len(h.Coming.Next) > 0 || h.Coming.Held.Sign() > 0) {
		out = append(out, Todo{Kind: AddAccount, Due: h.Coming.First().On, Amount: h.Coming.First().Amount, Link: "/settings/bank"})
	}
	slices.SortStableFunc(out, func(a, b Todo) int {
		if a.Waits != b.Waits {
			if a.Waits {
				return 1
			}
			return -1
		}
		return cmp.Or(cmp.Compare(when(a.Due), when(b.Due)), cmp.Compare(a.DueAt, b.DueAt))
	})
	return out
}

func (c OpenContract) link() string { return "/contracts/" + string(c.ID) }

// workerTodos are what a worker has to do; where the other side waits for an answer by the hour, asked, the longer wait is not said too.
func (c OpenContract) workerTodos(asked bool) (out []Todo) {
	waits := yen.Yen{}
	for _, it := range c.Items {
		todo := Todo{Title: c.Name(it), Other: c.Other, Amount: it.Net, Due: it.DueOn, Link: c.link()}
		switch it.State {
		case market.ItemFunded:
			todo.Kind = Deliver
		case market.ItemRevising:
			todo.Kind = Mend
		case market.ItemAgreed:
			waits = waits.Add(it.Net)
			continue
		default:
			continue
		}
		out = append(out, todo)
	}
	if waits.Sign() > 0 {
		out = append(out, Todo{Kind: AwaitFunds, Title: c.Title, Other: c.Other, Amount: waits, Due: lastDay(c.FundBy), Link: c.link(), Waits: true})
	}
	if !c.AskedAt.IsZero() && !asked {
		out = append(out, Todo{Kind: Reply, Title: c.Title, Other: c.Other, Due: lastDay(c.AskedAt.Add(clock.Duration(c.SilentDays) * clock.Day)), Link: c.link()})
	}
	return out
}

// when puts what has no date after what has one.
func when(d calendar.Date) calendar.Date {
	if d.IsZero() {
		return 99991231
	}
	return d
}

func sortByDate[T any](list []T, date func(T) calendar.Date) {
	slices.SortStableFunc(list, func(a, b T) int { return cmp.Compare(when(date(a)), when(date(b))) })
}
