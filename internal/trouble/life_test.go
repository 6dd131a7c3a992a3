package trouble

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"nariwai/internal/bank"
	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/blob"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/closing"
	"nariwai/internal/usecase/funding"
	"nariwai/internal/usecase/hiring"
	"nariwai/internal/usecase/posting"
	"nariwai/internal/usecase/profile"
	"nariwai/internal/usecase/proposing"
	"nariwai/internal/usecase/verifying"
	"nariwai/internal/usecase/working"
	"nariwai/internal/yen"
)

// life is a market in which one step follows another: jobs are awarded, paid in, delivered, settled in every way, closed,
// paid out, returned and refunded. It knows people and things by what the database says, so that it can be taken up on a copy.
type life struct {
	testing.TB
	ctx   context.Context
	d     *db.DB // through which it is lived
	eye   *db.DB // through which it is looked at
	clock *dbtest.Clock
	files *blob.Store
}

func newLife(t testing.TB, d *db.DB, c *dbtest.Clock) *life {
	t.Helper()
	l := &life{TB: t, ctx: context.Background(), d: d, eye: d, clock: c}
	var err error
	if l.files, err = blob.Open(filepath.Join(t.TempDir(), "files")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.files.Close() })
	return l
}

// as is somebody of the cast who sends a form with a key. The desk has passed the second factor.
func as(name, key string) people.Actor {
	return people.Actor{Person: id.Person("person-" + name), Party: id.Party("party-" + name), Strong: strings.HasPrefix(name, "desk"), Key: key, Body: "body of " + key}
}

// one is the only row's id that a query finds; "" when there is none.
func one[T ~string](l *life, q string, args ...any) T {
	l.Helper()
	found, err := db.All(l.ctx, l.eye.Snapshot(), func(s *T) []any { return []any{s} }, q, args...)
	switch {
	case err != nil:
		l.Fatal(err)
	case len(found) > 1:
		l.Fatalf("%d rows of %s %v", len(found), q, args)
	case len(found) == 0:
		return ""
	}
	return found[0]
}

func (l *life) item(worker string, n int) id.Item {
	return one[id.Item](l, "SELECT i.id FROM market_item i JOIN market_contract c ON c.id = i.contract WHERE c.worker = $1 AND i.n = $2", "party-"+worker, n)
}

func (l *life) line(payer string) id.Deposit {
	return one[id.Deposit](l, "SELECT id FROM billing_deposit WHERE payer = $1", payer)
}

func (l *life) run(k billing.RunKind) id.Run {
	return one[id.Run](l, "SELECT id FROM billing_run WHERE kind = $1", k)
}

func (l *life) payout(worker string) id.Payout {
	return one[id.Payout](l, "SELECT id FROM billing_payout WHERE party = $1 AND refund = ''", "party-"+worker)
}

// a step is one thing that somebody asks for or that the clock does. Sent again it answers the same.
type step struct {
	name string
	at   clock.Instant // the clock before it; 0 leaves it
	do   func(l *life, key string) (answer string, err error)
}

// begin is the cast and what happens before the first step.
func begin(l *life) {
	l.Helper()
	d, t := l.d, l.TB
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	cast.Operator(t, d, "desk")
	cast.Operator(t, d, "desk2")
	cast.Office(t, d)
	client := cast.Client(t, d, "kitamichi")
	for i, name := range []string{"sato", "tanaka", "mori"} {
		w := cast.Worker(t, d, name)
		if name != "mori" { // who gives an account later
			cast.Account(t, d, w, fmt.Sprintf("%d%d", i+1, i+1))
		}
	}
	today := calendar.On(l.clock.Now())
	offer := func(name string, pays ...int64) {
		o := market.Offer{Message: "書きます。", DueOn: today.AddDays(10)}
		for i, pay := range pays {
			o.Price = o.Price.Add(yen.Of(pay))
			o.Parts = append(o.Parts, market.Part{N: int64(i + 1), Title: fmt.Sprintf("第%d回", i+1), Price: yen.Of(pay), DueOn: o.DueOn})
		}
		if len(pays) == 1 {
			o.Parts = nil
		}
		jid, err := posting.SaveDraft(l.ctx, d, client, "", market.Spec{
			Category: "writing/travel", Title: "道の駅の記事を10本", Body: "1本1,500字です。", Deliverable: "原稿10本",
			Rights: market.RightsTransfer, AIPolicy: market.AIAssist, Unit: market.LumpSum, Quantity: 1, Pay: o.Price, Hires: 1,
			ClosesOn: today.AddDays(5), DueOn: o.DueOn, Beginners: true, Unregistered: true,
		})
		ok(err)
		_, err = posting.PublishJob(l.ctx, d, client, jid)
		ok(err)
		_, err = proposing.SubmitProposal(l.ctx, d, as(name, ""), jid, o)
		ok(err)
	}
	offer("sato", 40_000, 30_000, 20_000, 12_000, 8_000)
	offer("tanaka", 40_000)
	offer("mori", 15_000)
}

