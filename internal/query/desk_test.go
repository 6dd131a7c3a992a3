package query_test

import (
	"fmt"
	"testing"

	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/notice"
	"nariwai/internal/notice/noticedb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/query"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/desk"
	"nariwai/internal/usecase/posting"
	"nariwai/internal/yen"
)

func TestPartyPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		client, worker := cast.Client(t, d, "kitamichi"), cast.Add(t, d, "mina", func(_ *people.Person, p *people.Party) {
			p.Works, p.Skills, p.Municipality, p.TNumber = true, people.Tags{"取材", "校正"}, "012092", "T1234567890123"
			p.ShowPlace, p.ShowRecord = true, true
		})
		cid := contract(t, d, client, worker, "道の駅の記事")
		fund(t, d, cid)
		deliver(t, d, cid)
		c.Advance(36 * clock.Hour)
		item(t, d, cid, func(_ *market.Contract, it *market.Item, now clock.Instant) error { return it.Accept(now) })
		lapsed := contract(t, d, client, worker, "流れた仕事")
		item(t, d, lapsed, func(_ *market.Contract, it *market.Item, _ clock.Instant) error { return it.CancelUnfunded() })
		open := openJob(t, d, client, nil)

		page := func(handle string) (query.PartyPage, error) {
			return query.Party(background, d.Snapshot(), handle)
		}
		p := must[query.PartyPage](t)(page("mina"))
		if p.Finished != 1 || !p.Works || p.Orders || !p.Registered || len(p.Skills) != 2 || p.Municipality.Ja() != "夕張市" || len(p.Open) != 0 {
			t.Errorf("%+v", p)
		}
		p = must[query.PartyPage](t)(page("kitamichi"))
		if p.Client.Ended != 2 || p.Client.HireRate() != 100 || p.Client.AcceptTenths() != 15 || len(p.Open) != 1 || p.Open[0].ID != open || p.Finished != 0 {
			t.Errorf("%+v", p)
		}
		cast.Add(t, d, "new", func(p *people.Person, _ *people.Party) { p.State = people.Pending })
		cast.Add(t, d, "gone", func(_ *people.Person, p *people.Party) { p.ClosedAt = 1 })
		for _, h := range []string{"new", "gone", "", "nobody"} {
			if _, err := page(h); !fault.Is(err, fault.NotFound) {
				t.Errorf("%q: %v", h, err)
			}
		}
	})
}

func TestNotices(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		write(t, d, func(tx *db.Tx) error {
			for i := range 65 {
				person := id.Person("p")
				if i%13 == 0 {
					person = "q"
				}
				if err := noticedb.Tell(background, tx, notice.Notice{Person: person, Kind: "k", Text: fmt.Sprint(i), Link: "/jobs"}); err != nil {
					return err
				}
			}
			return nil
		})
		var seen []string
		for after := id.Notice(""); ; {
			l := must[query.NoticeList](t)(query.Notices(background, d.Snapshot(), "p", after))
			for _, n := range l.Notices {
				seen = append(seen, n.Text)
			}
			if l.Unread != 60 {
				t.Errorf("%d unread", l.Unread)
			}
			if after = l.Older; after == "" {
				break
			}
		}
		if len(seen) != 60 || seen[0] != "64" || seen[59] != "1" {
			t.Errorf("%v", seen)
		}
		l := must[query.NoticeList](t)(query.Notices(background, d.Snapshot(), "q", ""))
		if _, err := query.Notice(background, d.Snapshot(), "p", l.Notices[0].ID); !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
		if n := must[notice.Notice](t)(query.Notice(background, d.Snapshot(), "q", l.Notices[0].ID)); n.Text != "52" || n.Link != "/jobs" {
			t.Errorf("%+v", n)
		}
	})
}

