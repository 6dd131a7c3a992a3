package web

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"nariwai/internal/blob"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/funding"
	"nariwai/internal/usecase/hiring"
	"nariwai/internal/usecase/posting"
	"nariwai/internal/usecase/proposing"
	"nariwai/internal/usecase/working"
	"nariwai/internal/yen"
)

// workroom is a site with a contract of two items, 12,000 and 28,000 yen.
type workroom struct {
	*marketplace
	clock                  *dbtest.Clock
	client, worker         people.Actor
	asClient, asWorker     *site
	asOther, asDesk, alone *site
	cid                    id.Contract
	first, last            id.Item
}

func newWorkroom(t *testing.T, d *db.DB, c *dbtest.Clock) *workroom {
	t.Helper()
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ok(d.MarkDemonstration(ctx, 0))
	r := &workroom{marketplace: newMarketplace(t, d), clock: c, client: cast.Client(t, d, "kitamichi"), worker: cast.Worker(t, d, "sato")}
	store, err := blob.Open(t.TempDir())
	ok(err)
	t.Cleanup(func() { store.Close() })
	r.s.Files = store
	r.asClient, r.asWorker, r.asOther, r.alone = r.browser(r.client), r.browser(r.worker), r.browser(cast.Worker(t, d, "other")), r.browser(people.Actor{})
	r.asDesk = r.strong(cast.Operator(t, d, "desk"))
	jid, err := posting.SaveDraft(ctx, d, r.client, "", market.Spec{
		Category: "writing/travel", Title: "道の駅の記事を10本", Body: "1本**1,500字**です。", Deliverable: "原稿10本",
		Rights: market.RightsTransfer, AIPolicy: market.AIAssist, Unit: market.LumpSum, Quantity: 1, Pay: yen.Of(40_000), Hires: 1,
		ClosesOn: calendar.Of(2026, 4, 10), DueOn: calendar.Of(2026, 5, 10), Unregistered: true,
	})
	ok(err)
	_, err = posting.PublishJob(ctx, d, r.client, jid)
	ok(err)
	pid, err := proposing.SubmitProposal(ctx, d, r.worker, jid, market.Offer{Price: yen.Of(40_000), Message: "書きます。", DueOn: calendar.Of(2026, 5, 9),
		Parts: []market.Part{{N: 1, Title: "第1回", Price: yen.Of(12_000), DueOn: calendar.Of(2026, 4, 20)}, {N: 2, Title: "第2回", Price: yen.Of(28_000), DueOn: calendar.Of(2026, 5, 9)}}})
	ok(err)
	r.cid, err = hiring.AwardProposal(ctx, d, r.client, pid, false)
	ok(err)
	items, err := marketdb.Items(ctx, d.Snapshot(), r.cid)
	ok(err)
	r.first, r.last = items[0].ID, items[1].ID
	return r
}

// strong is a browser whose session has passed the second factor.
func (m *marketplace) strong(a people.Actor) *site {
	m.t.Helper()
	b := m.browser(a)
	if err := m.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Do(ctx, "UPDATE people_session SET strong_at = $1 WHERE person = $2", tx.Now, a.Person)
		return err
	}); err != nil {
		m.t.Fatal(err)
	}
	return b
}

func (r *workroom) room() string { return "/contracts/" + string(r.cid) }
func (r *workroom) at(verb string) string {
	return fmt.Sprintf("/items/%s/%s", r.first, verb)
}

// fund pays what is asked for.
func (r *workroom) fund() {
	r.t.Helper()
	a := r.asClient.get(r.room())
	m := regexp.MustCompile(`/fundings/([0-9a-f-]{36})/pay`).FindStringSubmatch(a.body)
	if m == nil {
		r.t.Fatal("no button to pay")
	}
	if err := funding.PayInDemonstration(ctx, r.db, r.client, id.Funding(m[1])); err != nil {
		r.t.Fatal(err)
	}
}

func (r *workroom) state() market.ItemState {
	r.t.Helper()
	it, err := marketdb.Item(ctx, r.db.Snapshot(), r.first)
	if err != nil {
		r.t.Fatal(err)
	}
	return it.State
}

