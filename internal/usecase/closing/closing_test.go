package closing_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"nariwai/internal/bank/zenginread"
	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/ledger"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/closing"
	"nariwai/internal/yen"
)

// A month from its last day to the bank: 40,000 arrive as 32,000, and as 28,288 where income tax is withheld.
func TestMonth(t *testing.T) {
	each(t, func(p *play) {
		plain, withheld, homeless, later := cast.Worker(p.T, p.d, "sato"), cast.Worker(p.T, p.d, "tanaka"), cast.Worker(p.T, p.d, "mori"), cast.Worker(p.T, p.d, "later")
		cast.Account(p.T, p.d, plain, "11")
		cast.Account(p.T, p.d, withheld, "22")
		cast.Account(p.T, p.d, later, "44")
		p.carryOver(later, true)
		p.done(plain, false, 40_000)
		p.done(withheld, true, 40_000)
		p.done(homeless, false, 10_000, 5_000)
		p.done(later, false, 20_000)

		_, err := closing.CloseMonth(ctx, p.d, april, nil)
		p.refused(fault.Conflict, err) // it is not over
		run := p.close(april)
		again := p.close(april)
		p.ok(closing.CloseDue(ctx, p.d))
		if again != run || run.PayOn != calendar.Of(2026, 5, 15) || run.State != billing.RunCounted {
			p.Errorf("%+v, then %+v", run, again)
		}
		for what, pair := range map[string][2]int64{
			"payees": {run.Payees, 2}, "held": {run.Held, 1}, "pay": {run.Pay.Int64(), 95_000}, "fee": {run.Fee.Int64(), 19_000},
			"withheld": {run.Withheld.Int64(), 3_712}, "net": {run.Net.Int64(), 72_288}, "held total": {run.HeldTotal.Int64(), 12_000},
			"total": {run.Total.Int64(), 60_288}, "earned": {p.at(ledger.Earned(later.Party)), 16_000}, "set apart": {p.at(ledger.Held(homeless.Party)), 12_000},
		} {
			if pair[0] != pair[1] {
				p.Errorf("%s: %d, want %d", what, pair[0], pair[1])
			}
		}
		lines := p.payouts(run.ID)
		s := p.statement(lines[withheld.Party])
		if s.Net.Int64() != 28_288 || s.Tax.Int64() != 3_636 || s.Withheld.Int64() != 3_712 || s.Fee.Int64() != 8_000 || s.Amount != s.Net || s.Held || len(s.Lines) != 1 ||
			s.Lines[0].Client != "kitamichi" || s.Operator.Name != "なりわい運営組合" || s.PayOn != run.PayOn {
			p.Errorf("%+v", s)
		}
		if s := p.statement(lines[homeless.Party]); !s.Held || len(s.Lines) != 2 || s.Net.Int64() != 12_000 {
			p.Errorf("%+v", s)
		}
		if l := lines[later.Party]; l.State != billing.PayoutCarried || l.Statement != "" || l.Amount.Int64() != 16_000 {
			p.Errorf("%+v", l)
		}
		for who, want := range map[string]string{p.told(plain): "statement", p.told(homeless): "payout_held", p.told(later): "carried", p.told(p.desk): "run_to_check"} {
			if !strings.HasSuffix(who, want) {
				p.Errorf("told %s, want %s", who, want)
			}
		}
		p.verify()

		// Two people.
		p.refused(fault.Invalid, closing.CheckRun(ctx, p.d, p.desk, run.ID, yen.Of(60_289)))
		p.refused(fault.Forbidden, closing.CheckRun(ctx, p.d, p.client, run.ID, run.Total))
		p.refused(fault.Conflict, closing.ReleaseRun(ctx, p.d, p.desk2, run.ID, ""))
		p.ok(closing.CheckRun(ctx, p.d, p.desk, run.ID, run.Total))
		p.refused(fault.Forbidden, closing.ReleaseRun(ctx, p.d, p.desk, run.ID, ""))
		p.refused(fault.Invalid, closing.ReturnRun(ctx, p.d, p.desk2, run.ID, ""))
		p.ok(closing.ReturnRun(ctx, p.d, p.desk2, run.ID, "金額をもう一度"))
		p.ok(closing.CheckRun(ctx, p.d, p.desk, run.ID, run.Total))
		_, _, err = closing.ExportRun(ctx, p.d, p.desk, run.ID)
		p.refused(fault.Conflict, err)
		p.ok(closing.ReleaseRun(ctx, p.d, p.desk2, run.ID, ""))

		// The file, read back by positions.
		name, file, err := closing.ExportRun(ctx, p.d, p.desk, run.ID)
		p.ok(err)
		f, err := zenginread.Read(bytes.NewReader(file))
		p.ok(err)
		if name != "nariwai-20260515.txt" || f.Count != 2 || f.Sum != run.Total || f.Month != 5 || f.Day != 15 || f.Code != "0123456789" || f.Name != "ﾅﾘﾜｲｳﾝｴｲｸﾐｱｲ" ||
			f.Transfers[0].Amount.Int64()+f.Transfers[1].Amount.Int64() != 60_288 || f.Transfers[0].Customer1 != "0000000001" || f.Transfers[0].BankKana != "ﾐｽﾞﾎ" {
			p.Errorf("%s: %+v", name, f)
		}
		cast.Account(p.T, p.d, plain, "99") // what changes now changes nothing of the file
		cast.OfficeAccount(p.T, p.d, "1111111")
		_, twice, err := closing.ExportRun(ctx, p.d, p.desk2, run.ID)
		p.ok(err)
		if !bytes.Equal(file, twice) {
			p.Error("the second file is another one")
		}

		// Paid, not before its day.
		p.refused(fault.Conflict, closing.MarkPaid(ctx, p.d, p.desk, run.ID))
		p.to(run.PayOn)
		p.ok(closing.MarkPaid(ctx, p.d, p.desk, run.ID))
		p.bank(-60_288, "総合振込")
		p.refused(fault.Conflict, closing.MarkPaid(ctx, p.d, p.desk, run.ID))
		if got := p.run(run.ID); got.State != billing.RunPaid {
			p.Errorf("the run is %s", got.State)
		}
		if got := -p.at(ledger.Bank); got != p.balance {
			p.Errorf("the book has %d at the bank, the bank %d", got, p.balance)
		}
		if !strings.HasSuffix(p.told(withheld), "statement paid") {
			p.Errorf("told %s", p.told(withheld))
		}

		// Who gives an account, and who takes a request back, is paid by the next closing.
		cast.Account(p.T, p.d, homeless, "33")
		p.carryOver(later, false)
		p.done(homeless, false, 1_000)
		may := p.close(april.Next())
		lines = p.payouts(may.ID)
		if l := lines[homeless.Party]; l.Amount.Int64() != 12_800 || l.FromHeld.Int64() != 12_000 || l.State != billing.PayoutDue {
			p.Errorf("%+v", l)
		}
		if l := lines[later.Party]; l.Amount.Int64() != 16_000 {
			p.Errorf("%+v", l)
		}
		if got := p.payouts(run.ID)[homeless.Party]; got.State != billing.PayoutJoined {
			p.Errorf("the held line is %s", got.State)
		}
		p.send(may)
		if len(lines) != 2 || p.at(ledger.Held(homeless.Party)) != 0 {
			p.Errorf("%d lines, %d held", len(lines), p.at(ledger.Held(homeless.Party)))
		}
	})
}

