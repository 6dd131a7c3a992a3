package demo

import (
	"fmt"
	"hash/fnv"
	"testing"
	"time"

	"nariwai/internal/blob"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/people"
	"nariwai/internal/usecase/demonstration"
	"nariwai/internal/usecase/verifying"
)

// fill plays the market into a fresh database, as if visitors came at now.
func fill(t *testing.T, d *db.DB, c *dbtest.Clock, now clock.Instant) {
	t.Helper()
	c.Set(now)
	if err := d.MarkDemonstration(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	files, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer files.Close()
	start, days := time.Now(), 0
	if err := Fill(t.Context(), d, files, func(done, total int) { days++ }); err != nil {
		t.Fatal(err)
	}
	t.Logf("filled in %s", time.Since(start).Round(time.Millisecond))
	if days < History || d.Clock() != now {
		t.Errorf("%d days were told of, and it is %s afterwards", days, d.Clock())
	}
}

// tally counts the rows of a table by a column.
func tally(t *testing.T, d *db.DB, table, by string) map[string]int {
	t.Helper()
	type row struct {
		of string
		n  int
	}
	rows, err := db.All(t.Context(), d.Snapshot(), func(r *row) []any { return []any{&r.of, &r.n} },
		fmt.Sprintf("SELECT %s, COUNT(*) FROM %s GROUP BY %s", by, table, by))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]int{}
	for _, r := range rows {
		out[r.of] = r.n
	}
	return out
}

func count(t *testing.T, d *db.DB, q string, args ...any) (n int) {
	t.Helper()
	if err := db.One(t.Context(), d.Snapshot(), []any{&n}, q, args...); err != nil {
		t.Fatal(err)
	}
	return n
}

// The market holds what its description promises, it adds up, and everybody whom visitors become has something to do.
func TestFill(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		now := clock.At(2026, 11, 23, 9, 0)
		fill(t, d, c, now)
		for _, x := range []struct {
			table, by string
			want      map[string]int
		}{
			{"market_job", "state", map[string]int{"draft": 4, "review": 1, "refused": 1, "open": 20, "deciding": 3, "private": 2, "ended": 60}},
			{"market_job", "outcome", map[string]int{"": 31, "filled": 57, "unfilled": 1, "undecided": 2}},
			{"market_item", "state", map[string]int{"agreed": 3, "funded": 19, "delivered": 17, "revising": 7, "disputed": 3,
				"accepted": 111, "split": 2, "refunded": 2, "cancelled": 1, "lapsed": 1}},
			{"market_dispute", "state", map[string]int{"open": 1, "decided": 1, "appealed": 1, "ended": 1}},
			{"billing_import", "state", map[string]int{"confirmed": count(t, d, "SELECT COUNT(*) FROM billing_import") - 1, "pending": 1}},
		} {
			if got := tally(t, d, x.table, x.by); fmt.Sprint(got) != fmt.Sprint(x.want) {
				t.Errorf("%s by %s: %v, want %v", x.table, x.by, got, x.want)
			}
		}
		for what, q := range map[string]string{
			"a worker's deliveries within two days": `SELECT COUNT(*) FROM market_item i JOIN market_contract c ON c.id = i.contract JOIN people_party p ON p.id = c.worker
				WHERE p.handle = 'michiru' AND i.state = 'funded' AND i.due_on BETWEEN 20261123 AND 20261125`,
			"work that waits for acceptance": `SELECT COUNT(*) FROM market_item i JOIN market_contract c ON c.id = i.contract JOIN people_party p ON p.id = c.worker
				WHERE p.handle = 'michiru' AND i.state = 'delivered'`,
			"a question to answer":  `SELECT COUNT(*) FROM message_seat s JOIN people_party p ON p.id = s.party WHERE p.handle = 'michiru' AND s.needs AND s.contract = ''`,
			"this month's earnings": `SELECT COUNT(*) FROM billing_settlement s JOIN people_party p ON p.id = s.payee WHERE p.handle = 'michiru' AND s.settled_on >= 20261101`,
			"a paid month":          `SELECT COUNT(*) FROM billing_payout y JOIN people_party p ON p.id = y.party WHERE p.handle = 'michiru' AND y.state = 'paid'`,
			"a job with fourteen proposals": `SELECT COUNT(*) FROM market_job j JOIN people_party p ON p.id = j.client
				WHERE p.handle = 'kitamichi' AND j.state = 'open' AND j.proposals = 14`,
			"something to pay in": `SELECT COUNT(*) FROM billing_funding f JOIN people_party p ON p.id = f.client WHERE p.handle = 'kitamichi' AND f.state = 'open'`,
			"something to accept": `SELECT COUNT(*) FROM market_item i JOIN market_contract c ON c.id = i.contract JOIN people_party p ON p.id = c.client
				WHERE p.handle = 'kitamichi' AND i.state = 'delivered'`,
			"a change to sign":             `SELECT COUNT(*) FROM market_change h JOIN market_contract c ON c.id = h.contract JOIN people_party p ON p.id = c.client WHERE p.handle = 'kitamichi' AND h.state = 'offered'`,
			"a run to release":             "SELECT COUNT(*) FROM billing_run WHERE state = 'checked' AND total > 0",
			"a closed month":               "SELECT COUNT(*) FROM billing_run WHERE kind = 'month' AND state = 'paid' AND payees > 5",
			"an invoice to pay":            "SELECT COUNT(*) FROM credit_invoice WHERE state = 'open'",
			"an invoice that was paid":     "SELECT COUNT(*) FROM credit_invoice WHERE state = 'paid'",
			"a client who asks for credit": "SELECT COUNT(*) FROM credit_line WHERE wanted > 0",
			"a bulk order":                 "SELECT COUNT(*) FROM bulk_order WHERE state = 'open'",
			"a team with a contract":       "SELECT COUNT(*) FROM team_part",
			"an order that comes again":    "SELECT COUNT(*) FROM recurring_order WHERE state = 'active'",
			"money in suspense":            "SELECT COUNT(*) FROM billing_deposit WHERE state = 'suspense'",
			"an account to look at":        "SELECT COUNT(*) FROM people_account WHERE state = 'checking'",
			"a short payment":              "SELECT COUNT(*) FROM billing_deposit WHERE reason = '金額が足りません'",
			"withheld income tax":          "SELECT COUNT(*) FROM billing_settlement WHERE withheld > 0",
			"automatic acceptance":         "SELECT COUNT(*) FROM billing_settlement WHERE ending = 'time'",
			"a raise that was paid":        "SELECT COUNT(*) FROM market_change WHERE state = 'in_force'",
			"files":                        "SELECT COUNT(*) FROM market_file",
			"an identity that was checked": "SELECT COUNT(*) FROM people_party WHERE handle = 'michiru' AND identity_at > 0 AND pledged_at > 0",
			"a document to look at":        "SELECT COUNT(*) FROM identity_check WHERE state = 'waiting' AND doc_key <> ''",
			"a document that was refused":  "SELECT COUNT(*) FROM identity_check WHERE state = 'refused'",
			"somebody suspended":           "SELECT COUNT(*) FROM people_person WHERE state = 'suspended'",
			"a job without proposal":       "SELECT COUNT(*) FROM market_job WHERE state = 'open' AND proposals = 0",
		} {
			if count(t, d, q) == 0 {
				t.Errorf("there is no sign of %s", what)
			}
		}
		if n := count(t, d, "SELECT COUNT(DISTINCT settled_on / 100) FROM billing_settlement"); n < 3 {
			t.Errorf("work was settled in %d months", n)
		}
		adds(t, d)
		if complete, begun, err := demonstration.Filled(t.Context(), d); !complete || !begun || err != nil {
			t.Error(complete, begun, err)
		}
		if err := Fill(t.Context(), d, nil, nil); err == nil {
			t.Error("filled twice")
		}
		signIn(t, d, now)
	})
}

