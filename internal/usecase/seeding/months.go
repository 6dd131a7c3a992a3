package seeding

import (
	"slices"
	"strings"

	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/document"
	"nariwai/internal/id"
	"nariwai/internal/ledger"
	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/yen"
)

// months keeps what is settled until its month is closed.
type months struct {
	open map[calendar.Month][]billing.Settlement
	held map[id.Party]yen.Yen
}

func (ms *months) add(s billing.Settlement) {
	m := calendar.MonthOf(s.On)
	ms.open[m] = append(ms.open[m], s)
}

// close closes a month as the closing would have, and takes its run as far as the time since went.
func (y *year) close(p *pile, month calendar.Month, flush func(*pile) error) error {
	m := y.maker
	settled := y.months.open[month]
	delete(y.months.open, month)
	slices.SortFunc(settled, func(a, b billing.Settlement) int {
		if c := strings.Compare(string(a.Payee), string(b.Payee)); c != 0 {
			return c
		}
		return strings.Compare(string(a.ID), string(b.ID))
	})
	at := month.Last().AddDays(1).Start().Add(10 * clock.Minute)
	run := billing.Run{ID: id.Run(m.id(at)), Kind: billing.RunMonth, Month: month, Through: month.Last(), PayOn: m.rules.closing.Payday(month), State: billing.RunCounting, StartedAt: at}
	checked, released := at.Add(9*clock.Hour), at.Add(10*clock.Hour)
	exported, paid := m.rules.closing.FileDay(run.PayOn).Start().Add(9*clock.Hour), run.PayOn.Start().Add(12*clock.Hour)
	y.add(&run, settled)
	steps := []struct {
		at clock.Instant
		do func(at clock.Instant) error
	}{
		{checked, func(at clock.Instant) error { return run.Check(run.Total, y.desk[0].by, at) }},
		{released, func(at clock.Instant) error { return run.Release(y.desk[1].by, y.operator, at) }},
		{exported, func(at clock.Instant) error { return run.Export(document.Sum(string(run.ID)), y.desk[0].by, at) }},
		{paid, run.Finish},
	}
	for _, s := range steps {
		if run.State == billing.RunPaid || s.at >= m.now {
			break
		}
		if err := s.do(s.at); err != nil {
			return err
		}
	}
	if run.State == billing.RunPaid && run.Total.Sign() > 0 {
		y.moved(m.paidOut(run.Total, paid))
	}
	p.runs = append(p.runs, run)
	r := closing{year: y, run: run, at: at, payAt: paid}
	for len(settled) > 0 {
		n := sameParty(settled)
		if err := r.payee(p, settled[:n]); err != nil {
			return err
		}
		settled = settled[n:]
		if p.size() > pileSize {
			if err := flush(p); err != nil {
				return err
			}
		}
	}
	return nil
}

// sameParty is how many settlements at the beginning have the same payee.
func sameParty(sorted []billing.Settlement) int {
	n := 1
	for n < len(sorted) && sorted[n].Payee == sorted[0].Payee {
		n++
	}
	return n
}

// add adds up a run.
func (y *year) add(run *billing.Run, settled []billing.Settlement) {
	for len(settled) > 0 {
		n := sameParty(settled)
		var amount yen.Yen
		for _, l := range settled[:n] {
			run.Pay, run.Fee, run.Withheld, run.Net = run.Pay.Add(l.Pay), run.Fee.Add(l.Fee), run.Withheld.Add(l.Withheld), run.Net.Add(l.Net)
			amount = amount.Add(l.Net)
		}
		switch {
		case amount.IsZero():
		case y.by[settled[0].Payee].account.ID != "":
			run.Payees, run.Total = run.Payees+1, run.Total.Add(amount)
		default:
			run.Held, run.HeldTotal = run.Held+1, run.HeldTotal.Add(amount)
		}
		settled = settled[n:]
	}
	run.Count(run.StartedAt.Add(5 * clock.Minute))
}

// closing makes the lines of one run.
type closing struct {
	*year
	run    billing.Run
	at     clock.Instant
	payAt  clock.Instant
	payees clock.Duration // so far; they are a millisecond apart, so that their lines keep the order
	lines  int64
}