// upload posts a form with files, name and content in turn.
func (b *site) upload(path string, form url.Values, files ...string) answer {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for k, vs := range form {
		for _, v := range vs {
			w.WriteField(k, v)
		}
	}
	for i := 0; i < len(files); i += 2 {
		part, err := w.CreateFormFile("files", files[i])
		if err != nil {
			b.t.Fatal(err)
		}
		part.Write([]byte(files[i+1]))
	}
	w.Close()
	r, err := http.NewRequest("POST", b.web.URL+path, &body)
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", w.FormDataContentType())
	res, err := b.c.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	var got bytes.Buffer
	got.ReadFrom(res.Body)
	return answer{res, got.String()}
}

func TestContractRoom(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		r := newWorkroom(t, d, c)
		for _, path := range []string{r.room(), r.room() + "/cancel", r.at("deliver"), r.at("accept"), r.at("end"), r.at("change"), r.at("dispute"), r.at("late"), r.at("silent"), r.at("revise")} {
			r.asOther.get(path).want(t, 404)
			if a := r.alone.get(path); a.StatusCode != 303 || !strings.HasPrefix(a.Header.Get("Location"), "/signin?next=") {
				t.Errorf("%s: %d %s", path, a.StatusCode, a.Header.Get("Location"))
			}
		}
		a := r.asWorker.get(r.room())
		a.want(t, 200, "仮払いの前に作業を始めないでください。", "お金のありか", "まだ仮払いされていません", "手取りの合計", "32,000円")
		a.lacks(t, "お支払い番号", "/fundings/")
		a = r.asClient.get(r.room())
		a.want(t, 200, "お支払い番号", "4月8日（水）までに、40,000円 の仮払いをしてください", "体験用のボタンで払う")
		r.fund()
		r.asWorker.get(r.room()).want(t, 200, "あなたの番です", "「第1回」を、2026年4月20日（月）までに納品してください。", "Nariwai がお預かりしています")

		// Somebody whose session has ended is asked to sign in, however much they send; nobody fills the disk.
		r.alone.upload(r.at("deliver"), url.Values{"body": {"できました"}}, "原稿.txt", "原稿です").want(t, 401, "ログイン", "できました")
		r.alone.upload(r.at("deliver"), nil, "大.txt", strings.Repeat("x", 2*bodyMost)).want(t, 401, "ログイン")

		// Delivery, with a file that is not what it says; what was typed stays.
		r.asClient.get(r.at("deliver")).want(t, 403)
		r.asWorker.get(r.at("deliver")).want(t, 200, "第1回を納品する")
		r.asWorker.upload(r.at("deliver"), url.Values{"body": {"できました"}}, "原稿.pdf", "文章です").want(t, 422, "「原稿.pdf」の中身は", "できました")
		r.asWorker.upload(r.at("deliver"), url.Values{"body": {""}, "minutes": {"たくさん"}}).want(t, 422, "かかった時間を分で入れてください")
		r.asWorker.upload(r.at("deliver"), nil).want(t, 422, "納品する文章を書くか、ファイルを選んでください")
		for range 2 { // a double click
			a = r.asWorker.upload(r.at("deliver"), url.Values{"body": {"**できました**"}, "minutes": {"１２０"}, "once": {"k1"}}, "原稿.txt", "道の駅の原稿です")
			a.want(t, 303)
		}
		r.asWorker.onward(a).want(t, 200, "納品しました。依頼主に知らせました", "待っています")
		a = r.asClient.get(r.room())
		a.want(t, 200, "<strong>できました</strong>", "原稿.txt", "確かめて検収する")
		if n := strings.Count(a.body, "原稿.txt"); n != 2 { // in the history and in the list
			t.Errorf("the file stands %d times", n)
		}
		file := regexp.MustCompile(`/files/[0-9a-f-]{36}`).FindString(a.body)
		a = r.asClient.get(file)
		a.want(t, 200, "道の駅の原稿です")
		if h := a.Header; !strings.HasPrefix(h.Get("Content-Disposition"), "attachment;") || h.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("%v", h)
		}
		r.asOther.get(file).want(t, 404)
		r.asDesk.get(file).want(t, 404)
		r.alone.get(file).want(t, 303)

		// Acceptance goes through a page with the amounts.
		r.asWorker.get(r.at("accept")).want(t, 403)
		r.asClient.get(r.at("accept")).want(t, 200, "第1回を検収しますか", "12,000円", "9,600円", "−2,400円")
		r.asWorker.post(r.at("accept"), url.Values{"once": {"k2"}}).want(t, 403, "お金は動いていません。")
		a = r.asClient.post(r.at("revise"), url.Values{"reason": {""}})
		a.want(t, 422, "どこをどう直すか、理由を書いてください", "だれの都合による直しかを選んでください")
		for range 2 {
			a = r.asClient.post(r.at("accept"), url.Values{"once": {"k3"}})
			a.want(t, 303)
		}
		r.asClient.onward(a).want(t, 200, "検収しました。報酬が確定しました")
		late := r.asClient.post(r.at("accept"), url.Values{"once": {"k4"}})
		late.want(t, 409, "お金は動いていません。この区切りは、もう検収されています", "いまはこの操作ができません")
		late.lacks(t, ">検収する</button>", "お金の動き")
		for _, verb := range []string{"accept", "end", "change", "dispute"} { // nothing is left to be done to it: the room says what is next
			if a := r.asClient.get(r.at(verb)); a.StatusCode != 303 {
				t.Errorf("%s of an accepted item: %d", verb, a.StatusCode)
			}
		}
		if a := r.asClient.get(r.at("accept")); a.StatusCode != 303 || a.Header.Get("Location") != r.room() {
			t.Errorf("%d %s", a.StatusCode, a.Header.Get("Location"))
		}
		r.asWorker.get(r.room()).want(t, 200, "手取り 9,600円・5/15（金）に振込", "「第1回」を検収しました。報酬 12,000円 が確定")
		r.asWorker.get("/contracts").want(t, 200, "道の駅の記事を10本", "あなたの番：納品する", "手取り <b>32,000円</b>")

		// Talk.
		r.asClient.post(r.room()+"/messages", url.Values{"body": {" "}}).want(t, 422, "メッセージを書いてください")
		r.asOther.post(r.room()+"/messages", url.Values{"body": {"x"}}).want(t, 404)
		for range 2 {
			r.asClient.post(r.room()+"/messages", url.Values{"body": {"第2回も<script>alert(1)</script>よろしく"}, "once": {"m"}}).want(t, 303)
		}
		a = r.asWorker.get(r.room())
		a.lacks(t, "<script>alert")
		if strings.Count(a.body, "第2回も") != 1 {
			t.Error("a double click said it twice")
		}
		r.asClient.upload(r.room()+"/files", nil).want(t, 422, "ファイルを選んでください")
		r.asOther.upload(r.room()+"/files", nil, "a.txt", "x").want(t, 404)
		r.asClient.upload(r.room()+"/files", nil, "資料.txt", "しりょう").want(t, 303)

		// The notice of terms.
		paper := regexp.MustCompile(`/documents/[0-9a-f-]{36}`).FindString(a.body)
		r.asWorker.get(paper).want(t, 200, "取引条件の書面", "T-2026-000001", "作られたときのままです", "6月15日", "<strong>1,500字</strong>", "フリーランス法")
		r.asOther.get(paper).want(t, 404)
		for _, path := range []string{"/en" + r.room(), "/en" + paper, "/en/contracts"} {
			r.asWorker.get(path).want(t, 200)
		}
	})
}

