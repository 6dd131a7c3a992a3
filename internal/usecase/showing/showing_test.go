package showing_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"nariwai/internal/billing/billingdb"
	"nariwai/internal/blob"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/portfolio"
	"nariwai/internal/query"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/funding"
	"nariwai/internal/usecase/showing"
	"nariwai/internal/usecase/working"
)

var ctx = context.Background()

type play struct {
	*testing.T
	d                     *db.DB
	client, worker, other people.Actor
	wid                   id.Work
}

func (p play) ok(err error) {
	p.Helper()
	if err != nil {
		p.Fatal(err)
	}
}

func (p play) refused(err error, k fault.Kind) {
	p.Helper()
	if !fault.Is(err, k) {
		p.Errorf("%v, want %v", err, k)
	}
}

// sees says for whom the work's page is there.
func (p play) sees(want ...people.Actor) {
	p.Helper()
	for _, a := range []people.Actor{p.client, p.worker, p.other, {}} {
		if _, err := query.Work(ctx, p.d.Snapshot(), p.wid, a.Party); (err == nil) != slices.Contains(want, a) || err != nil && !fault.Is(err, fault.NotFound) {
			p.Errorf("%q asks for the work: %v", a.Party, err)
		}
	}
}

var text = portfolio.Text{Title: "湖のほとりで眠る", What: "キャンプ場を案内する記事です。", ForWhom: "旅行サイト"}

// A contract's work is seen by nobody before both sides want it, and by nobody but its worker when one of them no longer does.
func TestBothSidesAgree(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		if err := d.MarkDemonstration(ctx, 0); err != nil {
			t.Fatal(err)
		}
		p := play{T: t, d: d, client: cast.Client(t, d, "kitamichi"), other: cast.Worker(t, d, "other")}
		p.worker = cast.Add(t, d, "sato", func(_ *people.Person, party *people.Party) { party.Works = true })
		deal := cast.Award(t, d, p.client, p.worker, false, 24_000)
		_, err := showing.MakeOfContract(ctx, d, p.worker, deal.Contract, text)
		p.refused(err, fault.Conflict) // it has not ended
		asked, err := billingdb.Fundings(ctx, d.Snapshot(), deal.Contract)
		p.ok(err)
		p.ok(funding.PayInDemonstration(ctx, d, p.client, asked[0].ID))
		_, err = working.DeliverItem(ctx, d, p.worker, deal.Items[0], working.Work{Body: "そろいました。"})
		p.ok(err)
		_, err = working.AcceptItem(ctx, d, p.client, deal.Items[0])
		p.ok(err)

		_, err = showing.MakeOfContract(ctx, d, p.client, deal.Contract, text)
		p.refused(err, fault.Conflict) // who doesn't work here has no works
		p.wid, err = showing.MakeOfContract(ctx, d, p.worker, deal.Contract, text)
		p.ok(err)
		_, err = showing.MakeOfContract(ctx, d, p.worker, deal.Contract, text)
		p.refused(err, fault.Conflict) // one work of a contract
		p.sees(p.worker)
		p.refused(showing.Publish(ctx, d, p.worker, p.wid), fault.Conflict)
		p.refused(showing.Answer(ctx, d, p.client, p.wid, true, ""), fault.NotFound)

		p.ok(showing.Ask(ctx, d, p.worker, p.wid))
		p.sees(p.worker, p.client)
		p.refused(showing.Edit(ctx, d, p.worker, p.wid, showing.Form{Text: text}), fault.Conflict) // it is being looked at
		p.refused(showing.Answer(ctx, d, p.worker, p.wid, true, ""), fault.Forbidden)
		p.refused(showing.Answer(ctx, d, p.other, p.wid, true, ""), fault.NotFound)
		p.ok(showing.Answer(ctx, d, p.client, p.wid, true, ""))
		p.sees(p.worker, p.client, p.other, people.Actor{})

		changed := text
		changed.What = "もっと広く書きました。"
		p.ok(showing.Edit(ctx, d, p.worker, p.wid, showing.Form{Text: changed}))
		p.sees(p.worker) // what was agreed on was the old text
		p.ok(showing.Ask(ctx, d, p.worker, p.wid))
		p.ok(showing.Answer(ctx, d, p.client, p.wid, true, ""))
		p.ok(showing.Withdraw(ctx, d, p.client, p.wid, "店を閉めました"))
		p.sees(p.worker)
		p.ok(showing.Ask(ctx, d, p.worker, p.wid))
		p.ok(showing.Answer(ctx, d, p.client, p.wid, false, "やはりやめます"))
		p.refused(showing.Ask(ctx, d, p.worker, p.wid), fault.Conflict) // nobody is asked a third time
		p.refused(showing.Drop(ctx, d, p.worker, p.wid), fault.Conflict)
		kinds := slices.DeleteFunc(cast.Told(t, d, p.worker), func(k string) bool { return !strings.HasPrefix(k, "work_") })
		if !slices.Equal(kinds, []string{"work_answered", "work_answered", "work_withdrawn", "work_answered"}) {
			t.Error(kinds)
		}
	})
}

// A work of one's own is public when its worker wants it, with its file, and gone when they drop it.
func TestAWorkOfOnesOwn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		files, err := blob.Open(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		p := play{T: t, d: d, client: cast.Client(t, d, "kitamichi"), other: cast.Worker(t, d, "other")}
		p.worker = cast.Add(t, d, "sato", func(_ *people.Person, party *people.Party) { party.Works = true })
		_, err = showing.MakeOwn(ctx, d, p.worker, showing.Form{Field: "writing/travel", Month: 202604, Text: text})
		p.refused(err, fault.Invalid) // a field of the first level
		_, err = showing.MakeOwn(ctx, d, p.worker, showing.Form{Field: "writing", Month: calendar.Month(202605), Text: text})
		p.refused(err, fault.Invalid) // not yet
		p.wid, err = showing.MakeOwn(ctx, d, p.worker, showing.Form{Field: "writing", Month: 202604, Text: text})
		p.ok(err)
		_, err = showing.StoreFile(ctx, d, files, p.other, p.wid, "見本.txt", strings.NewReader("見本"))
		p.refused(err, fault.NotFound)
		u, err := showing.StoreFile(ctx, d, files, p.worker, p.wid, "見本.txt", strings.NewReader("見本"))
		p.ok(err)
		p.refused(showing.AddFiles(ctx, d, p.worker, p.wid, nil), fault.Invalid)
		p.ok(showing.AddFiles(ctx, d, p.worker, p.wid, []showing.Upload{u}))
		p.sees(p.worker)
		p.refused(showing.Ask(ctx, d, p.worker, p.wid), fault.Conflict) // there is nobody to ask
		p.refused(showing.Publish(ctx, d, p.other, p.wid), fault.NotFound)
		p.ok(showing.Publish(ctx, d, p.worker, p.wid))
		p.sees(p.worker, p.client, p.other, people.Actor{})
		p.ok(showing.Withdraw(ctx, d, p.worker, p.wid, ""))
		p.sees(p.worker)
		p.ok(showing.Drop(ctx, d, p.worker, p.wid))
		p.sees()
	})
}
