package crashtest

import (
	"errors"
	"fmt"
	"sync"

	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/ledger"
	"nariwai/internal/ledger/ledgerdb"
	"nariwai/internal/mail"
	"nariwai/internal/notice"
	"nariwai/internal/notice/noticedb"
	"nariwai/internal/people"
	"nariwai/internal/phrase"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/closing"
	"nariwai/internal/usecase/mailing"
	"nariwai/internal/yen"
)

func (dr *drill) post(event string, amount int64, from, to ledger.Account) error {
	return dr.d.Write(dr.ctx, func(tx *db.Tx) error {
		e, err := ledger.New(event, calendar.On(tx.Now), ledger.Move("deposit", yen.Of(amount), from, to))
		if err != nil {
			return err
		}
		return ledgerdb.Post(dr.ctx, tx, e)
	})
}

// ledgerRefuses: an event is booked once, with one amount, and only where the money is.
func ledgerRefuses(dr *drill) {
	var one, two ledger.Account = "suspense/one", "suspense/two"
	dr.ok(books, dr.post("deposit/one", 100, ledger.Bank, one))
	dr.ok(books, dr.post("deposit/one", 100, ledger.Bank, one)) // a repeat
	if err := dr.post("deposit/one", 200, ledger.Bank, one); err == nil {
		dr.found.bad(books, "the same event was booked with another amount")
	}
	if err := dr.post("deposit/one", 100, ledger.Bank, two); err == nil {
		dr.found.bad(books, "the same event was booked to another account")
	}
	dr.refused(books, "more than there is", dr.post("move/one", 101, one, two))
	if got := dr.at(one); got != 100 {
		dr.found.bad(books, "%d yen stand where 100 should", got)
	}
	if n := dr.count("SELECT COUNT(*) FROM ledger_transfer"); n != 1 {
		dr.found.bad(books, "%d transfers stand in the ledger, 1 was booked", n)
	}
	// The books of this drill know no deposits; give back what was invented.
	dr.ok(books, dr.d.Write(dr.ctx, func(tx *db.Tx) error {
		if _, err := tx.Do(dr.ctx, "DELETE FROM ledger_transfer WHERE id = 'deposit/one'"); err != nil {
			return err
		}
		_, err := tx.Do(dr.ctx, "DELETE FROM ledger_account WHERE id = 'suspense/one'")
		return err
	}))
}

// batch: functions that are committed together are kept or lost one by one.
func batch(dr *drill) {
	boom := errors.New("refused")
	var all sync.WaitGroup
	for i := range 90 {
		all.Go(func() {
			err := dr.d.Write(dr.ctx, func(tx *db.Tx) error {
				if err := tx.Exec(dr.ctx, 1, "INSERT INTO db_meta (name, value) VALUES ($1, 1)", fmt.Sprint("drill", i)); err != nil {
					return err
				}
				switch i % 3 {
				case 1:
					return boom
				case 2:
					panic("slipped")
				}
				return nil
			})
			if kept := err == nil; kept != (i%3 == 0) {
				dr.found.bad(acknowledged, "function %d: %v", i, err)
			}
		})
	}
	all.Wait()
	for i := range 90 {
		there := dr.count("SELECT COUNT(*) FROM db_meta WHERE name = $1", fmt.Sprint("drill", i)) == 1
		switch {
		case there && i%3 != 0:
			dr.found.bad(recorded, "function %d was refused and has left something", i)
		case !there && i%3 == 0:
			dr.found.bad(acknowledged, "function %d was answered and is not there", i)
		}
	}
}

// fees: 20 % of the pay, what is left of a yen stays with the worker, and splitting work into small items saves nobody the fee.
func fees(dr *drill) {
	for pay, fee := range map[int64]int64{1: 0, 4: 0, 5: 1, 9: 1, 99: 19, 1_234: 246, 8_014: 1_602, 40_000: 8_000, 99_999: 19_999} {
		deal := dr.deal(dr.worker, pay)
		dr.deliver(deal, deal.Items...)
		dr.accept(deal.Items...)
		if got := dr.count("SELECT fee FROM billing_settlement WHERE contract = $1", deal.Contract); got != fee {
			dr.found.bad(priced, "the fee of %d yen is %d, not %d", pay, got, fee)
		}
	}
	small := dr.deal(dr.worker, 4, 4, 4, 4, 4)
	dr.deliver(small, small.Items...)
	dr.accept(small.Items...)
	if got := dr.count("SELECT CAST(SUM(fee) AS BIGINT) FROM billing_settlement WHERE contract = $1", small.Contract); got != 4 {
		dr.found.bad(priced, "the fee of five items of 4 yen is %d, not 4", got)
	}
}

