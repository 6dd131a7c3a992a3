package web

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/people"
	"nariwai/internal/policy"
	"nariwai/internal/usecase/cast"
)

// How many more proposals can be sent is said before, the refusal keeps what was typed, and an answer makes room.
func TestApproachesAreCounted(t *testing.T) {
	d, _ := dbtest.SQLite(t)
	m := newMarketplace(t, d)
	client, worker := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato")
	b, boss := m.browser(worker), m.browser(client)
	if err := d.Write(ctx, func(tx *db.Tx) error {
		return tx.Exec(ctx, 1, "UPDATE policy_rule SET body = '{\"open\":3,\"day\":3}' WHERE kind = $1", policy.Approaches)
	}); err != nil {
		t.Fatal(err)
	}
	var jobs []string
	for range 4 {
		jobs = append(jobs, "/jobs/"+string(m.job(client, nil)))
	}
	form := url.Values{"price": {"38,000"}, "due_on": {"2026-05-09"}, "message": {"道の駅を84か所訪ねました。"}, "do": {"send"}}
	b.get(jobs[0]).want(t, 200, "新しい提案と質問は、いまあと3件送れます", `href="/rules#approaches"`)
	var pid string
	for i, job := range jobs[:2] {
		pid = pathID(t, b.post(job+"/proposals", form))
		b.get("/proposals").want(t, 200, fmt.Sprintf("いまあと%d件送れます（返事を待っているもの %d件）", 2-i, i+1))
	}
	asked := b.post(jobs[2]+"/ask", url.Values{"body": {"写真も要りますか。"}})
	b.onward(asked)
	check := url.Values{"price": {"38,000"}, "due_on": {"2026-05-09"}, "message": {"4つめの提案です。"}, "do": {"check"}}
	b.get(jobs[3]).want(t, 200, "いまは、新しい提案と質問を送れません", "返事を待っている提案と質問が3件あります", `name="message"`)
	b.post(jobs[3]+"/proposals", check).want(t, 200, "いまは、新しい提案と質問を送れません")
	check.Set("do", "send")
	b.post(jobs[3]+"/proposals", check).want(t, 409, "返事を待っている提案と質問が3件あります", "4つめの提案です。", `value="38,000"`)
	b.post(jobs[3]+"/ask", url.Values{"body": {"地図も要りますか。"}}).want(t, 409, "返事を待っている提案と質問が3件あります", "地図も要りますか。")
	b.get(jobs[2]).lacks(t, "いまは、新しい提案と質問を送れません") // they talk about it already
	boss.post("/proposals/"+pid+"/decline", url.Values{"reason": {"今回は見送ります。"}})
	b.get("/en"+jobs[3]).want(t, 200, "New proposals and questions that you can send now: 1 (waiting for an answer: 2)")
	m.browser(people.Actor{}).get("/rules").want(t, 200, "新しい提案と質問の数", `id="approaches"`)
}

// Who sends nearly the same words to many jobs is told before, and those who get them see it.
func TestProposalsInTheSameWordsAreShown(t *testing.T) {
	d, _ := dbtest.SQLite(t)
	m := newMarketplace(t, d)
	client, worker := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato")
	b, boss := m.browser(worker), m.browser(client)
	words := "はじめまして。旅行や観光の記事を5年ほど書いています。%sの取材も得意で、写真の手配もできます。納期は必ず守りますので、どうぞよろしくお願いいたします。"
	send := func(job, words string) string {
		t.Helper()
		return "/proposals/" + pathID(t, b.post(job+"/proposals", url.Values{"price": {"38,000"}, "due_on": {"2026-05-09"}, "message": {words}, "do": {"send"}}))
	}
	var jobs, sent []string
	for i, what := range []string{"宿や食", "温泉や食", "祭りや食"} {
		job := "/jobs/" + string(m.job(client, nil))
		check := b.post(job+"/proposals", url.Values{"price": {"38,000"}, "due_on": {"2026-05-09"}, "message": {fmt.Sprintf(words, what)}, "do": {"check"}})
		if said := strings.Contains(check.body, fmt.Sprintf("ほかに%d件送っています", i)); said != (i > 0) {
			t.Errorf("the check of the %d. says so: %t", i+1, said)
		}
		jobs, sent = append(jobs, job), append(sent, send(job, fmt.Sprintf(words, what)))
	}
	boss.get(sent[0]).lacks(t, "同じような文") // of when it was sent
	boss.get(sent[2]).want(t, 200, "同じような文の提案がほかに2件あります")
	b.get(sent[2]).want(t, 200, "同じような文の提案を、ほかに2件送っています。依頼主にも、そう見えます。")
	boss.get(jobs[2]+"/proposals").want(t, 200, "同じような文")
	own := send("/jobs/"+string(m.job(client, nil)), "雪見の露天のお知らせ、12月号からお手伝いできます。料理長のお話を電話でうかがって、1回800字で2本にまとめます。")
	boss.get(own).lacks(t, "同じような文")
}

// Ways out in a proposal are marked for its client, in its page; nothing of it is kept from them, and the worker's own page has no marks.
func TestWaysOutOfAProposalAreMarked(t *testing.T) {
	d, _ := dbtest.SQLite(t)
	m := newMarketplace(t, d)
	client, worker := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato")
	b, boss := m.browser(worker), m.browser(client)
	job := "/jobs/" + string(m.job(client, nil))
	form := url.Values{"price": {"38,000"}, "due_on": {"2026-05-09"}, "message": {"番号は 090-1234-5678 です。[見本](https://example.com/a)"}, "do": {"send"}}
	pid := "/proposals/" + pathID(t, b.post(job+"/proposals", form))
	page := boss.get(pid)
	page.want(t, 200, "<mark>090-1234-5678</mark>", "見本<mark> (https://example.com/a)</mark>", "なぜ印が付くのか")
	page.lacks(t, `href="https://example.com/a"`)
	b.get(pid).lacks(t, "<mark>")
	boss.get(job+"/proposals").lacks(t, `href="https://example.com/a"`)
	boss.onward(boss.post("/settings/marks", url.Values{"marks": {"off"}}))
	off := boss.get(pid)
	off.want(t, 200, "番号は 090-1234-5678 です。見本 (https://example.com/a)")
	off.lacks(t, "<mark>")
}