func award(worker string, withhold bool) func(*life, string) (string, error) {
	return func(l *life, key string) (string, error) {
		p := one[id.Proposal](l, "SELECT id FROM market_proposal WHERE worker = $1", "party-"+worker)
		cid, err := hiring.AwardProposal(l.ctx, l.d, as("kitamichi", key), p, withhold)
		return string(cid), err
	}
}

// deliver hands in work with a file, whose bytes are kept first.
func deliver(worker string, n int) func(*life, string) (string, error) {
	return func(l *life, key string) (string, error) {
		a := as(worker, key)
		cid := one[id.Contract](l, "SELECT id FROM market_contract WHERE worker = $1", a.Party)
		up, err := working.StoreFile(l.ctx, l.d, l.files, a, cid, "genko.txt", strings.NewReader("道の駅の朝は早い。"))
		if err != nil {
			return "", err
		}
		answer, err := working.DeliverItem(l.ctx, l.d, a, l.item(worker, n), working.Work{Body: "できました。", Uploads: []working.Upload{up}})
		return string(answer), err
	}
}

func accept(worker string, n int) func(*life, string) (string, error) {
	return func(l *life, key string) (string, error) {
		cid, err := working.AcceptItem(l.ctx, l.d, as("kitamichi", key), l.item(worker, n))
		return string(cid), err
	}
}

// list is a bank's list that somebody brings; the balance goes on from the last one.
func bring(name string, on calendar.Date, opening int64, lines func(l *life) []movement) func(*life, string) (string, error) {
	return func(l *life, key string) (string, error) {
		iid, err := funding.ImportDeposits(l.ctx, l.d, as("desk", key), name, listOf(on, opening, lines(l)))
		return string(iid), err
	}
}

type movement struct {
	amount int64
	payer  string
}

func listOf(on calendar.Date, balance int64, lines []movement) []byte {
	var csv bytes.Buffer
	csv.WriteString("日付,金額,振込人,残高\n")
	for _, m := range lines {
		balance += m.amount
		fmt.Fprintf(&csv, "%s,%d,%s,%d\n", on, m.amount, m.payer, balance)
	}
	return csv.Bytes()
}

func confirm(name string) func(*life, string) (string, error) {
	return func(l *life, key string) (string, error) {
		return "", funding.ConfirmDeposits(l.ctx, l.d, as("desk2", key), one[id.Import](l, "SELECT id FROM billing_import WHERE name = $1", name))
	}
}

// asked are the open requests to pay in, paid to the yen.
func asked(l *life) (out []movement) {
	fs, err := db.All(l.ctx, l.eye.Snapshot(), func(f *billing.Funding) []any { return []any{&f.Reference, &f.Amount} },
		"SELECT reference, amount FROM billing_funding ORDER BY id")
	if err != nil {
		l.Fatal(err)
	}
	for _, f := range fs {
		out = append(out, movement{f.Amount.Int64(), f.Reference + " ｷﾀﾐﾁ"})
	}
	return out
}

func check(k billing.RunKind) func(*life, string) (string, error) {
	return func(l *life, key string) (string, error) {
		run, err := billingdb.Run(l.ctx, l.eye.Snapshot(), l.run(k))
		if err != nil {
			return "", err
		}
		return "", closing.CheckRun(l.ctx, l.d, as("desk", key), run.ID, run.Total)
	}
}

func release(k billing.RunKind) func(*life, string) (string, error) {
	return func(l *life, key string) (string, error) {
		return "", closing.ReleaseRun(l.ctx, l.d, as("desk2", key), l.run(k), "")
	}
}

func export(k billing.RunKind) func(*life, string) (string, error) {
	return func(l *life, key string) (string, error) {
		_, file, err := closing.ExportRun(l.ctx, l.d, as("desk", key), l.run(k))
		return string(file), err
	}
}

func markPaid(k billing.RunKind) func(*life, string) (string, error) {
	return func(l *life, key string) (string, error) {
		return "", closing.MarkPaid(l.ctx, l.d, as("desk", key), l.run(k))
	}
}

