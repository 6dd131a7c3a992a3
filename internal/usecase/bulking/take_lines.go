package bulking

import (
	"context"
	"fmt"
	"strings"

	"nariwai/internal/bulk"
	"nariwai/internal/bulk/bulkdb"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/contracting"
)

// MostAtOnce is how many lines are taken or assigned with one command.
const MostAtOnce = 100

// TakeLines makes open lines the work of the worker who asks, up to the limit of their seat. They begin funded.
func TakeLines(ctx context.Context, d *db.DB, a people.Actor, bid id.Bulk, list []id.Item) (_ id.Contract, err error) {
	defer fault.Wrap(&err, "take %d lines of %s", len(list), bid)
	answer, err := command(ctx, d, a, func(tx *db.Tx) (string, error) {
		worker, err := peopledb.Trading(ctx, tx, a, people.Work)
		if err != nil {
			return "", err
		}
		o, s, err := seated(ctx, tx, bid, worker.ID)
		if err != nil {
			return "", err
		}
		cid, err := give(ctx, tx, a, o, s, worker, list)
		return string(cid), err
	})
	return id.Contract(answer), err
}

// AssignLines gives open lines to a worker who has a seat: the worker has agreed to that by taking the seat, and may give them back.
func AssignLines(ctx context.Context, d *db.DB, a people.Actor, bid id.Bulk, sid id.Seat, list []id.Item) (_ id.Contract, err error) {
	defer fault.Wrap(&err, "assign %d lines to %s", len(list), sid)
	answer, err := command(ctx, d, a, func(tx *db.Tx) (string, error) {
		o, s, err := seatOf(ctx, tx, a, bid, sid, people.Direct)
		if err != nil {
			return "", err
		}
		worker, err := peopledb.Tradable(ctx, tx, s.Worker)
		if err != nil {
			return "", err
		}
		cid, err := give(ctx, tx, a, o, s, worker, list)
		return string(cid), err
	})
	return id.Contract(answer), err
}

// give makes lines the items of the seat's contract.
func give(ctx context.Context, tx *db.Tx, a people.Actor, o bulk.Order, s bulk.Seat, worker people.Party, list []id.Item) (cid id.Contract, err error) {
	if err := o.Takes(); err != nil {
		return "", err
	}
	lines, err := chosen(ctx, tx, o, list)
	if err != nil {
		return "", err
	}
	inHand, err := marketdb.InHand(ctx, tx, s.Contract)
	if err != nil {
		return "", err
	}
	if room := s.Room(o, inHand); int64(len(lines)) > room {
		return "", fault.New(fault.Conflict, "いま引き受けられるのは、あと%d本です（一度に持てるのは%d本まで）", room, s.Limit(o))
	}
	client, err := peopledb.Party(ctx, tx, o.Client)
	if err != nil {
		return "", err
	}
	j, err := marketdb.Job(ctx, tx, o.Job)
	if err != nil {
		return "", err
	}
	g := contracting.Lines{Job: j, Client: client, Worker: worker, Withhold: o.Withhold, Contract: s.Contract, Proposal: id.Proposal(s.ID),
		Security: market.Security(o.Security), By: a.Person, Content: content(lines)}
	if s.Contract != "" {
		g.Proposal = id.Proposal(tx.NewID()) // of another contract of the same seat, if the last has ended
	}
	for _, l := range lines {
		g.List = append(g.List, contracting.Line{ID: l.ID, Title: l.Title, Pay: l.Price, Fee: l.Fee, DueOn: l.DueOn})
	}
	c, quotes, err := contracting.Give(ctx, tx, g)
	if err != nil {
		return "", err
	}
	var unneeded []part
	for i := range lines {
		back, err := lines[i].Take(s.ID, quotes[i].Escrow, tx.Now)
		if err != nil {
			return "", err
		}
		unneeded = append(unneeded, part{lines[i].ID, back})
		if err := bulkdb.SaveLine(ctx, tx, &lines[i]); err != nil {
			return "", err
		}
	}
	if s.Contract != c.ID {
		s.Contract = c.ID
		if err := bulkdb.SaveSeat(ctx, tx, &s); err != nil {
			return "", err
		}
	}
	if _, err := sendBack(ctx, tx, o, unneeded, "源泉徴収の分（依頼主が税務署に納めます）"); err != nil {
		return "", err
	}
	return c.ID, tx.Audit(ctx, a.Person, a.Party, "take_lines", string(c.ID), fmt.Sprint(len(lines)))
}

// chosen returns the lines that were asked for, each of them of this order.
func chosen(ctx context.Context, tx *db.Tx, o bulk.Order, list []id.Item) ([]bulk.Line, error) {
	if len(list) == 0 {
		return nil, fault.New(fault.Invalid, "記事を選んでください")
	}
	if len(list) > MostAtOnce {
		return nil, fault.New(fault.Invalid, "一度に選べるのは%d本までです", MostAtOnce)
	}
	lines, err := bulkdb.Among(ctx, tx, o.ID, list)
	if err == nil && len(lines) != len(list) {
		err = notFound()
	}
	return lines, err
}

// content is what the notice of terms says of each line: the work of article 3 of the Freelance Act, down to what is to be written.
func content(lines []bulk.Line) string {
	var b strings.Builder
	b.WriteString("受け持つ記事:\n\n")
	for _, l := range lines {
		fmt.Fprintf(&b, "- %d. %s", l.N, l.Title)
		if l.Chars > 0 {
			fmt.Fprintf(&b, "（%d字）", l.Chars)
		}
		if l.Keywords != "" {
			b.WriteString(" キーワード: " + oneLine(l.Keywords))
		}
		if l.Notes != "" {
			b.WriteString(" 備考: " + oneLine(l.Notes))
		}
		b.WriteString("\n")
	}
	return b.String()
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
