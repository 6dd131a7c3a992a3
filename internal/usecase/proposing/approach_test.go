package proposing_test

import (
	"fmt"
	"testing"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/message"
	"nariwai/internal/message/messagedb"
	"nariwai/internal/policy"
	"nariwai/internal/query"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/hiring"
	"nariwai/internal/usecase/posting"
	"nariwai/internal/usecase/proposing"
	"nariwai/internal/usecase/talking"
)

// Who writes first to many has to wait for answers; each gives one place back, at once and for its day.
func TestApproaches(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		client, worker := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato")
		if err := d.Write(ctx, func(tx *db.Tx) error {
			return tx.Exec(ctx, 1, "UPDATE policy_rule SET body = '{\"open\":6,\"day\":5}' WHERE kind = $1", policy.Approaches)
		}); err != nil {
			t.Fatal(err)
		}
		o := offer()
		o.Parts = nil
		propose := func(jid id.Job) (id.Proposal, error) { return proposing.SubmitProposal(ctx, d, worker, jid, o) }
		wait := func(left, waiting, today int64) {
			t.Helper()
			a, err := query.Approaches(ctx, d, worker.Party)
			if err != nil || a.Left() != left || a.Waiting != waiting || a.Today != today {
				t.Errorf("%d left, %d wait, %d today (%v), want %d, %d, %d", a.Left(), a.Waiting, a.Today, err, left, waiting, today)
			}
		}
		ok := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		var jobs []id.Job
		for range 9 {
			jobs = append(jobs, open(t, d, client, nil))
		}
		var pids []id.Proposal
		for _, jid := range jobs[:4] {
			pid, err := propose(jid)
			ok(err)
			pids = append(pids, pid)
		}
		wait(1, 4, 4)
		tid, err := talking.AskAboutJob(ctx, d, worker, jobs[4], "写真も要りますか。")
		ok(err)
		wait(0, 5, 5)

		// The day is full: nothing of what was refused stays, and who talks already may go on.
		_, err = propose(jobs[5])
		want(t, err, fault.Conflict)
		_, err = talking.AskAboutJob(ctx, d, worker, jobs[5], "写真も要りますか。")
		want(t, err, fault.Conflict)
		if _, err := messagedb.Between(ctx, d.Snapshot(), jobs[5], worker.Party, ""); !fault.Is(err, fault.NotFound) {
			t.Error("the refused left a thread", err)
		}
		_, err = propose(jobs[4])
		ok(err)
		_, err = talking.SendMessage(ctx, d, worker, tid, talking.Words{Body: "地図も要りますか。"})
		ok(err)
		wait(0, 5, 5)

		// A message, a no, being kept and being hired are answers.
		_, err = talking.SendMessage(ctx, d, client, tid, talking.Words{Body: "はい、要ります。"})
		ok(err)
		wait(1, 4, 4)
		_, err = hiring.DeclineProposal(ctx, d, client, pids[0], "今回は見送ります。")
		ok(err)
		_, err = hiring.ShortlistProposal(ctx, d, client, pids[1], true)
		ok(err)
		_, err = hiring.AwardProposal(ctx, d, client, pids[2], false)
		ok(err)
		wait(4, 1, 1)

		// Withdrawing is none: it counts for the day, and sending it again takes the place again.
		ok(proposing.WithdrawProposal(ctx, d, worker, pids[3]))
		wait(4, 0, 1)
		_, err = propose(jobs[3])
		ok(err)
		wait(4, 1, 1)

		// A job that ends gives the place back too; and a new day is a new day.
		ok(posting.EndJob(ctx, d, client, jobs[3]))
		wait(4, 0, 1)
		c.Advance(clock.Day)
		wait(5, 0, 0)
		for _, jid := range jobs[5:9] {
			_, err := propose(jid)
			ok(err)
		}
		c.Advance(clock.Day)
		for i := range 2 {
			_, err := propose(open(t, d, client, nil))
			ok(err)
			wait(int64(1-i), int64(5+i), int64(1+i))
		}
		_, err = propose(open(t, d, client, nil))
		if e := fault.Of(err); e == nil || fmt.Sprintf(e.Say, e.Args...) != (message.Approaches{Limits: message.Limits{Open: 6, Day: 5}, Waiting: 6}).MayApproach().Error() {
			t.Error(err)
		}
	})
}
