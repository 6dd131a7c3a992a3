package browsertest

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"nariwai/internal/bank/zenginread"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/people"
	"nariwai/internal/usecase/verifying"
)

// The whole story, from a job to a payday: two people sign up, a job is posted, two compete, one is hired, the money comes in,
// work is delivered, revised and accepted, the month is closed, two people release the payout, the bank's file is read back.
// It is played twice on each engine: for a company that hires a writer, which withholds income tax, so that 40,000 arrive as
// 28,288, and for a private client, who does not: 32,000. One of them has JavaScript and the other has none, on SQLite the other way round.
func TestStory(t *testing.T) {
	for _, tale := range []struct {
		name        string
		form        people.LegalForm
		escrow, net string
		js          db.Engine // the engine on which it is played with JavaScript
	}{
		{"withheld", people.Company, "36,288", "28,288", db.Postgres},
		{"plain", people.PrivatePerson, "40,000", "32,000", db.SQLite},
	} {
		t.Run(tale.name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
				story(newSite(t, d, c, d.Engine == tale.js), tale.form, tale.escrow, tale.net)
			})
		})
	}
}

func story(s *site, form people.LegalForm, escrow, net string) {
	t, today := s.T, calendar.On(s.clock.Now())
	s.identity()
	desk1, desk2 := s.operator("yamaguchi"), s.operator("hara")

	client := s.signUp("きたみち", "kita@example.jp", "order")
	client.visit("/settings/facts")
	client.choose("form", string(form))
	client.fill("legal_name", "きたみち")
	client.fill("address", "北海道札幌市中央区北1条西2丁目")
	client.fill("contact", "kita@example.jp")
	client.press("情報を保存する")

	worker := s.signUp("佐藤みちる", "michiru@example.jp", "work")
	worker.visit("/settings/facts")
	worker.choose("form", "sole")
	worker.fill("legal_name", "佐藤 みちる")
	worker.fill("address", "北海道夕張市本町4丁目")
	worker.press("情報を保存する")
	worker.visit("/settings/bank?bank=0001&branch=001&by=branch")
	worker.choose("kind", "1")
	worker.fill("number", "1234567")
	worker.fill("payee", "さとう みちる")
	worker.press("この口座を登録する")

	rival := s.signUp("高梨そら", "sora@example.jp", "work")

	// A job is posted as a task list; the desk looks at a new client's first.
	client.visit("/jobs/new")
	client.fill("title", "道の駅を紹介する記事を10本書いてくださる方")
	client.choose("category", "writing/travel")
	client.fill("body", "## お願いすること\n\n- 1本1,500字の記事を10本\n- 営業時間を確かめる")
	client.fill("deliverable", "1,500字の原稿10本")
	client.press("残して次へ")
	client.choose("unit", "piece")
	client.fill("quantity", "１０")
	client.fill("pay", "４０，０００円")
	client.fill("hires", "1")
	client.press("残して次へ")
	client.fill("closes_on", today.AddDays(7).String())
	client.fill("due_on", today.AddDays(20).String())
	client.choose("rights", "transfer")
	client.choose("ai_policy", "none")
	client.pick("はじめての方を歓迎")
	client.pick("登録番号がなくてもよい")
	client.press("残して次へ")
	client.press("次へ")
	client.see("40,000円", "きたみち")
	client.press("確認を頼む")
	client.see("運営が確かめています")
	job := client.path()
	desk1.visit("/desk/jobs")
	desk1.press("道の駅を紹介する記事を10本書いてくださる方")
	desk1.press("公開する")

	// Two compete; the quote is seen before anything is sent, without JavaScript too.
	for _, p := range []*tab{worker, rival} {
		p.visit(job)
		p.see("手取り", net)
		p.fill("price", "４０，０００")
		p.fill("due_on", today.AddDays(18).String())
		p.fill("message", "道の駅を84か所訪ねています。よろしくお願いします。")
		p.press("確認へ進む")
		p.see("8,000", net)
		p.press("この内容で提案を送る")
	}
	client.visit(job + "/proposals")
	client.see("佐藤みちる", "高梨そら")
	client.shot("story-proposals")
	client.press("佐藤みちる")
	client.press("採用へ進む")
	client.see("採用しますか", escrow, net)
	client.press("採用して契約する")
	client.see("お支払い番号", escrow, "お金のありか")
	room := client.path()
	reference := regexp.MustCompile(`お支払い番号\s*([0-9]{8,})`).FindStringSubmatch(client.text())[1]
	rival.visit(job)
	rival.miss("確認へ進む")

	// The money comes in by the bank's list, in the bank's own letters; a second person confirms it.
	worker.visit(room)
	worker.see("仮払いの前に作業を始めないでください")
	desk1.visit("/desk/deposits")
	brought := s.depositList(today, escrow, reference+" ｷﾀﾐﾁ")
	desk1.attach("file", brought)
	desk1.press("取り込む")
	desk1.see(escrow, reference)
	list := desk1.path()
	desk2.visit(list)
	desk2.press("確かめて記帳する")
	if kept := desk2.download(list + "/file"); kept != s.read(brought) {
		t.Errorf("of the bank's list is kept %q", kept)
	}
	worker.visit(room)
	worker.see("Nariwai がお預かりしています")

	// Work is delivered, sent back once, delivered again and accepted.
	s.until(today.AddDays(10).Start().Add(10 * clock.Hour))
	worker.visit(room)
	worker.press("納品する")
	worker.fill("body", "10本です。よろしくお願いします。")
	worker.attach("files", s.manuscript())
	worker.press("納品する")
	client.visit(room)
	client.press("確かめて検収する")
	client.press("直しをお願いする")
	client.fill("reason", "富良野の営業時間を、冬のものにしてください。")
	client.choose("fault", "worker")
	client.press("直しをお願いする")
	s.until(today.AddDays(12).Start().Add(10 * clock.Hour))
	worker.visit(room)
	worker.see("富良野の営業時間")
	worker.press("納品する")
	worker.fill("body", "冬の営業時間に直しました。")
	worker.press("納品する")
	client.visit(room)
	client.press("確かめて検収する")
	client.see("検収しますか", net)
	client.press("検収する")
	client.see("検収済み")

	// The month is closed by the clock-work; two people release the payout.
	month := calendar.MonthOf(today.AddDays(12))
	s.until(month.Next().First().Start().Add(10 * clock.Hour))
	desk1.visit("/desk/runs")
	desk1.press(month.Ja() + "分")
	run := desk1.path()
	desk1.see("すべてが一致", strings.TrimSuffix(net, "円"))
	desk1.shot("story-run")
	desk1.fill("total", "1")
	desk1.press("確かめました")
	desk1.see("お金は動いていません")
	desk1.fill("total", net)
	desk1.press("確かめました")
	desk1.miss("の振込を承認する")
	desk2.visit(run)
	desk2.press(net + "円 の振込を承認する")
	desk2.press("振込データを作る")
	file := desk2.download(run + "/file")
	if want := s.transferFile(month, net); file != want {
		t.Errorf("the bank's file is\n%q, want\n%q", file, want)
	}
	back, err := zenginread.Read(strings.NewReader(file))
	if err != nil || back.Count != 1 || back.Sum.Digits() != net || back.Transfers[0].Payee != "ｻﾄｳ ﾐﾁﾙ" || back.Transfers[0].Number != "1234567" {
		t.Errorf("read back: %+v, %v", back, err)
	}
	s.until(calendar.DefaultClosing().Payday(month).Start().Add(10 * clock.Hour))
	s.signIn(desk1, "yamaguchi@example.jp") // sessions end after thirty days
	desk1.visit(run)
	desk1.press("残りを振込済みにする")
	s.signIn(worker, "michiru@example.jp")
	worker.visit("/earnings")
	worker.see(net)
	worker.press("2026年4月分")
	worker.see("支払明細書", "40,000", "−8,000", net, "佐藤 みちる")
	worker.shot("story-statement")
	worker.visit(room)
	worker.see("振込")
	worker.shot("story-room")

	found, err := verifying.Verify(context.Background(), s.d, nil)
	if err != nil || len(found) > 0 {
		t.Errorf("verify: %v, %v", found, err)
	}
}
