package verifying

import (
	"fmt"

	"nariwai/internal/billing"
	"nariwai/internal/db"
	"nariwai/internal/document"
	"nariwai/internal/document/documentdb"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/yen"
)

// documents: what was written has not changed, and its numbers have no gaps.
func (e *examiner) documents() error {
	numbers := map[string]int64{}
	if err := documentdb.Each(e.ctx, e.r, func(d document.Document) error {
		e.looked++
		if document.Sum(d.Body) != d.SHA256 {
			e.bad(d.Number, "is not what was written: its fingerprint is another one")
		}
		numbers[fmt.Sprintf("%s-%d", d.Kind.Prefix(), d.On.Year())]++
		return nil
	}); err != nil {
		return err
	}
	type series struct {
		id   string
		last int64
	}
	all, err := db.All(e.ctx, e.r, func(s *series) []any { return []any{&s.id, &s.last} }, "SELECT id, last FROM document_series")
	for _, s := range all {
		if numbers[s.id] != s.last {
			e.bad(s.id, "counts to %d, but %d stand", s.last, numbers[s.id])
		}
	}
	return err
}

// promise is what a notice of terms says in figures.
type promise struct {
	document id.Document
	number   string
	items    []id.Item
	total    billing.Quote
}

// notices: every contract has its notice of terms; the newest says what each of its items pays, and what their quotes come to.
func (e *examiner) notices() error {
	items, err := e.items()
	if err != nil {
		return err
	}
	newest, first := map[id.Contract]promise{}, map[id.Contract]int{}
	said := map[id.Item]yen.Yen{}
	if err := documentdb.Each(e.ctx, e.r, func(d document.Document) error {
		if d.Kind != document.NoticeOfTerms && d.Kind != document.ChangedTerms {
			return nil
		}
		e.looked++
		t, err := document.Read[document.Terms](d)
		if err != nil {
			e.bad(d.Number, "can't be read: %v", err)
			return nil
		}
		c := id.Contract(d.Subject)
		if d.Kind == document.NoticeOfTerms {
			first[c]++
		}
		p := promise{document: d.ID, number: d.Number, total: billing.Quote{Tax: t.Tax, Withheld: t.Withheld, Fee: t.Fee, ClientFee: t.ClientFee, Net: t.Net}}
		for _, i := range t.Items {
			p.items, p.total.Pay = append(p.items, i.Item), p.total.Pay.Add(i.Pay)
		}
		e.same(d.Number, "promises", t.Pay, p.total.Pay)
		e.same(d.Number, "is kept for", d.Amount, t.Pay)
		if newest[c].document < d.ID {
			newest[c] = p
			for _, i := range t.Items {
				said[i.Item] = i.Pay
			}
		}
		return nil
	}); err != nil {
		return err
	}
	contracts, err := db.All(e.ctx, e.r, func(c *id.Contract) []any { return []any{c} }, "SELECT id FROM market_contract")
	if err != nil {
		return err
	}
	for _, c := range contracts {
		if first[c] != 1 {
			e.bad(c, "has %d notices of terms", first[c])
		}
	}
	for _, i := range items {
		if i.state == market.ItemCancelled || i.state == market.ItemLapsed {
			continue
		}
		e.same(i.id, "pays", i.pay, said[i.id])
	}
	return e.quoted(newest)
}

// quoted holds what the newest notices say against the quotes of their items, by which money is asked for.
func (e *examiner) quoted(newest map[id.Contract]promise) error {
	type row struct {
		item id.Item
		billing.Quote
	}
	rows, err := db.All(e.ctx, e.r, func(x *row) []any {
		return []any{&x.item, &x.Pay, &x.Tax, &x.Withheld, &x.Fee, &x.ClientFee, &x.Net}
	}, "SELECT item, pay, tax, withheld, fee, client_fee, net FROM billing_quote")
	if err != nil {
		return err
	}
	quotes := make(map[id.Item]billing.Quote, len(rows))
	for _, x := range rows {
		quotes[x.item] = x.Quote
	}
	for _, p := range newest {
		var sum billing.Quote
		for _, i := range p.items {
			sum = sum.Add(quotes[i])
		}
		e.same(p.number, "promises", p.total.Pay, sum.Pay)
		e.same(p.number, "names tax of", p.total.Tax, sum.Tax)
		e.same(p.number, "names a withholding of", p.total.Withheld, sum.Withheld)
		e.same(p.number, "names fees of", p.total.Fee, sum.Fee)
		e.same(p.number, "names a client's fee of", p.total.ClientFee, sum.ClientFee)
		e.same(p.number, "promises net", p.total.Net, sum.Net)
	}
	return nil
}