const april calendar.Month = 202604

// done is work that is delivered and accepted now.
func (dr *drill) done(worker people.Actor, pay int64) cast.Deal {
	dr.Helper()
	deal := dr.deal(worker, pay)
	dr.deliver(deal, deal.Items...)
	dr.accept(deal.Items...)
	return deal
}

// send takes a counted run through two people to the bank and to its payday.
func (dr *drill) send(run billing.Run) {
	dr.Helper()
	dr.ok(closed, closing.CheckRun(dr.ctx, dr.d, dr.desk, run.ID, run.Total))
	dr.ok(closed, closing.ReleaseRun(dr.ctx, dr.d, dr.desk2, run.ID, ""))
	_, _, err := closing.ExportRun(dr.ctx, dr.d, dr.desk, run.ID)
	dr.ok(closed, err)
	dr.to(run.PayOn)
	dr.ok(closed, closing.MarkPaid(dr.ctx, dr.d, dr.desk, run.ID))
	dr.bank(fmt.Sprintf("%d ｿｳｺﾞｳﾌﾘｺﾐ", -run.Total.Int64()))
}

// closing2: a month that is closed twice, by two at once, and again after more was earned, pays once.
func closing2(dr *drill) {
	other := cast.Worker(dr.T, dr.d, "mori")
	cast.Account(dr.T, dr.d, other, "2")
	dr.done(dr.worker, 40_000)
	dr.done(other, 10_000)
	dr.to(calendar.Of(2026, 5, 1))
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if _, err := closing.CloseMonth(dr.ctx, dr.d, april, nil); err != nil && !fault.Is(err, fault.Conflict) {
				dr.found.bad(closed, "%v", err)
			}
		})
	}
	all.Wait()
	run, err := closing.CloseMonth(dr.ctx, dr.d, april, nil)
	dr.ok(closed, err)
	if run.Total.Int64() != 40_000 || run.Payees != 2 {
		dr.found.bad(closed, "the run pays %s to %d, not 40,000 yen to 2", run.Total, run.Payees)
	}
	dr.done(dr.worker, 40_000) // which belongs to May
	again, err := closing.CloseMonth(dr.ctx, dr.d, april, nil)
	dr.ok(closed, err)
	if again.ID != run.ID || again.Total != run.Total {
		dr.found.bad(closed, "closed again, the run pays %s, not %s", again.Total, run.Total)
	}
	dr.send(run)
	dr.to(calendar.Of(2026, 6, 1))
	may, err := closing.CloseMonth(dr.ctx, dr.d, april.Next(), nil)
	dr.ok(closed, err)
	if may.Total.Int64() != 32_000 || may.Payees != 1 {
		dr.found.bad(closed, "May pays %s to %d, not 32,000 yen to 1", may.Total, may.Payees)
	}
}

// midnight: a day ends at midnight in Japan, which is 15:00 UTC.
func midnight(dr *drill) {
	last := dr.deal(dr.worker, 10_000, 20_000)
	dr.clock.Set(clock.At(2026, 4, 30, 23, 59))
	dr.deliver(last, last.Items...)
	dr.accept(last.Items[0])
	dr.clock.Set(clock.At(2026, 5, 1, 0, 1))
	dr.accept(last.Items[1])
	run, err := closing.CloseMonth(dr.ctx, dr.d, april, nil)
	dr.ok(closed, err)
	if run.Pay.Int64() != 10_000 {
		dr.found.bad(closed, "April, which ended two minutes after 10,000 yen were accepted and one before 20,000 were, closes with %s", run.Pay)
	}
	for it, on := range map[id.Item]calendar.Date{last.Items[0]: calendar.Of(2026, 4, 30), last.Items[1]: calendar.Of(2026, 5, 1)} {
		if is := dr.item(it); is.SettledOn != on {
			dr.found.bad(closed, "settled on %s, not %s", is.SettledOn, on)
		}
	}
}

