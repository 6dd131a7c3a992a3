package web

import (
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/id"
	"nariwai/internal/notice"
	"nariwai/internal/notice/noticedb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/phrase"
	"nariwai/internal/trust"
	"nariwai/internal/usecase/cast"
)

// operator is a browser of somebody at the desk who has passed the second factor.
func (m *marketplace) operator(name string) (people.Actor, *site) {
	m.t.Helper()
	a := cast.Operator(m.t, m.db, name)
	secret := ""
	if err := m.db.Write(ctx, func(tx *db.Tx) (err error) {
		s, _, err := peopledb.Begin(ctx, tx, a.Person, a.Party, "test")
		if err == nil {
			secret, err = peopledb.Strengthen(ctx, tx, s.ID)
		}
		return err
	}); err != nil {
		m.t.Fatal(err)
	}
	return a, m.browser(people.Actor{}).as(secret)
}

func TestDeskLooksAtFirstJobs(t *testing.T) {
	d, _ := dbtest.SQLite(t)
	m := newMarketplace(t, d)
	_, b := m.operator("hara")
	b.get("/desk/jobs").want(t, 200, "待っている依頼はありません")
	hatsu := cast.NewClient(t, d, "hatsu")
	one, two := m.job(hatsu, nil), m.job(cast.NewClient(t, d, "tsugi"), nil)
	b.get("/desk/jobs").want(t, 200, `href="/desk/jobs/`+string(one), "hatsu", `<span class="cnt">2<`)
	b.get("/desk/jobs/"+string(one)).want(t, 200, "hatsu@example.jp", "個人事業主", "<strong>車で旅する方</strong>", "公開する")
	b.post("/desk/jobs/"+string(one)+"/refuse", url.Values{"reason": {""}}).want(t, 422, "理由を書いてください", `id="f-reason-e"`)
	b.onward(b.post("/desk/jobs/"+string(one)+"/refuse", url.Values{"reason": {"連絡先が読めません"}})).want(t, 200, "依頼を返しました")
	b.onward(b.post("/desk/jobs/"+string(two)+"/approve", url.Values{})).want(t, 200, "依頼を公開しました", "待っている依頼はありません")
	b.get("/desk/jobs/"+string(two)).want(t, 200, "この依頼は、確認を待っていません。")
	b.post("/desk/jobs/"+string(two)+"/approve", url.Values{}).want(t, 409, "この依頼は、確認を待っていません")
	b.get("/desk/jobs/none").want(t, 404)
	if told := cast.Told(t, d, hatsu); len(told) != 1 || told[0] != "job_refused" {
		t.Error(told)
	}
}

