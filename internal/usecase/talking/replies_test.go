package talking_test

import (
	"testing"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/reply"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/hiring"
	"nariwai/internal/usecase/posting"
	"nariwai/internal/usecase/proposing"
	"nariwai/internal/usecase/talking"
	"nariwai/internal/usecase/working"
)

// What becomes of an ask when something is done about the work.
func TestActsAnswer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		c.Set(clock.At(2026, 6, 1, 10, 0))
		client := cast.Client(t, d, "kitamichi")
		// asks are what a party was asked, the newest last: their states and how they ended.
		asks := func(a people.Actor) (out []string) {
			t.Helper()
			out, err := db.All(ctx, d.Snapshot(), func(s *string) []any { return []any{s} }, "SELECT state || ' ' || how FROM reply_ask WHERE asked = $1 ORDER BY id", a.Party)
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		last := func(a people.Actor, want string) {
			t.Helper()
			if all := asks(a); len(all) == 0 || all[len(all)-1] != want {
				t.Errorf("asked %v, want %q last", all, want)
			}
		}
		say := func(a people.Actor, tid id.Thread, body string) {
			t.Helper()
			if _, err := talking.SendMessage(ctx, d, a, tid, talking.Words{Body: body, Asks: true}); err != nil {
				t.Fatal(err)
			}
		}
		ok := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		jid := open(t, d, client)

		ume := cast.Worker(t, d, "ume")
		pid := propose(t, d, ume, jid)
		if all := asks(client); len(all) != 0 {
			t.Errorf("a proposal asks: %v", all)
		}
		say(client, cast.ThreadAbout(t, d, pid), "写真もありますか")
		ok(proposing.WithdrawProposal(ctx, d, ume, pid))
		last(ume, "answered act")

		kei := cast.Worker(t, d, "kei")
		pid = propose(t, d, kei, jid)
		tid := cast.ThreadAbout(t, d, pid)
		say(kei, tid, "急ぎますか")
		_, err := hiring.DeclineProposal(ctx, d, client, pid, "今回は見送ります。")
		ok(err)
		last(client, "answered act")

		rin := cast.Worker(t, d, "rin")
		pid = propose(t, d, rin, jid)
		tid = cast.ThreadAbout(t, d, pid)
		say(rin, tid, "急ぎますか")
		c.Advance(25 * clock.Hour) // nobody has come by to say so
		cid, err := hiring.AwardProposal(ctx, d, client, pid, false)
		ok(err)
		last(client, "missed act")

		say(rin, cast.Thread(t, d, cid), "はじめてよいですか")
		last(client, "open ")
		ok(working.CancelUnfunded(ctx, d, client, cid, "", "予定が変わったため"))
		last(client, "answered act")
		say(client, cast.Thread(t, d, cid), "すみませんでした")
		last(rin, "void ended") // the contract is over

		ren := cast.Worker(t, d, "ren")
		tid, err = talking.AskAboutJob(ctx, d, ren, jid, "写真もいりますか")
		ok(err)
		ok(talking.BlockParty(ctx, d, client, tid))
		last(client, "void blocked")

		mio := cast.Worker(t, d, "mio")
		_, err = talking.AskAboutJob(ctx, d, mio, jid, "写真もいりますか")
		ok(err)
		ok(posting.EndJob(ctx, d, client, jid))
		last(client, "void ended")

		var n reply.Count
		ok(db.One(ctx, d.Snapshot(), []any{&n.Answered, &n.Missed}, "SELECT CAST(SUM(answered) AS BIGINT), CAST(SUM(missed) AS BIGINT) FROM reply_day WHERE party = $1", client.Party))
		if n != (reply.Count{Answered: 2, Missed: 1}) {
			t.Errorf("counted %+v of %v", n, asks(client))
		}
	})
}

// The clock-work misses what nobody has answered.
func TestMissOverdueAsks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		c.Set(clock.At(2026, 6, 1, 22, 30))
		client, worker := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "ume")
		if _, err := talking.AskAboutJob(ctx, d, worker, open(t, d, client), "写真もいりますか"); err != nil {
			t.Fatal(err)
		}
		for _, x := range []struct {
			at     clock.Instant
			missed int
		}{{clock.At(2026, 6, 3, 8, 0), 0}, {clock.At(2026, 6, 3, 8, 1), 1}, {clock.At(2026, 6, 3, 8, 2), 0}} {
			c.Set(x.at)
			if n, err := talking.MissOverdueAsks(ctx, d); err != nil || n != x.missed {
				t.Errorf("at %s %d were missed, want %d: %v", x.at, n, x.missed, err)
			}
		}
	})
}
