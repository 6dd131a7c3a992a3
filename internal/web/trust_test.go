package web

import (
	"net/url"
	"strings"
	"testing"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/market"
	"nariwai/internal/usecase/cast"
)

// A lure on its way: its writer is warned, a worker reads what to mind and reports it, the desk asks for another sentence, and
// when it is mended nobody is warned any more.
func TestALureIsMended(t *testing.T) {
	d, now := dbtest.SQLite(t)
	m := newMarketplace(t, d)
	_, op := m.operator("hara")
	client, worker := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato")
	writer, reader := m.browser(client), m.browser(worker)
	what := func(body string) url.Values {
		return url.Values{"title": {"道の駅の記事を10本"}, "category": {"writing/travel"}, "body": {body}, "deliverable": {"原稿10本"}}
	}
	jid := string(m.job(client, func(s *market.Spec) {
		s.Body = "1本1,500字です。応募の前に、ＬＩＮＥ　を追加してください。"
	}))
	mark := text(t, d, "SELECT id FROM trust_mark WHERE job = $1", jid)

	writer.get("/jobs/"+jid+"/edit/what").want(t, 200, "書き直すとよい文が1つあります", "<mark>ＬＩＮＥ　を追加</mark>してください。", "外での約束は記録に残らず", "フリーランス法12条", "このままでも公開できます")
	writer.get("/jobs/"+jid+"/edit/pay").want(t, 200, "「仕事の内容」に、書き直すとよい文が1つあります")
	writer.get("/en/jobs/"+jid+"/edit/what").want(t, 200, "Contact outside before a contract", "What is agreed outside leaves no record")
	page := reader.get("/jobs/" + jid)
	page.want(t, 200, "気をつけたい文があります", "<mark>ＬＩＮＥ　を追加</mark>", "運営はまだ確かめていません", "この仕事を通報する", "この依頼主のこれまで", "もめごと相談")
	writer.get("/jobs/"+jid).lacks(t, "気をつけたい文があります", "この仕事を通報する")

	reader.post("/jobs/"+jid+"/report", url.Values{"reason": {"outside"}, "words": {strings.Repeat("長", 1_001)}}).want(t, 422, "くわしい内容は1000字までです", "長長長")
	reader.onward(reader.post("/jobs/"+jid+"/report", url.Values{"reason": {"outside"}})).want(t, 200, "通報を受け取りました", "運営が確かめたら、お知らせします")
	report := text(t, d, "SELECT id FROM trust_report WHERE job = $1", jid)

	op.get("/desk").want(t, 200, "1件の通報が待っています", "1つの文が、決まりに触れるかもしれません")
	op.get("/desk/postings").want(t, 200, "/desk/marks/"+mark, "契約の前に外で連絡する")
	op.get("/desk/postings?show=reports").want(t, 200, "/desk/reports/"+report, "外での連絡を求めている", "sato")
	op.post("/desk/marks/"+mark, url.Values{"verdict": {"ask"}}).want(t, 422, "理由を書いてください", `value="ask" checked`)
	op.onward(op.post("/desk/marks/"+mark, url.Values{"verdict": {"ask"}, "note": {"質問は提案のなかでお願いします"}})).want(t, 200, "決めました", "直しを待っている文", "待っている印はありません")
	op.onward(op.post("/desk/reports/"+report, url.Values{"verdict": {"ask"}, "note": {"質問は提案のなかでお願いします"}})).want(t, 200, "待っている通報はありません")
	op.get("/desk/reports/"+report).want(t, 200, "もう片づいています")

	reader.get("/jobs/"+jid).want(t, 200, "運営が確かめて、依頼主に直すように求めています")
	reader.get("/notices").want(t, 200, "を確かめました。ありがとうございました")
	writer.get("/jobs/"+jid).want(t, 200, "運営から、直すように求められている文があります")
	now.Advance(clock.Minute)
	writer.onward(writer.post("/jobs/"+jid+"/edit/what", what("1本1,500字です。質問は、提案のなかでお寄せください。"))).want(t, 200, "依頼を直しました")
	reader.get("/jobs/"+jid).lacks(t, "気をつけたい文があります", "求めています")
	op.get("/desk/postings").lacks(t, "直しを待っている文")
}

// What may serve a crime waits for the desk, and its client reads why.
func TestWhatIsHeldBack(t *testing.T) {
	d, _ := dbtest.SQLite(t)
	m := newMarketplace(t, d)
	_, op := m.operator("hara")
	client, worker := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato")
	writer, reader := m.browser(client), m.browser(worker)
	jid := string(m.job(client, func(s *market.Spec) { s.Body = "荷物を受け取るだけの簡単な仕事です。" }))
	writer.get("/jobs/"+jid).want(t, 200, "運営が、書かれた文を確かめています")
	reader.get("/jobs/"+jid).want(t, 404)
	op.get("/desk/jobs").want(t, 200, "印の付いた文 1")
	op.get("/desk/jobs/"+jid).want(t, 200, "<mark>荷物を受け取るだけ</mark>", "いわゆる闇バイトの募集に多い言い方です", "印の付いた文は、問題なしになります")
	op.onward(op.post("/desk/jobs/"+jid+"/refuse", url.Values{"reason": {"何を受け取るのかを書いてください"}})).want(t, 200, "依頼を返しました")
	writer.get("/jobs/"+jid).want(t, 200, "何を受け取るのかを書いてください")

	reader.get("/rules").want(t, 200, "募集の文の決まり", "特定商取引法51条", "犯罪収益移転防止法28条", "だまって消したり、隠したりはしません")
	op.get("/desk/settings?part=lures").want(t, 200, `name="rule_crime" value="hold" checked`)
}

func text(t *testing.T, d *db.DB, q string, args ...any) (out string) {
	t.Helper()
	if err := db.One(t.Context(), d.Snapshot(), []any{&out}, q, args...); err != nil {
		t.Fatal(err)
	}
	return out
}