// statements: every line of a run is told in a statement, and each statement is the settlements that the run took up.
func (e *examiner) statements() error {
	type line struct {
		id        id.Payout
		run       id.Run
		party     id.Party
		statement id.Document
		state     billing.PayoutState
	}
	lines, err := db.All(e.ctx, e.r, func(l *line) []any { return []any{&l.id, &l.run, &l.party, &l.statement, &l.state} },
		"SELECT id, run, party, statement, state FROM billing_payout WHERE refund = '' AND state <> 'carried'")
	if err != nil {
		return err
	}
	type settled struct {
		id                      id.Settlement
		run                     id.Run
		payee                   id.Party
		pay, fee, withheld, net yen.Yen
	}
	ss, err := db.All(e.ctx, e.r, func(s *settled) []any { return []any{&s.id, &s.run, &s.payee, &s.pay, &s.fee, &s.withheld, &s.net} },
		"SELECT id, run, payee, pay, fee, withheld, net FROM billing_settlement WHERE run <> ''")
	if err != nil {
		return err
	}
	type place struct {
		run   id.Run
		party id.Party
	}
	taken := map[place]map[id.Settlement]settled{}
	for _, s := range ss {
		k := place{s.run, s.payee}
		if taken[k] == nil {
			taken[k] = map[id.Settlement]settled{}
		}
		taken[k][s.id] = s
	}
	told := map[id.Document]line{}
	for _, l := range lines {
		if l.statement == "" {
			e.bad(l.id, "has no statement")
		}
		told[l.statement] = l
	}
	if err := documentdb.Each(e.ctx, e.r, func(d document.Document) error {
		if d.Kind != document.PayoutStatement {
			return nil
		}
		e.looked++
		l, ok := told[d.ID]
		if !ok {
			e.bad(d.Number, "belongs to no line")
			return nil
		}
		delete(told, d.ID)
		s, err := document.Read[document.Statement](d)
		if err != nil {
			e.bad(d.Number, "can't be read: %v", err)
			return nil
		}
		var sum document.Statement
		sum.TaxRate = s.TaxRate
		k := place{l.run, l.party}
		for _, x := range s.Lines {
			was, ok := taken[k][x.Settlement]
			if !ok || was.pay != x.Pay || was.fee != x.Fee || was.withheld != x.Withheld || was.net != x.Net {
				e.bad(d.Number, "says of settlement %s: pay %s, fee %s, withheld %s, net %s", x.Settlement, x.Pay, x.Fee, x.Withheld, x.Net)
			}
			delete(taken[k], x.Settlement)
			sum.Add(x)
		}
		e.same(d.Number, "says pay", s.Pay, sum.Pay)
		e.same(d.Number, "says tax", s.Tax, sum.Tax)
		e.same(d.Number, "says withheld", s.Withheld, sum.Withheld)
		e.same(d.Number, "says fees", s.Fee, sum.Fee)
		e.same(d.Number, "says fees' tax", s.FeeTax, sum.FeeTax)
		e.same(d.Number, "says net", s.Net, sum.Net)
		e.same(d.Number, "says it sends", s.Amount, sum.Net.Add(s.FromHeld))
		e.same(d.Number, "is kept for", d.Amount, s.Amount)
		for missing := range taken[k] {
			e.bad(d.Number, "does not tell of settlement %s", missing)
		}
		return nil
	}); err != nil {
		return err
	}
	for doc, l := range told {
		if doc != "" {
			e.bad(l.id, "names statement %s, which is not there", doc)
		}
	}
	return nil
}

// contracts: a contract's state and pay follow its items.
func (e *examiner) contracts() error {
	rows, err := db.All(e.ctx, e.r, func(c *market.Contract) []any { return []any{&c.ID, &c.State, &c.Pay, &c.EndedAt} }, "SELECT id, state, pay, ended_at FROM market_contract")
	if err != nil {
		return err
	}
	items, err := e.items()
	if err != nil {
		return err
	}
	of := map[id.Contract][]market.Item{}
	for _, i := range items {
		of[i.contract] = append(of[i.contract], market.Item{State: i.state, Pay: i.pay})
	}
	for _, c := range rows {
		e.looked++
		should := c
		should.Follow(of[c.ID], c.EndedAt)
		if c.State != should.State {
			e.bad(c.ID, "is %s, its items say %s", c.State, should.State)
		}
		e.same(c.ID, "pays", c.Pay, should.Pay)
		if (c.State == market.ContractEnded) != (c.EndedAt != 0) {
			e.bad(c.ID, "is %s and ended at %d", c.State, c.EndedAt)
		}
	}
	return nil
}

// jobs: a job knows how many it hired and how many proposed.
func (e *examiner) jobs() error {
	type row struct {
		job                              id.Job
		hired, contracts, proposals, all int64
	}
	rows, err := db.All(e.ctx, e.r, func(x *row) []any { return []any{&x.job, &x.hired, &x.contracts, &x.proposals, &x.all} },
		`SELECT id, hired, (SELECT COUNT(*) FROM market_contract WHERE job = market_job.id), proposals, (SELECT COUNT(*) FROM market_proposal WHERE job = market_job.id) FROM market_job`)
	for _, x := range rows {
		e.looked++
		if x.hired != x.contracts {
			e.bad(x.job, "has hired %d with %d contracts", x.hired, x.contracts)
		}
		if x.proposals != x.all {
			e.bad(x.job, "counts %d proposals of %d", x.proposals, x.all)
		}
	}
	return err
}

// record: the record of desk actions and money commands is as it was when it was sealed.
func (e *examiner) record() error {
	rep, err := db.CheckAudit(e.ctx, e.r, func(object, says string) { e.bad(object, "%s", says) })
	e.looked = int(rep.Lines)
	return err
}
