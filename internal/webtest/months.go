package webtest

import (
	"context"
	"fmt"
	"strings"
	"time"

	"nariwai/internal/bank"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/closing"
	"nariwai/internal/usecase/funding"
	"nariwai/internal/usecase/profile"
	"nariwai/internal/usecase/working"
)

// line is what the bank says came in or went out.
type line struct {
	amount int64
	text   string
}

// list is the bank's file of today.
func (s *Stage) list(lines ...line) []byte {
	var b strings.Builder
	b.WriteString("日付,入出金額,振込人,残高\r\n")
	balance := s.bank
	for _, l := range lines {
		balance += l.amount
		fmt.Fprintf(&b, "%s,%d,%s,%d\r\n", s.today(), l.amount, l.text, balance)
	}
	return []byte(b.String())
}

// List is a file of deposits that goes on where the stage's last one ended: one line for each pair of amount and text.
func (s *Stage) List(amount int64, text string) []byte { return s.list(line{amount, text}) }

// bring imports a list with one operator and confirms it with the other.
func (s *Stage) bring(lines ...line) id.Import {
	s.t.Helper()
	iid, err := funding.ImportDeposits(ctx, s.DB, s.actors[Desk], "nyukin.csv", s.list(lines...))
	s.ok(err)
	s.ok(funding.ConfirmDeposits(ctx, s.DB, s.desk2, iid))
	for _, l := range lines {
		s.bank += l.amount
	}
	return iid
}

// payIn pays the open request of a contract by the bank's list.
func (s *Stage) payIn(cid id.Contract, payer string) id.Import {
	s.t.Helper()
	fs, err := billingdb.Fundings(ctx, s.DB.Snapshot(), cid)
	s.ok(err)
	f := fs[len(fs)-1]
	return s.bring(line{f.Amount.Int64(), f.Reference + " " + payer})
}

// month lets a contract of one item run from award to acceptance.
func (s *Stage) month(client, worker Role, withhold bool, year int, month time.Month, day int, pay int64) cast.Deal {
	s.t.Helper()
	s.at(year, month, day)
	deal := cast.Award(s.t, s.DB, s.actors[client], s.actors[worker], withhold, pay)
	s.at(year, month, day+1)
	s.payIn(deal.Contract, "ｶ)ｷﾀﾉﾐﾁｷｶｸ")
	s.at(year, month, day+2)
	_, err := working.DeliverItem(ctx, s.DB, deal.Worker, deal.Items[0], working.Work{Body: "できました。"})
	s.ok(err)
	s.at(year, month, day+3)
	_, err = working.AcceptItem(ctx, s.DB, deal.Client, deal.Items[0])
	s.ok(err)
	return deal
}

