package posting_test

import (
	"slices"
	"testing"

	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
	"nariwai/internal/trust"
	"nariwai/internal/trust/trustdb"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/desk"
	"nariwai/internal/usecase/posting"
)

// marks is the rules and states of a job's marks.
func marks(t *testing.T, d *db.DB, jid id.Job) (out []string) {
	t.Helper()
	all, err := trustdb.MarksOf(ctx, d.Snapshot(), jid)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range all {
		out = append(out, m.Rule+" "+string(m.State))
	}
	return out
}

func TestPostingsAreRead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		client, worker, op := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato"), cast.Operator(t, d, "yama")
		wantMarks := func(what string, jid id.Job, want ...string) {
			t.Helper()
			if got := marks(t, d, jid); !slices.Equal(got, want) {
				t.Errorf("%s: marks %v, want %v", what, got, want)
			}
		}
		wantState := func(what string, jid id.Job, want market.JobState) {
			t.Helper()
			if j := job(t, d, jid); j.State != want {
				t.Errorf("%s: the job is %s, want %s", what, j.State, want)
			}
		}
		revise := func(jid id.Job, body string) {
			t.Helper()
			s := spec()
			s.Body = body
			if err := posting.ReviseJob(ctx, d, client, jid, s); err != nil {
				t.Fatal(err)
			}
		}
		publish := func(body string) id.Job {
			t.Helper()
			s := spec()
			s.Body = body
			jid, err := posting.SaveDraft(ctx, d, client, "", s)
			if err != nil {
				t.Fatal(err)
			}
			wantMarks("a draft", jid)
			if _, err := posting.PublishJob(ctx, d, client, jid); err != nil {
				t.Fatal(err)
			}
			return jid
		}

		// a rule that warns: the job is shown, the desk has a mark
		jid := publish("まず教材を購入していただきます。")
		wantState("warned", jid, market.JobOpen)
		wantMarks("warned", jid, "buy open")
		if got := cast.Told(t, d, op); !slices.Equal(got, []string{"lure_found"}) {
			t.Error("the desk heard", got)
		}
		revise(jid, "まず教材を購入していただきます。原稿は10本です。")
		wantMarks("the same once more", jid, "buy open")
		revise(jid, "教材はこちらからお渡しします。")
		wantMarks("mended", jid, "buy mended")
		revise(jid, "まず教材を購入していただきます。")
		wantMarks("written again", jid, "buy mended", "buy open")
		all, err := trustdb.MarksOf(ctx, d.Snapshot(), jid)
		if err != nil {
			t.Fatal(err)
		}
		if err := desk.DecideMark(ctx, d, op, all[1].ID, trust.Dismiss, ""); err != nil {
			t.Fatal(err)
		}
		revise(jid, "まず教材を購入していただきます。くわしくは下のとおりです。")
		wantMarks("found harmless", jid, "buy mended", "buy wrong")

		// a rule that holds: nobody sees the job before the desk
		jid = publish("身分証の写真を送ってください。")
		wantState("held", jid, market.JobReview)
		wantMarks("held", jid, "crime open")
		if err := desk.ApproveJob(ctx, d, op, jid); err != nil {
			t.Fatal(err)
		}
		wantState("approved", jid, market.JobOpen)
		wantMarks("approved", jid, "crime wrong")
		revise(jid, "身分証の写真を送ってください。原稿は10本です。")
		wantState("the sentence that was approved", jid, market.JobOpen)

		// an open job that is changed is held back, keeps its place, and ends if the desk says so
		first := job(t, d, jid).PublishedAt
		propose(t, d, worker, jid)
		c.Advance(1000)
		revise(jid, "荷物を受け取るだけの簡単な仕事です。")
		wantState("changed", jid, market.JobReview)
		wantMarks("changed", jid, "crime wrong", "crime open")
		if err := desk.ApproveJob(ctx, d, op, jid); err != nil {
			t.Fatal(err)
		}
		if j := job(t, d, jid); j.State != market.JobOpen || j.PublishedAt != first {
			t.Errorf("%s, published at %s and not %s", j.State, j.PublishedAt, first)
		}
		revise(jid, "使っていない口座を買い取ります。")
		wantState("changed again", jid, market.JobReview)
		if err := desk.RefuseJob(ctx, d, op, jid, "口座の売り買いはできません"); err != nil {
			t.Fatal(err)
		}
		if j := job(t, d, jid); j.State != market.JobEnded || j.Reason == "" {
			t.Errorf("%s %q", j.State, j.Reason)
		}
		if got := cast.Told(t, d, worker); !slices.Contains(got, "unchosen") {
			t.Error("the proposer heard", got)
		}
		if got := cast.Told(t, d, client); !slices.Contains(got, "job_stopped") {
			t.Error("the client heard", got)
		}

		// what was refused can be mended, and dropped with its marks
		jid = publish("受け子を募集します。")
		if err := desk.RefuseJob(ctx, d, op, jid, "載せられません"); err != nil {
			t.Fatal(err)
		}
		wantMarks("refused", jid, "crime right")
		if state, err := posting.PublishJob(ctx, d, client, jid); err != nil || state != market.JobReview {
			t.Error("published unmended:", state, err)
		}
		if err := desk.RefuseJob(ctx, d, op, jid, "まだ直っていません"); err != nil {
			t.Fatal(err)
		}
		s := spec()
		if _, err := posting.SaveDraft(ctx, d, client, jid, s); err != nil {
			t.Fatal(err)
		}
		if state, err := posting.PublishJob(ctx, d, client, jid); err != nil || state != market.JobOpen {
			t.Error("mended:", state, err)
		}
		wantMarks("mended", jid, "crime mended")
		jid = publish("出し子を募集します。")
		if err := desk.RefuseJob(ctx, d, op, jid, "載せられません"); err != nil {
			t.Fatal(err)
		}
		if err := posting.DropDraft(ctx, d, client, jid); err != nil {
			t.Fatal(err)
		}

		// the operator may switch a rule off or make it hold
		if err := d.Write(ctx, func(tx *db.Tx) error {
			return policydb.Set(ctx, tx, policy.Lures, id.Site, spec().ClosesOn.AddDays(-1), trust.Settings{Actions: map[string]trust.Action{"buy": trust.Hold, "crime": trust.Off}}, op.Person)
		}); err != nil {
			t.Fatal(err)
		}
		c.Set(spec().ClosesOn.AddDays(-1).Start())
		jid = publish("まず教材を購入していただきます。受け子を募集します。")
		wantState("by other settings", jid, market.JobReview)
		wantMarks("by other settings", jid, "buy open")
	})
}
