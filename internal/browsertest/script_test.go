package browsertest

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"nariwai/internal/calendar"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/hiring"
	"nariwai/internal/usecase/posting"
	"nariwai/internal/usecase/proposing"
	"nariwai/internal/yen"
)

// online tells the page whether it has a connection.
func (w *tab) online(yes bool) {
	w.Helper()
	w.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: !yes, DownloadThroughput: -1, UploadThroughput: -1})
		return err
	}))
}

// enter lets the window hold a session.
func (w *tab) enter(secret string) {
	w.Helper()
	w.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, network.SetCookie, network.SetCookieParams{Name: "nariwai", Value: secret, URL: w.base})
		return err
	}))
}

// soon waits until the page says something.
func (w *tab) soon(words string) {
	w.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if ok, err := try[bool](w, `(s) => document.querySelector('main').innerText.replace(/\s+/g, '').includes(s)`, squeeze(words)); err == nil && ok {
			return
		}
	}
	w.Fatalf("%s never sees %q at %s:\n%s", w.name, words, w.path(), w.text())
}

// What a price means is said while it is typed, and what is typed without a connection is not lost.
func TestWhileOneTypes(t *testing.T) {
	d, c := dbtest.SQLite(t)
	s := newSite(t, d, c, true)
	client, worker := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "michiru")
	jid := s.call(client, "1本1,500字です。")
	w := s.window("michiru")
	w.enter(cast.SignIn(t, d, worker))
	w.visit("/jobs/" + string(jid))
	w.fill("提案する金額", "４０，０００")
	w.soon("うち消費税は3,636円。源泉徴収3,712円と手数料20%（8,000円）を引いて、手取り 28,288円。")
	w.fill("提案する金額", "1.5")
	w.soon("1円より細かい金額は使えません")
	w.fill("提案する金額", "50000")
	w.soon("うち消費税は4,545円。源泉徴収4,640円と手数料20%（10,000円）を引いて、手取り 35,360円。")

	w.fill("提案の文章", "道の駅を84か所訪ねました。")
	offline := `() => !document.querySelector('[data-offline]').hidden`
	if eval[bool](w, offline) {
		t.Error("a page with a connection says that it has none")
	}
	w.online(false)
	eval[bool](w, `() => { [...document.querySelectorAll('button')].find(b => b.value === 'check').click(); return true }`)
	if !eval[bool](w, offline) || !eval[bool](w, `() => document.querySelector('textarea').value === '道の駅を84か所訪ねました。'`) {
		t.Error("without a connection: the text is gone, or nothing is said")
	}
	w.online(true)
	if eval[bool](w, offline) {
		t.Error("the connection is back, and the page says that it is not")
	}
	w.press("確認へ進む")
	w.see("50,000円", "道の駅を84か所訪ねました。")
}

var pagesOfPDF = regexp.MustCompile(`/Type /Pages\s*/Count (\d+)`)

// printed returns how many sheets of A4 the page takes.
func (w *tab) printed() string {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, 30*time.Second)
	defer cancel()
	var pdf []byte
	if err := chromedp.Do(ctx, chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		yes := true
		r, err := cdp.Call(ctx, target, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: &yes})
		pdf = r.Data
		return err
	})); err != nil {
		w.Fatal(err)
	}
	m := pagesOfPDF.FindSubmatch(pdf)
	if m == nil {
		w.Fatalf("no pages in %d bytes of PDF", len(pdf))
	}
	return string(m[1])
}

// The notice of terms is one page of A4, with as many items as there may be; words that don't fit follow it.
func TestTheNoticeOfTermsIsOnePage(t *testing.T) {
	d, c := dbtest.SQLite(t)
	s := newSite(t, d, c, true)
	client, worker := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "michiru")
	w := s.window("michiru")
	w.enter(cast.SignIn(t, d, worker))
	due := calendar.On(c.Now()).AddDays(30)
	for words, want := range map[int]string{20: "1", 3_000: "3"} {
		jid := s.call(client, strings.Repeat("道の駅を紹介する記事です。", words/13))
		o := market.Offer{Price: yen.Of(40_000), Message: "書きます。", DueOn: due}
		for n := range int64(market.MostParts) {
			o.Parts = append(o.Parts, market.Part{N: n + 1, Title: fmt.Sprintf("第%d回（道の駅二か所）", n+1), Price: yen.Of(2_000), DueOn: due})
		}
		pid, err := proposing.SubmitProposal(t.Context(), d, worker, jid, o)
		if err != nil {
			t.Fatal(err)
		}
		cid, err := hiring.AwardProposal(t.Context(), d, client, pid, true)
		if err != nil {
			t.Fatal(err)
		}
		w.visit("/contracts/" + string(cid))
		w.press("書面を開く")
		w.see("第20回（道の駅二か所）", "作られたときのままです")
		if got := w.printed(); got != want {
			t.Errorf("%d characters: %s pages, want %s", words, got, want)
		}
	}
}

// call is a job of a client that takes proposals.
func (s *site) call(client people.Actor, body string) (jid id.Job) {
	s.Helper()
	today := calendar.On(s.clock.Now())
	jid, err := posting.SaveDraft(s.Context(), s.d, client, "", market.Spec{
		Category: "writing/travel", Title: "道の駅の記事を10本", Body: body, Deliverable: "原稿10本",
		Rights: market.RightsTransfer, AIPolicy: market.AIAssist, Unit: market.LumpSum, Quantity: 1, Pay: yen.Of(40_000), Hires: 1,
		ClosesOn: today.AddDays(10), DueOn: today.AddDays(40), Unregistered: true,
	})
	if err == nil {
		_, err = posting.PublishJob(s.Context(), s.d, client, jid)
	}
	if err != nil {
		s.Fatal(err)
	}
	return jid
}
