package policydb_test

import (
	"fmt"
	"testing"

	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/certification"
	"nariwai/internal/credit"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/message"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
	"nariwai/internal/review"
	"nariwai/internal/trust"
	"nariwai/internal/upload"
	"nariwai/internal/yen"
)

func same[T any](t *testing.T, d *db.DB, k policy.Kind, want T) {
	t.Helper()
	got, _, err := policydb.At[T](t.Context(), d.Snapshot(), k, id.Site, calendar.On(dbtest.Start))
	if err != nil {
		t.Fatal(err)
	}
	if a, b := show(got), show(want); a != b {
		t.Errorf("%s: the schema begins with %s, the code with %s", k, a, b)
	}
}

func TestDefaults(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		same(t, d, policy.Fee, billing.DefaultFee())
		same(t, d, policy.Tax, billing.DefaultTax())
		same(t, d, policy.Closing, calendar.DefaultClosing())
		same(t, d, policy.Clocks, market.DefaultClocks())
		same(t, d, policy.Floor, market.Floors{Action: market.Inform})
		same(t, d, policy.Wages, market.DefaultWages())
		same(t, d, policy.Paces, market.DefaultPaces())
		same(t, d, policy.Operator, policy.Identity{})
		same(t, d, policy.Room, upload.DefaultQuota())
		same(t, d, policy.Approaches, message.DefaultLimits())
		same(t, d, policy.Reviews, review.DefaultRules())
		same(t, d, policy.Credit, credit.DefaultRules())
		same(t, d, policy.Certification, certification.DefaultRules())
		same(t, d, policy.Trials, market.DefaultTrials())
		same(t, d, policy.Lures, trust.Settings{Actions: map[string]trust.Action{}})
	})
}

func TestVersions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ctx, today := t.Context(), calendar.On(dbtest.Start)
		set := func(mall id.Mall, from calendar.Date, percent int64) error {
			return d.Write(ctx, func(tx *db.Tx) error {
				return policydb.Set(ctx, tx, policy.Fee, mall, from, billing.FeePolicy{Worker: yen.Percent(percent)}, "hana")
			})
		}
		at := func(mall id.Mall, on calendar.Date) yen.Rate {
			p, _, err := policydb.At[billing.FeePolicy](ctx, d.Snapshot(), policy.Fee, mall, on)
			if err != nil {
				t.Fatal(err)
			}
			return p.Worker
		}
		if err := set(id.Site, today, 10); !fault.Is(err, fault.Invalid) {
			t.Fatalf("a fee from today on: %v", err)
		}
		next := today.AddDays(30)
		if err := set(id.Site, next, 15); err != nil {
			t.Fatal(err)
		}
		if err := set(id.Site, next, 12); !fault.Is(err, fault.Conflict) {
			t.Fatalf("a second version for one day: %v", err)
		}
		if err := set("kyushu", next.AddDays(1), 18); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			mall id.Mall
			on   calendar.Date
			want int64
		}{
			{id.Site, today, 20}, {id.Site, next.AddDays(-1), 20}, {id.Site, next, 15},
			{"kyushu", next, 15}, {"kyushu", next.AddDays(1), 18},
		} {
			if got := at(c.mall, c.on); got != yen.Percent(c.want) {
				t.Errorf("%s on %s: %s, want %d%%", c.mall, c.on, got, c.want)
			}
		}
		if h, err := policydb.History(ctx, d.Snapshot(), policy.Fee, id.Site); err != nil || len(h) != 2 {
			t.Fatalf("history %d, %v", len(h), err)
		}
	})
}

func show(v any) string { return fmt.Sprintf("%+v", v) }
