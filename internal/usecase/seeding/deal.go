package seeding

import (
	"fmt"

	"nariwai/internal/bank"
	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/document"
	"nariwai/internal/id"
	"nariwai/internal/ledger"
	"nariwai/internal/market"
	"nariwai/internal/usecase/terms"
	"nariwai/internal/yen"
)

// A course is when a contract's steps were taken; zero for those that were not.
type course struct{ awarded, funded, delivered, accepted clock.Instant }

// deal plays a contract for a proposal from its award as far as its course goes, and puts what is written of it on the pile.
// The line of the bank's list that paid it comes back as money to be listed, what was settled as settlements to be closed.
func (m *maker) deal(p *pile, j market.Job, offer market.Proposal, client, worker member, c course) (in *billing.Deposit, settled []billing.Settlement, err error) {
	category, _ := market.Categories.Find(j.Category)
	way := billing.Withhold(client.Withholds(), category.Withholding, worker.Form == "company", worker.Resident)
	kept, rates := m.rules.contract(way)
	contract, items := market.NewContract(id.Contract(m.id(c.awarded)), j, offer, kept, m.rules.clocks.FundDays,
		func() id.Item { return id.Item(m.id(c.awarded)) }, c.awarded)
	var total billing.Quote
	var parts []billing.FundingItem
	for i, q := range terms.Quotes(rates, items) {
		total = total.Add(q)
		parts = append(parts, billing.FundingItem{Item: items[i].ID, Amount: q.Escrow})
		p.quotes = append(p.quotes, billingdb.ItemQuote{Item: items[i].ID, Contract: contract.ID, Quote: q})
	}
	m.number++
	f, err := billing.NewFunding(id.Funding(m.id(c.awarded)), bank.NewReference(m.number), contract.ID, contract.Client, parts, c.awarded, contract.FundBy)
	if err != nil {
		return nil, nil, err
	}
	facts := terms.Facts(contract, j, client.Party, worker.Party, items, total, m.rules.closing, contract.StartsOn)
	doc, err := document.New(id.Document(m.id(c.awarded)), document.NoticeOfTerms, string(contract.ID), contract.StartsOn, total.Pay, facts, c.awarded, contract.Client, contract.Worker)
	if err != nil {
		return nil, nil, err
	}
	p.documents = append(p.documents, doc)
	m.log(p, contract, "", market.EventAwarded, client.by, c.awarded, contract.Pay, "")

	switch {
	case c.funded != 0:
		if in, err = m.fund(p, contract, items, &f, client, c.funded); err != nil {
			return nil, nil, err
		}
	case c.awarded != 0 && contract.FundBy <= m.now:
		for i := range items {
			if err := items[i].Lapse(contract, m.now); err != nil {
				return nil, nil, err
			}
			m.log(p, contract, items[i].ID, market.EventLapsed, "", contract.FundBy, yen.Yen{}, "")
		}
		f.Void()
	}
	last := c.funded
	before := yen.Yen{}
	for i := range items {
		it := &items[i]
		if c.delivered != 0 {
			last = c.delivered.Add(clock.Duration(i) * clock.Minute)
			if err := m.deliver(p, contract, it, worker, last); err != nil {
				return nil, nil, err
			}
		}
		if c.accepted == 0 {
			if it.State.HoldsMoney() {
				p.stand(ledger.Escrow(it.ID), it.Secured)
			}
			continue
		}
		s, err := m.accept(p, contract, it, rates, client, before, c.accepted.Add(clock.Duration(i)*clock.Minute))
		if err != nil {
			return nil, nil, err
		}
		before, last = before.Add(s.Pay), s.At
		settled = append(settled, s)
	}
	if last == 0 {
		last = contract.FundBy
	}
	contract.Follow(items, last)
	p.contracts, p.items, p.fundings = append(p.contracts, contract), append(p.items, items...), append(p.fundings, f)
	return in, settled, nil
}

