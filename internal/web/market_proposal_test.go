package web

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"nariwai/internal/clock"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/people"
	"nariwai/internal/usecase/cast"
)

func TestPropose(t *testing.T) {
	d, c := dbtest.SQLite(t)
	m := newMarketplace(t, d)
	client, worker := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato")
	jid := m.job(client, nil)
	base := "/jobs/" + string(jid)
	nobody, b, boss := m.browser(people.Actor{}), m.browser(worker), m.browser(client)

	page := nobody.get(base)
	page.want(t, 200, "ログインして提案する", "手取り 28,288円", "<h2>目的</h2>", "<strong>車で旅する方</strong>", "北海道夕張市本町4丁目")
	page.lacks(t, "<script>alert", `name="message"`, "あなたの依頼")
	b.get(base).want(t, 200, `name="message"`, `value="40,000"`, `value="2026-05-10"`)
	boss.get(base).want(t, 200, "あなたの依頼")

	quote := func(price string) answer {
		return b.get(base + "/quote?due_on=2026-04-20&price=" + url.QueryEscape(price))
	}
	quote("４０，０００").want(t, 200, "源泉徴収3,712円と手数料20%（8,000円）を引いて、<b>手取り 28,288円</b>。", "2.6円/字です。", "<b>2026年5月15日（金）</b>に振り込まれます")
	quote("39,999").want(t, 200, "手取り 28,288円") // 39,999 − 7,999 − 3,712
	for typed, say := range map[string]string{"": "金額を入れてください", "0": "金額は0円より大きくしてください", "-1": "金額は0円より大きくしてください", "1000000000000": "金額が大きすぎます", "1.5": "1円より細かい金額は使えません"} {
		quote(typed).want(t, 200, say)
	}
	b.get(base+"/quote?price=40000", "HX-Request", "true").lacks(t, "<html")
	b.get("/jobs/nowhere/quote?price=1").want(t, 404)

	form := url.Values{"price": {"38,000"}, "due_on": {"2026-05-09"}, "message": {"道の駅を**84か所**訪ねました。"}}
	with := func(pairs ...string) url.Values {
		v := url.Values{}
		for k, x := range form {
			v[k] = x
		}
		for i := 0; i < len(pairs); i += 2 {
			v[pairs[i]] = append([]string{}, pairs[i+1])
		}
		return v
	}
	b.post(base+"/proposals", with("message", "", "price", "ゼロ")).want(t, 422, "お金は動いていません。", "金額は数字で入れてください")
	b.post(base+"/proposals", with("message", "")).want(t, 422, "提案の文章を書いてください", `href="#f-message"`)
	b.post(base+"/proposals", with("due_on", "2026-04-01")).want(t, 422, "納められる日は明日からあとの日にしてください")
	rows := b.post(base+"/proposals", with("do", "row"))
	rows.want(t, 200, `id="p1-t"`, `value="38,000"`, "84か所")
	rows.lacks(t, `id="p2-t"`)
	parts := with("do", "row")
	parts["part_title"], parts["part_price"], parts["part_due_on"] = []string{"前半", ""}, []string{"19,000", ""}, []string{"2026-04-25", ""}
	b.post(base+"/proposals", parts).want(t, 200, `id="p2-t"`, `value="前半"`, `value="19,000"`)
	parts["do"] = []string{"check"}
	b.post(base+"/proposals", parts).want(t, 422, "区切りの合計 19,000円 が、提案する金額 38,000円 と違います")
	parts["part_title"], parts["part_price"], parts["part_due_on"] = []string{"前半", "後半", ""}, []string{"19,000", "１９０００", ""}, []string{"2026-04-25", "2026-05-09", ""}
	check := b.post(base+"/proposals", parts)
	check.want(t, 200, "まだ送られていません", "この内容で提案を送る", "1. 前半", "26,874円", `name="part_title" value="後半"`) // 38,000 − 7,600 − 2 × 1,763
	if n := strings.Count(check.body, `name="once"`); n != 1 {
		t.Errorf("%d keys", n)
	}
	parts["do"] = []string{"back"}
	b.post(base+"/proposals", parts).want(t, 200, `value="後半"`)
	parts["do"], parts["once"] = []string{"send"}, []string{"k1"}
	sent := b.post(base+"/proposals", parts)
	pid := pathID(t, sent)
	if again := b.post(base+"/proposals", parts); pathID(t, again) != pid {
		t.Errorf("a double click leads to %s", again.Header.Get("Location"))
	}
	b.onward(sent).want(t, 200, "提案を送りました", "返事待ち", "1. 前半", "26,874<i>", "提案が5件になると")
	mine := "/proposals/" + pid
	b.get(base).want(t, 200, "この依頼に提案しています", mine)
	b.get("/proposals").want(t, 200, "道の駅を紹介する記事", "返事待ちが1件あります")

	for _, who := range []people.Actor{cast.Worker(t, d, "sora"), cast.Client(t, d, "minatoya")} {
		o := m.browser(who)
		for _, path := range []string{mine, mine + "/edit", mine + "/award"} {
			o.get(path).want(t, 404)
		}
		for _, path := range []string{"/edit", "/withdraw", "/seen", "/shortlist", "/ask", "/decline", "/award", "/questions/x/answer"} {
			o.post(mine+path, with("do", "send", "up_to", "1", "question", "?", "reason", "?", "withhold", "no")).want(t, 404)
		}
	}
	b.get(mine+"/award").want(t, 404)
	boss.get(mine+"/edit").want(t, 404)

	// The job changes; the proposer looks.
	c.Advance(clock.Hour)
	boss.onward(boss.post(base+"/edit/what", url.Values{"title": {"道の駅の記事を10本"}, "category": {"writing/travel"}, "body": {"新しい本文"}, "deliverable": {"原稿10本"}})).want(t, 200, "依頼を直しました")
	b.get("/proposals").want(t, 200, "依頼の内容が変わりました", "1件があなたの番です")
	seen := b.get(mine)
	seen.want(t, 200, "提案のあとに、依頼の内容が変わりました", "<del>道の駅を紹介する記事を10本書いてくださる方</del>", "新しい本文")
	boss.get(mine+"/award").want(t, 200, "変わったところをまだ確かめていません")
	upTo := regexp.MustCompile(`name="up_to" value="(\d+)"`).FindStringSubmatch(seen.body)[1]
	b.onward(b.post(mine+"/seen", url.Values{"up_to": {upTo}})).lacks(t, "依頼の内容が変わりました")

	b.get(mine+"/edit").want(t, 200, `value="38,000"`, `value="前半"`, "84か所")
	edit := with("price", "36,000", "do", "check")
	b.post(mine+"/edit", edit).want(t, 200, "まだ直っていません", "この内容に直す")
	edit.Set("do", "send")
	b.onward(b.post(mine+"/edit", edit)).want(t, 200, "提案を直しました", "36,000")
	b.onward(b.post(mine+"/withdraw", url.Values{})).want(t, 200, "提案を取り下げました", "もう一度送る")
	b.onward(b.post(mine+"/edit", edit)).want(t, 200, "返事待ち")
}

