package demo

import (
	"testing"

	"nariwai/internal/bank"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/closing"
	"nariwai/internal/usecase/demonstration"
	"nariwai/internal/usecase/desk"
	"nariwai/internal/usecase/funding"
	"nariwai/internal/usecase/working"
	clockwork "nariwai/internal/worker"
	"nariwai/internal/yen"
)

// visitor becomes one of the people at the door.
func visitor(t *testing.T, d *db.DB, email string) people.Actor {
	t.Helper()
	p, err := peopledb.PersonByEmail(t.Context(), d.Snapshot(), email)
	if err != nil {
		t.Fatal(email, err)
	}
	party, err := peopledb.OwnParty(t.Context(), d.Snapshot(), p.ID)
	if err != nil {
		t.Fatal(email, err)
	}
	return people.Actor{Person: p.ID, Party: party.ID, Strong: p.SecondFactor()}
}

func first[T ~string](t *testing.T, d *db.DB, q string, args ...any) T {
	t.Helper()
	all, err := db.All(t.Context(), d.Snapshot(), func(x *T) []any { return []any{x} }, q, args...)
	if err != nil || len(all) == 0 {
		t.Fatalf("%s: %d rows, %v", q, len(all), err)
	}
	return all[0]
}

// What waits for the visitors can be done, in the order in which they are likely to do it, and the market lives on.
func TestVisit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		ctx := t.Context()
		now := clock.At(2026, 11, 23, 9, 0)
		fill(t, d, c, now)
		client, one, two := visitor(t, d, address("kitamichi")), visitor(t, d, address("yamaguchi")), visitor(t, d, address("hara"))
		must := func(what string, err error) {
			t.Helper()
			c.Advance(clock.Minute)
			if err != nil {
				t.Fatalf("%s: %v", what, err)
			}
		}
		must("pay in", funding.PayInDemonstration(ctx, d, client, first[id.Funding](t, d, "SELECT id FROM billing_funding WHERE client = $1 AND state = 'open'", client.Party)))
		_, err := working.AcceptItem(ctx, d, client, first[id.Item](t, d, `SELECT i.id FROM market_item i JOIN market_contract c ON c.id = i.contract
			WHERE c.client = $1 AND i.state = 'delivered'`, client.Party))
		must("accept", err)
		must("confirm the list", funding.ConfirmDeposits(ctx, d, two, first[id.Import](t, d, "SELECT id FROM billing_import WHERE state = 'pending'")))
		must("first job", desk.ApproveJob(ctx, d, one, first[id.Job](t, d, "SELECT id FROM market_job WHERE state = 'review'")))
		must("dispute", working.DecideDispute(ctx, d, one, first[id.Dispute](t, d, "SELECT id FROM market_dispute WHERE state = 'open'"),
			market.Ruling{Pay: yen.Of(52_000), Fault: market.WorkerFault, Grounds: "四部屋の撮り直しができないため"}))
		must("appeal", working.DecideAppeal(ctx, d, two, first[id.Dispute](t, d, "SELECT id FROM market_dispute WHERE state = 'appealed'"),
			market.Ruling{Pay: yen.Of(120_000), Fault: market.NoFault, Grounds: "書面のとおり"}))
		must("account", desk.ApproveAccount(ctx, d, one, first[id.Account](t, d, "SELECT id FROM people_account WHERE state = 'checking'")))
		run := first[id.Run](t, d, "SELECT id FROM billing_run WHERE state = 'checked'")
		must("release", closing.ReleaseRun(ctx, d, two, run, ""))
		_, _, err = closing.ExportRun(ctx, d, two, run)
		must("export", err)
		adds(t, d)

		// Then the clock is moved, by days and from payday to payday, and the desk does its part.
		for range 8 {
			stop := demonstration.NextStop(calendar.DefaultClosing(), c.Now())
			for begun := false; !begun && c.Now() < stop; {
				c.Set(min(stop, calendar.On(c.Now()).AddDays(1).Start().Add(10*clock.Minute)))
				for _, step := range clockwork.Schedule() {
					must(step.Name, step.Run(ctx, d))
				}
				var err error
				begun, err = demonstration.RunToSend(ctx, d, calendar.On(c.Now()))
				must("run to send", err)
			}
			strays, err := db.All(ctx, d.Snapshot(), func(x *id.Deposit) []any { return []any{x} }, "SELECT id FROM billing_deposit WHERE state = 'suspense' ORDER BY id")
			must("strays", err)
			for _, x := range strays {
				_, err := funding.ReturnDeposit(ctx, d, one, x, bank.TargetForm{Bank: "0001", Branch: "001", Type: "1", Number: "1234567", Payee: "ﾂｷﾉﾜ"})
				must("give back", err)
			}
			runs, err := db.All(ctx, d.Snapshot(), func(r *counted) []any { return []any{&r.id, &r.total, &r.payOn} },
				"SELECT id, total, pay_on FROM billing_run WHERE state = 'counted' ORDER BY id")
			must("runs", err)
			for _, r := range runs {
				must("check", closing.CheckRun(ctx, d, one, r.id, r.total))
				must("release", closing.ReleaseRun(ctx, d, two, r.id, ""))
				_, _, err := closing.ExportRun(ctx, d, two, r.id)
				must("export", err)
			}
			due, err := db.All(ctx, d.Snapshot(), func(r *id.Run) []any { return []any{r} },
				"SELECT id FROM billing_run WHERE state = 'exported' AND pay_on <= $1", calendar.On(c.Now()))
			must("due", err)
			for _, r := range due {
				must("paid", closing.MarkPaid(ctx, d, one, r))
			}
			adds(t, d)
		}
	})
}
