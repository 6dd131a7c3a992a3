package mailing

import (
	"strings"
	"testing"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/notice"
	"nariwai/internal/notice/noticedb"
	"nariwai/internal/usecase/cast"
)

func mailsOf(t *testing.T, d *db.DB) []notice.Mail {
	t.Helper()
	list, err := db.All(ctx, d.Snapshot(), func(m *notice.Mail) []any {
		return []any{&m.Person, &m.Kind, &m.Subject, &m.Text, &m.NextAt}
	}, "SELECT person, kind, subject, text, next_at FROM notice_mail ORDER BY id")
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// Everything that waits for the day's letter stands in one letter, once, at the hour that was chosen; what was read
// meanwhile does not.
func TestDigest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		c.Set(clock.At(2026, 11, 10, 9, 0))
		sato := cast.Worker(t, d, "sato")
		tell := func(kind notice.Kind, say string, link string) {
			t.Helper()
			if err := d.Write(ctx, func(tx *db.Tx) error {
				return noticedb.Inform(ctx, tx, notice.To{Person: sato.Person, Email: "sato@example.jp", Lang: "ja"}, kind, notice.Message{Say: say, Link: link})
			}); err != nil {
				t.Fatal(err)
			}
		}
		if err := d.Write(ctx, func(tx *db.Tx) error {
			return noticedb.Choose(ctx, tx, []notice.Choice{{Person: sato.Person, Kind: "saved_search", Mail: notice.Digest, App: false},
				{Person: sato.Person, Kind: "proposed", Mail: notice.Digest, App: true}})
		}); err != nil {
			t.Fatal(err)
		}
		tell("saved_search", "新しい仕事があります", "/jobs")
		tell("proposed", "提案が届きました", "/jobs/1/proposals")
		tell("proposal_changed", "もう読んだこと", "/proposals/1")
		tell("proposed", "もうひとつ届きました", "/jobs/2/proposals")
		if err := d.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Do(ctx, "UPDATE notice_notice SET read_at = 1 WHERE kind = 'proposal_changed'")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		run := func() {
			t.Helper()
			if _, err := WriteDigests(ctx, d); err != nil {
				t.Fatal(err)
			}
		}
		c.Set(clock.At(2026, 11, 11, 7, 59))
		run()
		if got := mailsOf(t, d); len(got) != 0 {
			t.Fatalf("too early: %+v", got)
		}
		c.Set(clock.At(2026, 11, 11, 8, 0))
		for range 3 {
			run()
		}
		got := mailsOf(t, d)
		want := "1日のお知らせ（3件）\n\n■ 仕事\n\n提案が届きました\n/jobs/1/proposals\n\nもうひとつ届きました\n/jobs/2/proposals\n\n■ 仕事さがし\n\n新しい仕事があります\n/jobs"
		if len(got) != 1 || got[0].Subject != "1日のお知らせ（3件）" || got[0].Text != want || got[0].Kind != notice.DigestKind {
			t.Fatalf("%+v", got)
		}
		tell("proposed", "あとから届きました", "")
		c.Set(clock.At(2026, 11, 12, 8, 0))
		run()
		if got := mailsOf(t, d); len(got) != 2 || strings.Contains(got[1].Text, "新しい仕事") || !strings.Contains(got[1].Text, "あとから") {
			t.Errorf("the day after: %+v", got)
		}
	})
}