func TestEndInTheBrowser(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		r := newWorkroom(t, d, c)
		r.asClient.get(r.room()+"/cancel?item="+string(r.last)).want(t, 200, "第2回", "28,000円")
		r.asWorker.post(r.room()+"/cancel", url.Values{"reason": {""}}).want(t, 422, "理由を書いてください", "お金は動いていません。")
		r.fund()
		r.asClient.get(r.room()+"/cancel").want(t, 409)

		// An offer is checked before it is sent, and once more before it is signed.
		r.asClient.post(r.at("end"), url.Values{"pay": {"12,001"}, "fault": {"none"}, "reason": {"x"}, "do": {"send"}}).want(t, 422, "払う金額は0円から12,000円までです")
		r.asClient.post(r.at("end"), url.Values{"pay": {"1.5"}}).want(t, 422, "1円より細かい金額は使えません")
		offer := url.Values{"pay": {"５，０００"}, "fault": {"none"}, "reason": {"計画が変わりました"}}
		r.asClient.post(r.at("end"), offer).want(t, 200, "申し出の確認", "4,000円", "7,000円", `name="pay" value="5000"`)
		offer.Set("do", "send")
		r.asClient.post(r.at("end"), offer).want(t, 303)
		a := r.asWorker.get(r.room())
		a.want(t, 200, "内容を見て答える")
		path := regexp.MustCompile(`/cancels/[0-9a-f-]{36}`).FindString(a.body)
		r.asOther.get(path).want(t, 404)
		r.asOther.post(path+"/sign", url.Values{}).want(t, 404)
		r.asWorker.get(path).want(t, 200, "署名して終える", "4,000円", "7,000円")
		r.asClient.get(path).want(t, 200, "申し出を取り下げる")
		r.asClient.post(path+"/sign", url.Values{}).want(t, 403, "お金は動いていません。")
		for range 2 {
			a = r.asWorker.post(path+"/sign", url.Values{"once": {"s"}})
			a.want(t, 303)
		}
		if s := r.state(); s != market.ItemSplit {
			t.Errorf("%s", s)
		}
		r.asClient.get(r.room()).want(t, 200, "7,000円 をお返しします。返金先の口座を登録してください。")
		r.asWorker.post(path+"/sign", url.Values{"once": {"s2"}}).want(t, 409)
		r.asWorker.get(path).want(t, 200, "もう答えが出ています")
	})
}