// fund pays the request; the line of the bank's list goes to whoever keeps the lists.
func (m *maker) fund(p *pile, c market.Contract, items []market.Item, f *billing.Funding, client member, at clock.Instant) (*billing.Deposit, error) {
	in := &billing.Deposit{ID: id.Deposit(m.id(at)), On: day(at), Amount: f.Amount, Payer: f.Reference + " " + client.kana, Reference: f.Reference, State: billing.DepositPending, BookedAt: at}
	in.Line = "bench/" + string(in.ID)
	arrived, err := in.Entry()
	if err != nil {
		return nil, err
	}
	if !in.Match(f, at) {
		return nil, fmt.Errorf("seeding: deposit pays nothing: %s", in.Reason)
	}
	paid, err := f.Entry(ledger.Suspense(in.ID), day(at))
	if err != nil {
		return nil, err
	}
	p.post(arrived, at)
	p.post(paid, at)
	p.stand(ledger.Suspense(in.ID), yen.Yen{})
	for i, part := range f.Items {
		if err := items[i].Fund(part.Amount); err != nil {
			return nil, err
		}
		m.log(p, c, part.Item, market.EventFunded, "", at, part.Amount, "")
	}
	return in, nil
}

func (m *maker) deliver(p *pile, c market.Contract, it *market.Item, worker member, at clock.Instant) error {
	if err := it.Deliver(c.Terms, at); err != nil {
		return err
	}
	d := market.Delivery{ID: id.Delivery(m.id(at)), Item: it.ID, N: 1, Body: m.handing(), Minutes: int64(m.between(2, 60) * 10), By: worker.by, At: at}
	p.deliveries = append(p.deliveries, d)
	m.log(p, c, it.ID, market.EventDelivered, worker.by, at, yen.Yen{}, string(d.ID))
	return nil
}

// accept settles a delivered item, by the client or by the end of their days.
func (m *maker) accept(p *pile, c market.Contract, it *market.Item, rates billing.Terms, client member, before yen.Yen, at clock.Instant) (s billing.Settlement, err error) {
	kind, by := market.EventAccepted, client.by
	if at >= it.AcceptBy {
		at, kind, by = it.AcceptBy, market.EventAuto, ""
		err = it.AcceptOverdue(at)
	} else {
		err = it.Accept(at)
	}
	if err != nil {
		return s, err
	}
	title := c.Title
	if it.Title != title {
		title += "／" + it.Title
	}
	facts := billing.Facts{Item: it.ID, Contract: c.ID, Mall: c.Mall, Client: c.Client, Title: title, Ending: string(it.Ending), Full: it.Pay, Pay: it.Pay, Secured: it.Secured,
		At: at, On: it.SettledOn, Received: it.ReceivedOn, PayBy: m.rules.closing.PayBy(it.ReceivedOn)}
	share := billing.Share{ID: id.Settlement(m.id(at)), Payee: c.Worker, Weight: 1, Before: before}
	ss, _, entry, err := rates.Settle(facts, []billing.Share{share}, "")
	if err != nil {
		return s, err
	}
	p.post(entry, at)
	p.stand(ledger.Escrow(it.ID), yen.Yen{})
	m.log(p, c, it.ID, kind, by, at, it.Pay, "")
	return ss[0], nil
}

func (m *maker) log(p *pile, c market.Contract, it id.Item, k market.EventKind, by id.Person, at clock.Instant, amount yen.Yen, note string) {
	p.events = append(p.events, market.Event{ID: id.Event(m.id(at)), Contract: c.ID, Item: it, Kind: k, By: by, At: at, Amount: amount.Int64(), Note: note})
}

// list makes one list of the bank out of its lines, from the balance that the last one ended with.
func (m *maker) list(p *pile, lines []billing.Deposit, opening yen.Yen, brought, confirmed id.Person, at clock.Instant) (closing yen.Yen) {
	im := billing.Import{ID: id.Import(m.id(at)), Name: "nyukin.csv", Opening: opening, FirstOn: lines[0].On, LastOn: lines[len(lines)-1].On, Lines: int64(len(lines)),
		State: billing.ImportConfirmed, By: brought, At: at, ConfirmedBy: confirmed, ConfirmedAt: at}
	file := []byte("日付,金額,振込人,残高\n")
	closing = opening
	for i := range lines {
		l := &lines[i]
		closing = closing.Add(l.Amount)
		l.Import, l.N, l.Balance = im.ID, int64(i+1), closing
		file = fmt.Appendf(file, "%s,%d,%s,%d\n", l.On, l.Amount.Int64(), l.Payer, closing.Int64())
	}
	im.SHA256 = document.Sum(string(file))
	p.files = append(p.files, importFile{im.ID, file})
	im.Closing = closing
	p.imports, p.deposits = append(p.imports, im), append(p.deposits, lines...)
	return closing
}

// day is the day of a moment in Japan.
func day(at clock.Instant) calendar.Date { return calendar.On(at) }