// payee pays what one payee has settled in the month, or holds it for want of an account.
func (r *closing) payee(p *pile, settled []billing.Settlement) error {
	m, run := r.maker, r.run
	worker := r.by[settled[0].Payee]
	r.payees++
	line := billing.Payout{ID: id.Payout(m.id(r.at.Add(r.payees))), Run: run.ID, Party: worker.ID, Settlements: int64(len(settled)), State: billing.PayoutDue}
	s := document.Statement{Run: run.ID, Payee: documentIdentity(worker.Party), Month: run.Month, Through: run.Through, IssuedOn: day(r.at), PayOn: run.PayOn,
		TaxRate: billing.DefaultTax().Consumption}
	for i := range settled {
		l := &settled[i]
		l.Run = run.ID
		line.Amount = line.Amount.Add(l.Net)
		s.Add(document.StatementLine{Settlement: l.ID, Contract: l.Contract, SettledOn: l.On, Title: l.Title, Client: r.names[l.Client],
			Pay: l.Pay, Tax: l.Tax, Withheld: l.Withheld, Fee: l.Fee, Net: l.Net})
	}
	p.settlements = append(p.settlements, settled...)
	r.year.paid[worker.ID] = true
	if line.Amount.IsZero() {
		return nil
	}
	if a := worker.account; a.ID != "" {
		line.Target = billing.Target{Bank: a.Bank, Branch: a.Branch, Type: string(a.Kind), Number: a.Number, Payee: a.Payee}
		if r.lines++; !run.ReleasedAt.IsZero() {
			line.N = r.lines
		}
	} else {
		line.State, line.Reason, s.Held = billing.PayoutHeld, "振込先の口座が登録されていません", true
		r.months.held[worker.ID] = r.months.held[worker.ID].Add(line.Amount)
	}
	entry, err := line.CloseEntry(line.Amount, day(r.at))
	if err != nil {
		return err
	}
	p.post(entry, r.at)
	s.Amount = line.Amount
	doc, err := document.New(id.Document(m.id(r.at)), document.PayoutStatement, string(run.ID), day(r.at), line.Amount, s, r.at, worker.ID)
	if err != nil {
		return err
	}
	line.Statement = doc.ID
	if err := r.pay(p, &line, settled); err != nil {
		return err
	}
	p.documents, p.payouts = append(p.documents, doc), append(p.payouts, line)
	return nil
}

// pay pays a line if the run's payday is over.
func (r *closing) pay(p *pile, line *billing.Payout, settled []billing.Settlement) error {
	switch {
	case line.State != billing.PayoutDue:
		return nil
	case r.run.State != billing.RunPaid:
		p.stand(ledger.Payout(r.run.ID, line.Party), line.Amount)
		return nil
	}
	entry, err := line.Pay(r.payAt, r.run.PayOn)
	if err != nil {
		return err
	}
	p.post(entry, r.payAt)
	p.stand(ledger.Payout(r.run.ID, line.Party), yen.Yen{})
	for _, l := range settled {
		p.events = append(p.events, market.Event{ID: id.Event(r.maker.id(r.payAt)), Contract: l.Contract, Item: l.Item, Kind: market.EventPaid, At: r.payAt, Amount: l.Net.Int64()})
	}
	return nil
}

// rest puts what no month has closed yet on the pile, and what stands in the workers' accounts.
func (y *year) rest(p *pile, flush func(*pile) error) error {
	earned := map[id.Party]yen.Yen{}
	for month := range y.months.open {
		for _, s := range y.months.open[month] {
			earned[s.Payee] = earned[s.Payee].Add(s.Net)
			p.settlements = append(p.settlements, s)
			if p.size() > pileSize {
				if err := flush(p); err != nil {
					return err
				}
			}
		}
	}
	for _, w := range y.workers.members {
		if y.paid[w.ID] || earned[w.ID].Sign() > 0 {
			p.stand(ledger.Earned(w.ID), earned[w.ID])
		}
		if held, ok := y.months.held[w.ID]; ok {
			p.stand(ledger.Held(w.ID), held)
		}
	}
	return nil
}

func documentIdentity(p people.Party) document.Identity {
	return document.Identity{Party: p.ID, Name: p.LegalName, Handle: p.Handle, Address: p.Address, TNumber: string(p.TNumber), Business: p.InBusiness()}
}