func TestChangeInTheBrowser(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		r := newWorkroom(t, d, c)
		r.fund()
		r.asWorker.get(r.at("change")).want(t, 200, `value="12,000"`, `value="2026-04-20"`)
		r.asWorker.post(r.at("change"), url.Values{"pay": {"11,999"}, "due_on": {"2026-04-20"}, "reason": {"x"}}).want(t, 422, "契約のあとで報酬を下げることはできません", `value="11,999"`)
		r.asWorker.post(r.at("change"), url.Values{"pay": {"15000"}, "due_on": {"いつか"}}).want(t, 422)
		r.asWorker.post(r.at("change"), url.Values{"pay": {"15,000"}, "due_on": {"2026-04-25"}, "reason": {"写真も撮ります"}, "scope": {"写真3枚"}}).want(t, 303)
		a := r.asClient.get(r.room())
		path := regexp.MustCompile(`/changes/[0-9a-f-]{36}`).FindString(a.body)
		r.asOther.get(path).want(t, 404)
		r.asClient.get(path).want(t, 200, "署名して変える", "15,000円", "差額 3,000円 を仮払いします", "写真3枚", "4/25（土）")
		r.asWorker.post(path+"/sign", url.Values{}).want(t, 403)
		r.asClient.post(path+"/sign", url.Values{"once": {"s"}}).want(t, 303)
		r.asClient.get(r.room()).want(t, 200, "差額の仮払い", "3,000")
		r.fund()
		a = r.asWorker.get(r.room())
		a.want(t, 200, "（書面 H-2026-000001）")
		papers := regexp.MustCompile(`/documents/[0-9a-f-]{36}`).FindAllString(a.body, -1)
		r.asWorker.get(papers[0]).want(t, 200, "取引条件の変更の書面", "書面 T-2026-000001 の内容を", "写真3枚", "43,000円")
	})
}