func TestDeskOfPeople(t *testing.T) {
	d, _ := dbtest.SQLite(t)
	m := newMarketplace(t, d)
	_, b := m.operator("hara")
	other, _ := m.operator("yama")
	mina := cast.Worker(t, d, "mina")
	cast.Account(t, d, mina, "1111")
	if err := d.Write(ctx, func(tx *db.Tx) error {
		for _, n := range []string{"a1", "a2"} {
			if err := peopledb.AddAccounts(ctx, tx, people.Account{ID: id.Account(n), Party: mina.Party, Bank: "0001", Branch: "001", Kind: people.Ordinary,
				Number: "7654321", Payee: "ｻﾄｳ", State: people.Checking, SetAt: tx.Now, SetBy: mina.Person, PromisedBy: calendar.Of(2026, 4, 15)}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	page := "/desk/people/" + string(mina.Person)
	b.get("/desk/people").want(t, 200, page, "mina@example.jp", "運営")
	b.get("/desk/people?q=min").want(t, 200, page)
	b.get("/desk/people?q=nobody").want(t, 200, "見つかりませんでした")
	b.get(page).want(t, 200, "みずほ", "****1111", "確認を待っています", "利用を止める", "/talents/mina")
	b.get("/desk/people/none").want(t, 404)

	a := b.post(page+"/suspend", url.Values{"rule": {""}, "reason": {"外での支払い"}, "until": {"2026-02-30"}})
	a.want(t, 422, "2026-02-30という日付はありません", "外での支払い")
	b.post(page+"/suspend", url.Values{"rule": {""}, "reason": {"外での支払い"}, "until": {""}}).want(t, 422, "どの決まりによるのかを書いてください")
	b.onward(b.post(page+"/suspend", url.Values{"rule": {"第8条"}, "reason": {"外での支払い"}, "until": {"2026-04-30"}})).want(t, 200, "利用を止めました", "停止中", "2026年4月30日（木）まで", "利用を止めた")
	b.post(page+"/lift", url.Values{"why": {""}}).want(t, 422, "理由を書いてください")
	b.onward(b.post(page+"/lift", url.Values{"why": {"確かめました"}})).want(t, 200, "利用停止を解除しました", "利用中", "解除：確かめました")

	b.get("/desk/accounts").lacks(t, "同じ口座の、ほかの人")
	ken := cast.Worker(t, d, "ken")
	if err := d.Write(ctx, func(tx *db.Tx) error {
		return peopledb.AddAccounts(ctx, tx, people.Account{ID: "k1", Party: ken.Party, Bank: "0001", Branch: "001", Kind: people.Ordinary, Number: "7654321", State: people.AccountActive})
	}); err != nil {
		t.Fatal(err)
	}
	b.get("/desk/accounts").want(t, 200, "同じ口座の、ほかの人</dt><dd><b>1人", "ｻﾄｳ", "みずほ 東京営業部 普通 7654321", "約束した支払い 4/15（水）")
	b.post("/desk/accounts/a1/refuse", url.Values{"reason": {""}}).want(t, 422, "理由を書いてください")
	b.onward(b.post("/desk/accounts/a1/refuse", url.Values{"reason": {"名義が違う"}})).want(t, 200, "口座を断りました")
	b.onward(b.post("/desk/accounts/a2/approve", url.Values{})).want(t, 200, "口座を確認しました", "確認を待つ口座はありません")
	b.post("/desk/accounts/a2/approve", url.Values{}).want(t, 409, "もう確認が終わっています")

	b.get("/desk/operators").want(t, 200, "hara@example.jp", "yama@example.jp", "あなた")
	b.post("/desk/operators", url.Values{"email": {"nobody@example.jp"}}).want(t, 422, `value="nobody@example.jp"`)
	b.onward(b.post("/desk/operators", url.Values{"email": {"mina@example.jp"}})).want(t, 200, "運営の机に加えました", "mina@example.jp")
	b.onward(b.post("/desk/operators/"+string(other.Person)+"/revoke", url.Values{})).lacks(t, "yama@example.jp")

	b.get("/desk/audit").want(t, 200, "利用停止を解除した", "確かめました", "口座を断った", "運営の机から外した", "hara@example.jp")
	b.get("/desk/audit").lacks(t, "いまの封の番号")
	if _, err := b.db.SealAudit(t.Context(), clock.Minute); err != nil {
		t.Fatal(err)
	}
	head, err := db.AuditHead(t.Context(), b.db.Snapshot())
	if err != nil {
		t.Fatal(err)
	}
	b.get("/desk/audit").want(t, 200, "いまの封の番号", head.Head())
	b.get("/desk/audit?subject=a1").want(t, 200, "口座を断った")
	b.get("/desk/audit?subject=a1").lacks(t, "運営の机から外した")
	b.get("/desk/audit?subject=zz").want(t, 200, "記録はありません")
	b.get("/en/desk/audit").want(t, 200, "refused an account", "lifted a suspension")
}

func TestDeskIsForOperators(t *testing.T) {
	d, _ := dbtest.SQLite(t)
	m := newMarketplace(t, d)
	mina := cast.Worker(t, d, "mina")
	b := m.browser(mina)
	for _, rt := range deskRoutes {
		if path, ok := strings.CutPrefix(rt.Pattern, "GET "); ok && !strings.Contains(path, "{") {
			b.get(path).want(t, 403)
		}
		if rt.Who != Desk {
			t.Errorf("%s is open to %s", rt.Pattern, rt.Who)
		}
	}
}

func TestDeskMail(t *testing.T) {
	d, _ := dbtest.SQLite(t)
	m := newMarketplace(t, d)
	_, b := m.operator("hara")
	var mail notice.Mail
	if err := d.Write(ctx, func(tx *db.Tx) (err error) {
		if err := noticedb.Queue(ctx, tx, notice.Letter{To: "mina@example.jp", Lang: phrase.Ja, Subject: "届きません", Text: "ひみつの本文", Link: "/verify?t=secret"}); err != nil {
			return err
		}
		if mail, _, err = noticedb.Claim(ctx, tx); err != nil {
			return err
		}
		return noticedb.Settle(ctx, tx, mail, mail.Answered(notice.Refused, "550 no such user", tx.Now))
	}); err != nil {
		t.Fatal(err)
	}
	a := b.get("/desk/mail")
	a.want(t, 200, "届きません", "mina@example.jp", "550 no such user", "送れなかった 1", "もう一度送る")
	a.lacks(t, "ひみつの本文", "secret", "/demo/mail")
	b.onward(b.post("/desk/mail/"+string(mail.ID)+"/again", url.Values{"once": {"k"}})).want(t, 200, "もう一度送る列に入れました", "送れなかった 0", "待っている 1")
	b.get("/desk/mail?state=queued").want(t, 200, "届きません")
	b.get("/desk/mail?state=sent&at=x&after=y").want(t, 200, "ここにメールはありません")
	b.post("/desk/mail/"+string(mail.ID)+"/again", url.Values{"once": {"l"}}).want(t, 409)
}

// TestEveryVerbIsSaid looks for the verbs that the use cases write into the record.
func TestEveryVerbIsSaid(t *testing.T) {
	written := regexp.MustCompile(`Audit\(ctx, [^\n]*?"([a-z_]+)"`)
	files, err := filepath.Glob("../usecase/*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range written.FindAllStringSubmatch(string(b), -1) {
			found++
			if m[1] == "account_" || m[1] == "identity_" { // completed by the state of the account, of the document
				continue
			}
			if m[1] == "mark_" || m[1] == "report_" { // completed by the verdict
				for _, v := range []trust.Verdict{trust.Dismiss, trust.Ask, trust.Stop} {
					if auditVerbs[m[1]+string(v)] == "" {
						t.Errorf("%s writes %q, which desk_audit_verbs.go does not say", file, m[1]+string(v))
					}
				}
				continue
			}
			if auditVerbs[m[1]] == "" {
				t.Errorf("%s writes %q, which desk_audit_verbs.go does not say", file, m[1])
			}
		}
	}
	if found < 20 {
		t.Errorf("only %d verbs found: is the test looking in the right place?", found)
	}
}
