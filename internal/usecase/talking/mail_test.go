package talking_test

import (
	"strings"
	"testing"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/posting"
	"nariwai/internal/usecase/talking"
	"nariwai/internal/yen"
)

// Who is talking gets no mail of it; who is away gets one, ten minutes after the first message, with what came meanwhile.
func TestMailOnlyWhenNobodyReads(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		ctx := t.Context()
		c.Set(clock.At(2026, 4, 2, 15, 0))
		client, worker := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato")
		today := calendar.On(c.Now())
		jid, err := posting.SaveDraft(ctx, d, client, "", market.Spec{Category: "writing/travel", Title: "道の駅", Body: "記事を書きます。", Deliverable: "原稿",
			Rights: market.RightsTransfer, AIPolicy: market.AIAssist, Unit: market.LumpSum, Quantity: 1, Pay: yen.Of(10_000), Hires: 1,
			ClosesOn: today.AddDays(5), DueOn: today.AddDays(20), Unregistered: true})
		if err == nil {
			_, err = posting.PublishJob(ctx, d, client, jid)
		}
		if err != nil {
			t.Fatal(err)
		}
		tid, err := talking.AskAboutJob(ctx, d, worker, jid, "写真も要りますか")
		if err != nil {
			t.Fatal(err)
		}
		waiting := func(p id.Person) (n int64, text string, at clock.Instant) {
			t.Helper()
			if err := db.One(ctx, d.Snapshot(), []any{&n, &text, &at}, `SELECT COUNT(*), COALESCE(MAX(text), ''), CAST(COALESCE(MAX(next_at), 0) AS BIGINT)
				FROM notice_mail WHERE person = $1 AND kind = 'message' AND state = 'queued'`, p); err != nil {
				t.Fatal(err)
			}
			return n, text, at
		}
		unread := func(p id.Person) (n int64) {
			t.Helper()
			if err := db.One(ctx, d.Snapshot(), []any{&n}, "SELECT COUNT(*) FROM notice_notice WHERE person = $1 AND kind = 'message' AND read_at = 0", p); err != nil {
				t.Fatal(err)
			}
			return n
		}
		c.Advance(3 * clock.Minute)
		if _, err := talking.SendMessage(ctx, d, worker, tid, talking.Words{Body: "縦の写真もあります"}); err != nil {
			t.Fatal(err)
		}
		n, text, at := waiting(client.Person)
		if n != 1 || at != clock.At(2026, 4, 2, 15, 10) || !strings.Contains(text, "写真も要りますか") || !strings.Contains(text, "縦の写真も") || unread(client.Person) != 1 {
			t.Errorf("%d mails at %v: %s; %d notices", n, at, text, unread(client.Person))
		}
		if err := talking.MarkRead(ctx, d, client, tid, 1); err != nil { // only the first
			t.Fatal(err)
		}
		if n, _, _ := waiting(client.Person); n != 1 {
			t.Errorf("%d mails after half was read", n)
		}
		if err := talking.MarkRead(ctx, d, client, tid, 2); err != nil {
			t.Fatal(err)
		}
		if n, _, _ := waiting(client.Person); n != 0 || unread(client.Person) != 0 {
			t.Errorf("%d mails and %d notices after all was read", n, unread(client.Person))
		}
	})
}