func TestQueues(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		if q := must[query.DeskQueues](t)(query.Queues(background, d.Snapshot())); q.All() != 0 {
			t.Errorf("%+v", q)
		}
		client, worker := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "mina")
		openJob(t, d, cast.NewClient(t, d, "komorebi"), nil)
		cids := []id.Contract{contract(t, d, client, worker, "a"), contract(t, d, client, worker, "b"), contract(t, d, client, worker, "c")}
		for i, cid := range cids {
			fund(t, d, cid)
			deliver(t, d, cid)
			it := item(t, d, cid, func(_ *market.Contract, it *market.Item, now clock.Instant) error {
				it.EscalatedAt = clock.Instant(i % 2)
				return it.Freeze()
			})
			write(t, d, func(tx *db.Tx) error {
				state := []market.DisputeState{market.DisputeOpen, market.DisputeAppealed, market.DisputeDecided}[i]
				return marketdb.InsertDispute(background, tx, market.Dispute{ID: id.Dispute(cid), Contract: cid, Item: it.ID, State: state})
			})
		}
		write(t, d, func(tx *db.Tx) error {
			for i, f := range []func() error{
				func() error {
					return peopledb.AddAccounts(background, tx, people.Account{ID: "acc", Party: worker.Party, State: people.Checking})
				},
				func() error {
					return billingdb.InsertImport(background, tx, billing.Import{ID: "imp", SHA256: "x", State: billing.ImportPending})
				},
				func() error {
					return billingdb.InsertDeposit(background, tx, billing.Deposit{ID: "dep", Line: "x", State: billing.DepositSuspense})
				},
				func() error {
					return billingdb.InsertRefund(background, tx, billing.Refund{ID: "ref", Source: "x", Amount: yen.Of(1), State: billing.RefundWaiting})
				},
				func() error { return noticedb.Queue(background, tx, notice.Letter{To: "a@example.jp"}) },
			} {
				if err := f(); err != nil {
					return fmt.Errorf("%d: %w", i, err)
				}
			}
			for i, s := range []billing.RunState{billing.RunCounting, billing.RunCounted, billing.RunChecked, billing.RunReleased, billing.RunExported, billing.RunPaid} {
				if err := billingdb.InsertRun(background, tx, billing.Run{ID: id.Run(s), Kind: billing.RunMonth, Month: calendar.Month(202601 + i), State: s}); err != nil {
					return err
				}
			}
			m, _, err := noticedb.Claim(background, tx)
			if err != nil {
				return err
			}
			return noticedb.Settle(background, tx, m, m.Answered(notice.Refused, "550", tx.Now))
		})
		want := query.DeskQueues{FirstJobs: 1, Disputes: 1, Appeals: 1, Escalated: 1, Accounts: 1, Imports: 1, Suspense: 1, Refunds: 1,
			RunsToCheck: 1, RunsToRelease: 1, RunsToSend: 2}
		got := must[query.DeskQueues](t)(query.Queues(background, d.Snapshot()))
		got.MailsGivenUp = 0 // the first mail in the queue is one of the stories above
		if got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
	})
}

func TestFirstJobs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		a := cast.NewClient(t, d, "komorebi")
		jid := openJob(t, d, a, nil)
		openJob(t, d, cast.Client(t, d, "kitamichi"), nil)
		must[id.Job](t)(posting.SaveDraft(background, d, a, "", market.Spec{Title: "下書き"}))
		list := must[[]query.WaitingJob](t)(query.WaitingJobs(background, d.Snapshot()))
		if len(list) != 1 || list[0].ID != jid || list[0].Client != "komorebi" {
			t.Errorf("%+v", list)
		}
		j := must[query.DeskJob](t)(query.JobForDesk(background, d.Snapshot(), jid))
		if j.ID != jid || j.OtherJobs != 1 || j.Form != people.SoleTrader || j.PostedByMail != "komorebi@example.jp" {
			t.Errorf("%+v", j)
		}
		if _, err := query.JobForDesk(background, d.Snapshot(), "none"); !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
	})
}