func TestCompareAskAndAward(t *testing.T) {
	d, _ := dbtest.SQLite(t)
	m := newMarketplace(t, d)
	client := cast.Client(t, d, "kitamichi")
	jid := m.job(client, nil)
	base := "/jobs/" + string(jid)
	boss := m.browser(client)
	boss.get(base+"/proposals").want(t, 200, "提案は、まだ届いていません")
	var workers []people.Actor
	var pids []string
	for i := range 6 {
		w := cast.Worker(t, d, fmt.Sprint("hito", i))
		workers = append(workers, w)
		pids = append(pids, "/proposals/"+string(m.proposal(w, jid, 30_000+2_000*int64(i))))
	}
	list := boss.get(base + "/proposals")
	list.want(t, 200, "6件の提案", "<svg class=\"ch\"", "まん中は34,000円", "はじめての人 6人", "hito0", "残す：hito0", "6件のうち1〜6件め")
	b := m.browser(workers[1])
	b.get(pids[1]).want(t, 200, "大きな丸が、あなたの提案です", `class="fm"`)
	b.get(base+"/proposals").want(t, 404)

	for _, i := range []int{0, 1, 2, 3} {
		boss.onward(boss.post(pids[i]+"/shortlist", url.Values{"on": {"1"}, "next": {base + "/proposals?sort=price"}})).want(t, 200, fmt.Sprintf("残した人 %d人", i+1))
	}
	if a := boss.post(pids[3]+"/shortlist", url.Values{"on": {"0"}, "next": {"https://evil.example/"}}); a.Header.Get("Location") != base+"/proposals" {
		t.Error(a.Header.Get("Location"))
	}
	boss.get(base+"/proposals?sort=due&page=7").want(t, 200)

	talk := string(regexp.MustCompile(`/messages/[0-9a-f-]{36}`).FindString(boss.get(pids[1]).body))
	boss.post(talk, url.Values{"body": {" "}}).want(t, 422, "メッセージを書いてください")
	boss.onward(boss.post(talk, url.Values{"body": {"写真は\nありますか。"}, "asks": {"1"}})).want(t, 200, "写真は<br", "返事がほしい")
	b.get(pids[1]).want(t, 200, "返事を待たれています", talk)
	b.onward(b.post(talk, url.Values{"body": {"30枚あります。"}})).want(t, 200, "30枚あります。")
	boss.get(pids[1]).want(t, 200, "2件のやりとりがあります")

	boss.post(pids[0]+"/decline", url.Values{"reason": {""}}).want(t, 422, "理由を書いてください", "<details class=\"bd\" open")
	boss.onward(boss.post(pids[0]+"/decline", url.Values{"reason": {"日程が合いませんでした。"}})).want(t, 200, "見送りを伝えました", "見送り")
	m.browser(workers[0]).get(pids[0]).want(t, 200, "依頼主の言葉：日程が合いませんでした。")

	award := boss.get(pids[1] + "/award")
	award.want(t, 200, "hito1さんを採用しますか", "源泉徴収の確認", "仮払い 29,030円", "仮払い 32,000円", "手取り 22,630円", "手取り 25,600円", "ほかの4人に返事をします", "2026年4月8日（水）")
	boss.post(pids[1]+"/award", url.Values{}).want(t, 422, "お金は動いていません。", "源泉徴収をするかどうかを選んでください")
	form := url.Values{"withhold": {"yes"}, "once": {"k"}}
	done := boss.post(pids[1]+"/award", form)
	cid := pathID(t, done)
	if again := boss.post(pids[1]+"/award", form); pathID(t, again) != cid {
		t.Error("a double click makes two contracts")
	}
	boss.post(pids[2]+"/award", url.Values{"withhold": {"yes"}}).want(t, 409, "お金は動いていません。")
	boss.get(base+"/proposals").want(t, 200, "返事をした提案", "/contracts/"+cid)
	b.get("/proposals").want(t, 200, "契約を見る")
	m.browser(workers[2]).get(pids[2]).want(t, 200, "ほかの方に決まりました")
}
