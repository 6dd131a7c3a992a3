package crashtest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/id"
)

// step is what happens to an item next.
type step int

const (
	ask step = iota
	pay
	deliver
	accept
	over
)

// play lets people race for the items of a stage. Every step is made by several browsers at once, each with a key of its own,
// so that one of them wins and the others are refused.
type play struct {
	*stage
	*browsers
	ctx    context.Context
	queue  chan *item
	toDesk chan bill
	busy   sync.WaitGroup
	ended  atomic.Bool
	ends   atomic.Int64 // items that have come to their end
	tried  sync.Map     // offers that somebody has signed or tried to
}

// bill is a request for money that waits for the bank's list.
type bill struct {
	it        *item
	reference string
	amount    int64
}

// players is how many items are on the move at once.
const players = 6

func newPlay(ctx context.Context, s *stage, b *browsers) *play {
	p := &play{stage: s, browsers: b, ctx: ctx, queue: make(chan *item, len(s.items)), toDesk: make(chan bill, len(s.items))}
	for _, i := range rand.Perm(len(s.items)) {
		p.queue <- s.items[i]
	}
	return p
}

// begin lets the players begin; end waits until each has finished what it is doing.
func (p *play) begin() {
	for range players {
		p.busy.Go(func() {
			for it := range p.queue {
				if p.ended.Load() {
					return
				}
				p.step(it)
				if it.next == over {
					p.ends.Add(1)
				}
			}
		})
	}
	if !p.demo {
		p.busy.Go(p.book)
	}
}

func (p *play) end() {
	p.ended.Store(true)
	close(p.queue)
	p.busy.Wait()
}

// again puts an item back into the queue.
func (p *play) again(it *item) {
	defer func() { recover() }() // the queue was closed: the play is over
	if !p.ended.Load() {
		p.queue <- it
	}
}

// exhausted reports whether there is too little left to race for.
func (p *play) exhausted() bool { return len(p.items)-int(p.ends.Load()) < len(p.items)/10 }

// race sends commands at once and returns their answers.
func (p *play) race(cs ...command) []answer {
	out := make([]answer, len(cs))
	var all sync.WaitGroup
	for i, c := range cs {
		all.Go(func() { out[i], _ = p.send(p.ctx, c) })
	}
	all.Wait()
	return out
}

func anyDone(as []answer) bool {
	for _, a := range as {
		if a.done() {
			return true
		}
	}
	return false
}

func (p *play) step(it *item) {
	iid, cid := string(it.id), string(it.contract)
	switch it.next {
	case ask:
		a, err := p.send(p.ctx, p.command(it.client, "ask", iid, "/contracts/"+cid+"/fundings", url.Values{"item": {iid}}))
		if err != nil || !a.done() {
			it.next = over
			return
		}
		it.funding = id.Funding(a.location[strings.LastIndex(a.location, "/")+1:])
		if !p.demo {
			p.bill(it)
			return
		}
		it.next = pay
	case pay:
		fid := string(it.funding)
		path := "/fundings/" + fid + "/pay"
		cs := []command{p.command(it.client, "pay", fid, path, nil), p.command(it.client, "pay", fid, path, nil)}
		if rand.IntN(10) == 0 {
			cs = append(cs, p.command(it.worker, "calloff", iid, "/contracts/"+cid+"/cancel", url.Values{"item": {iid}, "reason": {"都合が変わりました。"}}))
		}
		it.next = deliver
		if !anyDone(p.race(cs...)[:2]) {
			it.next = over
		}
	case deliver:
		if !p.deliver(it) {
			return
		}
	case accept:
		if !it.offered && rand.IntN(3) == 0 {
			it.offered = true
			p.send(p.ctx, p.offer(it))
		}
		path := "/items/" + iid + "/accept"
		cs := []command{p.command(it.client, "accept", iid, path, nil), p.command(it.client, "accept", iid, path, nil)}
		p.race(append(cs, p.signatures(it)...)...)
		it.next = over
	}
	if it.next != over {
		p.again(it)
	}
}

