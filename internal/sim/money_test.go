package sim

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"nariwai/internal/bank"
	"nariwai/internal/bank/zenginread"
	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/usecase/closing"
	"nariwai/internal/usecase/funding"
	"nariwai/internal/usecase/working"
	"nariwai/internal/worker"
	"nariwai/internal/yen"
)

// A movement is a line of the bank's statement that nobody has imported yet.
type movement struct {
	on     calendar.Date
	amount yen.Yen
	payer  string
}

// pay lets a client's money arrive at the bank: mostly what was asked for, sometimes short, over, twice or unnamed.
func (w *world) pay() error {
	fid, ok := one[id.Funding](w, "SELECT id FROM billing_funding WHERE state = 'open' OR state = 'void' AND asked_at % 7 = 0 ORDER BY state, id")
	if !ok {
		return errNothing
	}
	f, err := billingdb.Funding(w.ctx, w.d.Snapshot(), fid)
	if err != nil {
		return err
	}
	m := movement{w.today(), f.Amount, f.Reference + " ｶ)ｷﾀﾐﾁ"}
	switch rapid.IntRange(0, 14).Draw(w.T, "payment") {
	case 14: // rapid draws small numbers more often, so what is rare stands at the end
		m.amount = m.amount.Sub(yen.Of(1))
	case 13:
		m.amount = m.amount.Add(yen.Of(770))
	case 12:
		m.payer = "ﾀﾞﾚｶ"
	case 11:
		w.statement = append(w.statement, m)
	}
	if m.amount.Sign() > 0 {
		w.statement = append(w.statement, m)
	}
	return nil
}

// fetch imports what is new on the statement and has it confirmed: by another person, or (refused) by the same.
func (w *world) fetch() error {
	if len(w.statement) == 0 {
		return errNothing
	}
	var csv strings.Builder
	csv.WriteString("日付,金額,振込人,残高\n")
	balance := w.bank
	for _, m := range w.statement {
		balance = balance.Add(m.amount)
		fmt.Fprintf(&csv, "%s,%d,%s,%d\n", m.on, m.amount.Int64(), m.payer, balance.Int64())
	}
	first, second := w.anybody(w.operators...), w.anybody(w.operators...)
	im, err := funding.ImportDeposits(w.ctx, w.d, first, "nyukin.csv", []byte(csv.String()))
	if err != nil {
		return err
	}
	if err := funding.ConfirmDeposits(w.ctx, w.d, second, im); err != nil {
		w.tried("confirm", err)
		return funding.DropDeposits(w.ctx, w.d, w.operators[0], im)
	}
	w.bank, w.statement = balance, nil
	return nil
}

// pass lets time go by. Each day the clock-work runs a little after midnight and at noon, and the desk does its duty:
// what must not wait is decided, runs are checked, released and sent.
func (w *world) pass(d clock.Duration) {
	end := w.c.Now().Add(d)
	for {
		today := w.today()
		next := slices.Min([]clock.Instant{end, today.AddDays(1).Start().Add(5 * clock.Minute)})
		if noon := today.Start().Add(12 * clock.Hour); w.c.Now() < noon {
			next = min(next, noon)
		}
		if next <= w.c.Now() {
			next = end
		}
		w.c.Set(next)
		w.work()
		if next >= end {
			return
		}
	}
}

func (w *world) work() {
	for _, s := range worker.Schedule() {
		if err := s.Run(w.ctx, w.d); err != nil {
			w.Fatalf("%s on %s: %v", s.Name, w.today(), err)
		}
	}
	w.decideEscalated()
	w.tried("send back", w.sendBack())
	w.tried("import", w.fetch())
	w.payOut()
}

// decideEscalated is what the desk must not leave lying: what is undecided 50 days after receipt.
func (w *world) decideEscalated() {
	for _, state := range []string{"delivered", "revising", "funded"} {
		for _, iid := range all[id.Item](w, "SELECT id FROM market_item WHERE escalated_at > 0 AND state = $1 ORDER BY id", state) {
			_, err := working.TakeUpItem(w.ctx, w.d, w.judge(iid, ""), iid, "法の期日が近づいています。")
			w.must("take up", err)
		}
	}
	for _, did := range all[id.Dispute](w, "SELECT id FROM market_dispute WHERE state = 'appealed' OR state = 'open' AND item IN (SELECT id FROM market_item WHERE escalated_at > 0) ORDER BY id") {
		dis, err := marketdb.Dispute(w.ctx, w.d.Snapshot(), did)
		w.must("read", err)
		w.must("decide in time", w.decide(did, w.judge(dis.Item, dis.DecidedBy)))
	}
}

var target = bank.TargetForm{Bank: "0001", Branch: "001", Type: "1", Number: "1234567", Payee: "ｷﾀﾐﾁ"}

// operator is who pays capital in.
const operator = "ﾅﾘﾜｲﾉｶｲ"

