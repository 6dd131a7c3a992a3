package desk_test

import (
	"testing"

	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/desk"
	"nariwai/internal/yen"
)

func TestSetRule(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		ctx, op, worker := t.Context(), cast.Operator(t, d, "yamaguchi"), cast.Worker(t, d, "michiru")
		tomorrow := calendar.On(c.Now()).AddDays(1)
		fee := billing.FeePolicy{Worker: yen.Percent(15)}
		good := policy.Identity{Name: "生業の会", Representative: "山口 たまき", Address: "北海道夕張市本町4丁目", Phone: "0123-00-0000", Mail: "desk@example.jp",
			ClientCode: "1234567890", ClientName: "ﾅﾘﾜｲﾉｶｲ", Bank: "0001", Branch: "001", Account: "7654321", Type: "1"}
		noBank, longName := good, good
		noBank.Bank, longName.ClientName = "9998", "名前"
		for name, test := range map[string]struct {
			err  error
			want fault.Kind
		}{
			"not at the desk":    {desk.SetRule(ctx, d, worker, policy.Fee, tomorrow, fee), fault.Forbidden},
			"today":              {desk.SetRule(ctx, d, op, policy.Fee, tomorrow.AddDays(-1), fee), fault.Invalid},
			"no day":             {desk.SetRule(ctx, d, op, policy.Fee, 0, fee), fault.Invalid},
			"half of the pay":    {desk.SetRule(ctx, d, op, policy.Fee, tomorrow, billing.FeePolicy{Worker: yen.Percent(51)}), fault.Invalid},
			"paid too late":      {desk.SetRule(ctx, d, op, policy.Closing, tomorrow, calendar.Closing{PayDay: 28, FileLeadDays: 2, AutoAcceptDays: 7, LimitDays: 59, EscalateDays: 50}), fault.Invalid},
			"no such bank":       {desk.SetRule(ctx, d, op, policy.Operator, tomorrow, noBank), fault.Invalid},
			"letters for a bank": {desk.SetRule(ctx, d, op, policy.Operator, tomorrow, longName), fault.Invalid},
		} {
			if !fault.Is(test.err, test.want) {
				t.Errorf("%s: %v", name, test.err)
			}
		}
		if err := desk.SetRule(ctx, d, op, policy.Fee, tomorrow, fee); err != nil {
			t.Fatal(err)
		}
		if err := desk.SetRule(ctx, d, op, policy.Fee, tomorrow, fee); !fault.Is(err, fault.Invalid) {
			t.Errorf("a second version for one day: %v", err)
		}
		if err := desk.SetRule(ctx, d, op, policy.Operator, calendar.On(c.Now()), good); err != nil {
			t.Errorf("the operator's identity from today: %v", err)
		}
		got, _, err := policydb.At[billing.FeePolicy](ctx, d.Snapshot(), policy.Fee, id.Site, tomorrow)
		if err != nil || got != fee {
			t.Errorf("tomorrow's fee is %+v, %v", got, err)
		}
	})
}