// deliver hands an item in, twice at once, while the client may offer to end it. It reports whether the item goes on.
func (p *play) deliver(it *item) bool {
	iid := string(it.id)
	path := "/items/" + iid + "/deliver"
	cs := []command{p.command(it.worker, "deliver", iid, path, url.Values{"body": {"できました。"}}), p.command(it.worker, "deliver", iid, path, url.Values{"body": {"納品します。"}})}
	if it.offered = it.offered || rand.IntN(2) == 0; it.offered {
		cs = append(cs, p.offer(it))
	}
	as := p.race(cs...)[:2]
	switch {
	case anyDone(as):
		it.next = accept
	case p.demo || as[0].status != http.StatusConflict || p.ended.Load():
		it.next = over
	default: // the list is confirmed, but the server died before it had booked this line; the next list books it
		time.AfterFunc(20*time.Millisecond, func() { p.again(it) })
		return false
	}
	return true
}

// offer is the client's offer to end an item with a part of its pay.
func (p *play) offer(it *item) command {
	iid := string(it.id)
	return p.command(it.client, "offer", iid, "/items/"+iid+"/end",
		url.Values{"pay": {fmt.Sprint(rand.IntN(itemPrice))}, "fault": {"none"}, "reason": {"企画が変わりました。"}, "do": {"send"}})
}

var offered = regexp.MustCompile(`/cancels/([0-9a-f-]{36})`)

// signatures are those that the worker can give in the room of an item's contract.
func (p *play) signatures(it *item) (cs []command) {
	if !it.offered {
		return nil
	}
	room, err := p.get(p.ctx, it.worker, "/contracts/"+string(it.contract))
	if err != nil {
		return nil
	}
	for _, m := range offered.FindAllStringSubmatch(room.body, -1) {
		if _, twice := p.tried.LoadOrStore(m[1], true); !twice && len(cs) < 3 {
			cs = append(cs, p.command(it.worker, "sign", m[1], "/cancels/"+m[1]+"/sign", nil))
		}
	}
	return cs
}

var reference = regexp.MustCompile(`<span class="yen xl">(\d{6,})</span>`)
var amount = regexp.MustCompile(`<span class="yen xl">([\d,]+)円?</span>`)

// bill reads from the page how much is asked for under which number, and lets the bank know.
func (p *play) bill(it *item) {
	page, err := p.get(p.ctx, it.client, "/fundings/"+string(it.funding))
	if err != nil {
		return
	}
	ref, sum := reference.FindStringSubmatch(page.body), amount.FindStringSubmatch(page.body)
	if ref == nil || sum == nil {
		p.found.bad(answered, "the page of funding %s (%d) names no number or amount", it.funding, page.status)
		return
	}
	var yen int64
	fmt.Sscan(strings.ReplaceAll(sum[1], ",", ""), &yen)
	it.next = deliver
	select {
	case p.toDesk <- bill{it, ref[1], yen}:
	default:
	}
}

// book is the desk: one operator brings the bank's list of what has come in, both try to confirm it, twice at once.
func (p *play) book() {
	for !p.ended.Load() {
		var bills []bill
		for len(bills) < 16 {
			select {
			case b := <-p.toDesk:
				bills = append(bills, b)
				continue
			case <-p.ctx.Done():
				return
			case <-time.After(10 * time.Millisecond):
			}
			break
		}
		if len(bills) == 0 {
			continue
		}
		var csv strings.Builder
		csv.WriteString("日付,入出金額,振込人,残高\r\n")
		balance := p.balance
		for _, b := range bills {
			balance += b.amount
			fmt.Fprintf(&csv, "%s,%d,%s ｶ)ｷﾀﾐﾁ,%d\r\n", calendar.On(clock.System()), b.amount, b.reference, balance)
		}
		c := p.command(p.desk[0], "bring", fmt.Sprint(balance), "/desk/deposits", nil)
		c.file = csv.String()
		a, err := p.send(p.ctx, c)
		if err != nil {
			return
		}
		if !a.done() {
			p.found.bad(answered, "a list was refused with %d: %s", a.status, saying(a.body))
			return
		}
		list := a.location[strings.LastIndex(a.location, "/")+1:]
		path := "/desk/deposits/" + list + "/confirm"
		if !anyDone(p.race(p.command(p.desk[1], "confirm", list, path, nil), p.command(p.desk[1], "confirm", list, path, nil), p.command(p.desk[0], "confirm", list, path, nil))) {
			p.found.bad(answered, "nobody could confirm list %s", list)
			return
		}
		p.balance = balance
		for _, b := range bills {
			p.again(b.it)
		}
	}
}

var alert = regexp.MustCompile(`(?s)role="alert".{0,400}`)

// saying is what an error page says.
func saying(body string) string { return alert.FindString(body) }