// A closing that is broken off goes on where it stood.
func TestBrokenOff(t *testing.T) {
	each(t, func(p *play) {
		for _, name := range []string{"a", "b", "c"} {
			w := cast.Worker(p.T, p.d, name)
			cast.Account(p.T, p.d, w, "1")
			p.done(w, false, 10_000)
		}
		p.to(april.Last().AddDays(1))
		broken, stop := context.WithCancel(ctx)
		if _, err := closing.CloseMonth(broken, p.d, april, func(int, int) { stop() }); err == nil {
			p.Fatal("it went on")
		}
		var steps []int
		run, err := closing.CloseMonth(ctx, p.d, april, func(done, total int) { steps = append(steps, done, total) })
		p.ok(err)
		if run.Payees != 3 || run.Total.Int64() != 24_000 || len(p.payouts(run.ID)) != 3 {
			p.Errorf("%+v", run)
		}
		p.send(run)
	})
}

// The month is not closed while automatic acceptances of its last days are open.
func TestAutomaticAcceptanceComesFirst(t *testing.T) {
	each(t, func(p *play) {
		w := cast.Worker(p.T, p.d, "sato")
		cast.Account(p.T, p.d, w, "1")
		deal := p.funded(w, false, 40_000)
		p.to(calendar.Of(2026, 4, 23)) // accepted at 00:00 of 1 May, which ends 30 April
		p.deliver(deal)
		p.to(calendar.Of(2026, 5, 1))
		_, err := closing.CloseMonth(ctx, p.d, april, nil)
		p.refused(fault.Conflict, err)
		p.refused(fault.Conflict, closing.CloseDue(ctx, p.d))
		if run := p.close(april); run.Total.Int64() != 32_000 {
			p.Errorf("%+v", run)
		}
	})
}

// The book must agree with the bank before anything is released.
func TestBankMustAgree(t *testing.T) {
	each(t, func(p *play) {
		w := cast.Worker(p.T, p.d, "sato")
		cast.Account(p.T, p.d, w, "1")
		p.done(w, false, 40_000)
		run := p.close(april)
		charge := p.bank(-880, "月額の手数料")
		p.ok(closing.CheckRun(ctx, p.d, p.desk, run.ID, run.Total))
		p.refused(fault.Conflict, closing.ReleaseRun(ctx, p.d, p.desk2, run.ID, ""))
		list, err := closing.Checks(ctx, p.d.Snapshot(), run, calendar.On(p.clock.Now()))
		p.ok(err)
		bad := 0
		for _, c := range list {
			if !c.OK() {
				bad++
				if c.Difference().Int64() != -880 {
					p.Errorf("%s: %s", c.Name, c.Difference())
				}
			}
		}
		if bad != 1 {
			p.Errorf("%d of %d checks disagree", bad, len(list))
		}
		p.ok(p.own(charge))
		p.ok(closing.ReleaseRun(ctx, p.d, p.desk2, run.ID, ""))
	})
}