// sendBack gives money that matches nothing, and refunds without an account, a way home; the operator's own becomes capital.
func (w *world) sendBack() error {
	for _, did := range all[id.Deposit](w, "SELECT id FROM billing_deposit WHERE state = 'suspense' AND payer = '"+operator+"' ORDER BY id") {
		if err := funding.TakeAsCapital(w.ctx, w.d, w.anybody(w.operators...), did, "元手"); err != nil {
			return err
		}
	}
	for _, did := range all[id.Deposit](w, "SELECT id FROM billing_deposit WHERE state = 'suspense' ORDER BY id") {
		if _, err := funding.ReturnDeposit(w.ctx, w.d, w.operators[0], did, target); err != nil {
			return err
		}
	}
	for _, rid := range all[id.Refund](w, "SELECT id FROM billing_refund WHERE state = 'waiting' ORDER BY id") {
		if err := funding.DirectRefund(w.ctx, w.d, w.operators[0], rid, target); err != nil {
			return err
		}
	}
	return nil
}

// payOut brings every run a step further: two people, the bank's file, and on the payday the bank's debit.
func (w *world) payOut() {
	for _, rid := range all[id.Run](w, "SELECT id FROM billing_run WHERE state <> 'paid' ORDER BY id") {
		run, err := billingdb.Run(w.ctx, w.d.Snapshot(), rid)
		w.must("read", err)
		if run.State == billing.RunCounted {
			w.tried("check by nobody", closing.CheckRun(w.ctx, w.d, w.workers[0], rid, run.Total))
			w.must("check", closing.CheckRun(w.ctx, w.d, w.operators[0], rid, run.Total))
			if err := closing.ReleaseRun(w.ctx, w.d, w.operators[0], rid, ""); err == nil {
				w.Fatal("one person checked and released")
			}
			if err := closing.ReleaseRun(w.ctx, w.d, w.operators[1], rid, ""); err != nil {
				w.Fatalf("release of %+v on %s: %v\n%s", run, w.today(), err, w.late(rid))
			}
			name, file, err := closing.ExportRun(w.ctx, w.d, w.operators[0], rid)
			w.must("export", err)
			_, again, err := closing.ExportRun(w.ctx, w.d, w.operators[1], rid)
			if w.must("export again", err); string(again) != string(file) {
				w.Fatalf("%s came out in two ways", name)
			}
			back, err := zenginread.Read(bytes.NewReader(file))
			if w.must("read back", err); back.Sum != run.Total {
				w.Fatalf("the file pays %s, the run %s", back.Sum, run.Total)
			}
		}
		run, err = billingdb.Run(w.ctx, w.d.Snapshot(), rid)
		w.must("read", err)
		if run.State != billing.RunExported || w.today().Before(run.PayOn) {
			continue
		}
		if w.today() != run.PayOn {
			w.Fatalf("a payday passed: run of %s on %s", run.PayOn, w.today())
		}
		w.must("mark paid", closing.MarkPaid(w.ctx, w.d, w.operators[0], rid))
		if run.Total.Sign() > 0 {
			w.statement = append(w.statement, movement{w.today(), run.Total.Neg(), "ｿｳｺﾞｳﾌﾘｺﾐ"})
		}
	}
}

// judge is somebody of the desk who has no side in an item's contract and has not decided before.
func (w *world) judge(iid id.Item, before id.Person) people.Actor {
	it, err := itemOf(w, iid)
	w.must("read", err)
	c, err := marketdb.Contract(w.ctx, w.d.Snapshot(), it.Contract)
	w.must("read", err)
	for _, a := range w.operators {
		if a.Person != before && a.Party != c.Client && a.Party != c.Worker {
			return a
		}
	}
	panic("nobody is impartial")
}

// must is for what the desk does right: it may not be refused.
func (w *world) must(verb string, err error) {
	if err != nil {
		w.Fatalf("%s on %s: %v", verb, w.today(), err)
	}
	w.done[verb]++
}

func all[T ~string](w *world, q string, args ...any) []T {
	ids, err := db.All(w.ctx, w.d.Snapshot(), func(s *T) []any { return []any{s} }, q, args...)
	if err != nil {
		w.Fatal(err)
	}
	return ids
}

// late says what of a run would be paid too late, for a person who must find out why.
func (w *world) late(rid id.Run) string {
	var out strings.Builder
	ss := all[id.Settlement](w, "SELECT id FROM billing_settlement WHERE run = $1 ORDER BY id", rid)
	for _, sid := range ss {
		s, err := db.All(w.ctx, w.d.Snapshot(), func(s *[5]int64) []any { return []any{&s[0], &s[1], &s[2], &s[3], &s[4]} },
			"SELECT pay, settled_on, received_on, pay_by, at FROM billing_settlement WHERE id = $1", sid)
		fmt.Fprintln(&out, "pay, settled, received, pay by, at:", s, err)
	}
	return out.String()
}
