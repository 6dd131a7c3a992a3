package query_test

import (
	"strings"
	"testing"

	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/id"
	"nariwai/internal/ledger"
	"nariwai/internal/ledger/ledgerdb"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/query"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/hiring"
	"nariwai/internal/usecase/posting"
	"nariwai/internal/yen"
)

// contract hires worker for a job of client.
func contract(t *testing.T, d *db.DB, client, worker people.Actor, title string) id.Contract {
	t.Helper()
	jid := openJob(t, d, client, func(s *market.Spec) { s.Title = title })
	return must[id.Contract](t)(hiring.AwardProposal(background, d, client, send(t, d, worker, jid, 40_000), false))
}

// item changes the first item of a contract as its methods do.
func item(t *testing.T, d *db.DB, cid id.Contract, change func(c *market.Contract, it *market.Item, now clock.Instant) error) market.Item {
	t.Helper()
	var it market.Item
	err := d.Write(background, func(tx *db.Tx) error {
		c, err := marketdb.Contract(background, tx, cid)
		if err != nil {
			return err
		}
		its, err := marketdb.Items(background, tx, cid)
		if err != nil {
			return err
		}
		if it, err = marketdb.Item(background, tx, its[0].ID); err != nil {
			return err
		}
		if err := change(&c, &it, tx.Now); err != nil {
			return err
		}
		if err := marketdb.SaveItem(background, tx, &it); err != nil {
			return err
		}
		c.Follow([]market.Item{it}, tx.Now)
		return marketdb.SaveContract(background, tx, &c)
	})
	if err != nil {
		t.Fatal(err)
	}
	return it
}

func fund(t *testing.T, d *db.DB, cid id.Contract) market.Item {
	t.Helper()
	write(t, d, func(tx *db.Tx) error {
		f := must[[]billing.Funding](t)(billingdb.Fundings(background, tx, cid))[0]
		f.State = billing.FundingPaid
		return billingdb.SaveFunding(background, tx, &f)
	})
	return item(t, d, cid, func(_ *market.Contract, it *market.Item, _ clock.Instant) error { return it.Fund(it.Pay) })
}

func deliver(t *testing.T, d *db.DB, cid id.Contract) market.Item {
	return item(t, d, cid, func(c *market.Contract, it *market.Item, now clock.Instant) error { return it.Deliver(c.Terms, now) })
}

func write(t *testing.T, d *db.DB, f func(tx *db.Tx) error) {
	t.Helper()
	if err := d.Write(background, f); err != nil {
		t.Fatal(err)
	}
}

func home(t *testing.T, d *db.DB, a people.Actor) query.HomePage {
	t.Helper()
	return must[query.HomePage](t)(query.Home(background, d.Snapshot(), a.Person, a.Party, d.Clock()))
}

func todos(h query.HomePage) string {
	var s []string
	for _, x := range h.Todos {
		s = append(s, string(x.Kind)+" "+x.Title+" "+x.Due.String())
	}
	return strings.Join(s, "\n")
}

func days(h query.HomePage) string {
	var s []string
	for _, x := range h.Calendar() {
		s = append(s, x.On.String()+" "+string(x.Kind)+" "+x.Amount.Digits())
	}
	return strings.Join(s, "\n")
}

func same(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n%s\nwant:\n%s", what, got, want)
	}
}

func TestHomeOfANewcomer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		h := home(t, d, cast.Worker(t, d, "mina"))
		if len(h.Todos) != 0 || len(h.Calendar()) != 0 || len(h.Year) != 12 || h.Name != "mina" || h.Coming.First().Amount.Sign() != 0 {
			t.Errorf("%+v", h)
		}
		if h.Year[0].Month != 202505 || h.Year[11].Month != 202604 {
			t.Errorf("the year is %v", h.Year)
		}
	})
}