func TestDisputeInTheBrowser(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		r := newWorkroom(t, d, c)
		r.fund()
		if _, err := working.DeliverItem(ctx, d, r.worker, r.first, working.Work{Body: "納めました"}); err != nil {
			t.Fatal(err)
		}
		r.asClient.post(r.at("dispute"), url.Values{"reason": {""}}).want(t, 422)
		a := r.asClient.post(r.at("dispute"), url.Values{"reason": {"**約束**と違います"}, "once": {"d"}})
		path := a.Header.Get("Location")
		r.asClient.onward(a).want(t, 200, "もめごと相談を始めました", "<strong>約束</strong>と違います", "相談を取り下げる")
		r.asOther.get(path).want(t, 404)
		r.asDesk.get(path).want(t, 404)
		r.asWorker.get(r.room()).want(t, 200, "言い分を書く", "動かさずにお預かりしています")
		r.asWorker.post(path+"/say", url.Values{"words": {"書面のとおりです"}}).want(t, 303)
		r.asWorker.post(path+"/withdraw", url.Values{}).want(t, 403)

		desk := "/desk" + path
		r.asClient.get(desk).want(t, 403)
		r.asDesk.get("/desk/disputes").want(t, 200, "道の駅の記事を10本", desk)
		shut := r.asDesk.get(desk)
		shut.want(t, 200, "<strong>約束</strong>と違います", "書面のとおりです", "操作の記録に残ります", "理由を記録して開く")
		if strings.Contains(shut.body, "納めました") {
			t.Error("what the sides said to each other is open without a reason")
		}
		r.asDesk.post(desk+"/open", url.Values{"why": {""}}).want(t, 422)
		r.asDesk.post(desk+"/open", url.Values{"why": {"納めたものを確かめるため"}, "once": {"look"}}).want(t, 303)
		r.asDesk.get(desk).want(t, 200, "納めました")
		paper := regexp.MustCompile(desk + `/documents/[0-9a-f-]{36}`).FindString(r.asDesk.get(desk).body)
		r.asDesk.get(paper).want(t, 200, "取引条件の書面", "T-2026-000001")
		r.asClient.get(paper).want(t, 403)
		r.asDesk.get(strings.Replace(paper, desk, "", 1)).want(t, 404) // as a party of its own the desk has no contract
		ruling := url.Values{"pay": {"6,000"}, "fault": {"none"}, "grounds": {"半分"}}
		r.asDesk.post(desk+"/decide", ruling).want(t, 422, "責めに帰すべき理由があるときだけです")
		r.asDesk.post(desk+"/decide", url.Values{"pay": {"-1"}}).want(t, 422)
		ruling.Set("fault", "worker")
		r.asDesk.post(desk+"/decide", ruling).want(t, 200, "このとおりに決めますか", "4,800円", "6,000円")
		ruling.Set("do", "decide")
		for range 2 {
			ruling.Set("once", "k")
			r.asDesk.post(desk+"/decide", ruling).want(t, 303)
		}
		r.asWorker.get(path).want(t, 200, "この決定を受け入れる", "不服を申し立てる", "4,800円")
		r.asWorker.post(path+"/appeal", url.Values{"reason": {""}}).want(t, 422, "理由を書いてください")
		r.asWorker.post(path+"/content", url.Values{"once": {"c"}}).want(t, 303)
		r.asClient.post(path+"/content", url.Values{"once": {"c"}}).want(t, 303)
		if s := r.state(); s != market.ItemSplit {
			t.Errorf("%s", s)
		}
		r.asDesk.get("/desk/escalated").want(t, 200, "期限の近い区切りはありません")
		r.asClient.get("/desk/escalated").want(t, 403)

		// An item that nobody decides on comes to the desk.
		if _, err := working.DeliverItem(ctx, d, r.worker, r.last, working.Work{Body: "こちらも"}); err != nil {
			t.Fatal(err)
		}
		if _, err := working.RequestRevision(ctx, d, r.client, r.last, "直し", market.ClientFault); err != nil {
			t.Fatal(err)
		}
		r.clock.Set(clock.At(2026, 5, 22, 9, 0))
		if n, err := working.EscalateOld(ctx, d); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		desk2 := r.strong(cast.Operator(t, d, "desk2")) // sessions do not last so long
		desk2.get("/desk/escalated").want(t, 200, "取り上げる", "28,000円")
		desk2.post("/desk/items/"+string(r.last)+"/take-up", url.Values{"reason": {" "}}).want(t, 422)
		a = desk2.post("/desk/items/"+string(r.last)+"/take-up", url.Values{"reason": {"期限が近いため"}})
		desk2.onward(a).want(t, 200, "運営が取り上げました。")
	})
}

// Everything that stands in the room was written by people; nothing of it runs, and none of the pages outgrows its budget.
func TestRoomIsSmall(t *testing.T) {
	d, c := dbtest.SQLite(t)
	r := newWorkroom(t, d, c)
	r.fund()
	for i := range 80 {
		c.Advance(clock.Minute)
		if err := cast.Say(t, d, []people.Actor{r.client, r.worker}[i%2], r.cid, fmt.Sprint(i, "：第2回の4本、十勝を1本増やして帯広の回を後に回せますか。金額と納期は同じで大丈夫です。")); err != nil {
			t.Fatal(err)
		}
	}
	a := r.asWorker.get(r.room())
	a.want(t, 200, "前のやりとりを見る")
	if n := len(a.body); n > 60_000 {
		t.Errorf("%d bytes", n)
	}
	before := regexp.MustCompile(`\?before=[^"]+`).FindString(a.body)
	r.asWorker.get(r.room()+strings.ReplaceAll(before, "&amp;", "&")).want(t, 200, "0：第2回の4本", "契約ができました")
	r.asWorker.get(r.room()+"?before=x").want(t, 404)
}