// adds requires that everything adds up.
func adds(t *testing.T, d *db.DB) {
	t.Helper()
	found, err := verifying.Verify(t.Context(), d, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range found {
		t.Error(v)
	}
}

// signIn requires that the shown accounts open with the shown passphrase and code.
func signIn(t *testing.T, d *db.DB, now clock.Instant) {
	t.Helper()
	hasher := people.NewHasher(people.DefaultCost(), 1)
	for _, in := range SignIns() {
		var who, hash, secret string
		if err := db.One(t.Context(), d.Snapshot(), []any{&who, &hash, &secret}, "SELECT id, password, totp_secret FROM people_person WHERE email_key = $1", in.Email); err != nil {
			t.Fatal(in.Email, err)
		}
		if err := db.Unseal(d.Snapshot(), "people_person.totp_secret", who, &secret); err != nil {
			t.Fatal(in.Email, err)
		}
		if ok, err := hasher.Matches(t.Context(), hash, in.Passphrase); !ok || err != nil {
			t.Errorf("%s: the passphrase does not open it: %v", in.Email, err)
		}
		if secret != in.TOTPSecret {
			t.Errorf("%s has another secret", in.Email)
		}
		if secret == "" {
			continue
		}
		code, err := people.Code(secret, now)
		if _, ok := (people.Person{TOTPSecret: secret}).CheckCode(code, now); !ok || err != nil {
			t.Errorf("%s: the code %s is refused: %v", in.Email, code, err)
		}
	}
}

// Played twice it is the same to the last id, and on both engines.
func TestSameEachTime(t *testing.T) {
	seen := map[string]string{}
	for range 2 {
		d, c := dbtest.SQLite(t)
		fill(t, d, c, clock.At(2026, 11, 23, 9, 0))
		for _, table := range []string{"people_party", "market_job", "market_proposal", "market_contract", "market_item", "billing_funding", "billing_payout", "message_message"} {
			ids, err := db.All(t.Context(), d.Snapshot(), func(s *string) []any { return []any{s} }, "SELECT id FROM "+table+" ORDER BY id")
			if err != nil {
				t.Fatal(err)
			}
			h := fnv.New64a()
			for _, x := range ids {
				h.Write([]byte(x))
			}
			now := fmt.Sprintf("%d rows, %x", len(ids), h.Sum64())
			if before := seen[table]; before != "" && before != now {
				t.Errorf("%s: %s, and then %s", table, before, now)
			}
			seen[table] = now
		}
	}
}

// Visitors come on any day of the year: just after midnight, on the first, on paydays, after long holidays.
func TestOnAnyDay(t *testing.T) {
	for _, day := range []calendar.Date{20260102, 20260507, 20260516, 20260923, 20261001} {
		t.Run(day.String(), func(t *testing.T) {
			t.Parallel()
			d, c := dbtest.SQLite(t)
			fill(t, d, c, day.Start().Add(clock.Duration(day%24)*clock.Hour+clock.Minute))
			// How much of the orders that come again was accepted depends on where in a month the day lies.
			if got := tally(t, d, "market_item", "state"); got["funded"] != 19 || got["accepted"] < 111 || got["accepted"] > 114 || got["lapsed"] != 1 {
				t.Errorf("items %v", got)
			}
			if got := tally(t, d, "billing_import", "state"); got["pending"] != 1 {
				t.Errorf("lists %v", got)
			}
			if got := tally(t, d, "billing_run", "state"); got["checked"]+got["counted"] == 0 {
				t.Errorf("runs %v", got)
			}
			adds(t, d)
		})
	}
}