func TestHomeOfBothSides(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		client, worker, other := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "mina"), cast.Worker(t, d, "saki")
		cast.Change(t, d, worker, func(p *people.Person, _ *people.Party) { p.MonthlyGoal = yen.Of(200_000) })

		waits := contract(t, d, client, worker, "仮払いを待つ仕事")
		funded := contract(t, d, client, worker, "納品する仕事")
		fund(t, d, funded)
		delivered := contract(t, d, client, worker, "検収を待つ仕事")
		fund(t, d, delivered)
		deliver(t, d, delivered)
		sentBack := contract(t, d, client, worker, "直す仕事")
		fund(t, d, sentBack)
		deliver(t, d, sentBack)
		item(t, d, sentBack, func(c *market.Contract, it *market.Item, _ clock.Instant) error {
			it.DueOn = calendar.Of(2026, 4, 20)
			return it.Revise(c.Terms, "句点を直す", market.WorkerFault)
		})

		// An open call with a question for its proposer, and an edit that they have not seen.
		open := openJob(t, d, client, func(s *market.Spec) { s.Title = "選ぶ仕事" })
		pid := send(t, d, worker, open, 30_000)
		send(t, d, other, open, 31_000)
		if err := cast.Ask(t, d, client, pid, "写真はありますか"); err != nil {
			t.Fatal(err)
		}
		c.Advance(clock.Minute)
		j := must[market.Job](t)(marketdb.Job(background, d.Snapshot(), open))
		j.Spec.Deliverable = "原稿12本"
		if err := posting.ReviseJob(background, d, client, open, j.Spec); err != nil {
			t.Fatal(err)
		}
		// A change order from the client, and a message that waits for an answer.
		write(t, d, func(tx *db.Tx) error {
			con, err := marketdb.Contract(background, tx, funded)
			if err != nil {
				return err
			}
			its, err := marketdb.Items(background, tx, funded)
			if err != nil {
				return err
			}
			ch, err := con.ProposeChange(market.Change{ID: "change", Asked: market.Asked{ByParty: client.Party, By: client.Person}, Pay: its[0].Pay,
				DueOn: its[0].DueOn.AddDays(7), Reason: "取材が延びたため"}, its[0], tx.Now)
			if err != nil {
				return err
			}
			if err := marketdb.InsertChange(background, tx, ch); err != nil {
				return err
			}
			con.Wrote(market.ClientSide, tx.Now)
			return marketdb.SaveContract(background, tx, &con)
		})

		h := home(t, d, worker)
		same(t, "the worker's to-dos", todos(h), strings.Join([]string{
			"answer_ask 選ぶ仕事 2026-04-02",
			"reply 納品する仕事 2026-04-08",
			"mend 直す仕事 2026-04-20",
			"deliver 納品する仕事 2026-05-09",
			"answer_change 納品する仕事 ",
			"see_edits 選ぶ仕事 ",
			"await_funds 仮払いを待つ仕事 2026-04-08"}, "\n"))
		same(t, "the worker's days", days(h), "2026-04-08 accept 32,000\n2026-04-08 fund 32,000\n2026-04-20 due 32,000\n2026-05-09 due 32,000")
		if h.Goal != yen.Of(200_000) || h.Month.Waiting != yen.Of(32_000) || h.Month.InProgress != yen.Of(32_000) || !h.Month.Accepted.IsZero() {
			t.Errorf("%+v", h.Month)
		}
		if len(h.Proposals) != 5 || !h.Proposals[0].Waits || !h.Proposals[0].Edited || len(h.Doing) != 4 || len(h.Ordered) != 0 {
			t.Errorf("%+v", h.Proposals)
		}

		h = home(t, d, client)
		same(t, "the client's to-dos", todos(h), "accept 検収を待つ仕事 2026-04-08\npay_in 仮払いを待つ仕事 2026-04-08\ndecide 選ぶ仕事 2026-04-20")
		for _, x := range h.Todos {
			if x.Kind == query.PayIn && !strings.HasPrefix(x.Link, "/fundings/") || x.Kind == query.Accept && x.Link != "/contracts/"+string(delivered) {
				t.Errorf("%s is done on %s", x.Kind, x.Link)
			}
		}
		if h.Secured != yen.Of(120_000) || len(h.Jobs) != 1 || h.Jobs[0].Undecided != 2 || len(h.Doing) != 0 {
			t.Errorf("%s %+v", h.Secured, h.Jobs)
		}
		if h := home(t, d, other); len(h.Todos) != 0 && h.Todos[0].Kind != query.SeeEdits {
			t.Errorf("a stranger has to do %s", todos(h))
		}
		_ = waits
	})
}