// clockwork is a step that nobody asks for.
func clockwork(f func(context.Context, *db.DB) error) func(*life, string) (string, error) {
	return func(l *life, _ string) (string, error) { return "", f(l.ctx, l.d) }
}

func counted(f func(context.Context, *db.DB) (int, error)) func(*life, string) (string, error) {
	return clockwork(func(ctx context.Context, d *db.DB) error { _, err := f(ctx, d); return err })
}

const (
	stranger = "ﾀﾞﾚｶ"
	interest = "ﾘｿｸ"
	bounced  = "ﾌﾘｺﾐﾍﾝｷﾔｸ"
)

var (
	closeOn = calendar.Of(2026, 5, 1).Start().Add(9 * clock.Hour)
	payday  = calendar.Of(2026, 5, 15)
	target  = bank.TargetForm{Bank: "0001", Branch: "001", Type: "1", Number: "1234567", Payee: "ｷﾀﾐﾁ"}
)

// script is the life, step by step.
func script() []step {
	first := calendar.On(dbtest.Start)
	desk := func(name string, f func(*life, people.Actor) error) func(*life, string) (string, error) {
		return func(l *life, key string) (string, error) { return "", f(l, as(name, key)) }
	}
	return []step{
		{"award", 0, award("sato", false)},
		{"award with tax withheld", 0, award("tanaka", true)},
		{"award to whom has no account", 0, award("mori", false)},
		{"import", 0, bring("in.csv", first, 0, func(l *life) []movement {
			return append(asked(l), movement{5_000, stranger}, movement{10, interest})
		})},
		{"confirm", 0, confirm("in.csv")},
		{"take as own", 0, desk("desk", func(l *life, a people.Actor) error {
			return funding.TakeAsOwn(l.ctx, l.d, a, l.line(interest), "利息")
		})},
		{"return a deposit", 0, func(l *life, key string) (string, error) {
			rid, err := funding.ReturnDeposit(l.ctx, l.d, as("desk", key), l.line(stranger), target)
			return string(rid), err
		}},
		{"deliver", dbtest.Start.Add(clock.Day), deliver("sato", 1)},
		{"accept", 0, accept("sato", 1)},
		{"offer a split", 0, func(l *life, key string) (string, error) {
			cid, err := working.ProposeCancel(l.ctx, l.d, as("kitamichi", key), l.item("sato", 2), working.Split{Pay: yen.Of(10_000), Fault: market.NoFault, Reason: "ここまでにします。"})
			return string(cid), err
		}},
		{"sign the split", 0, func(l *life, key string) (string, error) {
			ca := one[id.Cancel](l, "SELECT id FROM market_cancel WHERE item = $1", l.item("sato", 2))
			cid, err := working.SignCancel(l.ctx, l.d, as("sato", key), ca)
			return string(cid), err
		}},
		{"direct the refund", 0, desk("desk", func(l *life, a people.Actor) error {
			return funding.DirectRefund(l.ctx, l.d, a, one[id.Refund](l, "SELECT id FROM billing_refund WHERE amount = 20000"), target)
		})},
		{"deliver what nobody will answer", 0, deliver("sato", 3)},
		{"deliver what is disputed", 0, deliver("sato", 4)},
		{"dispute", 0, func(l *life, key string) (string, error) {
			did, err := working.OpenDispute(l.ctx, l.d, as("kitamichi", key), l.item("sato", 4), "約束と違います。")
			return string(did), err
		}},
		{"decide", 0, desk("desk", func(l *life, a people.Actor) error {
			return working.DecideDispute(l.ctx, l.d, a, one[id.Dispute](l, "SELECT id FROM market_dispute"), market.Ruling{Pay: yen.Of(6_000), Fault: market.WorkerFault, Grounds: "半分が使えません"})
		})},
		{"offer a raise", 0, func(l *life, key string) (string, error) {
			it := l.item("sato", 5)
			cid, err := working.ProposeChange(l.ctx, l.d, as("sato", key), it, working.NewTerms{Pay: yen.Of(9_000), DueOn: first.AddDays(20), Reason: "駅が1つ増えました。"})
			return string(cid), err
		}},
		{"sign the raise", 0, func(l *life, key string) (string, error) {
			ch := one[id.Change](l, "SELECT id FROM market_change WHERE item = $1", l.item("sato", 5))
			cid, err := working.SignChange(l.ctx, l.d, as("kitamichi", key), ch)
			return string(cid), err
		}},
		{"import the raise", 0, bring("raise.csv", first.AddDays(1), 166_298, func(l *life) []movement {
			return []movement{{1_000, one[string](l, "SELECT reference FROM billing_funding WHERE change_order <> ''") + " ｷﾀﾐﾁ"}}
		})},
		{"confirm the raise", 0, confirm("raise.csv")},
		{"deliver by whom has no account", 0, deliver("mori", 1)},
		{"deliver with tax withheld", 0, deliver("tanaka", 1)},
		{"accept with tax withheld", 0, accept("tanaka", 1)},
		{"accept for whom has no account", 0, accept("mori", 1)},
		{"time accepts", dbtest.Start.Add(24 * clock.Day), counted(working.AcceptOverdue)},
		{"pay in time", dbtest.Start.Add(26 * clock.Day), clockwork(closing.GuardRun)},
		{"check what can't wait", 0, check(billing.RunGuard)},
		{"release what can't wait", 0, release(billing.RunGuard)},
		{"export what can't wait", 0, export(billing.RunGuard)},
		{"a decision takes effect", 0, counted(working.TakeEffect)},
		{"end what is late", dbtest.Start.Add(29 * clock.Day), func(l *life, key string) (string, error) {
			cid, err := working.CancelLate(l.ctx, l.d, as("kitamichi", key), l.item("sato", 5))
			return string(cid), err
		}},
		{"close the month", closeOn, clockwork(closing.CloseDue)},
		{"close the days", 0, clockwork(closing.CloseDays)},
		{"mark as paid what couldn't wait", 0, markPaid(billing.RunGuard)},
		{"give an account", 0, func(l *life, key string) (string, error) {
			_, err := profile.SetBankAccount(l.ctx, l.d, as("mori", key), profile.AccountForm{Bank: "0001", Branch: "001", Kind: "1", Number: "3333333", Payee: "ﾓﾘ"})
			return "", err
		}},
		{"recount", 0, desk("desk", func(l *life, a people.Actor) error {
			return closing.RecountRun(l.ctx, l.d, a, l.run(billing.RunMonth))
		})},
		{"check", 0, check(billing.RunMonth)},
		{"release", 0, release(billing.RunMonth)},
		{"export", 0, export(billing.RunMonth)},
		{"mark a line as returned", payday.Start().Add(9 * clock.Hour), func(l *life, key string) (string, error) {
			rid, err := closing.MarkReturned(l.ctx, l.d, as("desk", key), l.payout("mori"), "口座なし", "")
			return string(rid), err
		}},
		{"mark a line as paid", 0, func(l *life, key string) (string, error) {
			rid, err := closing.MarkLinePaid(l.ctx, l.d, as("desk", key), l.payout("tanaka"))
			return string(rid), err
		}},
		{"mark the run as paid", 0, markPaid(billing.RunMonth)},
		{"import what went out and came back", 0, bring("out.csv", payday, 167_298, func(l *life) []movement {
			var out, back int64
			if err := db.One(l.ctx, l.eye.Snapshot(), []any{&out}, "SELECT CAST(SUM(amount) AS BIGINT) FROM billing_payout WHERE state = 'paid'"); err != nil {
				l.Fatal(err)
			}
			if err := db.One(l.ctx, l.eye.Snapshot(), []any{&back}, "SELECT amount FROM billing_payout WHERE party = 'party-tanaka' AND refund = ''"); err != nil {
				l.Fatal(err)
			}
			return []movement{{-out, "総合振込"}, {back, bounced}}
		})},
		{"confirm what came back", 0, confirm("out.csv")},
		{"mark what came back", 0, func(l *life, key string) (string, error) {
			rid, err := closing.MarkReturned(l.ctx, l.d, as("desk", key), l.payout("tanaka"), "名義相違", l.line(bounced))
			return string(rid), err
		}},
		{"close the days since", 0, clockwork(closing.CloseDays)},
	}
}

// play does a step at its time.
func (l *life) play(s step) (answer string, err error) {
	if s.at != 0 {
		l.clock.Set(s.at)
	}
	return s.do(l, "key of "+s.name)
}

// sound fails the test when anything does not add up.
func (l *life) sound(where string) {
	l.Helper()
	for _, v := range l.violations() {
		l.Errorf("%s: %s", where, v)
	}
}

func (l *life) violations() []verifying.Violation {
	l.Helper()
	found, err := verifying.Verify(l.ctx, l.eye, nil)
	if err != nil {
		l.Fatal(err)
	}
	return found
}