// returned: a transfer that came back is held for its payee once, whatever else comes in.
func returned(dr *drill) {
	dr.done(dr.worker, 20_000)
	dr.to(calendar.Of(2026, 5, 1))
	run, err := closing.CloseMonth(dr.ctx, dr.d, april, nil)
	dr.ok(closed, err)
	dr.ok(closed, closing.CheckRun(dr.ctx, dr.d, dr.desk, run.ID, run.Total))
	dr.ok(closed, closing.ReleaseRun(dr.ctx, dr.d, dr.desk2, run.ID, ""))
	_, _, err = closing.ExportRun(dr.ctx, dr.d, dr.desk, run.ID)
	dr.ok(closed, err)
	dr.to(run.PayOn)
	dr.ok(closed, closing.MarkPaid(dr.ctx, dr.d, dr.desk, run.ID))
	dr.bank("-16000 ｿｳｺﾞｳﾌﾘｺﾐ")
	dr.clock.Advance(clock.Day)
	came := dr.bank("16000 ﾌﾘｺﾐﾍﾝｷﾔｸ", "16000 ﾀﾞﾚｶ")
	line := rows[id.Payout](dr.T, dr.d.Snapshot(), "SELECT id FROM billing_payout")[0]
	_, err = closing.MarkReturned(dr.ctx, dr.d, dr.desk, line, "名義相違", came[0].ID)
	dr.ok(once, err)
	for _, back := range []billing.Deposit{came[0], came[1]} {
		_, err = closing.MarkReturned(dr.ctx, dr.d, dr.desk, line, "名義相違", back.ID)
		dr.refused(once, "the second return of one transfer", err)
	}
	if held := dr.at(ledger.Held(dr.worker.Party)); held != 16_000 {
		dr.found.bad(once, "%d yen are held of a transfer of 16,000 that came back", held)
	}
}

// clockBack: a clock that is set back into a closed day, and before a closed month, leaves the books right, and nobody unpaid.
func clockBack(dr *drill) {
	dr.done(dr.worker, 10_000)
	later := dr.deal(dr.worker, 30_000)
	dr.to(calendar.Of(2026, 5, 2))
	dr.ok(books, closing.CloseDays(dr.ctx, dr.d))
	run, err := closing.CloseMonth(dr.ctx, dr.d, april, nil)
	dr.ok(closed, err)
	dr.to(calendar.Of(2026, 4, 1))
	dr.deliver(later, later.Items...)
	dr.accept(later.Items...)
	dr.ok(books, closing.CloseDays(dr.ctx, dr.d))
	dr.to(calendar.Of(2026, 5, 2))
	again, err := closing.CloseMonth(dr.ctx, dr.d, april, nil)
	dr.ok(closed, err)
	if again.ID != run.ID || again.Total != run.Total {
		dr.found.bad(closed, "the closed month pays %s, not %s", again.Total, run.Total)
	}
	dr.send(run)
	for day := dr.today(); day.Before(calendar.Of(2026, 5, 28)); day = day.AddDays(1) {
		dr.to(day)
		dr.ok(books, closing.CloseDays(dr.ctx, dr.d))
		dr.ok(closed, closing.GuardRun(dr.ctx, dr.d)) // what its month's run has missed can't wait for the next
	}
	if paid := dr.count("SELECT CAST(SUM(amount) AS BIGINT) FROM billing_payout"); paid != 32_000 {
		dr.found.bad(closed, "%d yen are paid until the end of May, not 32,000", paid)
	}
}

// mails: four nodes that send at once send each mail once, and only after it is known that somebody has it in hand.
func mails(dr *drill) {
	p := newPost(dr.T, false)
	sender, err := mail.New(mail.Config{Server: "smtp+plain://" + p.addr, From: "no-reply@nariwai.example", Name: "Nariwai 生業", Base: "https://nariwai.example"})
	dr.ok(told, err)
	for range 10 { // each time the nodes may happen to take turns, and then nobody sees anything
		dr.ok(told, dr.d.Write(dr.ctx, func(tx *db.Tx) error {
			for i := range 40 {
				if err := noticedb.Queue(dr.ctx, tx, notice.Letter{To: fmt.Sprintf("p%d@example.jp", i), Lang: phrase.Ja, Subject: "お知らせ", Text: "本文"}); err != nil {
					return err
				}
			}
			return nil
		}))
		var nodes sync.WaitGroup
		for range 4 {
			nodes.Go(func() {
				if _, err := mailing.SendQueued(dr.ctx, dr.d, sender); err != nil {
					dr.found.bad(told, "%v", err)
				}
			})
		}
		nodes.Wait()
	}
	for message, n := range p.taken {
		if n != 1 {
			dr.found.bad(told, "mail %s came %d times", message, n)
		}
	}
	if want := dr.count("SELECT COUNT(*) FROM notice_mail"); int64(len(p.taken)) != want {
		dr.found.bad(told, "%d of %d mails came", len(p.taken), want)
	}
}