func TestPeopleOfTheDesk(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		hara := cast.Operator(t, d, "hara")
		for i := range 33 {
			cast.Add(t, d, fmt.Sprintf("many%02d", i), func(_ *people.Person, p *people.Party) { p.DisplayName = "同じ名前の人" })
		}
		mina := cast.Add(t, d, "mina", func(_ *people.Person, p *people.Party) { p.DisplayName = "100%_村瀬" })
		search := func(asked string, after id.Person) query.PeopleList {
			t.Helper()
			return must[query.PeopleList](t)(query.People(background, d.Snapshot(), asked, after, d.Clock()))
		}
		for _, asked := range []string{"mina@example.jp", "MINA@example.jp", "min", "@mina", "ｍｉｎａ＠", "100%_", "100% _村瀬"} {
			if l := search(asked, ""); len(l.People) != 1 || l.People[0].ID != mina.Person {
				t.Errorf("%q finds %+v", asked, l.People)
			}
		}
		for _, asked := range []string{"村瀬", "%", "x@example.jp", "ina"} {
			if l := search(asked, ""); len(l.People) != 0 {
				t.Errorf("%q finds %+v", asked, l.People)
			}
		}
		first := search("同じ", "")
		second := search("同じ", first.Older)
		if len(first.People) != 30 || len(second.People) != 3 || second.Older != "" || first.People[29].ID == second.People[0].ID {
			t.Errorf("%d, then %d", len(first.People), len(second.People))
		}
		if all := search("", ""); len(all.People) != 30 || all.Older == "" {
			t.Errorf("%d of all", len(all.People))
		}
		if at := must[[]query.PersonLine](t)(query.Operators(background, d.Snapshot(), d.Clock())); len(at) != 1 || at[0].ID != hara.Person || !at[0].Operator {
			t.Errorf("%+v", at)
		}

		// One of them changes the bank account, and is stopped.
		write(t, d, func(tx *db.Tx) error {
			if _, _, err := peopledb.Begin(background, tx, mina.Person, mina.Party, "Firefox"); err != nil {
				return err
			}
			for i, s := range []people.AccountState{people.AccountActive, people.Checking} {
				if err := peopledb.AddAccounts(background, tx, people.Account{ID: id.Account(fmt.Sprint("acc", i)), Party: mina.Party, Bank: "9900", Branch: "908",
					Kind: people.Ordinary, Number: fmt.Sprint("123456", i), Payee: []string{"ﾑﾗｾ ﾕﾘ", "ｻﾄｳ"}[i], State: s, SetBy: mina.Person, PromisedBy: calendar.Date(20260415 * i)}); err != nil {
					return err
				}
			}
			return nil
		})
		if err := desk.SuspendPerson(background, d, hara, mina.Person, desk.SuspensionForm{Rule: "第12条", Reason: "調べています"}); err != nil {
			t.Fatal(err)
		}
		p := must[query.PersonPage](t)(query.Person(background, d.Snapshot(), mina.Person, d.Clock()))
		if p.State != people.Suspended || p.Sessions != 1 || len(p.Parties) != 1 || len(p.Accounts) != 2 || len(p.Suspensions) != 1 ||
			p.Suspensions[0].ByName != "hara" || p.Suspensions[0].Reason != "調べています" || len(p.Record) != 1 || p.Record[0].Verb != "suspend" {
			t.Errorf("%+v", p)
		}
		if _, err := query.Person(background, d.Snapshot(), "none", d.Clock()); !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
		check := must[[]query.CheckedAccount](t)(query.AccountsToCheck(background, d.Snapshot()))
		if len(check) != 1 || check[0].ID != "acc1" || check[0].Old != "ﾑﾗｾ ﾕﾘ" || check[0].Email != "mina@example.jp" || check[0].LegalName != "mina" {
			t.Errorf("%+v", check)
		}
		r := must[query.RecordPage](t)(query.Record(background, d.Snapshot(), "", ""))
		if len(r.Lines) != 1 || r.Lines[0].ByName != "hara@example.jp" || r.Older != "" {
			t.Errorf("%+v", r)
		}
	})
}

func TestRecordPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		write(t, d, func(tx *db.Tx) error {
			for i := range 120 {
				if err := tx.Audit(background, "", "", "close_month", fmt.Sprint("run", i%2), fmt.Sprint(i)); err != nil {
					return err
				}
			}
			return nil
		})
		for subject, want := range map[string]int{"": 120, "run1": 60, "run2": 0} {
			n, after := 0, ""
			for {
				p := must[query.RecordPage](t)(query.Record(background, d.Snapshot(), subject, after))
				n += len(p.Lines)
				if after = p.Older; after == "" {
					break
				}
			}
			if n != want {
				t.Errorf("%q: %d lines, want %d", subject, n, want)
			}
		}
	})
}

func TestMails(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		for i := range 35 {
			c.Advance(clock.Second)
			write(t, d, func(tx *db.Tx) error {
				return noticedb.Queue(background, tx, notice.Letter{To: fmt.Sprintf("p%d@example.jp", i%2), Kind: "verify", Subject: fmt.Sprint(i), Text: "本文", Link: "/verify?t=x", Secret: true})
			})
		}
		l := must[query.MailList](t)(query.Mails(background, d.Snapshot(), notice.Queued, 0, ""))
		if len(l.Mails) != 30 || l.Mails[0].Subject != "34" || l.Queued != 35 || l.Sent != 0 {
			t.Errorf("%+v", l)
		}
		l = must[query.MailList](t)(query.Mails(background, d.Snapshot(), notice.Queued, l.Older.NextAt, l.Older.ID))
		if len(l.Mails) != 5 || l.Mails[4].Subject != "0" || l.Older.ID != "" {
			t.Errorf("%+v", l)
		}
		if l = must[query.MailList](t)(query.Mails(background, d.Snapshot(), notice.Failed, 0, "")); len(l.Mails) != 0 {
			t.Errorf("%+v", l)
		}
		letters := must[query.LetterList](t)(query.Letters(background, d.Snapshot(), "p1@example.jp", ""))
		if len(letters.Letters) != 17 || letters.Letters[0].Text != "本文" || letters.Letters[0].Link == "" || len(letters.Addresses) != 2 || letters.Addresses[0] != "p0@example.jp" {
			t.Errorf("%+v", letters)
		}
		letters = must[query.LetterList](t)(query.Letters(background, d.Snapshot(), "", ""))
		if rest := must[query.LetterList](t)(query.Letters(background, d.Snapshot(), "", letters.Older)); len(letters.Letters)+len(rest.Letters) != 35 {
			t.Errorf("%d and %d letters", len(letters.Letters), len(rest.Letters))
		}
	})
}