func TestHomeMoney(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		client, worker := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "mina")
		settle := func(n string, net int64, on, payBy calendar.Date, run id.Run) {
			cid := contract(t, d, client, worker, n)
			its := must[[]market.Item](t)(marketdb.Items(background, d.Snapshot(), cid))
			write(t, d, func(tx *db.Tx) error {
				return billingdb.InsertSettlement(background, tx, billing.Settlement{ID: id.Settlement("s-" + n), Item: its[0].ID, Contract: cid, Client: client.Party,
					Payee: worker.Party, Quote: billing.Quote{Pay: yen.Of(net), Net: yen.Of(net)}, At: tx.Now, On: on, PayBy: payBy, Run: run})
			})
		}
		settle("a", 10_000, calendar.Of(2026, 4, 1), calendar.Of(2026, 5, 29), "")
		settle("b", 5_000, calendar.Of(2026, 3, 31), calendar.Of(2026, 5, 29), "")
		settle("c", 7_000, calendar.Of(2026, 2, 10), calendar.Of(2026, 4, 10), "run")
		settle("d", 99_000, calendar.Of(2025, 4, 30), calendar.Of(2025, 6, 10), "old") // a year ago
		settle("e", 3_000, calendar.Of(2026, 4, 2), calendar.Of(2026, 4, 24), "")      // delayed on its way to acceptance
		h := home(t, d, worker)
		if h.Month.Accepted != yen.Of(13_000) || h.Year[11].Items != 2 || h.Year[10].Net != yen.Of(5_000) || h.Year[9].Net != yen.Of(7_000) || !h.Year[0].Net.IsZero() {
			t.Errorf("%+v %+v", h.Month, h.Year)
		}
		same(t, "to-dos", todos(h)[:len("add_account  2026-04-15")], "add_account  2026-04-15")
		same(t, "days", days(h)[:64], "2026-04-08 fund 32,000\n2026-04-08 fund 32,000\n2026-04-08 fund 32,000"[:64])

		write(t, d, func(tx *db.Tx) error {
			if err := billingdb.InsertRun(background, tx, billing.Run{ID: "run", Kind: billing.RunMonth, Month: 202602, Through: 20260228, PayOn: 20260403, State: billing.RunReleased}); err != nil {
				return err
			}
			if err := billingdb.InsertPayout(background, tx, billing.Payout{ID: "p", Run: "run", Party: worker.Party, Amount: yen.Of(7_000), State: billing.PayoutDue}); err != nil {
				return err
			}
			for i, s := range []people.AccountState{people.Retired, people.AccountActive, people.Checking} {
				if err := peopledb.AddAccounts(background, tx, people.Account{ID: id.Account("a" + string(rune('0'+i))), Party: worker.Party, Bank: "9900", Branch: "908",
					Kind: people.Ordinary, Number: "123456" + string(rune('0'+i)), Payee: "ﾐﾅ", State: s, PromisedBy: 20260515}); err != nil {
					return err
				}
			}
			return nil
		})
		h = home(t, d, worker)
		var got []string
		for _, p := range h.Coming.Next {
			got = append(got, p.On.String()+" "+p.Amount.Digits())
		}
		same(t, "payments", strings.Join(got, "\n"), "2026-04-03 7,000\n2026-04-15 5,000\n2026-04-24 13,000")
		if !h.Coming.First().Fixed || h.Coming.Account.Last4 != "4561" || h.Coming.Account.Checking != 20260515 {
			t.Errorf("%+v", h.Coming)
		}

		// Money that could not be paid is shown apart.
		write(t, d, func(tx *db.Tx) error {
			e, err := ledger.New("test", calendar.On(tx.Now), ledger.Move("returned", yen.Of(800), ledger.Bank, ledger.Held(worker.Party)))
			if err != nil {
				return err
			}
			return ledgerdb.Post(background, tx, e)
		})
		if h = home(t, d, worker); h.Coming.Held != yen.Of(800) {
			t.Errorf("held %s", h.Coming.Held)
		}
	})
}
