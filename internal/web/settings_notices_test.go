package web

import (
	"net/url"
	"testing"

	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/notice"
	"nariwai/internal/notice/noticedb"
	"nariwai/internal/people"
	"nariwai/internal/usecase/cast"
)

func TestNoticeChoices(t *testing.T) {
	d, _ := dbtest.SQLite(t)
	m := newMarketplace(t, d)
	mina := cast.Worker(t, d, "mina")
	b := m.browser(mina)
	page := b.get("/settings/notices")
	page.want(t, 200, "いつもすぐに届くもの", `name="mail.proposed"`, "支払明細")
	page.lacks(t, `name="mail.paid"`, `name="mail.job_held"`)
	form := url.Values{"quiet_from": {"1380"}, "quiet_to": {"420"}, "digest_at": {"1080"}, "mail.proposed": {"off"}, "app.proposed": {"1"},
		"mail.saved_search": {"now"}, "all.search": {"digest"}, "mail.paid": {"off"}}
	b.onward(b.post("/settings/notices", form)).want(t, 200, "お知らせの受け取り方を保存しました", `<option value="1380" selected>`, `<option value="1080" selected>`)
	got, err := noticedb.ChoicesOf(t.Context(), d.Snapshot(), mina.Person)
	if err != nil || len(got) != 2 || got["proposed"].Mail != notice.Off || !got["proposed"].App || got["saved_search"].Mail != notice.Digest || got["saved_search"].App {
		t.Errorf("%+v, %v", got, err)
	}
	form.Set("quiet_from", "2000")
	form.Set("mail.proposed", "digest")
	b.post("/settings/notices", form).want(t, 422, "時刻を選んでください", "誤り：")
	form.Set("quiet_from", "0")
	form.Set("mail.proposed", "often")
	b.post("/settings/notices", form).want(t, 422, "選び方が正しくありません")
	b.get("/en/settings/notices").want(t, 200, "What always comes at once", "Once a day")
}

// What a mail program sends when its reader presses its button: a form, no cookie, no page of ours before it (RFC 8058).
func TestOneClickStopsMails(t *testing.T) {
	d, _ := dbtest.SQLite(t)
	mina := cast.Worker(t, d, "mina")
	b := newMarketplace(t, d).browser(people.Actor{})
	var stop, daily, money string
	if err := d.Write(t.Context(), func(tx *db.Tx) error {
		key, err := noticedb.StopKey(t.Context(), tx)
		stop = notice.Stop{Person: mina.Person, Kind: "proposed"}.Token(key)
		daily = notice.Stop{Person: mina.Person, Kind: notice.DigestKind}.Token(key)
		money = notice.Stop{Person: mina.Person, Kind: "paid"}.Token(key)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	tell := func(kind notice.Kind) {
		t.Helper()
		if err := d.Write(t.Context(), func(tx *db.Tx) error {
			return noticedb.Inform(t.Context(), tx, notice.To{Person: mina.Person, Email: "mina@example.jp", Lang: "ja"}, kind, notice.Message{Say: "見つかりませんでした"})
		}); err != nil {
			t.Fatal(err)
		}
	}
	count := func(table string, kind notice.Kind) (n int64) {
		t.Helper()
		if err := db.One(t.Context(), d.Snapshot(), []any{&n}, "SELECT COUNT(*) FROM "+table+" WHERE person = $1 AND kind = $2", mina.Person, kind); err != nil {
			t.Fatal(err)
		}
		return n
	}
	click := url.Values{"List-Unsubscribe": {"One-Click"}}
	tell("proposed")
	tell("delivered")
	tell("proposal_changed")

	b.get("/stop-mails?t="+stop).want(t, 200, "「提案が届いた」のメールを止めます")
	if count("notice_mail", "proposed") != 1 {
		t.Error("looking at the link stops the mail")
	}
	for range 2 {
		b.post("/stop-mails?t="+stop, click).want(t, 200, "メールを止めました")
	}
	b.upload("/en/stop-mails?t="+daily, click).want(t, 200, "The mails are stopped")
	for _, token := range []string{money, "x", stop + "x", ""} {
		b.post("/stop-mails?t="+token, click).want(t, 404)
	}
	for _, k := range []notice.Kind{"proposed", "proposal_changed", "delivered"} {
		tell(k)
	}
	for _, c := range []struct {
		table string
		kind  notice.Kind
		want  int64
	}{{"notice_mail", "proposed", 0}, {"notice_mail", "delivered", 2}, {"notice_line", "proposal_changed", 0}, {"notice_notice", "proposed", 2}, {"notice_notice", "proposal_changed", 2}} {
		if n := count(c.table, c.kind); n != c.want {
			t.Errorf("%s has %d of %s, want %d", c.table, n, c.kind, c.want)
		}
	}
}