// Nothing is paid after the last day that the law allows: a run in between sees to it.
func TestGuard(t *testing.T) {
	each(t, func(p *play) {
		w := cast.Worker(p.T, p.d, "sato")
		cast.Account(p.T, p.d, w, "1")
		p.to(calendar.Of(2026, 4, 3))
		late, soon := p.funded(w, false, 40_000), p.funded(w, false, 7_000)
		p.deliver(late)
		p.revise(late) // receipt stays on 3 April: the client's own wishes don't move it
		p.deliver(soon)
		p.accept(soon)
		p.send(p.close(april)) // soon is paid by it
		p.to(calendar.Of(2026, 5, 18))
		p.deliver(late)
		p.to(calendar.Of(2026, 5, 20))
		p.ok(closing.GuardRun(ctx, p.d))
		p.accept(late) // must be paid by 1 June; May's closing pays on 15 June
		p.ok(closing.GuardRun(ctx, p.d))
		if got := p.guards(); len(got) != 0 {
			p.Fatalf("a run already: %+v", got)
		}
		p.to(calendar.Of(2026, 5, 25))
		for range 2 {
			p.ok(closing.GuardRun(ctx, p.d))
		}
		runs := p.guards()
		if len(runs) != 1 || runs[0].PayOn != calendar.Of(2026, 6, 1) || runs[0].Total.Int64() != 32_000 || runs[0].State != billing.RunCounted {
			p.Fatalf("%+v", runs)
		}
		p.to(calendar.Of(2026, 5, 27))
		p.ok(closing.GuardRun(ctx, p.d))
		if len(p.guards()) != 1 {
			p.Error("a second run for nothing")
		}
		p.send(runs[0])
		if run := p.close(april.Next()); run.State != billing.RunPaid || !run.Total.IsZero() {
			p.Errorf("%+v", run)
		}
	})
}

// A run that was left lying moves its payday, and says why it pays late.
func TestLateRun(t *testing.T) {
	each(t, func(p *play) {
		w := cast.Worker(p.T, p.d, "sato")
		cast.Account(p.T, p.d, w, "1")
		p.done(w, false, 40_000) // received on 1 April, to be paid by 29 May
		run := p.close(april)
		p.ok(closing.CheckRun(ctx, p.d, p.desk, run.ID, run.Total))
		p.verify()
		p.to(calendar.Of(2026, 6, 6)) // a Saturday
		p.found("paid-in-time")       // it lies at the desk
		p.refused(fault.Invalid, closing.ReleaseRun(ctx, p.d, p.desk2, run.ID, ""))
		p.ok(closing.ReleaseRun(ctx, p.d, p.desk2, run.ID, "担当者が不在でした"))
		if got := p.run(run.ID); got.PayOn != calendar.Of(2026, 6, 8) {
			p.Errorf("pays on %s", got.PayOn)
		}
		p.found("paid-in-time")
	})
}

// The desk hears in time, and once a day, of a run that it must send or whose end it must write down.
func TestRemindRuns(t *testing.T) {
	each(t, func(p *play) {
		p.done(p.withAccount("sato", "1"), false, 40_000)
		run := p.close(april) // pays on 15 May, so that the bank wants its file on the 13th
		told := func(on calendar.Date, want string) {
			p.Helper()
			p.to(on)
			before := len(p.told(p.desk))
			for range 2 {
				p.ok(closing.RemindRuns(ctx, p.d))
			}
			if got := p.told(p.desk)[before:]; got != want {
				p.Errorf("told %q on %s, want %q", got, on, want)
			}
		}
		told(calendar.Of(2026, 5, 11), "")
		told(calendar.Of(2026, 5, 12), " run_to_send")
		p.ok(closing.CheckRun(ctx, p.d, p.desk, run.ID, run.Total))
		p.ok(closing.ReleaseRun(ctx, p.d, p.desk2, run.ID, ""))
		told(calendar.Of(2026, 5, 13), " run_to_send")
		_, _, err := closing.ExportRun(ctx, p.d, p.desk, run.ID)
		p.ok(err)
		told(run.PayOn, "")
		told(calendar.Of(2026, 5, 18), " run_to_finish")
		p.ok(closing.MarkPaid(ctx, p.d, p.desk, run.ID))
		told(calendar.Of(2026, 5, 19), "")
	})
}

func TestNothingToPay(t *testing.T) {
	each(t, func(p *play) {
		p.to(april.Last().AddDays(1))
		p.ok(closing.CloseDue(ctx, p.d))
		p.ok(closing.CloseDue(ctx, p.d))
		p.ok(closing.GuardRun(ctx, p.d))
		p.ok(closing.CloseDays(ctx, p.d))
		p.clock.Advance(clock.Day)
	})
}