// months is a paid month, one that is counted and waits for two people, and of the others' money a month in each state between.
func (s *Stage) months() {
	s.t.Helper()
	s.month(OtherClient, OtherWorker, false, 2025, 11, 4, 11_000)
	s.name("run.exported", string(s.close(closing.ExportRun)), Desk)
	s.name("payout.exported", s.text("SELECT id FROM billing_payout WHERE run = $1", s.ID("run.exported")), OtherWorker, Desk)
	s.month(OtherClient, OtherWorker, false, 2025, 12, 4, 12_000)
	s.name("run.released", string(s.close(nil)), Desk)
	s.month(OtherClient, OtherWorker, false, 2026, 1, 6, 13_000)
	s.at(2026, 2, 1)
	jan, err := closing.CloseMonth(ctx, s.DB, calendar.MonthOf(s.today().AddDays(-1)), nil)
	s.ok(err)
	s.ok(closing.CheckRun(ctx, s.DB, s.desk2, jan.ID, jan.Total))
	s.name("run.checked", string(jan.ID), Desk)

	first := s.month(Client, Worker, true, 2026, 2, 3, 40_000)
	s.name("contract.paid", string(first.Contract), Worker, Client)
	s.month(OtherClient, OtherWorker, false, 2026, 2, 10, 55_000)
	s.undecided()
	rid := s.close(closing.ExportRun)
	s.name("run.paid", string(rid), Desk)
	s.at(2026, 3, 13)
	s.ok(closing.MarkPaid(ctx, s.DB, s.actors[Desk], rid))
	s.bank -= s.number("SELECT total FROM billing_run WHERE id = $1", rid) // the demonstration's bank brings this line itself
	for _, r := range []Role{Worker, OtherWorker} {
		p := s.text("SELECT id FROM billing_payout WHERE run = $1 AND party = $2", rid, s.actors[r].Party)
		s.name("payout."+string(r), p, r, Desk)
		s.name("statement."+string(r), s.text("SELECT statement FROM billing_payout WHERE id = $1", p), r, Desk)
	}

	s.month(Client, Worker, true, 2026, 3, 16, 60_000)
	s.month(OtherClient, OtherWorker, false, 2026, 3, 20, 30_000)
	s.at(2026, 3, 22)
	s.credit()
	s.at(2026, 3, 25)
	late := cast.Award(s.t, s.DB, s.actors[Client], s.actors[Worker], false, 9_500)
	s.payIn(late.Contract, "ｶ)ｷﾀﾉﾐﾁｷｶｸ")
	s.name("item.late", string(late.Items[0]), Worker, Client)
	homeless := s.accepted()
	s.ok(cast.Say(s.t, s.DB, late.Client, late.Contract, "進みぐあいはいかがですか")) // and nobody answers
	s.at(2026, 4, 1)
	mar, err := closing.CloseMonth(ctx, s.DB, calendar.MonthOf(s.today().AddDays(-1)), nil)
	s.ok(err)
	s.name("run.counted", string(mar.ID), Desk)
	s.invoices()
	s.name("total.counted", fmt.Sprint(mar.Total.Int64()), Desk)
	cast.Account(s.t, s.DB, homeless, "3141") // so that counting once more finds something

	next, err := profile.SetBankAccount(ctx, s.DB, s.actors[OtherWorker], profile.AccountForm{Bank: "0001", Branch: "001", Kind: "1", Number: s.hide("the new account's number", "7390917", OtherWorker, Desk), Payee: "ｱﾀﾗｼｲ"})
	s.ok(err)
	s.name("account.checking", string(next.ID), OtherWorker, Desk)
}

// accepted is a worker without a bank account who has earned something.
func (s *Stage) accepted() people.Actor {
	s.t.Helper()
	deal := cast.Award(s.t, s.DB, s.actors[OtherClient], cast.Worker(s.t, s.DB, "sumika"), false, 7_000)
	s.payIn(deal.Contract, "ｱｵﾊﾞ")
	_, err := working.DeliverItem(ctx, s.DB, deal.Worker, deal.Items[0], working.Work{Body: "できました。"})
	s.ok(err)
	_, err = working.AcceptItem(ctx, s.DB, deal.Client, deal.Items[0])
	s.ok(err)
	return deal.Worker
}

// undecided is an item of the others that was handed in and never came to an end, so that the desk must look at it.
func (s *Stage) undecided() {
	s.t.Helper()
	s.at(2026, 2, 16)
	deal := cast.Award(s.t, s.DB, s.actors[OtherClient], s.actors[OtherWorker], false, 8_500)
	s.payIn(deal.Contract, "ｱｵﾊﾞ")
	s.name("item.undecided", string(deal.Items[0]), OtherWorker, OtherClient)
	s.at(2026, 2, 20)
	_, err := working.DeliverItem(ctx, s.DB, deal.Worker, deal.Items[0], working.Work{Body: "できました。"})
	s.ok(err)
	_, err = working.RequestRevision(ctx, s.DB, deal.Client, deal.Items[0], "写真を足してください", market.ClientFault)
	s.ok(err)
}

// close counts the month that has just ended and lets the two operators check and release it; with export the bank's file is made.
func (s *Stage) close(export func(context.Context, *db.DB, people.Actor, id.Run) (string, []byte, error)) id.Run {
	s.t.Helper()
	month := calendar.MonthOf(s.today())
	s.Clock.Set(month.Last().AddDays(1).Start().Add(12 * clock.Hour))
	run, err := closing.CloseMonth(ctx, s.DB, month, nil)
	s.ok(err)
	s.ok(closing.CheckRun(ctx, s.DB, s.actors[Desk], run.ID, run.Total))
	s.ok(closing.ReleaseRun(ctx, s.DB, s.desk2, run.ID, ""))
	if export != nil {
		_, _, err := export(ctx, s.DB, s.desk2, run.ID)
		s.ok(err)
	}
	return run.ID
}

// target is a real branch for what goes back.
func target() bank.TargetForm {
	return bank.TargetForm{Bank: "0001", Branch: "001", Type: "1", Number: "1112223", Payee: "ｶ)ﾍﾝｷﾝ"}
}
