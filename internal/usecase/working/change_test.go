package working_test

import (
	"strings"
	"testing"

	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/document"
	"nariwai/internal/document/documentdb"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/funding"
	"nariwai/internal/usecase/working"
	"nariwai/internal/yen"
)

// change offers new terms for an item and returns the change order.
func (p *play) change(by people.Actor, iid id.Item, n working.NewTerms) id.Change {
	p.Helper()
	_, err := working.ProposeChange(ctx, p.d, by, iid, n)
	p.ok(err)
	all, err := marketdb.Changes(ctx, p.d.Snapshot(), p.contract)
	p.ok(err)
	return all[len(all)-1].ID
}

func (p *play) sign(by people.Actor, ch id.Change) {
	p.Helper()
	_, err := working.SignChange(ctx, p.d, by, ch)
	p.ok(err)
}

// notices returns the contract's documents and the facts of the last.
func (p *play) notices() ([]document.Document, document.Terms) {
	p.Helper()
	docs, err := documentdb.About(ctx, p.d.Snapshot(), string(p.contract))
	p.ok(err)
	last, err := document.Read[document.Terms](docs[len(docs)-1])
	p.ok(err)
	return docs, last
}

func TestChangeOfTerms(t *testing.T) {
	each(t, func(p *play) {
		later := calendar.Of(2026, 5, 1)
		good := working.NewTerms{Pay: yen.Of(12_000), DueOn: later, Reason: "取材が延びました"}
		_, err := working.ProposeChange(ctx, p.d, p.other, p.first, good)
		p.refused(fault.NotFound, err)
		for _, bad := range []working.NewTerms{
			{Pay: yen.Of(11_999), DueOn: later, Reason: "値下げ"},
			{Pay: yen.Of(12_000), DueOn: calendar.Of(2026, 3, 31), Reason: "昨日まで"},
			{Pay: yen.Of(12_000), DueOn: later, Reason: " "},
			{Pay: yen.Of(12_000), DueOn: p.item(p.first).DueOn, Reason: "何も変えない"},
		} {
			_, err = working.ProposeChange(ctx, p.d, p.client, p.first, bad)
			p.refused(fault.Invalid, err)
		}
		one := p.change(p.worker, p.first, good)
		p.told(p.client, "change_offered")
		_, err = working.ProposeChange(ctx, p.d, p.client, p.first, good)
		p.refused(fault.Conflict, err)
		_, err = working.SignChange(ctx, p.d, p.worker, one)
		p.refused(fault.Forbidden, err)
		_, err = working.SignChange(ctx, p.d, p.other, one)
		p.refused(fault.NotFound, err)
		_, err = working.RejectChange(ctx, p.d, p.other, one)
		p.refused(fault.NotFound, err)
		_, err = working.TakeBackChange(ctx, p.d, p.client, one)
		p.refused(fault.NotFound, err)
		_, err = working.RejectChange(ctx, p.d, p.client, one)
		p.ok(err)
		two := p.change(p.worker, p.first, good)
		_, err = working.TakeBackChange(ctx, p.d, p.worker, two)
		p.ok(err)
		_, err = working.SignChange(ctx, p.d, p.client, two)
		p.refused(fault.Conflict, err)

		// The call goes on in other words for somebody else: what these two have agreed to stands.
		p.ok(p.d.Write(ctx, func(tx *db.Tx) error {
			j, err := marketdb.Job(ctx, tx, p.room().Job)
			if err != nil {
				return err
			}
			j.Body = "1本9,000字です。"
			return marketdb.SaveJob(ctx, tx, &j)
		}))
		asked := p.openFunding()
		three := p.change(p.worker, p.first, good)
		for range 2 {
			_, err = working.SignChange(ctx, p.d, key(p.client, "k"), three)
			p.ok(err)
		}
		if it := p.item(p.first); it.DueOn != later {
			p.Errorf("due on %s", it.DueOn)
		}
		if p.openFunding().ID != asked.ID {
			p.Error("a new date asked for the money anew")
		}
		docs, last := p.notices()
		if len(docs) != 2 || docs[1].Kind != document.ChangedTerms || last.Change.Before != docs[0].Number || last.Items[0].DueOn != later ||
			last.Items[0].PayOn != calendar.Of(2026, 6, 15) || last.Pay.Int64() != 40_000 || last.Content != "1本1,500字です。" || last.Net.Int64() != 32_000 {
			p.Errorf("%d documents, %+v", len(docs), last)
		}
		p.told(p.worker, "changed")
		p.told(p.client, "changed")
		if mail := cast.Mail(p, p.d, p.worker, "changed"); !strings.Contains(mail, docs[1].SHA256) || !strings.Contains(mail, "2026年5月1日") {
			p.Error(mail)
		}
		p.audited("sign_change", 1)
	})
}

