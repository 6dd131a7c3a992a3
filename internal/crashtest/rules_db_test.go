package crashtest

import (
	"context"
	"strings"
	"testing"

	"nariwai/internal/db"
	"nariwai/internal/usecase/verifying"
)

// checkBooks counts everything once more in two ways: by the program's own verify, and by hand.
func checkBooks(t testing.TB, d *db.DB, found *findings) {
	t.Helper()
	violations, err := verifying.Verify(context.Background(), d, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range violations {
		found.bad(books, "%v", v)
	}
	for account, off := range pairs[string, int64](t, d.Snapshot(), `SELECT a, CAST(SUM(y) AS BIGINT) FROM (
			SELECT credit AS a, amount AS y FROM ledger_transfer UNION ALL SELECT debit, -amount FROM ledger_transfer UNION ALL
			SELECT id, -balance FROM ledger_account) AS moved WHERE a NOT IN ('bank', 'limit') AND a NOT LIKE 'fee/%' GROUP BY a HAVING SUM(y) <> 0`) {
		found.bad(books, "%s is off by %d", account, -off)
	}
	for account := range pairs[string, int64](t, d.Snapshot(), "SELECT id, balance FROM ledger_account WHERE balance < 0") {
		found.bad(books, "%s is overdrawn", account)
	}
}

// checkOnce looks for work that was paid twice, paid and returned, or paid before it was delivered.
func checkOnce(t testing.TB, r db.Reader, found *findings) {
	t.Helper()
	for what, q := range map[string]string{
		"is settled twice":                        "SELECT item FROM billing_settlement GROUP BY item HAVING COUNT(*) > 1",
		"is paid and refunded":                    "SELECT i.id FROM market_item i JOIN billing_refund r ON r.source = i.id WHERE i.state = 'accepted'",
		"is accepted and was never delivered":     "SELECT i.id FROM market_item i WHERE i.ending IN ('acceptance', 'time') AND NOT EXISTS (SELECT 1 FROM market_delivery WHERE item = i.id)",
		"was delivered twice without revision":    "SELECT i.id FROM market_item i JOIN market_delivery d ON d.item = i.id GROUP BY i.id, i.revisions HAVING COUNT(*) > i.revisions + 1",
		"is paid in twice":                        "SELECT i.item FROM billing_funding_item i JOIN billing_funding f ON f.id = i.funding WHERE f.state = 'paid' AND f.change_order = '' GROUP BY i.item HAVING COUNT(*) > 1",
		"ended by agreement and nobody signed":    "SELECT i.id FROM market_item i WHERE i.ending = 'agreement' AND NOT EXISTS (SELECT 1 FROM market_cancel WHERE item = i.id AND state = 'in_force')",
		"was sent back and accepted all the same": "SELECT i.id FROM market_item i JOIN market_event e ON e.item = i.id AND e.kind = 'revision' WHERE i.ending = 'time' AND e.at > i.delivered_at",
	} {
		for _, id := range rows[string](t, r, q) {
			found.bad(once, "item %s %s", id, what)
		}
	}
}

// checkAcknowledged looks for the record of everything that was answered.
func checkAcknowledged(t testing.TB, r db.Reader, answers []sent, found *findings) {
	t.Helper()
	if len(answers) == 0 {
		return
	}
	there := pairs[string, string](t, r, "SELECT id, body FROM db_idempotency")
	for _, s := range answers {
		if s.verb == "export" {
			continue // it has no record: the file is made anew each time, the same to the byte
		}
		if _, ok := there[s.record()]; !ok {
			found.bad(acknowledged, "%s was answered and is not there", s.key())
		}
	}
}

// checkRecorded holds the commands' records against the ledger: each event that a person caused has exactly one, and each
// record of a command that moves money has its event. What the clock-work causes has none.
func checkRecorded(t testing.TB, r db.Reader, prepared map[string]bool, found *findings) {
	t.Helper()
	itemOf := pairs[string, string](t, r, "SELECT id, item FROM market_cancel")
	depositOf := pairs[string, string](t, r, "SELECT id, deposit FROM billing_funding WHERE deposit <> ''")
	listOf := pairs[string, string](t, r, "SELECT id, import FROM billing_deposit")
	fundingBy := pairs[string, string](t, r, "SELECT id, funding FROM billing_deposit WHERE funding <> ''")
	byTime := pairs[string, string](t, r, "SELECT 'settle/' || id, id FROM market_item WHERE ending = 'time'")
	happened := map[string]bool{}
	for e := range pairs[string, int64](t, r, "SELECT id, COUNT(*) FROM ledger_transfer GROUP BY id") {
		happened[e] = true
	}
	events := map[string][]string{} // by record
	lists := map[string]string{}    // the record that confirmed a list
	for _, record := range rows[string](t, r, "SELECT id FROM db_idempotency") {
		_, key, _ := strings.Cut(record, "/")
		part := strings.Split(key, ".")
		if len(part) != 3 {
			continue
		}
		switch verb, of := part[0], part[1]; verb {
		case "accept":
			events[record] = []string{"settle/" + of}
		case "sign":
			events[record] = []string{"settle/" + itemOf[of]}
		case "pay":
			events[record] = []string{"fund/" + of, "deposit/" + depositOf[of]}
		case "confirm":
			lists[of] = record
		}
	}
	for deposit, list := range listOf {
		record, ok := lists[list]
		if !ok || !happened["deposit/"+deposit] { // the clock-work may book it later
			continue
		}
		events[record] = append(events[record], "deposit/"+deposit)
		if f := fundingBy[deposit]; f != "" {
			events[record] = append(events[record], "fund/"+f)
		}
	}
	cause := map[string]string{}
	for record, es := range events {
		for _, e := range es {
			if !happened[e] {
				found.bad(recorded, "%s is on record, its %s is not in the ledger", record, e)
			}
			if other, twice := cause[e]; twice {
				found.bad(recorded, "%s has two records: %s and %s", e, other, record)
			}
			cause[e] = record
		}
	}
	for e := range happened {
		kind, _, _ := strings.Cut(e, "/")
		if cause[e] == "" && !prepared[e] && byTime[e] == "" && (kind == "settle" || kind == "fund" || kind == "deposit") {
			found.bad(recorded, "%s is in the ledger and no command is on record", e)
		}
	}
}

// checkAudited looks for the line of the record that each settlement must have, by whom or what it was caused.
func checkAudited(t testing.TB, r db.Reader, found *findings) {
	t.Helper()
	for ending, verb := range map[string]string{"acceptance": "accept", "time": "auto_accept", "agreement": "sign_cancel"} {
		for id, n := range pairs[string, int64](t, r, `SELECT i.id, (SELECT COUNT(*) FROM db_audit WHERE subject = i.id AND verb = $1) FROM market_item i
			WHERE i.ending = $2`, verb, ending) {
			if n != 1 {
				found.bad(recorded, "item %s ended by %s, and the record has %d lines of it", id, ending, n)
			}
		}
	}
}

// checkTold counts notices and mails against what happened.
func checkTold(t testing.TB, r db.Reader, found *findings) {
	t.Helper()
	link := func(contract string) string { return "'/contracts/' || " + contract }
	for kind, q := range map[string]string{
		"accepted":  "SELECT " + link("contract") + ", COUNT(*) FROM market_item WHERE ending = 'acceptance' GROUP BY contract",
		"settled":   "SELECT " + link("contract") + ", 2 * COUNT(*) FROM market_item WHERE ending = 'agreement' GROUP BY contract",
		"delivered": "SELECT " + link("i.contract") + ", COUNT(*) FROM market_delivery d JOIN market_item i ON i.id = d.item GROUP BY i.contract",
		"funded":    "SELECT " + link("contract") + ", 2 * COUNT(*) FROM billing_funding WHERE state = 'paid' AND change_order = '' GROUP BY contract",
	} {
		should := pairs[string, int64](t, r, q)
		is := pairs[string, int64](t, r, "SELECT link, COUNT(*) FROM notice_notice WHERE kind = $1 GROUP BY link", kind)
		for room, n := range should {
			if is[room] != n {
				found.bad(told, "%s: %d notices that something was %s, %d times it was", room, is[room], kind, n)
			}
			delete(is, room)
		}
		for room, n := range is {
			found.bad(told, "%s: %d notices that something was %s, and nothing was", room, n, kind)
		}
		notices := rows[int64](t, r, "SELECT COUNT(*) FROM notice_notice WHERE kind = $1", kind)[0]
		if mails := rows[int64](t, r, "SELECT COUNT(*) FROM notice_mail WHERE kind = $1", kind)[0]; mails != notices {
			found.bad(told, "%d mails that something was %s, %d notices", mails, kind, notices)
		}
	}
}

// checkAll is every rule that the database alone can tell.
func checkAll(t testing.TB, d *db.DB, prepared map[string]bool, found *findings) {
	t.Helper()
	checkBooks(t, d, found)
	view(t, d, func(r db.Reader) { checkMoment(t, r, prepared, found) })
}

// checkMoment is every rule that one moment of the database can tell, while a server writes.
func checkMoment(t testing.TB, r db.Reader, prepared map[string]bool, found *findings) {
	t.Helper()
	checkOnce(t, r, found)
	checkRecorded(t, r, prepared, found)
	checkAudited(t, r, found)
	checkTold(t, r, found)
}
