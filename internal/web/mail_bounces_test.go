package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/id"
	"nariwai/internal/notice"
	"nariwai/internal/notice/noticedb"
	"nariwai/internal/usecase/cast"
)

const deliveryReport = "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n" +
	"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.jp\r\n\r\nFinal-Recipient: rfc822; mina@example.jp\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n" +
	"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <MAIL@nariwai.example>\r\n\r\n--b--\r\n"

func TestMailServerReportsBounce(t *testing.T) {
	d, _ := dbtest.SQLite(t)
	mina := cast.Worker(t, d, "mina")
	var m notice.Mail
	if err := d.Write(ctx, func(tx *db.Tx) (err error) {
		if err := noticedb.Inform(ctx, tx, notice.To{Person: mina.Person, Email: "mina@example.jp", Lang: "ja"}, "paid", notice.Message{Say: "振り込みました"}); err != nil {
			return err
		}
		if m, _, err = noticedb.Claim(ctx, tx); err != nil {
			return err
		}
		return noticedb.Settle(ctx, tx, m, m.Answered(notice.Taken, "", tx.Now))
	}); err != nil {
		t.Fatal(err)
	}
	report := func(token string, mail id.Mail, configured string) int {
		r := httptest.NewRequest("POST", "/mail/bounces", strings.NewReader(strings.ReplaceAll(deliveryReport, "MAIL", string(mail))))
		r.Header.Set("Content-Type", "message/rfc822")
		if token != "" {
			r.Header.Set("Authorization", "Bearer "+token)
		}
		w := httptest.NewRecorder()
		New(Config{DB: d, BaseURL: "http://example.com", BounceToken: configured}).Handler().ServeHTTP(w, r)
		return w.Code
	}
	b := newMarketplace(t, d).browser(mina)
	for _, c := range []struct {
		name, token, configured string
		mail                    id.Mail
		want                    int
	}{
		{"no token is set up", "", "", m.ID, http.StatusNotFound},
		{"nothing is known", "", "secret", m.ID, http.StatusNotFound},
		{"a wrong token", "secrets", "secret", m.ID, http.StatusNotFound},
		{"a mail that we never sent", "secret", "secret", "019d46fb-cb80-7227-ae46-d33836364833", http.StatusUnprocessableEntity},
		{"not a mail at all", "secret", "secret", "x", http.StatusUnprocessableEntity},
	} {
		if got := report(c.token, c.mail, c.configured); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
		b.get("/home").lacks(t, "メールが届いていません")
	}
	if got := report("secret", m.ID, "secret"); got != http.StatusNoContent {
		t.Errorf("a report of our mail server: %d", got)
	}
	b.get("/home").want(t, 200, "メールが届いていません", "4/1 12:00に、", `action="/settings/email/again"`)
	b.onward(b.post("/settings/email/again", nil)).want(t, 200, "確認のメールを送りました")
}