func TestRaiseBeforeFunding(t *testing.T) {
	each(t, func(p *play) {
		asked := p.openFunding()
		p.sign(p.worker, p.change(p.client, p.first, working.NewTerms{Pay: yen.Of(15_000), DueOn: p.item(p.first).DueOn, Scope: "写真も3枚", Reason: "写真をお願いします"}))
		now := p.openFunding()
		if now.ID == asked.ID || now.Amount.Int64() != 43_000 || len(now.Items) != 2 {
			p.Errorf("%+v", now)
		}
		was, err := billingdb.Funding(ctx, p.d.Snapshot(), asked.ID)
		p.ok(err)
		if was.State != billing.FundingVoid {
			p.Errorf("the old request is %s", was.State)
		}
		p.told(p.client, "to_fund")
		if c := p.room(); c.Pay.Int64() != 43_000 {
			p.Errorf("contract over %s", c.Pay)
		}
		p.fund()
		p.deliver(p.first)
		_, err = working.AcceptItem(ctx, p.d, p.client, p.first)
		p.ok(err)
		p.books(0, 28_000, 12_000, 3_000, 0)
	})
}

func TestRaiseOfFundedWork(t *testing.T) {
	each(t, func(p *play) {
		p.fund()
		due := p.item(p.first).DueOn
		ch := p.change(p.worker, p.first, working.NewTerms{Pay: yen.Of(15_000), DueOn: due.AddDays(5), Reason: "写真も撮ります"})
		p.sign(p.client, ch)
		it := p.item(p.first)
		if it.Pay.Int64() != 12_000 || it.DueOn != due {
			p.Errorf("the change binds before its money: %+v", it)
		}
		p.told(p.client, "to_fund")
		p.told(p.worker, "change_signed")
		asked := p.openFunding()
		if asked.Amount.Int64() != 3_000 || asked.Change != ch || asked.PayBy != clock.At(2026, 4, 9, 0, 0) {
			p.Errorf("%+v", asked)
		}
		if docs, _ := p.notices(); len(docs) != 1 {
			p.Errorf("%d documents", len(docs))
		}
		_, err := working.ProposeChange(ctx, p.d, p.client, p.first, working.NewTerms{Pay: yen.Of(16_000), DueOn: due, Reason: "もっと"})
		p.refused(fault.Conflict, err)
		p.ok(funding.PayInDemonstration(ctx, p.d, p.client, asked.ID))
		it = p.item(p.first)
		if it.Pay.Int64() != 15_000 || it.Secured.Int64() != 15_000 || it.DueOn != due.AddDays(5) {
			p.Errorf("%+v", it)
		}
		if docs, last := p.notices(); len(docs) != 2 || last.Pay.Int64() != 43_000 {
			p.Errorf("%d documents, %+v", len(docs), last)
		}
		p.books(15_000, 28_000, 0, 0, 0)
		p.deliver(p.first)
		_, err = working.ProposeChange(ctx, p.d, p.client, p.first, working.NewTerms{Pay: yen.Of(16_000), DueOn: due, Reason: "もっと"})
		p.refused(fault.Invalid, err) // what was handed in is looked at as it was agreed
		_, err = working.AcceptItem(ctx, p.d, p.client, p.first)
		p.ok(err)
		p.books(0, 28_000, 12_000, 3_000, 0)
		_, err = working.ProposeChange(ctx, p.d, p.client, p.first, working.NewTerms{Pay: yen.Of(16_000), DueOn: due, Reason: "もっと"})
		p.refused(fault.Conflict, err)
	})
}

func TestRaiseWithoutItsMoney(t *testing.T) {
	each(t, func(p *play) {
		p.fund()
		ch := p.change(p.client, p.first, working.NewTerms{Pay: yen.Of(15_000), DueOn: p.item(p.first).DueOn, Reason: "写真も"})
		p.sign(p.worker, ch)
		p.clock.Set(clock.At(2026, 4, 8, 23, 59))
		if n, err := working.LapseRaises(ctx, p.d); n != 0 || err != nil {
			p.Fatal(n, err)
		}
		p.clock.Advance(clock.Minute)
		asked := p.openFunding()
		for _, want := range []int{1, 0} {
			if n, err := working.LapseRaises(ctx, p.d); n != want || err != nil {
				p.Fatal(n, err)
			}
		}
		p.told(p.client, "change_void")
		p.refused(fault.Conflict, funding.PayInDemonstration(ctx, p.d, p.client, asked.ID))
		got, err := marketdb.Change(ctx, p.d.Snapshot(), ch)
		p.ok(err)
		if got.State != market.Void || p.item(p.first).Pay.Int64() != 12_000 {
			p.Errorf("%+v", got)
		}
		p.books(12_000, 28_000, 0, 0, 0)
	})
}
